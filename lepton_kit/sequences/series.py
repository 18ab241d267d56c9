"""Series of readings: windows over them, a machine that wears out (generated), and a task that tests memory."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.sequences.cell import sequences
from lepton_kit.validate import generator, matrix, vector, whole

__all__ = ["MachineSeries", "first_sign", "linear_forecast", "machine_series", "windows"]


def windows(series: ArrayLike, width: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """All windows of ``width`` steps, and the step with which each one ends.

    Parameters
    ----------
    series : array_like, shape (steps,) or (steps, readings)
    width : int
        Steps in a window.

    Returns
    -------
    x : ndarray, shape (n, width, readings)
    at : ndarray of int, shape (n,)

    Examples
    --------
    >>> x, at = windows([1, 2, 3, 4], width=2)
    >>> x[:, :, 0], at
    (array([[1., 2.], [2., 3.], [3., 4.]]), array([1, 2, 3]))
    """
    table, width = columns("series", series), whole("width", width, low=1)
    if width > len(table):
        raise ValueError(f"A window of {width} steps does not fit into a series of {len(table)} steps")
    x = np.lib.stride_tricks.sliding_window_view(table, width, axis=0).swapaxes(1, 2)
    return x.copy(), np.arange(width - 1, len(table))


@dataclass(frozen=True, slots=True, eq=False)
class MachineSeries:
    """A machine's hours: generated, not measured.

    Attributes
    ----------
    load : ndarray, shape (hours,)
        Share of its power at which it runs, known to its owner.
    temperature, vibration : ndarray, shape (hours,)
        In degrees Celsius; in millimetres a second.
    worn : ndarray of bool, shape (hours,)
        True from the first wear of a bearing to its failure. A real owner does not know it.
    failures : ndarray of int
        The hours in which the machine failed; it is repaired at once.
    """

    load: npt.NDArray = field(repr=False)
    temperature: npt.NDArray = field(repr=False)
    vibration: npt.NDArray = field(repr=False)
    worn: npt.NDArray = field(repr=False)
    failures: npt.NDArray

    def __len__(self) -> int:
        return len(self.load)


def machine_series(
    hours: int = 4_000, *, failures: int = 4, rng: np.random.Generator | int | None = None
) -> MachineSeries:
    """Make up the readings of a machine that works by day, warms up, cools down, wears out and fails.

    The temperature follows the load and the day outside with a delay of ten hours; vibration follows the square of the
    load and is a little stronger in a cold machine. Nothing wears in the first 30 % of the hours. Then, before each
    failure, a bearing wears for 60 to 120 hours: friction heats it by up to 9 degrees and adds up to 1.1 mm/s, slowly
    at first.

    Parameters
    ----------
    hours : int
        At least 500 for each failure and 500 more.
    failures : int
    rng : None, int or Generator

    Returns
    -------
    MachineSeries

    Examples
    --------
    >>> machine = machine_series(rng=0)
    >>> len(machine), len(machine.failures), machine.worn[:1200].any()
    (4000, 4, np.False_)
    """
    failures = whole("failures", failures)
    hours, rng = whole("hours", hours, low=500 * (failures + 1)), generator(rng)
    load = _load(hours, rng)
    wear, ends = _wear(hours, failures, rng)
    day = 2 * np.pi * np.arange(hours) / 24
    outside = 15 + 6 * np.sin(day - 2) + 4 * np.sin(day / 90)
    warmth = np.zeros(hours + 1)
    for t in range(hours):  # what is put in leaves with a delay: a tenth of the difference an hour
        warmth[t + 1] = warmth[t] + 0.1 * (38 * load[t] ** 1.5 + 9 * wear[t] - warmth[t])
    temperature = outside + warmth[1:] + rng.normal(0, 0.5, hours)
    cold = 1 + 0.4 * np.exp(-warmth[1:] / 8)
    vibration = 0.6 + 2.4 * load**2 * cold + 1.1 * wear + rng.normal(0, 0.12, hours)
    return MachineSeries(load, temperature, np.maximum(vibration, 0), wear > 0, ends)


def linear_forecast(x: ArrayLike, y: ArrayLike, *, fit: ArrayLike, squares: bool = True) -> npt.NDArray[np.float64]:
    """Foretell a reading from windows by least squares: the baseline of any network that reads windows.

    Parameters
    ----------
    x : array_like, shape (n, width, readings)
    y : array_like, shape (n,)
    fit : array_like of bool, shape (n,)
        Which windows it is fitted to.
    squares : bool
        Whether each number's square may be used too.

    Returns
    -------
    ndarray, shape (n,)
        The forecast for every window.

    Examples
    --------
    >>> x, at = windows(np.arange(6.0), width=2)
    >>> linear_forecast(x, 3.0 * at, fit=at < 4, squares=False).round(6)
    array([ 3.,  6.,  9., 12., 15.])
    """
    x = sequences(x)
    y, fit = vector("y", y, size=len(x)), np.asarray(fit)
    if fit.shape != (len(x),) or fit.dtype != bool or not fit.any():
        raise ValueError(f"fit must be {len(x)} times True or False, at least once True; got shape {fit.shape}")
    flat = x.reshape(len(x), -1)
    table = np.column_stack([flat, *([flat**2] * squares), np.ones(len(x))])
    weights = np.linalg.lstsq(table[fit], y[fit])[0]
    return table @ weights


def first_sign(
    count: int, steps: int, *, rng: np.random.Generator | int | None = None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """A task for memory: noise of size 0.3, before it one +1 or -1. The class is the first number's sign.

    Parameters
    ----------
    count, steps : int
    rng : None, int or Generator

    Returns
    -------
    x : ndarray, shape (count, steps, 1)
    y : ndarray of int, shape (count,)
        1 where the sequence begins with +1.
    """
    count, steps, rng = whole("count", count, low=1), whole("steps", steps, low=1), generator(rng)
    y = rng.integers(0, 2, count)
    x = rng.normal(0, 0.3, (count, steps, 1))
    x[:, 0, 0] = 2 * y - 1
    return x, y


def columns(name: str, value: ArrayLike) -> npt.NDArray[np.float64]:
    """Readings as a table, shape (steps, readings); one row of numbers becomes one column."""
    try:
        flat = np.ndim(value) == 1
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths; every step needs the same readings") from None
    return vector(name, value)[:, None] if flat else matrix(name, value)


def _load(hours: int, rng: np.random.Generator) -> npt.NDArray:
    """Two shifts a day of changing weight, little on a night, less on Sundays, jobs of a few hours."""
    hour, weekday = np.arange(hours) % 24, np.arange(hours) // 24 % 7
    plan = np.where((hour >= 6) & (hour < 22), 0.65, 0.12) * np.where(weekday == 6, 0.35, 1.0)
    jobs = np.repeat(rng.normal(0, 0.16, hours // 3 + 1), 3)[:hours]
    return np.clip(plan + jobs * (plan > 0.3) + rng.normal(0, 0.03, hours), 0.02, 1.0)


def _wear(hours: int, failures: int, rng: np.random.Generator) -> tuple[npt.NDArray, npt.NDArray]:
    """Wear from 0 to 1 before each failure, and the hours of the failures."""
    wear = np.zeros(hours)
    ends = np.linspace(0.3 * hours, hours - 30, failures + 1)[1:] - rng.integers(0, 120, failures)
    ends = ends.astype(int)
    for end in ends:
        took = int(rng.integers(60, 121))
        wear[end - took + 1 : end + 1] = np.linspace(0, 1, took + 1)[1:] ** 2
    return wear, ends
