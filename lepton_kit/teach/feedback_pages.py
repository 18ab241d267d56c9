"""The page that a student gets back: marks, what was wrong and how to go on, and the student's own code and output."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lepton_kit.exercises.student_notebook import code_cells, given_values, grading, read, source, trees
from lepton_kit.exercises.verdict import Status
from lepton_kit.files import write
from lepton_kit.teach.assignment import Assignment
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.grading import loaded
from lepton_kit.teach.html_pages import render
from lepton_kit.teach.mark_table import Mark
from lepton_kit.teach.marking_result import MarkingResult, QuestionResult
from lepton_kit.teach.redrawing import pictures
from lepton_kit.teach.submission import read_submission
from lepton_kit.teach.workers import spread

__all__ = ["feedback", "feedback_page"]

SECONDS = 60  # for one page
_LONGEST = 20_000  # characters of one cell
_LONGEST_PAGE = 1_000_000  # of all cells
_CLASSES = {Status.CORRECT: "good", Status.NOT_ATTEMPTED: "quiet"}
_KINDS = "stopped no-file missing-module overwritten stub-below not-code gone no-name no-answers no-id not-judged"
_LOSSES = frozenset(_KINDS.split())  # kinds of reasons why points are missing and no answer is wrong
_NUMPY = re.compile(r"\bnp\.\w+\(([^()]*)\)")  # np.float64(1.5) is 1.5 to a reader


def feedback(course: Course, assignment: Assignment, marks: Sequence[Mark]) -> tuple[list[Path], list[str]]:
    """Write a page for everybody who has a result, and take away the page of who has none (any more).

    Pages are made by a process of its own, each within a budget.

    Returns
    -------
    paths, problems
        A sentence for each page that could not be made.
    """
    name, folder, paths, problems = assignment.name, str(assignment.folder), [], []
    copies = ((mark, read_submission(course, name, mark.student.id)) for mark in marks if mark.result)
    pieces = ((mark.student.id, (name, folder, mark, copy.content)) for mark, copy in copies if copy)
    for student, page, trouble in spread(_page, pieces, seconds=SECONDS):
        if trouble:
            problems.append(f"{student}: no page was made, {trouble}.")
        else:
            write(path := course.feedback(name, student), page)
            paths.append(path)
    for path in {course.feedback(name, mark.student.id) for mark in marks} - set(paths):
        path.unlink(missing_ok=True)
    return paths, problems


def _page(name, folder, mark, content):
    notebook = read(content)
    return feedback_page(loaded(name, folder), mark, notebook if isinstance(notebook, dict) else {"cells": []})


def feedback_page(assignment: Assignment, mark: Mark, notebook: dict[str, Any]) -> str:
    """One student's page as HTML. It names nobody else, and holds nothing of what marks are made with.

    Parameters
    ----------
    assignment : Assignment
    mark : Mark
        One that has a result.
    notebook : dict
        The student's copy.
    """
    from markupsafe import Markup

    if mark.result is None:
        raise ValueError(f"{mark.student.id} has no result to write a page about; run `lepton coursework grade` first")
    most = assignment.max_points + sum(criterion.points for criterion in assignment.rubric)
    return render(
        "feedback.html",
        assignment=assignment,
        mark=mark,
        name=mark.student.name or mark.student.id,
        most=most,
        percent=100 * (mark.total or 0) / (most or 1),
        notes=_notes(mark, mark.result),
        judged={question.id: question for question in mark.result.questions},
        verdict=_verdict,
        plain=lambda answer: _NUMPY.sub(r"\1", answer),
        own={key: code[:_LONGEST] for key, code in _own_code(assignment, notebook).items()},
        cells=_cells(mark.result, notebook),
        pictures=[(number, Markup("data:image/png;base64," + data)) for number, data in pictures(notebook)],
    )


def _notes(mark: Mark, result: MarkingResult) -> list[str]:
    notes = []
    if mark.total is None:
        notes.append("Your teacher looks at this copy. " + (mark.reason[:300] if mark.status == "failed" else ""))
    if mark.late:
        notes.append("It came in late.")
    for flag in result.flags:
        if flag.kind == "wrong-id":
            whose = "with the data of that id" if result.data_of else f"for yours, {mark.student.id}"
            notes.append(f"The notebook names another student id. It was marked {whose}.")
        elif flag.kind in _LOSSES:
            notes.append(f"Points may be lost here for another reason than a wrong answer. {flag.message}")
    return [*notes, mark.comment] if mark.comment else notes


def _verdict(question: QuestionResult) -> tuple[str, str, str]:
    """Sign, words and look of a verdict."""
    if question.status is Status.INCORRECT and question.points > 0:
        return "◐", "Partly", "bad"
    return question.status.sign, question.status.value, _CLASSES.get(question.status, "bad")


def _own_code(assignment, notebook):
    """The cell of the student's that answers each question: by its grading id, else the last that sets the name."""
    by_id, by_name = {}, {}
    for _, cell, tree in trees(notebook):
        names = {name for node in (tree.body if tree else ()) for name, _ in given_values(node)}
        by_name |= dict.fromkeys(names, source(cell))
        by_id.setdefault(str(grading(cell).get("grade_id")), source(cell))
    return {
        question.id: by_id.get(question.id.replace(".", "-") + "-answer") or by_name.get(question.name, "")
        for question in assignment.questions
    }


def _cells(result, notebook):
    """Every code cell and what it printed when it was run for marking, without checks, as far as a page can hold it."""
    cells, shown, left = code_cells(notebook), [], _LONGEST_PAGE
    for ran in result.cells:
        cell = cells[ran.index - 1] if 0 < ran.index <= len(cells) else {}
        if grading(cell).get("locked") and not ran.error:
            continue  # it says only that the answer can be marked
        code = source(cell)[:_LONGEST]
        left -= len(code) + len(ran.output)
        if left < 0:
            break
        shown.append((ran, code))
    return shown
