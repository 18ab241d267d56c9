"""The slips that any question meets: right in substance, and off in unit, sign, order, kind or rounding.

They are tried on an answer that is not right and shows none of the question's own misconceptions. Each mends the answer
in one way, in knowledge of the expected one; if the mended answer is right, that was the slip.
"""

import re
from collections.abc import Callable, Set
from contextlib import suppress
from dataclasses import dataclass
from operator import index
from typing import Any

import numpy as np

from lepton_kit.exercises.comparing import Comparison
from lepton_kit.exercises.values import Unjudged, entries, names, numbers, numbers_like, plain_name, truths

__all__ = ["CANNOT", "NEAR_MISSES", "NearMiss", "explain"]

_QUANTITY = re.compile(r"([-+]?[\d.]+(?:e[-+]?\d+)?)(?: ?/ ?([\d.]+))?( ?%)?")  # whatever unit stands beside it
CANNOT = (Unjudged, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)  # it is no such slip


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A slip: its name, what to tell the learner, and ``mend(answer, expected)``, which gives None where it is none."""

    name: str
    message: str
    mend: Callable[[Any, Any], Any]


def explain(answer: Any, expected: Any, accept: Comparison) -> NearMiss | None:
    """The first of the general slips that, mended, makes the answer right; None if none does.

    Of a function's slips only a comparison of its results can tell; where it is tried otherwise, none is looked for.
    Where many amounts are right, no slip in the amount is looked for, only in the form.
    """
    by_value = getattr(accept, "by_value", False)
    if callable(expected) and not (callable(answer) and by_value):
        return None
    for miss in NEAR_MISSES if by_value else FORMS:
        with suppress(*CANNOT):
            if callable(expected):
                right = accept(answer, expected, mend=_or_itself(miss.mend)) is None
            else:
                mended = miss.mend(answer, expected)
                right = mended is not None and accept(mended, expected) is None
            if right:
                return miss
    return None


def _or_itself(mend: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """For functions: a slip may leave no trace in one of several results, such as the sign of 0."""

    def mended(result: Any, want: Any) -> Any:
        with suppress(*CANNOT):
            if (other := mend(result, want)) is not None:
                return other
        return result

    return mended


def _numeric(mend: Callable[[np.ndarray, np.ndarray], Any]) -> Callable[[Any, Any], Any]:
    return lambda answer, expected: mend(numbers_like(answer, expected), numbers_like(expected, expected))


# Kinds ----------------------------------------------------------------------------------------------------------------


def _unquoted(answer: Any, expected: Any) -> Any:
    if isinstance(answer, str | bytes):
        plain = (answer.decode() if isinstance(answer, bytes) else answer).replace(",", ".").replace("−", "-")
        [(above, below, percent)] = _QUANTITY.findall(plain)
        return float(above) / float(below or 1) / (100 if percent else 1)
    inner = entries(answer)
    return [_unquoted(item, expected) for item in inner] if inner and not isinstance(answer, Set) else None


def _in_thousands(answer: Any, expected: Any) -> float | None:
    parts = [*map(int, answer.split(","))] if isinstance(answer, str) else [*map(index, entries(answer) or ())]
    return float(np.polyval(parts, 1000)) if len(parts) > 1 else None


def _decimal_comma(answer: Any, expected: Any) -> Any:
    parts = [str(index(part)) for part in entries(answer) or ()]
    read = [float(".".join(pair)) for pair in zip(parts[::2], parts[1::2], strict=True)]
    return read if read and entries(expected) is not None else read[0] if len(read) == 1 else None


def _as_truth(answer: Any, expected: Any) -> bool | None:
    number = numbers(answer)
    return bool(number) if isinstance(expected, bool | np.bool_) and number.ndim == 0 and number in (0, 1) else None


def _as_number(answer: Any, expected: Any) -> Any:
    return int(answer) if isinstance(answer, bool | np.bool_) else truths(answer).astype(int)


def _taken_out(answer: Any, expected: Any) -> Any:
    while (inner := entries(answer)) and len(inner) == 1 and np.ndim(inner) > np.ndim(expected):
        answer = inner[0]
    return answer


def _in_full(answer: Any, expected: Any) -> Any:
    wanted = names(expected if isinstance(expected, Set) else [expected])
    given = [plain_name(answer)] if isinstance(answer, str) else [*names(answer)]
    words = {name: " ".join(["", *(re.findall(r"[^\W_]+", name) or "?"), ""]) for name in [*wanted, *given]}
    # Whole words alone: E1 is no part of E10, and A is one of N_A.
    alike = [[n for n in wanted if words[n] in words[short] or words[short] in words[n]] for short in given]
    full = {wanted[match[0]] for match in alike if len(match) == 1}
    return None if len(full) < len(given) else full if isinstance(expected, Set) else full.pop()


def _ordered(answer: Any, expected: Any) -> Any:
    same = isinstance(answer, Set) and {*numbers(answer).round(9)} == {*numbers_like(expected, expected).round(9)}
    return expected if same else None


def _one_by_one(answer: Any, expected: Any) -> set[str]:
    texts = [answer] if isinstance(answer, str) else names(answer)
    return {part for text in texts for part in re.split(r",|;| \+ | and ", text)}


def _keys(answer: Any, expected: Any) -> Any:
    """The names of a table's rows; those of a dict that are not False: it may say of each whether it is in the set."""
    if not isinstance(expected, Set):
        return None
    if type(answer).__name__ == "DataFrame":
        return {*answer.index}
    return {key for key, value in answer.items() if value or not isinstance(value, bool | np.bool_)}


