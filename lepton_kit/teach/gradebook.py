"""nbgrader's gradebook.db, written through nbgrader's own API by one process, and backed up before."""

import os
import sqlite3
import sysconfig
import warnings
from contextlib import closing, contextmanager
from datetime import datetime
from importlib.util import find_spec

from lepton_kit.doctor import install_command
from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach.assignment import Assignment
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.filing import receipt
from lepton_kit.teach.marking_result import MarkingResult

__all__ = ["NEEDS_NBGRADER", "available", "by_hand", "look_at_lock", "record"]

NEEDS_NBGRADER = f"gradebook.db needs nbgrader, which is not installed here: {install_command('teach')}"
KEPT = 20
PATIENCE = 3.0  # seconds to wait for another program
_INERT = str.maketrans("<>&\"'`", "‹›＆”’’")  # Formgrader prints names into its pages as they are
_BY_HAND = """
select submitted_assignment.student_id, base_cell.name, grade.manual_score, grade.auto_score, grade.extra_credit
from grade
join base_cell on base_cell.id = grade.cell_id
join submitted_notebook on submitted_notebook.id = grade.notebook_id
join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
join assignment on assignment.id = submitted_assignment.assignment_id
where assignment.name = ? and (grade.manual_score is not null or grade.extra_credit is not null)
"""


def available() -> bool:
    """Whether nbgrader is installed."""
    return find_spec("nbgrader") is not None


def record(course: Course, assignment: Assignment, results: dict[str, MarkingResult]) -> None:
    """Write the marks of an assignment into gradebook.db, as nbgrader's automatic scores. Marks by hand stay.

    Parameters
    ----------
    course : Course
    assignment : Assignment
    results : dict
        Each result by student id. A result without points makes the student's cells ask for a mark by hand.

    Raises
    ------
    CourseError
        If nbgrader is missing, or the database is in use or not nbgrader's.
    """
    look_at_lock(course)
    _back_up(course)
    with _opened(course) as book:
        _outline(book, assignment)
        for student in course.students:
            if student.id not in results:
                continue
            name, mail = student.name.translate(_INERT), student.email.translate(_INERT)
            last, _, first = map(str.strip, name.partition(",") if "," in name else name.rpartition(" ")[::-1])
            book.update_or_create_student(student.id, first_name=first, last_name=last, email=mail or None)
            when = receipt(course, assignment.name, student.id).get("when")
            # nbgrader takes the time to UTC
            stamp = {"timestamp": datetime.fromisoformat(when).astimezone()} if when else {}
            submission = book.update_or_create_submission(assignment.name, student.id, **stamp)
            [notebook] = submission.notebooks
            result = results[student.id]
            marks = {question.id.replace(".", "-"): question.points for question in result.questions}  # no dot in ids
            unmarked = result.points is None
            for grade in notebook.grades:
                grade.auto_score = None if unmarked else float(marks.get(grade.name, 0.0))
                grade.needs_manual_grade = unmarked and grade.manual_score is None
            notebook.flagged = bool(notebook.flagged or unmarked or result.flags)
            book.db.commit()


