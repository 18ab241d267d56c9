"""Lesson 3: a budget poured over several partners, each of whom returns less and less for more."""

import numpy as np

from lepton_kit.partnership.water_filling import allocate
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.controls import Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import COLOURS, GREY, INK, element, svg, text

__all__ = ["WaterExplorer", "draw_water"]


def draw_water(names, weight, scale, allocation):
    """Vessels side by side, with ground and water: widths are the weights a, the ground lies at c / a.

    The water stands at 1 over the shadow price wherever there is any, and its area is what the partner gets.

    Parameters
    ----------
    names : sequence of n texts
    weight, scale : array_like, shape (n,)
        a and c.
    allocation : Allocation

    Returns
    -------
    str
        SVG text.
    """
    a, c = np.asarray(weight, dtype=float), np.asarray(scale, dtype=float)
    level, ground = 1 / allocation.shadow_price, np.divide(c, a, out=np.full_like(c, np.inf), where=a > 0)
    top = max(1.25 * level, 1.1 * ground.min())
    axes = Axes(60, 40, 620, 230, xlim=(0, a.sum()), ylim=(0, top))
    edges = np.concatenate([[0], np.cumsum(a)])
    marks = []
    for i, name in enumerate(names):
        left, right = float(axes.x(edges[i])), float(axes.x(edges[i + 1]))
        foot, floor, surface = (float(axes.y(min(height, top))) for height in (0, ground[i], level))
        box = {"x": left, "width": right - left}
        marks.append(element("rect", **box, y=floor, height=foot - floor, fill="#d9cdb8"))
        if allocation.x[i] > 0:
            marks.append(element("rect", **box, y=surface, height=floor - surface, fill=COLOURS[5], fill_opacity=0.7))
        marks.append(element("line", x1=left, x2=left, y1=40, y2=foot, stroke=GREY))
        if right - left < 50:  # no room for words; the sentence has the number
            continue
        middle, word = (left + right) / 2, names[i].split()[0] if right - left < 7 * len(name) else name
        marks.append(text(middle, foot + 18, word, size=12, anchor="middle"))
        marks.append(text(middle, foot + 34, f"a {a[i]:g}, c {c[i]:g}", size=11, anchor="middle", fill=GREY))
        marks.append(
            text(middle, foot + 52, f"gets {allocation.x[i]:.2f}", size=12, anchor="middle", font_weight="bold")
        )
    marks.append(element("path", d="M60,40V270H680V40", fill="none", stroke=INK))
    marks += axes.rule(y=level, colour=COLOURS[0])
    marks.append(text(60, 24, "ground c / a, width a, area of water = money", size=12, fill=GREY))
    said = f"water level 1 / m = {level:.2f}, shadow price m = {allocation.shadow_price:.3f}"
    marks.append(text(680, 24, said, size=12, anchor="end", fill=COLOURS[0], font_weight="bold"))
    return svg(720, 340, *marks)


class WaterExplorer(Explorer):
    """Pour a budget over partners with diminishing returns, a log(1 + x / c) each, and see who gets how much.

    Parameters
    ----------
    names : sequence of n texts
    weight, scale : sequence of n numbers
        a, how much each partner's contribution matters, and c, how much it takes until returns diminish.
    budget : float
        To start with.
    """

    title = "Water-filling explorer"

    def __init__(self, names=("bank", "school", "hospital", "city"), weight=(1, 1, 1, 1), scale=(5, 4, 3, 6), budget=5):
        self.names, self.weight, self.scale, self.budget = tuple(names), weight, scale, budget
        super().__init__()

    def controls(self):
        """The budget, then a weight and a scale for each partner."""
        step = 0.5
        found = {"budget": Range("Budget", low=0.0, high=4.0 * self.budget, step=step, start=float(self.budget))}
        for i, name in enumerate(self.names):
            for letter, what, values, low in (("a", "weight a", self.weight, 0.0), ("c", "scale c", self.scale, step)):
                high = max(2.0 * max(values), 2.0)
                found[f"{letter}{i}"] = Range(f"{name}, {what}", low=low, high=high, step=step, start=float(values[i]))
        return found

    def view(self, budget, **numbers):
        a, c = (np.array([numbers[f"{letter}{i}"] for i in range(len(self.names))]) for letter in "ac")
        allocation = allocate(a, c, budget)
        gets = ", ".join(f"{name} {x:.2f}" for name, x in zip(self.names, allocation.x, strict=True))
        words = f"Of {budget:g}, {gets}. Worth {allocation.value:.2f}; "
        words += f"one more unit is worth about {allocation.shadow_price:.3f} wherever it goes."
        return Picture(draw_water(self.names, a, c, allocation), alt=words)
