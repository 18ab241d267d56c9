"""How good a classifier is on images that it did not learn from: accuracy, each class by itself, the confusions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.display import Tabular
from lepton_kit.vision.classifier import Classifier, as_classifier
from lepton_kit.vision.inputs import Names, as_labels, as_names, unit
from lepton_kit.vision.metrics.predictions import as_truth

__all__ = ["Report", "evaluate", "judge"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Report(Tabular):
    """What a classifier got right and wrong. ``k`` classes, ``n`` images.

    Attributes
    ----------
    accuracy : float
        The share of images whose most probable class is the true one.
    cross_entropy : float
        Mean of -log of the probability given to the true class, in nats; 0 is perfect.
    precision, recall, f1 : ndarray, shape (k,)
        Of each class; nan where there is nothing to divide by: it was never guessed, or no image is of it.
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
    precision: NDArray
    recall: NDArray
    f1: NDArray
    support: NDArray
    confusion: NDArray
    probabilities: NDArray
    predictions: NDArray
    labels: NDArray
    class_names: tuple[str, ...]

    def _summary(self) -> str:
        return f"accuracy {self.accuracy:.4f} on {len(self.labels):,} images, cross-entropy {self.cross_entropy:.4f}"

    def _rows(self) -> Iterator[tuple[str, ...]]:
        yield "class", "precision", "recall", "F1", "images"
        columns = (self.class_names, self.precision, self.recall, self.f1, self.support)
        for name, *shares, count in zip(*columns, strict=True):
            yield name, *("–" if np.isnan(share) else f"{share:.3f}" for share in shares), f"{count:,}"


def evaluate(model: Any, x: ArrayLike, y: ArrayLike, class_names: Names | None = None) -> Report:
    """Judge a classifier on labelled images.

    Parameters
    ----------
    model : keras.Model, Runtime, callable, or array_like
        Any classifier (see :func:`lepton_kit.vision.classifier.as_classifier`), or what it gave: ``model.predict(x)``.
    x : array_like, shape (n, height, width) or (n, height, width, channels)
        Images, ``uint8`` from 0 to 255 or floats from 0 to 1.
    y : array_like, shape (n,)
        Class numbers.
    class_names : sequence of str, or dict of int to str, optional
        One name a class; the numbers if not given.

    Returns
    -------
    Report

    Raises
    ------
    ValueError
        If images, labels, names and model do not fit together, the model's probabilities are no numbers, or the model
        was plainly trained on pixels of another scale.

    Examples
    --------
    >>> from lepton_kit import datasets
    >>> from lepton_kit.vision import article_cnn
    >>> data = datasets.load("fashion_mnist")
    >>> evaluate(article_cnn(rng=0), data.x_test[:100], data.y_test[:100]).confusion.shape
    (10, 10)
    """
    if not callable(model) and np.ndim(model):
        return judge(y, model, class_names)
    classifier = as_classifier(model, x)
    images = classifier.take(x, "x")
    labels = as_labels(y, len(images), classifier.classes)
    class_names = as_names(class_names, classifier.classes)
    report = judge(labels, classifier.predict(images, "x"), class_names)
    if classifier.shape is not None and classifier.white == 1:
        _refuse_another_scale(classifier, images[:500], labels[:500], report)
    return report


def _refuse_another_scale(classifier: Classifier, images: NDArray, labels: NDArray, report: Report) -> None:
    """An error if the network does badly with pixels from 0 to 1 and much better with others: it learnt on those."""
    classes = np.unique(labels)

    def found(guesses: NDArray) -> float:  # the mean recall: one that always says the same gets 1 / classes
        return float(np.mean([(guesses[labels == k] == k).mean() for k in classes]))

    as_it_is = found(report.predictions[: len(labels)])
    if len(labels) < 20 or len(classes) < 2 or as_it_is > 0.5 + 0.5 / len(classes):
        return
    pixels = unit(images)
    for what, other, white in (("0 to 255", pixels, 255), ("-1 to 1", pixels * 2 - 1, 1)):
        there = found(classifier.read(other, white).argmax(axis=1))
        if there > max(as_it_is, 1 / len(classes)) + 0.25:
            raise ValueError(
                f"The model finds {as_it_is:.0%} of a class in the mean with pixels from 0 to 1, and {there:.0%} with "
                f"pixels from {what}: it learnt on these. Give it what it knows, as in evaluate(lambda x: "
                f"model.predict(...), x, y), or begin the network with a Rescaling layer"
            )


def judge(labels: ArrayLike, probabilities: ArrayLike, class_names: Names | None = None) -> Report:
    """The same report from what any classifier, not only a Keras model, has said.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        The true classes.
    probabilities : array_like, shape (n, k)
        Of each class; or, for two classes, shape (n,): of class 1.
    class_names : sequence of str, optional
        One name a class; the numbers if not given.

    Returns
    -------
    Report

    Raises
    ------
    ValueError
        If these are no probabilities, or labels, names and probabilities do not fit together.

    Examples
    --------
    >>> judge([0, 1, 1], [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], ("bag", "boot"))
    accuracy 0.6667 on 3 images, cross-entropy 0.4149
    class   precision  recall     F1  images
    bag         0.500   1.000  0.667       1
    boot        1.000   0.500  0.667       2
    """
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    labels, P, classes = as_truth(labels, probabilities)
    guesses = P.argmax(axis=1)
    confusion = confusion_matrix(labels, guesses, labels=classes)
    precision, recall, f1, _ = precision_recall_fscore_support(labels, guesses, labels=classes, zero_division=np.nan)
    return Report(
        accuracy=float((guesses == labels).mean()),
        cross_entropy=float(np.log(1 / np.clip(P[np.arange(len(P)), labels], 1e-12, 1)).mean()),
        precision=precision,
        recall=recall,
        f1=f1,
        support=confusion.sum(axis=1),
        confusion=confusion,
        probabilities=P,
        predictions=guesses,
        labels=labels,
        class_names=as_names(class_names, len(classes)),
    )
