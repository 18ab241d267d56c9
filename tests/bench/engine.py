"""The measuring loop of ``lepton bench``: contenders in turn, round after round, medians, and a ratio for each peer."""

import importlib
import json
import os
import platform
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

__all__ = ["Results", "Row", "rows", "run"]

AREAS = (
    "imports",
    "partnership_choice",
    "partnership_games",
    "training",
    "vision_layers",
    "vision_images",
    "deploy",
    "coursework",
    "valuation_game",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison.

    Parameters
    ----------
    key, title, goal : str
        A short name for the command line, what is compared, and what we want to see.
    contenders : callable() -> mapping of name -> callable()
        Does the set-up, which is not timed. The first contender is ours, the others its peers. A contender that
        returns None is timed; one that returns a number gives its figure itself; one that returns a mapping of
        figures is judged by the first of them.
    rounds : int
        How often each contender runs; those named in ``once`` run in the first round only.
    unit : str
        Of the figure. In "s" less is better; anything else is a rate, of which more is better.
    """

    key: str
    title: str
    goal: str
    contenders: Callable[[], Mapping[str, Callable]] = field(repr=False)
    rounds: int = 5
    once: Collection[str] = ()
    unit: str = "s"


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out of a row: median figures by contender, and how many times better ours is than each peer."""

    key: str
    title: str
    goal: str
    unit: str
    ours: str
    figures: dict[str, dict[str, float]]
    times_better: dict[str, float]
    rounds: int


@dataclass(frozen=True, slots=True)
class Results:
    """The measured rows and the machine that they were measured on."""

    machine: dict
    rows: tuple[Measured, ...]

    def to_json(self):
        """The results as a JSON text."""
        return json.dumps(asdict(self), indent=2) + "\n"


def rows():
    """Every row of the kit, in the order of the course."""
    return [row for area in AREAS for row in importlib.import_module(f"tests.bench.{area}").ROWS]


def run(chosen, *, rounds=None, progress=lambda row, done, total: None):
    """Measure the chosen rows.

    Parameters
    ----------
    chosen : sequence of Row
    rounds : int, optional
        Overrides each row's own number of rounds.
    progress : callable(row, done, total)
        Told before each contender of each round.

    Returns
    -------
    Results
    """
    return Results(_machine(), tuple(_measure(row, rounds or row.rounds, progress) for row in chosen))


def _measure(row, rounds, progress):
    progress(row, 0, rounds)
    contenders = row.contenders()
    seen = {name: [] for name in contenders}
    for number in range(rounds):
        for name, function in contenders.items():
            if number == 0 or name not in row.once:
                progress(row, number, rounds)
                seen[name].append(_figures(function, row.unit))
    progress(row, rounds, rounds)
    medians = {
        name: {what: median(each[what] for each in figures) for what in figures[0]} for name, figures in seen.items()
    }
    ours, *peers = contenders
    main = {name: next(iter(figures.values())) for name, figures in medians.items()}
    better = {peer: main[peer] / main[ours] if row.unit == "s" else main[ours] / main[peer] for peer in peers}
    return Measured(row.key, row.title, row.goal, row.unit, ours, medians, better, rounds)


def _figures(function, unit):
    start = time.perf_counter()
    value = function()
    elapsed = time.perf_counter() - start
    if value is None:
        return {unit: elapsed}
    return dict(value) if isinstance(value, Mapping) else {unit: float(value)}


def _machine():
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        **{name: _version(name) for name in ("numpy", "scipy", "keras", "tensorflow-cpu", "tensorflow")},
    }


def _processor():
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor() or platform.machine()
    lines = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return lines[0] if lines else platform.machine()


def _version(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None
