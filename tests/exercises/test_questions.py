"""Every question of the course, driven through each kind of answer it can get."""

import re
from dataclasses import dataclass, field
from inspect import isfunction

import pytest

from lepton_kit.exercises import Question, Status, check, find, hint, questions, solution
from lepton_kit.teach.assignment import available, load
from lepton_kit.teach.authoring import course_folder, lessons, solutions

ALL = questions()


@dataclass(frozen=True)
class Asked:
    """A question with its data: the lesson's, or those of a student."""

    question: Question
    student: str = ""
    given: dict = field(init=False, repr=False)

    def __post_init__(self):
        object.__setattr__(self, "given", self.question.given(*([self.student] if self.student else [])))

    @property
    def right(self):
        return self.question.answer(**self.given)

    def judge(self, answer):
        return self.question.judge(answer, **self.given)

    def __str__(self):
        return f"{self.question.id} {self.student}".rstrip()


def _students(question):
    """Some ids; one where all get the same."""
    return ("s001", "García", "7") if question.given("s001") else ("s001",)


GRADED = [question for name in available() for question in load(name).questions]
ASKED = [Asked(question) for question in ALL.values()]
ASKED += [Asked(question, student) for question in GRADED for student in _students(question)]
ASKING_FOR_A_FUNCTION = [asked for asked in ASKED if isfunction(asked.right)]
WITH_MISCONCEPTION = [(asked, wrong) for asked in ASKED for wrong in asked.question.misconceptions]
each_asked = pytest.mark.parametrize("asked", ASKED, ids=str)


def _id(value):
    return str(value) if isinstance(value, Asked) else value.name


class Hostile:
    """An object that fails whenever anything is asked of it."""

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __hash__ = None

    def __array__(self, *_, **__):
        raise RuntimeError("no array")

    def __repr__(self):
        raise RuntimeError("no words")


def _crash(*arguments):
    raise ZeroDivisionError("division by zero")


@each_asked
def test_the_right_answer_is_correct(asked):
    verdict = asked.judge(asked.right)
    assert verdict.status is Status.CORRECT, verdict
    assert asked.question.marks(verdict) == asked.question.points


@each_asked
def test_an_untouched_answer_is_not_attempted(asked):
    assert asked.judge(...).status is Status.NOT_ATTEMPTED
    if isfunction(asked.right):
        assert asked.judge(lambda *arguments: ...).status is Status.NOT_ATTEMPTED
    assert asked.question.marks(asked.judge(...)) == 0


@pytest.mark.parametrize(("asked", "misconception"), WITH_MISCONCEPTION, ids=_id)
def test_each_misconception_is_named(asked, misconception):
    verdict = asked.judge(misconception.wrong(**asked.given))
    assert verdict.status is Status.INCORRECT
    assert verdict.misconception == misconception.name
    assert verdict.message == misconception.message
    assert asked.question.marks(verdict) == asked.question.points * misconception.credit


@each_asked
@pytest.mark.parametrize("answer", [None, "a text", Hostile(), {"a": 1}, _crash, lambda: 1, [[1], [1, 2]]], ids=type)
def test_a_crash_or_a_wrong_type_gets_a_sentence(asked, answer, capsys):
    verdict = asked.judge(answer)
    assert verdict.status in {Status.CANNOT_JUDGE, Status.INCORRECT}
    assert verdict.message.strip()
    assert "Traceback" not in verdict.message
    assert asked.question.marks(verdict) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("asked", ASKING_FOR_A_FUNCTION, ids=str)
def test_a_function_that_crashes_or_never_ends_is_told_with_its_arguments(asked):
    def endless(*arguments):
        while True:
            pass

    verdict = asked.judge(_crash)
    assert verdict.status is Status.CANNOT_JUDGE
    assert "ZeroDivisionError: division by zero" in verdict.message
    verdict = asked.judge(endless)
    assert verdict.status is Status.CANNOT_JUDGE
    assert "did not end within" in verdict.message


@pytest.mark.parametrize("question", [*ALL.values(), *GRADED], ids=lambda question: question.id)
def test_it_teaches(question):
    """Praise for a right answer, two hints at least, the last one a recipe, and misconceptions worth the name."""
    assert question.praise
    assert len(question.hints) >= 2
    assert len(question.misconceptions) >= 2
    assert len({wrong.name for wrong in question.misconceptions}) == len(question.misconceptions)


def test_the_lessons_and_the_bank_hold_the_same_questions():
    assert set(solutions(course_folder())) == set(ALL)


def test_each_lesson_checks_each_of_its_questions():
    for lesson in lessons(course_folder()):
        asked = set(re.findall(r'check\("(\d\d\.\d+)"', lesson.source.read_text(encoding="utf-8")))
        assert asked == {each for each in ALL if each.startswith(lesson.number)}


def test_solutions_are_shown_as_the_lesson_has_them():
    for question, text in solutions(course_folder()).items():
        assert text in repr(solution(question))


def test_hints_go_from_nudge_to_recipe():
    first, second = hint("01.1"), hint("01.1")
    assert repr(first).startswith("**Hint 1 of 3.**")
    assert repr(second).startswith("**Hint 2 of 3.**")
    assert "solution" in repr(hint("01.1", 3))
    with pytest.raises(ValueError, match="has hints 1 to 3; not 4"):
        hint("01.1", 4)


@pytest.mark.parametrize("wrong", ["01.99", "99.1", "one", "", 7])
def test_an_unknown_question_is_told(wrong):
    with pytest.raises(LookupError, match="There is no question"):
        check(wrong, 1)


def test_find_lists_the_questions_of_the_lesson():
    with pytest.raises(LookupError, match=r"Lesson 01 has 01\.1, 01\.2"):
        find("01.9")
