"""The questions of A4, an open project, and the rubric by which a person marks the rest."""

import re
from collections.abc import Set

import numpy as np

from lepton_kit.exercises import Misconception, Question
from lepton_kit.exercises.comparing import Property, Unjudged, properties
from lepton_kit.exercises.values import numbers, text
from lepton_kit.teach.assignment import Criterion

LIMITS = {"seconds_cell": 300, "seconds_total": 600}


def _levels(*said):
    return dict(enumerate(said))


RUBRIC = [
    Criterion(
        "A4.R1",
        "Question",
        _levels(
            "none",
            "a topic",
            "a question",
            "one that data can answer",
            "and whose answer would change a decision",
        ),
    ),
    Criterion(
        "A4.R2",
        "Method",
        _levels(
            "does not fit",
            "fits in part",
            "fits",
            "with a fair baseline",
            "and with the reason for each choice",
        ),
    ),
    Criterion(
        "A4.R3",
        "Evidence",
        _levels(
            "none",
            "one number",
            "a number and its spread",
            "pictures that show it",
            "and a check that could have failed",
        ),
    ),
    Criterion(
        "A4.R4",
        "Limits",
        _levels(
            "none said",
            "general remarks",
            "those of the data",
            "and of the method",
            "and what failed, and why",
        ),
    ),
]


def _words(answer):
    """Words as a text editor counts them: "well-known", "0.85" and "don't" are one each."""
    return sum(bool(re.search(r"\w", part)) for part in text(answer).split())


def _summary(words=80):
    return "word " * words


def _interval_properties(answer, expected):
    """Whether the four figures are an estimate with an interval around it, and a baseline to compare with."""
    if isinstance(answer, Set):
        raise Unjudged("A set keeps no order: put the four numbers into a list, [baseline, yours, low, high].")
    figures = numbers(answer)
    if figures.shape != (4,):
        raise Unjudged("Four numbers are wanted: [baseline, yours, low, high].")
    if not np.isfinite(figures).all():
        return "A figure is no finite number."
    _, mine, low, high = figures
    if not low < high:
        return "The interval needs two ends, the lower one first."
    return None if low <= mine <= high else "Your figure lies outside its own interval."


QUESTIONS = [
    Question(
        id="A4.1",
        name="summary",
        points=2,
        answer=_summary,
        accept=properties(
            lambda answer: text(answer) is not None,
            "A text in quotes",
            Property(lambda answer: _words(answer) >= 60, "It has fewer than 60 words."),
            Property(lambda answer: _words(answer) <= 200, "It has more than 200 words."),
        ),
        praise="The length fits. What it says, a person judges.",
        hints=[
            "Question, method, result, and what follows from it: a sentence or two each.",
            'Three quotes, `"""`, begin and end a long text.',
        ],
        misconceptions=[
            Misconception(
                "too short",
                lambda: "It worked.",
                "Fewer than 60 words: say what was asked, how it was answered, and what came out.",
                shows=lambda answer: _words(answer) < 60,
            ),
            Misconception(
                "too long",
                lambda: _summary(300),
                "More than 200 words: leave the method to its section.",
                shows=lambda answer: _words(answer) > 200,
                credit=0.5,
            ),
        ],
    ),
    Question(
        id="A4.2",
        name="result",
        points=2,
        answer=lambda: np.array([0.8, 0.85, 0.83, 0.87]),
        accept=_interval_properties,
        praise="A figure, what it is compared with, and how sure it is.",
        hints=[
            "Several seeds or a bootstrap give an interval: the spread of the figure when chance is drawn anew.",
            "`[baseline, yours, low, high]`, with low < yours < high.",
        ],
        misconceptions=[
            Misconception(
                "no interval",
                lambda: np.array([0.8, 0.85, 0.85, 0.85]),
                "An interval of no width says that you are certain. Draw the cases anew (bootstrap), or take other seeds.",
                shows=lambda answer: np.ptp(numbers(answer)[2:]) == 0,
            ),
            Misconception(
                "ends the wrong way round",
                lambda: np.array([0.8, 0.85, 0.87, 0.83]),
                "The lower end comes first.",
                shows=lambda answer: bool(np.diff(numbers(answer)[2:])[0] < 0),
                credit=0.5,
            ),
            Misconception(
                "interval elsewhere",
                lambda: np.array([0.8, 0.85, 0.86, 0.87]),
                "Your figure lies outside its own interval. Are both of the same thing, on the same cases, and in the order "
                "[baseline, yours, low, high]?",
                shows=lambda answer: bool(np.isfinite(numbers(answer)).all()),
            ),
        ],
        read="Lesson 15, *How sure are we of the number?*; for a memo lesson 8, *How bad can a year be?*",
    ),
]
