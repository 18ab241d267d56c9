"""Building a small course: what comes out, what is refused, and that nothing of anybody's work is lost."""

import json

import nbformat
import pytest

from lepton_kit.teach.authoring import LessonError, build, course_folder, drift, execute, lessons, report, solutions

SOURCE = """\
# %% [markdown]
# # 1 · A lesson of {seconds} s

# %%
print("six")

# %% tags=["exercise"] question="01.1"
# Take five off.
number = ...
# BEGIN SOLUTION
number = 11 - 5
# END SOLUTION
number
"""


@pytest.fixture
def course(tmp_path):
    """A course of one lesson."""
    (tmp_path / "notebooks" / "source" / "01_small").mkdir(parents=True)
    (tmp_path / "notebooks" / "source" / "01_small" / "lesson.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def rewrite(course, old, new):
    file = course / "notebooks" / "source" / "01_small" / "lesson.py"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def notebook_of(course):
    return nbformat.read(course / "notebooks" / "01_small.ipynb", as_version=4)


def test_the_learners_notebook_has_outputs_and_no_solution(course):
    build(course, lessons(course))
    notebook = notebook_of(course)
    assert "11 - 5" not in json.dumps(notebook)
    assert notebook.cells[1].outputs[0].text == "six\n"
    assert notebook.cells[2].outputs[0].data["text/plain"] == "Ellipsis"
    assert "of 5 s" in notebook.cells[0].source


def test_the_solved_notebook_and_the_solution_text_hold_it(course):
    [lesson] = lessons(course)
    solved = execute(lesson.solved(), course)
    assert solved.cells[2].outputs[0].data["text/plain"] == "6"
    assert solutions(course) == {"01.1": "# Take five off.\nnumber = 11 - 5\nnumber"}


def test_building_twice_gives_the_same_bytes(course):
    build(course, lessons(course))
    first = (course / "notebooks" / "01_small.ipynb").read_bytes()
    build(course, lessons(course))
    assert (course / "notebooks" / "01_small.ipynb").read_bytes() == first


def test_drift_is_found_and_named(course):
    assert "01_small.ipynb is missing" in drift(course)
    build(course, lessons(course))
    assert drift(course) == []
    rewrite(course, '"six"', '"seven"')
    [found] = drift(course)
    assert found == "01_small.ipynb is not what 01_small/lesson.py says, first in cell 01-001"


def test_a_changed_solution_is_drift_too(course):
    build(course, lessons(course))
    rewrite(course, "11 - 5", "2 * 3")
    assert drift(course) == ["solutions.json is not what the sources say"]


def test_a_stray_notebook_is_drift(course):
    build(course, lessons(course))
    nbformat.write(nbformat.v4.new_notebook(), course / "notebooks" / "07_stray.ipynb")
    assert drift(course) == ["07_stray.ipynb has no source"]


def test_a_learners_work_is_kept(course):
    build(course, lessons(course))
    mine = notebook_of(course)
    mine.cells[2].source = "number = 6"
    nbformat.write(mine, course / "notebooks" / "01_small.ipynb")
    notes = build(course, lessons(course))
    assert "01_small.ipynb was changed by hand; it is kept as 01_small.edited-1.ipynb" in notes
    kept = nbformat.read(course / "notebooks" / "01_small.edited-1.ipynb", as_version=4)
    assert kept.cells[2].source == "number = 6"
    assert drift(course) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1 / 0", "Lesson 01: A cell stopped with ZeroDivisionError: division by zero"),
        ("import sys; print('oh', file=sys.stderr)", "Lesson 01: cell 01-001 wrote on stderr: oh"),
        ("object()", "Lesson 01: cell 01-001 shows a memory address"),
        ("print('x' * 500_000)", "Lesson 01: the notebook has .* bytes; 400,000 is the most"),
    ],
)
def test_a_lesson_that_is_not_clean_is_refused_and_the_old_notebook_stays(course, line, message):
    build(course, lessons(course))
    before = (course / "notebooks" / "01_small.ipynb").read_bytes()
    rewrite(course, 'print("six")', line)
    with pytest.raises(LessonError, match=message):
        build(course, lessons(course))
    assert (course / "notebooks" / "01_small.ipynb").read_bytes() == before


@pytest.mark.parametrize("marker", ["# BEGIN SOLUTION\n", "# END SOLUTION\n"])
def test_a_lone_marker_cannot_leak_a_solution(course, marker):
    rewrite(course, marker, "")
    with pytest.raises(LessonError, match="in cell 01-002 a BEGIN or END SOLUTION stands alone"):
        build(course, lessons(course))


def test_a_long_cell_is_refused(course):
    rewrite(course, 'print("six")', "\n".join(f"a{i} = {i}" for i in range(26)))
    with pytest.raises(LessonError, match="cell 01-001 has over 25 lines"):
        build(course, lessons(course))


def test_a_widget_is_kept_as_its_still_picture(course):
    rewrite(course, 'print("six")', "from lepton_kit.widgets import ValueExplorer\nValueExplorer()")
    build(course, lessons(course))
    notebook = notebook_of(course)
    assert set(notebook.cells[1].outputs[0].data) == {"text/plain", "text/html"}
    assert "widgets" not in notebook.metadata


def test_a_plot_has_the_words_of_its_cell(course):
    show = "from IPython.display import Image\nImage(data=bytes.fromhex('89504e470d0a1a0a'))"
    rewrite(course, '# %%\nprint("six")', f'# %% alt="A small plot."\n{show}')
    build(course, lessons(course))
    assert notebook_of(course).cells[1].outputs[0].metadata == {"image/png": {"alt": "A small plot."}}


def test_a_report_holds_the_outputs(course):
    [lesson] = lessons(course)
    page = report(execute(lesson.blank(), course), "A small lesson")
    assert "six" in page
    assert "<title>A small lesson</title>" in page


def test_an_error_can_be_kept_in_a_report(course):
    rewrite(course, 'print("six")', "1 / 0")
    [lesson] = lessons(course)
    steps = []
    ran = execute(lesson.blank(), course, keep_going=True, progress=lambda *step: steps.append(step))
    assert ran.cells[1].outputs[0].ename == "ZeroDivisionError"
    assert ran.cells[2].outputs
    assert steps == [(0, 2), (1, 2), (2, 2)]


def test_an_unknown_lesson_is_told(course):
    with pytest.raises(LessonError, match=r"There is no lesson 99. Lessons: 01. Try `lepton run 01`."):
        lessons(course, ["99"])


def test_the_course_is_found_from_below(course):
    assert course_folder(course / "notebooks" / "source") == course


@pytest.mark.parametrize("content", [b'{"cells": [', b"", b"[1]", b"\xff\xfe", b"null", b'{"nbformat": 4}', b"7"])
def test_a_notebook_that_is_none_any_more_is_told_and_kept(course, content):
    build(course, lessons(course))
    notebook = course / "notebooks" / "01_small.ipynb"
    notebook.write_bytes(content)
    assert any("01_small.ipynb" in sentence for sentence in drift(course))
    assert build(course, lessons(course)) == [
        "01_small.ipynb was changed by hand; it is kept as 01_small.edited-1.ipynb"
    ]
    assert (course / "notebooks" / "01_small.edited-1.ipynb").read_bytes() == content
    assert drift(course) == []
