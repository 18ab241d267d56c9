"""A graded assignment: its source, its questions, and the notebooks that are made from them.

An assignment is a folder ``A1_slug`` with ``assignment.py``, written as a lesson is, and ``questions.py``, which holds
``QUESTIONS``; ``RUBRIC``, where a person marks a part; and ``keep_back``, where it is judged by what no student has.
None of it is in the package: no install holds the answers. A ``data.py`` beside them makes each student's own data.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lepton_kit.exercises.content import folders, run_file
from lepton_kit.exercises.question import Question
from lepton_kit.exercises.released_notebook import outline
from lepton_kit.teach.authoring.lesson import Lesson, LessonError, course_folder, digest
from lepton_kit.teach.dependencies import fingerprint
from lepton_kit.teach.sandbox.bubblewrap import Limits

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Assignment", "Criterion", "Mutant", "available", "load", "sources_folder"]

_STUDENT = re.compile(r"^student = .*$", re.MULTILINE)
_READY = re.compile(r"^ready\(.*\Z", re.MULTILINE | re.DOTALL)
_CELL = re.compile(r"^# %%.*\bquestion=\"(?P<question>[^\"]+)\".*\n(?P<code>(?:(?!# %%).*\n?)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of a rubric, for what a person marks.

    Parameters
    ----------
    id : str
        Such as "A4.R1".
    title : str
        What is looked at.
    levels : dict
        The points of each level and what earns them, such as ``{0: "no question", 2: "one that data can answer"}``.
    """

    id: str
    title: str
    levels: dict = field(repr=False)

    def __post_init__(self):
        if not re.fullmatch(r"A\d\.R\d+", self.id):
            raise ValueError(f"A criterion's id is assignment, R and number, such as 'A4.R1'; got {self.id!r}")
        if len(self.levels) < 2 or min(self.levels) != 0:
            raise ValueError(f"Criterion {self.id} needs a level of 0 points and at least one above; got {self.levels}")

    @property
    def points(self) -> float:
        """The points of the highest level."""
        return float(max(self.levels))


@dataclass(frozen=True, slots=True)
class Mutant:
    """An answer that is wrong in a known way, and the points that it must get."""

    question: str
    name: str
    points: float
    title: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One assignment, such as "A1"; see ``load``.

    ``lesson`` is what its notebooks are made from, ``limits`` what a copy may use when it is marked, ``digest`` a
    fingerprint of all that its marks depend on.
    """

    name: str
    title: str
    lesson: Lesson = field(repr=False)
    questions: tuple[Question, ...] = field(repr=False)
    rubric: tuple[Criterion, ...] = field(default=(), repr=False)
    limits: Limits = field(default=Limits(), repr=False)
    digest: str = field(default="", repr=False)
    keep_back: Callable[[], dict] | None = field(default=None, repr=False)
    kept: Path | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        """Where it stands, beside other assignments."""
        return self.lesson.source.parents[1]

    @property
    def max_points(self) -> float:
        """The points of all questions; those of the rubric, which a person gives, come on top."""
        return float(sum(question.points for question in self.questions))

    @property
    def checks(self) -> dict[str, str]:
        """The code of each locked cell by its id in the grade book, read without making a notebook."""
        cells = _CELL.finditer(self.lesson.source.read_text(encoding="utf-8"))
        return {
            _grade_id(cell["question"]): ready[0].strip() for cell in cells if (ready := _READY.search(cell["code"]))
        }

    def release(self) -> "NotebookNode":
        """The notebook for students: no solutions, no outputs, with nbgrader's metadata, and the same bytes each time.

        Raises
        ------
        LessonError
            If cells and questions do not fit each other.
        """
        return self._shaped(self.lesson.blank())

    def stub(self, student: str) -> "NotebookNode":
        """The release with a student's id in it, and no answer."""
        return _signed(self.release(), student)

    def solved(self, student: str, mutants: Iterable[Mutant] = ()) -> "NotebookNode":
        """The notebook of a student who knows everything but what ``mutants`` say, at most one of each question."""
        titles = {mutant.question: mutant.title for mutant in mutants}
        return _signed(self._shaped(self.lesson.solved(titles)), student)

    @property
    def mutants(self) -> list[Mutant]:
        """The mutants of the source, in order.

        Raises
        ------
        LessonError
            If one does not name its points.
        """
        found = []
        for question, title in [(question, title) for question, title, _ in self.lesson.blocks() if title]:
            name, _, points = title.rpartition(":")
            if not name or not re.fullmatch(r"\s*\d+(\.\d+)?\s*", points):
                what = f"{self.lesson.name}: the mutant {title!r}"
                raise LessonError(f"{what} needs its points, as in 'forgot the cost: 0.5'")
            found.append(Mutant(question, name.strip(), float(points), title))
        return found

    def _shaped(self, notebook):
        """Each exercise as two cells, as nbgrader has it: the student's, and a locked one that calls ``ready``."""
        from nbformat.v4 import new_code_cell

        points = {question.id: float(question.points) for question in self.questions}
        cells, asked = [], []
        for cell in notebook.cells:
            cells.append(cell)
            question = cell.metadata.get("question")
            if question is None:
                continue
            asked.append(question)
            ready = _READY.search(cell.source)
            if question not in points or ready is None or f'"{question}"' not in ready[0]:
                what = f"{self.lesson.name}: cell {cell.id} says question={question!r}; it needs a question of"
                end = f'must end with ready("{question}", ..., like=...)'
                raise LessonError(f"{what} that id in questions.py and {end}")
            grade_id = _grade_id(question)
            cell.source = cell.source[: ready.start()].rstrip("\n")
            cell.metadata |= _nbgrader(f"{grade_id}-answer", solution=True)
            locked = _nbgrader(grade_id, grade=True, locked=True, points=points[question]) | {"editable": False}
            cells.append(new_code_cell(ready[0], id=f"{cell.id}-ready", metadata=locked))
        if asked != list(points):
            known = ", ".join(points)
            raise LessonError(f"{self.lesson.name} asks {', '.join(asked)}; the questions are {known}")
        notebook.cells = cells
        notebook.metadata["lepton"] = {"assignment": self.name, "inputs": digest(cells), "release": outline(notebook)}
        return notebook


