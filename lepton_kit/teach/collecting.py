"""From a learning platform's download to one copy a student, in the place where marking looks for it."""

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import category, normalize

from lepton_kit.exercises.personal import folded
from lepton_kit.exercises.plain_text import clean
from lepton_kit.exercises.released_notebook import is_backup
from lepton_kit.exercises.student_notebook import LARGEST_COPY, asked, assignment_in, read, student_in
from lepton_kit.files import write
from lepton_kit.teach.archive import Found, files_in
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.matching import COPY, Clues, match, read_name
from lepton_kit.teach.roster import Student
from lepton_kit.teach.submission import MOST_DATA_FILES, Submission, read_submission
from lepton_kit.teach.workers import MEMORY, spread

__all__ = ["Collected", "collect", "receipt"]

SECONDS = 20  # for looking into one copy


@dataclass(slots=True)
class Collected:
    """What became of a download: ids by what happened, sentences for a person to read, and whose each file is."""

    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    who: list[tuple[str, str, str]] = field(default_factory=list)  # file, id and how that is known
    refused: set[str] = field(default_factory=set)  # ids of whom something was not taken


@dataclass(frozen=True, slots=True)
class _Told:
    """What a notebook says of itself: assignment and student, "" where it names none, and whether it is a lesson."""

    assignment: str = ""
    student: str = ""
    lesson: bool = False


@dataclass(frozen=True, slots=True)
class _Copy:
    found: Found
    clues: Clues
    how: str
    says: str

    @property
    def order(self) -> tuple[datetime, int, datetime]:
        """The platform's time, then its numbering; what a student's own zip says comes last."""
        return self.found.when, self.clues.copy, self.found.changed


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
        copies = _sorted(course, assignment, notebooks, owner, result)
        for student in course.students:
            if student.id in copies:
                newest = _newest(student, copies[student.id], result)
                if not preview:
                    _file(course, assignment, student, newest, copies[student.id], data.pop(student.id, []), result)
            elif not course.submitted(assignment, student.id).exists():
                result.missing.append(student.id)
                if not preview and student.id in result.refused | data.keys():  # so that `marks` takes it for no zero
                    write(course.not_taken(assignment, student.id), f"{source}\n")
        if not preview:
            result.unclear += [
                f"{f.path} is not a notebook, and none came with it." for fs in data.values() for f in fs
            ]
    return result


