"""`lepton coursework`: what it says, its exit codes, and the whole way from a release to marks in the real sandbox."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lepton_kit.exercises import questions
from lepton_kit.exercises.student_notebook import source
from lepton_kit.teach import gradebook, grading
from lepton_kit.teach.commands import coursework

RIGHT = "0.25"
CLASSROOM = Path(__file__).parents[2] / "docs" / "classroom"


def run_once(notebook):
    for count, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
    return notebook


def test_help_names_the_commands(lepton):
    code, out, _ = lepton("--help")
    assert code == 0
    for name in ("init", "release", "doctor", "collect", "grade", "feedback", "marks", "rubric", "practice"):
        assert f"\n  {name} " in out


def test_the_student_needs_neither_nbgrader_nor_numpy_for_help():
    code = (
        "import sys, contextlib, io\nfrom lepton_kit.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): main(['coursework', '-h'])\n"
        "print([name for name in ('numpy', 'rich', 'nbgrader', 'matplotlib', 'nbformat') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


@pytest.mark.parametrize("command", ["release", "grade", "feedback", "marks", "rubric"])
def test_outside_a_course_it_says_how_to_make_one(lepton, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    code, out, err = lepton(command, "A8")
    assert (code, out) == (1, "")
    assert "lepton coursework init" in err


@pytest.mark.parametrize("command", ["release", "grade", "feedback", "marks", "rubric"])
def test_an_unknown_assignment_is_told_with_those_there_are(lepton, here, command):
    code, _, err = lepton(command, "A7")
    assert code == 1
    assert "There is no assignment 'A7'" in err
    assert "A8, A9" in err


def test_init_twice(lepton, tmp_path):
    code, out, _ = lepton("init", tmp_path / "new")
    assert code == 0
    assert "roster.csv" in out
    code, out, _ = lepton("init", tmp_path / "new")
    assert code == 0
    assert "nothing" in out


def test_release_prints_findings_and_writes_nothing(lepton, here, monkeypatch):
    monkeypatch.setattr("lepton_kit.teach.releasing.gate", lambda *_, **__: ["A8.1: the stub gets 2 points, not 0."])
    code, out, err = lepton("release", "A8")
    assert code == 1
    assert out == "" and not here.release("A8").exists()
    assert err.endswith("A8 is not released; the gate finds:\n  A8.1: the stub gets 2 points, not 0.\n")


def test_doctor_finds_mends_and_keeps_a_backup(lepton, tmp_path, small, as_bytes):
    given = tmp_path / "given.ipynb"
    given.write_bytes(as_bytes(small.release()))
    file = tmp_path / "A8.ipynb"
    notebook = run_once(small.solved("s001"))
    assert lepton("doctor", given, "--release", given)[0] == 1
    file.write_bytes(as_bytes(notebook))
    code, out, _ = lepton("doctor", file, "--release", given)
    assert code == 0
    assert "can be handed in" in out
    notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith("ready")]
    broken = as_bytes(notebook)
    file.write_bytes(broken)
    code, out, _ = lepton("doctor", file, "--release", given)
    assert code == 1
    assert "The check cell A8-1 is missing" in out
    assert file.read_bytes() == broken
    code, out, _ = lepton("doctor", file, "--release", given, "--fix")
    assert "MENDED  The check cell A8-1 is missing" in out
    assert (tmp_path / "A8.backup-1.ipynb").read_bytes() == broken
    assert 'ready("A8.1"' in " ".join(source(cell) for cell in json.loads(file.read_bytes())["cells"])


@pytest.mark.parametrize("content", [b"", b"no", b"{}", b"[" * 100_000])
def test_doctor_of_no_notebook(lepton, tmp_path, content):
    file = tmp_path / "A8.ipynb"
    file.write_bytes(content)
    code, out, err = lepton("doctor", file, "--fix")
    assert (code, out) == (1, "")
    assert "cannot be marked" in err
    assert file.read_bytes() == content


def lesson(answer):
    cells = [new_code_cell("from lepton_kit.exercises import check"), new_markdown_cell("# A lesson")]
    code = f"""from lepton_kit.partnership import ARTICLE, net_by_reading
