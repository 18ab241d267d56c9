"""Names and order: what carries labels is matched by its labels, and costs are never taken for returns in silence."""

import inspect
from collections.abc import Callable, Hashable, Iterable, Mapping, ValuesView
from concurrent.futures import Executor
from difflib import get_close_matches
from functools import wraps
from typing import Any, ParamSpec, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from lepton_kit.validate import numbers, vector

Floats: TypeAlias = npt.NDArray[np.float64]
Places: TypeAlias = npt.NDArray[np.intp]
Mask: TypeAlias = npt.NDArray[np.bool_]
Labels: TypeAlias = tuple[Hashable, ...]
Rng: TypeAlias = np.random.Generator | int | None
Pool: TypeAlias = Executor | None
Numbers: TypeAlias = Any
"""A number for each partner: an array, a list, a pandas Series or a dict by name (pandas is welcome and not
required)."""

P = ParamSpec("P")
T = TypeVar("T")


class Named:
    """Mix-in for a result with ``names`` and arrays in the order of these names."""

    __slots__ = ()
    names: Labels

    def by_name(self, what: str) -> dict[Hashable, Any]:
        """The numbers of one attribute as a dict by name.

        Examples
        --------
        >>> from lepton_kit.partnership import nash_bargain
        >>> nash_bargain({"A": 0.8, "B": 0.7}, {"A": 1.2, "B": 1.5}).by_name("transfer")
        {'A': 1.0, 'B': 1.1}
        """
        if len(set(self.names)) < len(self.names):
            raise ValueError(f"Some share a name ({listed(self.names)}); take .{what}, which is in their order")
        return dict(zip(self.names, self._each(what).tolist(), strict=True))

    def _each(self, what):
        """An attribute with a row for each name."""
        return getattr(self, what)


def aligned(**values: Any) -> tuple[Labels | None, list[Any]]:
    """The labels that the values share, and the values in one order.

    A pandas Series and a dict carry labels; they are put into the order of the first of them. What carries none is
    taken to stand in that order already. Labels that just count 0, 1, 2, ... are no names: None is returned for them.

    Raises
    ------
    ValueError
        If two values carry labels that do not match.

    Examples
    --------
    >>> aligned(value={"a": 1, "b": 2}, cost={"b": 1, "a": 5}, gain=[7, 8])
    (('a', 'b'), [[1, 2], [5, 1], [7, 8]])
    """
    labels = {name: own for name, value in values.items() if (own := labels_of(value)) is not None}
    first, shared = next(iter(labels.items()), ("", None))
    return _true_names(shared), [_in_order(name, value, first, shared) for name, value in values.items()]


def labelled_table(name: str, table: Any, **by_column: Any) -> tuple[Labels | None, Labels | None, Any, list[Any]]:
    """Names of the rows and of the columns, the plain table, and what is given by column in the order of the columns.

    Raises
    ------
    ValueError
        If something is given by name that the table does not have.
    """
    columns = tuple(table.columns.tolist()) if hasattr(table, "columns") else None
    plain = f"{name} has no names; give {name} as a DataFrame, or a list in the order of its columns"
    by_place = [matched(what, value, columns, f"the columns of {name}", plain) for what, value in by_column.items()]
    if columns is None:
        return None, None, table, by_place
    return _true_names(tuple(table.index.tolist())), columns, table.to_numpy(), by_place


def matched(what: str, value: Any, names: Labels | None, whose: str, plain: str) -> Any:
    """A value in the order of these names; one that is given by name where there are none is refused, saying so."""
    if names is None and (own := _true_names(labels_of(value))) is not None:
        raise ValueError(f"{what} is given by name ({listed(own)}), but {plain}")
    return _in_order(what, value, whose, names)


def place_of(what: str, entry: Any, names: Labels | None, n: int) -> int:
    """The place of a partner (or of a criterion) that is given by name, or by number from 0.

    Raises
    ------
    ValueError
        If there is none of this name or number, or more than one.
    """
    if names is not None and entry in names:
        if names.count(entry) > 1:
            raise ValueError(f"{what} has {entry!r}, and {names.count(entry)} share this name; name them apart")
        return names.index(entry)
    by_number = not any(isinstance(name, (int, np.integer)) for name in names or ())
    if by_number and isinstance(entry, (int, np.integer)) and not isinstance(entry, (bool, np.bool_)):
        if 0 <= entry < n:
            return int(entry)
        raise ValueError(f"{what} has {entry}; the {n} there are have the numbers 0 to {n - 1}")
    if names is None:
        raise ValueError(f"{what} wants numbers from 0 to {n - 1}, as there are no names here; got {entry!r}")
    raise ValueError(f"{what} has {entry!r}, and there is none of this name. {near(entry, names)}")