def by_hand(course: Course, assignment_name: str) -> dict[str, dict[str, float]]:
    """The marks that a person gave in Formgrader: ``{student id: {question id: points}}``, extra credit included.

    They are read from the database itself: that needs no nbgrader, and none of the seconds of its import.

    Raises
    ------
    CourseError
        If the file is no gradebook.
    """
    if not course.gradebook.exists():
        return {}
    changed: dict[str, dict[str, float]] = {}
    try:
        with closing(sqlite3.connect(f"{course.gradebook.as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as book:
            for student, cell, manual, auto, extra in book.execute(_BY_HAND, [assignment_name]):
                score = (auto if manual is None else manual) or 0.0
                changed.setdefault(student, {})[cell.replace("-", ".")] = float(score) + float(extra or 0.0)
    except (sqlite3.DatabaseError, TypeError, ValueError) as problem:
        if "no such table" not in str(problem):  # it has none where the disk was full when it was made: no marks either
            raise _unusable(course, problem) from None
    return changed


def look_at_lock(course: Course) -> None:
    """Say within seconds where another program keeps the database to itself.

    Raises
    ------
    CourseError
        If it does, if the file is no database, or if nbgrader could not find it in a folder of this name.
    """
    if "?" in str(course.gradebook):
        raise CourseError(f"{course.folder} has a ? in its path; nbgrader would write elsewhere. Rename the folder.")
    if course.gradebook.exists():
        _execute(course, "begin immediate")


def _execute(course: Course, statement: str, *values: str) -> None:
    """Have the database itself do something, which leaves it as it is; another program is not waited for for long."""
    try:
        with closing(sqlite3.connect(course.gradebook, timeout=PATIENCE)) as book:
            book.execute(statement, values)
    except sqlite3.DatabaseError as problem:
        raise _unusable(course, problem) from None


def _unusable(course: Course, problem: object) -> CourseError:
    if "is full" in str(problem):
        return CourseError(f"gradebook.db could not be written: the disk is full ({problem}). Make room and run again.")
    if "locked" in str(problem) or "UNIQUE constraint" in str(problem):  # somebody else writes the same at this moment
        return CourseError("gradebook.db is in use by another program. Close it (Formgrader?) and run again.")
    older = course.folder / "backups"
    return CourseError(f"gradebook.db cannot be used ({problem}). The copies in {older} are from before.")


@contextmanager
def _opened(course):
    if not available():
        raise CourseError(NEEDS_NBGRADER)
    from lepton_kit.teach.authoring.building import load_nbformat

    load_nbformat()  # first, and without what nobody needs: half the time of nbgrader's import
    from nbgrader.api import Gradebook, InvalidEntry
    from sqlalchemy.exc import DatabaseError, SAWarning
    from tornado.log import app_log

    app_log.disabled = True  # nbgrader prints tracebacks there of what is told below in a sentence
    try:
        with (
            # nbgrader fills submissions in before it adds them
            warnings.catch_warnings(action="ignore", category=SAWarning),
            _scripts_on_path(),
            Gradebook(f"sqlite:///{course.gradebook}", course_id="lepton") as book,
        ):
            yield book
    except (DatabaseError, InvalidEntry) as problem:  # what the database says of an entry, nbgrader says in its own way
        raise _unusable(course, getattr(problem, "orig", problem)) from None


@contextmanager
def _scripts_on_path():
    """nbgrader calls alembic by name to make a new database; it stands beside Python, wherever the shell looks."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join((sysconfig.get_path("scripts"), before))
    try:
        yield
    finally:
        os.environ["PATH"] = before


def _back_up(course):
    """Copy the database, if there is one, and keep the last copies."""
    if not course.gradebook.exists():
        return
    folder = course.folder / "backups"
    folder.mkdir(exist_ok=True)
    name = folder / f"gradebook-{datetime.now():%Y%m%d-%H%M%S-%f}.db"
    try:
        _execute(course, "vacuum into ?", str(name))
    except CourseError:
        name.unlink(missing_ok=True)
        raise
    for surplus in sorted(folder.glob("gradebook-*.db"))[:-KEPT]:
        surplus.unlink(missing_ok=True)  # two may grade at once


def _outline(book, assignment):
    """The assignment's one notebook and its cells, as nbgrader records them from a release."""
    name = assignment.name
    book.update_or_create_assignment(name)
    book.update_or_create_notebook(name, name)
    release = assignment.release()
    if not any(cell.metadata.get("nbgrader", {}).get("grade") for cell in release.cells):
        raise CourseError(f"The release of {name} has no cell with points, so gradebook.db has nowhere to put marks.")
    for cell in release.cells:
        mark = cell.metadata.get("nbgrader", {})
        grade_id = mark.get("grade_id")
        if not grade_id:
            continue
        if mark.get("grade"):
            book.update_or_create_grade_cell(
                grade_id, name, name, max_score=float(mark["points"]), cell_type=cell.cell_type
            )
        if mark.get("solution"):
            book.update_or_create_solution_cell(grade_id, name, name)
        book.update_or_create_source_cell(
            grade_id, name, name, source=cell.source, cell_type=cell.cell_type, locked=bool(mark.get("locked"))
        )
    _fill_in(book, name)


def _fill_in(book, name):
    """Give older submissions the grades of cells that came to the release later; nbgrader makes them at first only."""
    from nbgrader.api import Comment, Grade

    for submission in book.assignment_submissions(name):
        for notebook in submission.notebooks:
            cells = notebook.notebook
            wanted = {Grade: (cells.grade_cells, notebook.grades), Comment: (cells.solution_cells, notebook.comments)}
            for make, (wanted_cells, there) in wanted.items():
                for id_ in {cell.id for cell in wanted_cells} - {made.cell_id for made in there}:
                    make(cell_id=id_, notebook=notebook)
    book.db.commit()
