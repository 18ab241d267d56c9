"""Assignments as they are marked: solution, stub and mutants in the sandbox; each question by itself; many students."""

import json
import re

import nbformat
import pytest

from lepton_kit.exercises import Status, check, hint, solution
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
    """Only the function, which is the same for all, is right in another student's copy; and the id is flagged."""
    content = nbformat.writes(assignment.solved("s001")).encode()
    result = mark(content, assignment, "s002")
    right = [judged.id for judged in result.questions if judged.points == judged.max_points]
    assert right == [question.id for question in assignment.questions if not question.given("s001")]
    assert [flag.kind for flag in result.flags] == ["wrong-id"]


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


@each_question
def test_every_student_is_marked_alike(assignment, question):
    """For forty students the right answer is right, and each misconception is told apart and gets its credit."""
    for student in [f"many-{number}" for number in range(40 if question.given("s001") else 3)]:
        given = question.given(student)
        assert question.judge(question.answer(**given), **given).correct, student
        for wrong in question.misconceptions:
            verdict = question.judge(wrong.wrong(**given), **given)
            assert (verdict.status, verdict.misconception) == (Status.INCORRECT, wrong.name), student


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
