"""Lesson 8: one partner, one review a year: the record, the trust it leaves, and the boundary below which to leave."""

from functools import lru_cache

import numpy as np

from lepton_kit.partnership.bandit import exit_threshold
from lepton_kit.partnership.beta_reputation import update_trust
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, svg, text
from lepton_kit.widgets.explorer import Explorer, Picture, Range

__all__ = ["ReviewExplorer"]

YEARS = 10
_LUCK = np.random.default_rng(2).random((20, YEARS))  # of 20 partners
_RATES = np.linspace(0.0, 1.0, 101)


@lru_cache(maxsize=64)
def _boundary(break_even: float, discount: float) -> np.ndarray:
    return exit_threshold(break_even, discount=discount, years=YEARS).successes


class ReviewExplorer(Explorer):
    """Go through the years with a partner whose true rate is hidden, and leave where the boundary says so.

    The record stands against the exit boundary; beside it, as a density over the rate, the trust that it leaves.
    """

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
        verdict = "Stay" if won[t] >= needed[t] else f"Leave in year {t}" if t else "Do not start"
        words = f"{verdict}: {won[t]} of {t} delivered, and it takes {needed[t]} to stay. Trust {trust.mean:.2f}; "
        words += f"the rate is above the break-even of {break_even:.2f} with chance {beta.sf(break_even, *trust):.2f}."

        end = YEARS + 0.4
        left = Axes(56, 40, 290, 230, xlim=(0, end), ylim=(0, end))
        steps = (np.repeat(np.arange(YEARS + 1), 2) + np.tile([-0.5, 0.5], YEARS + 1)).clip(0, end)
        edge = (np.repeat(needed, 2) - 0.5).clip(0)
        marks = left.frame(xlabel="year", ylabel="successes so far", ticks=6) + left.area(steps, edge, COLOURS[1])
        marks += left.line(steps, edge, COLOURS[1], width=1.5, dashed=True)
        if needed[-1] > 1:
            marks += left.label(YEARS, 0, "leave", COLOURS[1], dx=0, dy=-10, anchor="end", bold=True)
        marks += left.label(0, YEARS, "stay", COLOURS[2], dx=10, dy=6, bold=True)
        marks += left.line(np.arange(t + 1), won[: t + 1], INK, width=1.5)
        for k, delivered in enumerate(np.diff(won[: t + 1]), start=1):
            fill = COLOURS[0] if delivered else "white"
            marks += left.dots(k, won[k], fill, stroke=COLOURS[0], stroke_width=2)
        density, above = beta.pdf(_RATES, *trust), break_even <= _RATES
        right = Axes(430, 40, 270, 230, xlim=(0, 1), ylim=(0, max(2.0, 1.1 * density.max())))
        marks += right.frame(xlabel="the partner's rate of success", ylabel="trust (density)")
        marks += right.area(_RATES, density, GREY) + right.area(_RATES[above], density[above], COLOURS[0])
        marks += right.line(_RATES, density, COLOURS[0]) + right.rule(x=break_even, colour=COLOURS[1])
        marks += right.rule(x=trust.mean, colour=COLOURS[0], dashed=False)
        marks.append(text(56, 322, "● delivered   ○ failed", fill=GREY))
        marks.append(text(430, 322, f"line: mean {trust.mean:.2f}   dashed: break-even {break_even:.2f}", fill=GREY))
        return Picture(svg(720, 334, *marks), alt=words)
