"""From a learning platform's download to one copy a student, in the place where marking looks for it."""

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from unicodedata import category, normalize

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.personal import folded
from lepton_kit.exercises.plain_text import clean
from lepton_kit.exercises.released_notebook import is_backup
from lepton_kit.exercises.student_notebook import LARGEST_COPY, asked, assignment_in, read, student_in
from lepton_kit.files import write
from lepton_kit.teach.archive import Found, Refused, files_in
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.matching import COPY, Clues, Match, match, read_name
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
    """What a notebook says of itself: assignment and student, "" where it names none; else "lesson" or "other"."""

    assignment: str = ""
    student: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class _Copy:
    found: Found
    clues: Clues
    whose: Match
    told: _Told

    @property
    def order(self) -> tuple[bool, datetime, int, datetime]:
        """The assignment, then the platform's time and its numbering; what a student's own zip says comes last."""
        return not self.told.other, self.found.when, self.clues.copy, self.found.changed


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
        notebooks, data, junk = [], defaultdict[str, list[Any]](list), dict[str, Refused]()
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
        copies = _sorted(course, assignment, notebooks, result)
        for student in course.students:
            files = data.pop(student.id, [])
            if student.id in copies:
                newest = _newest(assignment, student, copies[student.id], result)
                if not preview:
                    _file(course, assignment, student, newest, copies[student.id], files, result)
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


def receipt(course: Course, assignment: str, student_id: str) -> dict[str, Any]:
    """What was noted when a copy was collected: from, when, late, sha256; empty if it was put there by hand."""
    try:
        noted = json.loads(course.submitted(assignment, student_id).with_name("collected.json").read_text("utf-8"))
        return noted if datetime.fromisoformat(noted["when"]) else {}
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return {}


# Whose a copy is ------------------------------------------------------------------------------------------------------


def _sorted(course: Course, assignment: str, notebooks: Iterable[Found], result: Collected) -> dict[str, list[_Copy]]:
    """The copies of each student."""
    copies, unmatched = defaultdict(list), []
    by_path = {file.path: file for file in notebooks}
    pieces = ((file.path, (str(file.file),)) for file in by_path.values())
    told = {
        path: (told, trouble)
        for path, told, trouble in spread(look_into, pieces, jobs=1, seconds=SECONDS, memory=MEMORY)
    }
    for path, file in by_path.items():
        says, trouble = told[path]
        says = says or _Told()
        clues = read_name(path)
        whose = match(clues, course.students, assignment)
        if trouble:
            result.notes.append(f"{path} could not be looked into: {trouble}.")
        if says.assignment not in ("", assignment):
            result.unclear.append(f"{path} is a copy of {says.assignment}, not of {assignment}.")
            result.refused |= whose.of or {""}
            continue
        copy = _Copy(file, clues, whose, says)
        if whose.student is None:
            unmatched.append(copy)
        else:
            copies[whose.student.id].append(copy)
        if says.other == "lesson":
            result.notes.append(f"{path} looks like a lesson's notebook, not like {assignment}; look at it.")
    _by_own_word(course, assignment, copies, unmatched, result)
    result.who += [(copy.found.path, student, copy.whose.how) for student, of_one in copies.items() for copy in of_one]
    return copies


def look_into(file: str) -> _Told:
    """What a notebook tells of itself; done in a process of its own, since it may be made to take for ever."""
    notebook = read(Path(file).read_bytes())
    if isinstance(notebook, str):
        return _Told()
    assignment = assignment_in(notebook)
    other = "lesson" if any(question[:2].isdigit() for question, _ in asked(notebook, "check")) else "other"
    return _Told(assignment, (student_in(notebook) or "")[:200], "" if assignment else other)


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


def _newest(assignment: str, student: Student, copies: list[_Copy], result: Collected) -> _Copy:
    """The copy that counts, of those that differ."""
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
        noted, place = receipt(course, assignment, student.id), course.submitted(assignment, student.id)
        when = datetime.fromisoformat(noted["when"]) if noted else datetime.fromtimestamp(place.stat().st_mtime)
        if here.fingerprint == fresh.fingerprint:
            result.unchanged.append(student.id)
            if noted and newest.clues.name:  # the platform may say otherwise by now, of the same copy
                _note(place, noted | {"late": newest.clues.late})
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
        size, name = file.file.stat().st_size, read_name(file.path).file
        inside = file.path.startswith(folder) and folder != "./" and file.path.endswith(f"/{name}")
        path = PurePosixPath(file.path.removeprefix(folder) if inside else name)
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
    noted = {
        "from": copy.found.path,
        "by": copy.whose.how,
        "when": copy.found.when.isoformat(),
        "late": copy.clues.late,
        "sha256": copy.found.sha256,
        "files": sorted(submission.files),
    }
    _note(place, noted)
    moment = copy.found.when.astimezone().astimezone(UTC)  # nbgrader reads this file
    write(place.parent / "timestamp.txt", moment.strftime("%Y-%m-%d %H:%M:%S UTC\n"))
    for name in old.files if (old := read_submission(course, assignment, student.id)) else {}:
        (place.parent / name).unlink()
    for name, content in submission.files.items():
        write(place.parent / name, content)
    write(place, submission.content)  # last: whoever is interrupted before collects again, and it is new again


def _note(place, noted):
    write(place.with_name("collected.json"), json.dumps(noted, indent=1, ensure_ascii=False) + "\n")


def _keep(course, assignment, student, submission, when):
    stem = f"{assignment}-{when:%Y%m%d-%H%M%S}-{submission.fingerprint[:8]}"
    folder = course.older(assignment, student.id)
    write(folder / f"{stem}.ipynb", submission.content)
    for name, content in submission.files.items():
        write(folder / f"{stem}-data" / name, content)
