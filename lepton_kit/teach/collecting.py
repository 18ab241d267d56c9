"""From a learning platform's download to one copy a student, in the place where marking looks for it."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lepton_kit.exercises.personal import folded
from lepton_kit.exercises.student_notebook import read, student_in
from lepton_kit.files import write
from lepton_kit.teach.archive import Found, notebooks
from lepton_kit.teach.matching import match, read_name

__all__ = ["Collected", "collect", "receipt"]


@dataclass(slots=True)
class Collected:
    """What became of a download: ids by what happened, and sentences for a person to read."""

    new: list = field(default_factory=list)
    replaced: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    late: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    unclear: list = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Copy:
    found: Found
    clues: object
    how: str
    says: str

    @property
    def order(self):
        return self.found.when, self.clues.copy


def collect(course, assignment, source):
    """Sort a download to the students of a course.

    The newest copy of each student is taken; older ones, and those that a newer one replaces, are kept in ``older``.

    Parameters
    ----------
    course : Course
    assignment : str
        Such as "A1".
    source : Path
        The folder or zip that the platform gave, or any folder with notebooks named after students.

    Returns
    -------
    Collected

    Raises
    ------
    FileNotFoundError
        If there is no such folder or zip.
    """
    result, copies, unmatched = Collected(), defaultdict(list), []
    for file in notebooks(source):
        if not isinstance(file, Found):
            result.unclear.append(f"{file.path} {file.reason}.")
            continue
        clues = read_name(file.path)
        found, told = match(clues, course.students, assignment), _told(file.content)
        if told["assignment"] not in ("", assignment):
            result.unclear.append(f"{file.path} is a copy of {told['assignment']}, not of {assignment}.")
        elif found.student is None:
            unmatched.append((_Copy(file, clues, "", told["student"]), found.how))
        else:
            copies[found.student.id].append(_Copy(file, clues, found.how, told["student"]))
    _by_own_word(course, assignment, copies, unmatched, result)
    for student in course.students:
        if student.id in copies:
            _file(course, assignment, student, copies[student.id], result)
        elif not course.submitted(assignment, student.id).exists():
            result.missing.append(student.id)
    return result


def receipt(course, assignment, student_id):
    """What was noted when a copy was collected: from, when, late, sha256; empty if it was put there by hand."""
    try:
        return json.loads(_receipt(course, assignment, student_id).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def _told(content):
    """The assignment and the student that a notebook names in itself, "" where it names none."""
    notebook = read(content)
    if not isinstance(notebook, dict):
        return {"assignment": "", "student": ""}
    metadata = notebook.get("metadata")
    lepton = metadata.get("lepton") if isinstance(metadata, dict) else None
    name = lepton.get("assignment") if isinstance(lepton, dict) else None
    return {"assignment": name if isinstance(name, str) else "", "student": student_in(notebook) or ""}


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
            copies[student_id].append(copy)
            result.notes.append(f"{copy.found.path} went to {student_id} because it says so inside; look at it.")


def _file(course, assignment, student, copies, result):
    """Put the newest of a student's copies in place and keep the others."""
    different = {_sha(copy): copy for copy in sorted(copies, key=lambda copy: copy.order)}
    ordered = sorted(different.values(), key=lambda copy: copy.order)
    newest = ordered[-1]
    if len(ordered) > 1 and ordered[-2].order == newest.order:
        names = " and ".join(copy.found.path for copy in ordered if copy.order == newest.order)
        result.unclear.append(f"{student.id}: {names} are equally new. Take one of them away and collect again.")
        return
    place = course.submitted(assignment, student.id)
    here = receipt(course, assignment, student.id)
    if place.exists():
        old = place.read_bytes()
        when = _date(here) or datetime.fromtimestamp(place.stat().st_mtime)
        if hashlib.sha256(old).hexdigest() == _sha(newest):
            result.unchanged.append(student.id)
        elif when > newest.found.when:
            result.unchanged.append(student.id)
            result.notes.append(f"{student.id}: the copy here is newer than {newest.found.path}; it stays.")
            _keep(course, assignment, student, newest.found.content, newest.found.when)
        else:
            _keep(course, assignment, student, old, when)
            _take(course, assignment, student, newest)
            result.replaced.append(student.id)
    else:
        _take(course, assignment, student, newest)
        result.new.append(student.id)
    for copy in ordered[:-1]:
        _keep(course, assignment, student, copy.found.content, copy.found.when)
    if len(ordered) > 1:
        result.notes.append(f"{student.id} handed in {len(ordered)} versions; {newest.found.path} is the newest.")
    if newest.says and folded(newest.says) != folded(student.id):
        result.notes.append(f"{student.id}: {newest.found.path} names {newest.says[:40]!r} as its student inside.")
    if receipt(course, assignment, student.id).get("late"):
        result.late.append(student.id)


def _take(course, assignment, student, copy):
    place = course.submitted(assignment, student.id)
    noted = {
        "from": copy.found.path,
        "by": copy.how or "the id in the notebook",
        "when": copy.found.when.isoformat(),
        "late": copy.clues.late,
        "sha256": _sha(copy),
    }
    write(place, copy.found.content)
    write(_receipt(course, assignment, student.id), json.dumps(noted, indent=1, ensure_ascii=False) + "\n")
    moment = copy.found.when.astimezone().astimezone(UTC)  # nbgrader reads this file
    write(place.parent / "timestamp.txt", moment.strftime("%Y-%m-%d %H:%M:%S UTC\n"))


def _keep(course, assignment, student, content, when):
    name = f"{assignment}-{when:%Y%m%d-%H%M%S}-{hashlib.sha256(content).hexdigest()[:8]}.ipynb"
    write(course.older(assignment, student.id) / name, content)


def _receipt(course, assignment, student_id):
    return course.submitted(assignment, student_id).parent / "collected.json"


def _date(noted):
    try:
        return datetime.fromisoformat(noted["when"])
    except (KeyError, TypeError, ValueError):
        return None


def _sha(copy):
    return hashlib.sha256(copy.found.content).hexdigest()
