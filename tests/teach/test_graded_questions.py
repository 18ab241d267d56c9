"""Assignments as they are marked: solution, stub and mutants in the sandbox; each question by itself; many students."""

import json
import re
from collections import Counter
from functools import cache
from inspect import isfunction

import nbformat
import numpy as np
import pytest

from lepton_kit.exercises import Status, check, hint, solution
from lepton_kit.exercises.comparing import fresh
from lepton_kit.teach.assignment import available, load
from lepton_kit.teach.marking import mark
from lepton_kit.teach.releasing import gate

ASSIGNMENTS = [load("A1"), load("A2")]
QUESTIONS = [(assignment, question) for assignment in ASSIGNMENTS for question in assignment.questions]
each_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda assignment: assignment.name)
each_question = pytest.mark.parametrize(
    ("assignment", "question"), QUESTIONS, ids=lambda value: getattr(value, "id", None) or value.name
)


@pytest.mark.sandbox
@pytest.mark.parametrize("name", available())
def test_the_gate_lets_it_out(name):
    """In the real sandbox: stub 0, solution full marks, each mutant what the source says, and no cell stops."""
    assert [str(finding) for finding in gate(load(name))] == []


@pytest.mark.sandbox
@each_assignment
def test_a_copy_of_somebody_else_earns_little(assignment):
    """Only the function, which is the same for all, is right in another student's copy; and the id is flagged.

    So are answers that name the other's partners, of which no number can be compared.
    """
    content = nbformat.writes(assignment.solved("s001")).encode()
    result = mark(content, assignment, "s002")
    right = [judged.id for judged in result.questions if judged.points == judged.max_points]
    assert right == [question.id for question in assignment.questions if not question.given("s001")]
    kinds = [flag.kind for flag in result.flags]
    assert kinds[0] == "wrong-id" and {*kinds[1:]} <= {"not-judged"}


@each_assignment
def test_it_is_worth_twenty_points_and_grows_harder(assignment):
    assert assignment.max_points == 20
    assert [question.id for question in assignment.questions] == [f"{assignment.name}.{i}" for i in range(1, 8)]
    points = [question.points for question in assignment.questions]
    assert sum(points[4:]) > sum(points[:3])


@pytest.mark.parametrize("name", ["A1", "A2", "A3"])
def test_every_question_has_a_mutant_and_shows_its_points(name):
    assignment = load(name)
    assert {mutant.question for mutant in assignment.mutants} == {question.id for question in assignment.questions}
    prose = "\n".join(cell.source for cell in assignment.release().cells if cell.cell_type == "markdown")
    shown = dict(re.findall(r"\*\*(A\d\.\d+)\*\* \((\d+) points\)", prose))
    assert shown == {question.id: str(question.points) for question in assignment.questions}
    assert f"{len(assignment.questions)} questions, 20 points" in prose


@each_assignment
def test_a_mutant_that_betrays_a_misconception_gets_its_credit(assignment):
    """The points beside a mutant's name are the credit of the misconception of that name."""
    for mutant in assignment.mutants:
        [question] = [each for each in assignment.questions if each.id == mutant.question]
        credit = {each.name: each.credit * question.points for each in question.misconceptions}
        for name, points in credit.items():
            if name.startswith(mutant.name):
                assert mutant.points == points, mutant


@each_question
def test_each_question_can_be_answered_without_the_others(assignment, question):
    namespace = {}
    for cell in assignment.solved("s007").cells:
        if cell.cell_type == "code" and cell.metadata.get("question", question.id) == question.id:
            exec(re.sub(r"(?ms)^ready\(.*", "", cell.source), namespace)
    verdict = question.judge(namespace[question.name], **question.given("s007"))
    assert verdict.status is Status.CORRECT, verdict


