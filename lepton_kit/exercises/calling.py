"""Calling a learner's function: what it returns, in how long, and why it returned nothing."""

import contextlib
import dis
import inspect
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from copy import deepcopy
from dataclasses import astuple, is_dataclass
from itertools import islice
from pathlib import Path
from textwrap import shorten
from typing import Any

import numpy as np

from lepton_kit.exercises.timeouts import TooLong, time_limit
from lepton_kit.exercises.values import NeverEnds, Unjudged, few

__all__ = ["arguments", "called", "habit", "returned_nothing", "unused", "written"]

_IN_PLACE = {"sort", "reverse", "shuffle", "append", "extend", "insert", "remove", "update", "add", "fill", "partition"}
_NO_WORK = {"RESUME", "NOP", "CACHE", "COPY_FREE_VARS", "MAKE_CELL", "PUSH_NULL", "POP_TOP", "NOT_TAKEN"}
_CLEARER = (  # NumPy's own words for a slip, and the learner's
    (r"truth value of an array.*ambiguous",
     "`if`, `and`, `or`, `not`, `max` and `min` want one True or False, and got one for each entry. "
     "For whole arrays there are `np.all`, `np.any`, `&`, `|` and `np.maximum`"),
    (r"operands could not be broadcast|incompatible shapes|mismatch in its core dimension",
     "it puts rows of different lengths together"),
    (r"only integer scalar arrays|(tuple|list) indices must be integers or slices, not (list|numpy.ndarray)",
     "a list or tuple such as `names` gives one place at a time: `np.array(names)[...]` takes several, or a mask"),
    (r"only (0-dimensional|length-1) arrays", "it uses a whole array where one number is wanted"),
    (r"'(builtin_function_or_method|method|function)'", "a function in it is not called: `x.sum()` has brackets"),
    (r"'(int|float|numpy\.\w+)' object is not callable", "a number stands before ( ): to multiply, write `*` between"),
    (r"maximum recursion depth", "it calls itself without end: one case must give its result without that"),
    (r"Cannot cast ufunc", "an array of whole numbers cannot take fractions in place, as by `/=`: write `x = x / ...`"),
    (r"'NoneType'", "something in it is None, as `.sort()`, `print(...)` or a function without `return` gives"),
)  # fmt: skip


