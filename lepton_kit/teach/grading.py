"""Marking every copy of an assignment: processes or machines compute, this one writes. It can be interrupted."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from lepton_kit import __version__
from lepton_kit.exercises.errors import CourseError
from lepton_kit.files import write
from lepton_kit.teach.assignment import Assignment, load
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.judging_data import with_kept_back
from lepton_kit.teach.marking import mark, unmarked
from lepton_kit.teach.marking_result import MarkingResult
from lepton_kit.teach.sandbox.bubblewrap import visible
from lepton_kit.teach.submission import Submission, read_submission
from lepton_kit.teach.workers import spread

__all__ = ["Graded", "grade", "load_result", "results"]


@dataclass(slots=True)
class Graded:
    """What a run did: the results by student id, which of them stood already, what is left and why it stopped."""

    results: dict[str, MarkingResult] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    stopped_by: str = ""

    @property
    def unmarked(self) -> list[str]:
        """The ids of copies that have no mark."""
        return [student for student, result in self.results.items() if result.points is None] + self.left


def grade(
    course: Course,
    assignment: Assignment,
    *,
    jobs: int = 2,
    executor: str = "",
    trusted: bool = False,
    students: Sequence[str] | None = None,
    seed: int | None = None,
    again: bool = False,
    as_written: bool = False,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Graded:
    """Mark the copies that were handed in and write a result of each.

    A result stands as long as the copy, the assignment and the kit are the same; failed ones are tried anew.

    Parameters
    ----------
    course : Course
    assignment : Assignment
    jobs : int
        Processes at work.
    executor : str
        "dask://HOST:PORT" sends the copies to a dask cluster instead.
    trusted : bool
        Run without the sandbox. Only for code that you wrote yourself.
    students : sequence of str, optional
        Only these ids.
    seed : int, optional
        Of the random cases, to repeat an earlier run.
    again : bool
        Mark also what has a result.
    as_written : bool
        Mark copies that name another id with that id's data, and flag them.
    progress : callable(done, total)
        Told at the start and after each copy.

    Raises
    ------
    CourseError
        If nobody handed in, an id is not on the roster, students' code could see the course folder, or what the
        assignment is judged by is not there.
    """
    if not trusted and not executor and (reason := visible(course.folder) or visible(assignment.lesson.source.parent)):
        raise CourseError(reason)
    assignment = with_kept_back(assignment, course.kept_back(assignment.name))
    graded, to_mark = Graded(), dict[str, str]()  # the fingerprint of each copy by student id
    for student in [course.student(id_) for id_ in students or [s.id for s in course.students]]:
        submission = read_submission(course, assignment.name, student.id)
        if submission is None:
            if students:
                place = course.submitted(assignment.name, student.id)
                raise CourseError(f"{student.id} has handed in nothing: there is no {place}.")
            continue
        old = load_result(course, assignment.name, student.id)
        wrong_id = old and as_written and not old.data_of and any(flag.kind == "wrong-id" for flag in old.flags)
        if old and not again and not wrong_id and _stands(old, submission, assignment, trusted):
            graded.results[student.id] = old
            graded.kept.append(student.id)
        else:
            to_mark[student.id] = submission.fingerprint
    if not to_mark and not graded.results:
        raise course.nobody(assignment.name)
    total = len(to_mark) + len(graded.results)
    progress(len(graded.results), total)
    how = {"name": assignment.name, "trusted": trusted, "seed": seed, "as_written": as_written}
    copies = ((id_, (id_, copy)) for id_ in to_mark if (copy := read_submission(course, assignment.name, id_)))
    marked = _on_dask(copies, assignment, executor, how) if executor else _here(copies, assignment, jobs, how)
    try:
        for student_id, text, trouble in marked:
            result = _believed(text, trouble, assignment, student_id, to_mark[student_id])
            write(course.result(assignment.name, student_id), result.to_json())
            graded.results[student_id] = result
            progress(len(graded.results), total)
    except (KeyboardInterrupt, OSError) as problem:
        graded.left = [student_id for student_id in to_mark if student_id not in graded.results]
        graded.stopped_by = str(problem) or "Interrupted"
    return graded


def results(course: Course, assignment_name: str) -> dict[str, MarkingResult]:
    """Every result that stands, by student id in the roster's order. Copies that changed since are left out."""
    standing = {}
    for student in course.students:
        result = load_result(course, assignment_name, student.id)
        submission = read_submission(course, assignment_name, student.id) if result else None
        if result and submission and result.submission == submission.fingerprint:
            standing[student.id] = result
    return standing


