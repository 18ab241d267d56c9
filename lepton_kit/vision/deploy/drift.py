"""Watching a network after its release: have the pictures that arrive become others than those it was tested on?

No labels are needed. Two things are watched in each window of the stream: how sure the network is, and which classes it
gives. Either may alarm, at half the false-alarm rate each, so that both together keep to it (Bonferroni).
"""

from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.validate import generator, number, vector, whole
from lepton_kit.vision.metrics.predictions import as_probabilities

__all__ = ["Monitor", "Reading", "psi", "psi_limit"]


def psi(expected: ArrayLike, actual: ArrayLike) -> float:
    """Population stability index of two histograms, sum over the bins of (a - e) log(a / e).

    Parameters
    ----------
    expected, actual : array_like, shape (bins,)
        Counts. Half a case is added to each bin, so that an empty one gives no infinity.

    Returns
    -------
    float
        0 if both have the same shares.

    Raises
    ------
    ValueError
        If the lengths differ, a count is negative, or one of the two holds nothing.

    Examples
    --------
    >>> round(psi([500, 500], [60, 40]), 2)
    0.04
    """
    e, a = _histograms(expected, actual)
    e, a = (e + 0.5) / (e + 0.5).sum(), (a + 0.5) / (a + 0.5).sum()
    return float(((a - e) * np.log(a / e)).sum())


def psi_limit(expected: ArrayLike, actual: ArrayLike, false_alarms: float = 0.01) -> float:
    """The index that chance alone exceeds with probability ``false_alarms``, for so many cases in so many bins.

    Without a change the index is about (1/n + 1/m) times a chi-squared variable of bins - 1 degrees of freedom
    (Yurdakul 2018). The customary limits of .1 and .25 look at neither the cases nor the bins.

    Examples
    --------
    >>> few, many = psi_limit([100] * 10, [5] * 10), psi_limit([100] * 10, [100] * 10)
    >>> round(few, 2), round(many, 2)
    (0.45, 0.04)
    """
    from scipy.stats import chi2

    e, a = _histograms(expected, actual)
    return float(chi2.ppf(1 - _rate(false_alarms), max(1, len(e) - 1)) * (1 / e.sum() + 1 / a.sum()))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a monitor says of one window.

    Attributes
    ----------
    window : int
        Its number, from 0.
    confidence, classes : float
        p-values: how often chance alone would make the confidences, or the classes, differ as much as they do here.
    psi : float
        Population stability index of the classes.
    alarm : str
        Empty, or which of the two has changed.
    """

    window: int
    confidence: float
    classes: float
    psi: float
    alarm: str

    def __str__(self) -> str:
        told = f"ALARM: {self.alarm}" if self.alarm else "quiet"
        return f"window {self.window}: confidence p = {self.confidence:.3f}, classes p = {self.classes:.3f}, {told}"


class Monitor:
    """Compares each window of a stream of predictions with those on known pictures.

    Parameters
    ----------
    reference : array_like, shape (n, k)
        Class probabilities on pictures from before the release that the network did not learn from.
    window : int
        Pictures a reading: more of them see a smaller change, and later.
    false_alarms : float
        At most about this share of windows alarms while nothing changes.

    Raises
    ------
    ValueError
        If the reference holds no probabilities, or fewer rows than a window.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> sure, unsure = rng.dirichlet([8, 1, 1], size=600), rng.dirichlet([3, 2, 1], size=100)
    >>> monitor = Monitor(sure[:500], window=100)
    >>> [reading.alarm for reading in monitor.see(np.concatenate([sure[500:], unsure]))]
    ['', 'confidence, classes']
    """

    def __init__(self, reference: ArrayLike, *, window: int = 200, false_alarms: float = 0.01) -> None:
        self.window = whole("window", window, low=20)
        self.false_alarms = _rate(false_alarms)
        self._draws, self._rng = int(np.ceil(40 / self.false_alarms)), generator(0)
        P = as_probabilities(reference)
        if len(P) < self.window:
            raise ValueError(
                f"reference has {len(P)} rows and a window {self.window}; give at least one window's worth"
            )
        self._confidence, self._counts = P.max(axis=1), _count(P)
        self._waiting = np.empty((0, P.shape[1]))
        self.readings: list[Reading] = []

    def see(self, probabilities: ArrayLike) -> tuple[Reading, ...]:
        """Take the probabilities of pictures that have arrived, shape (m, k); give the windows that are full now."""
        P = as_probabilities(probabilities)
        if P.shape[1] != len(self._counts):
            raise ValueError(f"probabilities has {P.shape[1]} classes; the reference has {len(self._counts)}")
        self._waiting, done = np.concatenate([self._waiting, P]), len(self.readings)
        while len(self._waiting) >= self.window:
            now, self._waiting = np.split(self._waiting, [self.window])
            self.readings.append(self._read(now))
        return tuple(self.readings[done:])

    def _read(self, P: npt.NDArray) -> Reading:
        from scipy.stats import ks_2samp

        counts = _count(P)
        p = {
            "confidence": float(ks_2samp(self._confidence, P.max(axis=1), method="asymp").pvalue),
            "classes": _by_chance(self._counts, counts, self._draws, self._rng),
        }
        alarm = ", ".join(what for what, value in p.items() if value < self.false_alarms / 2)
        return Reading(len(self.readings), **p, psi=psi(self._counts, counts), alarm=alarm)

    def __repr__(self) -> str:
        alarms = sum(bool(reading.alarm) for reading in self.readings)
        return f"{len(self.readings)} windows of {self.window} pictures, {alarms} with an alarm"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"


def _by_chance(known: npt.NDArray, new: npt.NDArray, draws: int, rng: np.random.Generator) -> float:
    """How often pictures of ``known`` and ``new`` together, shuffled, differ from ``known`` as much as ``new`` does.

    The chi-squared statistic, with a permutation test in place of its distribution: that is exact for rare classes too.
    """
    together = known + new
    expected = together * (new.sum() / together.sum())
    there = expected > 0

    def distance(counts: npt.NDArray) -> npt.NDArray:
        return ((counts - expected)[..., there] ** 2 / expected[there]).sum(axis=-1)

    shuffled = rng.multivariate_hypergeometric(together, new.sum(), size=draws)
    return float((1 + (distance(shuffled) >= distance(new) - 1e-9).sum()) / (1 + draws))


def _count(P: npt.NDArray) -> npt.NDArray:
    return np.bincount(P.argmax(axis=1), minlength=P.shape[1])


def _rate(value: float) -> float:
    rate = number("false_alarms", value)
    if not 0 < rate < 1:
        raise ValueError(f"false_alarms must lie between 0 and 1, such as 0.01; got {rate:g}")
    return rate


def _histograms(expected: ArrayLike, actual: ArrayLike) -> tuple[npt.NDArray, npt.NDArray]:
    e, a = vector("expected", expected, low=0), vector("actual", actual, low=0)
    if len(e) != len(a):
        raise ValueError(f"expected has {len(e)} bins and actual has {len(a)}; both need the same")
    if not (e.sum() and a.sum()):
        raise ValueError("A histogram without a single case cannot be compared; expected and actual need some")
    return e, a
