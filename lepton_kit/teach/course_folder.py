"""A course folder: who is in it, and where everything stands. The layout is nbgrader's where it has one."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.personal import folded
from lepton_kit.teach.spreadsheets import read_sheet

__all__ = ["Course", "Student", "init"]

_ID = re.compile(r"[^\W_][\w.@+-]{0,63}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # no folder may be called so on Windows
_COLUMNS = {
    "id": ("id", "student id", "id number", "sis user id"),
    "name": ("name", "student", "full name"),
    "email": ("email", "e-mail", "email address", "sis login id"),
    "lms": ("lms", "lms id", "canvas id", "moodle id"),
}

_SETTINGS = """\
# What this course is called, and where its assignments are written.
name = "A course in building AI partnerships"
term = "Autumn"
# The folder with the folders A1_slug of your own assignments, kept private; without it, those of the kit.
# assignments = "assignments"
"""

_ROSTER = """\
id,name,email,lms
s001,Ada Lovelace,ada@example.org,
s002,"García López, María",maria@example.org,
"""

_NBGRADER = '''\
"""Lets nbgrader 0.9 and its Formgrader open this folder to look at marks and to add marks by hand."""

from pathlib import Path

c = get_config()  # noqa: F821, given by whoever reads this file
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "lepton"
c.CourseDirectory.feedback_directory = "nbgrader_feedback"  # beside ours, which it would write over


def refuse(**_):
    raise SystemExit("nbgrader would run the students' code unprotected. Use `lepton coursework grade` instead.")


c.Autograde.pre_convert_hook = refuse
'''


@dataclass(frozen=True, slots=True)
class Student:
    """One line of the roster. ``lms`` is the number by which Moodle or Canvas knows the student, if it is known."""

    id: str
    name: str = ""
    email: str = ""
    lms: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A course folder with its roster, as :meth:`open` finds it."""

    folder: Path
    name: str = ""
    term: str = ""
    assignments: Path | None = None
    students: tuple[Student, ...] = field(default=(), repr=False)

    @classmethod
    def open(cls, folder="."):
        """Read a course folder: the given one, or the next above it that holds a course.toml.

        Raises
        ------
        CourseError
            If there is no course, or its course.toml or roster.csv cannot be used.
        """
        start = Path(folder).resolve()
        root = next((each for each in (start, *start.parents) if (each / "course.toml").is_file()), None)
        if root is None:
            raise CourseError(
                f"No course in {folder}: no course.toml there or above. Make one: lepton coursework init ."
            )
        try:
            settings = tomllib.loads((root / "course.toml").read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise CourseError(f"{root / 'course.toml'} cannot be read: {problem}.") from None
        for key, value in settings.items():
            if key not in ("name", "term", "assignments") or not isinstance(value, str):
                raise CourseError(f"course.toml: {key} = {value!r}; name, term and assignments are known, each a text.")
        own = settings.get("assignments")
        if own is not None and not (root / own).is_dir():
            raise CourseError(f"course.toml: assignments names {own!r}, and there is no such folder in {root}.")
        return cls(
            root,
            settings.get("name", ""),
            settings.get("term", ""),
            root / own if own is not None else None,
            _roster(root / "roster.csv"),
        )

    def student(self, student_id):
        """The student of that id, upper or lower case.

        Raises
        ------
        CourseError
            If nobody on the roster has it.
        """
        for each in self.students:
            if folded(each.id) == folded(student_id):
                return each
        raise CourseError(
            f"Nobody on the roster has the id {student_id!r}. roster.csv has {len(self.students)} students."
        )

    def release(self, assignment):
        """The notebook that students get."""
        return self.folder / "release" / assignment / f"{assignment}.ipynb"

    def submitted(self, assignment, student_id):
        """The copy that is marked."""
        return self.folder / "submitted" / student_id / assignment / f"{assignment}.ipynb"

    def older(self, assignment, student_id):
        """The folder of copies that a newer one has replaced."""
        return self.folder / "older" / student_id / assignment

    def result(self, assignment, student_id):
        """What marking found, as JSON."""
        return self.folder / "results" / assignment / f"{student_id}.json"

    def feedback(self, assignment, student_id):
        """The page for the student."""
        return self.folder / "feedback" / student_id / assignment / f"{assignment}.html"

    def marks(self, file):
        """A file of marks, such as "A1.csv"."""
        return self.folder / "marks" / file

    @property
    def gradebook(self):
        """nbgrader's database."""
        return self.folder / "gradebook.db"


def init(folder):
    """Make a course folder; what is there already stays as it is.

    Returns
    -------
    list of Path
        What was made.
    """
    folder, made = Path(folder), []
    for name, text in (("course.toml", _SETTINGS), ("roster.csv", _ROSTER), ("nbgrader_config.py", _NBGRADER)):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except FileExistsError:
            continue
        made.append(folder / name)
    for name in ("release", "submitted", "source"):  # Formgrader looks for source
        if not (folder / name).exists():
            (folder / name).mkdir()
            made.append(folder / name)
    return made


def _roster(path):
    if not path.exists():
        raise CourseError(f"There is no {path}. It has one line a student: id,name,email")
    students, seen = [], {}
    for line, row in read_sheet(path):
        row = {title.casefold(): cell for title, cell in row.items()}
        cells = {key: next((row[n] for n in names if n in row), None) for key, names in _COLUMNS.items()}
        if cells["id"] is None:
            raise CourseError(f"roster.csv needs a column called id; it has {', '.join(row)}.")
        if wrong := _wrong_id(cells["id"]):
            raise CourseError(f"roster.csv, line {line}: the id {cells['id']!r} {wrong}.")
        before = seen.setdefault(folded(cells["id"]), line)
        if before != line:
            raise CourseError(f"roster.csv, line {line}: the id {cells['id']!r} stands in line {before} too.")
        students.append(Student(**{key: cell or "" for key, cell in cells.items()}))
    if not students:
        raise CourseError("roster.csv names no student yet. It has one line each: id,name,email")
    return tuple(students)


def _wrong_id(text):
    """Why a text cannot be a student's id, which names a folder and fills a cell of a spreadsheet; "" if it can."""
    if not text:
        return "is empty"
    if len(text) > 64:
        return "has over 64 letters"
    if not _ID.fullmatch(text):
        return "may hold letters, digits and . _ - + @, and begins with a letter or digit"
    if text.endswith(".") or _RESERVED.fullmatch(text):
        return "cannot be the name of a folder on every system"
    return ""
