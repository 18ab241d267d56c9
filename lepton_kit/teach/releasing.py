"""Giving an assignment out: the gate that it must pass first, its notebook for students, and the one in the course."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from lepton_kit.exercises.errors import CourseError
from lepton_kit.files import write
from lepton_kit.teach.assignment import Assignment, available, load, sources_folder
from lepton_kit.teach.authoring.building import put, strays
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.judging_data import draw
from lepton_kit.teach.sandbox.bubblewrap import why_not

__all__ = ["Finding", "build", "drift", "gate", "publish"]

STUDENTS = "gate-1", "gate-2"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that keeps an assignment from being given out: the question, the cell and what is wrong."""

    question: str
    cell: str
    message: str

    def __str__(self):
        where = ", ".join(part for part in (self.question, self.cell and f"cell {self.cell}") if part)
        return f"{where}: {self.message}" if where else self.message


def gate(assignment: Assignment, *, progress: Callable[[int, int], object] = lambda done, total: None) -> list[Finding]:
    """Look whether an assignment holds no solution and marks as it should, by marking copies of it in the sandbox.

    Parameters
    ----------
    assignment : Assignment
    progress : callable(done, total)
        Told after each copy that is marked.

    Returns
    -------
    list of Finding
        Empty if the release has no output and no solution, an untouched copy gets 0 points, a solved one all of them,
        and each mutant what the source says it must get, with full points for all other questions.

    Raises
    ------
    LessonError
        If the sources cannot be made into notebooks.
    """
    if reason := why_not():
        return [Finding("", "", f"no trial copy can be marked. {reason}")]
    full = {question.id: float(question.points) for question in assignment.questions}
    first = STUDENTS[0]
    copies = [(first, assignment.stub(first), dict.fromkeys(full, ("the untouched stub", 0.0)))]
    solved = {question: ("the solution", points) for question, points in full.items()}
    copies += [(student, assignment.solved(student), solved) for student in STUDENTS]
    for mutants in _rounds(assignment.mutants):
        wrong = {mutant.question: (f"the mutant {mutant.name!r}", mutant.points) for mutant in mutants}
        copies.append((first, assignment.solved(first, mutants), solved | wrong))
    found = list(_leaks(assignment, assignment.release()))
    for done, (student, notebook, wanted) in enumerate(copies, start=1):
        found += _wrong_marks(assignment, student, notebook, wanted)
        progress(done, len(copies))
    return found


def _rounds(mutants):
    """The first mutant of each question, then the second of each that has one, and so on: a copy tries a round."""
    by_question = {}
    for mutant in mutants:
        by_question.setdefault(mutant.question, []).append(mutant)
    return [[mutant for mutant in row if mutant] for row in zip_longest(*by_question.values())]


def _leaks(assignment, release):
    """Outputs, and solutions or mutants that can be read."""
    name = {question.id: question.name for question in assignment.questions}
    secrets = [(question, _squeezed(text)) for question, _, text in assignment.lesson.blocks()]
    for cell in release.cells:
        text = _squeezed(cell.source)
        if cell.get("outputs") or cell.get("execution_count"):
            yield Finding("", cell.id, "it holds an output.")
        for question, secret in secrets:
            if secret in text:
                yield Finding(question, cell.id, f"a solution or mutant of {question} can be read there: {secret[:60]}")
        question = cell.metadata.get("question")
        if question and name[question] not in text:
            yield Finding(question, cell.id, f"the question looks at `{name[question]}`, which is not in this cell.")


def _squeezed(text):
    return "".join(text.split())


def _wrong_marks(assignment, student, notebook, wanted):
    """Where a copy stops, and where its marks are not ``wanted``: by question what stands there, and its points."""
    import nbformat

    from lepton_kit.teach.marking import mark

    result = mark(nbformat.writes(notebook).encode(), assignment, student)
    if result.points is None:
        yield Finding("", "", f"a copy with {wanted.popitem()[1][0]} cannot be marked. {result.reason}")
        return
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, ran in zip(code, result.cells, strict=True):
        if ran.error:
            what = wanted.get(cell.metadata.get("question"), ("the code",))[0]
            yield Finding(cell.metadata.get("question", ""), cell.id, f"{what} stops with {ran.error}")
    cells = {cell.metadata.get("question"): cell.id for cell in code}
    for judged in result.questions:
        question, (what, points) = judged.id, wanted[judged.id]
        if abs(judged.points - points) > 1e-9:
            said = f"{what} gets {judged.points:g} points, not {points:g}. {judged.status.value}: {judged.message}"
            yield Finding(question, cells[question], said)


def publish(
    assignment: Assignment, course: Course, *, progress: Callable[[int, int], object] = lambda done, total: None
) -> Path:
    """Write the students' notebook into a course folder, whole or not at all, and draw what judges it there.

    Parameters
    ----------
    assignment : Assignment
    course : Course
    progress : callable(done, total)
        Told by :func:`gate` after each copy that is marked.

    Returns
    -------
    Path

    Raises
    ------
    CourseError
        If the gate finds anything, or what it is judged by cannot be drawn.
    """
    import nbformat

    if findings := gate(assignment, progress=progress):
        listed = "".join(f"\n  {finding}" for finding in findings)
        raise CourseError(f"{assignment.name} is not released; the gate finds:{listed}")
    draw(assignment, course)
    path = course.release(assignment.name)
    write(path, nbformat.writes(assignment.release()) + "\n")
    return path


def build(names: Iterable[str] | None = None, folder: Path | str | None = None) -> list[str]:
    """Write the releases of the course's own assignments beside their sources' folder.

    Returns
    -------
    list of str
        A sentence for each notebook that had been changed by hand and was kept.
    """
    assignments = [load(name, folder) for name in (available(folder) if names is None else names)]
    return [note for assignment in assignments for note in put(assignment.release(), assignment.lesson.notebook)]


def drift(folder: Path | str | None = None) -> list[str]:
    """Where the committed releases and their sources disagree, one sentence each; nothing is run."""
    import nbformat

    found, assignments = list[str](), [load(name, folder) for name in available(folder)]
    for assignment in assignments:
        path, fresh = assignment.lesson.notebook, assignment.release()
        if not path.exists():
            found.append(f"{path.name} is missing")
        elif path.read_text(encoding="utf-8") != nbformat.writes(fresh) + "\n":
            found.append(f"{path.name} is not what {assignment.lesson.name} and its questions say")
    return found + strays(sources_folder(folder).parent.glob("*.ipynb"), (one.lesson for one in assignments))
