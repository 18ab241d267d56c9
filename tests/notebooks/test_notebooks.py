"""The committed notebooks agree with their sources, and are clean; how each is run says conftest.py."""

import re
from pathlib import Path

import nbformat
import pytest

from lepton_kit.teach.authoring import course_folder, drift, lessons

COURSE = course_folder(Path(__file__).parent)
LESSONS = lessons(COURSE)
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


@pytest.fixture
def notebook(lesson):
    return nbformat.read(lesson.notebook, as_version=4)


def test_the_notebooks_are_what_the_sources_say():
    assert drift(COURSE) == []


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