@pytest.mark.long
@each_question
def test_every_student_is_marked_alike(assignment, question):
    """For forty students the right answer is right, and each misconception is told apart and gets its credit."""
    for student in [f"many-{number}" for number in range(40 if question.given("s001") else 3)]:
        given = question.given(student)
        assert question.judge(question.answer(**given), **given).correct, student
        for wrong in question.misconceptions:
            answer = wrong.wrong(**given)
            verdict = question.judge(answer, **given)
            assert verdict.status is Status.INCORRECT, student
            if verdict.misconception != wrong.name:  # with one table in a thousand two slips lead to one answer
                [other] = [each for each in question.misconceptions if each.name == verdict.misconception]
                assert question.accept(answer, other.wrong(**given)) is None, student


@each_question
def test_a_slip_earns_the_same_by_name_as_in_a_row(assignment, question):
    """Answers may be given in the order of the table or by name; what a half-right one earns does not hang on that."""
    given = question.given("s001")
    right = question.answer(**given)
    for wrong in question.misconceptions if isinstance(right, dict) else ():
        row = np.asarray(wrong.wrong(**given))
        if row.shape != (len(right),):
            continue
        by_name = dict(zip(right, row.tolist(), strict=True))
        table = pytest.importorskip("pandas").Series(by_name).sort_values()
        for answer in (by_name, list(by_name.items()), table):
            verdict = question.judge(answer, **given)
            assert verdict.misconception == wrong.name
            assert question.marks(verdict) == wrong.credit * question.points


@each_question
def test_there_is_no_check_hint_or_solution_before_the_feedback(assignment, question):
    for ask in (lambda: check(question.id, 1), lambda: hint(question.id), lambda: solution(question.id)):
        with pytest.raises(LookupError, match=f"{question.id} is graded"):
            ask()


@each_question
def test_a_rounded_answer_and_a_list_will_do(assignment, question):
    """Nine digits are enough; a list or tuple is as good as an array or a set."""
    given = question.given("s001")
    answer = question.answer(**given)
    answer = list(answer.values()) if isinstance(answer, dict) else answer
    if callable(answer):
        return
    plain = sorted(answer) if isinstance(answer, set) else json.loads(json.dumps(_round(answer)))
    assert question.judge(plain, **given).correct


def _round(answer):
    if isinstance(answer, dict):
        return {name: round(float(x), 9) for name, x in answer.items()}
    return [round(float(x), 9) for x in answer] if hasattr(answer, "__len__") else round(float(answer), 9)


@each_assignment
def test_the_notebook_opens_as_a_lesson_does(assignment):
    opening = assignment.release().cells[0].source
    assert opening.startswith(f"# {assignment.title}\n")
    for wanted in ("> **You will** ", "> **90 minutes**", "> **To hand in**", "lepton coursework doctor"):
        assert wanted in opening
    assert "!" not in re.sub(
        r"`[^`]*`", "", "".join(c.source for c in assignment.release().cells if c.cell_type != "code")
    )


def test_a_summary_is_counted_as_a_text_editor_counts_it():
    """A figure with a decimal point, a hyphenated word and a short form are one word each; a dash is none."""
    [summary, _] = load("A4").questions
    sentence = "The network's well-known accuracy rose from 0.85 to 0.87 - no more. "  # eleven words
    assert summary.judge(18 * sentence).correct
    assert summary.judge(19 * sentence).misconception == "too long"
    assert summary.judge(5 * sentence).misconception == "too short"


@pytest.mark.parametrize(
    ("answer", "slip"),
    [
        ([0.8, 0.83, 0.85, 0.87], "interval elsewhere"),
        ({0.8, 0.85, 0.83, 0.87}, "a set for a row"),
        ([0.8, 0.85, np.nan, 0.87], ""),
        ([0.8, 0.85, (0.83, 0.87)], ""),
    ],
)
def test_an_interval_in_another_form_is_told_for_what_it_is(answer, slip):
    [_, result] = load("A4").questions
    verdict = result.judge(answer)
    assert verdict.misconception == slip and not verdict.correct
    assert slip or "finite" in verdict.message or "mixes rows and numbers" in verdict.message


# Luck ----------------------------------------------------------------------------------------------------------------

