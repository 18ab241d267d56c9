"""A small chart in SVG: one set of axes, with lines, dots and words placed in the data's own units."""

from dataclasses import dataclass

import numpy as np

from lepton_kit.widgets.svg import GREY, INK, PALE, element, signed, text

__all__ = ["Axes"]


@dataclass(frozen=True, slots=True)
class Axes:
    """Axes at (left, top) of the picture, ``width`` x ``height`` pixels, for data within ``xlim`` and ``ylim``.

    Each method returns a list of SVG elements for :func:`lepton_kit.widgets.svg.svg`.

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

    def x(self, value):
        """Pixels from the left for a value."""
        low, high = self.xlim
        return self.left + (np.asarray(value, dtype=float) - low) / ((high - low) or 1) * self.width

    def y(self, value):
        """Pixels from the top for a value."""
        low, high = self.ylim
        return self.top + self.height - (np.asarray(value, dtype=float) - low) / ((high - low) or 1) * self.height

    def frame(self, *, xlabel="", ylabel="", title="", ticks=5):
        """Grid lines with their numbers, the two labels and the title."""
        bottom, right = self.top + self.height, self.left + self.width
        marks = []
        for value, written in _ticks(self.xlim, ticks):
            at = self.x(value)
            marks.append(element("line", x1=at, x2=at, y1=self.top, y2=bottom, stroke=PALE))
            marks.append(text(at, bottom + 15, written, size=11, anchor="middle", fill=GREY))
        for value, written in _ticks(self.ylim, ticks):
            at = self.y(value)
            marks.append(element("line", x1=self.left, x2=right, y1=at, y2=at, stroke=PALE))
            marks.append(text(self.left - 6, at + 4, written, size=11, anchor="end", fill=GREY))
        marks.append(element("path", d=f"M{self.left},{self.top}V{bottom}H{right}", fill="none", stroke=GREY))
        marks.append(text(self.left + self.width / 2, bottom + 32, xlabel, size=12, anchor="middle", fill=INK))
        marks.append(text(self.left - 40, self.top - 8, ylabel, size=12, fill=INK))
        marks.append(text(right, self.top - 8, title, size=13, anchor="end", fill=INK, font_weight="bold"))
        return marks

    def line(self, xs, ys, colour=INK, *, width=2, dashed=False):
        """A line through the points."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(self.x(xs), self.y(ys), strict=True))
        dashes = {"stroke_dasharray": "6 4"} if dashed else {}
        return [element("polyline", points=points, fill="none", stroke=colour, stroke_width=width, **dashes)]

    def area(self, xs, ys, colour, *, base=0.0):
        """The area between the points and a level."""
        xs, ys = [xs[0], *xs, xs[-1]], [base, *ys, base]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(self.x(xs), self.y(ys), strict=True))
        return [element("polygon", points=points, fill=colour, fill_opacity=0.25)]

    def dots(self, xs, ys, colour=INK, *, radius=5):
        """A dot at each point."""
        points = zip(np.atleast_1d(self.x(xs)), np.atleast_1d(self.y(ys)), strict=True)
        return [element("circle", cx=x, cy=y, r=radius, fill=colour) for x, y in points]

    def rule(self, *, x=None, y=None, colour=GREY, dashed=True):
        """A line across the whole chart at one x or one y."""
        if x is not None:
            return self.line([x, x], self.ylim, colour, width=1.5, dashed=dashed)
        return self.line(self.xlim, [y, y], colour, width=1.5, dashed=dashed)

    def label(self, x, y, words, colour=INK, *, dx=8, dy=4, anchor="start", bold=False):
        """Words beside a point, ``dx`` and ``dy`` pixels away."""
        weight = "bold" if bold else "normal"
        at = float(self.x(x)) + dx, float(self.y(y)) + dy
        return [text(*at, words, size=12, anchor=anchor, fill=colour, font_weight=weight)]


def _ticks(limits, count):
    """Round numbers within the limits, and how each is written."""
    from matplotlib.ticker import MaxNLocator

    low, high = limits
    values = MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    values = values[(values >= low - 1e-9) & (values <= high + 1e-9)]
    step = values[1] - values[0] if len(values) > 1 else 1.0
    digits = max(0, int(np.ceil(-np.log10(step) - 1e-9))) + (
        not float(step / 10 ** np.floor(np.log10(step))).is_integer()
    )
    return [(value, signed(value, digits)) for value in values]
