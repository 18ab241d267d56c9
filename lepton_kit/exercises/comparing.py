"""How an answer is compared with the expected one: numbers and arrays, exact values, functions, properties.

Each maker returns a function ``compare(answer, expected)`` that returns None where the answer will do and otherwise
says what is wrong with it. ``Unjudged`` is raised where the answer is of a kind that cannot be compared at all.
"""

from collections.abc import Callable, Mapping, Set
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass
from secrets import randbits
from textwrap import shorten

import numpy as np

from lepton_kit.exercises.timeouts import TooLong, time_limit

__all__ = ["Property", "Unjudged", "called", "exactly", "fresh", "near", "properties", "same_function"]

_seed = ContextVar("seed", default=None)


class Unjudged(Exception):
    """The answer is of a kind that cannot be judged; the message says what was wanted."""


def near(tolerance=1e-6):
    """Numbers, or arrays of them, within ``tolerance`` of the expected ones, absolute plus relative."""

    def compare(answer, expected):
        got, want = _numbers(answer), np.asarray(expected, dtype=float)
        if got.shape != want.shape:
            return f"Your answer has shape {_shape(got)}; {_shape(want)} is wanted."
        wrong = ~np.isclose(got, want, rtol=tolerance, atol=tolerance)
        if not wrong.any():
            return None
        if got.ndim == 0:
            side = "is no number" if np.isnan(got) else "is too high" if got > want else "is too low"
            return f"Your {_written(got)} {side}{_by(got, want)}."
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        where = ", ".join(map(str, first))
        return (
            f"{wrong.sum()} of {wrong.size} entries are off; the first is entry [{where}], "
            f"your {_written(got[first])}{_by(got[first], want[first])}."
        )

    return compare


def exactly(*, among=()):
    """An exact value: a name, a whole number, True or False, a set of names. ``among`` lists what may be answered."""

    def compare(answer, expected):
        if isinstance(expected, Set):
            return _compare_sets(answer, expected)
        if isinstance(expected, str):
            _demand(isinstance(answer, str), "A text in quotes is wanted", answer)
            answer, expected = answer.strip().casefold(), expected.casefold()
            if among and answer not in {choice.casefold() for choice in among}:
                raise Unjudged(f"Answer with one of: {', '.join(among)}.")
        elif isinstance(expected, bool):
            _demand(isinstance(answer, bool | np.bool_), "True or False is wanted", answer)
        else:
            answer = _numbers(answer)
            _demand(answer.ndim == 0, "One number is wanted", answer)
        return None if answer == expected else f"{answer} is not it."

    return compare


def _compare_sets(answer, expected):
    wanted = "A set of names such as {'a', 'b'} is wanted"
    _demand(isinstance(answer, Set | list | tuple) and all(isinstance(each, str) for each in answer), wanted, answer)
    missing, extra = len(expected - set(answer)), len(set(answer) - expected)
    said = [f"{missing} missing"] * bool(missing) + [f"{extra} too many"] * bool(extra)
    return f"Your set has {' and '.join(said)}." if said else None


def _demand(holds, wanted, answer):
    if not holds:
        raise Unjudged(f"{wanted}; your answer is {_kind(answer)}.")


@contextmanager
def fresh(seed=None):
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


def same_function(cases, *, tolerance=1e-6, seconds=3):
    """A function that gives what the expected one gives, for each tuple of arguments in ``cases``.

    ``cases`` may be a function of a NumPy Generator that draws them; see ``fresh``. Each case is called once for one
    seed, also where the results are compared with several expected functions, one after another.
    """
    close, last = near(tolerance), (None,) * 4

    def compare(answer, expected):
        nonlocal last
        _demand(callable(answer), "A function is wanted, its name without brackets", answer)
        with fresh() as seed:
            if last[0] is not answer or last[1] != seed:
                drawn = list(cases(np.random.default_rng(seed)) if callable(cases) else cases)
                last = answer, seed, drawn, [called(answer, case, seconds) for case in drawn]
        *_, drawn, results = last
        if all(result is None or result is ... for result in results):
            return ...
        for case, result in zip(drawn, results, strict=True):
            call = f"Called with {_arguments(case)}"
            if result is None:
                raise Unjudged(f"{call}, your function returned nothing. Does every way through it end in `return`?")
            try:
                problem = close(result, expected(*case))
            except Unjudged as unfit:
                raise Unjudged(f"{call}, your function gave {_kind(result)}. {unfit}") from None
            if problem:
                return f"{call}: {problem[0].lower()}{problem[1:]}"
        return None

    return compare


@dataclass(frozen=True, slots=True)
class Property:
    """One thing that must be true of an answer, and what to say where it is not."""

    holds: Callable[[object], bool]
    message: str


def properties(kind, wanted, *required):
    """An answer of the ``wanted`` kind (``kind`` tests for it) that has every required property."""

    def compare(answer, expected):
        _demand(kind(answer), f"{wanted} is wanted", answer)
        return next((each.message for each in required if not each.holds(answer)), None)

    return compare


def called(function, case, seconds):
    """What a function returns; one that is not in this process has its own limit, ``seconds_allowed``."""
    allowed = getattr(function, "seconds_allowed", None)
    try:
        with nullcontext() if allowed else time_limit(seconds):
            return function(*deepcopy(case))  # a function that changes its arguments spoils no later case
    except TooLong:
        raise Unjudged(
            f"Called with {_arguments(case)}, your function did not end within {allowed or seconds} s."
        ) from None
    except Exception as problem:
        said = f"{type(problem).__name__}: {problem}".removesuffix(": ")
        raise Unjudged(f"Called with {_arguments(case)}, your function stopped with `{said}`.") from problem


def _numbers(answer):
    wanted = "A number, or a row of numbers, is wanted"
    _demand(not isinstance(answer, str | Mapping | Set) and not callable(answer), wanted, answer)
    try:
        _demand(not np.iscomplexobj(answer), wanted, answer)
        return np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        raise Unjudged(f"{wanted}; your answer is {_kind(answer)}.") from None


def _arguments(case):
    said = (_kind(argument) if callable(argument) else shorten(repr(argument), 200) for argument in case)
    return f"({', '.join(said)})"


def _kind(answer):
    if isinstance(answer, str):
        return f"the text {answer[:40]!r}"
    if callable(answer):
        return f"the function {getattr(answer, '__name__', 'you gave')}; to use what it returns, call it with ( )"
    return f"of type {type(answer).__name__}"


def _shape(array):
    return "of one number" if array.ndim == 0 else f"({', '.join(map(str, array.shape))})".replace("(1)", "(1,)")


def _written(number):
    return f"{float(number):.4g}"


def _by(got, want):
    if not np.isfinite(got):
        return ""
    return f", off by {abs(got - want):.3g}"
