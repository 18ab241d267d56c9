"""From a score to an alarm: a calmer score, and what the alarms at a threshold were worth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import number, vector, whole

__all__ = ["AlarmReport", "alarms", "smooth"]


def smooth(scores: ArrayLike, width: int) -> NDArray[np.float64]:
    """The mean of each score and the ``width - 1`` before it, as many as there are: one outlier is not yet a fault.

    Examples
    --------
    >>> smooth([0, 0, 4, 0], width=2)
    array([0., 0., 2., 2.])
    """
    scores, width = vector("scores", scores), whole("width", width, low=1)
    width = min(width, len(scores))
    return np.convolve(scores, np.ones(width))[: len(scores)] / np.minimum(np.arange(len(scores)) + 1, width)


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
    false : int
        Alarms that began outside any fault. An alarm is a run of steps above the threshold; one that rings on from a
        fault is not counted again.
    """

    faults: int
    found: int
    warning: tuple[int | None, ...]
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
    AlarmReport(faults=1, found=1, warning=(0,), false=1)
    """
    scores, limit = vector("scores", scores), number("limit", limit)
    truth = np.asarray(truth)
    if truth.shape != scores.shape or not np.isin(truth, (0, 1)).all():
        raise ValueError(f"truth must hold True or False for each of {len(scores)} scores; got {truth!r}")
    rings = scores > limit
    starts, ends = _runs(truth.astype(bool))
    first = [next((t for t in range(a, b) if rings[t]), None) for a, b in zip(starts, ends, strict=True)]
    warning = tuple(None if t is None else int(b - 1 - t) for t, b in zip(first, ends, strict=True))
    false = sum(not truth[max(t - 1, 0) : t + 1].any() for t in _runs(rings)[0])
    return AlarmReport(len(starts), sum(t is not None for t in first), warning, false)


def _runs(flags: ArrayLike) -> tuple[NDArray, NDArray]:
    """First steps of each run of True, and the steps behind their ends."""
    edges = np.diff(np.r_[0, np.asarray(flags, dtype=int), 0])
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