nets = {answer}
check("01.1", nets)"""
    return new_notebook(cells=[*cells, new_code_cell(code)])


def test_misconceptions_of_a_lesson_an_assignment_and_none(lepton, here):
    assert "forgot the one: One more than that." in lepton("misconceptions", "a8")[1]
    code, out, _ = lepton("misconceptions", "3")
    assert code == 0
    assert "03.1\n" in out
    assert "04.1\n" not in out
    assert "04.1\n" in lepton("misconceptions")[1]
    assert lepton("misconceptions", "99")[0] == 1


def test_practice_runs_the_checks_of_a_lesson(lepton, tmp_path, as_bytes):
    file = tmp_path / "01_partners.ipynb"
    file.write_bytes(as_bytes(lesson(RIGHT)))
    code, out, _ = lepton("practice", file)
    assert (code, out.splitlines()[-1]) == (0, "1 of 1 correct.")
    file.write_bytes(as_bytes(lesson("1 / 0")))
    code, out, _ = lepton("practice", file)
    assert code == 1
    assert "ZeroDivisionError" in out
    assert "0 of 1 correct." in out


def test_practice_of_what_asks_nothing(lepton, tmp_path, as_bytes):
    file = tmp_path / "x.ipynb"
    file.write_bytes(as_bytes(new_notebook()))
    assert "no check" in lepton("practice", file)[2]


@pytest.mark.long
@pytest.mark.parametrize(("answer", "code"), [(RIGHT, 0), ("ARTICLE.cost", 1)])
def test_the_classroom_template_works_on_a_copy(tmp_path, as_bytes, answer, code):
    shutil.copy(CLASSROOM / "test_practice.py", tmp_path)
    (tmp_path / "01_partners.ipynb").write_bytes(as_bytes(lesson(answer)))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_practice.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == code, done.stdout
    assert "1 passed" in done.stdout or "01.1" in done.stdout


def test_the_workflow_of_the_template_runs_it():
    text = (CLASSROOM / "practice.yml").read_text(encoding="utf-8")
    assert "pytest -q test_practice.py" in text
    assert "contents: read" in text


def copies(assignment):
    """Eight copies by the name of their file: right, half right, untouched and hostile ones."""
    made = {name: assignment.solved(student) for name, student in {
        "Ada Lovelace_11_assignsubmission_file_": "s001",
        "María García López_12_assignsubmission_file_": "s002",
        "s003 final (2)": "s003",
        "s004": "s004",
        "s005": "s005",
        "李小龙_16_assignsubmission_file_": "s001",
    }.items()}  # fmt: skip
    forgotten = assignment.solved("s002", assignment.mutants)
    made["María García López_12_assignsubmission_file_"] = forgotten
    made["s003 final (2)"].cells.append(new_code_cell("import os\nos.kill(os.getpid(), 9)"))
    made["s004"].cells.insert(2, new_code_cell("print('<script>alert(1)</script>' * 10)\nraise SystemExit"))
    made["Anna Schmidt_99_assignsubmission_file_"] = assignment.stub("s004")
    return made


@pytest.mark.sandbox
def test_the_whole_way_from_a_release_to_marks(lepton, here, small, as_bytes, tmp_path):
    """Release, collect, grade twice, feedback and marks of eight files, each copy in a sandbox of its own."""
    code, out, err = lepton("release", "A8")
    assert code == 0, (out, err)
    assert here.release("A8").exists()
    for name, notebook in copies(small).items():
        (tmp_path / "download" / name).mkdir(parents=True)
        (tmp_path / "download" / name / "A8.ipynb").write_bytes(as_bytes(notebook))
    (tmp_path / "download" / "s005" / "A8.ipynb").write_bytes(b"{no json")
    code, out, _ = lepton("collect", tmp_path / "download", "--assignment", "A8", "--preview")
    assert "s003 final (2)/A8.ipynb -> s003 Jürgen Müller (by the id)" in out
    assert "Nothing was written. 6 would go to students, 1 not" in out
    code, out, _ = lepton("collect", tmp_path / "download", "--assignment", "A8")
    assert code == 1  # a file was not taken
    assert "6 new, 0 replaced by a newer copy, 0 as before, 1 not taken, 0 of 6 students missing." in out
    assert "s004 or s005" in out
    code, out, _ = lepton("grade", "A8", "-j", "2")
    assert code == 1
    found = {each: result.points for each, result in grading.results(here, "A8").items()}
    assert found == {"s001": 5.0, "s002": 4.0, "s003": 5.0, "s004": 5.0, "s005": None, "s006": 5.0}
    for line in (r"s003 .*flagged", r"s005 .*no mark .*FAILED", r"s006 .*flagged.*'s001'"):
        assert re.search(line, out)
    assert "6 copies: 5 marked (0 stood already), 1 failed, 2 flagged." in out
    assert "(5 stood already)" in lepton("grade", "A8")[1]
    assert lepton("feedback", "A8")[0] == 0
    page = here.feedback("A8", "s004").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    code, out, _ = lepton("marks", "A8")
    assert code == 1
    assert "5 of 6 students have a mark." in out
    if gradebook.available():
        with gradebook._opened(here) as book:
            marks = {each.student.id: each.score for each in book.assignment_submissions("A8")}
        assert marks == {each: points or 0.0 for each, points in found.items()}


GUIDE = CLASSROOM.parent / "instructor-guide.md"


def test_the_misconceptions_of_the_guide_are_in_the_bank():
    text = GUIDE.read_text(encoding="utf-8").partition("## Misconceptions to expect")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", text, re.MULTILINE)
    known = {(int(each.id[:2]), wrong.name) for each in questions().values() for wrong in each.misconceptions}
    assert len(rows) > 10
    assert {(int(lesson), name) for lesson, name in rows} - known == set()


@pytest.mark.parametrize("page", [GUIDE, GUIDE.with_name("syllabus.md")], ids=lambda page: page.stem)
def test_every_command_and_link_of_the_guides_exists(page):
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"lepton coursework (\w+)", text):
        assert name in coursework.commands, name
    for option in re.findall(r"(?<!-)--[a-z][a-z-]+", text):
        options = {each for command in coursework.commands.values() for p in command.params for each in p.opts}
        assert option in options | {"--check"}, option
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert (page.parent / link).exists(), link
