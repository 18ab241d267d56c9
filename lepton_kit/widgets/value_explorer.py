"""Lesson 1: what partners cost and bring, and what each reading of the article's formula makes of it."""

from typing import Any

import numpy as np

from lepton_kit.partnership.article_model import ARTICLE, READINGS, net_by_reading
from lepton_kit.widgets.drawing import COLOURS, PALE, Names, key, line, rect, signed, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range

__all__ = ["ValueExplorer", "draw_value"]


def draw_value(names: Names, costs: np.ndarray, returns: np.ndarray, net: np.ndarray, unit: str) -> str:
    """A row of bars for each partner: its return, its cost, and its net contribution.

    Parameters
    ----------
    names : sequence of str, length n
    costs, returns, net : array_like, shape (n,)
    unit : str
        What the money is counted in.

    Returns SVG text.
    """
    left, right, row = 10, 700, 66
    zero = 190 if np.min(net) >= 0 else 350
    bottom = row * len(names) + 14
    reach = max(1.0, float(np.max([costs, returns, np.abs(net)])))
    scale = (right - zero - 50) / reach
    scale = min((zero - left - 180) / reach, scale) if np.min(net) < 0 else scale
    marks = [line(left, bottom, right, bottom, PALE)]
    kinds = (("R", returns, COLOURS[5]), ("C", costs, COLOURS[4]), ("N", net, COLOURS[0]))
    for i, name in enumerate(names):
        marks.append(text(left, 42 + i * row, name, size=13))
        for k, (what, values, colour) in enumerate(kinds):
            value, y = values[i], 10 + i * row + 18 * k
            width, sign = abs(value) * scale, 1 if value >= 0 else -1
            anchor, words = "start" if value >= 0 else "end", f"{what} {signed(value)}"
            marks.append(rect(zero if value >= 0 else zero - width, y, width, 14, colour))
            marks.append(text(zero + sign * (width + 6), y + 12, words, anchor=anchor, bold=what == "N"))
    marks.append(line(zero, 4, zero, bottom))
    meanings = ("return R", "cost C", f"net contribution N, in {unit}")
    patches = [(x, kind[2], words) for x, kind, words in zip((10, 110, 200), kinds, meanings, strict=True)]
    total = text(right, bottom + 29, f"total S = {signed(sum(net))}", size=16, anchor="end", bold=True)
    return svg(720, bottom + 46, *marks, *key(bottom + 28, patches), total)


class ValueExplorer(Explorer):
    """Move costs, returns and weights; choose how to read equation (4); watch the nets and the total.

    Parameters
    ----------
    portfolio : Portfolio
        Whose numbers the sliders start from; the article's worked example unless given.
    unit : str
        What the money is counted in.
    """

    def __init__(self, portfolio: Any = ARTICLE, *, unit: str = "€ million a year") -> None:
        self.portfolio, self.unit = portfolio, unit
        super().__init__()

    def controls(self) -> Controls:
        """Reading and weights first, then a cost and a return for each partner."""
        top = max(3.0, float(np.ceil(2 * max(self.portfolio.cost.max(), self.portfolio.returns.max()))))
        titles = {reading.title: name for name, reading in READINGS.items()}
        controls: Controls = {
            "reading": Choice("Reading of (4)", options=titles, start="definition"),
            "alpha": Range("Weight α on costs", low=0.0, high=1.0, step=0.05, start=0.5),
            "beta": Range("Weight β on returns", low=0.0, high=1.0, step=0.05, start=0.5),
        }
        for i, partner in enumerate(self.portfolio):
            for letter, what, start in (("C", "Cost", partner.cost), ("R", "Return", partner.returns)):
                name = f"{what}, {partner.name}"
                controls[f"{letter}{i}"] = Range(name, low=0.0, high=top, step=0.05, start=start)
        return controls

    def view(self, reading: str, alpha: float, beta: float, **numbers: float) -> Picture:
        n, names = len(self.portfolio), self.portfolio.names
        C, R = (np.array([numbers[f"{letter}{i}"] for i in range(n)]) for letter in "CR")
        net = net_by_reading(cost=C, returns=R, alpha=alpha, beta=beta, reading=reading)
        nets = ", ".join(f"{name} {value:.2f}" for name, value in zip(names, net, strict=True))
        words = f"{READINGS[reading].title}. Net contributions, in {self.unit}: {nets}. Total {net.sum():.2f}."
        return Picture(draw_value(names, C, R, net, self.unit), alt=words[0].upper() + words[1:])