LUCKY = [f"luck-{number}" for number in range(200)]
PERSONAL = [question for name in available() for question in load(name).questions if question.given("s001")]


@cache
def given_by(make, student):
    """A student's data, made once for all questions about them."""
    return make(student)


def choices(given, answer):
    """An answer as one could write it without reading the table: itself, and names by their places in the table."""
    if isinstance(answer, set | str):
        chosen = frozenset({answer} if isinstance(answer, str) else answer)
        yield chosen
        [mine] = given.values()
        tables = (getattr(mine, part, ()) for part in ("names", "escrows", "checked"))
        names = next(list(table) for table in tables if chosen <= set(table))
        yield frozenset(names.index(name) for name in chosen)
    else:
        values = list(answer.values()) if isinstance(answer, dict) else answer
        yield tuple(np.round(np.ravel(np.asarray(values, dtype=float)), 3).tolist())


@pytest.mark.long
@pytest.mark.parametrize("question", PERSONAL, ids=lambda question: question.id)
def test_no_constant_earns_points_by_luck(question):
    """Over 200 ids no answer is right for more than 5 of 100, or has more than 7 of 100 points with what is halved."""
    right, earned = Counter(), Counter()
    for student in LUCKY:
        given = given_by(question.given, student)
        answer = question.answer(**given)
        if hasattr(answer, "predict"):
            return
        known = dict.fromkeys(choices(given, answer), 1)
        right.update(known)
        for wrong in question.misconceptions:
            for choice in choices(given, wrong.wrong(**given)):
                known.setdefault(choice, wrong.credit)
        earned.update(known)
    assert right.most_common(1)[0][1] <= 0.05 * len(LUCKY), right.most_common(3)
    assert earned.most_common(1)[0][1] <= 0.07 * len(LUCKY), earned.most_common(3)


@pytest.mark.long
@pytest.mark.parametrize("question", PERSONAL, ids=lambda question: question.id)
def test_what_anybody_could_write_earns_next_to_nothing(question):
    """Over 200 ids 0, 1, one half or a column of the table for numbers, nobody for names: at most 1 of 100 points."""
    earned = Counter()
    for student in LUCKY:
        given = given_by(question.given, student)
        answer = question.answer(**given)
        if hasattr(answer, "predict"):
            return
        [mine] = given.values()
        if isinstance(answer, set):
            trials = {"nobody": set()}
        else:
            size = len(answer) if hasattr(answer, "__len__") else 1
            trials = {x: np.full(size, x) if size > 1 else x for x in (0.0, 1.0, 0.5, -1.0)}
            if hasattr(mine, "portfolio"):
                trials |= {"costs": mine.portfolio.cost, "returns": mine.portfolio.returns}
        earned.update({name: question.marks(question.judge(trial, **given)) for name, trial in trials.items()})
    assert max(earned.values()) <= 0.01 * len(LUCKY) * question.points, earned


FUNCTIONS = [question for name in available() for question in load(name).questions if not question.given("s001")]
FUNCTIONS = [question for question in FUNCTIONS if isfunction(question.answer())]
TRIVIAL = {
    "0": lambda right: lambda *case: 0 * np.asarray(right(*case)),
    "1": lambda right: lambda *case: 0 * np.asarray(right(*case)) + 1,
    "None": lambda right: lambda *case: None,
    "its input": lambda right: lambda *case: case[0],
    "nothing": lambda right: lambda *case: np.zeros(0),
}


@pytest.mark.long
@pytest.mark.parametrize("question", FUNCTIONS, ids=lambda question: question.id)
@pytest.mark.parametrize("name", TRIVIAL)
def test_no_trivial_function_earns_points_by_luck_of_a_seed(question, name):
    function = TRIVIAL[name](question.answer())
    for seed in range(list(TRIVIAL).index(name), 200, len(TRIVIAL)):
        with fresh(seed):
            verdict = question.judge(function)
        assert question.marks(verdict) == 0, (seed, verdict)
