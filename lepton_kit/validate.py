"""The doors through which a caller's numbers enter: one check and one message for every function of the kit.

Each function returns a clean float array or raises a ``ValueError`` that says what was given and what was wanted.
"""

from collections.abc import Hashable
from typing import Any, TypedDict, Unpack

import numpy as np

__all__ = ["generator", "matrix", "number", "numbers", "one_of", "paired", "probability", "vector", "whole"]


_NOT_REAL = {"c": "complex numbers", "m": "time spans", "M": "dates"}


class Bounds(TypedDict, total=False):
    """What each number must keep to: at least ``low``, above ``above``, at most ``high``; ``hint`` ends the message."""

    low: float | None
    above: float | None
    high: float | None
    hint: str


def _array(name, value, ndim, wanted="hold numbers only", hint=""):
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    lost = "None" if value is None else "masked entries" if np.ma.is_masked(value) else _NOT_REAL.get(kind)
    if lost:  # NumPy would drop the mask, the imaginary part or the unit
        raise ValueError(f"{name} must {wanted}; got {lost}. {hint}".removesuffix(". "))
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError, OverflowError) as problem:
        wanted += ", below 1.8e308" * isinstance(problem, OverflowError)
        raise ValueError(f"{name} must {wanted}; got {value!r}. {hint}".removesuffix(". ")) from None
    if array.ndim != ndim:
        wanted = {1: "one row of numbers, shape (n,)", 2: "a table, shape (rows, columns)"}[ndim]
        raise ValueError(f"{name} must be {wanted}; got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} is empty; it needs at least one number")
    if not np.isfinite(array).all():  # searched for only when there is one: this is several times as fast
        bad = np.argwhere(~np.isfinite(array))
        where = f"[{', '.join(map(str, bad[0]))}]" * bool(ndim)
        wanted = f"{'every entry' if ndim else 'it'} must be a finite number. {hint}".removesuffix(". ")
        raise ValueError(f"{name}{where} is {array[tuple(bad[0])]}; {wanted}")
    if kind != "f" and max(array.max(), -array.min()) >= 2**53 and (lost := _changed(value, array)):
        raise ValueError(f"{name} has {lost[0]}, which a float cannot hold to the last digit; count in a larger unit")
    return array


def _changed(value, array):
    """Whole numbers that are others as floats."""
    pairs = zip(np.asarray(value, dtype=object).flat, array.flat, strict=True)
    return [whole for whole, kept in pairs if isinstance(whole, (int, np.integer)) and int(whole) != int(kept)]


def _within(name, array, *, low=None, above=None, high=None, hint=""):
    """The array, if every entry lies within the bounds that are given; two bounds are not missed by rounding alone."""
    if low is not None and high is not None and np.abs(array - array.clip(low, high)).max() <= 1e-12:
        return array.clip(low, high)
    if (low is not None and not array.min() >= low) or (above is not None and array.min() <= above):
        wrong, wanted = array.argmin(), f"above {above:g}" if low is None else f"at least {low:g}"
    elif high is not None and array.max() > high:
        wrong, wanted = array.argmax(), f"at most {high:g}"
    else:
        return array
    value, place = array.flat[wrong], ", ".join(map(str, np.unravel_index(wrong, array.shape)))
    if low is not None and high is not None:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}; got {value:g}. {hint}".removesuffix(". "))
    name += f"[{place}]" * bool(place)
    raise ValueError(f"{name} is {value:g}; it must be {wanted}. {hint}".removesuffix(". "))


def vector(name: str, value: object, *, size: int | None = None, **bounds: Unpack[Bounds]) -> np.ndarray:
    """A finite float vector of ``size`` entries, none out of bounds; ``hint`` names the usual slip.

    Examples
    --------
    >>> vector("costs", [0.8, -0.6], low=0)
    Traceback (most recent call last):
    ValueError: costs[1] is -0.6; it must be at least 0
    """
    array = _array(name, value, 1)
    if size is not None and len(array) != size:
        given = f"{name} has {len(array)} entries; {size} were wanted, one for each."
        raise ValueError(f"{given} {bounds.get('hint', '')}".rstrip())
    return _within(name, array, **bounds)


