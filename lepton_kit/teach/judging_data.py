"""What judges an assignment and no student has: drawn when it is released, and kept in the course folder.

An assignment's ``questions.py`` may hold a function ``keep_back()`` that draws named arrays. Its questions get them
from :func:`kept_back` while a copy is marked, after its cells have run: nothing of them is in a sandbox before that.
"""

import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lepton_kit.datasets.readers import unzipped
from lepton_kit.exercises.errors import CourseError
from lepton_kit.files import write
from lepton_kit.teach.assignment import Assignment
from lepton_kit.teach.course_folder import Course

__all__ = ["draw", "holding", "kept_back", "with_kept_back"]

Arrays = Mapping[str, npt.NDArray]
_now: ContextVar[Arrays | None] = ContextVar("kept back", default=None)


def kept_back() -> Arrays | None:
    """The arrays of the assignment that is being marked; None in a trial, as the gate's, outside of a course."""
    return _now.get()


@contextmanager
def holding(file: Path | None) -> Iterator[None]:
    """Within the block, :func:`kept_back` gives what stands in ``file``."""
    token = _now.set(unzipped(file.read_bytes()) if file else None)
    try:
        yield
    finally:
        _now.reset(token)


def draw(assignment: Assignment, course: Course) -> None:
    """Draw what is kept back, if the assignment does that and it was not done before: a second release changes no mark.

    Raises
    ------
    CourseError
        If what it is drawn from is not on this machine.
    """
    file = course.kept_back(assignment.name)
    if assignment.keep_back is None or file.exists():
        return
    try:
        arrays = assignment.keep_back()
    except LookupError as problem:
        raise CourseError(f"{assignment.name} is not released: {problem}") from None
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **arrays)
    write(file, content.getvalue())
    file.chmod(0o600)


def with_kept_back(assignment: Assignment, file: Path) -> Assignment:
    """The assignment as a course marks it: with its file, and with a digest that depends on it.

    Raises
    ------
    CourseError
        If it needs one and there is none.
    """
    if assignment.keep_back is None:
        return assignment
    if not file.is_file():
        raise CourseError(
            f"{assignment.name} is judged by what its release draws and keeps in {file}, and that is not there. "
            f"Put it back, or draw it anew: lepton coursework release {assignment.name}"
        )
    digest = hashlib.sha256(assignment.digest.encode() + file.read_bytes()).hexdigest()
    return replace(assignment, kept=file, digest=digest)
