"""Every question of the course, driven through each kind of answer it can get."""

import re
from array import array as array_of
from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from inspect import isfunction

import numpy as np
import pytest

from lepton_kit.exercises import Question, Status, calling, check, find, guess, hint, questions, solution
from lepton_kit.exercises.content import content_module, folders
from lepton_kit.exercises.decoding import decode, pack, unpack
from lepton_kit.exercises.encoding import encode
from lepton_kit.exercises.timeouts import time_limit
from lepton_kit.exercises.values import Unjudged, numbers
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
def test_a_function_that_crashes_or_never_ends_is_told_with_its_arguments(asked, monkeypatch):
    monkeypatch.setattr(calling, "time_limit", lambda seconds: time_limit(seconds / 20))  # the wait teaches nobody

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


# Right answers in unusual forms, and slips ---------------------------------------------------------------------------


class Text(str):
    """A text of a kind of its own."""


def forms(right):
    """The right answer as other people would write it, by name of the form."""
    pandas = pytest.importorskip("pandas")
    if isinstance(right, dict):
        yield "by label", {f" {name.upper()} ": value for name, value in reversed(right.items())}
        yield "Series by label", pandas.Series(right).sort_values()
        yield "column by label", pandas.DataFrame({"value": right}).sort_values("value")
        yield "pairs", sorted(right.items())
        right = list(right.values())
    if isinstance(right, set):
        names = sorted(right)
        yield from {
            "list": names,
            "tuple": tuple(names),
            "frozenset": frozenset(names),
            "array": np.array(names),
            "Series": pandas.Series(names, dtype=object),
            "Index": pandas.Index(names, dtype=object),
            "generator": (name for name in names),
            "keys": dict.fromkeys(names).keys(),
            "capitals": {name.upper() for name in names},
            "blanks": {f"  {name} " for name in names},
            "full width": {"".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name) for name in names},
            "str subclass": [Text(name) for name in names],
        }.items()
    elif isinstance(right, str):
        yield from {"capitals": right.upper(), "blanks": f" {right}\n", "np.str_": np.str_(right)}.items()
    elif not isfunction(right) and (array := plain(right)) is not None:
        yield "float64", array
        yield "Fraction", exact(array, Fraction)
        yield "Decimal", exact(array, lambda x: Decimal(repr(x)))
        yield "twelve digits", np.round(array, 12)
        yield "object array", array.astype(object)
        yield "longdouble", array.astype(np.longdouble)
        if array.ndim == 0:
            yield from {"float": float(array), "np.float64": np.float64(array), "0-d": np.array(array)}.items()
        else:
            rows = array.tolist()
            yield from {
                "list": rows,
                "tuple": tuple(rows),
                "deque": deque(rows),
                "Fortran": np.asfortranarray(array),
            }.items()
            yield "generator", (row for row in rows)
            yield "memoryview", memoryview(np.ascontiguousarray(array))
            if array.ndim == 1:
                yield "Series", pandas.Series(rows, index=range(7, 7 + len(rows)))
                yield "array.array", array_of("d", rows)
                yield "dict values", dict(enumerate(rows)).values()
            elif array.ndim == 2:
                yield "DataFrame", pandas.DataFrame(array)


def plain(right):
    try:
        return numbers(right)
    except Unjudged:
        return None


def exact(array, number):
    return number(float(array)) if array.ndim == 0 else [exact(row, number) for row in array]


@each_asked
def test_right_answers_in_unusual_forms_are_right(asked):
    for name, answer in forms(asked.right):
        if name in ("pairs", "column by label") and not hasattr(asked.question.accept, "by_value"):
            continue  # settings for a function, for which the question asks as a dict
        verdict = asked.judge(answer)
        assert verdict.correct, (name, answer, verdict)


@pytest.mark.parametrize("asked", [each for each in ASKED if each.student], ids=str)
def test_and_so_they_are_where_they_come_from_a_sandbox(asked):
    for name, answer in forms(asked.right):
        if name == "generator":
            continue
        arrived = decode(unpack(pack({"value": encode(answer, None)}))["value"])
        assert asked.judge(arrived).correct, (name, arrived)


def returning(function, change):
    return lambda *case: change(function(*case))


@pytest.mark.parametrize("asked", ASKING_FOR_A_FUNCTION, ids=str)
def test_functions_may_return_what_they_like_in_form(asked):
    if "learners" in repr(asked.question.accept):
        return
    for change in (
        lambda x: x.tolist() if hasattr(x, "tolist") else x,
        lambda x: np.array(x) if np.ndim(x) == 0 and not isinstance(x, set | dict) else x,
        lambda x: list(x.values()) if isinstance(x, dict) else x,
    ):
        verdict = asked.judge(returning(asked.right, change))
        assert verdict.correct, verdict


