"""How good a classifier is on images that it did not learn from: accuracy, each class by itself, the confusions."""

from dataclasses import dataclass

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.validate import whole
from lepton_kit.vision.inputs import as_examples, cross_entropy, probabilities
from lepton_kit.vision.metrics.outcomes import as_chances, as_guesses

__all__ = ["Averages", "Report", "averages", "evaluate", "judge", "mistakes"]


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
        yield "class", "precision", "recall", "F1", "images"
        columns = (self.class_names, self.precision, self.recall, self.f1, self.support)
        for name, *shares, count in zip(*columns, strict=True):
            yield name, *(f"{share:.3f}" for share in shares), f"{count:,}"


@dataclass(frozen=True, slots=True, repr=False)
class Averages(Tabular):
    """Precision, recall and F1 over all classes, averaged in three ways.

    Attributes
    ----------
    macro : tuple of float
        (precision, recall, F1): every class counts the same.
    micro : tuple of float
        Every image counts the same; with one class an image, all three are the accuracy.
    weighted : tuple of float
        Every class counts by how many images it has.
    """

    macro: tuple[float, float, float]
    micro: tuple[float, float, float]
    weighted: tuple[float, float, float]

    def _summary(self):
        return "averages over the classes"

    def _rows(self):
        yield "", "precision", "recall", "F1"
        for name in ("macro", "micro", "weighted"):
            yield name, *(f"{share:.3f}" for share in getattr(self, name))


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
    images, labels = as_examples(x, y, model)
    P = probabilities(model, images)
    if not np.isfinite(P).all():
        raise ValueError(
            "The model gives probabilities that are no finite numbers; its weights are broken. Train it anew."
        )
    return judge(labels, P, class_names)


def judge(labels, probabilities, class_names=None):
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

    labels, P = as_chances(labels, probabilities)
    classes = np.arange(P.shape[1])
    class_names = tuple(str(name) for name in (classes if class_names is None else class_names))
    if len(class_names) != len(classes):
        raise ValueError(f"class_names has {len(class_names)} names; the model has {len(classes)} classes")
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


def averages(labels, guesses=None):
    """Precision, recall and F1 over all classes that occur, averaged by class, by image and by weight.

    Parameters
    ----------
    labels : Report, or array_like of int, shape (n,)
    guesses : array_like of int, shape (n,)
        Not with a report.

    Returns
    -------
    Averages

    Examples
    --------
    Of ten images one is a bag, and the network never says so. By image it is nine tenths right, by class half.

    >>> averages([1] + [0] * 9, [0] * 10)
    averages over the classes
              precision  recall     F1
    macro         0.450   0.500  0.474
    micro         0.900   0.900  0.900
    weighted      0.810   0.900  0.853
    """
    from sklearn.metrics import precision_recall_fscore_support

    labels, guesses, _ = as_guesses(labels, guesses)
    found = {
        way: precision_recall_fscore_support(labels, guesses, average=way, zero_division=0)[:3]
        for way in ("macro", "micro", "weighted")
    }
    return Averages(**{way: tuple(float(share) for share in shares) for way, shares in found.items()})


def mistakes(labels, probabilities=None, *, count=None):
    """Where the classifier is wrong, the most confident mistake first.

    Parameters
    ----------
    labels : Report, or array_like of int, shape (n,)
    probabilities : array_like, shape (n, k)
        Not with a report.
    count : int, optional
        The most that are wanted; all if not given.

    Returns
    -------
    ndarray of int
        Numbers of images.

    Examples
    --------
    >>> mistakes([0, 1, 1], [[0.4, 0.6], [0.9, 0.1], [0.2, 0.8]])
    array([1, 0])
    """
    labels, P = as_chances(labels, probabilities)
    wrong = np.flatnonzero(P.argmax(axis=1) != labels)
    order = np.argsort(-P[wrong].max(axis=1), kind="stable")
    return wrong[order][: None if count is None else whole("count", count, low=1)]
