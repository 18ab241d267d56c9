"""Marks that a person gives, by the rows of a rubric: the sheet to fill in, and reading it back."""

from pathlib import Path
from typing import Any

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.personal import folded
from lepton_kit.teach.assignment import Assignment
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.spreadsheets import read_sheet, write_sheet

__all__ = ["read_rubric", "rubric_file", "write_rubric"]


def rubric_file(course: Course, assignment: Assignment) -> Path:
    """Where the sheet stands."""
    return course.marks(f"{assignment.name}-rubric.csv")


def write_rubric(course: Course, assignment: Assignment) -> Path:
    """Write a sheet with one line a copy and one column a criterion. What is filled in already stays.

    Returns
    -------
    Path

    Raises
    ------
    CourseError
        If the assignment has no rubric, nobody handed in, or the sheet that is there cannot be read.
    """
    if not assignment.rubric:
        raise CourseError(f"{assignment.name} has no rubric: all of it is marked by `lepton coursework grade`.")
    old = read_rubric(course, assignment)
    students = [s for s in course.students if course.submitted(assignment.name, s.id).exists() or s.id in old]
    if not students:
        raise course.nobody(assignment.name)
    rows = [["id", "name", *(_title(criterion) for criterion in assignment.rubric), "comment"]]
    for student in students:
        given = old.get(student.id, {})
        rows.append([student.id, student.name, *(given.get(c.id) for c in assignment.rubric), given.get("comment", "")])
    path = rubric_file(course, assignment)
    write_sheet(path, rows, for_excel=True)
    return path


def read_rubric(course: Course, assignment: Assignment) -> dict[str, dict[str, Any]]:
    """What the sheet says: ``{student id: {criterion id: points or None, "comment": text}}``; empty without a sheet.

    Raises
    ------
    CourseError
        If an id, a column or a number in it cannot be right; the message names the line.
    """
    path = rubric_file(course, assignment)
    if not path.exists():
        return {}
    ids, found = {folded(student.id): student.id for student in course.students}, dict[str, dict[str, Any]]()
    columns = {_title(criterion): criterion for criterion in assignment.rubric}
    for line, row in read_sheet(path):
        where = f"{path.name}, line {line}"
        for title in row.keys() - columns.keys() - {"id", "name", "comment", ""}:
            raise CourseError(f"{path.name}: the rubric has nothing called {title!r}. It has {', '.join(columns)}.")
        student = ids.get(folded(given := row.get("id", "")))
        if student is None:
            raise CourseError(f"{where}: nobody on the roster has the id {given!r}. Mend it, or take the line out.")
        if student in found:
            raise CourseError(f"{where}: {student} stands in the sheet twice.")
        found[student] = {each.id: _points(row.get(title, ""), each, where) for title, each in columns.items()}
        found[student]["comment"] = row.get("comment", "")
    return found


def _title(criterion):
    """A column's title: the criterion, its name and its range."""
    return f"{criterion.id} {criterion.title} (0 to {criterion.points:g})"


def _points(text, criterion, where):
    if not text:
        return None
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = float("nan")
    if not 0 <= points <= criterion.points:
        raise CourseError(f"{where}: {criterion.id} is {text!r}; a number from 0 to {criterion.points:g} is wanted.")
    return points
