"""Assignments: what a release holds and does not hold, what is refused, and what a mark depends on."""

import re
from dataclasses import replace

import nbformat
import pytest

from lepton_kit.exercises import Misconception, Question
from lepton_kit.exercises.comparing import fresh, near, same_function
from lepton_kit.exercises.timeouts import TooLong
from lepton_kit.teach.assignment import Criterion, available, load
from lepton_kit.teach.authoring import LessonError
from lepton_kit.teach.sandbox.bubblewrap import Limits


@pytest.fixture
def rewritten(sources, tmp_path):
    """A copy of A8 with texts replaced in either file."""

    def change(*pairs):
        for name in ("assignment.py", "questions.py"):
            text = (sources / "A8_small" / name).read_text(encoding="utf-8")
            for old, new in pairs:
                text = text.replace(old, new)
            (tmp_path / "A8_small").mkdir(exist_ok=True)
            (tmp_path / "A8_small" / name).write_text(text, encoding="utf-8")
        return load("A8", tmp_path)

    return change


def text_of(notebook):
    return nbformat.writes(notebook)


def test_a_release_holds_no_solution_no_mutant_and_no_output(small):
    release = small.release()
    for secret in ("letters + 1", "total = letters", "2 * x", "SOLUTION", "MUTANT", "One more."):
        assert secret not in text_of(release)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in release.cells)
    assert 'student = "put your student id here"' in release.cells[1].source


def test_a_release_is_the_same_each_time_and_valid(small):
    assert text_of(small.release()) == text_of(small.release())
    nbformat.validate(small.release())
    ids = [cell.id for cell in small.release().cells]
    assert len(set(ids)) == len(ids)


def test_a_release_is_what_nbgrader_wants(small):
    """Schema 3: the student's cell is a solution, the one after it carries the points; no id twice."""
    pytest.importorskip("nbgrader.nbgraderformat").MetadataValidator().validate_nb(small.release())
    marked = [cell.metadata.nbgrader for cell in small.release().cells if "nbgrader" in cell.metadata]
    assert [(each["grade_id"], each["grade"], each["solution"], each.get("points")) for each in marked] == [
        ("A8-1-answer", False, True, None),
        ("A8-1", True, False, 2.0),
        ("A8-2-answer", False, True, None),
        ("A8-2", True, False, 3.0),
    ]


@pytest.mark.parametrize("name", [*available(), "A8"])
def test_the_checks_are_those_of_the_release(name, sources):
    """Marking reads them from the source, in a hundredth of the time that a notebook takes."""
    assignment = load(name, sources if name == "A8" else None)
    locked = [cell for cell in assignment.release().cells if cell.metadata.get("nbgrader", {}).get("locked")]
    assert assignment.checks == {cell.metadata["nbgrader"]["grade_id"]: cell.source for cell in locked}


def test_stub_solved_and_mutant_differ_in_the_answers_only(small):
    """By question: the stub, what stands there in the solved copy, and with a mutant; the id is filled in."""
    [mutant] = small.mutants
    copies = [small.stub("s001"), small.solved("s001"), small.solved("s001", [mutant])]
    for notebook in copies:
        assert 'student = "s001"' in notebook.cells[1].source
    first, second = ([each.cells[position].source for each in copies] for position in (3, 6))
    assert first == ["total = ...", "total = ...\ntotal = letters + 1", "total = ...\ntotal = letters"]
    assert second[1] == second[2] != second[0]
    assert (mutant.question, mutant.name, mutant.points) == ("A8.1", "forgot the one", 1.0)


@pytest.mark.parametrize("student", ['o"brien', "back\\slash\\1", "García", "李小龙", "a\nb"])
def test_any_id_can_stand_in_a_copy(small, student):
    namespace = {}
    line = next(line for line in small.stub(student).cells[1].source.splitlines() if line.startswith("student"))
    exec(line, namespace)
    assert namespace["student"] == student


def test_points_title_limits_and_rubric(small, with_rubric, rewritten):
    assert (small.max_points, small.title, small.rubric) == (5.0, "A8 · A small one", ())
    assert [(each.id, each.points) for each in with_rubric.rubric] == [("A9.R1", 4.0), ("A9.R2", 1.0)]
    assert with_rubric.max_points == 5.0
    assert small.limits == Limits()
    assert rewritten(("QUESTIONS = [", "LIMITS = {'seconds_cell': 5}\nQUESTIONS = [")).limits == Limits(seconds_cell=5)


def test_the_digest_changes_with_either_file_and_only_then(small, rewritten):
    assert rewritten().digest == small.digest
    assert len({small.digest, rewritten(("2 * x", "x * 2")).digest, rewritten(("points=2", "points=4")).digest}) == 3


def test_what_there_is_is_listed(sources):
    assert available(sources) == ("A8", "A9")
    assert {"A1", "A2"} <= set(available())
    with pytest.raises(LookupError, match=r"There is no assignment 'A7' in the folder assignments. It holds A8, A9"):
        load("A7", sources)
    with pytest.raises(LookupError, match="It holds none"):
        load("A1", sources.parent)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('id="A8.2"', 'id="A8.1"', "each with an id of its own"),
        ('id="A8.2"', 'id="A1.2"', "each with an id of its own"),
        ("QUESTIONS = [", "THESE = [", "must hold QUESTIONS"),
    ],
)
def test_questions_that_cannot_be_used_are_told(rewritten, old, new, message):
    with pytest.raises(LessonError, match=message):
        rewritten((old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('question="A8.1"', 'question="A8.7"', "it needs a question of that id in questions.py"),
        ('ready("A8.1", total, like=0.0)', "", r'must end with ready\("A8.1"'),
        ('ready("A8.1", total', 'ready("A8.2", total', r'must end with ready\("A8.1"'),
        ('question="A8.1"', "", "A8_small asks A8.2; the questions are A8.1, A8.2"),
        ("# END SOLUTION", "", "a BEGIN or END SOLUTION stands alone|over 25 lines"),
        ("# END MUTANT", "", "a BEGIN or END MUTANT stands alone"),
    ],
)
def test_cells_that_do_not_fit_their_questions_are_told(rewritten, old, new, message):
    with pytest.raises(LessonError, match=message):
        rewritten((old, new)).release()


