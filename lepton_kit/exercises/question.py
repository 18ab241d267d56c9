"""One definition a question: it serves the instant check, the graded copy and the tests."""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lepton_kit.exercises.calling import habit
from lepton_kit.exercises.comparing import Comparison, Unjudged, fresh
from lepton_kit.exercises.content import content_module, folders
from lepton_kit.exercises.near_misses import CANNOT, explain
from lepton_kit.exercises.values import NeverEnds, entries
from lepton_kit.exercises.verdict import Status, Verdict

__all__ = ["Misconception", "Question", "find", "questions"]


@dataclass(frozen=True, slots=True)
class Misconception:
    """A known way to go wrong: its name, the answer that betrays it, and what to tell the learner.

    ``wrong`` takes the question's data by name, as the question's ``answer`` does, and returns the wrong answer. An
    answer shows the misconception if it is accepted in place of that one, or if ``shows`` (a test for it) says so.
    ``credit`` is the share of the points that it still earns in graded work. ``printed`` says that the wrong number
    stands in the lesson before the question, so that the message must fit whoever just copied it.
    """

    name: str
    wrong: Callable = field(repr=False)
    message: str
    shows: Callable | None = field(default=None, repr=False)
    credit: float = 0.0
    printed: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.credit < 1:
            raise ValueError(
                f"credit is a share of the points, from 0 to less than 1; {self.name!r} has {self.credit!r}"
            )


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its answer and what is known about wrong answers.

    Parameters
    ----------
    id : str
        Lesson and number, such as "03.2"; in graded work assignment and number, such as "A1.2".
    answer : callable(``**given``)
        Computes the expected answer (a value, an array or a function) from the question's data.
    accept : callable(answer, expected)
        How the two are compared; see ``lepton_kit.exercises.comparing``.
    given : callable() -> dict, in graded work callable(student) -> dict
        The question's data by name: what the lesson shows, or in graded work what a student's id yields.
    name : str
        In graded work: the variable or function of the notebook that holds the answer.
    points : int
        What it is worth where it is graded.
    praise : str
        What a right answer means, in a sentence.
    hints : sequence of str
        From nudge to recipe.
    misconceptions : sequence of Misconception
        Tried in order on an answer that is not accepted.
    read : str
        Where to read on.
    """

    id: str
    answer: Callable = field(repr=False)
    accept: Comparison = field(repr=False)
    hints: tuple[str, ...] = field(repr=False)
    given: Callable = field(default=lambda *student: {}, repr=False)
    name: str = ""
    points: int = 1
    praise: str = ""
    misconceptions: tuple[Misconception, ...] = field(default=(), repr=False)
    read: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"(\d\d|A\d)\.\d+", self.id):
            raise ValueError(f"A question's id is lesson and number, such as '03.2', or 'A1.2'; got {self.id!r}")
        if self.graded and not self.name.isidentifier():
            raise ValueError(f"Question {self.id} is graded: `name` must be the variable to look at; got {self.name!r}")
        if not self.hints:
            raise ValueError(f"Question {self.id} has no hint; give at least one")
        object.__setattr__(self, "hints", tuple(self.hints))
        object.__setattr__(self, "misconceptions", tuple(self.misconceptions))

    @property
    def graded(self) -> bool:
        """Whether the question belongs to graded work."""
        return self.id.startswith("A")

    def judge(self, answer: Any, **given: Any) -> Verdict:
        """The verdict on an answer, for the question's own data unless ``given`` is passed. Never raises for an answer.

        Returns
        -------
        Verdict
        """
        given = given or self.given()
        with fresh(None if self.graded else 0), warnings.catch_warnings():  # a lesson's cases are the same each time
            warnings.simplefilter("ignore")
            return self._verdict(answer, given)

    def marks(self, verdict: Verdict) -> float:
        """The points that a verdict earns: all, none, or the credit of the misconception that it names."""
        if verdict.correct:
            return float(self.points)
        credit = {each.name: each.credit for each in self.misconceptions}
        return self.points * credit.get(verdict.misconception, 0.0)

    def _verdict(self, answer: Any, given: dict[str, Any]) -> Verdict:
        if answer is ... or (callable(answer) and habit(answer) == "stub"):
            nudge = f'Put your answer in place of `...` and run the cell again; `hint("{self.id}")` gives a nudge.'
            as_given = f"`{self.name}` still is what it was when you got it."
            return Verdict(self.id, Status.NOT_ATTEMPTED, as_given if self.graded else nudge)
        if answer is None:
            message = (
                "Your answer is `None`: `print(...)` gives that, and so do a function without `return` and a method "
                "that works in place, such as `.sort()` or a network's `.compile()`."
            )
            return Verdict(self.id, Status.CANNOT_JUDGE, message)
        try:
            if isinstance(answer, Iterator):
                answer = entries(answer)  # it can be read only once, and is looked at more often
            return self._compared(answer, given)
        except Exception as problem:  # an answer may be any object, and fail at whatever is asked of it
            failed = f"{type(answer).__name__}, failed with `{type(problem).__name__}: {problem}`"
            return Verdict(self.id, Status.CANNOT_JUDGE, f"Looking at your answer, of type {failed}.")

    def _compared(self, answer: Any, given: dict[str, Any]) -> Verdict:
        expected, status = self.answer(**given), Status.INCORRECT
        try:
            problem = self.accept(answer, expected)
        except NeverEnds as late:
            return Verdict(self.id, Status.CANNOT_JUDGE, str(late))
        except Unjudged as unfit:
            problem, status = str(unfit), Status.CANNOT_JUDGE
        if problem is None:
            return Verdict(self.id, Status.CORRECT, self.praise)
        for misconception in self.misconceptions:
            if self._shows(misconception, answer, given, expected, fits=status is Status.INCORRECT):
                return Verdict(self.id, Status.INCORRECT, misconception.message, misconception.name)
        if miss := explain(answer, expected, self.accept):
            return Verdict(self.id, Status.INCORRECT, miss.message, miss.name)
        helps = f'`hint("{self.id}")` helps. ' if not self.graded and status is Status.INCORRECT else ""
        read = self.read if status is Status.INCORRECT else ""
        return Verdict(self.id, status, f"{problem} {helps}{read}".rstrip())

    def _shows(self, known: Misconception, answer: Any, given: dict[str, Any], expected: Any, *, fits: bool) -> bool:
        try:
            if known.shows is not None:
                return fits and known.shows(answer)
            wrong = known.wrong(**given)
            if isinstance(expected, Mapping) and len(parts := entries(wrong) or ()) == len(expected):
                wrong = dict(zip(expected, parts, strict=True))  # an answer by name may go wrong as one in a row does
            return self.accept(answer, wrong) is None
        except CANNOT:  # what the misconception gives, or looks at, may be of another kind
            return False


def questions() -> dict[str, Question]:
    """Every question of the lessons, by id, in order."""
    lessons = [content_module(number, "questions") for number in folders() if number.isdigit()]
    return {question.id: question for lesson in lessons for question in lesson.QUESTIONS}


def find(question_id: str) -> Question:
    """The question of that id.

    Raises
    ------
    LookupError
        If there is none, or if it is graded; the message lists those of its lesson.
    """
    if re.fullmatch(r"A\d\.\d+", str(question_id)):
        raise LookupError(f"{question_id} is graded: checks, hints and solutions come with the feedback, not before")
    lesson = str(question_id)[:2]
    if not lesson.isdigit() or lesson not in folders():
        raise LookupError(f"There is no question {question_id!r}. An id is lesson and number, such as '01.2'")
    asked = {question.id: question for question in content_module(lesson, "questions").QUESTIONS}
    if question_id not in asked:
        raise LookupError(f"There is no question {question_id!r}. Lesson {lesson} has {', '.join(asked)}")
    return asked[question_id]
