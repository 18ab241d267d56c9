"""A course folder: who is in it, and where everything stands. The layout is nbgrader's where it has one."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.personal import folded
from lepton_kit.files import write
from lepton_kit.teach.roster import Student, read_roster

__all__ = ["Course", "Student", "init"]

_FILES = Path(__file__).parent / "templates" / "course"


@dataclass(frozen=True, slots=True)
class Course:
    """A course folder with its roster, as :meth:`open` finds it; ``notes`` name what of the roster is no student."""

    folder: Path
    name: str = ""
    assignments: Path | None = None
    students: tuple[Student, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def open(cls, folder: str | Path = ".", *, may_be_empty: bool = False) -> "Course":
        """Read a course folder: the given one, or the next above it that holds a course.toml.

        With ``may_be_empty`` there need be no student in its roster yet.

        Raises
        ------
        CourseError
            If there is no course, or its course.toml or roster.csv cannot be used.
        """
        start = Path(folder).resolve()
        root = next((place for place in (start, *start.parents) if (place / "course.toml").is_file()), None)
        if root is None:
            way = "Make one: lepton coursework init ."
            raise CourseError(f"No course in {folder}: no course.toml there or above. {way}")
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
            root / own if own is not None else None,
            *read_roster(root / "roster.csv", may_be_empty=may_be_empty),
        )

    def student(self, student_id: str) -> Student:
        """The student of that id, upper or lower case.

        Raises
        ------
        CourseError
            If nobody on the roster has it.
        """
        for student in self.students:
            if folded(student.id) == folded(student_id):
                return student
        known = f"roster.csv has {len(self.students)} students."
        raise CourseError(f"Nobody on the roster has the id {student_id!r}. {known}")

    def orphans(self, assignment: str) -> list[str]:
        """Notebooks in ``submitted`` that stand in nobody's place: of who left the roster, or under another name."""
        known, top = {self.submitted(assignment, student.id) for student in self.students}, self.folder / "submitted"
        others = {path for path in top.glob("**/*.ipynb") if assignment in (path.stem, path.parent.name)} - known
        return sorted(path.relative_to(top).as_posix() for path in others)

    @staticmethod
    def nobody(assignment: str) -> CourseError:
        """What to raise where there is no copy of an assignment."""
        return CourseError(
            f"Nobody has handed in {assignment}. Try: lepton coursework collect --assignment {assignment} DOWNLOAD"
        )

    def release(self, assignment: str) -> Path:
        """The notebook that students get."""
        return self.folder / "release" / assignment / f"{assignment}.ipynb"

    def submitted(self, assignment: str, student_id: str) -> Path:
        """The copy that is marked."""
        return self.folder / "submitted" / student_id / assignment / f"{assignment}.ipynb"

    def not_taken(self, assignment: str, student_id: str) -> Path:
        """A note that something was handed in of which nothing could be taken; of the id "", that it fits nobody."""
        return self.submitted(assignment, student_id).with_name("not_taken")

    def older(self, assignment: str, student_id: str) -> Path:
        """The folder of copies that a newer one has replaced."""
        return self.folder / "older" / student_id / assignment

    def kept_back(self, assignment: str) -> Path:
        """What judges an assignment and no student has."""
        return self.folder / "kept_back" / f"{assignment}.npz"

    def result(self, assignment: str, student_id: str) -> Path:
        """What marking found, as JSON."""
        return self.folder / "results" / assignment / f"{student_id}.json"

    def feedback(self, assignment: str, student_id: str) -> Path:
        """The page for the student."""
        return self.folder / "feedback" / student_id / assignment / f"{assignment}.html"

    def marks(self, file: str) -> Path:
        """A file of marks, such as "A1.csv"."""
        return self.folder / "marks" / file

    @property
    def gradebook(self) -> Path:
        """nbgrader's database."""
        return self.folder / "gradebook.db"


def init(folder: str | Path) -> list[Path]:
    """Make a course folder; what is there already stays as it is.

    Returns
    -------
    list of Path
        What was made.
    """
    folder = Path(folder)
    made: list[Path] = []
    for name in ("course.toml", "roster.csv", "nbgrader_config.py"):
        if not (folder / name).exists():
            write(folder / name, (_FILES / f"{name}.txt").read_bytes())
            made.append(folder / name)
    for name in ("release", "submitted", "source"):  # Formgrader looks for source
        if not (folder / name).exists():
            (folder / name).mkdir()
            made.append(folder / name)
    return made
