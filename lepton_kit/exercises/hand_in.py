"""The student's own check before handing in: is this a notebook that can be marked? It needs no answer.

A copy is compared with the release that the student was given. Every finding says how to mend it; those that can be
mended without losing a character carry a ``mend``.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from lepton_kit.exercises.answer_losses import lost_answers, risky_cells
from lepton_kit.exercises.student_notebook import (
    LARGEST_COPY,
    asked,
    code_cells,
    given_values,
    grading,
    inside,
    language,
    source,
    student_in,
    trees,
)

__all__ = ["PLACEHOLDER", "Finding", "examine", "mend"]

PLACEHOLDER = "put your student id here"
LARGEST_OUTPUT = 500_000
_PYTHON = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in the way of a mark, what to do about it, and ``mend(notebook)`` where it can be mended."""

    message: str
    advice: str
    mend: Callable | None = field(default=None, repr=False, compare=False)


def examine(notebook: dict[str, Any], release: dict[str, Any], *, folder: Path | None = None) -> list[Finding]:
    """What stands in the way of a mark.

    Parameters
    ----------
    notebook : dict
        The student's copy, as :func:`read` gives it. Not changed.
    release : dict
        The notebook that students were given.
    folder : Path, optional
        Where the copy lies, with the student's own data files beside it.

    Returns
    -------
    list of Finding
    """
    findings = [finding for look in _LOOKS for finding in look(notebook, release)]
    risks = risky_cells(notebook, folder)
    return findings + [Finding(f"Cell {risk.cell + 1}: {risk.message}", _ADVICE[risk.kind]) for risk in risks]


def mend(notebook: dict[str, Any], release: dict[str, Any], *, student: str | None = None) -> list[Finding]:
    """Mend in place what can be mended, and say what was mended; no text of the learner is lost.

    Parameters
    ----------
    notebook, release : dict
        As for :func:`examine`; ``notebook`` is changed.
    student : str, optional
        The id to put where the placeholder still stands.

    Returns
    -------
    list of Finding
    """
    mended: list[Finding] = []
    if student and student_in(notebook) == PLACEHOLDER:
        for cell in code_cells(notebook):
            if PLACEHOLDER in source(cell):
                cell["source"] = re.sub(rf"""(["']){PLACEHOLDER}\1""", lambda _: json.dumps(student), source(cell))
        mended.append(Finding("The student id was missing.", f"It is {student!r} now."))
    for look in _LOOKS:
        for finding in look(notebook, release):
            if finding.mend:
                finding.mend(notebook)
                mended.append(finding)
    return mended


def _number(notebook, cell):
    return next(i for i, other in enumerate(notebook["cells"], start=1) if other is cell)


def _look_at_kernel(notebook, release):
    if other := language(notebook):
        yield Finding(
            f"The notebook says that it is written in {other}.",
            "In JupyterLab: Kernel, Change Kernel, Python 3. Then run all cells and save.",
            lambda nb: nb["metadata"].update(_PYTHON),
        )


def _look_at_student(notebook, release):
    told = student_in(notebook)
    if told is None:
        yield Finding("No cell says who you are.", 'Put student = "your id" back into the first code cell.')
    elif told.strip().casefold() == PLACEHOLDER or not told.strip():
        advice = "Put your student id between the quotes, and run all cells."
        yield Finding(f"The first code cell still says {told!r}.", advice)


def _look_at_ids(notebook, release):
    seen, wanted = set(), {grading(cell).get("grade_id") for cell in release["cells"]}
    for cell in notebook["cells"]:
        name = grading(cell).get("grade_id")
        if name and (name in seen or name not in wanted):
            kind = "is a copy of another" if name in seen else "is not from this assignment"
            yield Finding(
                f"Cell {_number(notebook, cell)} {kind}: it has the grading id {name!r}.",
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
                f"The check cell {name} (cell {_number(notebook, bare)}) has lost its grading id.",
                "Your answer is marked all the same; --fix gives the id back.",
                lambda nb, bare=bare, given=given: bare.update(metadata=inside(bare, "metadata") | given["metadata"]),
            )
        elif cell is None:
            yield Finding(
                f"The check cell {name} is missing.",
                "Your answer is marked all the same; --fix puts the cell back.",
                lambda nb, given=given, position=position: _put_back(nb, release, given, position),
            )
        elif source(cell).strip() != source(given).strip():
            yield Finding(
                f"The check cell {name} (cell {_number(notebook, cell)}) was changed.",
                "Checks are no part of the answer. --fix restores it and keeps your text in a cell before it.",
                lambda nb, cell=cell, given=given: _restore(nb, cell, given),
            )


def _same_text(notebook, given):
    """The cell without a grading id that has the text of a cell of the release."""
    text = source(given).strip()
    same = (cell for cell in notebook["cells"] if not grading(cell) and source(cell).strip() == text)
    return next(same, None)


