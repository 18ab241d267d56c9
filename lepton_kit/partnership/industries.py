"""An industry: twelve partners with its numbers, its rules and its risks, read from a file that a person can write.

Money is in million euros a year. The partner bears ``cost`` at the start of the year; ``returns`` arrive at Lepton
during it. To add an industry, copy ``notebooks/source/industries/base.toml`` and change what it says: the classes below
are the tables of the file, their attributes its fields, and whatever is missing, unknown or out of range is named when
the file is read.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import Annotated, Any, TypeAlias, get_args, get_origin

import numpy as np

from lepton_kit.display import Facts, Tables
from lepton_kit.partnership.labels import Floats, place_of
from lepton_kit.partnership.portfolios import Portfolio

__all__ = ["Industry", "read_industry", "read_rubric"]

CRITERIA = {"technical": "technical strength", "market": "market potential", "resources": "resource support"}
"""The three criteria: the name in a file, and the name in words."""
LEVELS = ("0-2", "3-4", "5-6", "7-8", "9-10")
"""The steps of a rubric, in marks."""
_COLUMNS = ("name", "cost", "returns", "kind", "failure", "months", "successes", "failures")

Pairs: TypeAlias = tuple[tuple[str, str], ...]
Texts: TypeAlias = tuple[str, ...]
Money: TypeAlias = Annotated[float, (0, inf)]
Chance: TypeAlias = Annotated[float, (0, 1)]
Count: TypeAlias = Annotated[int, (0, inf)]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark from 0 to 10, who gave it, and why."""

    mark: Annotated[float, (0, 10)]
    by: str
    why: str


@dataclass(frozen=True, slots=True, repr=False)
class Candidate(Facts):
    """One partner in an industry.

    Attributes
    ----------
    name, kind, form : str
        The form is a strategic alliance, technical co-operation or channel co-operation.
    brings : tuple of str
        Of technology, data, market and policy.
    role : str
        What it would do in this industry.
    cost, returns : float
        C and R, in million euros a year.
    technical, market, resources : Mark
    failure : float
        Chance that it brings nothing within a year.
    months : int
        Until it earns its first euro.
    successes, failures : int
        Of its past projects.
    outputs : tuple of str
        To which of the industry's outputs it contributes.
    """

    name: str
    kind: str
    form: str
    brings: Texts
    role: str
    cost: Money
    returns: Money
    technical: Mark
    market: Mark
    resources: Mark
    failure: Chance
    months: Count
    successes: Count
    failures: Count
    outputs: Texts

    def _title(self) -> str:
        return f"{self.name}, {self.kind}"

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "role", self.role
        yield self.form, "brings " + " and ".join(self.brings)
        yield "money", f"costs € {self.cost:g} million a year, returns € {self.returns:g} million"
        for key, criterion in CRITERIA.items():
            given: Mark = getattr(self, key)
            yield criterion, f"{given.mark:g}, {given.by}: {given.why}"
        yield "risk", f"brings nothing in {self.failure:.0%} of years; {self.months} months until it earns"
        yield "record", f"{self.successes} of {self.successes + self.failures} projects delivered"


