"""How what a sandbox says is read: lines of JSON, bounded, taken for nothing but plain values. Never a pickle.

A number, a text, True, False and None stand for themselves; everything else is a list ``[kind, *parts]``, and its parts
are values (``encode`` writes them). The writer shares a process with a student's code, so nothing here is taken on
trust: entries, levels and bytes are counted, and a line that ``encode`` would not write is a ``WireError``.
"""

import base64
import dataclasses
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from lepton_kit.exercises.plain_text import clean

__all__ = ["Foreign", "Record", "WireError", "decode", "named", "pack", "unpack"]

ITEMS, DEPTH, BYTES, DIGITS = 100_000, 40, 32 << 20, 400  # entries, levels, bytes of one array or text, of an int
PLAIN = re.compile(r"[<>|=]?([biuf](1|2|4|8|16)|c(8|16))")  # the dtypes that travel as bytes


class WireError(ValueError):
    """What arrived is nothing that ``encode`` writes."""


class Record(dict):
    """A dataclass of the sandbox: its fields by name, as entries and as attributes.

    No attribute that begins with ``_`` comes from there: it is by such names that NumPy asks where memory lies.
    """

    __hash__ = object.__hash__  # type: ignore[assignment]  # records stand in sets

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self:
            raise AttributeError(f"no field {name!r}")
        return self[name]


@dataclasses.dataclass(frozen=True, slots=True, repr=False)
class Foreign:
    """A value of a kind that does not cross; what is known of it is how it looked. ``type(value)`` bears its name."""

    _text: str

    def __repr__(self) -> str:
        return self._text


def named(base: type, name: object) -> Any:
    """A class derived from ``base`` that is called ``name``, where that is fit to be a name."""
    known = name if isinstance(name, str) and name.isidentifier() and name[0] != "_" else base.__name__
    return type(known[:80], (base,), {"__slots__": ()} if base is Foreign else {})


# Lines of JSON --------------------------------------------------------------------------------------------------------


def pack(message: dict[str, Any]) -> bytes:
    """One line of JSON, as bytes."""
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def unpack(line: bytes) -> dict[str, Any]:
    """The mapping in a line of JSON, which must be to the byte what :func:`pack` writes of it.

    So no key stands there twice, no number is NaN or written otherwise than Python writes it.

    Raises
    ------
    WireError
        If it is no such mapping, or holds an endless integer, or too many or too deep entries.
    """
    if sum(line.count(sign) for sign in (b",", b"[", b"{")) > 4 * ITEMS:  # counted before memory is spent on them
        raise WireError("the message has too many entries")
    try:
        message = json.loads(line)
        as_packed = pack(message) == line
    except (ValueError, RecursionError) as problem:
        raise WireError(f"the message is not JSON as it should be: {clean(problem, 200)}") from None
    if not isinstance(message, dict):
        raise WireError("the message is no mapping")
    if not as_packed:
        raise WireError("the message is not written as it is sent")
    return message


# Values ---------------------------------------------------------------------------------------------------------------


def decode(data: Any, remote: Callable[..., Any] | None = None) -> Any:
    """The value that ``encode`` wrote; ``remote(kind, handle, *facts)`` makes what stands for a function or a model.

    Of a function the facts are its name and its :func:`~lepton_kit.exercises.calling.habit`.

    Raises
    ------
    WireError
        If ``data`` is nothing that ``encode`` writes, or holds a function or a model and ``remote`` is not given.

    Examples
    --------
    >>> decode(["tuple", 1, ["float", "nan"]])
    (1, nan)
    """
    try:
        return _decode(data, remote, 0)
    except WireError:
        raise
    except Exception as problem:  # whatever it is, ``encode`` did not write it
        raise WireError(f"a value is not written as it should be: {clean(problem, 200)}") from None


def _decode(data: Any, remote: Callable[..., Any] | None, depth: int) -> Any:
    if depth > DEPTH + 4:
        raise WireError("it is nested too deeply")
    if data is None or isinstance(data, bool | int | float):
        return data
    if isinstance(data, str):
        return data.encode(errors="replace").decode()  # a lone surrogate could be written nowhere
    kind, *parts = data[0], *(_decode(part, remote, depth + 1) for part in data[1:])
    if kind in ("function", "model") and remote is not None:
        return remote(kind, int(parts[0]), *(clean(fact, 80) for fact in parts[1:]))
    return _MAKERS[kind](*parts)


def _spread(keys: Sequence) -> list:
    """Keys of a set or dict, unless so many share a hash that putting them in would take for ever."""
    keys = [_frozen(key) for key in keys]
    if keys and max(Counter(map(hash, keys)).values()) > 100:
        raise WireError("its entries are made to collide")
    return keys


def _frozen(key: Any) -> Any:
    """A key with frozen sets for sets: a set of the student's that is a key cannot be another."""
    parts = tuple(map(_frozen, key)) if isinstance(key, tuple) else key
    return frozenset(key) if isinstance(key, set) else parts


def _record(name: Any, *fields: Any) -> Record:
    if not all(isinstance(key, str) and key.isidentifier() and not key.startswith("_") for key in fields[::2]):
        raise WireError("a field has no name that may cross")
    return named(Record, name)(zip(fields[::2], fields[1::2], strict=True))


def _array(shape: tuple[int, ...], dtype: str, data: str) -> np.ndarray:
    if not PLAIN.fullmatch(dtype):
        raise WireError("an array is of an unknown kind")
    kind = np.dtype(dtype)
    raw = base64.b64decode(data, validate=True)
    flat = np.frombuffer(raw, np.uint8) != 0 if kind.kind == "b" else np.frombuffer(raw, kind)
    return _shaped(flat, shape).copy()


def _shaped(flat: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if not all(type(n) is int and 0 <= n <= BYTES for n in shape) or len(shape) > DEPTH:
        raise WireError("a shape is no list of whole numbers")
    return flat.reshape(shape)


def _series(index: list, values: Any) -> Any:
    from pandas import Series

    return Series(_column(index, values), index=index)


def _frame(index: list, *columns: Any) -> Any:
    from pandas import DataFrame

    by_place = {place: _column(index, values) for place, values in enumerate(columns[1::2])}
    return DataFrame(by_place, index=index).set_axis(columns[::2], axis=1)


def _column(index: list, values: np.ndarray) -> np.ndarray:
    """A column of a table, which must be of its length: pandas would stretch a single number to any."""
    if not isinstance(values, np.ndarray) or values.shape != (len(index),):
        raise WireError("a column is not as long as its index")
    return values


# What makes a value of its parts, by its kind.
_MAKERS: dict[str, Callable[..., Any]] = {
    "ellipsis": lambda: ...,
    "float": {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}.__getitem__,
    "tuple": lambda *items: items,
    "list": lambda *items: [*items],
    "set": lambda *items: {*_spread(items)},
    "dict": lambda *items: dict(zip(_spread(items[::2]), items[1::2], strict=True)),
    "record": _record,
    "array": _array,
    "number": lambda dtype, data: _array((), dtype, data)[()],
    "objects": lambda shape, *items: _shaped(np.fromiter(items, object), shape),  # np.array would take lists apart
    "series": _series,
    "frame": _frame,
    "foreign": lambda name, text: named(Foreign, name)(clean(text, 200)),
}
