"""Lesson 9: occlude part of a picture by hand, and see which parts the network cannot do without."""

from functools import lru_cache

import numpy as np

from lepton_kit.vision.explain.occlusion_maps import occlude
from lepton_kit.widgets.controls import Choice, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.panels import as_cases, as_named_classifier, bars, legend, outline, over_uri, panel, photo_uri
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import GREY, signed, svg, text

__all__ = ["OcclusionExplorer", "draw_occlusion"]

_SIDE, _TOP = 210, 34
_PLACES = 14
"""Places of the square along a side."""


def draw_occlusion(image, hidden, lost, square, class_names, probabilities, label, truth):
    """The picture with one square covered, the map of losses, and what the network says of the covered picture.

    Parameters
    ----------
    image, hidden : ndarray of uint8, shape (h, w) or (h, w, 3)
        As it is, and with the square covered.
    lost : ndarray, shape (h, w)
    square : (row, column, size)
    class_names, probabilities : sequences, length k
    label, truth : int
        The class that is asked about, and the true one.

    Returns SVG text.
    """
    reach, side = float(np.abs(lost).max()), _SIDE
    marks = panel(photo_uri(hidden), 10, _TOP, side, "covered")
    marks += outline(10, _TOP, side, lost.shape, square)
    marks += panel(over_uri(image, lost, reach), 240, _TOP, side, f"probability lost: {class_names[label]}")
    marks += outline(240, _TOP, side, lost.shape, square)
    marks += legend(240, _TOP + side + 20, reach)
    marks.append(text(710, 22, "with the square covered", size=12, anchor="end", fill=GREY))
    marks += bars(576, _TOP, class_names, probabilities, truth=truth, bold=label, width=100)
    return svg(720, max(_TOP + side + 30, _TOP + 21 * len(class_names) + 6), *marks)


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

    title = "Occlusion explorer"

    def __init__(self, model, images, labels, class_names):
        self.images, self.labels, self.class_names = as_cases(images, labels, class_names)
        self.stride = max(1, min(self.images.shape[1:3]) // _PLACES)
        model = as_named_classifier(model, self.images, self.class_names)
        self._covered = lru_cache(64)(lambda k, size: occlude(model, self.images[k], size=size, stride=self.stride))
        super().__init__()

    def controls(self):
        """Which picture, which class is asked about, the size of the square and where it lies."""
        asked = {"what the network says": -1} | {name: k for k, name in enumerate(self.class_names)}
        sizes = {f"{n * self.stride} pixels": n * self.stride for n in (2, 3, 5)}
        last = [side // self.stride - 1 for side in self.images.shape[1:3]]
        return {
            "picture": Range("Picture", low=0, high=len(self.images) - 1, step=1, start=0),
            "label": Choice("Class asked about", options=asked, start=-1, narrow=True),
            "size": Choice("Side of the square", options=sizes, start=3 * self.stride, narrow=True),
            "row": Range("Square, row", low=0, high=last[0], step=1, start=last[0] // 2),
            "column": Range("Square, column", low=0, high=last[1], step=1, start=last[1] // 2),
        }

    def view(self, picture, label, size, row, column):
        found, image, truth = self._covered(picture, size), self.images[picture], int(self.labels[picture])
        label = int(found.baseline.argmax()) if label < 0 else label
        i, j = min(row, len(found.rows) - 1), min(column, len(found.columns) - 1)
        top, left, P = found.rows[i], found.columns[j], found.probabilities[i, j]
        lost, hidden = found.lost(label), image.copy()
        hidden[top : top + size, left : left + size] = image.mean(axis=(0, 1)).astype(np.uint8)
        worst = np.unravel_index(lost.argmax(), lost.shape)
        says = int(P.argmax())
        words = (
            f"Picture {picture}, {self.class_names[truth]}: {self.class_names[label]} has probability "
            f"{found.baseline[label]:.2f}; with rows {top} to {top + size - 1} and columns {left} to {left + size - 1} "
            f"covered {P[label]:.2f}, a loss of {signed(found.baseline[label] - P[label])}, and the network says "
            f"{self.class_names[says]}. The loss is largest around row {worst[0]}, column {worst[1]}."
        )
        drawn = draw_occlusion(image, hidden, lost, (top, left, size), self.class_names, P, label, truth)
        return Picture(drawn, alt=words)