@dataclass(frozen=True, slots=True)
class Shock:
    """What makes some partners fail in one year together, with this chance, which their own ``failure`` includes."""

    name: str
    chance: Chance
    partners: Texts
    why: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a contract: its cost a year, and the loss that it makes less likely, in million euros.

    Examples
    --------
    >>> privacy = Clause("privacy safeguards", 0.06, 0.08, 0.02, 0.6, ("hospital",), "Faces have to be removed.")
    >>> round(privacy.saves, 3), privacy.saves > privacy.cost
    (0.036, False)
    """

    name: str
    cost: Money
    chance_without: Chance
    chance_with: Chance
    loss: Money
    partners: Texts
    why: str

    @property
    def saves(self) -> float:
        """Expected loss that it avoids in a year."""
        return (self.chance_without - self.chance_with) * self.loss


@dataclass(frozen=True, slots=True)
class _Tie:
    partners: Texts
    why: str


@dataclass(frozen=True, slots=True)
class _Synergy(_Tie):
    amount: float


@dataclass(frozen=True, slots=True)
class _Weights:
    technical: Chance
    market: Chance
    resources: Chance


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    question: str
    story: str
    budget: Money
    weights: _Weights
    outputs: Texts
    partner: tuple[Candidate, ...]
    shock: Shock
    synergy: tuple[_Synergy, ...] = ()
    conflict: tuple[_Tie, ...] = ()
    requires: tuple[_Tie, ...] = ()
    clause: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Industry(Tables):
    """An industry, with n partners, k = 3 criteria and m outputs. ``industry["Copperleaf Bank"]`` is one partner.

    Attributes
    ----------
    name, question, story : str
    budget : float
        What Lepton may pay out in a year, in million euros.
    partners : tuple of Candidate
    portfolio : Portfolio
        C and R by name, with the columns "kind", "failure", "months", "successes" and "failures".
    criteria, senses : tuple of k texts
    X : ndarray, shape (n, k)
        Marks from 0 to 10.
    weights : ndarray, shape (k,)
    outputs : tuple of m texts
    M : ndarray, shape (n, m)
        1 where the partner contributes to the output.
    synergy : dict of (name, name) to float
        What a pair is worth on top, or less where both do the same.
    conflicts, requires : tuple of (name, name)
        Two of whom at most one signs; one who needs the other.
    reasons : tuple of str
        A line for each synergy, conflict and requirement.
    failure, months, successes, failures : ndarray, shape (n,)
    shock : Shock
    clauses : tuple of Clause
    """

    name: str
    question: str
    story: str
    budget: float
    partners: tuple[Candidate, ...]
    portfolio: Portfolio
    criteria: Texts
    senses: Texts
    X: Floats
    weights: Floats
    outputs: Texts
    M: Floats
    synergy: dict[tuple[str, str], float]
    conflicts: Pairs
    requires: Pairs
    reasons: Texts
    failure: Floats
    months: Floats
    successes: Floats
    failures: Floats
    shock: Shock
    clauses: tuple[Clause, ...]

    @property
    def rules(self) -> dict[str, Any]:
        """Synergy, conflicts and requirements as keywords of ``select``."""
        return {"synergy": self.synergy, "conflicts": self.conflicts, "requires": self.requires}

    def __getitem__(self, name: str) -> Candidate:
        return self.partners[place_of(self.name, name, self.portfolio.names, len(self.partners))]

    def _tables(self) -> Iterator[list[tuple[str, ...]]]:
        yield [("partner", "kind", "cost C", "return R", *CRITERIA, "failure", "months")] + [
            (p.name, p.kind, f"{p.cost:g}", f"{p.returns:g}", *map("{:g}".format, x), f"{p.failure:.0%}", f"{p.months}")
            for p, x in zip(self.partners, self.X, strict=True)
        ]

    def _notes(self) -> Iterator[str]:
        yield self.question
        yield f"Money in million euros a year; budget {self.budget:g}; marks from 0 to 10."
        yield from self.reasons


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a criterion asks, who marks by it, and what earns the marks of each of ``LEVELS``."""

    key: str
    name: str
    by: str
    question: str
    levels: Texts