def receipt(course: Course, assignment: str, student_id: str) -> dict[str, Any]:
    """What was noted when a copy was collected: from, when, late, sha256; empty if it was put there by hand."""
    try:
        noted = json.loads(course.submitted(assignment, student_id).with_name("collected.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


# Whose a copy is ------------------------------------------------------------------------------------------------------


def _sorted(course, assignment, notebooks, owner, result) -> dict[str, list[_Copy]]:
    """The copies of each student."""
    copies, unmatched = defaultdict(list), []
    pieces = ((str(number), (str(file.file),)) for number, file in enumerate(notebooks))  # a zip may name a file twice
    told = {number: rest for number, *rest in spread(look_into, pieces, jobs=1, seconds=SECONDS, memory=MEMORY)}
    for number, file in enumerate(notebooks):
        says, trouble = told[str(number)]
        says, path = says or _Told(), file.path
        clues = read_name(path)
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
            result.refused.add(named)
            continue
        copy = _Copy(file, clues, whose.how, says.student)
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
            copies[student_id].append(_Copy(copy.found, copy.clues, "the id in the notebook", copy.says))
            result.notes.append(f"{copy.found.path} went to {student_id} because it says so inside; look at it.")


def _newest(student: Student, copies: list[_Copy], result: Collected) -> _Copy:
    """The copy that counts, of those that differ."""
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
    return newest


# Where it is put ------------------------------------------------------------------------------------------------------


def _file(course, assignment, student, newest, copies, data, result):
    """Put the newest of a student's copies in place, with the student's data files, and keep the others."""
    here = read_submission(course, assignment, student.id)
    content = newest.found.file.read_bytes()
    files = _data_files(newest, data, assignment, result) or (here.files if here and here.content == content else {})
    fresh, others = Submission(content, files), {copy.found.sha256: copy for copy in copies}
    del others[newest.found.sha256]
    if here is None:
        _take(course, assignment, student, newest, fresh)
        result.new.append(student.id)
    else:
        when = _date(receipt(course, assignment, student.id)) or datetime.fromtimestamp(
            course.submitted(assignment, student.id).stat().st_mtime
        )
        if here.fingerprint == fresh.fingerprint:
            result.unchanged.append(student.id)
        elif when > newest.found.when:
            result.unchanged.append(student.id)
            result.notes.append(f"{student.id}: the copy here is newer than {newest.found.path}; it stays.")
            _keep(course, assignment, student, fresh, newest.found.when)
        else:
            _keep(course, assignment, student, here, when)
            _take(course, assignment, student, newest, fresh)
            course.feedback(assignment, student.id).unlink(missing_ok=True)  # it was about the other copy
            result.replaced.append(student.id)
    for copy in others.values():
        _keep(course, assignment, student, Submission(copy.found.file.read_bytes()), copy.found.when)
    if receipt(course, assignment, student.id).get("late"):
        result.late.append(student.id)


def _data_files(newest, data, assignment, result):
    """The student's own files by their path beside the notebook, the newest of each.

    Where a platform or a computer may have changed its name, "run-2.csv" or "ü.csv", it lies there in both spellings.
    """
    files, room, ours = {}, LARGEST_COPY, (f"{assignment}.ipynb", "collected.json", "timestamp.txt")
    folder = PurePosixPath(newest.found.path).parent.as_posix() + "/"
    for file in sorted(data, key=lambda file: file.when, reverse=True):
        size, inside = file.file.stat().st_size, file.path.startswith(folder) and folder != "./"
        path = PurePosixPath(file.path.removeprefix(folder) if inside else read_name(file.path).file)
        own = path if inside else path.with_stem(COPY.sub("", path.stem))
        for name in sorted({str(path), str(own), normalize("NFC", str(own))} - set(files)):
            if not _can_be_kept(name, (*files, *ours)):
                result.unclear.append(f"{file.path}: a file of this name cannot be kept beside the notebook.")
            elif len(files) == MOST_DATA_FILES or size > room:
                most = f"{MOST_DATA_FILES} data files and {LARGEST_COPY / 1e6:.0f} MB"
                result.unclear.append(f"{file.path}: at most {most} come along with a copy.")
            else:
                files[name], room = file.file.read_bytes(), room - size
    return files


def _can_be_kept(name: str, others: Iterable[str]) -> bool:
    """Whether a path is one that any disk takes, leads nowhere else, and is no folder or file of another's."""
    odd = any(not (c.isprintable() or category(c) == "Zs") for c in name)
    long = any(len(part.encode()) > 200 for part in PurePosixPath(name).parts if not odd)
    clash = any(f"{a}/".startswith(f"{b}/") for other in others for a, b in ((name, other), (other, name)))
    return not (odd or long or clash or ".." in PurePosixPath(name).parts)


def _take(course, assignment, student, copy, submission):
    place = course.submitted(assignment, student.id)
    for name in old.files if (old := read_submission(course, assignment, student.id)) else {}:
        (place.parent / name).unlink()
    noted = {
        "from": copy.found.path,
        "by": copy.how,
        "when": copy.found.when.isoformat(),
        "late": copy.clues.late,
        "sha256": copy.found.sha256,
        "files": sorted(submission.files),
    }
    for name, content in submission.files.items():
        write(place.parent / name, content)
    write(place, submission.content)
    write(place.with_name("collected.json"), json.dumps(noted, indent=1, ensure_ascii=False) + "\n")
    moment = copy.found.when.astimezone().astimezone(UTC)  # nbgrader reads this file
    write(place.parent / "timestamp.txt", moment.strftime("%Y-%m-%d %H:%M:%S UTC\n"))


def _keep(course, assignment, student, submission, when):
    stem = f"{assignment}-{when:%Y%m%d-%H%M%S}-{submission.fingerprint[:8]}"
    folder = course.older(assignment, student.id)
    write(folder / f"{stem}.ipynb", submission.content)
    for name, content in submission.files.items():
        write(folder / f"{stem}-data" / name, content)


def _date(noted):
    try:
        return datetime.fromisoformat(noted["when"])
    except (KeyError, TypeError, ValueError):
        return None
