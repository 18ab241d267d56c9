"""Before graded work is handed in: can this answer be marked? Whether it is right is not said, and not known here."""

import inspect
import warnings
from collections.abc import Mapping, Set

import numpy as np

from lepton_kit.exercises.interface import Note

__all__ = ["ready"]

_LATER = "You can hand in without it, for 0 points."


def ready(question_id, answer, *, like):
    """Say whether an answer can be marked: whether it is there, and of the kind and shape of ``like``.

    Parameters
    ----------
    question_id : str
        Such as "A1.2".
    answer : object
    like : object
        An example of what is wanted: a number, an array of the right shape, a text, True, a set of texts, or a function
        with the right arguments.

    Returns
    -------
    Note
        One sentence. It never raises for an answer, and never says whether the answer is right.

    Examples
    --------
    >>> ready("A1.1", [1.0, 2.0], like=np.zeros(3))
    ✗ **A1.1 cannot be marked yet.** It needs 3 numbers, shape (3,); your answer has shape (2,).
    >>> ready("A1.1", [1.0, 2.0, 3.0], like=np.zeros(3))
    ✓ **A1.1 can be marked.** Whether it is right, the feedback will say.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            missing = "" if answer is ... else _misfit(answer, like)
    except Exception:  # an answer may be any object, and fail at whatever is asked of it
        missing = "It fails when it is looked at. Use plain numbers, arrays, texts, sets or functions."
    if answer is ...:
        return Note(f"… **{question_id} is not answered yet.** {_LATER}")
    if missing:
        return Note(f"✗ **{question_id} cannot be marked yet.** {missing}")
    return Note(f"✓ **{question_id} can be marked.** Whether it is right, the feedback will say.")


def _misfit(answer, like):
    """What keeps an answer from being marked, or nothing."""
    if answer is None:
        return "It is None: a function without `return` gives that, and so does `print(...)`."
    if callable(like):
        return _unfit_function(answer, like)
    if callable(answer):
        return "It is a function; to use what it returns, call it with ( )."
    if isinstance(like, str):
        return "" if isinstance(answer, str) else f"It needs a text in quotes; yours is {_kind(answer)}."
    if isinstance(like, Set):
        fits = isinstance(answer, Set | list | tuple) and all(isinstance(each, str) for each in answer)
        return "" if fits else f"It needs a set of names such as {{'a', 'b'}}; yours is {_kind(answer)}."
    if isinstance(like, bool):
        return "" if isinstance(answer, bool | np.bool_) else f"It needs True or False; yours is {_kind(answer)}."
    return _unfit_numbers(answer, np.asarray(like, dtype=float))


def _unfit_numbers(answer, like):
    wanted = "one number" if like.ndim == 0 else f"{like.size} numbers, shape {_shape(like)}"
    wrong = f"It needs {wanted}; yours is {_kind(answer)}."
    if isinstance(answer, str | Mapping | Set):
        return wrong
    try:
        array = np.asarray(answer)
        numbers = np.asarray(array, dtype=float) if array.dtype.kind in "biufO" else None
    except (TypeError, ValueError):
        numbers = None
    if numbers is None:
        return wrong
    if numbers.shape != like.shape:
        has = "is one number" if numbers.ndim == 0 else f"has shape {_shape(numbers)}"
        return f"It needs {wanted}; your answer {has}."
    return "" if np.isfinite(numbers).all() else "It holds nan or inf, which is no number; look for a division by 0."


def _unfit_function(answer, like):
    wanted = list(inspect.signature(like).parameters)
    if not callable(answer):
        return f"It needs a function of {', '.join(wanted)}: its name, without brackets; yours is {_kind(answer)}."
    try:
        inspect.signature(answer).bind(*wanted)
    except TypeError:
        return f"It will be called with {len(wanted)} arguments, {', '.join(wanted)}, and cannot take them."
    except ValueError:
        pass  # a function written in C does not tell its arguments
    return ""


def _kind(answer):
    return f"of type {type(answer).__name__}"


def _shape(array):
    return str(tuple(array.shape))
