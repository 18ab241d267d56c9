"""From a score to an alarm: how unusual a reading is, where the threshold lies, and what the alarms were worth."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.sequences.series import columns
from lepton_kit.validate import number, probability, vector, whole

__all__ = ["AlarmReport", "alarms", "rolling_score", "smooth", "threshold", "zscore"]


def zscore(readings: ArrayLike, normal: ArrayLike) -> npt.NDArray[np.float64]:
    """How many standard deviations each row is from what is normal: the largest over its readings.

    Parameters
    ----------
    readings, normal : array_like, shape (n,) or (n, readings); (m,) or (m, readings)
        What is judged, and readings from a time when all was well.

    Returns
    -------
    ndarray, shape (n,)

    Examples
    --------
    >>> zscore([[1.0, 9.0]], normal=[[0.0, 1.0], [2.0, 3.0]])
    array([7.])
    """
    rows, well = columns("readings", readings), columns("normal", normal)
    if rows.shape[1] != well.shape[1]:
        raise ValueError(f"readings has {rows.shape[1]} columns and normal {well.shape[1]}; they must agree")
    spread = well.std(axis=0)
    if (spread == 0).any():
        raise ValueError(f"Column {int(np.argmin(spread))} of normal never changes: no deviation can be measured in it")
    return np.abs((rows - well.mean(axis=0)) / spread).max(axis=1)


def rolling_score(series: ArrayLike, width: int) -> npt.NDArray[np.float64]:
    """How far each reading is above the mean of the ``width`` before it, in their standard deviations.

    The first ``width`` readings have nothing before them; they score 0.

    Examples
    --------
    >>> rolling_score([1, 3, 1, 3, 6], width=4)
    array([0., 0., 0., 0., 4.])
    """
    series, width = vector("series", series), whole("width", width, low=2)
    if width >= len(series):
        raise ValueError(f"width is {width}; the series has {len(series)} readings, and at least one must be left")
    past = np.lib.stride_tricks.sliding_window_view(series, width)[:-1]
    spread = np.maximum(past.std(axis=1), 1e-9)
    return np.r_[np.zeros(width), (series[width:] - past.mean(axis=1)) / spread]


def smooth(scores: ArrayLike, width: int) -> npt.NDArray[np.float64]:
    """The mean of each score and the ``width - 1`` before it, as many as there are: one outlier is not yet a fault.

    Examples
    --------
    >>> smooth([0, 0, 4, 0], width=2)
    array([0., 0., 2., 2.])
    """
    scores, width = vector("scores", scores), whole("width", width, low=1)
    total = np.cumsum(np.r_[0.0, scores])
    end = np.arange(1, len(scores) + 1)
    start = np.maximum(end - width, 0)
    return (total[end] - total[start]) / (end - start)


def threshold(normal_scores: ArrayLike, *, false: float = 0.001) -> float:
    """The score that a share of ``false`` of the scores of a normal time exceeds.

    Examples
    --------
    >>> threshold(np.arange(101), false=0.1)
    90.0
    """
    return float(np.quantile(vector("normal_scores", normal_scores), 1 - probability("false", false)))


@dataclass(frozen=True, slots=True)
class AlarmReport:
    """What alarms at one threshold were worth.

    Attributes
    ----------
    faults : int
        Faults that there were, each a run of True in the truth.
    found : int
        Those in which an alarm rang.
    warning : tuple of (int or None)
        Steps between the first alarm of each fault and its end; None where it was missed.
    delay : tuple of (int or None)
        Steps between the start of each fault and its first alarm.
    false : int
        Alarms that began outside any fault. An alarm is a run of steps above the threshold; one that rings on from a
        fault is not counted again.
    """

    faults: int
    found: int
    warning: tuple[int | None, ...]
    delay: tuple[int | None, ...]
    false: int

    def __str__(self) -> str:
        early = [w for w in self.warning if w is not None]
        least = f", {min(early)} steps or more before the end" if early else ""
        return f"{self.found} of {self.faults} faults found{least}; {self.false} false alarms"


def alarms(scores: ArrayLike, truth: ArrayLike, limit: float) -> AlarmReport:
    """Ring wherever a score is above the limit, and compare with the faults that there were.

    Parameters
    ----------
    scores : array_like, shape (steps,)
    truth : array_like of bool, shape (steps,)
        True during a fault.
    limit : float

    Returns
    -------
    AlarmReport

    Examples
    --------
    >>> alarms([0, 9, 0, 0, 2, 9, 9], [False, False, False, True, True, True, False], limit=5)
    AlarmReport(faults=1, found=1, warning=(0,), delay=(2,), false=1)
    """
    scores, limit = vector("scores", scores), number("limit", limit)
    truth = _truth(truth, len(scores))
    rings = scores > limit
    starts, ends = _runs(truth)
    first = [next((t for t in range(a, b) if rings[t]), None) for a, b in zip(starts, ends, strict=True)]
    warning = tuple(None if t is None else int(b - 1 - t) for t, b in zip(first, ends, strict=True))
    delay = tuple(None if t is None else int(t - a) for t, a in zip(first, starts, strict=True))
    false = sum(not truth[max(t - 1, 0) : t + 1].any() for t in _runs(rings)[0])
    return AlarmReport(len(starts), sum(t is not None for t in first), warning, delay, false)


def _runs(flags: ArrayLike) -> tuple[npt.NDArray, npt.NDArray]:
    """First steps of each run of True, and the steps behind their ends."""
    edges = np.diff(np.r_[0, np.asarray(flags, dtype=int), 0])
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _truth(truth: ArrayLike, size: int) -> npt.NDArray[np.bool_]:
    truth = np.asarray(truth)
    if truth.shape != (size,) or not (truth.dtype == bool or np.isin(truth, (0, 1)).all()):
        raise ValueError(f"truth must hold True or False for each of {size} scores; got shape {truth.shape}")
    return truth.astype(bool)
