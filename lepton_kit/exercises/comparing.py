"""How an answer is compared with the expected one: numbers, names, functions, properties.

Each maker returns a function ``compare(answer, expected)`` that returns None where the answer will do and otherwise
says what is wrong with it. ``Unjudged`` is raised where the answer is of a kind that cannot be compared at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass
from secrets import randbits
from typing import Any

import numpy as np

from lepton_kit.exercises.calling import arguments, called, unused, written
from lepton_kit.exercises.values import Unjudged, alike, entries, kind, other_shape, plain_name

__all__ = ["Comparison", "Property", "Unjudged", "exactly", "fresh", "near", "properties", "same_function"]

Comparison = Callable[..., str | None]
_seed: ContextVar[int | None] = ContextVar("seed", default=None)


def near(tolerance: float = 1e-6, *, decimals: int | None = None) -> Comparison:
    """Numbers, or arrays of them, within ``tolerance`` of the expected ones, absolute plus relative.

    Rounded as one would print them they will do too: to ``decimals`` where the task names a number of decimals, else to
    two or more that keep half a per cent of the largest. An expected mapping is compared label by label.
    """

    return _by_value(lambda a, b: _difference(a, b, tolerance, decimals=decimals, rounded=decimals is None))


def exactly() -> Comparison:
    """An exact value: a name, a whole number, True or False, a set of names."""

    return _by_value(lambda answer, expected: _difference(answer, expected, 1e-12))  # 30 * 0.1 is a little over 3


def _by_value(compare: Comparison) -> Comparison:
    """A comparison to which one answer is right, so that slips may be sought in another."""
    compare.by_value = True  # type: ignore[attr-defined]
    return compare


def _difference(
    answer: Any, expected: Any, tolerance: float, *, decimals: int | None = None, rounded: bool = False
) -> str | None:
    """What is wrong with an answer, by the kind of what is expected; None if nothing is."""
    got, want = alike(answer, expected), alike(expected, expected)
    if isinstance(expected, Set):
        missing, extra = len(want.keys() - got.keys()), len(got.keys() - want.keys())
        said = [f"{missing} missing"] * bool(missing) + [f"{extra} too many"] * bool(extra)
        return f"Your set has {' and '.join(said)}." if said else None
    if isinstance(expected, str | bool | np.bool_):
        return None if plain_name(str(got)) == plain_name(str(want)) else f"{got!r} is not it."
    got = got.reshape(1) if got.ndim == 0 and want.shape == (1,) else got  # of longer rows, more can be said
    if got.shape != want.shape:
        return other_shape(got, want)
    if want.dtype == bool:
        return None if np.array_equal(got, want) else "Not all of these are it."
    absolute = max(tolerance, 0.5 * 10.0**-decimals * (1 + 1e-9)) if decimals is not None else tolerance
    wrong = ~np.isclose(got, want, rtol=tolerance, atol=absolute, equal_nan=True)
    wrong &= ~(rounded & _as_printed(got, want))
    if not wrong.any():
        return None
    if got.ndim == 0:
        side = "is no number" if np.isnan(got) else "is too high" if got > want else "is too low"
        return f"Your {written(got)} {side}{_by(got, want)}."
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    where = list(expected)[first[0]] if isinstance(expected, Mapping) else f"entry [{', '.join(map(str, first))}]"
    return (
        f"{wrong.sum()} of {wrong.size} entries {'is' if wrong.sum() == 1 else 'are'} off; the first is {where}, your "
        f"{written(got[first])}{_by(got[first], want[first])}."
    )


def _as_printed(got: np.ndarray, want: np.ndarray) -> np.ndarray:
    """Which are the wanted numbers, rounded to a number of decimals at which nothing of weight is lost."""
    largest = np.abs(want).max(initial=0)
    for step in (1e-2, 1e-3, 1e-4, 1e-5):
        rounded = np.allclose(got, np.round(got / step) * step, rtol=0, atol=1e-9 * step)
        if rounded and step <= 0.01 * largest:
            return np.abs(got - want) <= 0.5 * step * (1 + 1e-9)
    return np.zeros(got.shape, dtype=bool)


@contextmanager
def fresh(seed: int | None = None) -> Iterator[int | None]:
    """Within the block, random cases are drawn from ``seed``, which it gives: the same ones each time.

    Without a seed it keeps the one of the block around it, or else takes a new one that nobody can foresee.

    Examples
    --------
    >>> with fresh(7) as outer, fresh() as inner:
    ...     outer, inner
    (7, 7)
    """
    seed = next((each for each in (seed, _seed.get()) if each is not None), None)
    token = _seed.set(randbits(64) if seed is None else seed)
    try:
        yield _seed.get()
    finally:
        _seed.reset(token)


def same_function(
    cases: Iterable[tuple] | Callable[[np.random.Generator], Iterable[tuple]],
    *,
    tolerance: float = 1e-6,
    seconds: float = 3,
) -> Comparison:
    """A function that gives what the expected one gives, for each tuple of arguments in ``cases``.

    ``cases`` may be a function of a NumPy Generator that draws them; see ``fresh``. The learner is told the smallest
    case that fails. Each case is called once for one seed, also where the results are compared with several expected
    functions, one after another. Where slips are sought, ``mend(result, want)`` mends each result first.
    """
    last: tuple[Any, Any, list, dict] = (None, None, [], {})  # function and seed; what it returned; what is wanted

    def try_out(function: Callable) -> tuple[list, dict]:
        nonlocal last
        with fresh() as seed:
            if last[0] is not function or last[1] != seed:
                drawn = sorted(cases(np.random.default_rng(seed)) if callable(cases) else cases, key=_extent)
                last = function, seed, list(_tried(function, drawn, seconds)), {}
            return last[2:]

    def compare(answer: Any, expected: Any, *, mend: Callable[[Any, Any], Any] | None = None) -> str | None:
        if not callable(answer):
            raise Unjudged(f"A function is wanted, its name without brackets; you gave {kind(answer)}.")
        tried, wanted = try_out(answer)
        for number, (case, result) in enumerate(tried):
            if isinstance(result, Unjudged):
                raise type(result)(str(result))
            if (expected, number) not in wanted:
                wanted[expected, number] = expected(*deepcopy(case))
            want = wanted[expected, number]
            try:
                problem = _difference(mend(result, want) if mend else result, want, tolerance)
            except Unjudged as unfit:
                raise Unjudged(f"{_called(expected, case, result)}. {unfit}") from None
            if problem is None:
                continue
            said = _called(expected, case, result)
            if written(result) == written(want):  # they differ behind what is shown
                return f"{said}. {problem}"
            same = len(tried) > 2 and len({repr(other) for _, other in tried}) == 1
            always = f" It gives that in all {len(tried)} cases: does it use its arguments?" * same
            return f"{said}; {written(want)} is wanted.{always or unused(answer)}"
        return None

    return _by_value(compare)


def _called(function: Callable, case: Sequence, result: Any) -> str:
    return f"Called with {arguments(function, case)}, your function gives {written(result)}"


def _tried(function: Callable, cases: Iterable[tuple], seconds: float) -> Iterator[tuple[tuple, Any]]:
    """Each case and what a function returns for it; at its end perhaps what stopped it."""
    for case in cases:
        try:
            result = called(function, case, seconds)
            result = entries(result) if isinstance(result, Iterator) else result  # it is looked at more than once
        except Unjudged as problem:
            yield case, problem
            return
        yield case, result


def _extent(case: Sequence) -> tuple[int, int]:
    """How much there is in a case for a reader: its numbers, and the length in which they are written."""
    return sum(np.size(part) for part in case if not callable(part)), len(repr(case))


@dataclass(frozen=True, slots=True)
class Property:
    """One thing that must be true of an answer, and what to say where it is not."""

    holds: Callable[[Any], bool]
    message: str


def properties(fits: Callable[[Any], bool], wanted: str, *required: Property) -> Comparison:
    """An answer of the ``wanted`` kind (``fits`` tests for it) that has every required property."""

    def compare(answer: Any, expected: Any) -> str | None:
        if not fits(answer):
            raise Unjudged(f"{wanted} is wanted; you gave {kind(answer)}.")
        return next((each.message for each in required if not each.holds(answer)), None)

    return compare


def _by(got: Any, want: Any) -> str:
    return f", off by {abs(got - want):.3g}" if np.isfinite(got) else ""
