"""The runs that `bench.py` wrote, as this lesson's cells and pictures read them."""

import csv
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from lepton_kit.exercises.content import content_file

__all__ = ["Helps", "Rung", "helps", "sooner"]


@dataclass(frozen=True, slots=True, eq=False)
class Helps:
    """One idea: a row for each seed, a column for each number of steps.

    `seconds` of the processor went into the steps; accuracy on 1,000 others and on the same shifted and mirrored; loss on others.
    """

    steps: np.ndarray
    seconds: np.ndarray
    accuracy: np.ndarray
    moved: np.ndarray
    loss: np.ndarray


@dataclass(frozen=True, slots=True)
class Rung:
    """One training of the full set: the processor's seconds, the clock's, and the test accuracy; means if there are seeds."""

    name: str
    seeds: int
    steps: int
    cpu: float
    wall: float
    accuracy: float


def _rows(name):
    """The rows of each idea, over the seeds that all of them have."""
    with content_file("14", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = defaultdict(list)
        for idea, *numbers in csv.reader(file):
            rows[idea].append([float(number) for number in numbers])
        table = {idea: np.array(numbers) for idea, numbers in rows.items()}
        seeds = set.intersection(*(set(numbers[:, 0]) for numbers in table.values()))
        return {
            idea: numbers[np.isin(numbers[:, 0], list(seeds))]
            for idea, numbers in table.items()
        }


def helps():
    """The ideas by name, each over the same steps."""
    ideas = {}
    for name, rows in _rows("helps").items():
        seeds = len(np.unique(rows[:, 0]))
        steps, *columns = np.moveaxis(rows[:, 1:].reshape(seeds, -1, 5), 2, 0)
        ideas[name] = Helps(steps[0].astype(int), *columns)
    return ideas


def sooner():
    """The rungs of the ladder, in order."""
    return [
        Rung(name, len(rows), int(rows[0, 1]), *rows[:, 2:].mean(axis=0))
        for name, rows in _rows("sooner").items()
    ]
