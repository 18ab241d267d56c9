"""What a copy has lost of its release: it is told, and mending it loses no character."""

import copy

import nbformat
import pytest

from lepton_kit.exercises.hand_in import examine, mend
from lepton_kit.exercises.released_notebook import outline
from lepton_kit.exercises.student_notebook import source
from tests.exercises.copies import cell_of, plain, said, texts


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
    assert "is a copy of another" in said(good, release)
    mend(good, release)
    assert "total = 'another try'" in texts(good)
    assert "copy" not in said(good, release)


def test_a_cell_of_another_assignment_is_told(good, release):
    cell_of(good, "A8-1-answer")["metadata"]["nbgrader"]["grade_id"] = "A2-1-answer"
    assert "is not from this assignment" in said(good, release)


def test_another_kernel_is_told_and_mended(good, release):
    good["metadata"]["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}
    good["metadata"]["language_info"] = {"name": "R"}  # without it, it is marked as what it says there: Python
    assert "written in R" in said(good, release)
    mend(good, release)
    assert examine(good, release) == []


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


@pytest.mark.parametrize("minor", [5, 0], ids=["with ids", "as Colab saves it, without"])
def test_what_is_mended_by_an_outline_is_a_notebook_that_opens(good, release, minor):
    """A copy carries the outline of its release, whose cells are no whole ones: those put back must be."""
    good["nbformat_minor"] = minor
    if not minor:
        for cell in good["cells"]:
            del cell["id"]
    cell_of(good, "A8-1")["source"] = "mine = 1"
    good["cells"].remove(cell_of(good, "A8-2"))
    assert len(mend(good, plain(outline(release)))) == 2
    nbformat.validate(plain(good))
    assert source(cell_of(good, "A8-2")) == source(cell_of(release, "A8-2"))
