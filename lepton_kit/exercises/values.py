"""What an answer is taken to be: numbers, names, a text, True or False, in all usual forms of Python, NumPy and pandas.

Lessons, ``ready`` and marking read answers here and nowhere else, so that what fits in one place fits in all. Only
NumPy's own arrays and types that are arrays by their class are handed to NumPy: what an instance says of itself is
not looked at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set, Sized
from dataclasses import fields, is_dataclass
from decimal import Decimal
from itertools import islice
from math import prod
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

from lepton_kit.exercises.personal import folded

__all__ = ["Unjudged", "alike", "entries", "few", "kind", "names", "numbers", "numbers_like", "other_shape"]
__all__ += ["plain_name", "size", "text", "truths", "unfit"]

_MOST = 100_000  # entries that are taken from an iterator, which may have no end


class Unjudged(Exception):
    """The answer is of a kind that cannot be judged; the message says what was wanted."""


class NeverEnds(Unjudged):
    """The answer is a function that did not end in time: nobody should wait for it again."""


def numbers(answer: Any, labels: Iterable[str] = ()) -> npt.NDArray[np.float64]:
    """The answer as an array of floats.

    Parameters
    ----------
    answer : object
        A number, or numbers in lists, tuples, arrays, tables, iterators; a mapping, pairs or a labelled Series or table
        of one column, by their labels.
    labels : iterable of str
        The order in which labelled numbers are wanted.

    Raises
    ------
    Unjudged
        If it holds anything else, such as texts or True and False.

    Examples
    --------
    >>> numbers(range(3)), numbers({"b": 2, "a": 1}, labels=["a", "b"])
    (array([0., 1., 2.]), array([1., 2.]))
    """
    wanted = {plain_name(label): label for label in labels}
    given = _labelled(answer) if wanted else {}
    if wanted and given.keys() == wanted.keys():
        answer = [given[label] for label in wanted]
    elif isinstance(answer, Mapping):
        need = f"with the labels {', '.join(wanted.values())}" if wanted else "alone or in a list, without labels"
        lacks = [label for plain, label in wanted.items() if plain not in given][: len(given)]
        without = f", without {', '.join(lacks)}" * bool(lacks)
        raise Unjudged(f"Numbers are wanted, {need}; you gave {kind(answer)}{without}.")
    try:
        return _floats(answer, 0)
    except (OverflowError, RecursionError, ValueError, TypeError):
        raise Unjudged("A number in it is too large, or is none, or it is nested too deeply.") from None


def _labelled(answer: Any) -> dict[str, Any]:
    """A mapping, a Series, a table of one column or row, or pairs, by plain labels; empty where these are none."""
    rows = answer.squeeze() if type(answer).__name__ == "DataFrame" else answer
    try:
        by_label = isinstance(rows, Mapping) or type(rows).__name__ == "Series"
        pairs = list(rows.items() if by_label else () if isinstance(rows, Iterator) else entries(rows) or ())
        given = {plain_name(str(label)): value for label, value in pairs}
    except (TypeError, ValueError, AttributeError):  # they are no pairs
        return {}
    return given if len(given) == len(pairs) else {}


def _unwrapped(answer: Any) -> Any:
    """A table or tensor as NumPy's array, and what is in one without dimensions; anything else as it is."""
    if not hasattr(type(answer), "__array__"):
        return answer
    array = np.asarray(answer)
    return array if array.ndim else array.item()


