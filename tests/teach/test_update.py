"""A working folder: what is put there, what stays as the learner left it, and what is newer."""

import json

import nbformat
import pytest

from lepton_kit.exercises.content import ROOT
from lepton_kit.teach import update
from lepton_kit.teach.update import FIRST, start, working_folder

WRITTEN = "01_partners_and_value.ipynb"


@pytest.fixture
def mine(tmp_path):
    start(tmp_path / "mine")
    return tmp_path / "mine"


def change(path, code):
    """What a learner does: another text in the first code cell."""
    notebook = nbformat.read(path, as_version=4)
    next(cell for cell in notebook.cells if cell.cell_type == "code").source = code
    nbformat.write(notebook, path)


def newer(tmp_path, monkeypatch, name=WRITTEN):
    """A newer kit, in which one lesson asks for something else."""
    course = tmp_path / "newer"
    course.mkdir()
    for file in (FIRST.name, name):
        content = json.loads((ROOT / file).read_text(encoding="utf-8"))
        if file == name:
            content["metadata"]["lepton"]["inputs"] = "a newer edition's"
        (course / file).write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setattr(update, "ROOT", course)
    return (course / name).read_bytes()


def test_it_holds_the_lessons_and_what_students_get_of_the_assignments(mine):
    names = {str(path.relative_to(mine / "notebooks")) for path in mine.rglob("*.ipynb")}
    assert {FIRST.name, WRITTEN, "coursework/A1_choosing_partners.ipynb"} <= names
    assert names == {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.ipynb") if ".edited-" not in path.name}
    assert {path.suffix for path in mine.rglob("*") if path.is_file()} == {".ipynb"}


def test_started_again_it_changes_nothing(mine):
    change(mine / "notebooks" / WRITTEN, "industry = 'energy'")
    before = {path: path.read_bytes() for path in mine.rglob("*.ipynb")}
    assert start(mine) == ["There is nothing newer."]
    assert {path: path.read_bytes() for path in mine.rglob("*.ipynb")} == before


def test_a_newer_lesson_comes_and_what_was_written_is_kept_beside_it(mine, tmp_path, monkeypatch):
    path = mine / "notebooks" / WRITTEN
    change(path, "industry = 'energy'")
    written, content = path.read_bytes(), newer(tmp_path, monkeypatch)
    kept = path.with_suffix(".edited-1.ipynb")
    assert start(mine) == [
        f"{WRITTEN} was changed by hand; it is kept as {kept.name}",
        f"Notebooks written to {mine}: 1.",
    ]
    assert (path.read_bytes(), kept.read_bytes()) == (content, written)


def test_a_newer_lesson_takes_the_place_of_one_that_was_only_read(mine, tmp_path, monkeypatch):
    content = newer(tmp_path, monkeypatch)
    assert start(mine) == [f"Notebooks written to {mine}: 1."]
    assert (mine / "notebooks" / WRITTEN).read_bytes() == content
    assert not list(mine.rglob("*.edited-*"))


def test_a_broken_notebook_is_somebodys_file_and_kept(mine):
    path = mine / "notebooks" / WRITTEN
    path.write_text("not JSON any more", encoding="utf-8")
    assert start(mine)[0].endswith("it is kept as 01_partners_and_value.edited-1.ipynb")
    assert path.with_suffix(".edited-1.ipynb").read_text(encoding="utf-8") == "not JSON any more"
    assert path.read_bytes() == (ROOT / WRITTEN).read_bytes()


def test_one_works_in_it_and_below(mine, monkeypatch):
    monkeypatch.chdir(mine / "notebooks" / "coursework")
    assert working_folder() == mine
    monkeypatch.chdir(mine.parent)
    assert working_folder() is None
