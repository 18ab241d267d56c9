"""Lesson 15: from which probability on do we say yes, what does it cost, and how far is a probability to be trusted?"""

from functools import lru_cache
from typing import Any

import numpy as np

from lepton_kit.vision.inputs import as_class
from lepton_kit.vision.metrics.calibration import reliability, temperature_scale
from lepton_kit.vision.metrics.one_vs_rest import thresholds
from lepton_kit.vision.metrics.report import judge
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, PALE, Names, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range

__all__ = ["ThresholdExplorer", "draw_threshold"]

_POINTS = 81
"""How many steps of threshold, recall and false positive rate are drawn."""


def draw_threshold(found: Any, here: Any, miss: float, alarm: float, curve: str, trust: Any) -> str:
    """The curve with the present threshold on it, the cost of every threshold, the reliability, and the counts.

    Parameters
    ----------
    found : Thresholds
    here : ConfusionCounts
        At the present threshold.
    miss, alarm : float
        What each costs.
    curve : {"precision", "roc"}
    trust : Reliability

    Returns SVG text.
    """
    steps = np.linspace(0, 1, _POINTS)
    some = np.unique([np.searchsorted(rate, steps) for rate in (found.recall, found.false_positive_rate)])
    left = Axes(50, 34, 175, 175, (0, 1.0), (0, 1.0))
    if curve == "precision":
        marks = left.frame(xlabel="recall", ylabel="precision")
        marks += left.line(found.recall[some], found.precision[some], COLOURS[0])
        marks += left.dots(here.recall, here.precision, COLOURS[1])
    else:
        marks = left.frame(xlabel="false positive rate", ylabel="recall") + left.line([0, 1], [0, 1], GREY, width=1)
        marks += left.line(found.false_positive_rate[some], found.recall[some], COLOURS[0])
        marks += left.dots(here.false_positive_rate, here.recall, COLOURS[1])

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

    counts = (
        ("true positives", here.true_positives, COLOURS[2]),
        ("false negatives", here.false_negatives, COLOURS[1]),
        ("false positives", here.false_positives, COLOURS[1]),
        ("true negatives", here.true_negatives, COLOURS[2]),
    )
    for i, (words, count, colour) in enumerate(counts):
        marks.append(text(50 + 112 * i, 288, f"{count:,}", size=20, fill=colour, bold=True))
        marks.append(text(50 + 112 * i, 306, words, fill=GREY))
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
    labels : Report, or array_like of int, shape (n,)
    probabilities : array_like, shape (n, classes)
        Not with a report.
    class_names : sequence of str
        Not with a report.
    positive : int or str
        The class to begin with.

    Raises
    ------
    ValueError
        If these are no probabilities, or labels, names and probabilities do not fit together, or fewer than two classes
        occur.
    """

    def __init__(
        self, labels: Any, probabilities: Any = None, class_names: Names | None = None, *, positive: int | str = 0
    ) -> None:
        if not hasattr(labels, "predictions"):
            labels = judge(labels, probabilities, class_names)
        self.labels, self.probabilities, self.class_names = labels.labels, labels.probabilities, labels.class_names
        self.positive = as_class("positive", positive, self.class_names)
        if len(np.unique(self.labels)) < 2:
            raise ValueError("All images are of one class; a threshold needs pictures of two classes at least")
        super().__init__()

    def controls(self) -> Controls:
        """The class, the threshold, the costs and the temperature; classes without a picture cannot be chosen."""
        names = {name: i for i, name in enumerate(self.class_names) if i in self.labels}
        curves = {"precision by recall": "precision", "ROC": "roc"}
        return {
            "positive": Choice("Is it a", options=names, start=self.positive, narrow=True),
            "curve": Choice("Curve", options=curves, start="precision", narrow=True),
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
