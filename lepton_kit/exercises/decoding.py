"""How what a sandbox says is read: lines of JSON, bounded, taken for nothing but plain values. Never a pickle.

What JSON has stands for itself; everything else is a mapping ``{"is": kind, ...}`` (``encode`` writes them). The writer
shares a process with a student's code, so nothing here is taken on trust: entries, levels and bytes are counted, and a
line that ``encode`` would not write is a ``WireError``.
"""

import base64
import dataclasses
import json
import math
import re
from collections import Counter
from collections.abc import Callable
from types import ModuleType
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
    if sum(line.count(sign) for sign in (b",", b"[", b"{")) > 3 * ITEMS:  # counted before memory is spent on them
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


def no_remote(kind: str, handle: int, facts: Any) -> Any:
    """For values that hold no function and no model."""
    raise WireError(f"there is no {kind} here")


# Values ---------------------------------------------------------------------------------------------------------------


def decode(data: Any, remote: Callable[[str, int, Any], Any] = no_remote) -> Any:
    """The value that ``encode`` wrote; ``remote(kind, handle, facts)`` makes what stands for a function or a model.

    Of a function the facts are its name and its :func:`~lepton_kit.exercises.calling.habit`.

    Raises
    ------
    WireError
        If ``data`` is nothing that ``encode`` writes.

    Examples
    --------
    >>> decode({"is": "tuple", "items": [1, {"is": "float", "text": "nan"}]})
    (1, nan)
    """
    try:
        return _decode(data, remote, 0)
    except WireError:
        raise
    except Exception as problem:  # whatever it is, ``encode`` did not write it
        raise WireError(f"a value is not written as it should be: {clean(problem, 200)}") from None


def _decode(data: Any, remote: Callable[[str, int, Any], Any], depth: int) -> Any:
    if depth > DEPTH + 4:
        raise WireError("it is nested too deeply")

    def inner(each: Any) -> Any:
        return _decode(each, remote, depth + 1)

    def many(key: str = "items") -> list:
        if not isinstance(data[key], list):
            raise WireError(f"{key} is no list")
        return [inner(each) for each in data[key]]

    if data is None or isinstance(data, bool | int | float):
        return data
    if isinstance(data, str):
        return data.encode(errors="replace").decode()  # a lone surrogate could be written nowhere
    if isinstance(data, list):
        return [inner(each) for each in data]
    match data["is"]:
        case "ellipsis":
            return ...
        case "float":
            return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[data["text"]]
        case "tuple":
            return tuple(many())
        case "set":
            return set(_spread(many()))
        case "dict":
            pairs = many()
            return dict(zip(_spread([key for key, _ in pairs]), [value for _, value in pairs], strict=True))
        case "record":
            return named(Record, data["name"])({_public(key): value for key, value in many()})
        case "array":
            return _array(data)
        case "number":
            return _array(data)[()]
        case "objects":
            return np.fromiter(many(), object).reshape(_shape(data))  # np.array would take lists apart
        case "series":
            index = many("index")
            return _pandas().Series(_column(inner(data["values"]), len(index)), index=index)
        case "frame":
            index, pairs = many("index"), many("columns")
            columns = {place: _column(values, len(index)) for place, (_, values) in enumerate(pairs)}
            return _pandas().DataFrame(columns, index=index).set_axis([key for key, _ in pairs], axis=1)
        case "function":
            facts = {"name": clean(data["name"], 80), "habit": clean(data["habit"], 20)}
            return remote("function", int(data["handle"]), facts)
        case "model":
            return remote("model", int(data["handle"]), inner(data["facts"]))
        case "foreign":
            return named(Foreign, data["name"])(clean(data["text"], 200))
    raise WireError("a value is of an unknown kind")


def _spread(keys: list) -> list:
    """Keys of a set or dict, unless so many share a hash that putting them in would take for ever."""
    keys = [_frozen(key) for key in keys]
    if keys and max(Counter(map(hash, keys)).values()) > 100:
        raise WireError("its entries are made to collide")
    return keys


def _frozen(key: Any) -> Any:
    """A key with frozen sets for sets: a set of the student's that is a key cannot be another."""
    parts = tuple(map(_frozen, key)) if isinstance(key, tuple) else key
    return frozenset(key) if isinstance(key, set) else parts


def _public(name: Any) -> str:
    if not isinstance(name, str) or not name.isidentifier() or name.startswith("_"):
        raise WireError("a field has no name that may cross")
    return name


def _column(values: Any, length: int) -> Any:
    """A column of a table, which must be of its length: pandas would stretch a single number to any."""
    if not isinstance(values, np.ndarray) or values.shape != (length,):
        raise WireError("a column is not as long as its index")
    return values


def _array(data: dict[str, Any]) -> np.ndarray:
    if not PLAIN.fullmatch(data["dtype"]):
        raise WireError("an array is of an unknown kind")
    kind = np.dtype(data["dtype"])
    raw = base64.b64decode(data["data"], validate=True)
    flat = np.frombuffer(raw, np.uint8) != 0 if kind.kind == "b" else np.frombuffer(raw, kind)
    return flat.reshape(_shape(data)).copy()


def _shape(data: dict[str, Any]) -> tuple[int, ...]:
    if not all(type(n) is int and 0 <= n <= BYTES for n in data["shape"]) or len(data["shape"]) > DEPTH:
        raise WireError("a shape is no list of whole numbers")
    return tuple(data["shape"])


def _pandas() -> ModuleType:
    try:
        import pandas
    except ImportError:
        raise WireError("it is of pandas, which is not installed where the copies are marked") from None
    return pandas
