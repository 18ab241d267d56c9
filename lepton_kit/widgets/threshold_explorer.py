"""Lesson 15: from which probability on do we say yes, what does it cost, and how far is a probability to be trusted?"""

from functools import lru_cache
from typing import Any

import numpy as np

from lepton_kit.vision.inputs import as_class
from lepton_kit.vision.metrics.calibration import reliability, temperature_scale
from lepton_kit.vision.metrics.one_vs_rest import thresholds
from lepton_kit.vision.metrics.report import Report
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, PALE, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range

__all__ = ["ThresholdExplorer"]

_POINTS = 81
"""How many steps of threshold, recall and false positive rate are drawn."""


_CURVES = {"precision by recall": ("recall", "precision"), "ROC": ("false_positive_rate", "recall")}


class ThresholdExplorer(Explorer):
    """Move the threshold of one class against the rest, its costs, and the temperature of all probabilities.

    Three charts: the curve with the present threshold on it, the cost of every threshold, and the reliability; below
    them the counts. Classes without a picture cannot be chosen.

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

    curve = Choice("Curve", options=_CURVES.keys(), start="precision by recall", narrow=True)
    threshold = Range("Yes from probability", low=0.0, high=1.0, step=0.01, start=0.5)
    temperature = Range("Temperature", low=0.2, high=5.0, step=0.1, start=1.0)
    miss = Range("Cost of a miss", low=0, high=50, step=1, start=1)
    alarm = Range("Cost of a false alarm", low=0, high=50, step=1, start=1)

    def __init__(self, report: Report, *, positive: int | str = 0) -> None:
        self.labels, self.probabilities, self.class_names = report.labels, report.probabilities, report.class_names
        if len(np.unique(self.labels)) < 2:
            raise ValueError("All images are of one class; a threshold needs pictures of two classes at least")
        names = {name: i for i, name in enumerate(self.class_names) if i in self.labels}
        start = as_class("positive", positive, self.class_names)
        super().__init__(positive=Choice("Is it a", options=names, start=start, narrow=True))

    @lru_cache(maxsize=64)  # noqa: B019, an explorer lives as long as its notebook
    def _measured(self, positive: int, temperature: float) -> tuple[Any, Any]:
        P = temperature_scale(self.probabilities, temperature)
        return thresholds(self.labels, P, positive=positive), reliability(self.labels, P)

    def view(self, positive: int, curve: str, threshold: float, temperature: float, miss: int, alarm: int) -> Picture:
        found, trust = self._measured(positive, temperature)
        here, best = found.at(threshold), found.cheapest(miss, alarm)
        paid, least, cheapest = here.cost(miss, alarm), best.cost(miss, alarm), min(best.threshold, 1)
        words = f"{self.class_names[positive]} from {threshold:.2f} on: precision {here.precision:.3f}"
        words += f", recall {here.recall:.3f}, F1 {here.f1:.3f}, accuracy {here.accuracy:.3f}"
        words += f"; {here.false_negatives} missed, {here.false_positives} false alarms"
        words += f", cost {paid:g} against {least:g} at best, from {cheapest:.2f} on. "
        words += f"At temperature {temperature:g} the calibration error is {trust.error:.3f}."

        steps = np.linspace(0, 1, _POINTS)
        some = np.unique([np.searchsorted(rate, steps) for rate in (found.recall, found.false_positive_rate)])
        left, (across, up) = Axes(50, 34, 175, 175, (0, 1.0), (0, 1.0)), _CURVES[curve]
        marks = left.frame(xlabel=across.replace("_", " "), ylabel=up)
        marks += left.line([0, 1], [0, 1], GREY, width=1) if curve == "ROC" else []
        marks += left.line(getattr(found, across)[some], getattr(found, up)[some], COLOURS[0])
        marks += left.dots(getattr(here, across), getattr(here, up), COLOURS[1])

        costs = np.array([found.at(level).cost(miss, alarm) for level in steps])
        top = max(1.5 * found.true_positives[-1] * miss, 1.2 * paid, 1.0)
        middle = Axes(290, 34, 175, 175, (0, 1), (0, top))
        marks += middle.frame(xlabel="threshold, ○ the cheapest", ylabel="cost", ticks=4)
        marks += middle.line(steps[costs <= top], costs[costs <= top], COLOURS[0])
        marks += middle.rule(x=threshold, colour=COLOURS[1]) + middle.dots(threshold, paid, COLOURS[1])
        marks += middle.dots(cheapest, least, "none", radius=6, stroke=COLOURS[2], stroke_width=2.5)

        right = Axes(530, 34, 175, 175, (0, 1), (0, 1))
        marks += right.frame(xlabel="how sure", ylabel="how often right")
        for start, end, share, count in zip(trust.low, trust.high, trust.accuracy, trust.count, strict=True):
            fill = COLOURS[5] if count >= 0.02 * trust.count.sum() else PALE
            marks += right.box(start, end, 0, share, fill, stroke="white")
        marks += right.line([0, 1], [0, 1], GREY, width=1.5, dashed=True)

        counted = ("true positives", "false negatives", "false positives", "true negatives")
        for x, kind in zip((50, 210, 370, 530), counted, strict=True):
            count, colour = getattr(here, kind.replace(" ", "_")), COLOURS[2] if kind[0] == "t" else COLOURS[1]
            marks += [text(x, 288, f"{count:,}", size=20, fill=colour, bold=True), text(x, 306, kind, fill=GREY)]
        return Picture(svg(720, 332, *marks), alt=words)
