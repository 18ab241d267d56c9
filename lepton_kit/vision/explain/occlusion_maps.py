"""Which pixels mattered? Cover them, square by square, and see what the network then says."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from lepton_kit.validate import probability, whole
from lepton_kit.vision.explain.hooks import as_classifier, as_label, as_picture, chances

__all__ = ["Occlusions", "occlude", "occlusion"]

_LARGEST = 2**29
"""Bytes of covered pictures at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Occlusions:
    """What a network says of a picture with a square covered, square by square.

    Attributes
    ----------
    shape : (height, width)
        Of the picture.
    size : int
        Side of the square.
    rows, columns : list of int
        Where the squares begin.
    baseline : ndarray, shape (classes,)
        The probabilities with nothing covered.
    probabilities : ndarray, shape (rows, columns, classes)
        Those with the square at this row and column covered.
    """

    shape: tuple[int, int]
    size: int
    rows: list[int]
    columns: list[int]
    baseline: np.ndarray
    probabilities: np.ndarray

    def lost(self, label=None):
        """At each pixel the mean loss of a class's probability over the squares that cover it, shape (h, w)."""
        label = int(self.baseline.argmax()) if label is None else as_label(label, len(self.baseline))
        lost, times = np.zeros((2, *self.shape), np.float32)
        for i, top in enumerate(self.rows):
            for j, left in enumerate(self.columns):
                square = slice(top, top + self.size), slice(left, left + self.size)
                lost[square] += self.baseline[label] - self.probabilities[i, j, label]
                times[square] += 1
        return lost / times


def occlusion(model, image, label=None, *, size=5, stride=1, fill=None):
    """How much of a class's probability is lost when a square is covered (Zeiler and Fergus 2014).

    Parameters
    ----------
    model : keras.Model
    image : array_like, shape (h, w) or (h, w, channels)
    label : int, optional
    size : int
        Side of the square, in pixels.
    stride : int
        Pixels from one square to the next, at most ``size``.
    fill : float, optional
        What it is covered with, from 0 to 1; the picture's own mean, unless given.

    Returns
    -------
    ndarray, shape (h, w)
        At each pixel the mean loss of probability over the squares that cover it; negative where covering helps.

    Raises
    ------
    ValueError
        If model, picture, label and square do not fit together, or there are too many squares to hold at once.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> occlusion(article_cnn(rng=0), np.zeros((28, 28), dtype=np.uint8), size=7, stride=7).round(3).max()
    np.float32(0.0)
    """
    return occlude(model, image, size=size, stride=stride, fill=fill).lost(label)


def occlude(model, image, *, size=5, stride=1, fill=None):
    """The class probabilities with each square covered in turn; what :func:`occlusion` is the mean of.

    Returns
    -------
    Occlusions

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> occlude(article_cnn(rng=0), np.zeros((28, 28), dtype=np.uint8), size=7, stride=7).probabilities.shape
    (4, 4, 10)
    """
    picture = as_picture(as_classifier(model), image)[0]
    height, width = picture.shape[:2]
    size = whole("size", size, low=1, high=min(height, width))
    stride = whole("stride", stride, low=1, high=size)
    rows, columns = _starts(height, size, stride), _starts(width, size, stride)
    count = len(rows) * len(columns)
    if count * picture.nbytes > _LARGEST:
        raise ValueError(
            f"{count:,} covered copies of a picture of {height} x {width} are too many to hold at once. "
            f"Take a larger square and stride, such as size={height // 8}, stride={height // 16}"
        )
    copies = np.repeat(picture[None], count + 1, axis=0)
    hidden = picture.mean(axis=(0, 1)) if fill is None else probability("fill", fill)
    for copy, (top, left) in zip(copies[1:], product(rows, columns), strict=True):
        copy[top : top + size, left : left + size] = hidden
    P = chances(model, copies)
    return Occlusions((height, width), size, rows, columns, P[0], P[1:].reshape(len(rows), len(columns), -1))


def _starts(length, size, stride):
    """Where the squares begin; the last one touches the border."""
    return [*range(0, length - size, stride), length - size]
