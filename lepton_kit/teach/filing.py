"""Where a collected copy is put: in the place where marking looks for it, with the student's own data files."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from unicodedata import category, normalize

from lepton_kit.exercises.student_notebook import LARGEST_COPY
from lepton_kit.files import write
from lepton_kit.teach.archive import Found
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.matching import COPY, Clues, Match, read_name
from lepton_kit.teach.roster import Student
from lepton_kit.teach.submission import MOST_DATA_FILES, Submission, read_submission

__all__ = ["Collected", "Copy", "Told", "put_in_place", "receipt"]


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
class Told:
    """What a notebook says of itself: assignment and student, "" where it names none; else "lesson" or "other"."""

    assignment: str = ""
    student: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    found: Found
    clues: Clues
    whose: Match
    told: Told

    @property
    def order(self) -> tuple[bool, datetime, int, datetime]:
        """The assignment, then the platform's time and its numbering; what a student's own zip says comes last."""
        return not self.told.other, self.found.when, self.clues.copy, self.found.changed


def receipt(course: Course, assignment: str, student_id: str) -> dict[str, Any]:
    """What was noted when a copy was collected: from, when, late, sha256; empty if it was put there by hand."""
    try:
        noted = json.loads(course.submitted(assignment, student_id).with_name("collected.json").read_text("utf-8"))
        return noted if datetime.fromisoformat(noted["when"]) else {}
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return {}


def put_in_place(
    course: Course, assignment: str, student: Student, versions: list[Copy], data: list[Found], result: Collected
) -> None:
    """Put the last of a student's versions in place, with the student's data files, and keep the others.

    What becomes of it is added to ``result``.
    """
    *others, newest = versions
    here, noted = read_submission(course, assignment, student.id), receipt(course, assignment, student.id)
    place = course.submitted(assignment, student.id)
    content = newest.found.file.read_bytes()
    files = _data_files(newest, data, assignment, result) or (here.files if here and here.content == content else {})
    fresh = Submission(content, files)
    if here is None:
        _take(place, newest, fresh, here)
        result.new.append(student.id)
    elif here.fingerprint == fresh.fingerprint:
        result.unchanged.append(student.id)
        if noted and newest.clues.name:  # the platform may say otherwise by now, of the same copy
            _note(place, noted | {"late": newest.clues.late})
    elif (when := _since(place, noted)) > newest.found.when:
        result.unchanged.append(student.id)
        result.notes.append(f"{student.id}: the copy here is newer than {newest.found.path}; it stays.")
        _keep(course, assignment, student, fresh, newest.found.when)
    else:
        _keep(course, assignment, student, here, when)
        _take(place, newest, fresh, here)
        course.feedback(assignment, student.id).unlink(missing_ok=True)  # it was about the other copy
        result.replaced.append(student.id)
    for copy in others:
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


def _take(place, copy, submission, old):
    noted = {
        "from": copy.found.path,
        "by": copy.whose.how,
        "when": copy.found.when.isoformat(),
        "late": copy.clues.late,
        "sha256": copy.found.sha256,
        "files": sorted(submission.files),
    }
    _note(place, noted)
    # nbgrader reads the time from this file
    write(place.parent / "timestamp.txt", copy.found.when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC\n"))
    for name in old.files if old else {}:
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


def _since(place, noted):
    """When the copy that is in place was handed in, as it was noted; of one put there by hand, as its file says."""
    return datetime.fromisoformat(noted["when"]) if noted else datetime.fromtimestamp(place.stat().st_mtime)
