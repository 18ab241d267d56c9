"""From a student's id to numbers that are the same on every machine and with every version of NumPy."""

import hashlib
import random
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

__all__ = ["Draw", "folded", "normalised", "seed"]


T = TypeVar("T")


def folded(text: object) -> str:
    """A text as it is compared: one form for each letter, no case, no space around, no mark that nobody sees.

    A text of over 1,000 letters is no name, and stays as it is: the time to normalise accents grows with their square.

    Examples
    --------
    >>> folded(" S001 ") == folded("s001") == folded("\\u200fs001")
    True
    """
    plain = str(text)
    if len(plain) > 1_000:
        return plain
    seen = "".join(c for c in plain if c.isprintable() or c.isspace())  # a copied id may bring marks of direction
    plain = unicodedata.normalize("NFKC", seen).strip().casefold()
    return unicodedata.normalize("NFKC", plain)  # without case, letters may go together anew


def normalised(student: str) -> str:
    """An id as it is compared: without blanks around it, in one form of Unicode, capitals or not.

    Raises
    ------
    ValueError
        If it is no text, empty, or still what stood there to be replaced.

    Examples
    --------
    >>> normalised("  S001 ")
    's001'
    """
    if not isinstance(student, str):
        raise ValueError(f'The student id is a text in quotes, such as "s001"; got {student!r}')
    found = folded(student)
    if not found or found.startswith("put your"):
        raise ValueError('Put your own student id between the quotes of `student = "..."` and run the cell again')
    return found


def seed(student: str, purpose: str) -> int:
    """A whole number that a student's id gives for one purpose, such as "A1 partners".

    Examples
    --------
    >>> seed("s001", "A1 partners") == seed(" S001", "A1 partners") != seed("s002", "A1 partners")
    True
    """
    return int.from_bytes(hashlib.sha256(f"{normalised(student)}\0{purpose}".encode()).digest())


class Draw:
    """Draws for one student and purpose, from ``random.Random.random`` alone: Python promises that it never changes.

    Examples
    --------
    >>> draw = Draw("s001", "an example")
    >>> draw.whole(1, 6) in range(1, 7), sorted(draw.some("abc", 3))
    (True, ['a', 'b', 'c'])
    """

    def __init__(self, student: str, purpose: str) -> None:
        self._next = random.Random(seed(student, purpose)).random

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._next() * (high - low + 1))

    def one(self, items: Sequence[T]) -> T:
        """One of several items."""
        return items[self.whole(0, len(items) - 1)]

    def some(self, items: Iterable[T], count: int) -> list[T]:
        """``count`` different items, in the order drawn."""
        left = list(items)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(count)]

    def until(self, make: Callable[[], T], good: Callable[[T], bool], tries: int = 100_000) -> T:
        """What ``make()`` gives, again and again until it is ``good``."""
        return next(found for found in (make() for _ in range(tries)) if good(found))
