"""The table at the end of a run of grading: every copy, and what a person should look at."""

from rich.table import Table
from rich.text import Text

from lepton_kit.exercises.plain_text import clean
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.grading import Graded
from lepton_kit.teach.marking_result import MarkingResult

__all__ = ["summary"]


def summary(course: Course, graded: Graded) -> Table:
    """A table of a run for the terminal, with failed, flagged and left copies named.

    Parameters
    ----------
    course : Course
    graded : Graded

    Returns
    -------
    rich.table.Table
    """
    table = Table(box=None, pad_edge=False)
    for head in ("student", "name", "points", "", "what to look at"):
        table.add_column(head, justify="right" if head == "points" else "left")
    for student in course.students:
        if student.id not in graded.results and student.id not in graded.left:
            continue
        points, state, look = _line(graded.results[student.id]) if student.id in graded.results else ("–", "left", "")
        name, look = clean(student.name, one_line=True), clean(look, 300, one_line=True)
        table.add_row(student.id, Text(name), points, state, Text(look))
    return table


def _line(result: MarkingResult) -> tuple[str, str, str]:
    flags = " / ".join(flag.message for flag in result.flags)
    if result.points is None:
        return "no mark", "FAILED", " / ".join(filter(None, (result.reason, flags)))
    return f"{result.points:g} of {result.max_points:g}", "flagged" if flags else "", flags
