"""Lesson 3: what a budget buys, and what it costs to force a partner in or out."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from lepton_kit.partnership.candidates import candidates
from lepton_kit.partnership.frontier import frontier
from lepton_kit.partnership.selection import select
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, PALE, line, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range

__all__ = ["BudgetExplorer", "draw_budget"]

_WISHES = {"free": 0, "must be in": 1, "must be out": -1}


def draw_budget(
    names: Sequence[str], costs: npt.ArrayLike, curve: Any, best: Any, chosen: Any, wishes: Sequence[int]
) -> str:
    """The frontier with two points at the present budget, and the list of partners with who is chosen.

    Parameters
    ----------
    names : sequence of n texts
    costs : array_like, shape (n,)
    curve : Frontier
        Best value for each budget with nobody forced.
    best, chosen : Selection
        At the present budget, with nobody forced and as wished.
    wishes : sequence of n of 1, -1 and 0
        Forced in, forced out, free.

    Returns SVG text.
    """
    budget = chosen.problem.budget
    relaxed = [selection.relaxed for selection in curve.selections]
    axes = Axes(56, 40, 312, 264, xlim=(0, curve.budgets[-1]), ylim=(0, max(relaxed) * 1.05))
    marks = axes.frame(xlabel="budget, in 100,000", ylabel="value", ticks=6)
    marks += axes.line(curve.budgets, relaxed, GREY, width=1.5, dashed=True)
    marks += axes.line(np.repeat(curve.budgets, 2)[1:], np.repeat(curve.value, 2)[:-1], COLOURS[0])
    marks += axes.rule(x=budget)
    if best.value > chosen.value:
        marks += axes.line([budget, budget], [best.value, chosen.value], COLOURS[1], width=4)
    marks += axes.dots(budget, best.value, COLOURS[0], radius=6) + axes.dots(budget, chosen.value, COLOURS[1], radius=5)
    marks += axes.label(budget, chosen.value, f"{chosen.value:g}", COLOURS[1], dx=11, dy=18, bold=True)
    for x, colour, words in (
        (110, COLOURS[0], "best"),
        (172, GREY, "if partners could be split"),
        (352, COLOURS[1], "yours"),
    ):
        dashes = {"stroke_dasharray": "6 3"} if colour == GREY else {}
        marks += [
            line(x, 13, x + 18, 13, colour, stroke_width=3, **dashes),
            text(x + 22, 17, words, size=11, fill=GREY),
        ]

    left = 440
    for x, words, anchor in ((left, "partner", "start"), (636, "cost", "end"), (710, "you say", "end")):
        marks.append(text(x, 17, words, size=11, fill=GREY, anchor=anchor))
    for i, name in enumerate(names):
        y, signs = 40 + 23 * i, bool(chosen.x[i])
        colour = INK if signs else GREY
        marks.append(rect(left, y - 11, 13, 13, COLOURS[1] if signs else PALE))
        marks.append(text(left + 3, y, "✓" if signs else "", size=11, fill="white", bold=True))
        marks.append(text(left + 20, y, f"{i}  {name}", fill=colour, bold=signs))
        marks.append(text(636, y, f"{costs[i]:g}", anchor="end", fill=colour))
        marks.append(text(710, y, {1: "in", -1: "out", 0: ""}[wishes[i]], anchor="end", bold=True))
    lost = f", wishes cost {best.value - chosen.value:g}" if any(wishes) else ""
    words = f"{chosen.cost:g} of {budget:g} spent, worth {chosen.value:g}{lost}"
    marks.append(text(left, 40 + 23 * len(names) + 8, words, bold=True))
    return svg(720, max(350, 64 + 23 * len(names)), *marks)


class BudgetExplorer(Explorer):
    """Move the budget, force partners in or out; see who is signed, what it is worth, and what the forcing costs.

    Parameters
    ----------
    table : Candidates, optional
        The twelve candidates of the lessons unless given.
    """

    title = "Budget explorer"

    def __init__(self, table: Any = None) -> None:
        self.table = candidates() if table is None else table
        self.names = self.table.portfolio.names
        self.highest = int(np.ceil(1.5 * self.table.budget))
        net, cost = self.table.portfolio.net, self.table.portfolio.cost
        self.curve = frontier(net, cost, range(self.highest + 1), **self.table.rules)
        self.select = cache(self._select)
        super().__init__()

    def controls(self) -> dict[str, Any]:
        """The budget, and for each partner whether it is free, must be in or must be out."""
        controls: dict[str, Any] = {
            "budget": Range("Budget", low=0, high=self.highest, step=1, start=round(self.table.budget))
        }
        for i, name in enumerate(self.names):
            controls[f"partner{i}"] = Choice(f"{i} {name}", options=_WISHES, start=0, narrow=True)
        return controls

    def view(self, budget: int, **partners: int) -> Picture:
        wishes = tuple(partners.values())
        best, chosen = self.curve.selections[budget], self.select(budget, wishes)
        lost = best.value - chosen.value
        words = f"Budget {budget}: {self._listed(chosen)} signed, worth {chosen.value:g} for {chosen.cost:g}. "
        if any(wishes):
            words += f"Free choice is worth {best.value:g}, so your wishes cost {lost:g}. "
        words += f"A little more budget is worth about {best.shadow_price:.2f} a unit."
        picture = draw_budget(self.names, self.table.portfolio.cost, self.curve, best, chosen, wishes)
        return Picture(picture, alt=words)

    def _select(self, budget: int, wishes: tuple[int, ...]) -> Any:
        if not any(wishes):
            return self.curve.selections[budget]
        portfolio, signs = self.table.portfolio, np.array(wishes)
        forced = {"include": np.flatnonzero(signs > 0), "exclude": np.flatnonzero(signs < 0)}
        return select(portfolio.net, portfolio.cost, budget, **self.table.rules, **forced)

    def _listed(self, chosen: Any) -> str:
        names = [self.names[i] for i in chosen.chosen]
        return ", ".join([*names[:-2], " and ".join(names[-2:])]) if names else "nobody"
