"""Lesson 14: paint, shift and turn a garment, and watch what a network makes of it."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.vision.tensors import distort
from lepton_kit.widgets.augment_explorer import draw_augmented
from lepton_kit.widgets.canvas import Canvas
from lepton_kit.widgets.drawing import Names
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range
from lepton_kit.widgets.panels import as_cases, as_named_classifier

__all__ = ["PaintExplorer"]


class PaintExplorer(Explorer):
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

    still: ClassVar = {"rotate": 20.0}

    def __init__(self, images: ArrayLike, labels: ArrayLike, class_names: Names, classify: Callable) -> None:
        self.images, self.labels, self.class_names = as_cases(images, labels, class_names)
        if self.images.ndim != 3:
            raise ValueError(f"Grey pictures are painted on, shape (n, height, width); got {self.images.shape}")
        self.classify = as_named_classifier(classify, self.images, self.class_names)
        super().__init__()

    def controls(self) -> Controls:
        """The picture to begin with, the brush, the grid, and where the picture is moved."""
        reach = min(self.images.shape[1:]) // 2
        return {
            "picture": Range("Picture to begin with", low=0, high=len(self.images) - 1, step=1, start=0),
            "brush": Choice("Brush", options={"white": 255, "grey": 128, "black": 0}, start=255, narrow=True),
            "canvas": Canvas("Canvas", self.images[0]),
            "rotate": Range("Turn, degrees", low=-180.0, high=180.0, step=5.0, start=0.0),
            "right": Range("Shift right, pixels", low=-reach, high=reach, step=1, start=0),
            "down": Range("Shift down, pixels", low=-reach, high=reach, step=1, start=0),
        }

    def set(self, **values: Any) -> "PaintExplorer":
        """Set some controls. Another picture is laid on the canvas, and the brush is handed to the grid."""
        if "picture" in values:
            picture = self._controls["picture"].clean(values["picture"])
            values = {"canvas": self.images[picture].ravel().tolist()} | values
        super().set(**values)
        if self._live and "brush" in values:
            self._live.inputs["canvas"].brush = self._values["brush"]
        return self

    def view(self, picture: int, brush: int, canvas: list[int], rotate: float, right: int, down: int) -> Picture:
        before = self.images[picture]
        painted = np.array(canvas, dtype=np.uint8).reshape(before.shape)
        after = distort(painted[None], rotate=rotate, shift=(down, right))[0]
        P = self.classify.predict(np.stack([before, after]))
        was, best, touched = int(P[0].argmax()), int(P[1].argmax()), int((painted != before).sum())
        words = f"Picture {picture}, {self.class_names[self.labels[picture]]}, {touched} pixels painted, turned by "
        words += f"{rotate:g} degrees, shifted {right} right and {down} down: the network said "
        words += f"{self.class_names[was]}, probability {P[0, was]:.2f}; now it says "
        words += f"{self.class_names[best]}, probability {P[1, best]:.2f}."
        return Picture(draw_augmented(before, after, self.class_names, P), alt=words)
