"""A machine that wears out: generated, not measured, so that the truth is known."""

from dataclasses import dataclass, field

import numpy as np

__all__ = ["MachineSeries", "machine_series"]

HOURS, FAILURES = 4_000, 4


@dataclass(frozen=True, slots=True, eq=False)
class MachineSeries:
    """A machine's hours.

    Attributes
    ----------
    load : ndarray, shape (hours,)
        Share of its power at which it runs, known to its owner.
    vibration : ndarray, shape (hours,)
        In millimetres a second.
    worn : ndarray of bool, shape (hours,)
        True from the first wear of a bearing to its failure. A real owner does not know it.
    failures : ndarray of int
        The hours in which the machine failed; it is repaired at once.
    """

    load: np.ndarray = field(repr=False)
    vibration: np.ndarray = field(repr=False)
    worn: np.ndarray = field(repr=False)
    failures: np.ndarray


def machine_series(*, rng=None):
    """4,000 hours of a machine that works by day, warms up, cools down, wears out and fails four times.

    Vibration follows the square of the load and is a little stronger in a cold machine. Nothing wears in the first 30 %
    of the hours. Then, before each failure, a bearing wears for 60 to 120 hours: it adds up to 1.1 mm/s, slowly at first.

    Parameters
    ----------
    rng : None, int or Generator

    Returns
    -------
    MachineSeries
    """
    rng = np.random.default_rng(rng)
    load = _load(rng)
    wear, ends = _wear(rng)
    warmth = np.zeros(HOURS + 1)
    for t in range(
        HOURS
    ):  # what is put in leaves with a delay: a tenth of the difference an hour
        warmth[t + 1] = warmth[t] + 0.1 * (38 * load[t] ** 1.5 + 9 * wear[t] - warmth[t])
    cold = 1 + 0.4 * np.exp(-warmth[1:] / 8)
    vibration = 0.6 + 2.4 * load**2 * cold + 1.1 * wear + rng.normal(0, 0.12, HOURS)
    return MachineSeries(load, np.maximum(vibration, 0), wear > 0, ends)


def _load(rng):
    """Two shifts a day of changing weight, little on a night, less on Sundays, jobs of a few hours."""
    hour, weekday = np.arange(HOURS) % 24, np.arange(HOURS) // 24 % 7
    plan = np.where((hour >= 6) & (hour < 22), 0.65, 0.12) * np.where(
        weekday == 6, 0.35, 1.0
    )
    jobs = np.repeat(rng.normal(0, 0.16, HOURS // 3 + 1), 3)[:HOURS]
    return np.clip(plan + jobs * (plan > 0.3) + rng.normal(0, 0.03, HOURS), 0.02, 1.0)


def _wear(rng):
    """Wear from 0 to 1 before each failure, and the hours of the failures."""
    wear = np.zeros(HOURS)
    ends = np.linspace(0.3 * HOURS, HOURS - 30, FAILURES + 1)[1:] - rng.integers(
        0, 120, FAILURES
    )
    ends = ends.astype(int)
    for end in ends:
        took = int(rng.integers(60, 121))
        wear[end - took + 1 : end + 1] = np.linspace(0, 1, took + 1)[1:] ** 2
    return wear, ends
