"""How an answer is compared with the expected one: numbers and arrays, exact values, functions, properties.

Each maker returns a function ``compare(answer, expected)`` that returns None where the answer will do and otherwise
says what is wrong with it. ``Unjudged`` is raised where the answer is of a kind that cannot be compared at all.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

import numpy as np

from lepton_kit.coursework.limits import TooLong, time_limit

__all__ = ["Property", "Unjudged", "exactly", "near", "properties", "same_function"]


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


def same_function(cases, *, tolerance=1e-6, seconds=3):
    """A function that gives what the expected one gives, for each tuple of arguments in ``cases``."""
    close = near(tolerance)

    def compare(answer, expected):
        _demand(callable(answer), "A function is wanted, its name without brackets", answer)
        results = [_called(answer, case, seconds) for case in cases]
        if all(result is None or result is ... for result in results):
            return ...
        for case, result in zip(cases, results, strict=True):
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


def _called(function, case, seconds):
    try:
        with time_limit(seconds):
            return function(*case)
    except TooLong:
        raise Unjudged(f"Called with {_arguments(case)}, your function did not end within {seconds} s.") from None
    except Exception as problem:
        said = f"{type(problem).__name__}: {problem}".removesuffix(": ")
        raise Unjudged(f"Called with {_arguments(case)}, your function stopped with `{said}`.") from problem


def _numbers(answer):
    wanted = "A number, or a row of numbers, is wanted"
    _demand(not isinstance(answer, str | Mapping | Set) and not callable(answer), wanted, answer)
    try:
        return np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        raise Unjudged(f"{wanted}; your answer is {_kind(answer)}.") from None


def _arguments(case):
    return "(" + ", ".join(_kind(argument) if callable(argument) else repr(argument) for argument in case) + ")"


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