def _grade_id(question):
    """nbgrader wants no dots."""
    return question.replace(".", "-")


def _nbgrader(grade_id, *, grade=False, locked=False, solution=False, **points):
    """A cell's metadata by nbgrader's schema 3; what it must not lose cannot be deleted in JupyterLab."""
    facts = {"grade": grade, "grade_id": grade_id, "locked": locked, "solution": solution, "task": False, **points}
    return {"deletable": False, "nbgrader": facts | {"schema_version": 3}}


def _signed(notebook, student):
    """The notebook with the id in the one line that asks for it."""
    lines = [cell for cell in notebook.cells if cell.cell_type == "code" and _STUDENT.search(cell.source)]
    if len(lines) != 1:
        raise LessonError(f"One cell must have a line `student = ...`; {len(lines)} have")
    lines[0].source = _STUDENT.sub(lambda line: f"student = {json.dumps(student, ensure_ascii=False)}", lines[0].source)
    return notebook


def load(name: str, folder: Path | str | None = None) -> Assignment:
    """The assignment of that name.

    Parameters
    ----------
    name : str
        Such as "A1".
    folder : path, optional
        The folder above its own; the course's ``notebooks/coursework/source`` without.

    Raises
    ------
    LookupError
        If there is none; the message lists those that there are.
    LessonError
        If its questions cannot be used.
    """
    folder = sources_folder(folder)
    known = folders(folder)
    if name not in known:
        listed = f"It holds {', '.join(known)}" if known else "It holds none"
        raise LookupError(f"There is no assignment {name!r} in the folder {folder.name}. {listed}")
    source, file = known[name] / "assignment.py", known[name] / "questions.py"
    for needed in (source, file):
        if not needed.is_file():
            raise LessonError(f"{known[name].name} has no {needed.name}")
    module = run_file(file)
    questions = tuple(getattr(module, "QUESTIONS", ()))
    ids = [question.id for question in questions]
    if not ids or len(set(ids)) < len(ids) or any(not id_.startswith(f"{name}.") for id_ in ids):
        wanted = f"QUESTIONS, each with an id of its own, {name}.1 and so on"
        raise LessonError(f"{known[name].name}/questions.py must hold {wanted}; it has {ids}")
    title = re.search(r"^# # (.+)$", source.read_text(encoding="utf-8"), re.MULTILINE)
    return Assignment(
        name=name,
        title=title[1] if title else name,
        lesson=Lesson(source),
        questions=questions,
        rubric=tuple(getattr(module, "RUBRIC", ())),
        limits=Limits(**getattr(module, "LIMITS", {})),
        digest=fingerprint(known[name]),
        keep_back=getattr(module, "keep_back", None),
    )


def available(folder: Path | str | None = None) -> tuple[str, ...]:
    """The names of the assignments in a folder, in order; those of the course without one."""
    return tuple(folders(sources_folder(folder)))


def sources_folder(folder: Path | str | None = None) -> Path:
    """The folder in which assignments are looked for: ``folder``, or the course's own.

    Raises
    ------
    LessonError
        If there is no course here, as in an install from a wheel.
    """
    return course_folder() / "notebooks" / "coursework" / "source" if folder is None else Path(folder)
