"""Lesson 3: what a budget buys, and what it costs to force a partner in or out."""

from functools import cache
from typing import Any

import numpy as np

from lepton_kit.partnership.budget_frontier import frontier
from lepton_kit.partnership.knapsack import select
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, PALE, cells, line, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range

__all__ = ["BudgetExplorer"]

_KEY = ((COLOURS[0], "best"), (GREY, "if partners could be split"), (COLOURS[1], "yours"))
_WISHES = {"free": 0, "must be in": 1, "must be out": -1}


class BudgetExplorer(Explorer):
    """Move the budget, force partners in or out; see who is signed, what it is worth, and what the forcing costs.

    Beside the frontier, with the best choice and yours at the present budget, stands the list of partners.

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
        self.portfolio, self.rules, names = portfolio, rules, portfolio.names
        self.curve = frontier(portfolio, np.arange(round(15 * budget) + 1) / 10, **rules)
        self.select = cache(self._select)
        highest = float(self.curve.budgets[-1])
        partners = (Choice(f"{i} {name}", options=_WISHES, start=0, narrow=True) for i, name in enumerate(names))
        super().__init__(
            budget=Range("Budget, € million", low=0.0, high=highest, step=0.1, start=float(budget)),
            **{f"partner{i}": partner for i, partner in enumerate(partners)},
        )

    def view(self, budget: float, **partners: int) -> Picture:
        wishes, curve, names = tuple(partners.values()), self.curve, self.portfolio.names
        best: Any = curve.selections[round(10 * budget)]
        chosen = self.select(budget, wishes) if any(wishes) else best
        listed = ", ".join([*chosen.chosen[:-2], " and ".join(chosen.chosen[-2:])]) or "nobody"
        words = f"Budget {budget:g}: {listed} signed, worth {chosen.value:g} for {chosen.cost:g}. "
        if any(wishes):
            words += (
                f"Free choice is worth {best.value:g}, so your wishes cost {round(best.value - chosen.value, 6):g}. "
            )
        words += f"A little more budget is worth about {best.shadow_price:.2f} a unit."

        axes = Axes(56, 40, 312, 264, xlim=(0, curve.budgets[-1]), ylim=(0, max(curve.relaxed) * 1.05))
        marks = axes.frame(xlabel="budget, € million", ylabel="worth, € million a year", ticks=6)
        marks += axes.line(curve.budgets, curve.relaxed, GREY, width=1.5, dashed=True)
        marks += axes.line(np.repeat(curve.budgets, 2)[1:], np.repeat(curve.value, 2)[:-1], COLOURS[0])
        marks += axes.rule(x=budget) + axes.line([budget] * 2, [best.value, chosen.value], COLOURS[1], width=4)
        marks += axes.dots(budget, best.value, COLOURS[0], radius=6) + axes.dots(budget, chosen.value, COLOURS[1])
        dy = 18 if chosen.value > 0.1 * axes.ylim[1] else -9
        marks += axes.label(budget, chosen.value, f"{chosen.value:g}", COLOURS[1], dx=11, dy=dy, bold=True)
        for x, dashes, (colour, meaning) in zip((110, 172, 352), ("", "6 3", ""), _KEY, strict=True):
            marks.append(line(x, 13, x + 18, 13, colour, stroke_width=3, stroke_dasharray=dashes))
            marks.append(text(x + 22, 17, meaning, size=11, fill=GREY))
        marks += cells(17, left={440: "partner"}, right={652: "cost", 710: "you say"}, size=11, fill=GREY)
        rows = zip(names, self.portfolio.cost, chosen.x.astype(bool), wishes, strict=True)
        for i, (name, cost, signed, wish) in enumerate(rows):
            y, right = 40 + 23 * i, {652: f"{cost:g}", 710: {1: "in", -1: "out", 0: ""}[wish]}
            marks.append(rect(440, y - 11, 13, 13, COLOURS[1] if signed else PALE))
            marks.append(text(443, y, "✓" if signed else "", size=11, fill="white", bold=True))
            marks += cells(y, left={460: f"{i}  {name}"}, right=right, fill=INK if signed else GREY, bold=signed)
        return Picture(svg(720, max(350, 50 + 23 * len(names)), *marks), alt=words)

    def _select(self, budget: float, wishes: tuple[int, ...]) -> Any:
        wished = list(zip(self.portfolio.names, wishes, strict=True))
        include, exclude = ([name for name, wish in wished if wish == sign] for sign in (1, -1))
        return select(self.portfolio, budget, **self.rules, include=include, exclude=exclude)
