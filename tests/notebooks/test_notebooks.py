"""The committed notebooks agree with their sources, are clean, and every solution passes its own check."""

import os
import re
import time
from pathlib import Path

import nbclient
import nbformat
import pytest

from lepton_kit.teach.authoring import course_folder, drift, execute, lessons

COURSE = course_folder(Path(__file__).parent)
LESSONS = lessons(COURSE)
LONG = 20 if os.environ.get("CI") else 3
"""Seconds: what takes longer is not run again, so that the tests of a change do not train each network three times."""
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


@pytest.fixture
def notebook(lesson):
    return nbformat.read(lesson.notebook, as_version=4)


def test_the_notebooks_are_what_the_sources_say():
    assert drift(COURSE) == []


class Again(nbclient.NotebookClient):
    """As a learner runs a cell, looks, and runs it again; one that trains for longer is run once."""

    async def async_execute_cell(self, cell, cell_index, **options):
        begun = time.monotonic()
        await super().async_execute_cell(cell, cell_index, **options)
        if cell.cell_type == "code" and time.monotonic() - begun < LONG:
            first = cell.outputs
            await super().async_execute_cell(cell, cell_index, **options)
            cell.outputs = first + cell.outputs
        return cell


@each_lesson
def test_every_solution_passes_its_check_and_cells_run_again(lesson, monkeypatch):
    monkeypatch.setattr(nbclient, "NotebookClient", Again)
    solved = execute(lesson.solved(), COURSE / "notebooks")
    exercises = [cell for cell in solved.cells if "exercise" in cell.metadata.get("tags", [])]
    verdicts = [[output["data"]["text/plain"] for output in cell.outputs if "data" in output] for cell in exercises]
    assert len(exercises) == len(lesson.solutions())
    assert [told for told in verdicts if not told or any(": Correct." not in verdict for verdict in told)] == []


@each_lesson
def test_no_solution_stands_in_a_learners_notebook(lesson, notebook):
    for question, text in lesson.solutions().items():
        cells = [cell.source for cell in notebook.cells if cell.metadata.get("question") == question]
        assert len(cells) == 1
        assert "..." in cells[0]
        assert text not in cells[0]


@each_lesson
def test_links_between_lessons_lead_somewhere(lesson, notebook):
    for cell in (cell for cell in notebook.cells if cell.cell_type == "markdown"):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", cell.source):
            assert (lesson.notebook.parent / link).exists(), link


@each_lesson
def test_no_machine_path_stands_in_a_notebook(lesson, notebook):
    text = nbformat.writes(notebook)
    for place in (str(COURSE), str(Path.home()), "/site-packages/"):
        assert place == "/" or place not in text


@each_lesson
def test_a_lesson_opens_with_its_box_and_ends_with_where_to_read_on(lesson):
    cells = lesson.blank().cells
    assert re.match(r"# \d+ · ", cells[0].source)
    assert re.search(
        r"> \*\*You will\*\* .*> \*\*\d+ minutes\*\* · about \d+ s of run time", cells[0].source, re.DOTALL
    )
    assert "## Recap" in cells[-1].source
    assert "**Read on**" in cells[-1].source
