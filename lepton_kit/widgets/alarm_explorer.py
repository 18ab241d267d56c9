"""Lesson 18: readings, a score and an alarm threshold: which faults it finds, how early, and its false alarms."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.sequences.anomaly import alarms, smooth
from lepton_kit.validate import vector
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, element, rect, svg
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range

__all__ = ["AlarmExplorer"]

BINS = 400


class AlarmExplorer(Explorer):
    """Set the threshold, smooth the score, and weigh early alarms against false ones.

    The reading stands above, the score with its threshold below; faults are shaded, steps that ring marked.

    Parameters
    ----------
    reading : array_like, shape (steps,)
        The machine's vibration in mm/s.
    scores : mapping of str to array_like, shape (steps,)
        Scores to choose from, larger where something is odder.
    truth : array_like of bool, shape (steps,)
        True during a fault.

    Raises
    ------
    ValueError
        If a length does not fit.
    """

    limit = Range("Threshold", low=0.5, high=10.0, step=0.1, start=3.0)
    hours = Range("Mean of the last hours", low=1, high=24, step=1, start=1)

    def __init__(self, reading: ArrayLike, scores: Mapping[str, ArrayLike], truth: ArrayLike) -> None:
        self.reading, self.truth = vector("reading", reading), np.asarray(truth, dtype=bool)
        self.scores = {key: vector(key, score) for key, score in dict(scores).items()}
        lengths = {len(self.reading), len(self.truth), *map(len, self.scores.values())}
        if not self.scores or len(lengths) > 1:
            raise ValueError(f"reading, truth and each score need one entry a step; got lengths {sorted(lengths)}")
        super().__init__(score=Choice("Score", options=self.scores.keys(), start=next(iter(self.scores))))

    def view(self, score: str, limit: float, hours: int) -> Picture:
        scores = smooth(self.scores[score], hours)
        report = alarms(scores, self.truth, limit)
        early = [hours for hours in report.warning if hours is not None]
        words = f"{score}, threshold {limit:.1f}: {report.found} of {report.faults} faults found"
        words += f", on average {np.mean(early):.0f} hours before the failure" if early else ""
        words += f"; {report.false} false alarms."

        steps = len(scores)
        edges = np.linspace(0, steps, min(BINS, steps) + 1).astype(int)[:-1]
        highest, peaks = np.maximum.reduceat(self.reading, edges), np.maximum.reduceat(scores, edges)
        roof = max(1.15 * limit, float(np.quantile(scores, 0.999)), 1e-9)
        upper = Axes(60, 30, 640, 110, xlim=(0, steps), ylim=(0, 1.05 * float(np.max(self.reading))))
        lower = Axes(60, 190, 640, 150, xlim=(0, steps), ylim=(0, roof))
        starts, ends = upper.x(np.flatnonzero(np.diff(self.truth, prepend=False, append=False)).reshape(-1, 2)).T
        shades = zip(starts, np.maximum(ends - starts, 1), strict=True)
        marks = [rect(x, 30, width, 310, COLOURS[4], fill_opacity=0.35) for x, width in shades]
        marks += upper.frame(ylabel="vibration, mm/s", ticks=4) + upper.line(edges, highest, GREY, width=1)
        marks += lower.frame(xlabel="hour; shaded: a fault grows until the machine fails", ylabel="score", ticks=4)
        marks += lower.line(edges, np.clip(peaks, 0, roof), COLOURS[0], width=1.2)
        marks += lower.rule(y=limit, colour=COLOURS[1]) + lower.label(0, limit, "threshold", dx=4, dy=-5)
        rings = "".join(f"M{x:.0f},187l-4,-7h8z" for x in lower.x(edges[peaks > limit]))
        return Picture(svg(720, 384, *marks, element("path", d=rings, fill=COLOURS[1])), alt=words)
