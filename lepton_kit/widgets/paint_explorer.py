"""Lesson 14: paint, shift and turn a garment, and watch what a network makes of it."""

from collections.abc import Callable
from typing import Any, ClassVar

from numpy.typing import ArrayLike

from lepton_kit.widgets.augment_explorer import AugmentExplorer
from lepton_kit.widgets.canvas import Canvas
from lepton_kit.widgets.drawing import Names
from lepton_kit.widgets.explorer import Choice
from lepton_kit.widgets.panels import as_pixels

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

    def __init__(self, images: ArrayLike, labels: ArrayLike, class_names: Names, classify: Callable) -> None:
        brush = Choice("Brush", options={"white": 255, "grey": 128, "black": 0}, start=255, narrow=True)
        canvas = Canvas("Canvas", as_pixels(images)[0])
        super().__init__(images, labels, class_names, classify, brush=brush, canvas=canvas)

    def set(self, **values: Any) -> "PaintExplorer":
        """Set some controls. Another picture is laid on the canvas, and the brush is handed to the grid."""
        if "picture" in values:
            picture = self._controls["picture"].clean(values["picture"])
            values = {"canvas": self.images[picture].ravel().tolist()} | values
        super().set(**values)
        if self._live and "brush" in values:
            self._inputs["canvas"].brush = self._values["brush"]
        return self