def _floats(answer: Any, depth: int) -> npt.NDArray[np.float64]:
    answer = _unwrapped(answer)
    if isinstance(answer, np.ndarray | complex) and not np.iscomplexobj(real := np.real_if_close(answer)):
        answer = real  # eigenvalues and roots often come with an imaginary part of 0, or next to it
    if isinstance(answer, np.ndarray) and answer.dtype.kind in "iuf":
        return np.array(answer, dtype=float)
    if isinstance(answer, Real | Decimal) and not isinstance(answer, bool):
        return np.array(float(answer))
    inner = entries(answer)
    if inner is None or depth > 40:
        raise Unjudged(f"{'A number is' if depth else 'A number, or a row of numbers, is'} wanted; {_given(answer)}")
    if isinstance(answer, Set):
        inner = sorted(inner)
    if all(type(item) in (int, float) for item in inner):
        return np.array(inner, dtype=float)
    rows = [_floats(item, depth + 1) for item in inner]
    if len({row.shape for row in rows}) > 1:
        raise Unjudged("Its rows are of different lengths, or it mixes rows and numbers: that is no table of numbers.")
    return np.stack(rows)


def entries(answer: Any) -> list | None:
    """What is in a sequence, set, array, Series, iterator or view, as a list; None for anything else."""
    if isinstance(answer, str | bytes | Mapping) or callable(answer):
        return None
    if isinstance(answer, memoryview) or hasattr(type(answer), "__array__"):  # NumPy's own, pandas, tensors
        array = np.asarray(answer)
        if not few(array):
            raise Unjudged(f"It is {size(array)}; at most {_MOST:,} entries of an array are looked at one by one.")
        return array.tolist() if array.ndim else None
    if isinstance(answer, Sequence | Set | Iterator) or (isinstance(answer, Iterable) and isinstance(answer, Sized)):
        taken = list(islice(answer, _MOST + 1))
        if len(taken) > _MOST:
            raise Unjudged(f"It holds more than {_MOST:,} entries, or has no end.")
        return taken
    return None


def few(array: np.ndarray, most: int = _MOST) -> bool:
    """Whether an array makes lists that are not too long, which one of no entries may: its shape may be (10**9, 0)."""
    return prod(length or 1 for length in array.shape) <= most


def names(answer: Any) -> dict[str, str]:
    """A set of names, each by its :func:`plain_name`: from a set, list, array, Series, Index, generator or view.

    Raises
    ------
    Unjudged
        If it is anything else, such as numbers.
    """
    inner = entries(answer)
    inner = None if inner is None else [getattr(item, "name", item) for item in inner]  # partners go by their names
    if inner is None or not all(isinstance(item, str) for item in inner):
        raise Unjudged(f"A set of names such as {{'a', 'b'}} is wanted; {_given(answer, inner)}")
    return {plain_name(item): item for item in inner}


def plain_name(name: str) -> str:
    """A name as it is compared: capitals, width and blanks make no difference.

    Examples
    --------
    >>> plain_name("  Quarrel  & SONS")
    'quarrel & sons'
    """
    return " ".join(folded(name).split())


def text(answer: Any) -> str:
    """A text, or :class:`Unjudged`."""
    return _one(answer, str, "A text in quotes")


def _one(answer: Any, of: type, wanted: str) -> Any:
    value = _unwrapped(answer)
    if not isinstance(value, of):
        raise Unjudged(f"{wanted} is wanted; {_given(answer if isinstance(value, np.ndarray) else value)}")
    return value


def truths(answer: Any) -> npt.NDArray[np.bool_]:
    """True and False for each entry, or :class:`Unjudged`."""
    inner = np.asarray(entries(answer))
    if inner.dtype != bool:
        raise Unjudged(f"True and False for each are wanted; {_given(answer)}")
    return inner


def unfit(answer: Any, like: Any, *, any_size: bool = False) -> str:
    """What keeps an answer from being compared with one such as ``like``, of any size or its own; "" if nothing does.

    Examples
    --------
    >>> unfit([1.0, 2.0], like=np.zeros(3))
    'You gave 2 numbers; 3 numbers are wanted.'
    """
    try:
        got, want = alike(answer, like), alike(like, like)
    except Unjudged as problem:
        return str(problem)
    if not isinstance(want, np.ndarray):
        return ""
    if isinstance(answer, Set) and want.ndim and not _labelled(answer):
        return "You gave a set, which keeps no order: put the numbers into a list, [ ... ]."
    if got.shape != want.shape and not (any_size and got.ndim == want.ndim):
        return other_shape(got, want)
    return "" if np.isfinite(got).all() else "It holds nan or inf, which is no number; look for a division by 0."


