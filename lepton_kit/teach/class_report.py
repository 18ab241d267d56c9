"""The teacher's page on an assignment: how marks spread, how each question worked, who needs a look."""

import math
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np

from lepton_kit.exercises.student_notebook import code_cells, read, source
from lepton_kit.exercises.verdict import Status
from lepton_kit.files import write
from lepton_kit.teach.assignment import Assignment
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.html_pages import render
from lepton_kit.teach.item_analysis import Item, items
from lepton_kit.teach.mark_table import Mark
from lepton_kit.teach.similarity import Pair, similar
from lepton_kit.teach.submission import read_submission
from lepton_kit.teach.workers import spread

__all__ = ["report", "report_page"]

_FEW = 30
_MOST_PAIRS = 40
_MOST_CODE = 100_000  # characters of a copy that are compared with others'


def report(course: Course, assignment: Assignment, marks: Sequence[Mark]) -> Path:
    """Write the page; returns its path. Copies are read by a process of its own, each within a budget."""
    ids = [mark.student.id for mark in marks]
    pieces = ((id_, (copy.content,)) for id_ in ids if (copy := read_submission(course, assignment.name, id_)))
    copies = {student: code for student, code, _ in spread(code_of, pieces, seconds=20) if code}
    release = "\n".join(cell.source for cell in assignment.release().cells if cell.cell_type == "code")
    path = course.marks(f"{assignment.name}.html")
    write(path, report_page(course.name, assignment, marks, similar(copies, release)))
    return path


def code_of(content: bytes) -> str:
    """The code of a copy as one text, no longer than is compared; "" of what is no notebook."""
    notebook = read(content)
    if isinstance(notebook, str):
        return ""
    return "\n".join(source(cell) for cell in code_cells(notebook))[:_MOST_CODE]


def report_page(course_name: str, assignment: Assignment, marks: Sequence[Mark], pairs: Sequence[Pair]) -> str:
    """The page as HTML; ``pairs`` are the similar copies."""
    most = assignment.max_points + sum(criterion.points for criterion in assignment.rubric)
    totals = [mark.total for mark in marks if mark.total is not None]
    statistics = items([mark.result for mark in marks if mark.result])
    return render(
        "report.html",
        assignment=assignment,
        course_name=course_name,
        summary=_summary(marks, totals, most),
        unmarked=[mark for mark in marks if mark.total is None],
        flagged=[mark for mark in marks if mark.result and mark.result.flags],
        changed=[mark for mark in marks if mark.changed],
        spread=np.histogram(totals, bins=10, range=(0, most))[0].tolist() if totals else None,
        items=statistics,
        statuses=[status.value for status in Status],
        answers=[(item.id, [item.statuses.get(status, 0) for status in Status]) for item in statistics],
        figure=_figure,
        in_words=_in_words,
        few=(len(totals), _FEW) if len(totals) < _FEW else None,
        misconceptions=_misconceptions(statistics, assignment),
        pairs=pairs,
        most_pairs=_MOST_PAIRS,
        names={mark.student.id: mark.student.name for mark in marks},
    )


def _summary(marks, totals, most):
    missing = sum(mark.status == "missing" for mark in marks)
    rows = [["On the roster", len(marks)], ["Handed in", len(marks) - missing], ["With a mark", len(totals)]]
    if totals:
        rows += [["Mean", f"{sum(totals) / len(totals):.2f} of {most:g}"], ["Median", f"{median(totals):.2f}"]]
        rows += [["Lowest and highest", f"{min(totals):g} and {max(totals):g}"]]
    return rows


def _in_words(item: Item) -> str:
    words = ["hard"] if item.difficulty < 0.3 else ["easy"] if item.difficulty > 0.9 else []
    measures = [measure for measure in (item.biserial, item.upper_lower) if not math.isnan(measure)]
    if measures and max(measures) < 0:
        words.append("better students fail it: look at the key")
    elif measures and max(measures) < 0.1 and 0.1 < item.difficulty < 0.9:
        words.append("does not tell students apart")
    return ", ".join(words)


def _misconceptions(statistics, assignment):
    told = {(q.id, wrong.name): wrong.message for q in assignment.questions for wrong in q.misconceptions}
    met = [(item.id, name, count) for item in statistics for name, count in item.misconceptions.items()]
    return [(*row, told.get(row[:2], "")) for row in sorted(met, key=lambda row: -row[2])]


def _figure(number: float) -> str:
    return "–" if math.isnan(number) else f"{number:.2f}".replace("-", "−")
