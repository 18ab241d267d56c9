"""Lesson 16: occlude part of a picture by hand, and see which parts the network cannot do without."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.vision.explain.occlusion_maps import occlude
from lepton_kit.widgets.drawing import Names, signed
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range
from lepton_kit.widgets.panels import as_cases, draw_explained

__all__ = ["OcclusionExplorer"]

_PLACES = 14
"""Places of the square along a side."""


class OcclusionExplorer(Explorer):
    """Move a grey square over a picture; the map says, for every place at once, how much of a class it takes away.

    Parameters
    ----------
    model : keras.Model
        Any classifier.
    images : array_like, shape (n, height, width) or (n, height, width, channels)
    labels : array_like of int, shape (n,)
    class_names : sequence of str

    Raises
    ------
    ValueError
        If images, labels, names and model do not go together.
    """

    def __init__(self, model: Any, images: ArrayLike, labels: ArrayLike, class_names: Names) -> None:
        self.images, self.labels, self.class_names, model = as_cases(images, labels, class_names, model)
        stride = max(1, min(self.images.shape[1:3]) // _PLACES)
        self._covered = lru_cache(64)(lambda k, size: occlude(model, self.images[k], size=size, stride=stride))
        asked = {"what the network says": -1} | {name: k for k, name in enumerate(self.class_names)}
        sizes = {f"{n * stride} pixels": n * stride for n in (2, 3, 5)}
        down, across = (side // stride - 1 for side in self.images.shape[1:3])
        super().__init__(
            picture=Range("Picture", low=0, high=len(self.images) - 1, step=1, start=0),
            label=Choice("Class asked about", options=asked, start=-1, narrow=True),
            size=Choice("Side of the square", options=sizes, start=3 * stride, narrow=True),
            row=Range("Square, row", low=0, high=down, step=1, start=down // 2),
            column=Range("Square, column", low=0, high=across, step=1, start=across // 2),
        )

    def view(self, picture: int, label: int, size: int, row: int, column: int) -> Picture:
        found, image, truth = self._covered(picture, size), self.images[picture], int(self.labels[picture])
        label = int(found.baseline.argmax()) if label < 0 else label
        i, j = min(row, len(found.rows) - 1), min(column, len(found.columns) - 1)
        top, left, P = found.rows[i], found.columns[j], found.probabilities[i, j]
        lost, hidden = found.lost(label), image.copy()
        hidden[top : top + size, left : left + size] = image.mean(axis=(0, 1)).astype(np.uint8)
        worst = np.unravel_index(lost.argmax(), lost.shape)
        words = f"Picture {picture}, {self.class_names[truth]}: {self.class_names[label]} has probability "
        words += f"{found.baseline[label]:.2f}; with rows {top} to {top + size - 1} and columns {left} to "
        words += f"{left + size - 1} covered {P[label]:.2f}, a loss of {signed(found.baseline[label] - P[label])}, "
        words += f"and the network says {self.class_names[P.argmax()]}. "
        words += f"The loss is largest around row {worst[0]}, column {worst[1]}."
        overlay = (f"probability lost: {self.class_names[label]}", image, lost)
        answer, square = ("with the square covered", self.class_names, P), (top, left, size)
        return Picture(draw_explained(("covered", hidden), overlay, answer, label, truth, square), alt=words)
