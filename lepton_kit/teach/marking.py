"""Marking one copy: its cells run in a sandbox, and what they made is judged here, by name, question by question.

Marks come from nothing that the copy says about itself. Ids, order, metadata and check cells may be lost, doubled or
forged: what counts is which names exist after the cells have run, and what they hold or do. Where points are missing
for another reason than a wrong answer, a flag names the reason, the cell and the cell's own error.
"""

import json
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lepton_kit.exercises.answer_losses import Loss, lost_answers
from lepton_kit.exercises.comparing import fresh
from lepton_kit.exercises.personal import normalised
from lepton_kit.exercises.plain_text import clean
from lepton_kit.exercises.question import Question
from lepton_kit.exercises.student_notebook import assignment_in, code_cells, given_values, language, read, source, trees
from lepton_kit.exercises.verdict import Status, Verdict
from lepton_kit.teach.assignment import Assignment
from lepton_kit.teach.judging_data import holding
from lepton_kit.teach.marking_result import CellRun, Flag, MarkingResult, QuestionResult
from lepton_kit.teach.sandbox.bubblewrap import SandboxError
from lepton_kit.teach.sandbox.session import Missing, Session, Spent, Unreadable
from lepton_kit.teach.submission import Submission

__all__ = ["mark", "unmarked"]

_MOST_CELLS = 1000
_STOPPED_EARLY = " These stopped early: "
_FATES = {"late": "time-out", "not run": "time-out", "killed": "killed", "tampered": "tampered"}  # fate: kind of flag


def mark(
    content: bytes,
    assignment: Assignment,
    student: str,
    *,
    files: Mapping[str, bytes] | None = None,
    trusted: bool = False,
    seed: int | None = None,
    as_written: bool = False,
) -> MarkingResult:
    """Mark a copy. Never raises for anything that it holds, and ends by the assignment's ``limits.seconds_total``.

    Parameters
    ----------
    content : bytes
        The notebook as it was handed in.
    assignment : Assignment
    student : str
        The id for whose data it is marked, whatever the copy says.
    files : mapping, optional
        The student's own data files, by their path beside the notebook.
    trusted : bool
        Run without a sandbox. Only for code that you wrote yourself.
    seed : int, optional
        Of the random cases; a result's ``seed`` repeats it.
    as_written : bool
        Mark it with the data of the id that the copy names instead, which is flagged.

    Returns
    -------
    MarkingResult
    """
    start, seed = time.monotonic(), secrets.randbits(63) if seed is None else seed
    fingerprint = Submission(content, dict(files or {})).fingerprint
    result = unmarked(assignment, student, fingerprint, seed=seed, trusted=trusted)
    notebook = _opened(content)
    if isinstance(notebook, str):
        result = replace(result, reason=clean(notebook, 500))
    else:
        try:
            with (
                Session(assignment.limits, trusted=trusted, files=files) as session,
                fresh(seed),
                holding(assignment.kept),
            ):
                result = _marked(result, notebook, assignment, session, as_written)
        except SandboxError as problem:
            result = replace(result, reason=str(problem))
    return replace(result, seconds=round(time.monotonic() - start, 2))


def unmarked(assignment: Assignment, student: str, fingerprint: str, **facts: Any) -> MarkingResult:
    """The result of a copy of that fingerprint before it has points; ``facts`` are what is known of it already."""
    return MarkingResult(assignment.name, student, fingerprint, assignment.digest, assignment.max_points, **facts)


def _marked(result, notebook, assignment, session, as_written):
    sources = [source(cell) for cell in code_cells(notebook)]
    cells = [session.run(text) for text in sources]
    flags = [Flag(_FATES[cell.fate], f"Code cell {cell.index}: {cell.error}") for cell in cells if cell.fate]
    data_of, wrong_id = _whose(session, result.student, as_written)
    flags += wrong_id + _edited_checks(sources, assignment)
    judged = [_judged(question, data_of or result.student, session, cells) for question in assignment.questions]
    flags += _losses(notebook, assignment, judged, cells, session)
    if session.restarts and not any(cell.fate for cell in cells):
        flags.append(Flag("killed", "Its process ended while its answers were looked at."))
    if session.tampered and not any(flag.kind == "tampered" for flag in flags):
        flags.append(Flag("tampered", "A cell spoke in the place of the program that runs it."))
    return replace(
        result,
        data_of=data_of,
        flags=tuple(flags),
        questions=tuple(judged),
        cells=tuple(cells),
        points=float(sum(question.points for question in judged)),
    )