def load_result(course: Course, assignment_name: str, student_id: str) -> MarkingResult | None:
    """One result as it was written, or None where there is none that can be used, or it is another's."""
    try:
        result = MarkingResult.from_json(course.result(assignment_name, student_id).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return result if (result.assignment, result.student) == (assignment_name, student_id) else None


def _stands(result: MarkingResult, submission: Submission, assignment: Assignment, trusted: bool) -> bool:
    now = submission.fingerprint, assignment.digest, __version__, trusted
    made_of = result.submission, result.digest, result.kit, result.trusted
    return result.points is not None and made_of == now


def _believed(text: str | None, problem: str, assignment: Assignment, student: str, fingerprint: str) -> MarkingResult:
    """The result that came back, or one that says why there is none that can be relied on."""
    if not problem:
        try:
            return MarkingResult.from_json(text or "")
        except ValueError as wrong:
            problem = str(wrong)
    return unmarked(assignment, student, fingerprint, reason=f"{problem[:1].upper()}{problem[1:]}".rstrip(".") + ".")


Copies = Iterable[tuple[str, tuple[str, Submission]]]
Marked = Iterator[tuple[str, str | None, str]]


def _here(copies: Copies, assignment: Assignment, jobs: int, how: dict[str, Any]) -> Marked:
    """Mark copies by processes of this machine: id, result and trouble of each."""
    limits = assignment.limits  # of the sandbox; the process that judges what comes out of it has half as much again
    seconds, memory = 1.5 * limits.seconds_total + 60, 3 * limits.memory // 2
    marking = partial(mark_copy, folder=str(assignment.folder), kept=assignment.kept, **how)
    return spread(marking, copies, jobs=jobs, seconds=seconds, memory=memory)


loaded = cache(load)  # a process that marks or reports many copies reads their assignment once


@cache
def _ready(name: str, folder: str, kept: Path | None) -> Assignment:
    return loaded(name, folder) if kept is None else with_kept_back(loaded(name, folder), kept)


def mark_copy(student: str, copy: Submission, *, name: str, folder: str, kept: Path | None, **how: Any) -> str:
    """Mark one copy, ``how`` as in ``mark``; what a worker process is asked to do. Returns the result as JSON."""
    return mark(copy.content, _ready(name, folder, kept), student, files=copy.files, **how).to_json()


def mark_copy_elsewhere(
    student: str, copy: Submission, *, sources: tuple[tuple[str, bytes], ...], kept: str, **how: Any
) -> str:
    """Mark one copy on a machine that need not have the assignment: its sources come along, by file name."""
    folder = _unpacked(sources)
    return mark_copy(student, copy, folder=folder, kept=Path(folder, kept) if kept else None, **how)


@cache
def _unpacked(sources: tuple[tuple[str, bytes], ...]) -> str:
    folder = Path(tempfile.mkdtemp(prefix="lepton-"))
    for file, content in sources:
        write(folder / file, content)
    return str(folder)


def _on_dask(copies: Copies, assignment: Assignment, address: str, how: dict[str, Any]) -> Marked:
    """Mark copies by the machines of a dask cluster, which get the assignment's sources and what judges it."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise CourseError("--executor needs dask: pip install distributed, here and on every machine.") from None
    scheme, _, host = address.partition("://")
    if scheme != "dask" or not host:
        raise CourseError(f"--executor is written dask://HOST:PORT, where the scheduler is; got {address!r}.")
    folder = assignment.lesson.source.parent
    sources = tuple((f"{folder.name}/{file.name}", file.read_bytes()) for file in sorted(folder.glob("*.py")))
    if assignment.kept:
        sources += ((assignment.kept.name, assignment.kept.read_bytes()),)
    how = how | {"sources": sources, "kept": assignment.kept.name if assignment.kept else ""}
    try:
        client = Client(host if ":" in host else f"{host}:8786", timeout=20)
    except (OSError, TimeoutError) as problem:
        raise CourseError(f"No dask scheduler answers at {host}: {problem}") from None
    with client:
        sent = {client.submit(mark_copy_elsewhere, *copy, pure=False, **how): student for student, copy in copies}
        for future in as_completed(sent):
            trouble = "" if future.status == "finished" else f"the machine at work said {future.exception()!r}"
            # What is held on to is computed anew if the machine dies on which it was.
            yield sent.pop(future), None if trouble else future.result(), trouble
