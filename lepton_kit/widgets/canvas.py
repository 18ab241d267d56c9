"""A control that is painted: a grid of grey pixels for keyboard and pointer."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from lepton_kit.widgets.controls import WHOLE_ROW

__all__ = ["Canvas", "canvas_class"]

_STATIC = Path(__file__).parent / "static"


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

    def __post_init__(self):
        if self.image.dtype != np.uint8 or self.image.ndim != 2:
            raise ValueError(
                f"{self.label}: a grey picture of uint8 is wanted; got {self.image.dtype} {self.image.shape}"
            )

    @property
    def start(self):
        return self.image.ravel().tolist()

    def clean(self, value):
        """The value as a list of whole numbers from 0 to 255, one a pixel, or a ValueError."""
        pixels = np.asarray(value)
        if pixels.size != self.image.size or pixels.dtype.kind not in "ui":
            raise ValueError(f"{self.label} takes {self.image.size} whole numbers; got shape {pixels.shape}")
        if pixels.min() < 0 or pixels.max() > 255:
            raise ValueError(f"{self.label} goes from 0 to 255; got {pixels.min()} to {pixels.max()}")
        return pixels.ravel().tolist()

    @property
    def ends(self):
        return [0] * self.image.size, [255] * self.image.size

    def widget(self):
        from ipywidgets import Layout

        layout = Layout(grid_area=WHOLE_ROW)
        return canvas_class()(label=self.label, columns=self.image.shape[1], value=self.start, layout=layout)


@cache
def canvas_class():
    """The grid: an anywidget, and without a kernel a plain object with traits."""
    import anywidget
    import traitlets as t

    class Grid(anywidget.AnyWidget):
        _esm = _STATIC / "grid.js"
        _css = _STATIC / "lepton.css"
        label = t.Unicode().tag(sync=True)
        columns = t.Int().tag(sync=True)
        value = t.List(t.Int()).tag(sync=True)
        brush = t.Int(255).tag(sync=True)

    return Grid
