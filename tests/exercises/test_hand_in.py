"""The student's check before handing in: what it finds, that it says how to mend it, and that mending loses nothing."""

import copy
import json

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.hand_in import PLACEHOLDER, examine, mend
from lepton_kit.exercises.released_notebook import find_release, outline, save
from lepton_kit.exercises.student_notebook import asked, assignment_in, read, source, student_in


def plain(notebook):
    return json.loads(json.dumps(notebook))


@pytest.fixture
def release(small):
    return plain(small.release())


@pytest.fixture
def good(small):
    """A copy that was done and run."""
    notebook = plain(small.solved("s001"))
    for count, cell in enumerate((c for c in notebook["cells"] if c["cell_type"] == "code"), start=1):
        cell["execution_count"] = count
    return notebook


def cell_of(notebook, grade_id):
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def said(notebook, release):
    return " ".join(finding.message for finding in examine(notebook, release))


def texts(notebook):
    return [source(cell) for cell in notebook["cells"]]


def test_a_copy_that_was_done_has_no_finding(good, release):
    assert examine(good, release) == []


def test_it_changes_nothing_by_looking(good, release):
    good["cells"].append(copy.deepcopy(cell_of(good, "A8-1")))
    before = copy.deepcopy(good)
    assert examine(good, release)
    assert good == before


def test_the_release_itself_is_not_done(release):
    message = said(release, release)
    assert PLACEHOLDER in message
    assert "No cell was ever run" in message
    assert "Question A8.1 is not answered: total is still `...`" in message
    assert "double is still `...`" in message


def test_an_outline_serves_as_well_as_the_release(good, release):
    small = outline(release)
    assert len(json.dumps(small)) < len(json.dumps(release))
    cell_of(good, "A8-1")["source"] = "pass"
    good["cells"].remove(cell_of(good, "A8-2"))
    assert [str(each) for each in examine(good, small)] == [str(each) for each in examine(good, release)]
    mend(good, small)
    assert examine(good, release) == [] or "Not run since" in said(good, release)


def test_a_changed_check_is_restored_and_the_text_in_it_kept(good, release):
    cell_of(good, "A8-1")["source"] = ["print('mine')\n", "total = 7"]
    assert "The check cell A8-1 (cell 5) was changed" in said(good, release)
    mend(good, release)
    assert "print('mine')\ntotal = 7" in texts(good)
    assert source(cell_of(good, "A8-1")) == source(cell_of(release, "A8-1"))
    order = texts(good)
    assert order.index("print('mine')\ntotal = 7") == order.index(source(cell_of(release, "A8-1"))) - 1


def test_a_missing_check_is_put_back_behind_its_answer(good, release):
    good["cells"].remove(cell_of(good, "A8-1"))
    assert "The check cell A8-1 is missing" in said(good, release)
    mend(good, release)
    order = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in good["cells"]]
    assert order.index("A8-1") == order.index("A8-1-answer") + 1


def test_a_notebook_that_lost_all_grading_ids_gets_its_checks_back(good, release):
    for cell in good["cells"]:
        cell["metadata"] = {}
    before = texts(good)
    mend(good, release)
    assert [text for text in texts(good) if text in before][: len(before)] == before
    assert "is missing" not in said(good, release)


def test_a_copied_cell_keeps_its_text_and_loses_its_grading_id(good, release):
    twin = copy.deepcopy(cell_of(good, "A8-1-answer"))
    twin["source"] = "total = 'another try'"
    good["cells"].append(twin)
    message = said(good, release)
    assert "is a copy of another" in message
    assert "cell ids stand twice" in message
    mend(good, release)
    assert "total = 'another try'" in texts(good)
    assert "copy" not in said(good, release)
    assert len({cell["id"] for cell in good["cells"]}) == len(good["cells"])


def test_a_cell_of_another_assignment_is_told(good, release):
    cell_of(good, "A8-1-answer")["metadata"]["nbgrader"]["grade_id"] = "A2-1-answer"
    assert "is not from this assignment" in said(good, release)


def test_a_renamed_answer_is_told(good, release):
    cell = cell_of(good, "A8-1-answer")
    cell["source"] = source(cell).replace("total", "summe")
    assert "Nothing is called total, and question A8.1 looks for that name" in said(good, release)


@pytest.mark.parametrize(
    "code",
    [
        "if True:\n    total = 3",
        "total: float = 3",
        "for total in range(3): pass",
        "(total := 3)",
        "import numpy as total",
        "def total(): return 3",
        "try:\n    total = 1\nexcept Exception:\n    pass",
        "%time total = 3\ntotal = 3",
        "%%time\ntotal = 3",
        "!ls\nx = !ls\ntotal = 3\ntotal?",
        "[total, other] = 3, 4",
        'total = """a line\n% or so?\n"""',
    ],
)
def test_a_name_is_seen_however_it_is_given(good, release, code):
    cell_of(good, "A8-1-answer")["source"] = code
    assert examine(good, release) == []


