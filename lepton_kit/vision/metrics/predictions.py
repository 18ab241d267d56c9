"""What a classifier said and what was true, at one door: a ``Report``, or plain arrays in its place."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import matrix, vector
from lepton_kit.vision.inputs import as_labels

__all__ = ["as_guesses", "as_probabilities", "as_truth"]


def as_guesses(labels: Any, guesses: Any = None) -> tuple[NDArray, NDArray, Sequence]:
    """True classes, guessed classes and the names of the classes, from a report or from two rows of class numbers."""
    if hasattr(labels, "predictions"):
        _alone("guesses", guesses)
        return labels.labels, labels.predictions, labels.class_names
    if guesses is None:
        raise ValueError("Give a Report, or two rows of class numbers: the true classes and the guesses")
    labels, guesses = _filled("labels", labels), _filled("guesses", guesses)
    if guesses.ndim == 2 and guesses.shape[1] > 1:
        given = f"guesses must be one row of class numbers; got shape {guesses.shape[0]} x {guesses.shape[1]}"
        raise ValueError(f"{given}. Are these probabilities? Give probabilities.argmax(axis=1)")
    guesses, labels = _numbers("guesses", guesses, len(labels)), _numbers("labels", labels, len(labels))
    return labels, guesses, range(max(labels.max(), guesses.max(), 1) + 1)


def as_truth(labels: Any, probabilities: Any = None) -> tuple[NDArray, NDArray, Sequence]:
    """True classes, probabilities of shape (n, k) and the names of the classes, from a report or from arrays.

    One row or column of probabilities is taken for those of class 1 of two.
    """
    if hasattr(labels, "predictions"):
        _alone("probabilities", probabilities)
        return labels.labels, labels.probabilities, labels.class_names
    if probabilities is None:
        raise ValueError("Give a Report, or the true classes and the probabilities, shape (n, k)")
    labels, P = _filled("labels", labels), as_probabilities(probabilities)
    if np.ndim(probabilities) == 1 and labels.dtype.kind in "iuf" and np.max(labels) > 1:
        given = f"probabilities is one row, which stands for class 1 of two, but labels holds {np.max(labels):g}"
        raise ValueError(f"{given}. Give the probabilities of all classes, shape (n, k)")
    return as_labels(labels, len(P), P.shape[1], "labels"), P, range(P.shape[1])


def as_probabilities(probabilities: ArrayLike) -> NDArray:
    """Probabilities of two or more classes, shape (n, k), as ``model.predict`` gives them.

    One row, shape (n,), or the one column of a network that ends in a sigmoid, is taken for those of class 1 of two.
    """
    try:
        shape = np.shape(probabilities)
    except ValueError:
        raise ValueError("probabilities has rows of different lengths; each needs one number a class") from None
    if len(shape) == 1 or shape[1:] == (1,):
        P = vector("probabilities", np.ravel(probabilities))
        P = np.stack([1 - P, P], axis=1)
    else:
        P = matrix("probabilities", probabilities)
    low, high = P.min(), P.max()
    if low < -1e-6 or high > 1 + 1e-6:
        given = f"probabilities go from {low:g} to {high:g}; they must lie between 0 and 1. Are these percentages?"
        way = "Then give softmax(logits), or let evaluate(model, x, y) see to it"
        raise ValueError(f"{given} Or logits, of a network without softmax? {way}")
    sums = P.sum(axis=1)
    worst = int(np.abs(sums - 1).argmax())
    if np.abs(sums[worst] - 1) > 0.02:  # networks that compute in 16 or 8 bits are as far off as this
        given = f"The probabilities of row {worst} add up to {sums[worst]:.4g}, not 1"
        raise ValueError(f"{given}. Does the network end in softmax?")
    return P / sums[:, None] if np.abs(sums[worst] - 1) > 1e-3 else P


def _alone(name: str, value: Any) -> None:
    if value is not None:
        raise ValueError(f"A Report holds the {name} already; give either the report or plain arrays")


def _filled(name: str, row: Any) -> NDArray:
    try:
        array = np.asarray(row)
    except ValueError:  # rows of different lengths
        array = np.empty(())
    if not array.ndim:
        raise ValueError(f"{name} must be a Report or one row of class numbers; got {row!r}")
    if not len(array):
        raise ValueError(f"{name} is empty; at least one picture is needed")
    return array


def _numbers(name: str, array: NDArray, n: int) -> NDArray:
    highest = array.max() if array.dtype.kind in "buif" and array.size else 0
    if not np.isfinite(highest):
        raise ValueError(f"{name} must hold whole class numbers; got {highest}")
    return as_labels(array, n, max(int(highest), 1) + 1, name)
