"""How far a measured number can be trusted: intervals by drawing the test images again and again (bootstrap)."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import generator, number, one_of, whole
from lepton_kit.vision.inputs import as_class
from lepton_kit.vision.metrics.predictions import as_guesses

__all__ = ["Interval", "bootstrap", "bootstrap_difference"]

LEVEL = 0.95
"""The share of the draws between ``low`` and ``high``."""
_NAMED = ("accuracy", "precision", "recall", "f1")
_ROOM = 4_000_000
"""Labels drawn at a time, which bounds the memory."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Interval:
    """A measured number and the interval that would often hold it, had other images been drawn.

    Attributes
    ----------
    estimate, low, high : float
    draws : ndarray
        The number as measured on each draw.
    """

    estimate: float
    low: float
    high: float
    draws: NDArray[np.float64] = field(repr=False)

    def __repr__(self) -> str:
        if np.isnan(self.estimate):
            return "no images to measure it on"
        return f"{self.estimate:z.3f}, {LEVEL:.0%} interval {self.low:z.3f} to {self.high:z.3f}"

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def bootstrap(
    labels: Any,
    guesses: ArrayLike | None = None,
    *,
    metric: str | Callable = "accuracy",
    of: int | str | None = None,
    draws: int = 2000,
    rng: np.random.Generator | int | None = None,
) -> Interval:
    """Percentile bootstrap interval of a metric: what might it have been on other images of the same kind?

    As many images are drawn from the test as there are, with replacement, and the metric is taken anew. Where every
    draw says the same, as when 5 of 5 are right, the interval is Wilson's for all of so many images.

    Parameters
    ----------
    labels : Report, or array_like of int, shape (n,)
    guesses : array_like of int, shape (n,)
        Not with a report.
    metric : {"accuracy", "precision", "recall", "f1"} or callable(labels, guesses) -> float
        The last three names are means over the classes that occur (macro), unless ``of`` names one.
    of : int or str, optional
        A class: its number, or its name where a report knows it.
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
    return _interval(labels, [guesses], names, metric, of, draws, rng)


def bootstrap_difference(
    labels: ArrayLike,
    first: Any,
    second: Any,
    *,
    metric: str | Callable = "accuracy",
    of: int | str | None = None,
    draws: int = 2000,
    rng: np.random.Generator | int | None = None,
) -> Interval:
    """Interval of the metric of ``second`` minus that of ``first``, two classifiers judged on the same images.

    Both are judged on the same draws, so what makes an image hard for both cancels out. If 0 lies outside, the images
    tell the two apart. Where all draws say the same, the share of images that tell them apart is known to within
    Wilson's interval only.

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
    return _interval(checked[0][0], [guesses for _, guesses, _ in checked], names, metric, of, draws, rng)


def _interval(
    labels: NDArray,
    guesses: list[NDArray],
    names: Sequence,
    metric: str | Callable,
    of: int | str | None,
    draws: int,
    rng: np.random.Generator | int | None,
) -> Interval:
    """The interval of a metric of one classifier, or of the difference of two."""
    from scipy import stats

    rng, draws, n = generator(rng), whole("draws", draws, low=1), len(labels)
    if callable(metric) and of is not None:
        raise ValueError("of goes with a named metric; let your own function look at the class it is about")
    if of is not None and metric == "accuracy":
        raise ValueError("Accuracy is about all classes; for one of them ask for its recall, precision or f1")
    named = None if callable(metric) else one_of("metric", metric, _NAMED)
    classes = np.unique([labels, *guesses]) if of is None else [as_class("of", of, names)]

    def measure(labels: NDArray, *rows: NDArray, axis: int = -1) -> Any:
        if named is None:
            values = [number("What metric gives", metric(labels, row)) for row in rows]  # type: ignore[operator]
        else:
            values = [_share(named, labels, row, classes)[0] for row in rows]
        return values[-1] - values[0] * (len(values) - 1)

    estimate = float(measure(labels, *guesses))
    drawn = np.full(draws, estimate)
    if np.isnan(estimate):
        return Interval(estimate, np.nan, np.nan, drawn)
    if n > 1:
        options = {"n_resamples": draws, "method": "percentile", "batch": max(1, _ROOM // n), "rng": rng}
        with warnings.catch_warnings(action="ignore"):  # that all draws are alike is told by the interval
            sample = (labels, *guesses)
            found = stats.bootstrap(sample, measure, paired=True, vectorized=named is not None, **options)
        drawn = found.bootstrap_distribution
    low, high = np.nanquantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    if low == high and named:  # every draw says the same; Wilson's interval for all or none of so many
        trials = n if of is None else _share(named, labels, guesses[0], classes)[1]
        squared = stats.norm.ppf((1 + LEVEL) / 2) ** 2
        room = squared / (trials + squared) * (1 + abs(estimate) * (len(guesses) - 1))
        low, high = max(1.0 - len(guesses), estimate - room), min(1.0, estimate + room)
    return Interval(estimate, float(low), float(high), drawn)


def _share(metric: str, labels: NDArray, guesses: NDArray, classes: Any) -> tuple[NDArray, Any]:
    """A metric along the last axis, the mean over those of ``classes`` that occur; and of how many images it is."""
    if metric == "accuracy":
        return (labels == guesses).mean(axis=-1), labels.shape[-1]
    total = occur = of_all = np.zeros(labels.shape[:-1])
    for k in classes:
        true, guessed = labels == k, guesses == k
        there, said = true.sum(axis=-1), guessed.sum(axis=-1)
        of_all = {"precision": said, "recall": there, "f1": (said + there) / 2}[metric]
        total = total + (true & guessed).sum(axis=-1) / np.maximum(of_all, 0.5)
        occur = occur + ((of_all if len(classes) == 1 else there + said) > 0)
    with np.errstate(invalid="ignore"):
        return total / np.where(occur > 0, occur, np.nan), of_all
