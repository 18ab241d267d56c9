"""Every question of the course, driven through each kind of answer it can get."""

import re
from inspect import isfunction

import pytest

from lepton_kit.authoring import course_folder, lessons, solutions
from lepton_kit.coursework import Status, check, find, hint, questions, solution

ALL = questions()
ASKING_FOR_A_FUNCTION = [each for each in ALL.values() if isfunction(each.answer(**each.given()))]
WITH_MISCONCEPTION = [(each, wrong) for each in ALL.values() for wrong in each.misconceptions]


def _id(value):
    return getattr(value, "id", None) or getattr(value, "name", None)


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


@pytest.mark.parametrize("question", ALL.values(), ids=_id)
def test_the_right_answer_is_correct(question):
    verdict = question.judge(question.answer(**question.given()))
    assert verdict.status is Status.CORRECT, verdict


@pytest.mark.parametrize("question", ALL.values(), ids=_id)
def test_an_untouched_answer_is_not_attempted(question):
    assert question.judge(...).status is Status.NOT_ATTEMPTED
    if isfunction(question.answer(**question.given())):
        assert question.judge(lambda *arguments: ...).status is Status.NOT_ATTEMPTED


@pytest.mark.parametrize(("question", "misconception"), WITH_MISCONCEPTION, ids=_id)
def test_each_misconception_is_named(question, misconception):
    verdict = question.judge(misconception.wrong(**question.given()))
    assert verdict.status is Status.INCORRECT
    assert verdict.misconception == misconception.name
    assert verdict.message == misconception.message


@pytest.mark.parametrize("question", ALL.values(), ids=_id)
@pytest.mark.parametrize("answer", [None, "a text", Hostile(), {"a": 1}, _crash, lambda: 1, [[1], [1, 2]]], ids=type)
def test_a_crash_or_a_wrong_type_gets_a_sentence(question, answer, capsys):
    verdict = question.judge(answer)
    assert verdict.status in {Status.CANNOT_JUDGE, Status.INCORRECT}
    assert verdict.message.strip()
    assert "Traceback" not in verdict.message
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("question", ASKING_FOR_A_FUNCTION, ids=_id)
def test_a_function_that_crashes_or_never_ends_is_told_with_its_arguments(question):
    def endless(*arguments):
        while True:
            pass

    verdict = question.judge(_crash)
    assert verdict.status is Status.CANNOT_JUDGE
    assert "ZeroDivisionError: division by zero" in verdict.message
    verdict = question.judge(endless)
    assert verdict.status is Status.CANNOT_JUDGE
    assert "did not end within" in verdict.message


@pytest.mark.parametrize("question", ALL.values(), ids=_id)
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
