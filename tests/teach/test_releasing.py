"""The gate finds what must not go out and says where; only what passes is published; releases fit their sources."""

from shutil import copytree, ignore_patterns

import nbformat
import pytest
from click.testing import CliRunner

from lepton_kit.cli import lepton
from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach import releasing as release
from lepton_kit.teach.assignment import load
from lepton_kit.teach.marking_result import MarkingResult
from lepton_kit.teach.releasing import Finding, build, drift, gate, publish


@pytest.fixture
def rewritten(sources, tmp_path):
    """A copy of A8 with a text replaced in its source."""

    def change(old="", new=""):
        folder = tmp_path / "own" / "source"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("assignment.py", "questions.py"):
            text = (sources / "A8_small" / name).read_text(encoding="utf-8")
            assert old in text or name.endswith("questions.py")
            (folder / "A8_small").mkdir(exist_ok=True)
            (folder / "A8_small" / name).write_text(text.replace(old, new) if old else text, encoding="utf-8")
        return load("A8", folder)

    return change


@pytest.mark.sandbox
def test_a_good_assignment_passes_in_the_sandbox(small):
    steps = []
    assert gate(small, progress=lambda *step: steps.append(step)) == []
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "total = ...\n",
            "total = 1 + letters\n",
            "A8.1, cell A8-003: the untouched stub gets 2 points, not 0. Correct: One more.",
        ),
        (
            "total = letters + 1",
            "total = letters + 2",
            "A8.1, cell A8-003: the solution gets 0 points, not 2. Not yet: ",
        ),
        (
            "forgot the one: 1",
            "forgot the one: 0.5",
            "A8.1, cell A8-003: the mutant 'forgot the one' gets 1 points, not 0.5. Not yet: One more than that.",
        ),
        (
            "total = letters\n# END MUTANT",
            "total = lettres\n# END MUTANT",
            "A8.1, cell A8-003: the mutant 'forgot the one' stops with NameError: name 'lettres' is not defined",
        ),
        ("letters = len(student)", "1 / 0", "cell A8-001: the code stops with ZeroDivisionError: division by zero"),
    ],
)
def test_wrong_marks_are_found_with_question_and_cell(rewritten, old, new, found):
    findings = [str(finding) for finding in gate(rewritten(old, new))]
    assert any(said.startswith(found) for said in findings), findings


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "Twice the argument.",
            "Twice: `return 2 * x`.",
            "A8.2, cell A8-004: a solution or mutant of A8.2 can be read",
        ),
        (
            "letters = len(student)",
            "total = letters + 1",
            "A8.1, cell A8-001: a solution or mutant of A8.1 can be read",
        ),
        (
            "total = ...\n",
            "sum_ = ...\n",
            "A8.1, cell A8-003: the question looks at `total`, which is not in this cell.",
        ),
    ],
)
def test_what_can_be_read_in_the_release_is_found(rewritten, old, new, found):
    assignment = rewritten(old, new)
    findings = [str(finding) for finding in release._leaks(assignment, assignment.release())]
    assert any(said.startswith(found) for said in findings), findings


def test_an_output_in_the_release_is_found(small):
    notebook = small.release()
    notebook.cells[1].execution_count = 1
    [finding] = release._leaks(small, notebook)
    assert str(finding) == "cell A8-001: it holds an output."


@pytest.mark.sandbox
def test_a_copy_that_cannot_be_marked_is_found(small, monkeypatch):
    """Whatever is the reason."""
    from lepton_kit.teach import marking

    failed = MarkingResult("A8", "gate-1", "", "", 5.0, reason="There is no bubblewrap here.")
    monkeypatch.setattr(marking, "mark", lambda *rest, **named: failed)
    assert str(gate(small)[0]) == "a copy with the untouched stub cannot be marked. There is no bubblewrap here."


def test_it_publishes_what_passed(small, course, monkeypatch):
    steps = []
    monkeypatch.setattr(release, "gate", lambda assignment, progress: progress(1, 1) or [])
    path = publish(small, course, progress=lambda *step: steps.append(step))
    assert steps == [(1, 1)]
    assert path == course.release("A8")
    assert nbformat.read(path, as_version=4) == nbformat.reads(nbformat.writes(small.release()), as_version=4)
    assert list(path.parent.iterdir()) == [path]


def test_it_refuses_what_did_not_pass(small, course, monkeypatch):
    monkeypatch.setattr(
        release, "gate", lambda *_, **__: [Finding("A8.1", "A8-003", "it leaks"), Finding("", "", "no")]
    )
    with pytest.raises(CourseError, match=r"A8 is not released; the gate finds:\n  A8.1, cell A8-003: it leaks\n  no$"):
        publish(small, course)
    assert not course.release("A8").exists()


def test_built_releases_agree_with_their_sources(rewritten):
    folder = rewritten().folder
    assert drift(folder) == ["A8_small.ipynb is missing"]
    assert build(folder=folder) == []
    assert drift(folder) == []
    rewritten("One more than", "One above")
    assert drift(folder) == ["A8_small.ipynb is not what A8_small and its questions say"]
    (folder.parent / "A7_stray.ipynb").write_text("{}", encoding="utf-8")
    assert drift(folder)[1:] == ["A7_stray.ipynb has no source"]


def test_a_students_work_in_the_built_release_is_kept(rewritten):
    assignment = rewritten()
    build(["A8"], assignment.folder)
    mine = nbformat.read(assignment.lesson.notebook, as_version=4)
    mine.cells[3].source = "total = 5"
    nbformat.write(mine, assignment.lesson.notebook)
    [note] = build(["A8"], assignment.folder)
    assert note == "A8_small.ipynb was changed by hand; it is kept as A8_small.edited-1.ipynb"
    assert drift(assignment.folder) == []


def test_the_committed_releases_are_what_the_sources_say():
    assert drift() == []


def test_lepton_build_makes_releases_too(sources, tmp_path, monkeypatch):
    """`lepton build A8` makes one, `--check` finds drift in either kind of notebook."""
    graded = tmp_path / "notebooks" / "coursework" / "source"
    (tmp_path / "notebooks" / "source").mkdir(parents=True)
    (tmp_path / "notebooks" / "source" / "solutions.json").write_text("{}\n", encoding="utf-8")
    copytree(sources, graded, ignore=ignore_patterns("A9*", "__pycache__"))
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    checked = run(lepton, ["build", "--check"], standalone_mode=False)
    assert (checked.return_value, checked.output) == (1, "A8_small.ipynb is missing\nRun `lepton build`.\n")
    assert run(lepton, ["build", "a8"]).output == ""
    checked = run(lepton, ["build", "--check"], standalone_mode=False)
    assert (checked.return_value, checked.output) == (0, "The notebooks are what the sources say.\n")
    assert "There is no lesson A9" in run(lepton, ["build", "A9"]).output
