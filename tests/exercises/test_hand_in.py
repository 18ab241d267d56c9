"""The student's check before handing in: what it finds, and that it says how to mend it."""

import copy
import json

import pytest

from lepton_kit.exercises.hand_in import PLACEHOLDER, examine, mend
from lepton_kit.exercises.released_notebook import outline
from lepton_kit.exercises.student_notebook import asked, assignment_in, source, student_in
from tests.exercises.copies import cell_of, plain, said


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
    assert "Question A8.1, cell 4: `total` is still `...`, so it is not answered" in message
    assert "`double` is still `...`" in message


def test_an_outline_serves_as_well_as_the_release(good, release):
    small = outline(release)
    assert len(json.dumps(small)) < len(json.dumps(release))
    cell_of(good, "A8-1")["source"] = "pass"
    good["cells"].remove(cell_of(good, "A8-2"))
    assert [str(each) for each in examine(good, small)] == [str(each) for each in examine(good, release)]
    mend(good, small)
    assert examine(good, release) == [] or "Not run since" in said(good, release)


def test_a_renamed_answer_is_told(good, release):
    cell = cell_of(good, "A8-1-answer")
    cell["source"] = source(cell).replace("total", "summe")
    assert "Question A8.1: No code cell gives `total` a value, and that is the name that is looked for" in said(
        good, release
    )


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
        "pip install numpy\ntotal = 3",
        "[total, other] = 3, 4",
        'total = """a line\n% or so?\n"""',
    ],
)
def test_a_name_is_seen_however_it_is_given(good, release, code):
    cell_of(good, "A8-1-answer")["source"] = code
    assert examine(good, release) == []


def test_a_function_whose_body_is_dots_is_untouched(good, release):
    cell_of(good, "A8-2-answer")["source"] = 'def double(x):\n    """Twice."""\n    ...'
    assert "`double` is still" in said(good, release)


def test_a_cell_that_is_not_python_is_told_and_not_that_its_names_have_no_value(good, release):
    cell_of(good, "A8-1-answer")["source"] = "total = 3 +"
    assert said(good, release) == "Cell 4 is not Python that can be run."


def test_an_error_in_an_output_and_a_cell_that_was_not_run_are_told(good, release):
    error = {"output_type": "error", "ename": "NameError", "evalue": "no x", "traceback": []}
    cell_of(good, "A8-1-answer")["outputs"] = [error]
    cell_of(good, "A8-2-answer")["execution_count"] = None
    message = said(good, release)
    assert "Cell 4 stopped with NameError: no x" in message
    assert "Not run since they were changed: cell 7" in message


@pytest.mark.parametrize("text", ['student = "put your student id here"', "student = ''", "student = '  '"])
def test_a_placeholder_for_the_student_is_told(good, release, text):
    good["cells"][1]["source"] = text
    assert "still says" in said(good, release)


def test_no_student_is_told(good, release):
    good["cells"][1]["source"] = "from lepton_kit.exercises import ready"
    assert "No cell says who you are" in said(good, release)


@pytest.mark.parametrize("text", ["student = 's001'", "student: str = 's001'", "me = student = 's001'"])
def test_who_the_student_is_is_seen_however_it_is_given(good, text):
    good["cells"][1]["source"] = text
    assert student_in(good) == "s001"


def test_the_student_is_filled_in_on_request(small, release):
    notebook = plain(small.release())
    mend(notebook, release, student='o"neil')
    assert student_in(notebook) == 'o"neil'


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
