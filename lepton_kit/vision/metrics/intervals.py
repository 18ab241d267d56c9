"""How far a measured number can be trusted: intervals by drawing the test images again and again (bootstrap)."""

from dataclasses import dataclass, field

import numpy as np

from lepton_kit.validate import generator, number, one_of, probability, whole
from lepton_kit.vision.metrics.predictions import as_class, as_guesses

__all__ = ["Interval", "bootstrap", "bootstrap_difference"]

_NAMED = ("accuracy", "precision", "recall", "f1")
_ROOM = 4_000_000
"""Numbers held at a time while drawing."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Interval:
    """A measured number and the interval that would often hold it, had other images been drawn.

    Attributes
    ----------
    estimate, low, high : float
    level : float
        The share of the draws between ``low`` and ``high``.
    draws : ndarray
        The number as measured on each draw.
    """

    estimate: float
    low: float
    high: float
    level: float
    draws: np.ndarray = field(repr=False)

    def __repr__(self):
        return f"{self.estimate:.3f}, {self.level:.0%} interval {self.low:.3f} to {self.high:.3f}"

    def __contains__(self, value):
        return self.low <= value <= self.high


def bootstrap(labels, guesses=None, *, metric="accuracy", of=None, level=0.95, draws=2000, rng=None):
    """Percentile bootstrap interval of a metric: what might it have been on other images of the same kind?

    As many images are drawn from the test as there are, with replacement, and the metric is taken anew. For the named
    metrics only the counts of (truth, guess) pairs matter, and these are drawn at once from a multinomial distribution.

    Parameters
    ----------
    labels : Report, or array_like of int, shape (n,)
    guesses : array_like of int, shape (n,)
        Not with a report.
    metric : {"accuracy", "precision", "recall", "f1"} or callable(labels, guesses) -> float
        The last three names are means over the classes that occur (macro), unless ``of`` names one; 0 where a class was
        never guessed or never there.
    of : int, optional
        A class number.
    level : float
        Between 0 and 1.
    draws : int
    rng : None, int or Generator

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        If there is no such metric or class, or labels and guesses do not fit together.

    Notes
    -----
    B. Efron, "Bootstrap methods: another look at the jackknife", *Annals of Statistics* 7 (1979) 1-26.

    Examples
    --------
    >>> labels = np.zeros(100, dtype=int)
    >>> bootstrap(labels, np.arange(100) >= 80, rng=0)  # 80 of 100 are right
    0.800, 95% interval 0.720 to 0.880
    """
    labels, guesses, k = as_guesses(labels, guesses)
    return _interval(labels, [guesses], k, metric, of, level, draws, rng)


def bootstrap_difference(labels, first, second, *, metric="accuracy", of=None, level=0.95, draws=2000, rng=None):
    """Interval of the metric of ``second`` minus that of ``first``, two classifiers judged on the same images.

    Both are judged on the same draws, so what makes an image hard for both cancels out. If 0 lies outside, the images
    tell the two apart.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
    first, second : Report, or array_like of int, shape (n,)
        Guesses of the two.

    Returns
    -------
    Interval

    Examples
    --------
    >>> labels = np.zeros(100, dtype=int)
    >>> bootstrap_difference(labels, np.arange(100) >= 80, np.arange(100) >= 90, rng=0)
    0.100, 95% interval 0.040 to 0.160
    """
    both = [getattr(guesses, "predictions", guesses) for guesses in (first, second)]
    checked = [as_guesses(labels, guesses) for guesses in both]
    k = max(classes for *_, classes in checked)
    return _interval(checked[0][0], [guesses for _, guesses, _ in checked], k, metric, of, level, draws, rng)


def _interval(labels, guesses, k, metric, of, level, draws, rng):
    """The interval of a metric of one classifier, or of the difference of two."""
    rng, draws, level = generator(rng), whole("draws", draws, low=1), probability("level", level)
    if callable(metric):
        if of is not None:
            raise ValueError("of goes with a named metric; let your own function look at the class it is about")
        measured, estimate = _by_image(labels, guesses, metric, draws, rng)
    else:
        one_of("metric", metric, _NAMED)
        if of is not None and metric == "accuracy":
            raise ValueError("Accuracy is about all classes; for one of them ask for its recall, precision or f1")
        of = None if of is None else as_class("of", of, k)
        measured, estimate = _by_count(labels, guesses, metric, of, draws, rng)
    low, high = np.quantile(measured, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(estimate), float(low), float(high), level, measured)


def _by_image(labels, guesses, metric, draws, rng):
    def difference(chosen):
        values = [number("What metric gives", metric(labels[chosen], each[chosen])) for each in guesses]
        return values[-1] - values[0] * (len(values) - 1)

    n = len(labels)
    return np.array([difference(rng.integers(n, size=n)) for _ in range(draws)]), difference(np.arange(n))


def _by_count(labels, guesses, metric, of, draws, rng):
    """As ``_by_image``, from how often each combination of truth and guesses is drawn: all that a metric can see."""
    n = len(labels)
    cells, counts = np.unique(np.stack([labels, *guesses]), axis=1, return_counts=True)
    classes = np.unique(cells)
    ones = [(row[:, None] == classes).astype(float) for row in cells]
    if of is not None and of not in classes:
        raise ValueError(f"Class {of} occurs neither among the labels nor among the guesses")
    of = None if of is None else int(np.searchsorted(classes, of))

    def difference(drawn):
        values = [_metric(drawn @ (ones[0] * each), drawn @ each, drawn @ ones[0], metric, of) for each in ones[1:]]
        return values[-1] - values[0] * (len(values) - 1)

    at_once = max(1, _ROOM // len(counts))
    parts = [min(at_once, draws - start) for start in range(0, draws, at_once)]
    drawn = (rng.multinomial(n, counts / n, size=part).astype(float) for part in parts)
    return np.concatenate([difference(part) for part in drawn]), difference(counts[None].astype(float))[0]


def _metric(hit, guessed, true, metric, of):
    """A named metric from the images of each class that were hit, guessed and there, each of shape (draws, k)."""
    if metric == "accuracy":
        return hit.sum(axis=1) / true.sum(axis=1)
    whole_of = {"precision": guessed, "recall": true, "f1": (guessed + true) / 2}[metric]
    shares = hit / np.maximum(whole_of, 0.5)
    return shares.sum(axis=1) / (guessed + true > 0).sum(axis=1) if of is None else shares[:, of]
