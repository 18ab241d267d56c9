"""An industry: twelve partners with its numbers, its rules and its risks, read from a file that a person can write.

Money is in million euros a year. The partner bears ``cost`` at the start of the year; ``returns`` arrive at Lepton
during it. To add an industry, copy ``notebooks/source/industries/base.toml`` and change what it says: whatever is
missing, unknown or out of range is named when the file is read.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.labels import Floats, near
from lepton_kit.partnership.portfolios import Portfolio

__all__ = ["Industry", "read_industry"]

Texts: TypeAlias = tuple[str, ...]

_CRITERIA = {"technical": "technical strength", "market": "market potential", "resources": "resource support"}
_PAIRS = {"synergy": " and ", "conflict": " or ", "requires": " needs "}

# What a file holds: a pair of limits stands for a number, [kind] for a list of that kind, a dict for a table.
_AMOUNT, _CHANCE, _TEXTS = (0, inf), (0, 1), [str]
_MARK = {"mark": (0, 10), "by": str, "why": str}
_RULE = {"partners": _TEXTS, "why": str}
_COLUMNS: dict[str, Any] = dict.fromkeys(("name", "kind", "form", "role"), str) | {"failure": _CHANCE, "brings": _TEXTS}
_COLUMNS |= dict.fromkeys(("cost", "returns", "months", "successes", "failures"), _AMOUNT)
_PARTNER = {**_COLUMNS, "outputs": _TEXTS, **dict.fromkeys(_CRITERIA, _MARK)}
_CLAUSE = {"name": str, "cost": _AMOUNT, "chance_without": _CHANCE, "chance_with": _CHANCE, "loss": _AMOUNT}
_RULES = {"synergy": [{"amount": (-inf, inf), **_RULE}], "conflict": [_RULE], "requires": [_RULE]}
_FILE = {
    **dict.fromkeys(("name", "question", "story"), str),
    "budget": _AMOUNT,
    "weights": dict.fromkeys(_CRITERIA, _CHANCE),
    "outputs": _TEXTS,
    "partner": [_PARTNER],
    **_RULES,
    "shock": {"name": str, "chance": _CHANCE, **_RULE},
    "clause": [_CLAUSE | _RULE],
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Industry(Tabular):
    """An industry, with n partners, k = 3 criteria and m outputs.

    Attributes
    ----------
    name, question, story : str
    budget : float
        What Lepton may pay out in a year, in million euros.
    portfolio : Portfolio
        C and R by name, with the columns "kind", "form" (of co-operation), "brings", "role" (in this industry), a mark
        from 0 to 10 for each criterion, "failure" (chance that the partner brings nothing in a year), "months" (until
        it earns), "successes" and "failures" (of past projects).
    criteria, senses : tuple of k texts
    weights : ndarray, shape (k,)
    outputs : tuple of m texts
    M : ndarray, shape (n, m)
        1 where the partner contributes to the output.
    synergy : dict of (name, name) to float
        What a pair is worth on top, or less where both do the same.
    conflicts, requires : tuple of (name, name)
        Two of whom at most one signs; one who needs the other.
    reasons : dict
        Of a partner's name to a line for each criterion, who gave the mark and why.
    notes : tuple of str
        A line for each synergy, conflict and requirement, with its reason.
    shock : dict
        What makes "partners" fail in one year together, with a "chance" that their own "failure" includes.
    clauses : tuple of dict
        Clauses of a contract with "partners": what each has as "cost" a year, and a "loss" that happens in a year with
        "chance_without" it and "chance_with" it.
    """

    name: str
    question: str
    story: str
    budget: float
    portfolio: Portfolio
    weights: Floats
    outputs: Texts
    M: Floats
    synergy: dict[Texts, float]
    conflicts: tuple[Texts, ...]
    requires: tuple[Texts, ...]
    reasons: dict[str, dict[str, str]]
    notes: Texts
    shock: dict[str, Any]
    clauses: tuple[dict[str, Any], ...]
    criteria: ClassVar[Texts] = tuple(_CRITERIA.values())
    senses: ClassVar[Texts] = ("max",) * len(_CRITERIA)

    @property
    def X(self) -> Floats:
        """Marks from 0 to 10, shape (n, k)."""
        return self.portfolio.table(self.criteria)

    @property
    def rules(self) -> dict[str, Any]:
        """Synergy, conflicts and requirements as keywords of ``select``."""
        return {"synergy": self.synergy, "conflicts": self.conflicts, "requires": self.requires}

    def _summary(self) -> str:
        return f"{self.question} Million euros a year, budget {self.budget:g}; marks from 0 to 10."

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        yield "partner", "kind", "cost C", "return R", *_CRITERIA, "failure", "months"
        for p, marks in zip(self.portfolio, self.X, strict=True):
            risk = f"{p.notes['failure']:.0%}", p.notes["months"]
            yield p.name, p.notes["kind"], p.cost, p.returns, *marks.tolist(), *risk


def read_industry(path: str | Path) -> Industry:
    """Read the file of an industry.

    Parameters
    ----------
    path : str or Path
        A TOML file; a lesson finds one by ``exercises.content.industry_file("medicine")``.

    Returns
    -------
    Industry

    Raises
    ------
    ValueError
        If the file is no TOML, or a field is missing, unknown or out of range: the file, the partner and the field are
        named.

    Examples
    --------
    >>> from lepton_kit.exercises.content import industry_file
    >>> base = read_industry(industry_file("base"))
    >>> base.portfolio["Copperleaf Bank"].returns, base.reasons["Copperleaf Bank"]["resource support"]
    (1.0, 'Imke: Money for two years, on a scale that no other partner offers.')
    """
    where = Path(path).name
    try:
        file = _checked(tomllib.loads(Path(path).read_text(encoding="utf-8")), _FILE, where)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ValueError(f"{where} is no TOML file: {problem}") from None
    partners, named = file["partner"], _CRITERIA.items()
    if len(set(names := [partner["name"] for partner in partners])) < len(partners):
        raise ValueError(f"{where}: two partners share a name; got {', '.join(names)}")
    for p in partners:
        _known(p["outputs"], file["outputs"], f"{where}, partner {p['name']!r}, outputs")
        p["brings"] = ", ".join(p["brings"])
    for table in (*_PAIRS, "clause", "shock"):
        for i, rule in enumerate([file[table]] if table == "shock" else file[table], 1):
            _known(rule["partners"], names, f"{where}, {table} {i}, partners")
            if table in _PAIRS and not len(rule["partners"]) == len(set(rule["partners"])) == 2:
                raise ValueError(f"{where}, {table} {i}, partners: two different names are wanted")
    weights = np.array(list(file["weights"].values()))
    if abs(weights.sum() - 1) > 1e-9:
        raise ValueError(f"{where}, weights: they sum to {weights.sum():g}; they must sum to 1")
    return Industry(
        **{key: file[key] for key in ("name", "question", "story", "budget", "outputs")},
        portfolio=Portfolio(
            {key: p[key] for key in _COLUMNS} | {c: p[key]["mark"] for key, c in named} for p in partners
        ),
        weights=weights,
        M=np.array([[float(output in p["outputs"]) for output in file["outputs"]] for p in partners]),
        synergy={rule["partners"]: rule["amount"] for rule in file["synergy"]},
        conflicts=tuple(rule["partners"] for rule in file["conflict"]),
        requires=tuple(rule["partners"] for rule in file["requires"]),
        reasons={p["name"]: {c: "{by}: {why}".format(**p[key]) for key, c in named} for p in partners},
        notes=tuple(f"{w.join(rule['partners'])}: {rule['why']}" for key, w in _PAIRS.items() for rule in file[key]),
        shock=file["shock"],
        clauses=file["clause"],
    )


def _checked(value: Any, kind: Any, where: str) -> Any:
    """What stands in a file if it is of the kind wanted; a list of tables may be missing."""
    if isinstance(kind, tuple):
        right = type(value) in (int, float) and kind[0] <= value <= kind[1] and abs(value) < inf  # True is no number
        wanted = f"a number from {kind[0]} to {kind[1]}"
    else:
        right = isinstance(value, str) and value.strip() if kind is str else isinstance(value, type(kind))
        wanted = "a text" if kind is str else f"a table with {', '.join(kind)}" if isinstance(kind, dict) else "a list"
    if not right:
        raise ValueError(f"{where}: {wanted} is wanted; got {value!r}")
    if isinstance(kind, dict):
        _known(value, kind, where)
        value = {name: [] for name, entry in kind.items() if isinstance(entry, list) and entry != _TEXTS} | value
        if missing := [name for name in kind if name not in value]:
            raise ValueError(f"{where}: {' and '.join(missing)} missing")
        return {name: _checked(value[name], kind[name], f"{where}, {name}") for name in kind}
    if isinstance(kind, list):
        labels = [repr(e["name"]) if isinstance(e, dict) and "name" in e else i for i, e in enumerate(value, 1)]
        return tuple(_checked(entry, kind[0], f"{where} {label}") for entry, label in zip(value, labels, strict=True))
    return value.strip() if kind is str else value


def _known(names: Iterable[str], known: Iterable[str], where: str) -> None:
    for name in names:
        if name not in known:
            raise ValueError(f"{where}: there is no {name!r}. {near(name, known)}")
