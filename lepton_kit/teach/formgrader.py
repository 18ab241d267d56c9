"""Copies for nbgrader's Formgrader to show: the code as it was handed in, and what it printed as text, nothing live.

Formgrader shows outputs and Markdown of a copy as the HTML that they are, in the teacher's browser, beside buttons that
change marks. So no output of the student's own is passed on except pictures that were drawn anew, and Markdown becomes
one line of HTML in which every sign is written as its number: neither Markdown nor a browser finds anything to obey.
"""

import json
import shutil
from typing import Any

from lepton_kit.exercises.hand_in import mend
from lepton_kit.exercises.plain_text import clean
from lepton_kit.exercises.repairs import PYTHON
from lepton_kit.exercises.student_notebook import code_cells, grading, read, source
from lepton_kit.files import write
from lepton_kit.teach.assignment import Assignment
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.marking_result import MarkingResult
from lepton_kit.teach.redrawing import pictures
from lepton_kit.teach.submission import read_submission
from lepton_kit.teach.workers import spread

__all__ = ["as_text", "inert", "show"]

SECONDS = 60  # for one copy
_LONGEST = 100_000  # characters of one cell
_LONGEST_COPY = 2_000_000
_PICTURE: dict[str, Any] = {"output_type": "display_data", "metadata": {}}


def show(course: Course, assignment: Assignment, results: dict[str, MarkingResult]) -> list[str]:
    """Write ``autograded/ID/A1`` for each result, and ``source/A1`` once, where Formgrader looks for them.

    Returns
    -------
    list of str
        A sentence for each copy that could not be read within its budget; a sentence is also what is shown of it.
    """
    name, release = assignment.name, json.loads(json.dumps(assignment.release()))
    given, problems = course.folder / "source" / name / f"{name}.ipynb", []
    write(given, json.dumps(release, indent=1))
    copies = ((id_, copy) for id_ in results if (copy := read_submission(course, name, id_)))
    pieces = ((id_, (copy.content, release, results[id_])) for id_, copy in copies)
    for student_id, text, trouble in spread(inert, pieces, seconds=SECONDS):
        if trouble:
            problems.append(f"{student_id}: Formgrader cannot show this copy, {trouble}.")
            text = inert(b"", release, results[student_id])
        shown = course.folder / "autograded" / student_id / name / f"{name}.ipynb"
        write(shown, text)
        stamp = course.submitted(name, student_id).with_name("timestamp.txt")
        if stamp.exists():
            shutil.copyfile(stamp, shown.with_name(stamp.name))
    return problems


def inert(content: bytes, release: dict[str, Any], result: MarkingResult) -> str:
    """A notebook, as JSON, with the texts of a copy, the grading ids of the release, and plain outputs."""
    notebook = read(content)
    if isinstance(notebook, str):
        notebook = {"cells": [{"cell_type": "markdown", "source": f"This copy cannot be shown. {notebook}"}]}
    marks = {grading(cell)["grade_id"]: grading(cell) for cell in release["cells"] if grading(cell)}
    runs = {run.index: run for run in result.cells}
    ran_as = {id(cell): number for number, cell in enumerate(code_cells(notebook), start=1)}
    drawn = list(pictures(notebook))
    mend(notebook, release)
    cells, left = [], _LONGEST_COPY
    for position, cell in enumerate(notebook["cells"]):
        kind = "code" if cell.get("cell_type") == "code" else "markdown"
        mark = marks.get(grading(cell).get("grade_id"))
        text = source(cell)[: max(0, min(_LONGEST, left))]
        left -= len(text)
        made: dict[str, Any] = {"id": f"cell-{position}", "cell_type": kind}
        made["metadata"] = {"nbgrader": mark} if mark else {}
        if kind == "code":
            number = ran_as.get(id(cell), 0)
            run = runs.get(number)
            printed = "\n".join(filter(None, (run.output, run.error))) if run else ""
            outputs = [{"output_type": "stream", "name": "stdout", "text": printed}] if printed else []
            outputs += [_PICTURE | {"data": {"image/png": data}} for at, data in drawn if at == number]
            made |= {"source": clean(text, _LONGEST), "execution_count": None, "outputs": outputs}
        else:
            made["source"] = as_text(text)
        cells.append(made)
    return json.dumps({"cells": cells, "metadata": PYTHON, "nbformat": 4, "nbformat_minor": 5})


def as_text(markdown: str) -> str:
    """Markdown that shows a text of Markdown as it was typed: no link, no picture, no mathematics, no HTML of its own.

    Examples
    --------
    >>> as_text("[x](javascript:alert(1))")[:40]
    '<pre>&#91;x&#93;&#40;javascript&#58;aler'
    """
    plain = clean(markdown, _LONGEST)
    return f"<pre>{''.join(c if c.isalnum() or c == ' ' else f'&#{ord(c)};' for c in plain)}</pre>"