def habit(function: Callable) -> str:
    """What is known of a function by its code, for the case that it returns None.

    Returns
    -------
    str
        "stub" if it does nothing, "prints" if it prints and returns nothing, "no return", the name of a method that
        works in place and whose None it returns, or "" if none of these.

    Examples
    --------
    >>> habit(lambda x: ...), habit(lambda x: print(x)), habit(lambda x: x.sort()), habit(lambda x: x)
    ('stub', 'prints', 'sort', '')
    """
    if isinstance(known := getattr(function, "habit", ""), str) and known:  # of a function in another process
        return known
    code = getattr(getattr(function, "func", function), "__code__", None)
    if code is None:
        return ""
    steps = [step for step in dis.get_instructions(code) if step.opname not in _NO_WORK]
    constants = {"LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
    # Without all() or any(): beside a student's code, who may have replaced them, this runs too.
    if not [step for step in steps if step.opname not in constants or step.argval not in (None, ...)]:
        return "stub"
    ends = [i for i, step in enumerate(steps) if step.opname == "RETURN_VALUE" and not _gives_none(steps, i)]
    lines = [step.positions and step.positions.lineno for step in steps]
    for i in ends + [i for i, step in enumerate(steps) if step.opname.startswith("STORE")]:
        on_the_line = {step.argval for step, line in zip(steps[:i], lines, strict=False) if line == lines[i]}
        in_vain = sorted(on_the_line & {*_IN_PLACE, "print"}) if steps[i - 1].opname.startswith("CALL") else ()
        if in_vain and not on_the_line & {"np", "numpy"}:  # returned or given a name; np.sort(...) gives a new array
            return "prints" if "print" in in_vain else in_vain[0]
    if not ends and not any(step.opname == "RETURN_CONST" and step.argval is not None for step in steps):
        return "prints" if "print" in code.co_names else "no return"
    return ""


def _gives_none(steps: list[dis.Instruction], end: int) -> bool:
    """Whether a return gives None whichever way leads to it; to that of ``x if y else None`` lead two."""
    before = steps[end - 1]
    return before.opname == "LOAD_CONST" and before.argval is None and not steps[end].is_jump_target


def returned_nothing(function: Callable, case: Sequence = ()) -> str:
    """Why a function gave None, in a sentence that says what to do."""
    match habit(function):
        case "prints":
            return "Your function prints its result and returns nothing. Put `return ...` in place of `print(...)`."
        case "no return":
            return "Your function works something out and returns nothing. Let it end in `return ...`."
        case "sort":
            return "`.sort()` sorts in place and gives None. `sorted(...)` and `np.sort(...)` give the sorted row."
        case name if name in _IN_PLACE:
            return f"`.{name}(...)` works in place and gives None. Call it on its own line, and return what it changed."
    given = arguments(function, case)
    return f"Called with {given}, your function returned nothing. Does every way through it end in `return`?"


def called(function: Callable, case: Sequence, seconds: float) -> Any:
    """What a function returns; one that is not in this process has its own limit, ``seconds_allowed``.

    Raises
    ------
    Unjudged
        If it stops with an error, does not end in time, takes another number of arguments or returns nothing.
    """
    allowed = getattr(function, "seconds_allowed", None)

    def called_so() -> str:
        return f"Called with {arguments(function, case)}, your function"

    with contextlib.suppress(ValueError):  # a function written in C does not tell its arguments
        try:
            inspect.signature(function).bind(*case)
        except TypeError:
            kinds = [each.kind for each in inspect.signature(function).parameters.values()]
            takes = len(kinds) - (named := kinds.count(inspect.Parameter.KEYWORD_ONLY))
            raise Unjudged(
                f"Your function takes {takes} argument{'s' * (takes != 1)}, and is called with {len(case)}: "
                f"{arguments(function, case)}.{' Leave the `*` out of its brackets.' * (named > 0)}"
            ) from None
    try:
        limit = contextlib.nullcontext() if allowed else time_limit(seconds)
        with Path(os.devnull).open("w", errors="replace") as nowhere, contextlib.redirect_stdout(nowhere), limit:
            result = function(*deepcopy(case))  # a function that changes its arguments spoils no later case
    except TooLong:
        raise NeverEnds(f"{called_so()} did not end within {allowed or seconds} s.") from None
    except (Exception, SystemExit) as problem:
        said = shorten(f"{type(problem).__name__}: {problem}".removesuffix(": "), 400, placeholder=" ...")
        clearer = next((words for pattern, words in _CLEARER if re.search(pattern, str(problem))), "")
        how = f": {clearer}." if clearer else f" with `{said}`."
        raise Unjudged(f"{called_so()} stopped{how}{unused(function)}") from problem
    if result is None:
        raise Unjudged(returned_nothing(function, case))
    return result


def unused(function: Callable) -> str:
    """That a function's code never looks at some of its arguments, in a sentence; "" if it looks at all of them."""
    if not (code := getattr(function, "__code__", None)):
        return ""
    steps = [step for step in dis.get_instructions(code) if step.opname.startswith("LOAD") and "CON" not in step.opname]
    read = " ".join(str(step.argval) for step in steps)  # one step may read two
    left = [name for name in code.co_varnames[: code.co_argcount] if not re.search(rf"\b{name}\b", read)]
    names = " and ".join(f"`{name}`" for name in left)
    return f" It does not use {names}: what it works with must come in through its brackets." if left else ""


def arguments(function: Callable, case: Sequence) -> str:
    """The arguments of a call as a learner would write them, by name where the function tells them."""
    with contextlib.suppress(TypeError, ValueError):  # written in C, or it takes another number of arguments
        given = inspect.signature(function).bind(*case)
        if all(given.signature.parameters[n].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD for n in given.arguments):
            return f"({', '.join(f'{name} = {written(value)}' for name, value in given.arguments.items())})"
    return f"({', '.join(map(written, case))})"


def written(value: Any) -> str:
    """A value in short."""
    if callable(value):
        return str(getattr(value, "__name__", "a function"))
    if isinstance(value, float | np.floating):
        return f"{round(float(value), 14) + 0.0:.4g}"  # -0 is 0, and so is what floats leave of 0
    if hasattr(type(value), "__array__"):  # NumPy's own, pandas, tensors
        array = np.asarray(value)
        return written(array.tolist()) if few(array, 40) else f"an array of {' x '.join(map(str, array.shape))} entries"
    if isinstance(value, list | tuple | Set | Mapping) and (len(value) or not isinstance(value, Set)):
        pairs = value.items() if isinstance(value, Mapping) else ()
        parts = [f"{written(key)}: {written(part)}" for key, part in pairs] or [*map(written, islice(value, 40))]
        parts = sorted(parts) if isinstance(value, Set) else parts  # side by side with another set
        left, right = "[]" if isinstance(value, list) else "()" if isinstance(value, tuple) else "{}"
        return shorten(f"{left}{', '.join(parts[:40])}{right}", 200, placeholder=" ...")
    if is_dataclass(value) and isinstance(value, Iterable):  # a portfolio, by its partners
        rows = [tuple(part for part in astuple(each) if part != {}) for each in value]
        return f"{type(value).__name__}({written(rows if len(rows) < 5 else [row[0] for row in rows])})"
    if is_dataclass(value) and isinstance(name := getattr(value, "name", None), str):
        return f"{type(value).__name__} {name!r}"
    return shorten(repr(value), 200, placeholder=" ...")
