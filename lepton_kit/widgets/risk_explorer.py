"""Lesson 8: many possible years of a portfolio, and how bad the bad ones are."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lepton_kit.partnership.risk import simulate, var_cvar
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, HALO, INK, line, signed, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range

__all__ = ["RiskExplorer"]


class RiskExplorer(Explorer):
    """Choose an industry case, let its partners fail together, and read off the risk.

    A histogram of the year's net return, its bad end coloured, with mean, VaR and CVaR.

    Parameters
    ----------
    cases : mapping of str to Portfolio
        By name; each portfolio with a column "failure", the chance that a partner brings nothing in a year.
    """

    correlation = Range("Failing for a common reason", low=0.0, high=0.95, step=0.05, start=0.2)
    times = Range("Chances of failure, times", low=0.0, high=3.0, step=0.25, start=1.0)
    level = Range("Level", low=0.5, high=0.99, step=0.01, start=0.95)

    def __init__(self, cases: Mapping[str, Any]) -> None:
        self.cases = dict(cases)
        super().__init__(case=Choice("Industry case", options=self.cases.keys(), start=next(iter(self.cases))))

    def view(self, case: str, correlation: float, times: float, level: float) -> Picture:
        partners = self.cases[case]
        failure = np.minimum(times * partners.column("failure"), 1.0)
        net = simulate(partners, failure=failure, correlation=correlation, draws=4_000, rng=0)
        mean, (var, cvar) = net.mean(), var_cvar(-net, level)
        words = f"{case.capitalize()}, all partners: {mean:.2f} on average. "
        words += f"The worst {1 - level:.0%} of the years begin at a loss of {var:.2f} (VaR) "
        words += f"and lose {cvar:.2f} on average (CVaR). "
        words += f"{np.mean(net < 0):.0%} of the years end with a loss."

        counts, edges = np.histogram(net, bins=48, range=(-partners.cost.sum(), partners.returns.sum()))
        share = counts / counts.sum()
        chart = Axes(60, 96, 630, 230, xlim=(edges[0], edges[-1]), ylim=(0, 1.05 * share.max()))
        marks = chart.frame(xlabel="net return of the year, in million; each bar a share of the simulated years")
        for height, low, high in zip(share, edges[:-1], edges[1:], strict=True):
            marks += chart.box(low, high, 0, height, COLOURS[1] if low <= -var + 1e-9 else COLOURS[5], stroke="white")
        flags = (
            (-cvar, f"mean of the worst {1 - level:.0%}: CVaR {signed(cvar)}", COLOURS[1]),
            (-var, f"VaR {signed(var)}", INK),
            (mean, f"mean {signed(mean)}", COLOURS[0]),
        )
        for k, (value, flag, colour) in enumerate(flags):
            at, top = float(chart.x(value)), 18 + 24 * k
            dx, anchor = (-6, "end") if at + 9 * len(flag) > 714 else (6, "start")
            marks.append(line(at, top + 4, at, 326, colour, stroke_width=2))
            marks.append(text(at + dx, top + 8, flag, size=13, anchor=anchor, bold=True, **HALO))
        marks.append(text(60, 378, "VaR and CVaR are losses: a negative one is a gain.", fill=GREY))
        return Picture(svg(720, 390, *marks), alt=words)