def alike(answer: Any, like: Any) -> Any:
    """``answer`` as it is compared with one such as ``like``: names, a text, True or False, a mask, else numbers.

    Raises
    ------
    Unjudged
        If it is of another kind.
    """
    if isinstance(like, Set):
        return names(answer)
    if isinstance(like, str):
        return text(answer)
    if isinstance(like, bool | np.bool_):
        return _one(answer, bool, "One True or False")
    if isinstance(like, np.ndarray) and like.dtype == bool:
        return truths(answer)
    return numbers_like(answer, like)


def numbers_like(answer: Any, like: Any) -> npt.NDArray[np.float64]:
    """:func:`numbers`, by the labels of ``like`` if it is a mapping."""
    return numbers(answer, labels=like if isinstance(like, Mapping) else ())


def other_shape(got: np.ndarray, want: np.ndarray) -> str:
    """That an array is of another shape than the wanted one, in a sentence."""
    return f"You gave {size(got)}; {size(want)} {'is' if want.ndim != 1 else 'are'} wanted."


def kind(answer: Any) -> str:
    """What an answer is, in words."""
    if answer is ... or answer is None:
        return "`...`, where something is still to come" if answer is ... else "None"
    if isinstance(answer, str):
        return f"the text {answer[:40]!r}"
    if isinstance(answer, int | float | np.bool_):
        return f"{'the number ' * (not isinstance(answer, bool | np.bool_))}{answer}"[:50]
    if callable(answer) and not hasattr(type(answer), "predict"):  # a network can be called too
        return f"the function {getattr(answer, '__name__', 'itself')}; to use what it returns, call it with ( )"
    if is_dataclass(answer):
        computed = (name for name, part in vars(type(answer)).items() if isinstance(part, property))
        parts = [f"`.{name}`" for name in (*(part.name for part in fields(answer)), *computed) if name[0] != "_"]
        return f"a whole {type(answer).__name__}; name the part that is asked for: {', '.join(parts)}"
    if isinstance(answer, Iterator):
        return f"a {type(answer).__name__}, which is empty once it was read: put list( ) around it"
    if isinstance(answer, np.ndarray | np.generic) and answer.dtype.kind in "biuf":
        return "True and False for each" if answer.dtype.kind == "b" else size(answer)
    name = type(answer).__name__
    if name == "History":
        return "a History, as `fit` returns it: its numbers are in `.history`, and the network is what `fit` trained"
    article = "an" if name[:1].lower() in "aeiou" else "a"
    sized = answer.ndim > 0 if isinstance(answer, np.ndarray) else isinstance(answer, Sized)
    return f"{article} {name} of {len(answer)}" if sized else f"{article} {name}"


def _given(answer: Any, inner: list | None = None) -> str:
    """What was given, and what to do about the usual slips."""
    if isinstance(answer, bytes):
        return "you gave bytes, b'...'; write it without b and quotes."
    if inner and all(isinstance(item, bool | np.bool_) for item in inner):
        return "you gave True and False for each; pick with them: `names[...]`."
    if inner and all(isinstance(item, Real) for item in inner):
        return "you gave numbers. If they say where the names stand, look these up: `names[i]`."
    return f"you gave {kind(answer)}."


def size(array: Any) -> str:
    """How many numbers an array holds, in words.

    Examples
    --------
    >>> size(np.zeros(())), size(np.zeros(3)), size(np.zeros((2, 4)))
    ('one number', '3 numbers', 'a table of 2 x 4 numbers')
    """
    shape, of = np.shape(array), "times True or False" if np.asarray(array).dtype == bool else "numbers"
    if len(shape) < 2:
        return "one number" if not shape else "a row with one number in it" if shape == (1,) else f"{shape[0]} {of}"
    return f"a {'table' if len(shape) == 2 else 'block'} of {' x '.join(map(str, shape))} numbers"
