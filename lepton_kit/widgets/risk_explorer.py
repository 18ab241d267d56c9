"""Lesson 5: many possible years of a portfolio, and how bad the bad ones are."""

import numpy as np

from lepton_kit.partnership.risk import simulate, var_cvar
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.controls import Choice, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import COLOURS, GREY, INK, element, signed, svg, text

__all__ = ["RiskExplorer", "draw_risk"]


def draw_risk(counts, edges, mean, var, cvar, level):
    """A histogram of the year's net return, its bad end coloured, with mean, VaR and CVaR.

    Parameters
    ----------
    counts : array_like, shape (m,)
    edges : array_like, shape (m + 1,)
    mean : float
        Of the net return.
    var, cvar : float
        As losses; they are drawn at -var and -cvar.
    level : float

    Returns
    -------
    str
        SVG text.
    """
    share = np.asarray(counts) / np.sum(counts)
    chart = Axes(60, 96, 630, 230, xlim=(float(edges[0]), float(edges[-1])), ylim=(0, 1.05 * float(share.max())))
    marks = chart.frame(xlabel="net return of the year, in million; each bar a share of the simulated years")
    for height, low, high in zip(share, edges[:-1], edges[1:], strict=True):
        colour = COLOURS[1] if low <= -var + 1e-9 else COLOURS[5]
        x, y = float(chart.x(low)), float(chart.y(height))
        wide = float(chart.x(high)) - x
        marks.append(element("rect", x=x, y=y, width=max(0.5, wide - 1), height=float(chart.y(0)) - y, fill=colour))
    flags = (
        (-cvar, f"mean of the worst {1 - level:.0%}: CVaR {signed(cvar)}", COLOURS[1], 18),
        (-var, f"VaR {signed(var)}", INK, 42),
        (mean, f"mean {signed(mean)}", COLOURS[0], 66),
    )
    for value, words, colour, top in flags:
        at = float(chart.x(value))
        marks.append(element("line", x1=at, x2=at, y1=top + 4, y2=chart.y(0), stroke=colour, stroke_width=2))
        turn = at > 420
        marks.append(
            text(at - 6 if turn else at + 6, top + 8, words, anchor="end" if turn else "start", font_weight="bold")
        )
    marks.append(text(60, 378, "VaR and CVaR are losses: a negative one is a gain.", size=12, fill=GREY))
    return svg(720, 390, *marks)


class RiskExplorer(Explorer):
    """Choose an industry case, let its partners fail together, and read off the risk.

    Parameters
    ----------
    cases : mapping of str to Portfolio
        By name; each portfolio with a column "failure", the chance that a partner brings nothing in a year.
    draws : int
        How many years to simulate at each move.
    """

    title = "Risk explorer"

    def __init__(self, cases, draws=4_000):
        self.cases, self.draws = dict(cases), draws
        super().__init__()

    def controls(self):
        """The case, then how its partners fail, then how deep to look."""
        names = tuple(self.cases)
        return {
            "case": Choice("Industry case", options={name: name for name in names}, start=names[0]),
            "correlation": Range("Failing for a common reason", low=0.0, high=0.95, step=0.05, start=0.2),
            "times": Range("Chances of failure, times", low=0.0, high=3.0, step=0.25, start=1.0),
            "level": Range("Level", low=0.5, high=0.99, step=0.01, start=0.95),
        }

    def view(self, case, correlation, times, level):
        partners = self.cases[case]
        failure = np.minimum(times * partners.column("failure"), 1.0)
        net = simulate(partners, failure=failure, correlation=correlation, draws=self.draws, rng=0)
        var, cvar = var_cvar(-net, level)
        counts, edges = np.histogram(net, bins=48, range=(-partners.cost.sum(), partners.returns.sum()))
        words = (
            f"{case.capitalize()}, all partners: {net.mean():.2f} on average. "
            f"The worst {1 - level:.0%} of the years begin at a loss of {var:.2f} (VaR) "
            f"and lose {cvar:.2f} on average (CVaR). "
            f"{np.mean(net < 0):.0%} of the years end with a loss."
        )
        return Picture(draw_risk(counts, edges, net.mean(), var, cvar, level), alt=words)
