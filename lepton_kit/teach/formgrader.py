"""Copies for nbgrader's Formgrader to show: the code as it was handed in, and what it printed as text, nothing live.

Formgrader shows outputs and Markdown of a copy as the HTML that they are, in the teacher's browser. So no output of
the student's own is passed on, and Markdown without its markup.
"""

import json
import shutil

from lepton_kit.exercises.hand_in import mend
from lepton_kit.exercises.student_notebook import code_cells, grading, read, source
from lepton_kit.files import write

__all__ = ["show"]

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def show(course, assignment, results):
    """Write ``autograded/ID/A1`` for each result, and ``source/A1`` once, where Formgrader looks for them.

    Parameters
    ----------
    course : Course
    assignment : Assignment
    results : dict
        Each result by student id.
    """
    name, release = assignment.name, json.loads(json.dumps(assignment.release()))
    given = course.folder / "source" / name / f"{name}.ipynb"
    if not given.exists():
        write(given, json.dumps(release, indent=1))
    marks = {grading(cell)["grade_id"]: grading(cell) for cell in release["cells"] if grading(cell)}
    for student_id, result in results.items():
        place = course.submitted(name, student_id)
        notebook = read(place.read_bytes())
        shown = course.folder / "autograded" / student_id / name / f"{name}.ipynb"
        write(shown, json.dumps(_inert(notebook, release, marks, result), indent=1))
        if (stamp := place.with_name("timestamp.txt")).exists():
            shutil.copyfile(stamp, shown.with_name(stamp.name))


def _inert(notebook, release, marks, result):
    """A notebook with the texts of a copy, the grading ids of the release, and plain outputs."""
    if isinstance(notebook, str):
        notebook = {"cells": [{"cell_type": "markdown", "source": f"This copy cannot be shown. {notebook}"}]}
    said = {ran["index"]: ran for ran in result["cells"]}
    ran_as = {id(cell): said.get(number, {}) for number, cell in enumerate(code_cells(notebook), start=1)}
    mend(notebook, release)
    cells = []
    for position, cell in enumerate(notebook["cells"]):
        kind = "code" if cell.get("cell_type") == "code" else "markdown"
        mark = marks.get(grading(cell).get("grade_id"))
        made = {"id": f"cell-{position}", "cell_type": kind, "metadata": {"nbgrader": mark} if mark else {}}
        if kind == "code":
            ran = ran_as.get(id(cell), {})
            text = "\n".join(filter(None, (ran.get("output"), ran.get("error"))))
            outputs = [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
            made |= {"source": source(cell), "execution_count": None, "outputs": outputs}
        else:
            made["source"] = source(cell).replace("&", "&amp;").replace("<", "&lt;").replace("](", "] (")
        cells.append(made)
    return {"cells": cells, "metadata": {"kernelspec": _KERNEL}, "nbformat": 4, "nbformat_minor": 5}