def test_a_function_whose_body_is_dots_is_untouched(good, release):
    cell_of(good, "A8-2-answer")["source"] = 'def double(x):\n    """Twice."""\n    ...'
    assert "double is still" in said(good, release)


def test_a_cell_that_is_not_python_is_told(good, release):
    cell_of(good, "A8-1-answer")["source"] = "total = 3 +"
    assert "Cell 4 is not Python that can be run" in said(good, release)


def test_an_error_in_an_output_and_a_cell_that_was_not_run_are_told(good, release):
    error = {"output_type": "error", "ename": "NameError", "evalue": "no x", "traceback": []}
    cell_of(good, "A8-1-answer")["outputs"] = [error]
    cell_of(good, "A8-2-answer")["execution_count"] = None
    message = said(good, release)
    assert "Cell 4 stopped with NameError: no x" in message
    assert "Not run since they were changed: cell 7" in message


def test_another_kernel_is_told_and_mended(good, release):
    good["metadata"]["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}
    good["metadata"]["language_info"] = {"name": "R"}  # without it, it is marked as what it says there: Python
    assert "written in R" in said(good, release)
    mend(good, release)
    assert examine(good, release) == []


@pytest.mark.parametrize("text", ['student = "put your student id here"', "student = ''", "student = '  '"])
def test_a_placeholder_for_the_student_is_told(good, release, text):
    good["cells"][1]["source"] = text
    assert "still says" in said(good, release)


def test_no_student_is_told(good, release):
    good["cells"][1]["source"] = "from lepton_kit.exercises import ready"
    assert "No cell says who you are" in said(good, release)


def test_the_student_is_filled_in_on_request(small, release):
    notebook = plain(small.release())
    mend(notebook, release, student='o"neil')
    assert student_in(notebook) == 'o"neil'


def test_large_outputs_are_cleared_on_request_and_nothing_else(good, release):
    good["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 31_000_000}]
    assert "31 MB" in said(good, release)
    before = texts(good)
    mend(good, release)
    assert texts(good) == before
    assert len(json.dumps(good)) < 100_000


def test_mending_loses_no_character_whatever_was_done_to_the_copy(good, release):
    """Every cell's text of before stands somewhere in the notebook after, also for combined damage."""
    cell_of(good, "A8-2")["source"] = "changed = 1"
    good["cells"].append(copy.deepcopy(cell_of(good, "A8-2")))
    good["cells"].append(copy.deepcopy(cell_of(good, "A8-1-answer")))
    good["cells"].insert(0, {"cell_type": "raw", "metadata": {}, "source": "notes", "id": good["cells"][0]["id"]})
    good["cells"].remove(cell_of(good, "A8-1"))
    before = texts(good)
    mend(good, release)
    after = texts(good)
    assert all(after.count(text) >= before.count(text) for text in before)
    assert "check cell" not in said(good, release)
    mend(good, release)
    assert texts(good) == after


def test_saving_keeps_every_older_version(tmp_path, good):
    file = tmp_path / "A8.ipynb"
    for version in (b"one", b"two"):
        file.write_bytes(version)
        save(file, good)
    assert (tmp_path / "A8.backup-1.ipynb").read_bytes() == b"one"
    assert (tmp_path / "A8.backup-2.ipynb").read_bytes() == b"two"
    assert read(file.read_bytes()) == good


def test_half_a_letter_is_saved_too(tmp_path, good):
    good["cells"][0]["source"] = "half \ud800 a letter, ü"
    file = tmp_path / "A8.ipynb"
    file.write_bytes(b"")
    save(file, good)
    assert read(file.read_bytes()) == good


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"hello", "not JSON"),
        (b"\xff\xfe\x00", "no text"),
        (b"<!doctype html><html><body>Sign in</body></html>", "web page"),
        (b'{"cells": [\n<<<<<<< HEAD\n', "git"),
        (b"[]", "not a notebook"),
        (b"{}", "no cells"),
        (b'{"cells": {}}', "no cells"),
        (b'{"cells": [3]}', "no cells"),
        (b'{"worksheets": []}', "2015"),
        (b"[" * 200_000, "JSON"),
        (b"3", "not a notebook"),
    ],
)
def test_what_is_no_notebook_is_said_in_a_sentence(content, word):
    assert word in read(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda nb: nb.update(metadata=3),
        lambda nb: nb.update(metadata={"kernelspec": 1, "language_info": [], "lepton": "x"}),
        lambda nb: [cell.update(metadata=None) for cell in nb["cells"]],
        lambda nb: [cell.update(metadata={"nbgrader": {"grade_id": [1]}}) for cell in nb["cells"]],
        lambda nb: [cell.update(source=None) for cell in nb["cells"]],
        lambda nb: [cell.update(source=[1, None]) for cell in nb["cells"]],
        lambda nb: [cell.update(outputs=3, execution_count="x") for cell in nb["cells"]],
        lambda nb: [cell.update(outputs=[3, {"output_type": "error"}]) for cell in nb["cells"]],
        lambda nb: [cell.pop("cell_type") for cell in nb["cells"]],
        lambda nb: [cell.update(id=[]) for cell in nb["cells"]],
        lambda nb: nb.update(cells=[]),
        lambda nb: nb["cells"].append({"cell_type": "code", "source": "-" * 50_000 + "1"}),
        lambda nb: nb["cells"].append({"cell_type": "code", "source": "(" * 50_000}),
        lambda nb: nb["cells"].append({"cell_type": "code", "source": "x\x00y"}),
        lambda nb: nb["cells"].append({"cell_type": "code", "source": f"student = 0x{'f' * 5000}"}),
        lambda nb: nb["cells"].append({"cell_type": "code", "source": f"ready(0x{'f' * 5000}, total)"}),
        lambda nb: [(cell.pop("cell_type"), cell.update(source="mine")) for cell in nb["cells"]],
        lambda nb: nb.update(worksheets=[], nbformat=True),
    ],
)
def test_a_copy_that_was_tampered_with_is_looked_at_without_a_fault(good, release, damage):
    damage(good)
    examine(good, release)
    mend(good, release)
    examine(good, release)
    json.dumps(good)
    student_in(good), assignment_in(good), list(asked(good))


