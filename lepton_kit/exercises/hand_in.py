"""The student's own check before handing in: is this a notebook that can be marked? It needs no answer.

A copy is compared with the release that the student was given. Every finding says how to mend it; those that can be
mended without losing a character carry a ``mend``.
"""

import json
import re
from pathlib import Path
from typing import Any

from lepton_kit.exercises.answer_losses import lost_answers, risky_cells
from lepton_kit.exercises.repairs import REPAIRS, Finding
from lepton_kit.exercises.student_notebook import asked, cell_number, code_cells, grading, source, student_in, trees

__all__ = ["PLACEHOLDER", "Finding", "examine", "mend"]

PLACEHOLDER = "put your student id here"


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
    for look in REPAIRS:
        for finding in look(notebook, release):
            if finding.mend:
                finding.mend(notebook)
                mended.append(finding)
    return mended


def _look_at_student(notebook, release):
    told = student_in(notebook)
    if told is None:
        yield Finding("No cell says who you are.", 'Put student = "your id" back into the first code cell.')
    elif told.strip().casefold() == PLACEHOLDER or not told.strip():
        advice = "Put your student id between the quotes, and run all cells."
        yield Finding(f"The first code cell still says {told!r}.", advice)


_ADVICE = {
    "missing-module": "Do without it, or put its import below everything else: what stands above is marked.",
    "stub-below": "Take the untouched line away, or put your answer below it.",
    "overwritten": "The last value counts. Give one of the two another name.",
    "not-code": "Make it a code cell again: click on it and press Y. Take a line that begins with %% away.",
    "gone": "Take this line away: what a name holds at the end is what is marked.",
    "left-over": "Kernel, Restart Kernel and Run All Cells shows what stops; put back the line that made it, and save.",
    "no-name": "Call your answer as the notebook that you were given does.",
    "unanswered": "Answer it, or leave it so.",
    "no-id": 'Write it in quotes, as in student = "s001".',
    "no-data": "Save what you need of it as .csv, .json, .npz or .png, and read that.",
    "no-file": "Put it there, under this name, and hand it in with the notebook.",
    "elsewhere": "Put the file beside the notebook, read it by its name or as folder/name, and hand it in as well.",
    "stopped": "Without it the cells below are marked all the same; what needs it is not.",
}


def _look_at_answers(notebook, release):
    """Whether each name of an answer has a value, and what would cost points for another reason than a wrong one."""
    answer_cell = {grading(cell).get("grade_id"): i for i, cell in enumerate(notebook["cells"]) if grading(cell)}
    parsed = list(trees(notebook))
    for position, _, tree in parsed:
        if tree is None:
            advice = "Run it, and read the last line of the error: often a bracket or a quote is missing."
            yield Finding(f"Cell {position + 1} is not Python that can be run.", advice)
    for question, name in dict(asked(release)).items():
        last = answer_cell.get(question.replace(".", "-") + "-answer", -1)
        for loss in lost_answers(notebook, name, parsed=parsed) if name else ():
            replaced = loss.kind == "overwritten" and loss.cell <= last  # up to its own cell, as one may
            if "%reset" not in loss.message and not replaced:
                where = f", cell {loss.cell + 1}" * (loss.cell >= 0)
                yield Finding(f"Question {question}{where}: {loss.message}", _ADVICE[loss.kind])


def _look_at_runs(notebook, release):
    cells = [cell for cell in code_cells(notebook) if source(cell).strip()]
    idle = [cell_number(notebook, cell) for cell in cells if cell.get("execution_count") is None]
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
                advice = "The cells below it may still be right. Mend it, restart the kernel and run all cells."
                yield Finding(f"Cell {cell_number(notebook, cell)} stopped with {said}", advice)


_LOOKS = (_look_at_student, *REPAIRS, _look_at_answers, _look_at_runs)
