"""Which pixels mattered? Cover them, square by square, and see what the network then says."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import whole
from lepton_kit.vision.classifier import as_classifier
from lepton_kit.vision.explain.maps import as_picture
from lepton_kit.vision.inputs import Names, as_class, as_names

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
    baseline: NDArray
    probabilities: NDArray

    def lost(self, label: int | str | None = None, class_names: Names | None = None) -> NDArray[np.float32]:
        """At each pixel the mean loss of a class's probability over the squares that cover it, shape (h, w)."""
        classes = len(self.baseline)
        names = range(classes) if class_names is None else as_names(class_names, classes)
        k = int(self.baseline.argmax()) if label is None else as_class("label", label, names)
        lost, times = np.zeros((2, *self.shape), np.float32)
        losses = self.baseline[k] - self.probabilities[..., k].ravel()
        for (top, left), loss in zip(product(self.rows, self.columns), losses, strict=True):
            square = slice(top, top + self.size), slice(left, left + self.size)
            lost[square] += loss
            times[square] += 1
        return lost / times


def occlusion(
    model: Any,
    image: ArrayLike,
    label: int | str | None = None,
    *,
    class_names: Names | None = None,
    size: int = 5,
    stride: int = 1,
) -> NDArray[np.float32]:
    """How much of a class's probability is lost when a square is covered (Zeiler and Fergus 2014).

    Parameters
    ----------
    model : keras.Model, or any classifier
    image : array_like, shape (h, w) or (h, w, channels)
    label : int or str, optional
        The class; the one that the network predicts, unless given. A name needs ``class_names``.
    class_names : sequence of str, or dict, optional
    size : int
        Side of the square, in pixels. It is covered with the mean of the picture.
    stride : int
        Pixels from one square to the next, at most ``size``.

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
    return occlude(model, image, size=size, stride=stride).lost(label, class_names)


def occlude(model: Any, image: ArrayLike, *, size: int = 5, stride: int = 1) -> Occlusions:
    """The class probabilities with each square covered in turn; what :func:`occlusion` is the mean of.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> occlude(article_cnn(rng=0), np.zeros((28, 28), dtype=np.uint8), size=7, stride=7).probabilities.shape
    (4, 4, 10)
    """
    classifier = as_classifier(model, np.asarray(image)[None])
    picture = as_picture(classifier, image)[0]
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
    for copy, (top, left) in zip(copies[1:], product(rows, columns), strict=True):
        copy[top : top + size, left : left + size] = picture.mean(axis=(0, 1))
    P = classifier.predict(copies)
    return Occlusions((height, width), size, rows, columns, P[0], P[1:].reshape(len(rows), len(columns), -1))


def _starts(length: int, size: int, stride: int) -> list[int]:
    """Where the squares begin; the last one touches the border."""
    return [*range(0, length - size, stride), length - size]
