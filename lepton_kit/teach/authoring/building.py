"""Building the learner's notebooks from their sources, and finding where the two disagree."""

import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from lepton_kit.files import write
from lepton_kit.teach.authoring.lesson import Lesson, LessonError, digest, lessons, read_notebook, runtimes, solutions
from lepton_kit.teach.authoring.running import WIDGET_VIEW, execute

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["build", "drift", "keep_edited", "load_nbformat", "put", "strays"]

LARGEST_NOTEBOOK = 400_000
Bar = Callable[[str], AbstractContextManager[Callable[[int, int], object]]]


def build(
    course: Path, chosen: Iterable[Lesson], *, bar: Bar = lambda name: nullcontext(lambda done, total: None)
) -> list[str]:
    """Build and run the learner's notebooks of the chosen lessons, and write the solutions that ``solution`` shows.

    A notebook that was changed by hand since its last build is kept beside the new one. For each lesson ``bar`` is
    given its name; what the context manager gives is told of each cell, as :func:`~lepton_kit.teach.terminal.bar` does.

    Returns
    -------
    list of str
        What the reader should know: a notebook that was kept, a run time that changed.

    Raises
    ------
    LessonError
        If a lesson does not run cleanly; its old notebook then stands as it was.
    """
    import nbformat

    notes: list[str] = []
    write(_solutions_file(course), _json(solutions(course)))
    for lesson in chosen:
        start = time.perf_counter()
        try:
            with bar(lesson.name) as tell:
                notebook = execute(lesson.blank(), lesson.notebook.parent, progress=tell)
        except LessonError as problem:
            raise LessonError(f"Lesson {lesson.number}: {problem}") from None
        notes += _note_runtime(lesson, time.perf_counter() - start)
        for cell, fresh in zip(notebook.cells, lesson.blank().cells, strict=True):
            cell.source = fresh.source  # the opening box may now name another run time
        notebook.metadata["lepton"] = {"inputs": digest(notebook.cells)}
        if faults := [*_faults(notebook, len(nbformat.writes(notebook).encode()) + 1)]:
            raise LessonError(f"Lesson {lesson.number}: " + "; ".join(faults))
        notes += put(notebook, lesson.notebook)
    return notes


def put(notebook: "NotebookNode", path: Path) -> list[str]:
    """Write a notebook, whole or not at all.

    Returns
    -------
    list of str
        A sentence if there was a notebook that had been changed by hand; it is kept beside the new one.
    """
    import nbformat

    notes = keep_edited(path)
    write(path, nbformat.writes(notebook) + "\n")
    return notes


def drift(course: Path) -> list[str]:
    """Where the committed notebooks and the sources disagree, one sentence each; nothing is run."""
    load_nbformat()
    found, all_lessons = list[str](), lessons(course)
    for lesson in all_lessons:
        name = lesson.notebook.name
        if not lesson.notebook.exists():
            found.append(f"{name} is missing")
            continue
        try:
            notebook, fresh = read_notebook(lesson.notebook), lesson.blank()
        except LessonError as problem:
            found.append(str(problem))
            continue
        if digest(notebook.cells) != digest(fresh.cells):
            found.append(
                f"{name} is not what {lesson.name}/{lesson.source.name} says{_first_difference(notebook, fresh)}"
            )
        found += [f"{name}: {fault}" for fault in _faults(notebook, lesson.notebook.stat().st_size)]
    found += strays((course / "notebooks").glob("[0-9][0-9]_*.ipynb"), all_lessons)
    kept = _solutions_file(course)
    if not kept.exists() or kept.read_text(encoding="utf-8") != _json(solutions(course)):
        found.append(f"{kept.name} is not what the sources say")
    return found


def strays(notebooks: Iterable[Path], made_from: Iterable[Lesson]) -> list[str]:
    """A sentence for each notebook that no lesson makes, unless it was kept for who wrote in it."""
    others = set(notebooks) - {lesson.notebook for lesson in made_from}
    return [f"{path.name} has no source" for path in sorted(others) if ".edited-" not in path.name]


def load_nbformat() -> None:
    """Import nbformat without most of its cost: jsonschema's grammars for web addresses, two seconds of work.

    No notebook needs them, and jsonschema does without where their package is missing; for this one import it is.
    """
    grammars = "rfc3987_syntax"
    if "jsonschema" not in sys.modules and grammars not in sys.modules:
        sys.modules[grammars] = None  # type: ignore[assignment]
        try:
            import nbformat  # noqa: F401
        finally:
            del sys.modules[grammars]


def _first_difference(notebook, fresh):
    for old, new in zip(notebook.cells, fresh.cells, strict=False):
        if digest([old]) != digest([new]):
            return f", first in cell {new.id}"
    return f": it has {len(notebook.cells)} cells, the source has {len(fresh.cells)}"


def _faults(notebook, size):
    if size > LARGEST_NOTEBOOK:
        yield f"the notebook has {size:,} bytes; {LARGEST_NOTEBOOK:,} is the most"
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if cell.source and cell.execution_count is None:
            yield f"cell {cell.id} was not run"
        for output in cell.outputs:
            data = output.get("data", {})
            if output.output_type == "error":
                yield f"cell {cell.id} holds an error"
            if output.get("name") == "stderr":
                yield f"cell {cell.id} wrote on stderr: {output.text[:200]}"
            if WIDGET_VIEW in data:
                yield f"cell {cell.id} holds a live widget; build puts its still picture there"
            if re.search(r" at 0x[0-9a-f]{6,}", data.get("text/plain", "")):
                yield f"cell {cell.id} shows a memory address, which changes from run to run"


def keep_edited(path: Path) -> list[str]:
    """Rename a notebook whose cells were changed by hand, to ``NAME.edited-1.ipynb``, and say so; else do nothing."""
    if not path.exists():
        return []
    try:
        old = read_notebook(path)
        if old.metadata.get("lepton", {}).get("inputs") == digest(old.cells):
            return []
    except LessonError:
        pass  # no notebook any more, but somebody's file: kept like any other that was changed
    number = 1
    while (kept := path.with_suffix(f".edited-{number}.ipynb")).exists():
        number += 1
    path.rename(kept)
    return [f"{path.name} was changed by hand; it is kept as {kept.name}"]


def _note_runtime(lesson, seconds):
    """Record a run time, to the next 5 s, where it is new or far from the one on record: the machines are noisy."""
    known = runtimes(lesson.source.parents[1])
    measured = max(5, 5 * round(seconds / 5))
    if known.get(lesson.number, 0) / 2 <= measured <= known.get(lesson.number, 0) * 2:
        return []
    known[lesson.number] = measured
    write(lesson.source.parents[1] / "runtimes.json", _json(dict(sorted(known.items()))))
    return [f"Lesson {lesson.number} ran in about {measured} s; its opening box now says so"]


def _solutions_file(course):
    return course / "notebooks" / "source" / "solutions.json"


def _json(content):
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
