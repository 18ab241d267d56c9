"""What each student gets: marks of the questions, of the rubric and by hand, in one table and in files to import."""

from dataclasses import dataclass, field

from lepton_kit.teach.collecting import receipt
from lepton_kit.teach.gradebook import by_hand
from lepton_kit.teach.grading import load_result, results
from lepton_kit.teach.rubric import read_rubric
from lepton_kit.teach.spreadsheets import write_sheet

__all__ = ["Mark", "marks", "write_marks"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A student's marks of one assignment: by question and criterion, and their sum; None stands for "no mark yet".

    ``status`` is marked, failed (marking could not, a person must look), stale (the copy changed since), unmarked (not
    tried), unfinished (the rubric has gaps) or missing (nothing handed in); ``reason`` says more.
    """

    student: object
    points: dict
    total: float | None
    status: str
    reason: str = ""
    late: bool = False
    flags: tuple = ()
    comment: str = ""
    result: dict | None = field(default=None, repr=False)


def marks(course, assignment, *, missing_as_zero=False):
    """The marks of everybody on the roster, in its order.

    Parameters
    ----------
    course : Course
    assignment : Assignment
    missing_as_zero : bool
        Whether who handed in nothing gets 0 points instead of no mark.

    Returns
    -------
    list of Mark
    """
    found, rubric, changed = (
        results(course, assignment.name),
        read_rubric(course, assignment),
        by_hand(course, assignment.name),
    )
    return [
        _mark(course, assignment, student, found.get(student.id), rubric, changed, missing_as_zero)
        for student in course.students
    ]


def _mark(course, assignment, student, result, rubric, changed, missing_as_zero):
    parts = [question.id for question in assignment.questions] + [criterion.id for criterion in assignment.rubric]
    if not course.submitted(assignment.name, student.id).exists():
        if missing_as_zero:
            return Mark(student, dict.fromkeys(parts, 0.0), 0.0, "missing", "handed in nothing")
        return Mark(student, dict.fromkeys(parts), None, "missing", "handed in nothing")
    late = bool(receipt(course, assignment.name, student.id).get("late"))
    points = dict.fromkeys(parts)
    if result and result["points"] is not None:
        points |= {each["id"]: float(each["points"]) for each in result["questions"] if each["id"] in points}
    hand = changed.get(student.id, {})
    points |= {each: number for each, number in hand.items() if each in points}
    sheet = rubric.get(student.id, {})
    points |= {criterion.id: sheet.get(criterion.id) for criterion in assignment.rubric}
    open_parts = [each for each, number in points.items() if number is None]
    total = None if open_parts else round(sum(points.values()), 6)
    status, reason = "marked", "changed by hand: " + ", ".join(sorted(hand)) if hand else ""
    if result is None:
        stale = load_result(course, assignment.name, student.id) is not None
        status = "stale" if stale else "unmarked"
        reason = "the copy changed since it was marked" if stale else "not marked yet"
    elif result["points"] is None and total is None:
        status, reason = "failed", result["reason"] or "marking failed"
    elif open_parts:
        status, reason = "unfinished", "not filled in yet: " + ", ".join(open_parts)
    flags = tuple(flag["message"] for flag in result["flags"]) if result else ()
    return Mark(student, points, total, status, reason, late, flags, sheet.get("comment", ""), result)


def write_marks(course, assignment, table):
    """Write the table for people, and the files that Moodle and Canvas import.

    Returns
    -------
    list of Path
    """
    name = assignment.name
    most = assignment.max_points + sum(criterion.points for criterion in assignment.rubric)
    parts = list(table[0].points)
    head = ["id", "name", "email", *parts, "points", "max_points", "percent", "status", "late", "flags", "reason"]
    people = [head] + [
        [
            *(each.student.id, each.student.name, each.student.email, *each.points.values(), each.total, most),
            *(None if each.total is None else round(100 * each.total / most, 1), each.status),
            *("late" if each.late else "", " / ".join(each.flags), each.reason),
        ]
        for each in table
    ]
    moodle = [["ID number", "Email address", name, f"{name} comment"]] + [
        [each.student.id, each.student.email, each.total, each.comment] for each in table
    ]
    canvas = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", name],
        ["    Points Possible", "", "", "", "", most],
        *([each.student.name, each.student.lms, each.student.id, each.student.email, "", each.total] for each in table),
    ]
    files = {f"{name}.csv": people, f"{name}-moodle.csv": moodle, f"{name}-canvas.csv": canvas}
    for file, rows in files.items():
        write_sheet(course.marks(file), rows)
    return [course.marks(file) for file in files]