# Reading the copy -----------------------------------------------------------------------------------------------------


def _opened(content: bytes) -> dict[str, Any] | str:
    """The notebook as plain mappings, or a sentence that says why it cannot be marked."""
    notebook = read(content)
    if isinstance(notebook, str) and b'"worksheets"' in content and notebook.startswith("The notebook has the format"):
        notebook = _converted(content)
    if isinstance(notebook, str):
        return notebook
    version = notebook.get("nbformat")
    if isinstance(version, int | float) and version >= 5:  # what has cells is of format 4, whatever else it says
        return f"The notebook says that its format is {clean(version, 40)}. Formats 3 and 4 can be read."
    if len(code_cells(notebook)) > _MOST_CELLS:
        return f"The notebook has more than {_MOST_CELLS:,} code cells."
    if other := language(notebook):
        return f"The notebook was made for {other}, not for Python: choose a Python kernel and run it again."
    return notebook


def _converted(content):
    """A notebook of before 2015 in today's format."""
    try:
        from nbformat import reads

        return read(json.dumps(reads(content.decode("utf-8-sig"), as_version=4)).encode())
    except Exception as problem:  # the converter takes much for granted
        return f"The notebook has the format of before 2015 and cannot be converted ({type(problem).__name__})."


# What a person should look at -----------------------------------------------------------------------------------------


def _whose(session: Session, student: str, as_written: bool) -> tuple[str, list[Flag]]:
    """The id whose data the copy was made from, "" for the student's own; and a flag where it names another."""
    try:
        named = session.read("student")
        other = normalised(named)
    except (Missing, Unreadable, Spent):
        return "", []
    except ValueError:  # no text, or not filled in
        other = ""
    if other == normalised(student):
        return "", []
    if as_written and other:
        message = f"The copy says student = {_short(named)}; it was marked with that id's data, as you decided."
        return other, [Flag("wrong-id", message)]
    message = f"The copy says student = {_short(named)}; it was marked as the work of {student!r}, with that id's data."
    return "", [Flag("wrong-id", message)]


def _edited_checks(sources: Sequence[str], assignment: Assignment) -> list[Flag]:
    there = {text.strip() for text in sources}
    changed = [grade_id for grade_id, text in assignment.checks.items() if text not in there]
    if not changed:
        return []
    which = "cell was" if len(changed) == 1 else "cells were"
    return [Flag("edited-check", f"The check {which} changed or deleted: {', '.join(changed)}.")]


