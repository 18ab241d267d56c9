"""Partners and portfolios of them: what each costs (C) and what it returns (R), by name."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.labels import Floats, Numbers, aligned, cost_first, labels_of, listed, one_each, place_of
from lepton_kit.validate import number, paired, vector

__all__ = ["Partner", "Portfolio", "money"]


@dataclass(frozen=True, slots=True, init=False)
class Partner:
    """One partner: its name, its cost C and its return R, in one money unit, and whatever else is known of it.

    Parameters
    ----------
    name : str
    cost, returns : float
        C and R, not negative.
    **notes
        Anything else by name, such as ``kind="bank"`` or ``failure=0.1``.

    Raises
    ------
    ValueError
        If the name is empty, or the cost or the return is negative or no finite number.

    Examples
    --------
    >>> Partner("bank", cost=5, returns=11).net
    6.0
    """

    name: str
    cost: float
    returns: float
    notes: Mapping[str, Any] = field(hash=False)

    @cost_first
    def __init__(self, name: str, cost: float, returns: float, **notes: Any) -> None:
        if not isinstance(name, str) or not name.strip():
            raise ValueError(f"A partner's name comes first and is a text, such as 'bank'; got {name!r}")
        cost, returns = number(f"cost of {name}", cost, low=0), number(f"returns of {name}", returns, low=0)
        for what, value in {"name": name, "cost": cost, "returns": returns, "notes": notes}.items():
            object.__setattr__(self, what, value)

    @property
    def net(self) -> float:
        """Net contribution, N = R - C."""
        return self.returns - self.cost


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Portfolio(Tabular):
    """Several partners by name, with their numbers as arrays of shape (n,) in the order given.

    Parameters
    ----------
    source : iterable of Partner or of rows, mapping, DataFrame, str or Path
        Rows are ``(name, cost, returns)`` or dicts. A mapping holds ``name: (cost, returns)``, or columns. A DataFrame,
        and a CSV file given by its path, have columns ``name`` (or an index), ``cost`` and ``returns``. Further columns
        are kept: see :meth:`column`.

    Raises
    ------
    ValueError
        If there is no partner, an entry is none, or two partners share a name.

    Examples
    --------
    >>> three = Portfolio({"hospital": (8, 18), "bank": (5, 11), "school": (5, 11)})
    >>> three.net, three.total
    (array([10.,  6.,  6.]), 22.0)
    >>> three["bank"].cost, three.replace("bank", cost=6)["bank"].net
    (5.0, 5.0)
    >>> three[["school", "bank"]].names
    ('school', 'bank')
    """

    partners: tuple[Partner, ...]

    def __init__(self, source: Any) -> None:
        object.__setattr__(self, "partners", tuple(map(_partner, _rows_of(source))))
        if not self.partners:
            raise ValueError("A portfolio needs at least one partner; got none")
        if twice := {name for name in self.names if self.names.count(name) > 1}:
            raise ValueError(f"Each partner needs a name of its own; given twice: {', '.join(sorted(twice))}")

    def __len__(self) -> int:
        return len(self.partners)

    def __iter__(self) -> Iterator[Partner]:
        return iter(self.partners)

    def __getitem__(self, key: Any) -> Any:
        """The partner of this name; for several names, a slice, or a mask of yes and no, a portfolio of these."""
        key = self.names[key] if isinstance(key, slice) else key
        if isinstance(key, str) or not np.iterable(key):
            return self.partners[place_of("The key", key, self.names, len(self))]
        if len(entries := list(key.values() if isinstance(key, Mapping) else key)) and np.array(entries).dtype == bool:
            entries = np.flatnonzero(one_each("mask", key, len(self), self.names)).tolist()
        return Portfolio(self[entry] for entry in entries)

    @property
    def names(self) -> tuple[str, ...]:
        """The partners' names, a tuple of length n."""
        return tuple(partner.name for partner in self.partners)

    @property
    def cost(self) -> Floats:
        """C, shape (n,)."""
        return np.array([partner.cost for partner in self.partners])

    @property
    def returns(self) -> Floats:
        """R, shape (n,)."""
        return np.array([partner.returns for partner in self.partners])

    @property
    def net(self) -> Floats:
        """N = R - C, shape (n,)."""
        return self.returns - self.cost

    @property
    def total(self) -> float:
        """S = sum of N."""
        return float(self.net.sum())

    def column(self, name: str) -> np.ndarray:
        """What else is known of the partners under this name, shape (n,): numbers or texts."""
        if missing := [partner.name for partner in self.partners if name not in partner.notes]:
            known = listed(dict.fromkeys(note for partner in self.partners for note in partner.notes)) or "nothing"
            raise ValueError(f"{listed(missing)} have no {name!r}; known besides cost and returns: {known}")
        return np.array([partner.notes[name] for partner in self.partners])

    def table(self, names: Iterable[str]) -> Floats:
        """Several columns side by side, shape (n, k)."""
        return np.column_stack([self.column(name) for name in names]).astype(float)

    def replace(self, name: str, **changes: Any) -> "Portfolio":
        """The portfolio with one partner's numbers changed, as in ``replace("bank", cost=6)``."""
        old = self[name]
        new = Partner(**({"name": old.name, "cost": old.cost, "returns": old.returns} | old.notes | changes))
        return Portfolio(new if partner is old else partner for partner in self.partners)

    def _rows(self):
        yield "partner", "cost C", "return R", "net N = R − C"
        for partner in self.partners:
            yield partner.name, f"{partner.cost:g}", f"{partner.returns:g}", f"{partner.net:g}"
        yield "together", f"{self.cost.sum():g}", f"{self.returns.sum():g}", f"{self.total:g}"


