"""Lesson 1: what partners cost and bring, and what each reading of the article's formula makes of it."""

import numpy as np

from lepton_kit.partnership.article_model import ARTICLE, READINGS, net_by_reading
from lepton_kit.widgets.controls import Choice, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, signed, svg, text

__all__ = ["ValueExplorer", "draw_value"]


def draw_value(names, costs, returns, net):
    """A row of bars for each partner: return above, cost below, and its net contribution.

    Parameters
    ----------
    names : sequence of str, length n
    costs, returns, net : array_like, shape (n,)
        In one money unit.

    Returns
    -------
    str
        SVG text.
    """
    left, right, row = 10, 700, 66
    zero = 190 if np.min(net) >= 0 else 350
    height = row * len(names) + 60
    reach = max(1.0, float(np.max([costs, returns, np.abs(net)])))
    negative, positive = (zero - left - 180) / reach, (right - zero - 50) / reach
    scale = min(negative, positive) if np.min(net) < 0 else positive
    marks = []
    for i, name in enumerate(names):
        y = 10 + i * row
        marks.append(text(left, y + 32, name))
        for k, (what, value, colour) in enumerate(
            (("R", returns[i], COLOURS[5]), ("C", costs[i], COLOURS[4]), ("N", net[i], COLOURS[0]))
        ):
            top, width = y + 18 * k, abs(value) * scale
            start = zero if value >= 0 else zero - width
            marks.append(element("rect", x=start, y=top, width=width, height=14, fill=colour))
            at, anchor = (zero + width + 6, "start") if value >= 0 else (zero - width - 6, "end")
            weight = "bold" if what == "N" else "normal"
            marks.append(text(at, top + 12, f"{what} {signed(value)}", size=12, anchor=anchor, font_weight=weight))
    bottom = height - 46
    axis = element("line", x1=zero, x2=zero, y1=4, y2=bottom, stroke=GREY, stroke_width=1)
    rule = element("line", x1=left, x2=right, y1=bottom, y2=bottom, stroke=PALE, stroke_width=1)
    legend = [
        ("return R", COLOURS[5], 10),
        ("cost C", COLOURS[4], 110),
        ("net contribution N", COLOURS[0], 200),
    ]
    for words, colour, x in legend:
        marks.append(element("rect", x=x, y=bottom + 17, width=14, height=14, fill=colour))
        marks.append(text(x + 20, bottom + 29, words, size=12, fill=GREY))
    total = text(
        right, bottom + 29, f"total S = {signed(sum(net))}", size=16, anchor="end", fill=INK, font_weight="bold"
    )
    return svg(720, height, rule, *marks, axis, total)


class ValueExplorer(Explorer):
    """Move costs, returns and weights; choose how to read equation (4); watch the nets and the total.

    Parameters
    ----------
    portfolio : Portfolio
        Whose numbers the sliders start from; the article's worked example unless given.
    """

    title = "Value explorer"

    def __init__(self, portfolio=ARTICLE):
        self.portfolio = portfolio
        super().__init__()

    def controls(self):
        """Reading and weights first, then a cost and a return for each partner."""
        top = max(3.0, float(np.ceil(2 * max(self.portfolio.cost.max(), self.portfolio.returns.max()))))
        found = {
            "reading": Choice(
                "Reading of (4)", options={r.title: name for name, r in READINGS.items()}, start="definition"
            ),
            "alpha": Range("Weight α on costs", low=0.0, high=1.0, step=0.05, start=0.5),
            "beta": Range("Weight β on returns", low=0.0, high=1.0, step=0.05, start=0.5),
        }
        for i, partner in enumerate(self.portfolio):
            found[f"C{i}"] = Range(f"Cost, {partner.name}", low=0.0, high=top, step=0.05, start=partner.cost)
            found[f"R{i}"] = Range(f"Return, {partner.name}", low=0.0, high=top, step=0.05, start=partner.returns)
        return found

    def view(self, reading, alpha, beta, **numbers):
        n, names = len(self.portfolio), self.portfolio.names
        C, R = (np.array([numbers[f"{letter}{i}"] for i in range(n)]) for letter in "CR")
        net = net_by_reading(cost=C, returns=R, alpha=alpha, beta=beta, reading=reading)
        nets = ", ".join(f"{name} {value:.2f}" for name, value in zip(names, net, strict=True))
        words = f"{READINGS[reading].title}. Net contributions: {nets}. Total {net.sum():.2f}."
        return Picture(draw_value(names, C, R, net), alt=words[0].upper() + words[1:])
