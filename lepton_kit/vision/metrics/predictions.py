"""What a classifier said and what was true, at one door: a ``Report``, or plain arrays in its place."""

import numpy as np

from lepton_kit.validate import matrix, vector, whole
from lepton_kit.vision.inputs import as_labels

__all__ = ["as_chances", "as_class", "as_guesses", "as_probabilities"]


def as_guesses(labels, guesses=None):
    """True classes, guessed classes and how many classes there are, from a report or from two rows of class numbers."""
    if hasattr(labels, "predictions"):
        _alone("guesses", guesses)
        return labels.labels, labels.predictions, len(labels.class_names)
    if guesses is None:
        raise ValueError("Give a Report, or two rows of class numbers: the true classes and the guesses")
    n = _count("labels", labels)
    _count("guesses", guesses)
    found = np.asarray(guesses)
    if found.ndim == 2 and found.shape[1] > 1:
        raise ValueError(
            f"guesses must be one row of class numbers; got shape {found.shape[0]} x {found.shape[1]}. "
            "Are these probabilities? Give probabilities.argmax(axis=1)"
        )
    guesses, labels = (_numbers(name, row, n) for name, row in (("guesses", guesses), ("labels", labels)))
    return labels, guesses, int(max(labels.max(), guesses.max(), 1)) + 1


def as_chances(labels, probabilities=None):
    """True classes and probabilities, shape (n, k), from a report or from arrays.

    One row of probabilities, shape (n,), is taken for those of class 1 of two.
    """
    if hasattr(labels, "predictions"):
        _alone("probabilities", probabilities)
        return labels.labels, labels.probabilities
    if probabilities is None:
        raise ValueError("Give a Report, or the true classes and the probabilities, shape (n, k)")
    _count("labels", labels)
    P = as_probabilities(probabilities)
    if np.ndim(probabilities) == 1 and np.asarray(labels).dtype.kind in "iuf" and np.max(labels) > 1:
        raise ValueError(
            f"probabilities is one row, which stands for class 1 of two, but labels holds {np.max(labels):g}. "
            "Give the probabilities of all classes, shape (n, k)"
        )
    return as_labels(labels, len(P), P.shape[1], "labels"), P


def as_probabilities(probabilities):
    """Probabilities of two or more classes, shape (n, k); one row, shape (n,), is taken for those of class 1 of two."""
    try:
        row = np.ndim(probabilities) == 1
    except ValueError:
        raise ValueError("probabilities has rows of different lengths; each needs one number a class") from None
    if row:
        P = vector("probabilities", probabilities)
        P = np.stack([1 - P, P], axis=1)
    else:
        P = matrix("probabilities", probabilities)
    if P.shape[1] < 2:
        raise ValueError(
            "probabilities has one column; give one for each class, or for two classes one row, shape (n,), of class 1"
        )
    low, high = P.min(), P.max()
    if low < -1e-6 or high > 1 + 1e-6:
        raise ValueError(
            f"probabilities go from {low:g} to {high:g}; they must lie between 0 and 1. "
            "Are these scores of a network without softmax, or percentages?"
        )
    sums = P.sum(axis=1)
    if not np.allclose(sums, 1, atol=1e-3):
        worst = int(np.abs(sums - 1).argmax())
        raise ValueError(
            f"The probabilities of row {worst} add up to {sums[worst]:.4g}, not 1. Does the network end in softmax?"
        )
    return P


def as_class(name, value, classes):
    """A class number below ``classes``."""
    return whole(name, value, low=0, high=classes - 1)


def _alone(name, value):
    if value is not None:
        raise ValueError(f"A Report holds the {name} already; give either the report or plain arrays")


def _count(name, row):
    try:
        shape = np.shape(row)
    except ValueError:  # rows of different lengths
        shape = ()
    if not shape:
        raise ValueError(f"{name} must be a Report or one row of class numbers; got {row!r}")
    if shape[0] == 0:
        raise ValueError(f"{name} is empty; at least one picture is needed")
    return shape[0]


def _numbers(name, row, n):
    array = np.asarray(row)
    highest = array.max() if array.dtype.kind in "buif" and array.size else 0
    if not np.isfinite(highest):
        raise ValueError(f"{name} must hold whole class numbers; got {highest}")
    return as_labels(row, n, max(int(highest), 1) + 1, name)