def slips(right):
    """The general slips, made of a right answer, by name."""
    if isinstance(right, dict):
        right = list(right.values())
    if isinstance(right, bool | set | str) or isfunction(right) or (array := plain(right)) is None:
        return
    if np.abs(array).max() <= 1:
        yield "per cent", array * 100
    yield from {"x 1000": array * 1000, "/ 1000": array / 1000, "text": array.astype(str).tolist()}.items()
    yield "sign", -array
    if array.ndim == 0:
        yield from {"in a list": [float(array)], "in a column": np.array([[array]]), "b": str(array).encode()}.items()
    else:
        yield from {"reversed": array[::-1], "sorted": np.sort(array, axis=None).reshape(array.shape)}.items()
        if len(set(array.ravel())) == array.size > 2:
            yield "ranks", np.argsort(np.argsort(-array, axis=None)).reshape(array.shape) + 1
        yield "transposed", array.T
        yield "column", array.reshape(-1, 1)


@each_asked
def test_the_general_slips_are_wrong_and_have_a_name(asked):
    right = plain(list(asked.right.values()) if isinstance(asked.right, dict) else asked.right)
    for name, answer in slips(asked.right):
        verdict = asked.judge(answer)
        other = plain(answer)
        if other is not None and other.shape == right.shape and np.allclose(other, right):
            continue  # it leaves no trace here, as the order of equal numbers
        if verdict.correct:
            assert asked.question.id == "A4.2" or "properties" in asked.question.accept.__qualname__, (
                name,
                answer,
            )  # a range is right
            continue
        many_are_right = not getattr(
            asked.question.accept, "by_value", False
        )  # ten times this one may be wrong by chance
        assert verdict.misconception or many_are_right, (name, answer, verdict)


WRONG_IN_ANY_CASE = {
    "forgot return": lambda *case: None if case else 1,
    "rounds": lambda right: returning(right, lambda x: np.round(np.asarray(x, dtype=float), 1)),
    "abs": lambda right: returning(right, lambda x: np.abs(np.asarray(x, dtype=float))),
    "adds one": lambda right: returning(right, lambda x: np.asarray(x, dtype=float) + 1),
    "constant": lambda right: lambda *case: 0.0,
    "one": lambda right: lambda *case: 1,
    "gives its input back": lambda right: lambda *case: case[0],
}
MAY_ROUND = {
    "A1.6",
    "10.2",
    "10.6",
    "11.4",
    "11.7",
    "14.1",
    "17.6",
    "20.3",
    "20.5",
    "02.2",
    "03.7",
    "07.9",
    "A3.2",
    "A2.4",
    "A3.4",
}  # whole, or tenths
NEVER_NEGATIVE = MAY_ROUND | {
    "17.1",
    "04.2",
    "04.4",
    "04.7",
    "06.7",
    "08.5",
    "09.4",
    "11.8",
    "13.1",
    "13.2",
    "15.3",
    "15.6",
    "16.1",
    "16.3",
    "19.7",
    "21.3",
    "A1.6",
    "A3.1",
    "A3.5",
    "A3.8",
}


@pytest.mark.parametrize("asked", ASKING_FOR_A_FUNCTION, ids=str)
@pytest.mark.parametrize("name", WRONG_IN_ANY_CASE)
def test_trivial_functions_are_wrong(asked, name):
    if name == "forgot return":
        function = WRONG_IN_ANY_CASE[name]
    elif asked.question.id in {"rounds": MAY_ROUND, "abs": NEVER_NEGATIVE - {"A2.4", "A3.4"}}.get(name, ()):
        return
    else:
        function = WRONG_IN_ANY_CASE[name](asked.right)
    if name in {"rounds", "abs", "adds one"} and asked.question.accept.__qualname__.split(".")[0] in (
        "properties",
        "tried",
    ):
        return  # an open task: what is changed may still be over the bar
    assert not asked.judge(function).correct


def test_no_two_questions_have_one_id():
    asked = [content_module(number, "questions").QUESTIONS for number in folders() if number.isdigit()]
    assert sum(map(len, asked)) == len(ALL)


def test_the_lessons_and_the_bank_hold_the_same_questions():
    assert set(solutions(course_folder())) == set(ALL)


@pytest.mark.parametrize("number", [number for number in folders() if number.isdigit()])
def test_a_question_is_called_by_its_lesson_and_a_number_of_its_own(number):
    ids = [question.id for question in content_module(number, "questions").QUESTIONS]
    assert len(set(ids)) == len(ids) and all(name.startswith(f"{number}.") for name in ids)


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
        find("01.99")


def test_a_guess_is_no_question_and_a_question_no_guess():
    """Whoever takes the one for the other is told what to call."""
    for call in (lambda: check("01.a", 1), lambda: hint("01.a"), lambda: solution("01.a")):
        with pytest.raises(LookupError, match=r'no question .* one for `guess\("01\.a", \.\.\.\)`'):
            call()
    with pytest.raises(LookupError, match=r'no guess .* one for `check\("01\.1", \.\.\.\)`'):
        guess("01.1", 1)
    with pytest.raises(LookupError, match=r"There is no guess '99\.a'\. An id is .* of a guess '01\.a'"):
        guess("99.a", 1)
