"""Lesson 16: break a classifier with noise, turns and faint pictures, and open the pictures behind each mistake."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.vision.classifier import as_classifier
from lepton_kit.vision.inputs import as_batch
from lepton_kit.vision.metrics.intervals import bootstrap
from lepton_kit.vision.metrics.report import judge
from lepton_kit.vision.tensors import distort
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, Marks, Names, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range
from lepton_kit.widgets.panels import map_uri, outline, panel, photo_uri

__all__ = ["BREAKS", "BreakExplorer"]

BREAKS = {
    "noise": ("noise, share of the range", (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4), lambda by: {"noise": by}),
    "turn": ("turned by degrees", (0.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0), lambda by: {"rotate": by}),
    "contrast": ("share of contrast lost", (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9), lambda by: {"contrast": 1 - by}),
}
"""Ways to spoil a picture: what it is, how much at each of the seven levels, and what ``distort`` is asked for."""

_SHOWN = 7


class BreakExplorer(Explorer):
    """Spoil the test pictures step by step, watch the accuracy fall, and open a cell of the confusion matrix.

    Parameters
    ----------
    images : array_like of uint8, shape (n, height, width) or (n, height, width, 3)
        A few hundred will do: all are classified at 3 ways x 7 levels, once, when the explorer is made.
    labels : array_like of int, shape (n,)
    class_names : sequence of str
    classify : callable(images) -> array_like, shape (n, classes), or model
        The classifier: images as given in, probabilities out.

    Raises
    ------
    ValueError
        If the images are not uint8, or images, labels and probabilities do not fit together.
    """

    title = "Break it"

    def __init__(self, images: Any, labels: ArrayLike, class_names: Names, classify: Any) -> None:
        images = as_batch(images)
        if images.dtype != np.uint8:
            raise ValueError("images must be uint8, from 0 to 255, as they are shown")
        self.images = {
            (kind, level): distort(images, **change(amount), rng=0)
            for kind, (_, amounts, change) in BREAKS.items()
            for level, amount in enumerate(amounts)
        }
        P = as_classifier(classify, images).predict(np.concatenate(list(self.images.values())))  # one call for all
        parts = zip(self.images, np.split(P, len(self.images)), strict=True)
        self.reports = {at: judge(labels, part, class_names) for at, part in parts}
        self.intervals = {at: bootstrap(report, rng=0) for at, report in self.reports.items()}
        self.class_names = self.reports["noise", 0].class_names
        names = {name: i for i, name in enumerate(self.class_names)}
        wrong = self.reports["noise", 0].confusion * (1 - np.eye(len(names), dtype=int))
        truth, guess = (int(at) for at in np.unravel_index(wrong.argmax(), wrong.shape))
        kinds = {"noise is added": "noise", "the picture is turned": "turn", "contrast is taken away": "contrast"}
        super().__init__(
            kind=Choice("What happens", options=kinds, start="noise"),
            level=Range("How much, in steps", low=0, high=6, step=1, start=0),
            truth=Choice("Open: truth", options=names, start=truth, narrow=True),
            guess=Choice("Open: guess", options=names, start=guess, narrow=True),
        )

    def view(self, kind: str, level: int, truth: int, guess: int) -> Picture:
        report, (label, amounts, _) = self.reports[kind, level], BREAKS[kind]
        intervals = [self.intervals[kind, i] for i in range(len(amounts))]
        there = np.flatnonzero((report.labels == truth) & (report.predictions == guess))
        taken = f"{self.class_names[truth]} taken for {self.class_names[guess]}: {len(there)}"
        words = f"{label[0].upper()}{label[1:]}: {amounts[level]:g}. Right: {intervals[level]}. "
        words += f"{taken} of {report.support[truth]}."

        chart = Axes(50, 84, 250, 190, (min(amounts), max(amounts)), (0, 1))
        low, accuracy, high = ([getattr(i, what) for i in intervals] for what in ("low", "estimate", "high"))
        marks = chart.frame(xlabel=label, ylabel="share right") + chart.area(amounts, high, COLOURS[0], base=low)
        marks += chart.line(amounts, accuracy, COLOURS[0]) + chart.dots(amounts[level], accuracy[level], COLOURS[1])
        marks += self._matrix(report.confusion, truth, guess)
        marks.append(text(10, 350, taken, size=13, bold=True))
        for i, picture in enumerate(self.images[kind, level][there[:_SHOWN]]):
            marks += panel(photo_uri(picture), 10 + 100 * i, 358, 90)
        return Picture(svg(720, 458, *marks), alt=words)

    def _matrix(self, confusion: np.ndarray, truth: int, guess: int) -> Marks:
        """The confusion matrix, one cell of it framed."""
        left, top, side = 430, 84, 240 / len(confusion)
        shares = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
        marks = panel(map_uri(-shares, 1), left, top, 240)
        marks.append(text(left - 8, top - 12, "truth ▾   guess ▸", anchor="end", fill=GREY))
        for i, name in enumerate(self.class_names):
            x, y = left + (i + 0.6) * side, top - 6
            marks.append(text(left - 8, top + (i + 0.5) * side + 4, name, anchor="end", bold=i == truth))
            marks.append(text(x, y, name, transform=f"rotate(-45 {x:g} {y:g})", bold=i == guess))
        for (row, column), count in np.ndenumerate(confusion):
            if count and side >= 20:
                x, y = left + (column + 0.5) * side, top + (row + 0.5) * side + 4
                fill = "white" if shares[row, column] > 0.6 else INK
                marks.append(text(x, y, count, size=11, anchor="middle", fill=fill))
        return marks + outline(left, top, 240, shares.shape, (truth, guess, 1))
