"""How a value is written for the wire, on whichever side it is: JSON of kinds and parts, bounded, never a pickle.

In a sandbox this runs beside a student's code and may do whatever that code makes of it; ``decoding`` reads it so.
"""

import base64
import dataclasses
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence, Set, ValuesView
from decimal import Decimal
from itertools import chain
from numbers import Real
from typing import Any

import numpy as np

from lepton_kit.exercises.calling import habit
from lepton_kit.exercises.decoding import BYTES, DEPTH, DIGITS, ITEMS, PLAIN
from lepton_kit.exercises.plain_text import clean

__all__ = ["Unsendable", "encode"]


class Unsendable(ValueError):
    """The value cannot cross: it is too large, too deep or without end. The message says which."""


def encode(value: Any, keep: Callable[[Any], int]) -> Any:
    """What JSON can hold of ``value``; ``keep(thing)`` returns the handle under which a function or model is kept.

    Raises
    ------
    Unsendable
        If it is too large, too deep or without end.

    Examples
    --------
    >>> encode((1, math.nan, ...), keep=id)
    ['tuple', 1, ['float', 'nan'], ['ellipsis']]
    """
    return _Encoder(keep).encode(value, 0)


class _Encoder:
    def __init__(self, keep: Callable[[Any], int]) -> None:
        self.keep, self.items, self.bytes = keep, 0, 0

    def encode(self, value: Any, depth: int) -> Any:
        self.items += 1
        if self.items > ITEMS:
            raise Unsendable(f"It holds more than {ITEMS:,} entries.")
        if depth > DEPTH:
            raise Unsendable(f"It is nested more than {DEPTH} levels deep; does it contain itself?")

        def made(kind: str, parts: Iterable) -> list:
            return [kind, *(self.encode(part, depth + 1) for part in parts)]

        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):  # before NumPy's numbers, of which its texts are a kind
            self._spend(6 * len(value))  # at worst each is written as \uXXXX
            return str.__str__(value)
        if isinstance(value, np.ndarray | np.generic | complex | memoryview):
            return self._array(value, made)
        if isinstance(value, int):
            if int.bit_length(value) > 3 * DIGITS:
                raise Unsendable(f"It is an integer of more than {DIGITS} digits.")
            return int.__int__(value)
        if isinstance(value, Real | Decimal):  # Fraction too
            value = float(value)
            return value if math.isfinite(value) else ["float", str(value)]
        if isinstance(value, tuple):
            return made("tuple", value)
        if isinstance(value, Sequence | ValuesView) and not isinstance(value, bytes | bytearray):  # range, array too
            return made("list", value)
        if isinstance(value, Set):
            return made("set", value)
        if isinstance(value, Mapping):
            return made("dict", chain.from_iterable(value.items()))
        return ["ellipsis"] if value is ... else self._object(value, made)

    def _object(self, value: Any, made: Callable[[str, Iterable], list]) -> list:
        name = type(value).__name__
        if (keras := sys.modules.get("keras")) and isinstance(value, keras.Model):
            return made("model", [self.keep(value)])
        if pandas := sys.modules.get("pandas"):
            if isinstance(value, pandas.Series):
                return made("series", [value.index.tolist(), value.to_numpy()])
            if isinstance(value, pandas.DataFrame):
                columns = chain.from_iterable((title, column.to_numpy()) for title, column in value.items())
                return made("frame", chain([value.index.tolist()], columns))
        if callable(value):
            called = str(getattr(value, "__name__", name))[:80]
            return made("function", [self.keep(value), called, habit(value)])
        if dataclasses.is_dataclass(value) and isinstance(value, Iterable):  # a portfolio, by its partners
            return made("list", value)
        if dataclasses.is_dataclass(value):
            public = [each.name for each in dataclasses.fields(value) if not each.name.startswith("_")]
            return made("record", chain([name], *((each, getattr(value, each)) for each in public)))
        if hasattr(type(value), "__array__"):  # tensors
            return self._array(np.asarray(value), made)
        return made("foreign", [name, clean(repr(value), 200)])

    def _array(self, value: Any, made: Callable[[str, Iterable], list]) -> list:
        array = np.asarray(value)
        self._spend(array.nbytes)
        if not PLAIN.fullmatch(array.dtype.str):  # texts, objects, dates: one by one
            return made("objects", chain([array.shape], array.ravel().tolist()))
        data = base64.b64encode(array.tobytes()).decode()
        if isinstance(value, np.generic | complex):
            return ["number", array.dtype.str, data]
        return [*made("array", [array.shape]), array.dtype.str, data]

    def _spend(self, size: int) -> None:
        self.bytes += size
        if self.bytes > BYTES:
            raise Unsendable(f"It takes {self.bytes / 1e6:,.0f} MB; an answer may have {BYTES / 1e6:.0f}.")