def _losses(notebook, assignment, judged, cells, session) -> list[Flag]:
    """Why points are missing for another reason than a wrong answer; nothing where none are."""
    poor = [question for question in judged if question.points < question.max_points]
    if not poor:
        return []
    flags = _stopped(cells)
    reasons: dict[tuple[str, int], list[tuple[str, str]]] = {}
    name = {question.id: question.name for question in assignment.questions}
    parsed = list(trees(notebook))
    nodes = [node for *_, tree in parsed for node in (tree.body if tree else ())]
    given = {bound for node in nodes for bound, dots in given_values(node) if not dots}
    for loss in lost_answers(notebook, "student", parsed=parsed):  # another id above: the answers may be to its data
        if loss.kind == "overwritten":
            reasons[loss.kind, loss.cell] = [("student", loss.message)]
    for question in poor:
        losses = [o for o in lost_answers(notebook, name[question.id], parsed=parsed) if o.kind != "unanswered"]
        lost = not question.got or name[question.id] in given  # not even the stub is there, or there was more than it
        if question.status is Status.NOT_ATTEMPTED and lost and not losses:
            losses = [Loss("gone", -1, f"What `{name[question.id]}` was given is not there when all cells have run.")]
        for loss in losses:
            reasons.setdefault((loss.kind, loss.cell), []).append((question.id, loss.message))
    for (kind, cell), told in reasons.items():
        where = f", cell {cell + 1}" if cell >= 0 else ""
        flags.append(Flag(kind, f"{', '.join(id_ for id_, _ in told)}{where}: {told[0][1]}"))
    for question in poor:
        if question.status is Status.CANNOT_JUDGE:
            message = question.message.partition(_STOPPED_EARLY)[0]
            flags.append(Flag("not-judged", f"{question.id}: {clean(message, 300, one_line=True)}"))
    if all(question.status is Status.NOT_ATTEMPTED for question in judged):
        other = assignment_in(notebook)
        what = f"; the notebook is one of {other}" if other not in ("", assignment.name) else ""
        flags.append(Flag("no-answers", f"Nothing is answered{what}."))
    try:
        session.read("student")
    except Missing:
        flags.append(Flag("no-id", "No cell that ran says student = ..., so the data may be missing."))
    except (Unreadable, Spent):
        pass
    return flags


def _stopped(cells: Sequence[CellRun]) -> list[Flag]:
    """The cells that stopped by themselves, the first few by name."""
    stopped = [cell for cell in cells if cell.error and not cell.fate]
    flags = []
    for cell in stopped[:5]:
        missing = re.match(r"ModuleNotFoundError: No module named '([\w.]+)'", cell.error)
        kind = "missing-module" if missing else "no-file" if cell.error.startswith("FileNotFound") else "stopped"
        flags.append(Flag(kind, f"Code cell {cell.index} stopped with {clean(cell.error, 300, one_line=True)}"))
    if len(stopped) > 5:
        flags.append(Flag("stopped", f"And {len(stopped) - 5} more cells stopped."))
    return flags


# Judging --------------------------------------------------------------------------------------------------------------


def _judged(question: Question, student: str, session: Session, cells: Sequence[CellRun]) -> QuestionResult:
    """One question's part of the result."""
    given, got = question.given(student), ""
    try:
        answer = session.read(question.name)
    except Missing:
        message = f"There is no `{question.name}` after all cells have run."
        verdict = Verdict(question.id, Status.NOT_ATTEMPTED, message)
    except (Unreadable, Spent) as problem:
        verdict = Verdict(question.id, Status.CANNOT_JUDGE, f"`{question.name}`: {problem}")
    else:
        got, verdict = _short(answer), question.judge(answer, **given)
    return QuestionResult(
        id=question.id,
        points=float(question.marks(verdict)),
        max_points=float(question.points),
        status=verdict.status,
        message=clean(_with_cause(verdict, cells), 1000),
        misconception=verdict.misconception,
        got=got,
        expected=_short(question.answer(**given)),
    )


def _with_cause(verdict: Verdict, cells: Sequence[CellRun]) -> str:
    """The message, and the cells that stopped where that may be why there is no answer."""
    stopped = [f"code cell {cell.index} ({cell.error})" for cell in cells if cell.error]
    if verdict.status not in (Status.NOT_ATTEMPTED, Status.CANNOT_JUDGE) or not stopped:
        return verdict.message
    return f"{verdict.message}{_STOPPED_EARLY}{'; '.join(stopped[:3])}."


def _short(value: object) -> str:
    """A value as a short text, numbers with six digits as NumPy prints them."""
    if value is ...:
        return "..."
    if callable(value):
        name = clean(getattr(value, "__name__", ""), 80)
        return f"the function {name}" if name.isidentifier() and name[0] != "_" else "a function"
    try:
        with np.printoptions(threshold=20, edgeitems=3, precision=6):
            return clean(re.sub(r"\d+\.\d{7,}(e[+-]\d+)?", lambda long: f"{float(long[0]):.6g}", repr(value)), 400)
    except ValueError:  # a number too long to be written
        return f"a {type(value).__name__}"
