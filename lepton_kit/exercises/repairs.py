"""What a copy has lost of the notebook that was given out, and how it is put back without losing a character."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from secrets import token_hex

from lepton_kit.exercises.student_notebook import cell_number, grading, inside, language, source

__all__ = ["PYTHON", "REPAIRS", "Finding"]

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


def _look_at_checks(notebook, release):
    """The check cells: there, and as they were given."""
    here = {grading(cell).get("grade_id"): cell for cell in reversed(notebook["cells"]) if grading(cell)}
    for position, given in enumerate(release["cells"]):
        if not (grading(given).get("locked") and grading(given).get("grade")):
            continue
        name, text = grading(given)["grade_id"], source(given).strip()
        bare = next((c for c in notebook["cells"] if not grading(c) and source(c).strip() == text), None)
        if name not in here and bare is not None:
            yield Finding(
                f"The check cell {name} (cell {cell_number(notebook, bare)}) has lost its grading id.",
                "Your answer is marked all the same; --fix gives the id back.",
                lambda nb, bare=bare, given=given: bare.update(metadata=inside(bare, "metadata") | given["metadata"]),
            )
        elif name not in here:
            before = [grading(cell)["grade_id"] for cell in release["cells"][:position] if grading(cell)]
            yield Finding(
                f"The check cell {name} is missing.",
                "Your answer is marked all the same; --fix puts the cell back.",
                lambda nb, given=given, before=before: _put_back(nb, given, before),
            )
        elif source(here[name]).strip() != text:
            yield Finding(
                f"The check cell {name} (cell {cell_number(notebook, here[name])}) was changed.",
                "Checks are no part of the answer. --fix restores it and keeps your text in a cell before it.",
                lambda nb, cell=here[name], given=given: _restore(nb, cell, given),
            )


def _put_back(notebook, given, before):
    """Add a cell of the release behind the nearest of those before it that is still there; at the end if none is."""
    places = {grading(cell).get("grade_id"): i for i, cell in enumerate(notebook["cells"]) if grading(cell)}
    at = next((places[name] + 1 for name in reversed(before) if name in places), len(notebook["cells"]))
    notebook["cells"].insert(at, _added(notebook, given))


def _restore(notebook, cell, given):
    kept = {"cell_type": "raw"} | cell | {"metadata": {}}
    at = cell_number(notebook, cell) - 1
    notebook["cells"][at : at + 1] = [kept, _added(notebook, given)]


def _added(notebook, given):
    """A check cell of the release as one of the copy: never run, and with an id of its own where cells have one."""
    own = {"id": token_hex(4)} if any("id" in cell for cell in notebook["cells"]) else {}
    cell = {"cell_type": "code", "execution_count": None, "outputs": [], "source": source(given)}
    return cell | {"metadata": deepcopy(given["metadata"])} | own


# Each takes the copy and its release, and yields findings.
REPAIRS = (_look_at_kernel, _look_at_ids, _look_at_checks)