def one_each(
    what: str, value: Any, n: int, names: Labels | None = None, *, low: float | None = None, high: float | None = None
) -> Floats:
    """A number for each of n partners, from one number for all or from n, by name where they have names."""
    plain = f"the partners have no names; name them too, or give {what} as a list in their order"
    value = matched(what, value, names, "the partners", plain)
    if np.ndim(value) == 0:
        value = np.full(n, value)
    return vector(what, value, size=n, low=low, high=high, hint=f"One {what} for all partners, or one each.")


def cost_first(function: Callable[P, T]) -> Callable[P, T]:
    """Refuse ``cost`` and ``returns`` in places that, taken so, make the partners lose together: most likely swapped.

    Whoever names the two, ``cost=..., returns=...``, is taken at their word.

    Examples
    --------
    >>> from lepton_kit.partnership import net_contribution
    >>> net_contribution([1.2, 1.5], [0.8, 0.7])
    Traceback (most recent call last):
    ValueError: The costs add up to 2.7 and the returns to 1.5, a loss. Did you mean net_contribution(cost=<the second>,
    returns=<the first>)? cost comes first; a loss that is meant is given by name: cost=..., returns=...
    """
    at = list(inspect.signature(function).parameters).index("cost")

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        if len(args) > at + 1 and args[at + 1] is not None:
            try:
                _, pair = aligned(cost=args[at], returns=args[at + 1])
                costs, returns = (numbers("money", value).sum() for value in pair)
            except (TypeError, ValueError):
                return function(*args, **kwargs)  # it says what is wrong with them
            if returns < costs < np.inf:
                loss = f"The costs add up to {costs:g} and the returns to {returns:g}, a loss"
                meant = f"{function.__qualname__.removesuffix('.__init__')}(cost=<the second>, returns=<the first>)"
                by_name = "cost comes first; a loss that is meant is given by name: cost=..., returns=..."
                raise ValueError(f"{loss}. Did you mean {meant}? {by_name}")
        return function(*args, **kwargs)

    return checked


def near(entry: Any, known: Iterable[Any]) -> str:
    """What was perhaps meant, or all that there is."""
    names = [str(name) for name in known]
    close = get_close_matches(entry, names, 1) if isinstance(entry, str) else []
    return f"Did you mean {close[0]!r}?" if close else f"There are {listed(names)}"


def listed(entries: Iterable[Any], most: int = 12) -> str:
    """The first of the entries, with commas."""
    entries = [str(entry) for entry in entries]
    return ", ".join(entries[:most]) + (", ..." if len(entries) > most else "")


def labels_of(value: Any) -> Labels | None:
    """The names that a value carries, or None."""
    if isinstance(value, Mapping):
        return tuple(value)
    index = getattr(value, "index", None)
    return None if index is None or callable(index) else tuple(index.tolist())  # a list's ``index`` is a method


def _true_names(labels: Labels | None) -> Labels | None:
    """The labels, unless they only count 0, 1, 2, ..."""
    return None if labels is None or labels == tuple(range(len(labels))) else labels


def _in_order(name: str, value: Any, other: str, wanted: Labels | None) -> Any:
    """The entries of what carries labels in the order of those ``wanted``; anything else as it is."""
    own = labels_of(value)
    if own is None or wanted is None:
        return list(value) if isinstance(value, ValuesView) else value  # of a dict; NumPy takes it for one thing
    entries = list(value.values()) if isinstance(value, Mapping) else value.to_numpy()
    if own == wanted:
        return entries
    if len(set(own)) < len(own) or len(own) != len(wanted) or set(own) != set(wanted):
        labels = f"{name} has the labels {listed(own)} and {other} {listed(wanted)}"
        rest = "Give both the same labels, each once, or take them off with .to_numpy() where the order is the same"
        raise ValueError(f"{labels}; they cannot be matched. {rest}")
    place = {label: i for i, label in enumerate(own)}
    return [entries[place[label]] for label in wanted]
