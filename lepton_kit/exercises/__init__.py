"""Questions and their verdicts: the instant checks of the lessons and all that graded coursework builds on.

Each name is loaded when it is used: the process that runs a student's cells for marking needs none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lepton_kit.exercises.content import content_file, industry_file, personal_data
    from lepton_kit.exercises.interface import check, hint, solution
    from lepton_kit.exercises.predictions import Guess, guess, guesses
    from lepton_kit.exercises.progress_file import progress
    from lepton_kit.exercises.question import Misconception, Question, find, questions
    from lepton_kit.exercises.readiness import ready
    from lepton_kit.exercises.verdict import Status, Verdict

__all__ = [
    "Guess",
    "Misconception",
    "Question",
    "Status",
    "Verdict",
    "check",
    "content_file",
    "find",
    "guess",
    "guesses",
    "hint",
    "industry_file",
    "personal_data",
    "progress",
    "questions",
    "ready",
    "solution",
]

_MODULES = {
    "content": ("content_file", "industry_file", "personal_data"),
    "predictions": ("Guess", "guess", "guesses"),
    "interface": ("check", "hint", "solution"),
    "progress_file": ("progress",),
    "question": ("Misconception", "Question", "find", "questions"),
    "readiness": ("ready",),
    "verdict": ("Status", "Verdict"),
}


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__} has no {name!r}")
