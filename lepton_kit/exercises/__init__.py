"""Questions and their verdicts: the instant checks of the lessons and all that graded coursework builds on."""

from lepton_kit.exercises.content import content_file, personal_data
from lepton_kit.exercises.guesses import Guess, guess, guesses
from lepton_kit.exercises.interface import check, hint, solution
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
    "personal_data",
    "progress",
    "questions",
    "ready",
    "solution",
]
