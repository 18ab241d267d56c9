"""Lesson 1: what partners cost and bring, and what each reading of the article's formula makes of it."""

import numpy as np

from lepton_kit.partnership.article_model import ARTICLE, READINGS, net_by_reading
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, PALE, key, line, rect, signed, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range

__all__ = ["ValueExplorer"]

_UNIT = "€ million a year"


class ValueExplorer(Explorer):
    """Move the costs and returns of the article's example and its weights; choose how to read equation (4).

    Each partner has a row of bars: its return, its cost, and its net contribution.
    """

    def __init__(self) -> None:
        money = {
            f"{letter}{i}": Range(f"{what}, {partner.name}", low=0.0, high=3.0, step=0.05, start=start)
            for i, partner in enumerate(ARTICLE)
            for letter, what, start in (("C", "Cost", partner.cost), ("R", "Return", partner.returns))
        }
        titles = {reading.title: name for name, reading in READINGS.items()}
        super().__init__(
            reading=Choice("Reading of (4)", options=titles, start="definition"),
            alpha=Range("Weight α on costs", low=0.0, high=1.0, step=0.05, start=0.5),
            beta=Range("Weight β on returns", low=0.0, high=1.0, step=0.05, start=0.5),
            **money,
        )

    def view(self, reading: str, alpha: float, beta: float, **numbers: float) -> Picture:
        names = ARTICLE.names
        C, R = (np.array([numbers[f"{letter}{i}"] for i in range(len(names))]) for letter in "CR")
        net = net_by_reading(cost=C, returns=R, alpha=alpha, beta=beta, reading=reading)
        nets = ", ".join(f"{name} {value:.2f}" for name, value in zip(names, net, strict=True))
        words = f"{READINGS[reading].title}. Net contributions, in {_UNIT}: {nets}. Total {net.sum():.2f}."

        row, bottom = 66, 66 * len(names) + 14
        reach = max(1.0, float(np.max([C, R, np.abs(net)])))
        axes = Axes(200, 0, 440, bottom, xlim=(-reach if net.min() < 0 else 0.0, reach), ylim=(0, 1))
        zero = float(axes.x(0))
        marks = [line(10, bottom, 700, bottom, PALE)]
        kinds = (("R", R, COLOURS[5]), ("C", C, COLOURS[4]), ("N", net, COLOURS[0]))
        for i, name in enumerate(names):
            marks.append(text(10, 42 + i * row, name, size=13))
            for k, (what, values, colour) in enumerate(kinds):
                end, y = float(axes.x(values[i])), 10 + i * row + 18 * k
                dx, anchor = (6, "start") if end >= zero else (-6, "end")
                marks.append(rect(min(zero, end), y, abs(end - zero), 14, colour))
                marks.append(text(end + dx, y + 12, f"{what} {signed(values[i])}", anchor=anchor, bold=what == "N"))
        meanings = ("return R", "cost C", f"net contribution N, in {_UNIT}")
        patches = [(x, kind[2], meaning) for x, kind, meaning in zip((10, 110, 200), kinds, meanings, strict=True)]
        marks += [line(zero, 4, zero, bottom), *key(bottom + 28, patches)]
        return Picture(svg(720, bottom + 46, *marks), alt=words[0].upper() + words[1:])
