"""Lesson 4: a budget poured over several partners, each of whom returns less and less for more."""

from collections.abc import Sequence

import numpy as np

from lepton_kit.partnership.water_filling import allocate
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, Names, cells, element, key, line, svg, text
from lepton_kit.widgets.explorer import Explorer, Picture, Range

__all__ = ["WaterExplorer"]

_GROUND = "#d9cdb8"


class WaterExplorer(Explorer):
    """Pour a budget over partners with diminishing returns, a log(1 + x / c) each, and see who gets how much.

    Vessels stand side by side, with ground and water: widths are the weights a, the ground lies at c / a. The water
    stands at 1 over the shadow price wherever there is any, and its area is what the partner gets.

    Parameters
    ----------
    names : sequence of n texts
    weight, scale : sequence of n numbers
        a, how much each partner's contribution matters, and c, how much it takes until returns diminish.
    budget : float
        To start with.
    """

    title = "Water-filling explorer"

    def __init__(self, names: Names, weight: Sequence[float], scale: Sequence[float], budget: float) -> None:
        self.names = tuple(names)
        step = 0.5 if min(*scale, budget) >= 2 else 0.1 if min(*scale, budget) >= 0.1 else 0.01
        numbers = {}
        for i, name in enumerate(self.names):
            for letter, what, values, low in (("a", "weight a", weight, 0.0), ("c", "scale c", scale, step)):
                ends = {"low": low, "high": max(2.0 * max(values), 4 * step)}
                numbers[f"{letter}{i}"] = Range(f"{name}, {what}", **ends, step=step, start=float(values[i]))
        pot = Range("Budget", low=0.0, high=4.0 * budget, step=step, start=float(budget))
        super().__init__(budget=pot, **numbers)

    def view(self, budget: float, **numbers: float) -> Picture:
        a, c = (np.array([numbers[f"{letter}{i}"] for i in range(len(self.names))]) for letter in "ac")
        allocation = allocate(a, c, budget)
        gets = ", ".join(f"{name} {x:.2f}" for name, x in zip(self.names, allocation.x, strict=True))
        words = f"Of {budget:g}, {gets}. Worth {allocation.value:.2f}; "
        words += f"one more unit is worth about {allocation.shadow_price:.3f} wherever it goes."

        level = 1 / allocation.shadow_price
        ground = np.divide(c, a, out=np.full(len(a), np.inf), where=a > 0)
        edges, top = np.concatenate([[0], np.cumsum(a)]), max(1.25 * level, 1.1 * ground.min())
        axes, foot = Axes(60, 40, 620, 230, xlim=(0, edges[-1]), ylim=(0, top)), 270
        marks = cells(foot + 34, right={52: "a, c"}, size=11, fill=GREY)
        marks += cells(foot + 52, right={52: "gets"}, bold=True)
        floors = ground.clip(0, top)
        for i, (name, start, end, floor) in enumerate(zip(self.names, edges[:-1], edges[1:], floors, strict=True)):
            marks += axes.box(start, end, 0, floor, _GROUND)
            if allocation.x[i] > 0:
                marks += axes.box(start, end, floor, level, COLOURS[5], fill_opacity=0.7)
            left, right = float(axes.x(start)), float(axes.x(end))
            marks.append(line(left, 40, left, foot))
            if right - left < 44:  # no room for words; the sentence has the number
                continue
            middle, word = (left + right) / 2, name.split()[0] if right - left < 7 * len(name) else name
            marks.append(text(middle, foot + 18, word, anchor="middle"))
            marks.append(text(middle, foot + 34, f"{a[i]:g}, {c[i]:g}", size=11, anchor="middle", fill=GREY))
            marks.append(text(middle, foot + 52, f"{allocation.x[i]:.2f}", anchor="middle", bold=True))
        title = f"water level 1 / m = {level:.2f}, shadow price m = {allocation.shadow_price:.3f}"
        marks.append(element("path", d=f"M60,40V{foot}H680V40", fill="none", stroke=INK))
        marks += key(24, ((60, _GROUND, "ground c / a"), (170, COLOURS[5], "area = money, width = a")))
        marks += [*axes.rule(y=level, colour=COLOURS[0]), text(680, 24, title, anchor="end", fill=COLOURS[0])]
        return Picture(svg(720, 340, *marks), alt=words)
