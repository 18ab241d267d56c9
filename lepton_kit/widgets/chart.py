"""A small chart in SVG: one set of axes, with lines, dots and words placed in the data's own units."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.widgets.drawing import GREY, HALO, INK, PALE, Marks, element, line, rect, signed, text

__all__ = ["Axes"]


@dataclass(frozen=True, slots=True)
class Axes:
    """Axes at (left, top) of the picture, ``width`` x ``height`` pixels, for data within ``xlim`` and ``ylim``.

    Each method returns a list of SVG elements for :func:`lepton_kit.widgets.drawing.svg`.

    Examples
    --------
    >>> axes = Axes(50, 10, 200, 100, xlim=(0, 10), ylim=(0, 1))
    >>> float(axes.x(5)), float(axes.y(1))
    (150.0, 10.0)
    """

    left: float
    top: float
    width: float
    height: float
    xlim: tuple[float, float]
    ylim: tuple[float, float]

    def x(self, value: ArrayLike) -> Any:
        """Pixels from the left for a value, or for each of several."""
        low, high = self.xlim
        return self.left + (np.asarray(value, dtype=float) - low) / ((high - low) or 1) * self.width

    def y(self, value: ArrayLike) -> Any:
        """Pixels from the top for a value, or for each of several."""
        low, high = self.ylim
        return self.top + self.height - (np.asarray(value, dtype=float) - low) / ((high - low) or 1) * self.height

    def frame(self, *, xlabel: str = "", ylabel: str = "", title: str = "", ticks: int = 5) -> Marks:
        """Grid lines with their numbers, the two labels and the title."""
        bottom, right = self.top + self.height, self.left + self.width
        marks = []
        for value, words in _ticks(self.xlim, ticks):
            marks.append(line(self.x(value), self.top, self.x(value), bottom, PALE))
            marks.append(text(self.x(value), bottom + 15, words, size=11, anchor="middle", fill=GREY))
        for value, words in _ticks(self.ylim, ticks):
            marks.append(line(self.left, self.y(value), right, self.y(value), PALE))
            marks.append(text(self.left - 6, self.y(value) + 4, words, size=11, anchor="end", fill=GREY))
        marks.append(element("path", d=f"M{self.left},{self.top}V{bottom}H{right}", fill="none", stroke=GREY))
        marks.append(text(self.left + self.width / 2, bottom + 32, xlabel, anchor="middle"))
        marks.append(text(self.left - 40, self.top - 10, ylabel))
        return [*marks, text(right, self.top - 10, title, size=13, anchor="end", bold=True)]

    def line(self, xs: ArrayLike, ys: ArrayLike, colour: str = INK, *, width: float = 2, dashed: bool = False) -> Marks:
        """A line through the points."""
        dashes = {"stroke_dasharray": "6 4"} if dashed else {}
        points = self._points(xs, ys)
        return [element("polyline", points=points, fill="none", stroke=colour, stroke_width=width, **dashes)]

    def area(self, xs: ArrayLike, ys: ArrayLike, colour: str, *, base: ArrayLike = 0.0) -> Marks:
        """The area between the points and a level, or as many other points."""
        below = np.broadcast_to(base, np.shape(ys))[::-1]
        points = self._points(np.r_[xs, np.flip(xs)], np.r_[ys, below])
        return [element("polygon", points=points, fill=colour, fill_opacity=0.25)]

    def box(self, left: float, right: float, low: float, high: float, fill: str, **attributes: Any) -> Marks:
        """A rectangle between two values of x and two of y."""
        x, y = float(self.x(left)), float(self.y(high))
        return [rect(x, y, float(self.x(right)) - x, float(self.y(low)) - y, fill, **attributes)]

    def dots(self, xs: ArrayLike, ys: ArrayLike, colour: str = INK, *, radius: float = 5, **attributes: Any) -> Marks:
        """A dot at each point."""
        points = zip(np.atleast_1d(self.x(xs)), np.atleast_1d(self.y(ys)), strict=True)
        return [element("circle", cx=x, cy=y, r=radius, fill=colour, **attributes) for x, y in points]

    def rule(self, *, x: float | None = None, y: float | None = None, colour: str = GREY, dashed: bool = True) -> Marks:
        """A line across the whole chart at one x or one y."""
        xs, ys = self.xlim if x is None else (x, x), self.ylim if y is None else (y, y)
        return self.line(xs, ys, colour, width=1.5, dashed=dashed)

    def label(
        self, x: float, y: float, words: str, colour: str = INK, *, dx: float = 8, dy: float = 4, **look: Any
    ) -> Marks:
        """Words beside a point, ``dx`` and ``dy`` pixels away, over lines; ``anchor`` and ``bold`` as in ``text``."""
        return [text(float(self.x(x)) + dx, float(self.y(y)) + dy, words, fill=colour, **HALO, **look)]

    def _points(self, xs: ArrayLike, ys: ArrayLike) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(self.x(xs), self.y(ys), strict=True))


def _ticks(limits: tuple[float, float], count: int) -> list[tuple[float, str]]:
    """Round numbers within the limits, and how each is written."""
    from matplotlib.ticker import MaxNLocator

    values = np.array(MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(*limits))
    values = values[(values >= limits[0] - 1e-9) & (values <= limits[1] + 1e-9)]
    step = values[1] - values[0] if len(values) > 1 else 1.0
    digits = max(0, int(np.ceil(-np.log10(step) - 1e-9)))
    digits += not float(step / 10 ** np.floor(np.log10(step))).is_integer()
    return [(value, signed(value, digits)) for value in values]