def money(cost: Any, returns: Numbers = None) -> tuple[tuple | None, Floats, Floats]:
    """Names, C and R from a portfolio (or what one is made of), or from costs and returns.

    Numbers count as arrays of one entry. Names are None where neither carries any.

    Raises
    ------
    ValueError
        If the labels do not match, the lengths differ, or a cost is negative or a number missing.
    """
    if returns is None:
        if not isinstance(cost, Portfolio):
            if not (isinstance(cost, Mapping) or hasattr(cost, "columns")):
                raise ValueError("returns is missing: give cost and returns, or a Portfolio, which has both")
            cost = Portfolio(cost)
        return cost.names, cost.cost, cost.returns
    if isinstance(cost, Portfolio):
        raise ValueError("A Portfolio has costs and returns already; give nothing else for returns")
    names, (cost, returns) = aligned(cost=cost, returns=returns)
    cost, returns = ([value] if np.ndim(value) == 0 else value for value in (cost, returns))
    C, R = paired(("cost", cost), ("returns", returns))
    return names, vector("cost", C, low=0, hint="A cost cannot be negative. Did you mean returns?"), R


def _rows_of(source: Any) -> Iterable[Any]:
    """Partners, or something that :func:`_partner` can read, one by one."""
    if isinstance(source, (str, Path)):
        try:
            text = Path(source).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as problem:
            why = getattr(problem, "strerror", "it is not in UTF-8; have your spreadsheet save it as 'CSV UTF-8'")
            raise ValueError(f"{source} cannot be read as a CSV file of partners: {why}") from None
        mark = max(",;\t", key=text.partition("\n")[0].count)
        if mark != ",":  # then decimals may have the comma
            text = re.sub(rf"(?m)(?<={mark})( *-?\d+),(\d+ *)(?={mark}|$)", r"\1.\2", text)
        return csv.DictReader(StringIO(text, newline=""), delimiter=mark)
    if hasattr(source, "columns"):  # a DataFrame
        frame = source if "name" in source.columns else source.rename_axis("name").reset_index()
        return frame.to_dict("records")
    if not isinstance(source, Mapping):
        return source if np.iterable(source) else [source]
    if {"cost", "returns"} <= set(source) or ("name" in source and {"cost", "returns"} & set(source)):
        return [source] if isinstance(source.get("name"), str) else _rows_of_columns(source)
    rows: Any = ((name, row if np.iterable(row) else [row]) for name, row in source.items())
    return ({"name": name, **row} if hasattr(row, "items") else (name, *row) for name, row in rows)


def _rows_of_columns(source: Mapping[str, Any]) -> Iterable[Any]:
    """One dict a row. Labels of the columns are matched; they are the names if there is no such column."""
    if missing := sorted({"cost", "returns"} - set(source)):
        raise ValueError(f"The columns {listed(source)} lack {missing[0]!r}")
    labels, columns = aligned(**source)
    if labels is not None and labels_of(source.get("name", {})) is None:  # a plain list: it is what labels must match
        labels, columns = aligned(**{**source, "name": {name: name for name in source["name"]}})
    table = {"name": labels, **dict(zip(source, columns, strict=True))}
    if table["name"] is None:
        raise ValueError(f"The columns {listed(source)} lack 'name'; or give Series or dicts by name")
    if len({np.shape(column) for column in table.values()}) > 1:
        sizes = listed(f"{what} {np.size(column)}" for what, column in table.items())
        raise ValueError(f"The columns must be of one length, an entry for each partner; got {sizes}")
    return (dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True))


def _partner(row: Any) -> Partner:
    if isinstance(row, Partner):
        return row
    row = row._asdict() if hasattr(row, "_asdict") else row  # of a DataFrame's itertuples()
    if hasattr(row, "items"):
        if None in row:  # where csv puts what is beyond the head
            *cells, beyond = row.values()
            given = f"{len(cells) + len(beyond)} cells for {len(cells)} columns: {listed([*cells, *beyond])}"
            raise ValueError(f"A line has {given}. Is there a decimal comma? Write decimals with a point")
        if missing := [what for what in ("name", "cost", "returns") if row.get(what) in (None, "")]:
            cells = listed(f"{column} {value!r}" for column, value in row.items())
            raise ValueError(f"A partner needs {', '.join(missing)}; got {cells or 'an empty row'}")
        return Partner(**{str(what).strip(): _number(value) for what, value in row.items()})
    if not isinstance(row, (tuple, list, np.ndarray)) or len(row) != 3:
        raise ValueError(f"A portfolio holds Partner(name, cost=..., returns=...) entries; got {row!r}")
    return Partner(*row)


def _number(value: Any) -> Any:
    """A cell of a CSV file as the number that it spells, or as it is."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value.strip()
