"""A lesson: one source file in jupytext's percent format, from which each notebook is made.

A lesson is ``notebooks/source/NN_slug/lesson.py``. What stands between ``# BEGIN SOLUTION`` and ``# END SOLUTION`` is
left out of the learner's notebook; ``{seconds}`` in its prose becomes the measured run time. A graded assignment is a
lesson whose number is a letter and a digit; beside its solutions stand mutants, ``# BEGIN MUTANT name`` to
``# END MUTANT``: wrong answers that are in no notebook but their own.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType
from typing import TYPE_CHECKING

from lepton_kit.exercises.content import ROOT, folders
from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach.authoring.installing import install_cell

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Lesson", "LessonError", "course_folder", "digest", "lessons", "read_notebook", "runtimes", "solutions"]

LONGEST_CELL = 25
_BLOCK = re.compile(
    r"^[ \t]*# BEGIN (?:SOLUTION|MUTANT (?P<mutant>[^\n]+))\n(?P<code>.*?)^[ \t]*# END (?(mutant)MUTANT|SOLUTION)\n?",
    re.MULTILINE | re.DOTALL,
)
_STUB = re.compile(r"^[ \t]*(?:[\w, ]+ = )?\.\.\.\n", re.MULTILINE)
_HOME = re.compile(r"https://\S+/archive/refs/tags/\S+\.zip")  # where the first cell of a lesson installs from
_CHECK = re.compile(r"^check\(.*\)\n?", re.MULTILINE)


class LessonError(CourseError):
    """A lesson that cannot be found, read, run or kept; the message says which, where and why."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson of the course, known by its source file."""

    source: Path

    @property
    def name(self) -> str:
        """Number and slug, such as "01_partners_and_value"."""
        return self.source.parent.name

    @property
    def number(self) -> str:
        """Two digits, such as "01"; of an assignment "A1"."""
        return self.name[:2]

    @property
    def notebook(self) -> Path:
        """Where the learner's notebook stands."""
        return self.source.parents[2] / f"{self.name}.ipynb"

    def blank(self) -> "NotebookNode":
        """The learner's notebook, not run."""
        return self._made(None)

    def solved(self, mutants: Mapping[str, str] = MappingProxyType({})) -> "NotebookNode":
        """The notebook with every solution in place, not run; or with ``mutants``, named by question, in theirs."""
        return self._made(mutants)

    def blocks(self) -> Iterator[tuple[str, str | None, str]]:
        """Question, name and code of each solution, which has no name, and of each mutant, in order."""
        for cell in self._cells():
            for found in _BLOCK.finditer(cell.source + "\n"):
                yield cell.metadata.get("question", ""), found["mutant"], found["code"]

    def solutions(self) -> dict[str, str]:
        """The text of each solution by question id."""
        found: dict[str, str] = {}
        for cell in self._cells():
            question = cell.metadata.get("question")
            if question and _BLOCK.search(cell.source + "\n"):
                text = _chosen(cell, {})
                found[question] = dedent(_CHECK.sub("", _STUB.sub("", text))).strip()
        return found

    def _cells(self):
        import jupytext

        return jupytext.reads(self.source.read_text(encoding="utf-8"), fmt="py:percent").cells

    def _made(self, mutants):
        import nbformat

        seconds = runtimes(self.source.parents[1]).get(self.number, 0)
        cells = self._cells()
        for position, cell in enumerate(cells):
            cell.id = f"{self.number}-{position:03d}"
            if "after-guess" in cell.metadata.get("tags", ()):
                cell.metadata["jupyter"] = {"outputs_hidden": True}  # JupyterLab opens it when it is run
            cell.source = _chosen(cell, mutants).rstrip("\n").replace("{seconds}", str(seconds))
            if lone := re.search("# (BEGIN|END) (SOLUTION|MUTANT)", cell.source):
                raise LessonError(f"{self.name}: in cell {cell.id} a BEGIN or END {lone[2]} stands alone")
            if cell.cell_type == "code" and cell.source.count("\n") >= LONGEST_CELL:
                raise LessonError(
                    f"{self.name}: cell {cell.id} has over {LONGEST_CELL} lines; move code to the package"
                )
        course = self.source.parents[3]
        if self.number.isdigit() and (course / "pyproject.toml").exists():  # what is graded installs nothing
            cells.insert(1, install_cell(course, self.number))
        metadata = {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "lepton": {"inputs": digest(cells)},
        }
        return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def _chosen(cell, mutants):
    """A cell's text with its solution, or the mutant that is named in its place; with neither where that is None."""
    name = "" if mutants is None else mutants.get(cell.metadata.get("question"))
    return _BLOCK.sub(lambda found: found["code"] if found["mutant"] == name else "", cell.source + "\n")


def course_folder(start: Path | str | None = None) -> Path:
    """The folder that holds ``notebooks/source``: at or above ``start`` (the working folder), or around the package.

    Raises
    ------
    LessonError
        If there is no course here, as in an install from a wheel.
    """
    start = Path(start or Path.cwd()).resolve()
    for folder in (start, *start.parents, ROOT.parent):
        if (folder / "notebooks" / "source").is_dir():
            return folder
    raise LessonError(
        "There are no lessons here: no notebooks/source in this folder or above it. Go to your clone of the course, or "
        "make a folder with them: lepton start DIR"
    )


def lessons(course: Path, numbers: Iterable[str | int] = ()) -> list[Lesson]:
    """The lessons of a course in order, or those of the given numbers.

    Raises
    ------
    LessonError
        If a number has no lesson; the message lists those that there are.
    """
    found = {
        number: Lesson(folder / "lesson.py") for number, folder in folders(course / "notebooks" / "source").items()
    }
    wanted = [str(number).zfill(2) for number in numbers] or list(found)
    for number in wanted:
        if number not in found:
            raise LessonError(f"There is no lesson {number}. Lessons: {', '.join(found)}. Try `lepton run 01`.")
    return [found[number] for number in wanted]


def solutions(course: Path) -> dict[str, str]:
    """The text of every solution in the course by question id."""
    return {question: text for lesson in lessons(course) for question, text in lesson.solutions().items()}


def read_notebook(path: Path) -> "NotebookNode":
    """A notebook as it stands in its file, with whatever the learner wrote.

    Raises
    ------
    LessonError
        If the file holds no notebook.
    """
    import nbformat

    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.ValidationError, ValueError, AttributeError, KeyError, TypeError) as problem:
        raise LessonError(
            f"{path.name} holds no notebook ({type(problem).__name__}). `lepton build {path.name[:2]}` makes a new one "
            "and keeps this file beside it."
        ) from None


def digest(cells: Iterable["NotebookNode"]) -> str:
    """A fingerprint of what a notebook asks: ids, kinds, sources and tags of its cells, no outputs.

    Where the kit is installed from does not count: a fork, or an edition that leaves a lesson as it was, has the same.
    """
    inputs = [
        [cell.id, cell.cell_type, _HOME.sub("", cell.source), tags, cell.metadata.get("question")]
        for cell in cells
        for tags in [cell.metadata.get("tags", [])]
    ]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def runtimes(folder: Path) -> dict[str, int]:
    """Measured seconds of each lesson by number."""
    path = folder / "runtimes.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