def _count(answer: Any, expected: Any) -> Any:
    inner = entries(answer)
    return len(inner) if inner is not None and numbers(expected).ndim == 0 else None


# Numbers --------------------------------------------------------------------------------------------------------------


def _if_same_numbers(got: np.ndarray, want: np.ndarray) -> Any:
    same = got.shape == want.shape and np.allclose(np.sort(got, axis=None), np.sort(want, axis=None))
    return want if same and got.size > 1 else None


def _if_sorted(got: np.ndarray, want: np.ndarray) -> Any:
    steps = np.diff(got)
    return _if_same_numbers(got, want) if got.ndim == 1 and ((steps >= 0).all() or (steps <= 0).all()) else None


def _if_order(got: np.ndarray, want: np.ndarray) -> Any:
    if want.ndim != 1 or len(want) < 3 or got.shape != want.shape:
        return None
    up, down = np.argsort(want, kind="stable"), np.argsort(-want, kind="stable")
    orders = [down, np.argsort(down)] + [up, np.argsort(up)] * bool((np.diff(want) < 0).any())  # else it is counting
    return want if any(np.array_equal(got - first, order) for order in orders for first in (0, 1)) else None


def _if_rounded(got: np.ndarray, want: np.ndarray) -> Any:
    near = got.shape == want.shape and np.abs(got - want).max(initial=0) < 0.11 * np.abs(want).max(initial=0)
    if not near or np.array_equal(want, np.round(want)):
        return None
    ends = [d for d in range(6) if np.allclose(got, np.round(got, d), rtol=0, atol=1e-12)]  # 0.375 as 0.37 or 0.38
    return want if ends and np.abs(got - want).max() <= 0.5 * 10.0 ** -ends[0] * (1 + 1e-9) else None


def _of_parts(whole: Callable[[np.ndarray], Any]) -> Callable[[np.ndarray, np.ndarray], Any]:
    return lambda got, want: whole(got) if got.ndim and not want.ndim else None


def _scaled(factor: float) -> Callable[[Any, Any], Any]:
    return _numeric(lambda got, want: got * factor if got.shape == want.shape else None)


def _as_share(got: np.ndarray, want: np.ndarray) -> Any:
    if np.abs(want).max() > 1 or got.shape != want.shape:
        return None
    return want if got.all() and np.array_equal(got, np.round(100 * want)) else got / 100  # whole ones too