def numbers(name: str, value: Any, **bounds: Unpack[Bounds]) -> np.ndarray:
    """A finite float array of any shape, a single number too, no entry out of bounds."""
    return _within(name, _array(name, value, np.ndim(value)), **bounds)


def matrix(name: str, value: object, *, shape: tuple[int | None, ...] = (), **bounds: Unpack[Bounds]) -> np.ndarray:
    """A finite float table within bounds; a pandas DataFrame is welcome. ``shape`` may hold None for "any"."""
    array = _array(name, value, 2)
    if shape and any(want is not None and want != got for want, got in zip(shape, array.shape, strict=True)):
        wanted = " x ".join("any" if want is None else str(want) for want in shape)
        raise ValueError(f"{name} has shape {array.shape[0]} x {array.shape[1]}; {wanted} was wanted")
    return _within(name, array, **bounds)


def paired(first: tuple[str, object], second: tuple[str, object]) -> tuple[np.ndarray, np.ndarray]:
    """Two vectors of one length, given as ``(name, value)`` pairs."""
    (name_a, a), (name_b, b) = first, second
    a, b = vector(name_a, a), vector(name_b, b)
    if len(a) != len(b):
        given = f"{name_a} has {len(a)} entries and {name_b} has {len(b)}"
        raise ValueError(f"{given}; they go in pairs, one each a partner")
    return a, b


def probability(name: str, value: Any) -> float:
    """A number between 0 and 1."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} must be a number between 0 and 1; got {value!r}") from None
    return float(_within(name, np.array(number), low=0, high=1))


def number(name: str, value: Any, **bounds: Unpack[Bounds]) -> float:
    """One finite number within the bounds, as a float.

    Examples
    --------
    >>> number("budget", -1, low=0)
    Traceback (most recent call last):
    ValueError: budget is -1; it must be at least 0
    """
    hint = bounds.get("hint", "")
    if np.ndim(value) != 0:
        raise ValueError(f"{name} must be one number; got shape {np.shape(value)}. {hint}".rstrip())
    return float(_within(name, _array(name, value, 0, wanted="be one number", hint=hint), **bounds))


def whole(name: str, value: Any, *, low: int = 0, high: int | None = None) -> int:
    """A whole number from ``low`` to ``high``, as an int; 1e6 counts as one, 2.5, True and "3" do not.

    Examples
    --------
    >>> whole("draws", 1e6)
    1000000
    >>> whole("draws", 2.5)
    Traceback (most recent call last):
    ValueError: draws must be a whole number, at least 0; got 2.5
    """
    integer = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    integer = integer or (isinstance(value, (float, np.floating)) and float(value).is_integer())
    if integer and low <= value and (high is None or value <= high):
        return int(value)
    wanted = f"at least {low}" if high is None else f"from {low} to {high}"
    raise ValueError(f"{name} must be a whole number, {wanted}; got {value!r}")


def one_of(name: str, value: Any, allowed: tuple[object, ...]) -> Any:
    """``value`` if it is one of ``allowed``, else an error that lists them.

    Examples
    --------
    >>> one_of("sense", "maximise", ("max", "min"))
    Traceback (most recent call last):
    ValueError: sense must be one of 'max', 'min'; not 'maximise'
    """
    if not isinstance(value, Hashable) or value not in allowed:
        listed = ", ".join(repr(choice) for choice in allowed)
        raise ValueError(f"{name} must be one of {listed}; not {value!r}")
    return value


def generator(rng: np.random.Generator | np.random.SeedSequence | int | None = None) -> np.random.Generator:
    """A NumPy Generator from None (fresh), an int (a seed) or a Generator (used as it is)."""
    if rng is None or isinstance(rng, (int, np.integer, np.random.Generator, np.random.SeedSequence)):
        return np.random.default_rng(rng)
    raise TypeError(f"rng must be None, a whole number or a numpy Generator; got {type(rng).__name__}")
