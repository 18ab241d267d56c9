"""Questions and their verdicts: the instant checks of the lessons and all that graded coursework builds on."""

from lepton_kit.coursework.check import check, hint, solution
from lepton_kit.coursework.progress import progress
from lepton_kit.coursework.question import Misconception, Question, find, questions
from lepton_kit.coursework.ready import ready
from lepton_kit.coursework.verdict import Status, Verdict

__all__ = [
    "Misconception",
    "Question",
    "Status",
    "Verdict",
    "check",
    "find",
    "hint",
    "progress",
    "questions",
    "ready",
    "solution",
]
