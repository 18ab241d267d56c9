"""How good a classifier is on images that it did not learn from: accuracy, each class by itself, the confusions."""

from dataclasses import dataclass
from html import escape

import numpy as np

from lepton_kit.vision.inputs import as_examples, cross_entropy, probabilities

__all__ = ["Report", "evaluate"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Report:
    """What a classifier got right and wrong. ``k`` classes, ``n`` images.

    Attributes
    ----------
    accuracy : float
        The share of images whose most probable class is the true one.
    cross_entropy : float
        Mean of -log of the probability given to the true class, in nats; 0 is perfect.
    precision, recall, f1 : ndarray, shape (k,)
        Of each class; 0 where a class was never guessed or never there.
    support : ndarray of int, shape (k,)
        Images of each class.
    confusion : ndarray of int, shape (k, k)
        Row: the true class, column: the guess.
    probabilities : ndarray, shape (n, k)
    predictions, labels : ndarray of int, shape (n,)
    class_names : tuple of str
    """

    accuracy: float
    cross_entropy: float
    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    support: np.ndarray
    confusion: np.ndarray
    probabilities: np.ndarray
    predictions: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]

    def _summary(self):
        return f"accuracy {self.accuracy:.4f} on {len(self.labels):,} images, cross-entropy {self.cross_entropy:.4f}"

    def _rows(self):
        columns = (self.class_names, self.precision, self.recall, self.f1, self.support)
        for name, *shares, count in zip(*columns, strict=True):
            yield name, *(f"{share:.3f}" for share in shares), f"{count:,}"

    def __repr__(self):
        rows = [("class", "precision", "recall", "F1", "images"), *self._rows()]
        width = max(len(row[0]) for row in rows)
        lines = [row[0].ljust(width) + "".join(f"{cell:>11}" for cell in row[1:]) for row in rows]
        return "\n".join([self._summary(), *lines])

    def _repr_html_(self):
        head = "".join(f"<th>{what}</th>" for what in ("class", "precision", "recall", "F1", "images"))
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in self._rows())
        return f"<table><caption style='white-space: nowrap'>{self._summary()}</caption><tr>{head}</tr>{body}</table>"


def evaluate(model, x, y, class_names=None):
    """Judge a classifier on labelled images.

    Parameters
    ----------
    model : keras.Model
        Gives class probabilities.
    x : array_like, shape (n, height, width) or (n, height, width, channels)
        Images, ``uint8`` from 0 to 255 or floats from 0 to 1.
    y : array_like, shape (n,)
        Class numbers.
    class_names : sequence of str, optional
        One name a class; the numbers if not given.

    Returns
    -------
    Report

    Raises
    ------
    ValueError
        If images, labels, names and model do not fit together, or the model's probabilities are no numbers.

    Examples
    --------
    >>> from lepton_kit import datasets
    >>> from lepton_kit.vision import article_cnn
    >>> data = datasets.load("fashion_mnist")
    >>> evaluate(article_cnn(rng=0), data.x_test[:100], data.y_test[:100]).confusion.shape
    (10, 10)
    """
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    images, labels = as_examples(x, y, model)
    P = probabilities(model, images)
    classes = np.arange(P.shape[1])
    class_names = tuple(str(name) for name in (classes if class_names is None else class_names))
    if len(class_names) != len(classes):
        raise ValueError(f"class_names has {len(class_names)} names; the model has {len(classes)} classes")
    if not np.isfinite(P).all():
        raise ValueError(
            "The model gives probabilities that are no finite numbers; its weights are broken. Train it anew."
        )
    guesses = P.argmax(axis=1)
    precision, recall, f1, support = precision_recall_fscore_support(labels, guesses, labels=classes, zero_division=0)
    return Report(
        accuracy=float((guesses == labels).mean()),
        cross_entropy=cross_entropy(P, labels),
        precision=precision,
        recall=recall,
        f1=f1,
        support=support,
        confusion=confusion_matrix(labels, guesses, labels=classes),
        probabilities=P,
        predictions=guesses,
        labels=labels,
        class_names=class_names,
    )