def _put_back(notebook, release, given, position):
    """Add a cell of the release behind the nearest one before it that is still there; at the end if none is."""
    before = [grading(each).get("grade_id") for each in release["cells"][:position] if grading(each)]
    places = {grading(cell).get("grade_id"): i for i, cell in enumerate(notebook["cells"]) if grading(cell)}
    at = next((places[name] + 1 for name in reversed(before) if name in places), len(notebook["cells"]))
    notebook["cells"].insert(at, json.loads(json.dumps(given)))
    _renumber(notebook)


def _restore(notebook, cell, given):
    kept = {"cell_type": cell.get("cell_type", "raw"), "metadata": {}, "source": source(cell)}
    if kept["cell_type"] == "code":
        kept |= {"execution_count": None, "outputs": []}
    if "id" in cell:
        kept["id"] = cell["id"]
    at = _number(notebook, cell) - 1
    notebook["cells"][at : at + 1] = [kept, json.loads(json.dumps(given))]
    _renumber(notebook)


def _look_at_names(notebook, release):
    """The names that hold the answers: given a value somewhere, and one that is not ``...``."""
    value: dict[str, bool | None] = {}
    for cell, tree in trees(notebook):
        if tree is None:
            value |= {name: None for _, name in asked(release) if name and name in source(cell)}
            number = _number(notebook, cell)
            advice = "Run it, and read the last line of the error: often a bracket or a quote is missing."
            yield Finding(f"Cell {number} is not Python that can be run.", advice)
        for node in tree.body if tree else ():
            for name, untouched in given_values(node):
                value[name] = untouched
    for question, name in dict(asked(release)).items():
        if not name or any(loss.kind in ("stub-below", "not-code") for loss in lost_answers(notebook, name)):
            continue
        if name not in value:
            yield Finding(
                f"Nothing is called {name}, and question {question} looks for that name.",
                f"Call your answer {name}, as the notebook that you were given does.",
            )
        elif value[name]:
            yield Finding(f"Question {question} is not answered: {name} is still `...`.", "Answer it, or leave it so.")


_ADVICE = {
    "missing-module": "Do without it, or put its import below everything else: what stands above is marked.",
    "stub-below": "Take the untouched line away, or put your answer below it.",
    "overwritten": "The last value counts. Give one of the two another name.",
    "not-code": "Make it a code cell again: click on it and press Y. Take a line that begins with %% away.",
    "gone": "Take this line away: what a name holds at the end is what is marked.",
    "left-over": "Kernel, Restart Kernel and Run All Cells shows what stops; put back the line that made it, and save.",
    "no-id": 'Write it in quotes, as in student = "s001".',
    "no-data": "Save what you need of it as .csv, .json, .npz or .png, and read that.",
    "no-file": "Put it there, under this name, and hand it in with the notebook.",
    "elsewhere": "Put the file beside the notebook, read it by its name or as folder/name, and hand it in as well.",
    "stopped": "Without it the cells below are marked all the same; what needs it is not.",
}


def _look_at_losses(notebook, release):
    """What would cost points for another reason than a wrong answer, as far as the notebook shows by itself."""
    answer_cell = {grading(cell).get("grade_id"): i for i, cell in enumerate(notebook["cells"]) if grading(cell)}
    parsed = list(trees(notebook))
    for question, name in dict(asked(release)).items():
        for loss in lost_answers(notebook, name, parsed=parsed) if name else ():
            last = answer_cell.get(question.replace(".", "-") + "-answer", -1)
            if (
                loss.kind in _ADVICE
                and "%reset" not in loss.message
                and not (loss.kind == "overwritten" and loss.cell <= last)
            ):
                yield Finding(f"Question {question}, cell {loss.cell + 1}: {loss.message}", _ADVICE[loss.kind])


def _look_at_runs(notebook, release):
    cells = [cell for cell in code_cells(notebook) if source(cell).strip()]
    idle = [_number(notebook, cell) for cell in cells if cell.get("execution_count") is None]
    if idle and len(idle) == len(cells):
        yield Finding("No cell was ever run, or the notebook was not saved after.", "Run all cells, look, and save.")
    elif idle:
        listed = ", ".join(map(str, idle[:10])) + (" and more" if len(idle) > 10 else "")
        advice = "Kernel, Restart Kernel and Run All Cells; save."
        yield Finding(f"Not run since they were changed: cell {listed}.", advice)
    for cell in cells:
        outputs = cell.get("outputs") if isinstance(cell.get("outputs"), list) else []
        for output in outputs:
            if isinstance(output, dict) and output.get("output_type") == "error":
                said = f"{output.get('ename', 'Error')}: {output.get('evalue', '')}"[:200]
                yield Finding(
                    f"Cell {_number(notebook, cell)} stopped with {said}",
                    "The cells below it may still be right. Mend it, restart the kernel and run all cells.",
                )


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


_LOOKS = (
    _look_at_kernel,
    _look_at_student,
    _look_at_ids,
    _look_at_checks,
    _look_at_names,
    _look_at_losses,
    _look_at_runs,
    _look_at_size,
)
