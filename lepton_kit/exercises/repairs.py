"""What a copy has lost of the notebook that was given out, and how it is put back without losing a character."""

import json
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

from lepton_kit.exercises.student_notebook import (
    LARGEST_COPY,
    cell_number,
    code_cells,
    grading,
    inside,
    language,
    source,
)

__all__ = ["PYTHON", "REPAIRS", "Finding"]

LARGEST_OUTPUT = 500_000
PYTHON = {  # the metadata of a notebook in Python
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in the way of a mark, what to do about it, and ``mend(notebook)`` where it can be mended."""

    message: str
    advice: str
    mend: Callable | None = field(default=None, repr=False, compare=False)


def _look_at_kernel(notebook, release):
    if other := language(notebook):
        yield Finding(
            f"The notebook says that it is written in {other}.",
            "In JupyterLab: Kernel, Change Kernel, Python 3. Then run all cells and save.",
            lambda nb: nb["metadata"].update(PYTHON),
        )


def _look_at_ids(notebook, release):
    seen, wanted = set(), {grading(cell).get("grade_id") for cell in release["cells"]}
    for cell in notebook["cells"]:
        name = grading(cell).get("grade_id")
        if name and (name in seen or name not in wanted):
            kind = "is a copy of another" if name in seen else "is not from this assignment"
            yield Finding(
                f"Cell {cell_number(notebook, cell)} {kind}: it has the grading id {name!r}.",
                "Its text can stay; its grading id has to go. --fix does that.",
                lambda nb, cell=cell: cell["metadata"].pop("nbgrader"),
            )
        seen.add(name)
    cell_ids = Counter(cell.get("id") for cell in notebook["cells"] if isinstance(cell.get("id"), str))
    twice = [name for name, count in cell_ids.items() if count > 1]
    if twice:
        yield Finding(
            f"{len(twice)} cell ids stand twice, the first is {twice[0][:64]!r}.",
            "Cells that were copied outside of Jupyter do that. --fix gives them new ids.",
            _renumber,
        )


def _renumber(notebook):
    taken, seen = {str(cell.get("id")) for cell in notebook["cells"]}, set()
    for number, cell in enumerate(notebook["cells"]):
        if "id" in cell and str(cell["id"]) in seen:
            cell["id"] = next(new for n in count() if (new := f"copy-{number}-{n}") not in taken)
        seen.add(str(cell.get("id")))


def _look_at_checks(notebook, release):
    """The check cells: there, and as they were given."""
    here = {grading(cell).get("grade_id"): cell for cell in reversed(notebook["cells"]) if grading(cell)}
    for position, given in enumerate(release["cells"]):
        name = grading(given).get("grade_id")
        if not (grading(given).get("locked") and grading(given).get("grade")):
            continue
        cell = here.get(name)
        if cell is None and (bare := _same_text(notebook, given)) is not None:
            yield Finding(
                f"The check cell {name} (cell {cell_number(notebook, bare)}) has lost its grading id.",
                "Your answer is marked all the same; --fix gives the id back.",
                lambda nb, bare=bare, given=given: _tag(bare, given),
            )
        elif cell is None:
            yield Finding(
                f"The check cell {name} is missing.",
                "Your answer is marked all the same; --fix puts the cell back.",
                lambda nb, given=given, position=position: _put_back(nb, release, given, position),
            )
        elif source(cell).strip() != source(given).strip():
            yield Finding(
                f"The check cell {name} (cell {cell_number(notebook, cell)}) was changed.",
                "Checks are no part of the answer. --fix restores it and keeps your text in a cell before it.",
                lambda nb, cell=cell, given=given: _restore(nb, cell, given),
            )


def _same_text(notebook, given):
    """The cell without a grading id that has the text of a cell of the release."""
    text = source(given).strip()
    same = (cell for cell in notebook["cells"] if not grading(cell) and source(cell).strip() == text)
    return next(same, None)


def _tag(cell, given):
    cell["metadata"] = inside(cell, "metadata") | deepcopy(given["metadata"])


def _put_back(notebook, release, given, position):
    """Add a cell of the release behind the nearest one before it that is still there; at the end if none is."""
    before = [grading(each).get("grade_id") for each in release["cells"][:position] if grading(each)]
    places = {grading(cell).get("grade_id"): i for i, cell in enumerate(notebook["cells"]) if grading(cell)}
    at = next((places[name] + 1 for name in reversed(before) if name in places), len(notebook["cells"]))
    notebook["cells"].insert(at, deepcopy(given))
    _renumber(notebook)


def _restore(notebook, cell, given):
    kept = {"cell_type": "raw"} | cell | {"metadata": {}}
    at = cell_number(notebook, cell) - 1
    notebook["cells"][at : at + 1] = [kept, deepcopy(given)]
    _renumber(notebook)


def _look_at_size(notebook, release):
    size = len(json.dumps(notebook))
    if size <= LARGEST_COPY:
        return
    large = [cell for cell in code_cells(notebook) if len(json.dumps(cell.get("outputs", []))) > LARGEST_OUTPUT]
    yield Finding(
        f"The notebook has {size / 1e6:.0f} MB; {LARGEST_COPY / 1e6:.0f} MB is the most that is marked.",
        "Clear the outputs of the cells that print too much. --fix clears the large ones."
        if large
        else "Outputs are not what is large: look for data pasted into a cell.",
        (lambda nb: [cell.update(outputs=[], execution_count=None) for cell in large]) if large else None,
    )


# Each takes the copy and its release, and yields findings.
REPAIRS = (_look_at_kernel, _look_at_ids, _look_at_checks, _look_at_size)
