"""From a learning platform's download to one copy a student: whose each file is, and which of several counts."""

import tempfile
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.personal import folded
from lepton_kit.exercises.plain_text import clean
from lepton_kit.exercises.released_notebook import is_backup
from lepton_kit.exercises.student_notebook import asked, assignment_in, read, student_in
from lepton_kit.files import write
from lepton_kit.teach.archive import Found, Refused, files_in
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.filing import Collected, Copy, Told, put_in_place, receipt
from lepton_kit.teach.matching import match, read_name
from lepton_kit.teach.roster import Student
from lepton_kit.teach.workers import spread

__all__ = ["collect"]

SECONDS = 20  # for looking into one copy


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
    CourseError
        If it is the course folder itself, or the disk is full.
    """
    if course.folder.is_relative_to(source.resolve()):
        raise CourseError(f"{source} holds the course itself. Name the folder or zip that the platform gave.")
    result = Collected(notes=list(course.notes))

    @cache
    def could_be(path: str) -> frozenset[str]:
        folder = PurePosixPath(path).parent.as_posix()
        if folder not in (".", path) and len(known := could_be(folder)) == 1:
            return known  # all that lies in a student's folder or zip is the student's
        return match(read_name(path), course.students, assignment).of

    def owner(path: str) -> str:
        return next(iter(could_be(path))) if len(could_be(path)) == 1 else ""

    with tempfile.TemporaryDirectory(prefix="lepton-") as spool:
        notebooks, data, junk = [], defaultdict[str, list](list), dict[str, Refused]()
        for file in files_in(source, Path(spool), owner):
            if not isinstance(file, Found):
                if file.reason:
                    result.unclear.append(f"{file.path} {file.reason}.")
                    result.refused |= could_be(file.path) or {""}
                elif file.path.lower().endswith(".ipynb"):
                    junk[owner(file.path)] = file
            elif not file.is_notebook:
                data[owner(file.path)].append(file)
            elif is_backup(PurePosixPath(file.path)):
                result.notes.append(f"{file.path} is what `doctor` kept of an earlier state, and no version.")
            else:
                notebooks.append(file)
        result.unclear += [f"{file.path} is not a notebook." for file in data.pop("", [])]
        copies = _sorted(course, assignment, notebooks, owner, result)
        for student in course.students:
            files = data.pop(student.id, [])
            if student.id in copies:
                versions = _versions(assignment, student, copies[student.id], result)
                if not preview:
                    put_in_place(course, assignment, student, versions, files, result)
                continue
            if files := files or [junk[id_] for id_ in junk.keys() & {student.id} - result.refused]:
                result.unclear += [f"{file.path} is not a notebook, and none came with it." for file in files]
                result.refused.add(student.id)
            if not course.submitted(assignment, student.id).exists():
                result.missing.append(student.id)
        for student_id in () if preview else ("", *result.missing):  # so that `marks` takes it for no zero
            note, text = course.not_taken(assignment, student_id), f"{source.resolve()}\n"
            if student_id in result.refused:
                write(note, text)
            elif note.exists() and note.read_text(encoding="utf-8") == text:
                note.unlink()  # the same download, mended
    return result


def _sorted(course, assignment, notebooks, owner, result) -> dict[str, list[Copy]]:
    """The copies of each student."""
    copies, unmatched = defaultdict(list), []
    pieces = ((str(number), (str(file.file),)) for number, file in enumerate(notebooks))  # a zip may name a file twice
    for number, told, trouble in spread(look_into, pieces, seconds=SECONDS):
        file, says = notebooks[int(number)], told or Told()
        path, clues = file.path, read_name(file.path)
        whose = match(clues, course.students, assignment)
        if trouble:
            result.notes.append(f"{path} could not be looked into: {trouble}.")
        named = whose.student.id if whose.student else ""
        if (holder := owner(path)) != named:  # nobody hands in for somebody else
            result.unclear.append(f"{path} came with what {holder} handed in, and its name points to another student.")
            result.refused.add(holder)
            continue
        if says.assignment not in ("", assignment):
            result.unclear.append(f"{path} is a copy of {says.assignment}, not of {assignment}.")
            result.refused |= whose.of or {""}
            continue
        copy = Copy(file, clues, whose, says)
        if whose.student is None:
            unmatched.append(copy)
        else:
            copies[whose.student.id].append(copy)
        if says.other == "lesson":
            result.notes.append(f"{path} looks like a lesson's notebook, not like {assignment}; look at it.")
    _by_own_word(course, assignment, copies, unmatched, result)
    result.who += [(copy.found.path, student, copy.whose.how) for student, of_one in copies.items() for copy in of_one]
    return copies


def look_into(file: str) -> Told:
    """What a notebook tells of itself; done in a process of its own, since it may be made to take for ever."""
    notebook = read(Path(file).read_bytes())
    if isinstance(notebook, str):
        return Told()
    assignment = assignment_in(notebook)
    other = "lesson" if any(question[:2].isdigit() for question, _ in asked(notebook, "check")) else "other"
    return Told(assignment, (student_in(notebook) or "")[:200], "" if assignment else other)


def _by_own_word(course, assignment, copies, unmatched, result):
    """Files whose names tell nothing go to the student they name inside, if nothing else came from that student."""
    claims = defaultdict(list)
    for copy in unmatched:
        named = [s.id for s in course.students if folded(s.id) == folded(copy.told.student)]
        claims[named[0] if named and (not copy.whose.of or named[0] in copy.whose.of) else None].append(copy)
    for student_id, claimed in claims.items():
        copy, noted = claimed[0], receipt(course, assignment, student_id or "-")
        again = noted.get("from") == copy.found.path and (copy.clues.name or noted["sha256"] == copy.found.sha256)
        taken = not again and course.submitted(assignment, student_id or "-").exists()
        if student_id is None or student_id in copies or taken or len(claimed) > 1:
            inside = f", although it names {student_id} inside" if student_id else ""
            result.refused.update(*(copy.whose.of or {"", student_id or ""} for copy in claimed))
            result.unclear += [f"{copy.found.path}: {copy.whose.how}{inside}." for copy in claimed]
        else:
            copies[student_id].append(replace(copy, whose=replace(copy.whose, how="the id in the notebook")))
            result.notes.append(f"{copy.found.path} went to {student_id} because it says so inside; look at it.")


def _versions(assignment: str, student: Student, copies: list[Copy], result: Collected) -> list[Copy]:
    """The copies that differ, the one that counts last."""
    different = {copy.found.sha256: copy for copy in sorted(copies, key=lambda copy: copy.order)}
    ordered = sorted(different.values(), key=lambda copy: (copy.order, copy.found.path))
    newest = ordered[-1]
    if len(ordered) > 1:
        equal = [copy.found.path for copy in ordered if copy.order == newest.order]
        if len(equal) > 1:
            result.notes.append(f"{student.id}: {' and '.join(equal)} are equally new; the last was taken. Look at it.")
        else:
            which = f"the newest of {assignment}" if ordered[0].told.other and not newest.told.other else "the newest"
            result.notes.append(f"{student.id} handed in {len(ordered)} versions; {newest.found.path} is {which}.")
    if newest.told.student and folded(newest.told.student) != folded(student.id):
        says = clean(newest.told.student, 40, one_line=True)
        result.notes.append(f"{student.id}: {newest.found.path} names {says!r} as its student inside.")
    return ordered
