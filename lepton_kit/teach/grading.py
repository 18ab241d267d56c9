"""Marking every copy of an assignment: processes or machines compute, this one writes. It can be interrupted."""

import hashlib
import json
import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from lepton_kit.exercises.errors import CourseError
from lepton_kit.files import write
from lepton_kit.teach.workers import spread

__all__ = ["Graded", "grade", "load_result", "results"]


@dataclass(slots=True)
class Graded:
    """What a run did: the results by student id, which of them stood already, and whether it was cut short."""

    results: dict = field(default_factory=dict)
    kept: list = field(default_factory=list)
    left: list = field(default_factory=list)

    @property
    def unmarked(self):
        """The ids of copies that have no mark."""
        return [each for each, result in self.results.items() if result["points"] is None] + self.left


def grade(
    course,
    assignment,
    *,
    jobs=2,
    executor="",
    trusted=False,
    students=None,
    seed=None,
    again=False,
    progress: Callable = lambda done, total: None,
):
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
    progress : callable(done, total)
        Told at the start and after each copy.

    Returns
    -------
    Graded

    Raises
    ------
    CourseError
        If nobody handed in, or an id is not on the roster.
    """
    graded, pieces = Graded(), {}
    for student in [course.student(each) for each in students or [s.id for s in course.students]]:
        place = course.submitted(assignment.name, student.id)
        if not place.exists():
            if students:
                raise CourseError(f"{student.id} has handed in nothing: there is no {place}.")
            continue
        content = place.read_bytes()
        old = load_result(course, assignment.name, student.id)
        if not again and old and old["points"] is not None and _fits(old, content, assignment, trusted):
            graded.results[student.id] = old
            graded.kept.append(student.id)
        else:
            pieces[student.id] = content
    if not pieces and not graded.results:
        raise CourseError(f"Nobody has handed in {assignment.name}. Try: lepton coursework collect DOWNLOAD")
    total = len(pieces) + len(graded.results)
    progress(len(graded.results), total)
    seconds = getattr(assignment.limits, "seconds_total", 600) * 1.5 + 60
    work = _dask(executor, assignment) if executor else _local(jobs, seconds, assignment)
    try:
        for student_id, result, trouble in work(pieces, trusted, seed):
            content = pieces[student_id]
            problem = trouble or _problem(result)
            if problem:
                result = _failed(assignment, student_id, content, problem)
            write(course.result(assignment.name, student_id), _json(result))
            graded.results[student_id] = result
            progress(len(graded.results), total)
    except KeyboardInterrupt:
        graded.left = [each for each in pieces if each not in graded.results]
    return graded


def results(course, assignment_name):
    """Every result that stands, by student id in the roster's order. Copies that changed since are left out."""
    found = {}
    for student in course.students:
        result = load_result(course, assignment_name, student.id)
        place = course.submitted(assignment_name, student.id)
        if result and place.exists() and result["submission"] == hashlib.sha256(place.read_bytes()).hexdigest():
            found[student.id] = result
    return found


def load_result(course, assignment_name, student_id):
    """One result as it was written, or None where there is none that can be used."""
    try:
        result = json.loads(course.result(assignment_name, student_id).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return None if _problem(result) else result


def _fits(result, content, assignment, trusted):
    now = hashlib.sha256(content).hexdigest(), assignment.digest, version("lepton-kit"), trusted
    return (result["submission"], result["digest"], result["kit"], result["trusted"]) == now


def _problem(result):
    """What is wrong with a result that came from elsewhere, "" if it can be relied on."""
    try:
        marks = [(each["points"], each["max_points"]) for each in result["questions"]]
        points, most = result["points"], result["max_points"]
        texts = [result[key] for key in ("submission", "digest", "kit", "status", "student")]
        if not all(isinstance(text, str) for text in texts) or not isinstance(result["trusted"], bool):
            return "the result is not well formed"
        if points is None:
            return ""
        for got, limit in (*marks, (points, most)):
            if type(got) not in (int, float) or not math.isfinite(got) or not 0 <= got <= limit + 1e-9:
                return f"the result holds {got!r} of {limit!r} points"
        if abs(sum(got for got, _ in marks) - points) > 1e-6:
            return "the marks of the questions do not add up"
    except (KeyError, TypeError):
        return "the result is not well formed"
    return ""


def _failed(assignment, student_id, content, reason):
    return {
        "assignment": assignment.name,
        "student": student_id,
        "submission": hashlib.sha256(content).hexdigest(),
        "digest": assignment.digest,
        "kit": version("lepton-kit"),
        "seed": None,
        "seconds": 0.0,
        "trusted": False,
        "status": "failed",
        "reason": f"{reason[:1].upper()}{reason[1:]}".rstrip(".") + ".",
        "flags": [],
        "questions": [],
        "cells": [],
        "points": None,
        "max_points": float(assignment.max_points),
    }


def _json(result):
    return json.dumps(result, indent=1, ensure_ascii=False) + "\n"


def _local(jobs, seconds, assignment):
    folder = str(assignment.folder) if assignment.folder else None

    def work(pieces, trusted, seed):
        orders = {each: (content, assignment.name, folder, each, trusted, seed) for each, content in pieces.items()}
        yield from spread(mark_copy, orders, jobs=jobs, seconds=seconds)

    return work


def mark_copy(content, name, folder, student_id, trusted, seed):
    """Mark one copy; what a worker process is asked to do."""
    from lepton_kit.teach.assignment import load
    from lepton_kit.teach.marking import mark

    key = name, folder
    if key not in _loaded:
        _loaded[key] = load(name, folder)
    return mark(content, _loaded[key], student_id, trusted=trusted, seed=seed)


_loaded: dict = {}


def mark_copy_elsewhere(content, name, sources, student_id, trusted, seed):
    """Mark one copy on a machine that need not have the assignment: its sources come along, as text by file name."""
    key = tuple(sorted(sources.items()))
    if key not in _loaded:
        _loaded[key] = Path(tempfile.mkdtemp(prefix="lepton-"))
        for file, text in sources.items():
            (_loaded[key] / file).parent.mkdir(exist_ok=True)
            write(_loaded[key] / file, text)
    return mark_copy(content, name, str(_loaded[key]), student_id, trusted, seed)


def _dask(address, assignment):
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise CourseError("--executor needs dask: pip install distributed, here and on every machine.") from None
    scheme, _, host = address.partition("://")
    if scheme != "dask" or not host:
        raise CourseError(f"--executor is written dask://HOST:PORT, where the scheduler is; got {address!r}.")
    folder = assignment.source.parent
    sources = {f"{folder.name}/{file.name}": file.read_text(encoding="utf-8") for file in folder.glob("*.py")}

    def work(pieces, trusted, seed):
        try:
            client = Client(host if ":" in host else f"{host}:8786", timeout=20)
        except (OSError, TimeoutError) as problem:
            raise CourseError(f"No dask scheduler answers at {host}: {problem}") from None
        with client:
            names = {
                client.submit(
                    mark_copy_elsewhere, content, assignment.name, sources, each, trusted, seed, pure=False
                ): each
                for each, content in pieces.items()
            }
            for future in as_completed(names):
                trouble = "" if future.status == "finished" else f"the machine at work said {future.exception()!r}"
                yield names[future], None if trouble else future.result(), trouble

    return work
