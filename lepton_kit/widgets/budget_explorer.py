"""Lesson 3: what a budget buys, and what it costs to force a partner in or out."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from lepton_kit.partnership.budget_frontier import frontier
from lepton_kit.partnership.knapsack import select
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, PALE, Names, cells, line, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range

__all__ = ["BudgetExplorer", "draw_budget"]

_KEY = ((COLOURS[0], "best"), (GREY, "if partners could be split"), (COLOURS[1], "yours"))
_WISHES = {"free": 0, "must be in": 1, "must be out": -1}


def draw_budget(names: Names, costs: np.ndarray, curve: Any, best: Any, chosen: Any, wishes: Sequence[int]) -> str:
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
    axes = Axes(56, 40, 312, 264, xlim=(0, curve.budgets[-1]), ylim=(0, max(curve.relaxed) * 1.05))
    marks = axes.frame(xlabel="budget, € million", ylabel="worth, € million a year", ticks=6)
    marks += axes.line(curve.budgets, curve.relaxed, GREY, width=1.5, dashed=True)
    marks += axes.line(np.repeat(curve.budgets, 2)[1:], np.repeat(curve.value, 2)[:-1], COLOURS[0])
    marks += axes.rule(x=budget)
    marks += axes.line([budget, budget], [best.value, chosen.value], COLOURS[1], width=4)
    marks += axes.dots(budget, best.value, COLOURS[0], radius=6) + axes.dots(budget, chosen.value, COLOURS[1], radius=5)
    marks += axes.label(budget, chosen.value, f"{chosen.value:g}", COLOURS[1], dx=11, dy=18, bold=True)
    for x, dashes, (colour, words) in zip((110, 172, 352), ("", "6 3", ""), _KEY, strict=True):
        marks.append(line(x, 13, x + 18, 13, colour, stroke_width=3, stroke_dasharray=dashes))
        marks.append(text(x + 22, 17, words, size=11, fill=GREY))
    marks += cells(17, left={440: "partner"}, right={652: "cost", 710: "you say"}, size=11, fill=GREY)
    for i, (name, signed, wish) in enumerate(zip(names, chosen.x.astype(bool), wishes, strict=True)):
        y, right = 40 + 23 * i, {652: f"{costs[i]:g}", 710: {1: "in", -1: "out", 0: ""}[wish]}
        marks.append(rect(440, y - 11, 13, 13, COLOURS[1] if signed else PALE))
        marks.append(text(443, y, "✓" if signed else "", size=11, fill="white", bold=True))
        marks += cells(y, left={460: f"{i}  {name}"}, right=right, fill=INK if signed else GREY, bold=signed)
    lost = f", wishes cost {round(best.value - chosen.value, 6):g}" if any(wishes) else ""
    words = f"{chosen.cost:g} of {budget:g} spent, worth {chosen.value:g}{lost}"
    marks.append(text(710, 40 + 23 * len(names) + 8, words, anchor="end", bold=True))
    return svg(720, max(350, 64 + 23 * len(names)), *marks)


class BudgetExplorer(Explorer):
    """Move the budget, force partners in or out; see who is signed, what it is worth, and what the forcing costs.

    Parameters
    ----------
    portfolio : Portfolio
        Whose nets and costs count.
    budget : float
        To start with, in million euros; the slider moves in tenths.
    **rules
        Synergy, conflicts and so on, as :func:`~lepton_kit.partnership.select` takes them.
    """

    def __init__(self, portfolio: Any, budget: float, **rules: Any) -> None:
        self.portfolio, self.budget, self.rules = portfolio, budget, rules
        self.names = portfolio.names
        self.curve = frontier(portfolio, np.arange(round(15 * budget) + 1) / 10, **rules)
        self.select = cache(self._select)
        super().__init__()

    def controls(self) -> Controls:
        """The budget, and for each partner whether it is free, must be in or must be out."""
        highest = float(self.curve.budgets[-1])
        budget = Range("Budget, € million", low=0.0, high=highest, step=0.1, start=float(self.budget))
        partners = (Choice(f"{i} {name}", options=_WISHES, start=0, narrow=True) for i, name in enumerate(self.names))
        return {"budget": budget} | {f"partner{i}": partner for i, partner in enumerate(partners)}

    def view(self, budget: float, **partners: int) -> Picture:
        wishes = tuple(partners.values())
        best = self.curve.selections[round(10 * budget)]
        chosen = self.select(budget, wishes) if any(wishes) else best
        lost = round(best.value - chosen.value, 6)
        words = f"Budget {budget:g}: {self._listed(chosen)} signed, worth {chosen.value:g} for {chosen.cost:g}. "
        if any(wishes):
            words += f"Free choice is worth {best.value:g}, so your wishes cost {lost:g}. "
        words += f"A little more budget is worth about {best.shadow_price:.2f} a unit."
        picture = draw_budget(self.names, self.portfolio.cost, self.curve, best, chosen, wishes)
        return Picture(picture, alt=words)

    def _select(self, budget: float, wishes: tuple[int, ...]) -> Any:
        wished = list(zip(self.names, wishes, strict=True))
        include, exclude = ([name for name, wish in wished if wish == sign] for sign in (1, -1))
        return select(self.portfolio, budget, **self.rules, include=include, exclude=exclude)

    def _listed(self, chosen: Any) -> str:
        names = chosen.chosen
        return ", ".join([*names[:-2], " and ".join(names[-2:])]) if names else "nobody"
