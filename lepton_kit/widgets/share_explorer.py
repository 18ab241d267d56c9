"""Lesson 4: one share, two efforts that nobody can verify, and what the share does to both."""

import numpy as np

from lepton_kit.partnership.moral_hazard import share_contract, share_welfare
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.controls import Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import COLOURS, GREY, PALE, element, signed, svg, text

__all__ = ["ShareExplorer", "draw_share"]


def draw_share(shares, welfare, contract, best, possible):
    """Welfare over the share, and beside it both efforts and both payoffs at the present share.

    Parameters
    ----------
    shares, welfare : array_like, shape (m,)
        The curve.
    contract, best : ShareContract
        At the present share, and at the best one.
    possible : pair of float
        Both efforts if effort could be written into the contract.

    Returns
    -------
    str
        SVG text.
    """
    chart = Axes(56, 40, 310, 220, xlim=(0, 1), ylim=(0, 1.12 * contract.first_best))
    marks = chart.frame(xlabel="Lepton's share s", ylabel="welfare of both")
    marks += chart.rule(y=contract.first_best)
    marks += chart.label(0, contract.first_best, "if effort were contractible", GREY, dx=6, dy=-5)
    marks += chart.line(shares, welfare, COLOURS[0])
    marks += chart.line([best.share] * 2, [0, best.welfare], COLOURS[2], width=1.5, dashed=True)
    marks += (
        chart.label(best.share, 0, f"best s = {best.share:.2f}", COLOURS[2], dx=5, dy=-7)
        if best.share < 0.6
        else (chart.label(best.share, 0, f"best s = {best.share:.2f}", COLOURS[2], dx=-5, dy=-7, anchor="end"))
    )
    marks += chart.dots([contract.share], [contract.welfare], COLOURS[1], radius=7)
    return svg(720, 310, *marks, *_bars(contract, possible))


def _bars(contract, possible):
    """Four bars: what each side puts in, within a frame of what it could, and what each side has of it."""
    left, width = 500, 150
    scale = width / max(*possible, *contract.payoffs, 1e-9)
    marks = []
    sides = ("Lepton", "partner")
    rows = [(f"effort, {side}", value, COLOURS[0]) for side, value in zip(sides, contract.efforts, strict=True)]
    rows += [(f"payoff, {side}", value, COLOURS[4]) for side, value in zip(sides, contract.payoffs, strict=True)]
    for row, (words, value, colour) in enumerate(rows):
        y = 44 + 46 * row + 14 * (row > 1)
        marks.append(text(left - 8, y + 17, words, size=12, anchor="end"))
        if row < 2:
            reach = possible[row] * scale
            marks.append(element("rect", x=left, y=y, width=reach, height=24, fill=PALE, stroke=GREY))
        marks.append(element("rect", x=left, y=y, width=max(0.0, value * scale), height=24, fill=colour))
        end = left + max(value, possible[row] if row < 2 else 0) * scale
        marks.append(text(end + 6, y + 17, signed(value), size=12))
    marks.append(text(left, 266, "frame: what the side would put in", size=11, fill=GREY))
    marks.append(text(left, 281, "if effort were contractible", size=11, fill=GREY))
    return marks


class ShareExplorer(Explorer):
    """Move the share of the joint result and how effective each side is; watch both efforts and the welfare."""

    title = "Share explorer"
    share = Range("Lepton's share s", low=0.0, high=1.0, step=0.05, start=0.5)
    k1 = Range("Lepton's effectiveness k₁", low=0.25, high=4.0, step=0.25, start=3.0)
    k2 = Range("Partner's effectiveness k₂", low=0.25, high=4.0, step=0.25, start=1.0)

    def view(self, share, k1, k2):
        contract, best = share_contract(k1, k2, share=share), share_contract(k1, k2)
        shares = np.linspace(0, 1, 61)
        drawn = draw_share(shares, share_welfare(shares, k1, k2), contract, best, (k1, k2))
        words = (
            f"At a share of {share:.2f} Lepton puts in {contract.efforts[0]:.2f} "
            f"and the partner {contract.efforts[1]:.2f}. "
            f"Welfare is {contract.welfare:.3f} of a possible {contract.first_best:.3f}: {contract.loss:.0%} is lost. "
            f"The best share, {best.share:.2f}, loses {best.loss:.0%}."
        )
        return Picture(drawn, alt=words)
