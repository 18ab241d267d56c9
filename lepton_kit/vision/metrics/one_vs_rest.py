"""One class against the rest: from which probability on do we say yes, and what does each answer cost?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.validate import number
from lepton_kit.vision.inputs import as_class
from lepton_kit.vision.metrics.predictions import as_truth

__all__ = ["ConfusionCounts", "Thresholds", "thresholds"]


@dataclass(frozen=True, slots=True, eq=False)
class ConfusionCounts:
    """The answers at one threshold, counted; or, in :class:`Thresholds`, at many of them.

    Attributes
    ----------
    threshold : float
        Yes is said where the probability is at least this.
    true_positives, false_negatives : int
        Images of the class that got a yes, and a no.
    false_positives, true_negatives : int
        Other images that got a yes, wrongly, and a no.
    """

    threshold: Any
    true_positives: Any
    false_negatives: Any
    false_positives: Any
    true_negatives: Any

    @property
    def precision(self) -> Any:
        """The share of the yes that is right; 1 where no yes was said."""
        said = self.true_positives + self.false_positives
        return np.where(said, self.true_positives / np.maximum(said, 1), 1.0)[()]

    @property
    def recall(self) -> Any:
        """The share of the class that was found."""
        return self.true_positives / (self.true_positives + self.false_negatives)

    @property
    def false_positive_rate(self) -> Any:
        """The share of the others that got a yes."""
        return self.false_positives / (self.false_positives + self.true_negatives)

    @property
    def f1(self) -> Any:
        """The harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN)."""
        return 2 * self.true_positives / (2 * self.true_positives + self.false_positives + self.false_negatives)

    @property
    def accuracy(self) -> Any:
        """The share of all answers that is right."""
        right, wrong = self.true_positives + self.true_negatives, self.false_positives + self.false_negatives
        return right / (right + wrong)

    def cost(self, miss: float, alarm: float) -> Any:
        """What the wrong answers cost, at ``miss`` and ``alarm`` each."""
        return self.false_negatives * number("miss", miss, low=0) + self.false_positives * number("alarm", alarm, low=0)


class Thresholds(ConfusionCounts):
    """All thresholds that make a difference, from the strictest, above every probability, to the most lenient.

    Each attribute is an array of shape (m,). The first threshold is infinite and says no to all.
    """

    __slots__ = ()

    @property
    def roc_area(self) -> float:
        """The chance that an image of the class gets a higher probability than another one; 0.5 is guessing."""
        return float(np.trapezoid(self.recall, self.false_positive_rate))

    @property
    def average_precision(self) -> float:
        """The area under precision against recall, in steps; guessing gives the share of the class."""
        return float((np.diff(self.recall) * self.precision[1:]).sum())

    def at(self, threshold: float) -> ConfusionCounts:
        """The answers if yes is said from ``threshold`` on."""
        threshold = number("threshold", threshold)
        i = np.searchsorted(-self.threshold, -threshold, side="right") - 1
        counts = self.true_positives, self.false_negatives, self.false_positives, self.true_negatives
        return ConfusionCounts(threshold, *(int(row[i]) for row in counts))

    def cheapest(self, miss: float, alarm: float) -> ConfusionCounts:
        """The answers at the threshold that costs least on these images, the strictest of equal ones; 1.01 is never."""
        return self.at(min(float(self.threshold[self.cost(miss, alarm).argmin()]), 1.01))

    def __repr__(self) -> str:
        others = self.at(np.finfo(float).max)
        return (
            f"{others.false_negatives:,} of the class, {others.true_negatives:,} others: "
            f"area under the ROC curve {self.roc_area:.3f}, average precision {self.average_precision:.3f}"
        )


def thresholds(labels: Any, probabilities: ArrayLike | None = None, *, positive: int | str = 1) -> Thresholds:
    """One class against the rest, at every threshold.

    Parameters
    ----------
    labels : Report, or array_like of int, shape (n,)
    probabilities : array_like, shape (n, k)
        Not with a report. For two classes, shape (n,): of class 1.
    positive : int or str
        The class; its name where a report knows it.

    Returns
    -------
    Thresholds

    Raises
    ------
    ValueError
        If no image is of the class, or all are.

    Examples
    --------
    >>> found = thresholds([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    >>> found
    2 of the class, 2 others: area under the ROC curve 0.750, average precision 0.833
    >>> found.at(0.5)
    ConfusionCounts(threshold=0.5, true_positives=1, false_negatives=1, false_positives=0, true_negatives=2)
    >>> found.cheapest(miss=5, alarm=1).threshold
    0.35
    """
    labels, P, class_names = as_truth(labels, probabilities)
    positive = as_class("positive", positive, class_names)
    truth, scores = labels == positive, P[:, positive]
    if truth.all() or not truth.any():
        many = "All" if truth.all() else "None"
        raise ValueError(f"{many} of the images are of class {positive}; a threshold needs both kinds")
    levels = np.r_[np.inf, np.unique(scores)[::-1]]
    true, false = (len(own) - np.searchsorted(np.sort(own), levels) for own in (scores[truth], scores[~truth]))
    return Thresholds(levels, true, truth.sum() - true, false, (~truth).sum() - false)