@dataclass(frozen=True, slots=True, repr=False)
class Rubric(Tables):
    """The criteria by which partners are marked; ``criterion`` holds one :class:`Criterion` for each."""

    criterion: tuple[Criterion, ...]

    def _tables(self) -> Iterator[list[tuple[str, str]]]:
        for criterion in self.criterion:
            head = (criterion.name, f"{criterion.question} ({criterion.by})")
            yield [head, *zip(LEVELS, criterion.levels, strict=True)]

    def _notes(self) -> Iterator[str]:
        yield "The higher mark of a step where all of it holds, the lower where most does."


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
    >>> base.portfolio.total, base.synergy["Quillmere University", "Saint Orrin Hospital"]
    (5.4, 0.4)
    """
    where, file = Path(path).name, _load(path, _File)
    names = tuple(partner.name for partner in file.partner)
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{where}: two partners have one name, {', '.join(sorted(twice))}")
    for partner in file.partner:
        _check_names(f"{where}, partner {partner.name!r}, outputs", partner.outputs, file.outputs)
    for thing in (file.shock, *file.clause):
        _check_names(f"{where}, {thing.name!r}, partners", thing.partners, names)
    weights = np.array([getattr(file.weights, key) for key in CRITERIA])
    if abs(weights.sum() - 1) > 1e-9:
        raise ValueError(f"{where}, weights: they sum to {weights.sum():g}; they must sum to 1")
    synergy = _pairs(f"{where}, synergy", file.synergy, names)

    def column(what: str) -> Floats:
        return np.array([getattr(partner, what) for partner in file.partner], dtype=float)

    return Industry(
        name=file.name,
        question=file.question,
        story=file.story.strip(),
        budget=file.budget,
        partners=file.partner,
        portfolio=Portfolio({what: getattr(p, what) for what in _COLUMNS} for p in file.partner),
        criteria=tuple(CRITERIA.values()),
        senses=("max",) * len(CRITERIA),
        X=np.array([[getattr(partner, key).mark for key in CRITERIA] for partner in file.partner]),
        weights=weights,
        outputs=file.outputs,
        M=np.array([[float(output in partner.outputs) for output in file.outputs] for partner in file.partner]),
        synergy={pair: tie.amount for pair, tie in zip(synergy, file.synergy, strict=True)},
        conflicts=_pairs(f"{where}, conflict", file.conflict, names),
        requires=_pairs(f"{where}, requires", file.requires, names),
        reasons=(
            *(f"{' and '.join(pair.partners)}, € {pair.amount:+g} million: {pair.why}" for pair in file.synergy),
            *(f"{' or '.join(pair.partners)}, not both: {pair.why}" for pair in file.conflict),
            *(f"{' needs '.join(pair.partners)}: {pair.why}" for pair in file.requires),
        ),
        failure=column("failure"),
        months=column("months"),
        successes=column("successes"),
        failures=column("failures"),
        shock=file.shock,
        clauses=file.clause,
    )


def read_rubric(path: str | Path) -> Rubric:
    """Read what earns a mark by each of the criteria; errors as :func:`read_industry`.

    Examples
    --------
    >>> from lepton_kit.exercises.content import industry_file
    >>> rubric = read_rubric(industry_file("rubric"))
    >>> rubric.criterion[2].levels[0]
    'A little time, and nothing that we could not buy.'
    """
    rubric = _load(path, Rubric)
    for criterion in rubric.criterion:
        if len(criterion.levels) != len(LEVELS):
            where = f"{Path(path).name}, criterion {criterion.name!r}, levels"
            raise ValueError(
                f"{where}: one text for each of {', '.join(LEVELS)} is wanted; got {len(criterion.levels)}"
            )
    return rubric


def _load(path: str | Path, kind: Any) -> Any:
    try:
        table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ValueError(f"{Path(path).name} is no TOML file: {problem}") from None
    return _checked(table, kind, Path(path).name)


def _checked(value: Any, kind: Any, where: str) -> Any:
    """A value of a TOML file as the type that an annotation names; ``where`` says where it stands."""
    known = {field.name: field for field in fields(kind)} if is_dataclass(kind) else None
    if known is not None:
        if not isinstance(value, dict):
            raise ValueError(f"{where}: a table with {', '.join(known)} is wanted; got {value!r}")
        for name in value.keys() - known.keys():
            raise ValueError(f"{where}: there is no field {name!r}. {_hint(name, known)}")
        missing = [name for name, field in known.items() if field.default is MISSING and name not in value]
        if missing:
            raise ValueError(f"{where}: {' and '.join(missing)} missing")
        return kind(**{name: _checked(entry, known[name].type, f"{where}, {name}") for name, entry in value.items()})
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{where}: a list is wanted; got {value!r}")
        inner = get_args(kind)[0]
        return tuple(_checked(entry, inner, f"{where} {_label(entry, i)}") for i, entry in enumerate(value, 1))
    low, high = kind.__metadata__[0] if get_origin(kind) is Annotated else (-inf, inf)
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    wanted = {str: "a text", int: "a whole number", float: "a number"}[kind]
    accepted = (int, float) if kind is float else kind
    if not isinstance(value, accepted) or isinstance(value, bool) or (kind is str and not str(value).strip()):
        raise ValueError(f"{where}: {wanted} is wanted; got {value!r}")
    if kind is not str and not low <= value <= high:
        limits = f"at least {low:g}" if high == inf else f"from {low:g} to {high:g}"
        raise ValueError(f"{where}: {wanted} {limits} is wanted; got {value!r}")
    return kind(value)


def _label(entry: Any, number: int) -> str:
    """What an entry of a list is called in a message: its name, or its number."""
    return repr(entry["name"]) if isinstance(entry, dict) and "name" in entry else str(number)


def _hint(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    return f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(known)}"


def _check_names(where: str, given: Texts, known: Texts) -> None:
    for name in given:
        if name not in known:
            raise ValueError(f"{where}: there is no {name!r}. {_hint(name, known)}")


def _pairs(where: str, ties: Iterable[_Tie], names: Texts) -> Pairs:
    pairs = []
    for tie in ties:
        if len(set(tie.partners)) != 2 or len(tie.partners) != 2:
            raise ValueError(f"{where}: partners must be two different names; got {list(tie.partners)}")
        _check_names(where, tie.partners, names)
        pairs.append((tie.partners[0], tie.partners[1]))
    return tuple(pairs)
