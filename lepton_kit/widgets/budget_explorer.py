"""Lesson 3: what a budget buys, and what it costs to force a partner in or out."""

from functools import cache

import numpy as np

from lepton_kit.partnership.budget_frontier import frontier
from lepton_kit.partnership.knapsack import select
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.controls import Choice, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, svg, text

__all__ = ["BudgetExplorer", "draw_budget"]

_WISHES = {"free": 0, "must be in": 1, "must be out": -1}


def draw_budget(names, costs, line, best, chosen, wishes):
    """The frontier with two points at the present budget, and the list of partners with who is chosen.

    Parameters
    ----------
    names : sequence of n texts
    costs : array_like, shape (n,)
    line : Frontier
        Best value for each budget with nobody forced.
    best, chosen : Selection
        At the present budget, with nobody forced and as wished.
    wishes : sequence of n of 1, -1 and 0
        Forced in, forced out, free.

    Returns
    -------
    str
        SVG text.
    """
    budget = chosen.problem.budget
    relaxed = line.relaxed
    axes = Axes(56, 40, 312, 264, xlim=(0, line.budgets[-1]), ylim=(0, max(relaxed) * 1.05))
    marks = axes.frame(xlabel="budget, € million", ylabel="worth, € million a year", ticks=6)
    marks += axes.line(line.budgets, relaxed, GREY, width=1.5, dashed=True)
    marks += axes.line(np.repeat(line.budgets, 2)[1:], np.repeat(line.value, 2)[:-1], COLOURS[0])
    marks += axes.rule(x=budget)
    if best.value > chosen.value:
        marks += axes.line([budget, budget], [best.value, chosen.value], COLOURS[1], width=4)
    marks += axes.dots(budget, best.value, COLOURS[0], radius=6) + axes.dots(budget, chosen.value, COLOURS[1], radius=5)
    marks += axes.label(budget, chosen.value, f"{chosen.value:.2g}", COLOURS[1], dx=11, dy=18, bold=True)
    legend = (("best for each budget", COLOURS[0], 56), ("in part", GREY, 206), ("your choice", COLOURS[1], 276))
    for words, colour, x in legend:
        marks.append(element("rect", x=x, y=11, width=12, height=4, fill=colour))
        marks.append(text(x + 16, 17, words, size=11, fill=GREY))

    left = 420
    for x, words in ((left, "partner"), (622, "cost"), (700, "you say")):
        marks.append(text(x, 17, words, size=11, fill=GREY, anchor="start" if x == left else "end"))
    for i, name in enumerate(names):
        y, signed_up = 40 + 23 * i, bool(chosen.x[i])
        colour = INK if signed_up else GREY
        marks.append(element("rect", x=left, y=y - 11, width=13, height=13, fill=COLOURS[1] if signed_up else PALE))
        marks.append(text(left + 3, y, "✓" if signed_up else "", size=11, fill="white", font_weight="bold"))
        marks.append(
            text(left + 20, y, f"{i}  {name}", size=12, fill=colour, font_weight="bold" if signed_up else "normal")
        )
        marks.append(text(622, y, f"{costs[i]:g}", size=12, anchor="end", fill=colour))
        marks.append(text(700, y, {1: "in", -1: "out", 0: ""}[wishes[i]], size=12, anchor="end", font_weight="bold"))
    lost = f", wishes cost {best.value - chosen.value:.2g}" if any(wishes) else ""
    words = f"{chosen.cost:.2g} of {budget:g} spent, worth {chosen.value:.2g}{lost}"
    marks.append(text(left, 40 + 23 * len(names) + 8, words, size=12, font_weight="bold"))
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

    title = "Budget explorer"

    def __init__(self, portfolio, budget, **rules):
        self.portfolio, self.budget, self.rules = portfolio, budget, rules
        self.names = portfolio.names
        self.line = frontier(portfolio, np.arange(round(15 * budget) + 1) / 10, **rules)
        super().__init__()
        self.select = cache(self._select)

    def controls(self):
        """The budget, and for each partner whether it is free, must be in or must be out."""
        highest = float(self.line.budgets[-1])
        found = {"budget": Range("Budget, € million", low=0.0, high=highest, step=0.1, start=float(self.budget))}
        for i, name in enumerate(self.names):
            found[f"partner{i}"] = Choice(f"{i} {name}", options=_WISHES, start=0, narrow=True)
        return found

    def view(self, budget, **wishes):
        wishes = tuple(wishes.values())
        best, chosen = self.line.selections[round(10 * budget)], self.select(budget, wishes)
        lost = best.value - chosen.value
        words = f"Budget {budget:g}: {self._listed(chosen)} signed, worth {chosen.value:.2g} for {chosen.cost:.2g}. "
        if any(wishes):
            words += f"Free choice is worth {best.value:.2g}, so your wishes cost {lost:.2g}. "
        words += f"A little more budget is worth about {best.shadow_price:.2f} a unit."
        picture = draw_budget(self.names, self.portfolio.cost, self.line, best, chosen, wishes)
        return Picture(picture, alt=words)

    def _select(self, budget, wishes):
        if not any(wishes):
            return self.line.selections[round(10 * budget)]
        forced = {
            rule: [name for name, wish in zip(self.names, wishes, strict=True) if wish == sign]
            for rule, sign in (("include", 1), ("exclude", -1))
        }
        return select(self.portfolio, budget, **self.rules, **forced)

    def _listed(self, chosen):
        names = chosen.chosen
        return ", ".join([*names[:-2], " and ".join(names[-2:])]) if names else "nobody"
