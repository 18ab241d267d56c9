"""Marking one copy: its cells run in a sandbox, and what they made is judged here, by name, question by question.

Marks come from nothing that the copy says about itself. Ids, order, metadata and check cells may be lost, doubled or
forged: what counts is which names exist after the cells have run, and what they hold or do.
"""

import hashlib
import secrets
import time
from contextlib import suppress

import numpy as np

from lepton_kit import __version__
from lepton_kit.exercises.comparing import fresh
from lepton_kit.exercises.decoding import clean
from lepton_kit.exercises.personal import normalised
from lepton_kit.exercises.student_notebook import code_cells, read, source
from lepton_kit.exercises.verdict import Status, Verdict
from lepton_kit.teach.sandbox.bubblewrap import SandboxError
from lepton_kit.teach.sandbox.session import Missing, Session, Spent, Unreadable

__all__ = ["LARGEST", "mark"]

LARGEST = 20_000_000  # bytes of a copy
_MOST_CELLS = 1000
_FATES = {"late": "time-out", "not run": "time-out", "killed": "killed", "tampered": "tampered"}  # fate: kind of flag


def mark(content, assignment, student, *, trusted=False, seed=None):
    """Mark a copy. Never raises for anything that it holds, and ends by the assignment's ``limits.seconds_total``.

    Parameters
    ----------
    content : bytes
        The notebook as it was handed in.
    assignment : Assignment
    student : str
        The id for whose data it is marked, whatever the copy says.
    trusted : bool
        Run without a sandbox. Only for code that you wrote yourself.
    seed : int, optional
        Of the random cases; a result's "seed" repeats it.

    Returns
    -------
    dict
        The result, ready for JSON: status "marked" with points, or "failed" with points None and a reason, which a
        person must look at; flags, which a person should look at; questions; cells.
    """
    start, seed = time.monotonic(), secrets.randbits(63) if seed is None else seed
    result = {
        "assignment": assignment.name,
        "student": student,
        "submission": hashlib.sha256(content).hexdigest(),
        "digest": assignment.digest,
        "kit": __version__,
        "seed": seed,
        "seconds": 0.0,
        "trusted": trusted,
        "status": "failed",
        "reason": "",
        "flags": [],
        "questions": [],
        "cells": [],
        "points": None,
        "max_points": float(assignment.max_points),
    }
    notebook = _opened(content)
    if isinstance(notebook, str):
        result["reason"] = clean(notebook, 500)
    else:
        try:
            with Session(assignment.limits, trusted=trusted) as session, fresh(seed):
                result |= _marked(notebook, assignment, student, session)
        except SandboxError as problem:
            result["reason"] = str(problem)
    result["seconds"] = round(time.monotonic() - start, 2)
    return result


def _marked(notebook, assignment, student, session):
    sources = [source(cell) for cell in code_cells(notebook)]
    outcomes = [session.run(text) for text in sources]
    flags = [
        {"kind": _FATES[outcome.fate], "message": f"Code cell {number}: {outcome.error}"}
        for number, outcome in enumerate(outcomes, start=1)
        if outcome.fate
    ]
    flags += _wrong_id(session, student) + _edited_checks(sources, assignment)
    questions = [_judged(question, student, session, outcomes) for question in assignment.questions]
    if session.restarts and not any(outcome.fate for outcome in outcomes):
        flags.append({"kind": "killed", "message": "Its process ended while its answers were looked at."})
    if session.tampered and not any(flag["kind"] == "tampered" for flag in flags):
        flags.append({"kind": "tampered", "message": "A cell spoke in the place of the program that runs it."})
    return {
        "status": "marked",
        "flags": flags,
        "questions": questions,
        "cells": [
            {"index": number, "error": each.error, "seconds": each.seconds, "output": each.output}
            for number, each in enumerate(outcomes, start=1)
        ],
        "points": float(sum(question["points"] for question in questions)),
    }


# Reading the copy -----------------------------------------------------------------------------------------------------


