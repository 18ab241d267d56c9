"""How a value is written for the wire, on whichever side it is: JSON with tags, bounded, and never a pickle.

In a sandbox this runs beside a student's code and may do whatever that code makes of it; ``decoding`` reads it so.
"""

import base64
import dataclasses
import math
import sys
from array import array as numbers_in_a_row
from collections.abc import Callable, Iterable, Mapping, Sequence, Set, ValuesView
from decimal import Decimal
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
    {'is': 'tuple', 'items': [1, {'is': 'float', 'text': 'nan'}, {'is': 'ellipsis'}]}
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

        def inner(each: Any) -> Any:
            return self.encode(each, depth + 1)

        if value is None or isinstance(value, bool):
            return value
        if value is ...:
            return {"is": "ellipsis"}
        if isinstance(value, str):  # before NumPy's numbers, of which its texts are a kind
            self._spend(6 * len(value))  # at worst each is written as \uXXXX
            return str.__str__(value)
        if isinstance(value, np.ndarray | np.generic | complex):
            return self._array(np.asarray(value), inner, scalar=not isinstance(value, np.ndarray))
        if isinstance(value, int):
            if int.bit_length(value) > 3 * DIGITS:
                raise Unsendable(f"It is an integer of more than {DIGITS} digits.")
            return int.__int__(value)
        if isinstance(value, Real | Decimal):  # Fraction too
            value = float(value)
            return value if math.isfinite(value) else {"is": "float", "text": str(value)}
        if isinstance(value, tuple):
            return {"is": "tuple", "items": [inner(each) for each in value]}
        if isinstance(value, memoryview | numbers_in_a_row):
            value = value.tolist()
        if isinstance(value, Sequence | ValuesView) and not isinstance(value, bytes | bytearray):  # deque, range too
            return [inner(each) for each in value]
        if isinstance(value, Set):
            return {"is": "set", "items": [inner(each) for each in value]}
        if isinstance(value, Mapping):
            return {"is": "dict", "items": [[inner(key), inner(each)] for key, each in value.items()]}
        return self._object(value, inner)

    def _object(self, value: Any, inner: Callable[[Any], Any]) -> Any:
        name = type(value).__name__
        if (keras := sys.modules.get("keras")) and isinstance(value, keras.Model):
            return {"is": "model", "handle": self.keep(value), "facts": inner({"name": value.name})}
        if pandas := sys.modules.get("pandas"):
            if isinstance(value, pandas.Series):
                return {"is": "series", "index": inner(value.index.tolist()), "values": inner(value.to_numpy())}
            if isinstance(value, pandas.DataFrame):
                columns = [[inner(key), inner(column.to_numpy())] for key, column in value.items()]
                return {"is": "frame", "index": inner(value.index.tolist()), "columns": columns}
        if callable(value):
            called = str(getattr(value, "__name__", name))[:80]
            return {"is": "function", "handle": self.keep(value), "name": called, "habit": habit(value)}
        if dataclasses.is_dataclass(value) and isinstance(value, Iterable):  # a portfolio, by its partners
            return [inner(each) for each in value]
        if dataclasses.is_dataclass(value):
            public = [each.name for each in dataclasses.fields(value) if not each.name.startswith("_")]
            return {"is": "record", "name": name, "items": [[each, inner(getattr(value, each))] for each in public]}
        if hasattr(type(value), "__array__"):  # tensors
            return self._array(np.asarray(value), inner)
        return {"is": "foreign", "name": name, "text": clean(repr(value), 200)}

    def _array(self, array: np.ndarray, inner: Callable[[Any], Any], scalar: bool = False) -> Any:
        self._spend(array.nbytes)
        shape = list(array.shape)
        if not PLAIN.fullmatch(array.dtype.str):  # texts, objects, dates: one by one
            return {"is": "objects", "shape": shape, "items": [inner(each) for each in array.ravel().tolist()]}
        data = base64.b64encode(array.tobytes()).decode()
        return {"is": "number" if scalar else "array", "dtype": array.dtype.str, "shape": shape, "data": data}

    def _spend(self, size: int) -> None:
        self.bytes += size
        if self.bytes > BYTES:
            raise Unsendable(f"It takes {self.bytes / 1e6:,.0f} MB; an answer may have {BYTES / 1e6:.0f}.")
