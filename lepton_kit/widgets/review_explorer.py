"""Lesson 8: one partner, one review a year: the record, the trust it leaves, and the boundary below which to leave."""

from functools import lru_cache
from itertools import pairwise

import numpy as np

from lepton_kit.partnership.bandit import exit_threshold
from lepton_kit.partnership.beta_reputation import update_trust
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, svg, text
from lepton_kit.widgets.explorer import Explorer, Picture, Range

__all__ = ["ReviewExplorer", "draw_review"]

YEARS = 10
_LUCK = np.random.default_rng(2).random((20, YEARS))  # of 20 partners
_RATES = np.linspace(0.0, 1.0, 101)


def draw_review(
    record: np.ndarray, needed: np.ndarray, rates: np.ndarray, density: np.ndarray, mean: float, break_even: float
) -> str:
    """The record against the exit boundary, and the trust that it leaves.

    Parameters
    ----------
    record : ndarray of int, shape (t + 1,)
        Successes after 0, 1, ... t years.
    needed : ndarray of int, shape (years + 1,)
        Fewest successes with which to stay, by year.
    rates, density : ndarray, shape (m,)
        The trust after year t, as a density over the rate.
    mean, break_even : float

    Returns SVG text.
    """
    years = len(needed) - 1
    left = Axes(56, 40, 290, 230, xlim=(0, years + 0.4), ylim=(0, years + 0.4))
    steps = np.repeat(np.arange(years + 1), 2) + np.tile([-0.5, 0.5], years + 1)
    steps, edge = steps.clip(0, years + 0.4), (np.repeat(needed, 2) - 0.5).clip(0)
    marks = left.frame(xlabel="year", ylabel="successes so far", ticks=6) + left.area(steps, edge, COLOURS[1])
    marks += left.line(steps, edge, COLOURS[1], width=1.5, dashed=True)
    marks += left.label(years, 0, "leave", COLOURS[1], dx=0, dy=-10, anchor="end", bold=True)
    marks += left.label(0, years, "stay", COLOURS[2], dx=10, dy=6, bold=True)
    marks += left.line(np.arange(len(record)), record, INK, width=1.5)
    for t, (before, after) in enumerate(pairwise(record), start=1):
        fill = COLOURS[0] if after > before else "white"
        marks += left.dots(t, after, fill, stroke=COLOURS[0], stroke_width=2)
    right, above = Axes(430, 40, 270, 230, xlim=(0, 1), ylim=(0, max(2.0, 1.1 * density.max()))), rates >= break_even
    marks += right.frame(xlabel="the partner's rate of success", ylabel="trust (density)")
    marks += right.area(rates, density, GREY)
    marks += right.area(rates[above], density[above], COLOURS[0]) if above.any() else []
    marks += right.line(rates, density, COLOURS[0]) + right.rule(x=break_even, colour=COLOURS[1])
    marks += right.rule(x=mean, colour=COLOURS[0], dashed=False)
    marks.append(text(56, 322, "● delivered   ○ failed", fill=GREY))
    marks.append(text(430, 322, f"line: mean {mean:.2f}   dashed: break-even {break_even:.2f}", fill=GREY))
    return svg(720, 334, *marks)


@lru_cache(maxsize=64)
def _boundary(break_even: float, discount: float) -> np.ndarray:
    return exit_threshold(break_even, discount=discount, years=YEARS).successes


class ReviewExplorer(Explorer):
    """Go through the years with a partner whose true rate is hidden, and leave where the boundary says so."""

    year = Range("Years of reviews", low=0, high=YEARS, step=1, start=5)
    rate = Range("The partner's true rate, hidden from Lepton", low=0.0, high=1.0, step=0.05, start=0.5)
    luck = Range("Another partner of that rate", low=1, high=20, step=1, start=1)
    break_even = Range("Break-even rate", low=0.1, high=0.9, step=0.05, start=0.6)
    discount = Range("What next year counts against this one", low=0.0, high=0.95, step=0.05, start=0.9)

    def view(self, year: int, rate: float, luck: int, break_even: float, discount: float) -> Picture:
        from scipy.stats import beta

        needed = _boundary(break_even, discount)
        won = np.concatenate([[0], np.cumsum(_LUCK[luck - 1] < rate)])
        t = next((t for t in range(year + 1) if won[t] < needed[t]), year)
        trust = update_trust(1, 1, won[t], t - won[t])
        drawn = draw_review(won[: t + 1], needed, _RATES, beta.pdf(_RATES, *trust), trust.mean, break_even)
        left = won[t] < needed[t]
        verdict = ("Do not start" if t == 0 else f"Leave in year {t}") if left else "Stay"
        words = f"{verdict}: {won[t]} of {t} delivered, and it takes {needed[t]} to stay. Trust {trust.mean:.2f}; "
        words += f"the rate is above the break-even of {break_even:.2f} with chance {beta.sf(break_even, *trust):.2f}."
        return Picture(drawn, alt=words)