def _opened(content):
    """The notebook as plain mappings, or a sentence that says why it cannot be marked."""
    if len(content) > LARGEST:
        return (
            f"The file has {len(content) / 1e6:,.0f} MB; at most {LARGEST / 1e6:.0f} are read. "
            "Clear its outputs and save it again."
        )
    notebook = _converted(content) if b'"worksheets"' in content[:LARGEST] else read(content)
    if isinstance(notebook, str):
        return notebook
    version = notebook.get("nbformat", 4)
    if version != 4:
        return f"The notebook's format is {clean(version, 40)}; versions 3 and 4 can be read."
    if len(code_cells(notebook)) > _MOST_CELLS:
        return f"The notebook has more than {_MOST_CELLS:,} code cells."
    language = _language(notebook)
    if language and not language.startswith(("python", "ipython")):
        return f"The notebook was made for {language}, not for Python: choose a Python kernel and run it again."
    return notebook


def _converted(content):
    """A notebook of before 2015 in today's format; one that only mentions its word, as it is."""
    notebook = read(content)
    if not isinstance(notebook, str):
        return notebook
    try:
        from nbformat import reads

        return reads(content.decode("utf-8-sig"), as_version=4)
    except Exception as problem:  # the converter takes much for granted
        return f"The notebook has the format of before 2015 and cannot be converted ({type(problem).__name__})."


def _language(notebook):
    """The language that the notebook says it is in, in lower case, "" if it does not say."""
    metadata = notebook.get("metadata")
    for part, key in (("language_info", "name"), ("kernelspec", "language")):
        found = metadata.get(part) if isinstance(metadata, dict) else None
        if isinstance(found, dict) and isinstance(found.get(key), str) and found[key].strip():
            return clean(found[key].strip().lower(), 40)
    return ""


# What a person should look at -----------------------------------------------------------------------------------------


def _wrong_id(session, student):
    try:
        said = session.read("student")
    except (Missing, Unreadable, Spent):
        return []
    with suppress(ValueError):  # it may be no text, or not filled in
        if normalised(said) == normalised(student):
            return []
    message = f"The copy says student = {_short(said)}; it was marked as the work of {student!r}, with that id's data."
    return [{"kind": "wrong-id", "message": message}]


def _edited_checks(sources, assignment):
    there = {text.strip() for text in sources}
    changed = [grade_id for grade_id, text in assignment.checks.items() if text not in there]
    if not changed:
        return []
    which = "cell was" if len(changed) == 1 else "cells were"
    return [{"kind": "edited-check", "message": f"The check {which} changed or deleted: {', '.join(changed)}."}]


# Judging --------------------------------------------------------------------------------------------------------------


def _judged(question, student, session, outcomes):
    """One question's part of the result."""
    given, got = question.given(student), ""
    try:
        answer = session.read(question.name)
    except Missing:
        verdict = Verdict(question.id, Status.NOT_ATTEMPTED, _missing(question.name, outcomes))
    except (Unreadable, Spent) as problem:
        verdict = Verdict(question.id, Status.CANNOT_JUDGE, f"`{question.name}`: {problem}")
    else:
        got, verdict = _short(answer), question.judge(answer, **given)
    return {
        "id": question.id,
        "points": float(question.marks(verdict)),
        "max_points": float(question.points),
        "status": verdict.status.name,
        "message": clean(verdict.message, 1000),
        "misconception": verdict.misconception,
        "got": got,
        "expected": _short(question.answer(**given)),
    }


def _missing(name, outcomes):
    failed = [f"code cell {number} ({each.error})" for number, each in enumerate(outcomes, start=1) if each.error]
    because = f" These stopped early: {'; '.join(failed[:3])}." if failed else ""
    return f"There is no `{name}` after all cells have run.{because}"


def _short(value):
    """A value as a short text."""
    if value is ...:
        return "..."
    if callable(value):
        name = clean(getattr(value, "__name__", ""), 80)
        return f"the function {name}" if name.isidentifier() and name[0] != "_" else "a function"
    try:
        with np.printoptions(threshold=20, edgeitems=3, precision=6):
            return clean(repr(value), 200)
    except ValueError:  # a number too long to be written
        return f"a {type(value).__name__}"
