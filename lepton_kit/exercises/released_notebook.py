"""The notebook as it was given out, with which a student's copy is compared; and writing a copy without losing one."""

import json
import re
from pathlib import Path, PurePath
from typing import Any

from lepton_kit.exercises.content import ROOT
from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.student_notebook import assignment_in, grading, inside, read, source
from lepton_kit.files import write

__all__ = ["find_release", "is_backup", "outline", "save"]

_BACKUP = re.compile(r".+\.backup-\d+\.ipynb( ?\(\d+\)|-\d+)?", re.IGNORECASE)


def outline(release: Any) -> dict[str, Any]:
    """What a release says of its shape, small enough to travel in its own metadata: the cells that grading knows."""

    def bare(cell: dict[str, Any]) -> dict[str, Any]:
        text = source(cell) if grading(cell).get("locked") else ""
        return {"cell_type": cell["cell_type"], "metadata": dict(cell["metadata"]), "source": text}

    return {"cells": [bare(cell) for cell in release["cells"] if grading(cell)]}


def find_release(notebook: dict[str, Any], file: Path, given: Path | None = None) -> dict[str, Any]:
    """The release of which a notebook is a copy: ``given``, or the outline that it carries, or the course's own file.

    Raises
    ------
    CourseError
        If none of them is to be had.
    """
    if given is not None:
        release = read(given.read_bytes())
        if isinstance(release, str):
            raise CourseError(f"{given.name}: {release}")
        return release
    carried = inside(notebook, "metadata", "lepton", "release")
    cells = carried.get("cells")
    if isinstance(cells, list) and all(isinstance(cell, dict) and grading(cell) for cell in cells):
        return carried
    name = assignment_in(notebook)
    if not name:
        fault = "is no graded assignment, or its grading ids are lost"
        raise CourseError(f"{file.name} {fault}. Name the original: --release")
    for shipped in (ROOT / "coursework").glob(f"{name}_*.ipynb"):
        release = read(shipped.read_bytes())
        if isinstance(release, dict) and not shipped.samefile(file):
            return release
    raise CourseError(f"The notebook of {name} as it was given out is not found here. Name it: --release FILE")


def is_backup(path: PurePath) -> bool:
    """Whether a file is one that :func:`save` kept.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_backup(Path("A1.backup-1.ipynb")), is_backup(Path("A1.ipynb"))
    (True, False)
    """
    return _BACKUP.fullmatch(path.name) is not None


def save(file: Path, notebook: dict[str, Any]) -> Path:
    """Write a notebook over its file; the file as it was is kept beside it, and the path of that is returned."""
    number = 1
    while (kept := file.with_name(f"{file.stem}.backup-{number}{file.suffix}")).exists():
        number += 1
    kept.write_bytes(file.read_bytes())
    write(file, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")
    return kept
