"""Lesson 15: from which probability on do we say yes, what does it cost, and how far is a probability to be trusted?"""

from functools import lru_cache
from typing import Any

import numpy as np

from lepton_kit.vision.inputs import as_class
from lepton_kit.vision.metrics.calibration import reliability, temperature_scale
from lepton_kit.vision.metrics.one_vs_rest import thresholds
from lepton_kit.vision.metrics.report import Report
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, PALE, cells, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range

__all__ = ["ThresholdExplorer", "draw_threshold"]

_POINTS = 81
"""How many steps of threshold, recall and false positive rate are drawn."""


_CURVES = {"precision by recall": ("recall", "precision"), "ROC": ("false_positive_rate", "recall")}


def draw_threshold(found: Any, here: Any, miss: float, alarm: float, curve: str, trust: Any) -> str:
    """The curve with the present threshold on it, the cost of every threshold, the reliability, and the counts.

    Parameters
    ----------
    found : Thresholds
    here : ConfusionCounts
        At the present threshold.
    miss, alarm : float
        What each costs.
    curve : {"precision by recall", "ROC"}
    trust : Reliability

    Returns SVG text.
    """
    steps = np.linspace(0, 1, _POINTS)
    some = np.unique([np.searchsorted(rate, steps) for rate in (found.recall, found.false_positive_rate)])
    left, (across, up) = Axes(50, 34, 175, 175, (0, 1.0), (0, 1.0)), _CURVES[curve]
    marks = left.frame(xlabel=across.replace("_", " "), ylabel=up)
    marks += left.line([0, 1], [0, 1], GREY, width=1) if curve == "ROC" else []
    marks += left.line(getattr(found, across)[some], getattr(found, up)[some], COLOURS[0])
    marks += left.dots(getattr(here, across), getattr(here, up), COLOURS[1])

    best = found.cheapest(miss, alarm)
    paid, least = here.cost(miss, alarm), best.cost(miss, alarm)
    costs = np.array([found.at(level).cost(miss, alarm) for level in steps])
    top = max(1.5 * found.true_positives[-1] * miss, 1.2 * paid, 1.0)
    middle = Axes(290, 34, 175, 175, (0, 1), (0, top))
    marks += middle.frame(xlabel="threshold", ylabel="cost", ticks=4)
    marks += middle.line(steps[costs <= top], costs[costs <= top], COLOURS[0])
    marks += middle.rule(x=here.threshold, colour=COLOURS[1]) + middle.dots(here.threshold, paid, COLOURS[1])
    marks += middle.dots(min(best.threshold, 1), least, "none", radius=6, stroke=COLOURS[2], stroke_width=2.5)

    right = Axes(530, 34, 175, 175, (0, 1), (0, 1))
    marks += right.frame(xlabel="how sure", ylabel="how often right")
    for start, end, share, count in zip(trust.low, trust.high, trust.accuracy, trust.count, strict=True):
        fill = COLOURS[5] if count >= 0.02 * trust.count.sum() else PALE
        marks += right.box(start, end, 0, share, fill, stroke="white")
    marks += right.line([0, 1], [0, 1], GREY, width=1.5, dashed=True)

    right_ones = {50: f"{here.true_positives:,}", 386: f"{here.true_negatives:,}"}
    wrong_ones = {162: f"{here.false_negatives:,}", 274: f"{here.false_positives:,}"}
    kinds = {50: "true positives", 162: "false negatives", 274: "false positives", 386: "true negatives"}
    marks += cells(288, left=right_ones, size=20, fill=COLOURS[2], bold=True) + cells(306, left=kinds, fill=GREY)
    marks += cells(288, left=wrong_ones, size=20, fill=COLOURS[1], bold=True)
    facts = (
        f"precision {here.precision:.3f}, recall {here.recall:.3f}",
        f"F1 {here.f1:.3f}, accuracy {here.accuracy:.3f}",
        f"cost {paid:,.0f}; least, at ○, {least:,.0f}",
        f"calibration error {trust.error:.3f}",
    )
    marks += [text(530, 270 + 17 * i, line) for i, line in enumerate(facts)]
    return svg(720, 332, *marks)


class ThresholdExplorer(Explorer):
    """Move the threshold of one class against the rest, its costs, and the temperature of all probabilities.

    Parameters
    ----------
    report : Report
        What :func:`lepton_kit.vision.evaluate` or ``judge`` gives.
    positive : int or str
        The class to begin with.

    Raises
    ------
    ValueError
        If fewer than two classes occur, or there is no such class.
    """

    def __init__(self, report: Report, *, positive: int | str = 0) -> None:
        self.labels, self.probabilities, self.class_names = report.labels, report.probabilities, report.class_names
        self.positive = as_class("positive", positive, self.class_names)
        if len(np.unique(self.labels)) < 2:
            raise ValueError("All images are of one class; a threshold needs pictures of two classes at least")
        super().__init__()

    def controls(self) -> Controls:
        """The class, the threshold, the costs and the temperature; classes without a picture cannot be chosen."""
        names = {name: i for i, name in enumerate(self.class_names) if i in self.labels}
        return {
            "positive": Choice("Is it a", options=names, start=self.positive, narrow=True),
            "curve": Choice("Curve", options=_CURVES.keys(), start="precision by recall", narrow=True),
            "threshold": Range("Yes from probability", low=0.0, high=1.0, step=0.01, start=0.5),
            "temperature": Range("Temperature", low=0.2, high=5.0, step=0.1, start=1.0),
            "miss": Range("Cost of a miss", low=0, high=50, step=1, start=1),
            "alarm": Range("Cost of a false alarm", low=0, high=50, step=1, start=1),
        }

    @lru_cache(maxsize=64)  # noqa: B019, an explorer lives as long as its notebook
    def _measured(self, positive: int, temperature: float) -> tuple[Any, Any]:
        P = temperature_scale(self.probabilities, temperature)
        return thresholds(self.labels, P, positive=positive), reliability(self.labels, P)

    def view(self, positive: int, curve: str, threshold: float, temperature: float, miss: int, alarm: int) -> Picture:
        found, trust = self._measured(positive, temperature)
        here, best = found.at(threshold), found.cheapest(miss, alarm)
        said = f"{self.class_names[positive]} from {threshold:.2f} on: precision {here.precision:.3f}"
        said += f", recall {here.recall:.3f}, F1 {here.f1:.3f}"
        said += f"; {here.false_negatives} missed, {here.false_positives} false alarms"
        said += f", cost {here.cost(miss, alarm):g} against {best.cost(miss, alarm):g} at best, from"
        said += f" {min(best.threshold, 1):.2f} on. At temperature {temperature:g} the calibration error is"
        return Picture(draw_threshold(found, here, miss, alarm, curve, trust), alt=f"{said} {trust.error:.3f}.")
