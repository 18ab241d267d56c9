"""Who is in a course: a table of one's own, or what Canvas and Moodle export, as it is."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.personal import folded
from lepton_kit.teach.spreadsheets import read_sheet

__all__ = ["Student", "read_roster"]

_ID = re.compile(r"[^\W_][\w.@+-]{0,63}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # no folder may be called so on Windows
_COLUMNS = {
    "id": ("id", "student id", "id number", "orgdefinedid", "username", "login"),
    "name": ("name", "student", "full name"),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "e-mail", "email address"),
    "lms": ("lms", "lms id", "canvas id", "moodle id", "identifier"),
    "section": ("section", "groups"),
}
_CANVAS = _COLUMNS | {
    "id": ("sis user id", "sis login id"),
    "email": ("email", "sis login id"),
    "lms": ("id", "canvas id", "lms"),
}


@dataclass(frozen=True, slots=True)
class Student:
    """One line of the roster. ``lms`` is the number by which Moodle or Canvas knows the student, if it is known."""

    id: str
    name: str = ""
    email: str = ""
    lms: str = ""
    section: str = ""


def read_roster(path: Path, *, may_be_empty: bool = False) -> tuple[tuple[Student, ...], tuple[str, ...]]:
    """The students of a roster, and a sentence for each line that is not one.

    Parameters
    ----------
    path : Path
        A CSV with a column "id", or an export of Canvas' grade book, of Moodle's participants or of Moodle's grades.
    may_be_empty : bool
        Whether it is enough for now that it can be read.

    Raises
    ------
    CourseError
        If there is none, or it cannot be used; the message names the line.
    """
    if not path.exists():
        raise CourseError(f"There is no {path}. It has one line a student: id,name,email")
    students: dict[str, tuple[int, Student]] = {}
    notes = []
    for line, cells, platform in _lines(path):
        if platform and not cells["id"]:
            if cells["name"] or cells["lms"]:
                notes.append(f"roster.csv, line {line}: {cells['name']} has no id in {platform} and is left out.")
            continue
        if wrong := _wrong_id(cells["id"]):
            raise CourseError(f"roster.csv, line {line}: the id {cells['id']!r} {wrong}.")
        student = Student(**cells)
        before, same = students.setdefault(folded(student.id), (line, student))
        if before != line:
            if student.section == same.section or student != replace(same, section=student.section):
                raise CourseError(f"roster.csv, line {line}: the id {student.id!r} stands in line {before} too.")
            students[folded(student.id)] = before, replace(same, section=f"{same.section} and {student.section}")
    if not students and not may_be_empty:
        raise CourseError("roster.csv names no student yet. It has one line each: id,name,email")
    return tuple(student for _, student in students.values()), tuple(notes)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str], str]]:
    """The number of each line, its cells by what they mean, and the platform that wrote it, "" for one's own table."""
    known = {title for columns in (_COLUMNS, _CANVAS) for titles in columns.values() for title in titles}
    for line, row in read_sheet(path, needed=known):
        row = {title.casefold(): unicodedata.normalize("NFC", cell) for title, cell in row.items()}
        canvas = "sis user id" in row or "sis login id" in row
        moodle = not canvas and "id" not in row and "email address" in row
        columns = _CANVAS if canvas else _COLUMNS
        has = f"it has {', '.join(row)}."
        sis = any(re.search(r"\bsis", title) for title in row)
        if not canvas and (sis or {"student", "id", "section"} <= row.keys()):
            raise CourseError(  # without SIS ids, or in another language
                "roster.csv looks like Canvas' grade book, whose ID is a number that no student knows, without SIS ids "
                f"in English: call the column of your students' ids id, and that one lms; {has}"
            )
        if not (moodle or any(title in row for title in columns["id"])):
            raise CourseError(f"roster.csv needs a column called id, or to be an export in English; {has}")
        cells = {key: next((row[title] for title in titles if row.get(title)), "") for key, titles in columns.items()}
        full = f"{cells.pop('first')} {cells.pop('last')}".strip()
        cells["name"] = cells["name"] or full
        if moodle:
            cells["id"] = cells["id"] or cells["email"]  # where a student has no number
        if canvas and "@" not in cells["email"]:
            cells["email"] = ""
        if canvas and re.search(r"[^\W\d]", cells["lms"]):
            there = f"Canvas' ID is a number, and {cells['lms']!r} stands there"
            raise CourseError(f"roster.csv, line {line}: {there}. Is a comma in a name that has no quotes around it?")
        cells["id"] = cells["id"].removeprefix("#")  # as Brightspace writes it
        cells["lms"] = re.sub(r"^\D+|\.0+$", "", cells["lms"])  # of Moodle's "Participant 4711", or of a float
        if canvas and cells["name"].casefold() in ("student, test", "test student") and not row.get("sis user id"):
            cells["id"] = ""  # the teacher's own, whom Canvas gives an arbitrary login
        if not cells["name"].casefold().startswith("points possible"):
            yield line, cells, "Canvas" if canvas else "Moodle" if moodle else ""


def _wrong_id(text: str) -> str:
    """Why a text cannot be a student's id, which names a folder and fills a cell of a spreadsheet; "" if it can."""
    if not text:
        return "is empty"
    if len(text) > 64:
        return "has over 64 letters"
    if re.fullmatch(r"\d+\.0+|\d[.\d]*e\+\d+", text.casefold()):
        return "is a number that a program has rewritten: make the column of ids a column of text"
    if not _ID.fullmatch(text):
        return "may hold letters, digits and . _ - + @, and begins with a letter or digit"
    if text.endswith(".") or _RESERVED.fullmatch(text):
        return "cannot be the name of a folder on every system"
    return ""
