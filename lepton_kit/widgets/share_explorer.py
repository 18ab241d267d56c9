"""Lesson 5: one share, two efforts that nobody can verify, and what the share does to both."""

import numpy as np

from lepton_kit.partnership.moral_hazard import share_contract, share_welfare
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, svg, text
from lepton_kit.widgets.explorer import Explorer, Picture, Range
from lepton_kit.widgets.panels import bars

__all__ = ["ShareExplorer"]


class ShareExplorer(Explorer):
    """Move the share of the joint result and how effective each side is; watch both efforts and the welfare.

    Welfare is drawn over the share; beside it both efforts and both payoffs at the present one.
    """

    share = Range("Lepton's share s", low=0.0, high=1.0, step=0.05, start=0.5)
    k1 = Range("Lepton's effectiveness k₁", low=0.25, high=4.0, step=0.25, start=3.0)
    k2 = Range("Partner's effectiveness k₂", low=0.25, high=4.0, step=0.25, start=1.0)

    def view(self, share: float, k1: float, k2: float) -> Picture:
        contract, best = share_contract(k1, k2, share=share), share_contract(k1, k2)
        words = f"At a share of {share:.2f} Lepton puts in {contract.efforts[0]:.2f} "
        words += f"and the partner {contract.efforts[1]:.2f}. "
        words += f"Welfare is {contract.welfare:.3f} of a possible {contract.first_best:.3f}: "
        words += f"{contract.loss:.0%} is lost. The best share, {best.share:.2f}, loses {best.loss:.0%}."

        chart, shares = Axes(56, 40, 310, 220, xlim=(0, 1), ylim=(0, 1.12 * contract.first_best)), np.linspace(0, 1, 61)
        dx, anchor = (5, "start") if best.share < 0.6 else (-5, "end")
        marks = chart.frame(xlabel="Lepton's share s", ylabel="welfare of both") + chart.rule(y=contract.first_best)
        marks += chart.label(0, contract.first_best, "if effort were contractible", GREY, dx=6, dy=-5)
        marks += chart.line(shares, share_welfare(shares, k1, k2), COLOURS[0])
        marks += chart.line([best.share] * 2, [0, best.welfare], COLOURS[2], width=1.5, dashed=True)
        marks += chart.label(best.share, 0, f"best s = {best.share:.2f}", COLOURS[2], dx=dx, dy=-7, anchor=anchor)
        marks += chart.dots([contract.share], [contract.welfare], COLOURS[1], radius=7)
        efforts, payoffs, possible = map(np.array, (contract.efforts, contract.payoffs, (k1, k2)))
        scale = 150 / max(*possible, *payoffs, 1e-9)
        marks += bars((500, 40, scale, 36), ("effort, Lepton", "effort, partner"), efforts, before=possible, bold=-1)
        for y, meaning in ((126, "frame: what the side would put in"), (141, "if effort were contractible")):
            marks.append(text(500, y, meaning, size=11, fill=GREY))
        marks += bars((500, 166, scale, 36), ("payoff, Lepton", "payoff, partner"), payoffs, bold=-1)
        return Picture(svg(720, 310, *marks), alt=words)
