"""How far a measured number can be trusted: intervals by drawing the test images again and again (bootstrap)."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.validate import generator, number, one_of, probability, whole
from lepton_kit.vision.inputs import as_class
from lepton_kit.vision.metrics.predictions import as_guesses

__all__ = ["Interval", "bootstrap", "bootstrap_difference"]

_NAMED = ("accuracy", "precision", "recall", "f1")
_ROOM = 4_000_000
"""Labels drawn at a time, which bounds the memory."""


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
    draws: npt.NDArray[np.float64] = field(repr=False)

    def __repr__(self) -> str:
        if np.isnan(self.estimate):
            return "no images to measure it on"
        return f"{self.estimate:.3f}, {self.level:.0%} interval {self.low:.3f} to {self.high:.3f}"

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def bootstrap(
    labels: Any,
    guesses: ArrayLike | None = None,
    *,
    metric: str | Callable = "accuracy",
    of: int | str | None = None,
    level: float = 0.95,
    draws: int = 2000,
    rng: np.random.Generator | int | None = None,
) -> Interval:
    """Percentile bootstrap interval of a metric: what might it have been on other images of the same kind?

    As many images are drawn from the test as there are, with replacement, and the metric is taken anew. Where a share
    is 0 or 1, as when 5 of 5 are right, every draw says the same; there the interval is that of Wilson.

    Parameters
    ----------
    labels : Report, or array_like of int, shape (n,)
    guesses : array_like of int, shape (n,)
        Not with a report.
    metric : {"accuracy", "precision", "recall", "f1"} or callable(labels, guesses) -> float
        The last three names are means over the classes that occur (macro), unless ``of`` names one.
    of : int or str, optional
        A class: its number, or its name where a report knows it.
    level : float
        Between 0 and 1.
    draws : int
    rng : None, int or Generator

    Returns
    -------
    Interval
        All nan where no image is of the class, or none was guessed to be.

    Raises
    ------
    ValueError
        If there is no such metric or class, or labels and guesses do not fit together.

    Notes
    -----
    B. Efron, "Bootstrap methods: another look at the jackknife", *Annals of Statistics* 7 (1979) 1-26; E. B.
    Wilson, "Probable inference, the law of succession, and statistical inference", *JASA* 22 (1927) 209-212.

    Examples
    --------
    >>> labels = np.zeros(100, dtype=int)
    >>> bootstrap(labels, np.arange(100) >= 80, rng=0)  # 80 of 100 are right
    0.800, 95% interval 0.720 to 0.880
    >>> bootstrap([1] * 5, [1] * 5, rng=0)
    1.000, 95% interval 0.566 to 1.000
    """
    labels, guesses, names = as_guesses(labels, guesses)
    return _interval(labels, [guesses], names, metric, of, level, draws, rng)


def bootstrap_difference(
    labels: ArrayLike,
    first: Any,
    second: Any,
    *,
    metric: str | Callable = "accuracy",
    of: int | str | None = None,
    level: float = 0.95,
    draws: int = 2000,
    rng: np.random.Generator | int | None = None,
) -> Interval:
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
    0.100, 95% interval 0.050 to 0.160
    """
    both = [getattr(guesses, "predictions", guesses) for guesses in (first, second)]
    checked = [as_guesses(labels, guesses) for guesses in both]
    names = getattr(second, "class_names", None) or max((names for *_, names in checked), key=len)
    return _interval(checked[0][0], [guesses for _, guesses, _ in checked], names, metric, of, level, draws, rng)


def _interval(
    labels: npt.NDArray,
    guesses: list[npt.NDArray],
    names: Sequence,
    metric: str | Callable,
    of: int | str | None,
    level: float,
    draws: int,
    rng: np.random.Generator | int | None,
) -> Interval:
    """The interval of a metric of one classifier, or of the difference of two."""
    from scipy import stats

    rng, draws, level = generator(rng), whole("draws", draws, low=1), probability("level", level)
    if callable(metric):
        if of is not None:
            raise ValueError("of goes with a named metric; let your own function look at the class it is about")
        measure = _checked(metric)
    else:
        one_of("metric", metric, _NAMED)
        if of is not None and metric == "accuracy":
            raise ValueError("Accuracy is about all classes; for one of them ask for its recall, precision or f1")
        classes = np.unique([labels, *guesses]) if of is None else [as_class("of", of, names)]
        measure = _accuracy if metric == "accuracy" else _by_class(metric, classes)

    def difference(labels: npt.NDArray, *rows: npt.NDArray, axis: int = -1) -> Any:
        values = [measure(labels, row) for row in rows]
        return values[-1] - values[0] * (len(values) - 1)

    n, estimate = len(labels), float(difference(labels, *guesses))
    trials = _trials(labels, guesses, metric, of, names)
    drawn = np.full(draws, estimate)
    if n > 1 and not np.isnan(estimate):
        options = {"n_resamples": draws, "method": "percentile", "batch": max(1, _ROOM // n), "rng": rng}
        with warnings.catch_warnings(action="ignore"):  # that all draws are alike is told by the interval
            sample = (labels, *guesses)
            drawn = stats.bootstrap(sample, difference, paired=True, vectorized=not callable(metric), **options)
            drawn = drawn.bootstrap_distribution
        low, high = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    else:
        low = high = estimate
    if trials and len(guesses) == 1 and estimate in (0, 1):
        low, high = stats.binomtest(round(estimate * trials), trials).proportion_ci(level, "wilson")
    return Interval(estimate, float(low), float(high), level, drawn)


def _trials(
    labels: npt.NDArray, guesses: list[npt.NDArray], metric: str | Callable, of: int | str | None, names: Sequence
) -> int:
    """Of how many images a metric is the share; 0 if it is no share."""
    if metric == "accuracy":
        return len(labels)
    row = {"recall": labels, "precision": guesses[0]}.get(metric) if isinstance(metric, str) else None
    return 0 if of is None or row is None else int((row == as_class("of", of, names)).sum())


def _checked(metric: Callable) -> Callable:
    return lambda labels, guesses: number("What metric gives", metric(labels, guesses))


def _accuracy(labels: npt.NDArray, guesses: npt.NDArray) -> npt.NDArray:
    return (labels == guesses).mean(axis=-1)


def _by_class(metric: str, classes: Any) -> Callable:
    """Precision, recall or F1 along the last axis: the mean over those of ``classes`` that occur there."""

    def mean(labels: npt.NDArray, guesses: npt.NDArray) -> npt.NDArray:
        total = occur = np.zeros(labels.shape[:-1])
        for k in classes:
            true, guessed = labels == k, guesses == k
            both, there, said = ((true & guessed).sum(axis=-1), true.sum(axis=-1), guessed.sum(axis=-1))
            of_all = {"precision": said, "recall": there, "f1": (said + there) / 2}[metric]
            counts = (of_all if len(classes) == 1 else there + said) > 0
            total = total + both / np.maximum(of_all, 0.5)
            occur = occur + counts
        with np.errstate(invalid="ignore"):
            return total / np.where(occur > 0, occur, np.nan)

    return mean