def test_the_assignment_is_known_without_metadata(good):
    good["metadata"] = {}
    assert assignment_in(good) == "A8"


def test_the_release_is_found_in_the_copy_or_named(tmp_path, good, release):
    file = tmp_path / "A8.ipynb"
    file.write_text(json.dumps(good), encoding="utf-8")
    good["metadata"]["lepton"] = {"assignment": "A8", "release": outline(release)}
    assert find_release(good, file) == outline(release)
    good["metadata"] = {}
    with pytest.raises(CourseError, match="--release"):
        find_release(good, file)
    given = tmp_path / "given.ipynb"
    given.write_text(json.dumps(release), encoding="utf-8")
    assert find_release(good, file, given) == release
    given.write_text("no", encoding="utf-8")
    with pytest.raises(CourseError, match=r"given\.ipynb"):
        find_release(good, file, given)


def test_a_notebook_that_is_no_assignment_is_told(tmp_path):
    file = tmp_path / "lesson.ipynb"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(CourseError, match="no graded assignment"):
        find_release({"cells": [], "metadata": {}}, file)


def test_a_copy_without_any_metadata_is_mended_without_doubling_a_cell(good, release):
    """Some editors throw metadata away: the checks are known by their text and get their ids back."""
    cells = len(good["cells"])
    good["metadata"] = {}
    for cell in good["cells"]:
        cell["metadata"] = {}
    mended = mend(good, release)
    assert sum("has lost its grading id" in finding.message for finding in mended) == 2
    assert len(good["cells"]) == cells
    ids = [cell["id"] for cell in good["cells"]]
    assert len(set(ids)) == len(ids)
    checks = [cell["metadata"]["nbgrader"]["grade_id"] for cell in good["cells"] if cell["metadata"].get("nbgrader")]
    assert checks == ["A8-1", "A8-2"]
    assert mend(good, release) == []


def test_a_check_that_is_put_back_has_an_id_of_its_own(good, release):
    ids = [cell["id"] for cell in good["cells"]]
    at = next(i for i, cell in enumerate(good["cells"]) if cell["source"].startswith("ready"))
    good["cells"][at]["metadata"], good["cells"][at]["source"] = {}, "my own notes = 3"
    mend(good, release)
    assert len(good["cells"]) == len(ids) + 1
    assert len({cell["id"] for cell in good["cells"]}) == len(ids) + 1


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("total = ...", "sets it back to `...`"),
        ("total = 99", "gives it another one"),
        ("%reset -f", "takes all names away"),
        ("import polars", "The module polars is no part of the course"),
        ("%load_ext lab_black", "may not be there when it is marked"),
        ("rows = open('mine.csv').read()", "There is no mine.csv beside the notebook"),
    ],
)
def test_what_would_lose_points_is_told_before_handing_in(good, release, tmp_path, cell, said):
    """The same reasons that marking flags, from the notebook alone."""
    assert examine(good, release, folder=tmp_path) == []
    good["cells"].append({"cell_type": "code", "id": "x", "metadata": {}, "source": cell, "execution_count": 99})
    findings = examine(good, release, folder=tmp_path)
    assert [finding for finding in findings if said in finding.message and finding.advice]


def test_answers_in_cells_that_are_no_code_are_told(good, release):
    answer = next(cell for cell in good["cells"] if cell["source"].startswith("total"))
    answer["cell_type"] = "markdown"
    assert any("is not a code cell, so it is not run" in finding.message for finding in examine(good, release))
