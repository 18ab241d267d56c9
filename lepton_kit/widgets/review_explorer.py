"""Lesson 5: one partner, one review a year: the record, the trust it leaves, and the boundary below which to leave."""

from functools import lru_cache
from itertools import pairwise

import numpy as np

from lepton_kit.partnership.bandit import exit_threshold
from lepton_kit.partnership.beta_reputation import update_trust
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.controls import Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import COLOURS, GREY, INK, element, svg, text

__all__ = ["ReviewExplorer", "draw_review"]

YEARS = 10


def draw_review(record, needed, rates, density, mean, break_even):
    """The record against the exit boundary, and the trust that it leaves.

    Parameters
    ----------
    record : sequence of int, length t + 1
        Successes after 0, 1, ... t years.
    needed : array_like, shape (years + 1,)
        Fewest successes with which to stay, by year.
    rates, density : array_like, shape (m,)
        The trust after year t, as a density over the rate.
    mean, break_even : float

    Returns
    -------
    str
        SVG text.
    """
    years = len(needed) - 1
    left = Axes(56, 40, 290, 230, xlim=(0, years + 0.4), ylim=(0, years + 0.4))
    marks = left.frame(xlabel="year", ylabel="successes so far", ticks=6)
    steps, edge = np.repeat(np.arange(years + 1), 2) + np.tile([-0.5, 0.5], years + 1), np.repeat(needed, 2) - 0.5
    steps, edge = np.clip(steps, 0, years + 0.4), np.clip(edge, 0, None)
    marks += left.area(steps, edge, COLOURS[1])
    marks += left.line(steps, edge, COLOURS[1], width=1.5, dashed=True)
    marks += left.label(years, 0, "leave", COLOURS[1], dx=0, dy=-10, anchor="end", bold=True)
    marks += left.label(0, years, "stay", COLOURS[2], dx=10, dy=6, bold=True)
    marks += left.line(np.arange(len(record)), record, INK, width=1.5)
    for t, (before, after) in enumerate(pairwise(record), start=1):
        fill = COLOURS[0] if after > before else "white"
        at = {"cx": left.x(t), "cy": left.y(after)}
        marks.append(element("circle", **at, r=5, fill=fill, stroke=COLOURS[0], stroke_width=2))
    right = Axes(430, 40, 270, 230, xlim=(0, 1), ylim=(0, max(2.0, 1.1 * float(np.max(density)))))
    marks += right.frame(xlabel="the partner's rate of success", ylabel="trust (density)")
    above = rates >= break_even
    marks += right.area(rates, density, GREY)
    marks += right.area(rates[above], density[above], COLOURS[0]) if above.any() else []
    marks += right.line(rates, density, COLOURS[0])
    marks += right.rule(x=break_even, colour=COLOURS[1])
    marks += right.rule(x=mean, colour=COLOURS[0], dashed=False)
    marks.append(text(56, 318, "● delivered   ○ failed", size=12, fill=GREY))
    marks.append(text(430, 318, f"line: mean {mean:.2f}   dashed: break-even {break_even:.2f}", size=12, fill=GREY))
    return svg(720, 330, *marks)


@lru_cache(maxsize=64)
def _boundary(break_even, discount):
    return exit_threshold(break_even, discount=discount, years=YEARS).successes


class ReviewExplorer(Explorer):
    """Go through the years with a partner whose true rate is hidden, and leave where the boundary says so."""

    title = "Review explorer"
    year = Range("Years of reviews", low=0, high=YEARS, step=1, start=5)
    rate = Range("The partner's true rate, hidden from Lepton", low=0.0, high=1.0, step=0.05, start=0.5)
    luck = Range("Another partner of that rate", low=1, high=20, step=1, start=1)
    break_even = Range("Break-even rate", low=0.1, high=0.9, step=0.05, start=0.6)
    discount = Range("What next year counts against this one", low=0.0, high=0.95, step=0.05, start=0.9)

    def __init__(self):
        self._luck = np.random.default_rng(2).random((20, YEARS))
        self._rates = np.linspace(0.0, 1.0, 101)
        super().__init__()

    def view(self, year, rate, luck, break_even, discount):
        from scipy.stats import beta

        needed = _boundary(break_even, discount)
        won = np.concatenate([[0], np.cumsum(self._luck[luck - 1] < rate)])
        t = next((t for t in range(year + 1) if won[t] < needed[t]), year)
        trust = update_trust(1, 1, won[t], t - won[t])
        drawn = draw_review(won[: t + 1], needed, self._rates, beta.pdf(self._rates, *trust), trust.mean, break_even)
        left = won[t] < needed[t]
        verdict = ("Do not start" if t == 0 else f"Leave in year {t}") if left else "Stay"
        words = (
            f"{verdict}: {won[t]} of {t} delivered, and it takes {needed[t]} to stay. Trust {trust.mean:.2f}; "
            f"the rate is above the break-even of {break_even:.2f} with chance {beta.sf(break_even, *trust):.2f}."
        )
        return Picture(drawn, alt=words)
