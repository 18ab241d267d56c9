"""What each student gets: marks of the questions, of the rubric and by hand, in one table and in files to import."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lepton_kit.exercises.personal import folded
from lepton_kit.teach.assignment import Assignment
from lepton_kit.teach.course_folder import Course, Student
from lepton_kit.teach.filing import receipt
from lepton_kit.teach.gradebook import by_hand
from lepton_kit.teach.grading import load_result, results
from lepton_kit.teach.judging_data import with_kept_back
from lepton_kit.teach.marking_result import MarkingResult
from lepton_kit.teach.rubric import read_rubric
from lepton_kit.teach.spreadsheets import write_sheet

__all__ = ["Mark", "marks", "write_marks"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A student's marks of one assignment: by question and criterion, and their sum; None stands for "no mark yet".

    ``status`` is marked, failed (marking could not, a person must look), stale (the copy changed since), unmarked (not
    tried), outdated (the assignment changed since), unfinished (the rubric has gaps) or missing (nothing handed in);
    ``reason`` says more, ``changed`` what a person changed in the grade book and what of that could not be taken.
    """

    student: Student
    points: dict[str, float | None]
    total: float | None
    status: str
    reason: str = ""
    late: bool = False
    flags: tuple[str, ...] = ()
    comment: str = ""
    changed: str = ""
    result: MarkingResult | None = field(default=None, repr=False)


def marks(course: Course, assignment: Assignment, *, missing_as_zero: bool = False) -> list[Mark]:
    """The marks of everybody on the roster, in its order; none above its maximum, whoever wrote it.

    Parameters
    ----------
    course : Course
    assignment : Assignment
    missing_as_zero : bool
        Whether who handed in nothing gets 0 points instead of no mark.
    """
    standing, rubric = results(course, assignment.name), read_rubric(course, assignment)
    changed, table = by_hand(course, assignment.name), []
    kept = course.kept_back(assignment.name)
    assignment = with_kept_back(assignment, kept) if kept.exists() else assignment
    strays = {folded(path.partition("/")[0]): path for path in course.orphans(assignment.name)}
    for student in course.students:
        parts = [question.id for question in assignment.questions] + [row.id for row in assignment.rubric]
        if course.submitted(assignment.name, student.id).exists():
            result, sheet = standing.get(student.id), rubric.get(student.id, {})
            table.append(_mark(course, assignment, student, result, sheet, changed.get(student.id, {})))
        else:
            stray = strays.get(folded(student.id), "")
            refused = course.not_taken(assignment.name, student.id).exists()
            total = 0.0 if missing_as_zero and not (refused or stray) else None
            points: dict[str, float | None] = dict.fromkeys(parts, total)
            reason = f"has a copy in submitted/{stray} and none in its place" if stray else "handed in nothing"
            reason = "handed in what `collect` did not take" if refused else reason
            table.append(Mark(student, points, total, "missing", reason))
    return table


def _mark(course, assignment, student, result, sheet, hand):
    most = {question.id: float(question.points) for question in assignment.questions}
    points = dict.fromkeys(most)
    if result and result.points is not None:
        points |= {question.id: float(question.points) for question in result.questions if question.id in most}
    points, changed = _with_hand(points, most, hand)
    points |= {criterion.id: sheet.get(criterion.id) for criterion in assignment.rubric}
    gaps = [part for part, number in points.items() if number is None]
    total = None if gaps else round(sum(points.values()), 6)
    status, reason = "marked", f"changed by hand: {changed}" if changed else ""
    if result is None:
        stale = load_result(course, assignment.name, student.id) is not None
        status = "stale" if stale else "unmarked"
        reason = "the copy changed since it was marked" if stale else "not marked yet"
    elif result.points is None and total is None:
        status, reason = "failed", result.reason or "marking failed"
    elif gaps:
        status, reason = "unfinished", "not filled in yet: " + ", ".join(gaps)
    elif result.digest != assignment.digest:
        status, reason = "outdated", "; ".join(filter(None, ("the assignment changed since it was marked", reason)))
    late = bool(receipt(course, assignment.name, student.id).get("late"))
    flags = tuple(flag.message for flag in result.flags) if result else ()
    return Mark(student, points, total, status, reason, late, flags, sheet.get("comment", ""), changed, result)


def _with_hand(points, most, hand):
    """The points with those that a person gave, none outside its range, and a text that says what was changed."""
    said = []
    for part, number in sorted(hand.items()):
        if part not in most:
            said.append(f"{part} is no question, its {number:g} count for nothing")
            continue
        taken = min(max(number, 0.0), most[part]) if number == number else 0.0
        before = "no mark" if points[part] is None else f"{points[part]:g}"
        said.append(
            f"{part} {before} → {taken:g}"
            + ("" if taken == number else f" (the grade book says {number:g} of at most {most[part]:g})")
        )
        points = points | {part: taken}
    return points, ", ".join(said)


def write_marks(course: Course, assignment: Assignment, table: Sequence[Mark]) -> list[Path]:
    """Write the marks as CSV: all of them, and as Moodle and Canvas import them.

    Students without a mark have an empty cell: a platform then leaves theirs as it is. Each of the three files can
    also be read as a roster.
    """
    name, most = assignment.name, assignment.max_points + sum(criterion.points for criterion in assignment.rubric)
    parts = list(table[0].points)
    head = ["id", "name", "email", *parts, "points", "max_points", "percent", "status", "late", "flags", "reason"]
    people = [head] + [
        [
            *(mark.student.id, mark.student.name, mark.student.email, *mark.points.values(), mark.total, most),
            *(None if mark.total is None else round(100 * mark.total / most, 1), mark.status),
            *("late" if mark.late else "", " / ".join(mark.flags), mark.reason),
        ]
        for mark in table
    ]
    moodle = [["ID number", "Email address", "Full name", name, f"{name} comment"]] + [
        [mark.student.id, mark.student.email, mark.student.name, mark.total, mark.comment] for mark in table
    ]
    canvas = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", name],
        ["    Points Possible", "", "", "", "", most],
        *(
            [mark.student.name, mark.student.lms, mark.student.id, mark.student.email, mark.student.section, mark.total]
            for mark in table
        ),
    ]
    files: dict[str, list] = {f"{name}.csv": people, f"{name}-moodle.csv": moodle, f"{name}-canvas.csv": canvas}
    for file, rows in files.items():
        write_sheet(course.marks(file), rows, for_excel=rows is people)
    return [course.marks(file) for file in files]
