"""The yearly review of A2: records of trust, and who is near the door, for each student other ones."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import beta

from lepton_kit.coursework.personal.draw import Draw, normalised
from lepton_kit.coursework.personal.offers import NAMES
from lepton_kit.tabular import Tables

__all__ = ["Records", "records"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Records(Tables):
    """Six partners under review. All names and numbers are made up.

    Attributes
    ----------
    names : tuple of 6 texts
    a, b : ndarray, shape (6,)
        Trust before this year, Beta(a, b).
    successes, failures : ndarray, shape (6,)
        This year's projects.
    forget : float
        What is left of the old counts after a year.
    checked : dict
        For the second question: trust Beta(a, b) of five other partners, by name, this year included.
    break_even : float
        The rate of success from which a partner pays.
    exit_below : float
        Lepton leaves where the chance of a rate above break-even is smaller than this.
    """

    names: tuple[str, ...]
    a: np.ndarray
    b: np.ndarray
    successes: np.ndarray
    failures: np.ndarray
    forget: float
    checked: dict
    break_even: float
    exit_below: float

    def _tables(self):
        columns = (column.tolist() for column in (self.a, self.b, self.successes, self.failures))
        yield ("partner", "a", "b", "successes", "failures"), *zip(self.names, *columns, strict=True)
        yield ("partner", "a", "b"), *((name, a, b) for name, (a, b) in self.checked.items())

    def _notes(self):
        yield f"Of the old counts {self.forget:g} is left after a year. Break-even {self.break_even:g}."
        yield f"Lepton leaves where the chance of being above break-even is under {self.exit_below:g}."


def records(student):
    """The records of a student.

    In each copy somebody must go, somebody stays although the mean is below break-even, and somebody is safe.

    Raises
    ------
    ValueError
        If the id is none.

    Examples
    --------
    >>> mine = records("s001")
    >>> mine.a.shape, len(mine.checked)
    ((6,), 5)
    """
    return _records(normalised(student))


@lru_cache(maxsize=32)
def _records(student):
    draw = Draw(student, "A2 records")
    names = draw.some(NAMES, 11)
    counts = [np.array([float(draw.whole(1, high)) for _ in range(6)]) for high in (9, 9, 5, 5)]
    for array in counts:
        array.flags.writeable = False
    forget, break_even = draw.one((0.3, 0.4, 0.6, 0.7, 0.8)), draw.one((0.5, 0.55, 0.6, 0.65))
    exit_below = draw.one((0.1, 0.15, 0.2))
    trust = draw.until(
        lambda: [(draw.whole(2, 12), draw.whole(2, 12)) for _ in range(5)],
        lambda pairs: _hard_to_judge(pairs, break_even, exit_below),
    )
    return Records(
        names=tuple(names[:6]),
        a=counts[0],
        b=counts[1],
        successes=counts[2],
        failures=counts[3],
        forget=forget,
        checked={name: (float(a), float(b)) for name, (a, b) in zip(names[6:], trust, strict=True)},
        break_even=break_even,
        exit_below=exit_below,
    )


def _hard_to_judge(pairs, break_even, exit_below):
    """Two must go, one stays with a mean below break-even, one is safe, and nobody is near the line."""
    a, b = np.array(pairs, dtype=float).T
    above, mean = beta.sf(break_even, a, b), a / (a + b)
    go, safe = above < exit_below, 1 - above < exit_below
    near = np.minimum(abs(above - exit_below), abs(1 - above - exit_below)).min() < 0.0203
    doubtful = ~go & (mean < break_even - 0.01)
    return not near and go.sum() == 2 and doubtful.any() and safe.any() and (abs(mean - break_even) > 0.01).all()
