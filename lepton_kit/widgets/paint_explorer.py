"""Lesson 14: paint, shift and turn a garment, and watch what a network makes of it."""

from typing import Any, ClassVar

import numpy as np

from lepton_kit.vision.tensors import distort
from lepton_kit.widgets.augment_explorer import AugmentExplorer, draw_augmented
from lepton_kit.widgets.canvas import Canvas
from lepton_kit.widgets.explorer import Choice, Controls, Picture, Range
from lepton_kit.widgets.panels import most_probable

__all__ = ["PaintExplorer"]


class PaintExplorer(AugmentExplorer):
    """Paint on a picture with keyboard or pointer, shift and turn it; the network says what it sees.

    Parameters
    ----------
    images : array_like, shape (n, height, width)
        Grey pictures to begin with.
    labels : array_like of int, shape (n,)
    class_names : sequence of str
    classify : callable or model
        Takes images, shape (n, height, width), ``uint8``, and gives probabilities, shape (n, k).

    Raises
    ------
    ValueError
        If images, labels, names and probabilities do not go together, or the pictures are not grey.
    """

    still: ClassVar[dict[str, Any]] = {"rotate": 20.0}

    def controls(self) -> Controls:
        """The picture to begin with, the brush, the grid, and where the picture is moved."""
        moves = super().controls()
        return {
            "picture": Range("Picture to begin with", low=0, high=len(self.images) - 1, step=1, start=0),
            "brush": Choice("Brush", options={"white": 255, "grey": 128, "black": 0}, start=255, narrow=True),
            "canvas": Canvas("Canvas", self.images[0]),
            **{name: moves[name] for name in ("rotate", "right", "down")},
        }

    def set(self, **values: Any) -> "PaintExplorer":
        """Set some controls. Another picture is laid on the canvas, and the brush is handed to the grid."""
        if "picture" in values:
            picture = self._controls["picture"].clean(values["picture"])
            values = {"canvas": self.images[picture].ravel().tolist()} | values
        super().set(**values)
        if self._live and "brush" in values:
            self._inputs["canvas"].brush = self._values["brush"]
        return self

    def view(self, picture: int, right: int, down: int, **rest: Any) -> Picture:
        before = self.images[picture]
        painted = np.array(rest["canvas"], dtype=np.uint8).reshape(before.shape)
        after = distort(painted[None], rotate=rest["rotate"], shift=(down, right))[0]
        P = self.classify.predict(np.stack([before, after]))
        words = f"Picture {picture}, {self.class_names[self.labels[picture]]}, {(painted != before).sum()} pixels "
        words += f"painted, turned by {rest['rotate']:g} degrees, shifted {right} right and {down} down: the network "
        words += f"said {most_probable(self.class_names, P[0])}; now it says {most_probable(self.class_names, P[1])}."
        return Picture(draw_augmented(before, after, self.class_names, P), alt=words)
