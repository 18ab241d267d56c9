"""From a learning platform's download to one copy a student: whose each file is, and which of several counts."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from lepton_kit.exercises.personal import folded
from lepton_kit.exercises.plain_text import clean
from lepton_kit.exercises.released_notebook import is_backup
from lepton_kit.exercises.student_notebook import asked, assignment_in, read, student_in
from lepton_kit.files import write
from lepton_kit.teach.archive import Found, files_in
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.filing import Collected, Copy, put_in_place
from lepton_kit.teach.matching import match, read_name
from lepton_kit.teach.roster import Student
from lepton_kit.teach.workers import MEMORY, spread

__all__ = ["collect"]

SECONDS = 20  # for looking into one copy


@dataclass(frozen=True, slots=True)
class _Told:
    """What a notebook says of itself: assignment and student, "" where it names none, and whether it is a lesson."""

    assignment: str = ""
    student: str = ""
    lesson: bool = False


def collect(course: Course, assignment: str, source: Path, *, preview: bool = False) -> Collected:
    """Sort a download to the students of a course.

    The newest copy of each student is taken, with the student's own data files; older ones, and those that a newer one
    replaces, are kept in ``older``. Copies are looked into by a process of its own, each within a budget.

    Parameters
    ----------
    course : Course
    assignment : str
        Such as "A1".
    source : Path
        The folder or zip that the platform gave, or any folder with notebooks named after students.
    preview : bool
        Only say whose each file is, and write nothing.

    Raises
    ------
    FileNotFoundError
        If there is no such folder or zip.
    """
    result = Collected(notes=list(course.notes))

    @cache
    def owner(path: str) -> str:
        folder = PurePosixPath(path).parent.as_posix()
        if folder not in (".", path) and (known := owner(folder)):
            return known  # all that lies in a student's folder or zip is the student's
        student = match(read_name(path), course.students, assignment).student
        return student.id if student else ""

    with tempfile.TemporaryDirectory(prefix="lepton-") as spool:
        notebooks, data = [], defaultdict(list)
        for file in files_in(source, Path(spool), owner):
            if not isinstance(file, Found):
                result.unclear.append(f"{file.path} {file.reason}.")
                result.refused.add(owner(file.path))
            elif not file.is_notebook:
                data[owner(file.path)].append(file)
            elif is_backup(PurePosixPath(file.path)):
                result.notes.append(f"{file.path} is what `doctor` kept of an earlier state, and no version.")
            else:
                notebooks.append(file)
        result.unclear += [f"{file.path} is not a notebook." for file in data.pop("", [])]
        copies = _sorted(course, assignment, notebooks, result)
        for student in course.students:
            if student.id in copies:
                versions = _versions(student, copies[student.id], result)
                if not preview:
                    put_in_place(course, assignment, student, versions, data.pop(student.id, []), result)
            elif not course.submitted(assignment, student.id).exists():
                result.missing.append(student.id)
                if not preview and student.id in result.refused | data.keys():  # so that `marks` takes it for no zero
                    write(course.not_taken(assignment, student.id), f"{source}\n")
        if not preview:
            result.unclear += [
                f"{f.path} is not a notebook, and none came with it." for fs in data.values() for f in fs
            ]
    return result


def _sorted(course: Course, assignment: str, notebooks: Iterable[Found], result: Collected) -> dict[str, list[Copy]]:
    """The copies of each student."""
    copies, unmatched = defaultdict(list), []
    by_path = {file.path: file for file in notebooks}
    pieces = ((file.path, (str(file.file),)) for file in by_path.values())
    for path, told, trouble in spread(look_into, pieces, jobs=1, seconds=SECONDS, memory=MEMORY):
        says, clues = told or _Told(), read_name(path)
        whose = match(clues, course.students, assignment)
        if trouble:
            result.notes.append(f"{path} could not be looked into: {trouble}.")
        if says.assignment not in ("", assignment):
            result.unclear.append(f"{path} is a copy of {says.assignment}, not of {assignment}.")
            result.refused.add(whose.student.id if whose.student else "")
            continue
        copy = Copy(by_path[path], clues, whose.how, says.student)
        if whose.student is None:
            unmatched.append((copy, whose.how))
        else:
            copies[whose.student.id].append(copy)
        if says.lesson:
            result.notes.append(f"{path} looks like a lesson's notebook, not like {assignment}; look at it.")
    _by_own_word(course, assignment, copies, unmatched, result)
    result.who += [(copy.found.path, student, copy.how) for student, of_one in copies.items() for copy in of_one]
    return copies


def look_into(file: str) -> _Told:
    """What a notebook tells of itself; done in a process of its own, since it may be made to take for ever."""
    notebook = read(Path(file).read_bytes())
    if isinstance(notebook, str):
        return _Told()
    assignment = assignment_in(notebook)
    lesson = not assignment and any(question[:2].isdigit() for question, _ in asked(notebook, "check"))
    return _Told(assignment, (student_in(notebook) or "")[:200], lesson)


def _by_own_word(course, assignment, copies, unmatched, result):
    """Files whose names tell nothing go to the student they name inside, if nothing else came from that student."""
    claims = defaultdict(list)
    for copy, why in unmatched:
        named = [s for s in course.students if copy.says and folded(s.id) == folded(copy.says)]
        claims[named[0].id if named else None].append((copy, why))
    for student_id, claimed in claims.items():
        taken = student_id in copies or course.submitted(assignment, student_id or "-").exists()
        if student_id is None or taken or len(claimed) > 1:
            inside = f", although it names {student_id} inside" if student_id else ""
            result.unclear += [f"{copy.found.path}: {why}{inside}." for copy, why in claimed]
        else:
            [(copy, _)] = claimed
            copies[student_id].append(Copy(copy.found, copy.clues, "the id in the notebook", copy.says))
            result.notes.append(f"{copy.found.path} went to {student_id} because it says so inside; look at it.")


def _versions(student: Student, copies: list[Copy], result: Collected) -> list[Copy]:
    """The copies that differ, the one that counts last."""
    different = {copy.found.sha256: copy for copy in sorted(copies, key=lambda copy: copy.order)}
    ordered = sorted(different.values(), key=lambda copy: (copy.order, copy.found.path))
    newest = ordered[-1]
    if len(ordered) > 1:
        equal = [copy.found.path for copy in ordered if copy.order == newest.order]
        if len(equal) > 1:
            result.notes.append(f"{student.id}: {' and '.join(equal)} are equally new; the last was taken. Look at it.")
        else:
            result.notes.append(f"{student.id} handed in {len(ordered)} versions; {newest.found.path} is the newest.")
    if newest.says and folded(newest.says) != folded(student.id):
        says = clean(newest.says, 40, one_line=True)
        result.notes.append(f"{student.id}: {newest.found.path} names {says!r} as its student inside.")
    return ordered
