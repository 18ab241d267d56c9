"""A control that is painted: a grid of grey pixels for keyboard and pointer."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.widgets.controls import WHOLE_ROW, front_end

__all__ = ["Canvas"]


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A small grey picture, set by painting its pixels; its value is the list of them, row by row, from 0 to 255.

    Parameters
    ----------
    label : str
    image : ndarray of uint8, shape (h, w)
        What it starts with.
    """

    label: str
    image: np.ndarray

    def __post_init__(self) -> None:
        if self.image.dtype != np.uint8 or self.image.ndim != 2:
            wanted = f"{self.label}: grey pictures are painted on, of uint8 and shape (height, width)"
            raise ValueError(f"{wanted}; got {self.image.dtype}, shape {self.image.shape}")

    @property
    def start(self) -> list[int]:
        """The pixels that it starts with."""
        return self.image.ravel().tolist()

    def clean(self, value: ArrayLike) -> list[int]:
        """The value as a list of whole numbers from 0 to 255, one a pixel, or a ValueError."""
        pixels = np.asarray(value)
        if pixels.size != self.image.size or pixels.dtype.kind not in "ui":
            raise ValueError(f"{self.label} takes {self.image.size} whole numbers; got shape {pixels.shape}")
        if pixels.min() < 0 or pixels.max() > 255:
            raise ValueError(f"{self.label} goes from 0 to 255; got {pixels.min()} to {pixels.max()}")
        return pixels.ravel().tolist()

    @property
    def ends(self) -> tuple[list[int], list[int]]:
        """All black, and all white."""
        return [0] * self.image.size, [255] * self.image.size

    def widget(self) -> Any:
        """The grid."""
        from ipywidgets import Layout

        look = {"columns": self.image.shape[1], "layout": Layout(grid_area=WHOLE_ROW)}
        return front_end("grid")(label=self.label, value=self.start, **look)