def test_a_mutant_without_points_is_told(rewritten):
    with pytest.raises(LessonError, match="the mutant 'forgot the one' needs its points"):
        _ = rewritten(("forgot the one: 1", "forgot the one")).mutants


def test_a_source_without_an_id_to_fill_in_is_told(rewritten):
    with pytest.raises(LessonError, match=r"One cell must have a line `student = ...`; 0 have"):
        rewritten(('student = "put', 'pupil = "put')).stub("s001")


def test_a_source_without_questions_is_told(small, tmp_path):
    (tmp_path / "A8_small").mkdir()
    (tmp_path / "A8_small" / "assignment.py").write_text("# %%\n1\n", encoding="utf-8")
    with pytest.raises(LessonError, match=r"A8_small has no questions.py"):
        load("A8", tmp_path)


@pytest.mark.parametrize("wrong", ["A4.1", "R1", "", "a4.R1"])
def test_a_criterion_without_a_proper_id_is_told(wrong):
    with pytest.raises(ValueError, match="A criterion's id is assignment, R and number"):
        Criterion(wrong, "words", {0: "none", 1: "some"})


@pytest.mark.parametrize("levels", [{}, {0: "none"}, {1: "some", 2: "more"}, {-1: "less", 1: "some"}])
def test_a_criterion_without_levels_is_told(levels):
    with pytest.raises(ValueError, match="needs a level of 0 points and at least one above"):
        Criterion("A4.R1", "words", levels)


def graded(**changes):
    named = {"id": "A1.1", "name": "total", "answer": lambda: 1.0, "accept": near(), "hints": ["?"]}
    return Question(**(named | changes))


@pytest.mark.parametrize("name", ["", "two words", "1st", "a.b"])
def test_a_graded_question_needs_a_name_to_look_at(name):
    with pytest.raises(ValueError, match="must be the variable to look at"):
        graded(name=name)


@pytest.mark.parametrize("wrong", ["A.1", "A11", "B1.1", "A1.x", "1.1"])
def test_an_id_is_lesson_or_assignment_and_number(wrong):
    with pytest.raises(ValueError, match="A question's id is lesson and number"):
        graded(id=wrong)


@pytest.mark.parametrize("credit", [1, -0.5, 2])
def test_a_wrong_answer_earns_less_than_all(credit):
    with pytest.raises(ValueError, match="credit is a share of the points, from 0 to less than 1; 'half' has"):
        Misconception("half", lambda: 2.0, "no", credit=credit)


def test_marks_are_all_none_or_the_credit():
    half = Misconception("half", lambda: 0.5, "Twice that.", credit=0.25)
    question = graded(points=4, misconceptions=[half])
    assert [question.marks(question.judge(answer)) for answer in (1.0, 0.5, 7.0, ..., None, "x")] == [4, 1, 0, 0, 0, 0]


def test_a_graded_verdict_points_to_no_hint():
    question = graded()
    assert "hint(" not in question.judge(7.0).message + question.judge(...).message
    assert "`total` still is" in question.judge(...).message


def test_cases_are_new_each_time_and_can_be_repeated():
    seen = []

    def spy(x):
        seen.append(x)
        return x

    question = graded(answer=lambda: lambda x: x, accept=same_function(lambda rng: [(float(rng.random()),)]))
    for seed in (None, 3, None, 3):
        with fresh(seed):
            assert question.judge(spy).correct
    first, second, third, fourth = seen
    assert first != third
    assert second == fourth


def test_one_verdict_calls_the_function_once_for_each_case():
    """A slow wrong function is not called anew for each misconception, nor on other arguments."""
    seen = []

    def squared(x):
        seen.append(x)
        return x * x

    wrong = Misconception("squared", lambda: lambda x: x * x, "That is the square.", credit=0.5)
    accept = same_function(lambda rng: [(float(x),) for x in rng.uniform(2, 9, 3)])
    question = graded(answer=lambda: lambda x: 2 * x, accept=accept, misconceptions=[wrong])
    assert question.judge(squared).misconception == "squared"
    assert len(seen) == len(set(seen)) == 3
    assert question.judge(squared).misconception == "squared"
    assert len(set(seen)) == 6


def test_a_function_that_limits_itself_is_not_interrupted():
    """As one in the sandbox, where the session keeps the time."""

    def late(x):
        raise TooLong("5 s were not enough")

    late.seconds_allowed = 5
    question = graded(answer=lambda: abs, accept=same_function([(1.0,)], seconds=0))
    assert "your function did not end within 5 s." in question.judge(late).message


def test_a_function_that_changes_its_arguments_spoils_nothing():
    def rude(numbers):
        numbers.sort()
        return numbers[0]

    question = graded(answer=lambda: min, accept=same_function([([3.0, 1.0, 2.0],)]))
    assert question.judge(rude).correct
    assert re.search(r"\[3, 1, 2\]", question.judge(lambda numbers: 9.0).message)


def test_an_assignment_can_be_changed_in_a_test(small):
    assert replace(small, title="other").digest == small.digest