_MASK = "You gave True and False for each."
_KINDS = {
    "a dict for a set": ("The names are right. A set holds them alone, {'a', 'b'}; an empty one is `set()`.", _keys),
    "text for a number": ("You gave text. Leave quotes and unit out: 6, not '6' or '6 million'.", _unquoted),
    "a decimal comma": ("Python writes a decimal point: 0.5. To it, 0,5 is two numbers.", _decimal_comma),
    "a comma between thousands": ("To Python, 13,872 is two numbers. Write 13872, or 13_872.", _in_thousands),
    "a number for True or False": ("True or False is wanted, not 1 or 0: compare, or use `bool(...)`.", _as_truth),
    "True or False for a number": (
        "You gave True or False; 1 or 0 is wanted: `np.array(...).astype(int)` makes numbers of them.",
        _as_number,
    ),
    "one in a row": (
        "It is right, and stands alone in a row: take it out with `[0]`, of a table `.iloc[0]`, of a set `.pop()`. "
        "A comma at the end of the line makes a row, too.",
        _taken_out,
    ),
    "no braces": ("The name is right. A set is wanted: put it in braces, {'a'}.", lambda got, want: {got}),
    "other names": ("These are the right ones. Give their names in full, as the table or task has them.", _in_full),
    "names in one text": ("These are the right ones. Put each name in quotes of its own: {'a', 'b'}.", _one_by_one),
    "a set for a row": ("The numbers are right. A set keeps no order: put them into a list, [ ... ].", _ordered),
    "a mask for a count": (f"{_MASK} Count the True ones: `np.sum(...)`.", lambda got, want: truths(got).sum()),
    "a mask for places": (
        f"{_MASK} The places of the True ones are wanted: `np.flatnonzero(...)`.",
        lambda got, want: np.flatnonzero(truths(got)),
    ),
    "things for their number": ("You gave the things themselves. Their number is wanted: `len(...)`.", _count),
}
_NUMBERS = {
    "another shape": (
        "The numbers are right, in another shape: `np.ravel(...)` makes one row of them, `np.reshape(...)` any other.",
        lambda got, want: got.reshape(want.shape) if got.size == want.size > 1 and got.ndim != want.ndim else None,
    ),
    "transposed": ("Rows and columns have changed places: `np.transpose(...)` turns a table.", lambda got, want: got.T),
    "reversed": ("Right, in reversed order. Keep that of the task or its table.", lambda got, want: got[::-1]),
    "sorted": ("You sorted the numbers. Leave them in the order of the table, each with its own name.", _if_sorted),
    "another order": ("The numbers are right, in another order. Keep the table's, each by its name.", _if_same_numbers),
    "ranks or places": ("Those are ranks or places, as `np.argsort` gives them. The values are wanted.", _if_order),
    "rounded too far": ("That is rounded. Keep more decimals, or do not round at all.", _if_rounded),
    "parts for the total": ("Those are the parts. Their total is wanted: `np.sum(...)`.", _of_parts(np.sum)),
    "parts for the mean": ("Those are the parts. Their mean is wanted: `np.mean(...)`.", _of_parts(np.mean)),
}
_POINT = "The digits are right, the decimal point is not: your number is {} times too {}. Look at the units."
NEAR_MISSES = (
    *(NearMiss(name, message, mend) for name, (message, mend) in _KINDS.items()),
    NearMiss(
        "per cent for a share",
        "The digits are right, and your number is 100 times too large. Is it in per cent? A share is between 0 and 1.",
        _numeric(_as_share),
    ),
    NearMiss("sign", "The size is right, the sign is not: which of the two comes first?", _scaled(-1)),
    *(
        NearMiss("a power of ten", _POINT.format(f"{times:,}", side), _scaled(factor))
        for times in (10, 100, 1000, 1_000_000)
        for side, factor in (("large", 1 / times), ("small", float(times)))
    ),
    *(NearMiss(name, message, _numeric(mend)) for name, (message, mend) in _NUMBERS.items()),
)
_OF_FORM = {*_KINDS, "per cent for a share", "another shape", "transposed", "reversed"}
FORMS = tuple(miss for miss in NEAR_MISSES if miss.name in _OF_FORM)
