"""One definition a question: it serves the instant check, the graded copy and the tests."""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

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
    hints: Sequence[str] = field(repr=False)
    given: Callable = field(default=lambda *student: {}, repr=False)
    name: str = ""
    points: int = 1
    praise: str = ""
    misconceptions: Sequence[Misconception] = field(default=(), repr=False)
    read: str = ""
    call: ClassVar[str] = "check"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"(\d\d|A\d)\.\d+", self.id):
            raise ValueError(f"A question's id is lesson and number, such as '03.2', or 'A1.2'; got {self.id!r}")
        if self.graded and not self.name.isidentifier():
            raise ValueError(f"Question {self.id} is graded: `name` must be the variable to look at; got {self.name!r}")
        if not self.hints:
            raise ValueError(f"Question {self.id} has no hint; give at least one")

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
            try:
                return self._verdict(answer, given)
            except Exception as problem:  # an answer may be any object, and fail at whatever is asked of it
                failed = f"failed with `{type(problem).__name__}: {problem}`."
                message = f"Looking at your answer, of type {type(answer).__name__}, {failed}"
                return Verdict(self.id, Status.CANNOT_JUDGE, message)

    def marks(self, verdict: Verdict) -> float:
        """The points that a verdict earns: all, none, or the credit of the misconception that it names."""
        credit = {each.name: each.credit for each in self.misconceptions}
        return self.points * (1.0 if verdict.correct else credit.get(verdict.misconception, 0.0))

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
        if isinstance(answer, Iterator):
            answer = entries(answer)  # it can be read only once, and is looked at more often
        expected, status = self.answer(**given), Status.INCORRECT
        try:
            problem = self.accept(answer, expected)
        except NeverEnds as late:
            return Verdict(self.id, Status.CANNOT_JUDGE, str(late))
        except Unjudged as unfit:
            problem, status = str(unfit), Status.CANNOT_JUDGE
        if problem is None:
            return Verdict(self.id, Status.CORRECT, self.praise)
        for known in self.misconceptions:
            with suppress(*CANNOT):  # what it gives, or looks at, may be of another kind
                if known.shows is None:
                    shown = self.accept(answer, _named_alike(known.wrong(**given), expected)) is None
                else:
                    shown = status is Status.INCORRECT and known.shows(answer)
                if shown:
                    return Verdict(self.id, Status.INCORRECT, known.message, known.name)
        if miss := explain(answer, expected, self.accept):
            return Verdict(self.id, Status.INCORRECT, miss.message, miss.name)
        helps = f'`hint("{self.id}")` helps. ' if not self.graded and status is Status.INCORRECT else ""
        read = self.read if status is Status.INCORRECT else ""
        return Verdict(self.id, status, f"{problem} {helps}{read}".rstrip())


def _named_alike(wrong: Any, expected: Any) -> Any:
    """A wrong row of numbers by name, where the right ones have names: an answer may be given in either form."""
    if isinstance(expected, Mapping) and len(row := entries(wrong) or ()) == len(expected):
        return dict(zip(expected, row, strict=True))
    return wrong


def _asked(lesson: str) -> dict[str, Any]:
    """What a lesson asks, by id: its questions, and its guesses if it has any; nothing where it is no lesson."""
    module = content_module(lesson, "questions") if lesson.isdigit() and lesson in folders() else None
    return {each.id: each for each in (*getattr(module, "QUESTIONS", ()), *getattr(module, "GUESSES", ()))}


def questions() -> dict[str, Question]:
    """Every question of the lessons, by id, in order."""
    every = [each for lesson in folders() for each in _asked(lesson).values()]
    return {each.id: each for each in every if isinstance(each, Question)}


def find(number: str, kind: type = Question) -> Any:
    """The question of that id; or, of another ``kind``, the guess.

    Raises
    ------
    LookupError
        If there is none, or if it is graded; the message lists those of its lesson, or says what to call instead.
    """
    if re.fullmatch(r"A\d\.\d+", str(number)):
        raise LookupError(f"{number} is graded: checks, hints and solutions come with the feedback, not before")
    lesson, known = str(number)[:2], _asked(str(number)[:2])
    if isinstance(asked := known.get(number), kind):
        return asked
    listed = ", ".join(name for name, each in known.items() if isinstance(each, kind))
    has = f"Lesson {lesson} has {listed}" if listed else "An id is lesson and number, such as '01.2'; of a guess '01.a'"
    if asked:
        has = f'This id is one for `{asked.call}("{number}", ...)`'
    raise LookupError(f"There is no {kind.__name__.lower()} {number!r}. {has}")
