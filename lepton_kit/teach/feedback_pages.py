"""The page that a student gets back: marks, what was wrong and how to go on, and the student's own code and output."""

import re

from lepton_kit.exercises.student_notebook import code_cells, given_values, grading, read, source, trees
from lepton_kit.files import write
from lepton_kit.teach.html_pages import page, prose, table, text

__all__ = ["feedback", "feedback_page"]

_SAID = {
    "CORRECT": ("✓", "Correct", "good"),
    "INCORRECT": ("✗", "Not yet", "bad"),
    "NOT_ATTEMPTED": ("…", "Not attempted", "quiet"),
    "CANNOT_JUDGE": ("?", "Cannot be judged", "bad"),
}
_LONGEST = 20_000
_NUMPY = re.compile(r"\bnp\.\w+\(([^()]*)\)")  # np.float64(1.5) is 1.5 to a reader


def feedback(course, assignment, table_of_marks):
    """Write a page for everybody who has a result.

    Parameters
    ----------
    course : Course
    assignment : Assignment
    table_of_marks : sequence of Mark
        From :func:`lepton_kit.teach.mark_table.marks`.

    Returns
    -------
    list of Path
    """
    written = []
    for mark in table_of_marks:
        if mark.result is None:
            continue
        notebook = read(course.submitted(assignment.name, mark.student.id).read_bytes())
        path = course.feedback(assignment.name, mark.student.id)
        write(path, feedback_page(assignment, mark, notebook if isinstance(notebook, dict) else {"cells": []}))
        written.append(path)
    return written


def feedback_page(assignment, mark, notebook):
    """One student's page as HTML. It names nobody else, and holds nothing of what marks are made with.

    Parameters
    ----------
    assignment : Assignment
    mark : Mark
    notebook : dict
        The student's copy.

    Returns
    -------
    str
    """
    most = assignment.max_points + sum(criterion.points for criterion in assignment.rubric)
    name = mark.student.name or mark.student.id
    parts = [
        f"<header><h1>{text(assignment.title)}</h1>\n",
        f'<p class="quiet">{text(assignment.name)} · {text(name)} · {text(mark.student.id)}</p></header>\n',
        _score(mark, most),
        _notes(mark),
        _overview(assignment, mark),
    ]
    by_id = {each["id"]: each for each in mark.result["questions"]}
    own = _own_code(assignment, notebook)
    for question in assignment.questions:
        if question.id in by_id:
            parts.append(_question(question, by_id[question.id], mark.points, own.get(question.id, "")))
    if assignment.rubric:
        parts.append(_rubric(assignment, mark))
    parts.append(_everything(mark.result, notebook))
    return page(f"{assignment.name}: {name}", "".join(parts))


def _score(mark, most):
    if mark.total is None:
        return '<p class="score">No mark yet</p>\n'
    percent = 100 * mark.total / most if most else 0
    return (
        f'<p class="score">{mark.total:g} of {most:g} points</p>\n'
        f'<div class="bar" role="img" aria-label="{percent:.0f} percent"><span style="width:{percent:.1f}%"></span>'
        "</div>\n"
    )


def _notes(mark):
    said = []
    if mark.total is None:
        said.append("Your teacher looks at this copy. " + (mark.reason[:300] if mark.status == "failed" else ""))
    if mark.late:
        said.append("It came in late.")
    if any(flag["kind"] == "wrong-id" for flag in mark.result["flags"]):
        said.append(f"The notebook names another student id. It was marked for yours, {mark.student.id}.")
    if mark.comment:
        said.append(mark.comment)
    return "".join(f'<p class="note">{prose(each)}</p>\n' for each in said)


def _overview(assignment, mark):
    by_id, rows = {each["id"]: each for each in mark.result["questions"]}, []
    for question in assignment.questions:
        found = by_id.get(question.id)
        link = f'<a href="#q{text(question.id)}">{text(question.id)}</a>' if found else text(question.id)
        rows.append(
            [link, _status(found) if found else "No mark yet", _points(mark.points, question.id, question.points)]
        )
    for criterion in assignment.rubric:
        row = [text(criterion.id), text(criterion.title), _points(mark.points, criterion.id, criterion.points)]
        rows.append(row)
    return table("Your marks", ["Question", "", "Points"], rows, numbers={2})


def _status(found):
    sign, word, kind = _SAID.get(found["status"], ("?", str(found["status"]), "bad"))
    if found["status"] == "INCORRECT" and found["points"] > 0:
        sign, word = "◐", "Partly"
    return f'<span class="{kind}">{sign} {text(word)}</span>'


def _points(points, key, most):
    got = points.get(key)
    return f"{'–' if got is None else f'{got:g}'} of {most:g}"


def _question(question, found, points, code):
    said = [
        f'<section class="question" id="q{text(question.id)}"><h2>{text(question.id)} · {_status(found)} · '
        f"{_points(points, question.id, question.points)}</h2>\n<p>{prose(found['message'])}</p>\n"
    ]
    right = found["status"] == "CORRECT"
    if found.get("misconception"):
        said.append(f"<p>Known as: <em>{text(found['misconception'])}</em>.</p>\n")
    if not right and (found.get("got") or found.get("expected")):
        rows = [
            [word, f"<code>{text(_NUMPY.sub(_inside, found[key]))}</code>"]
            for word, key in (("Yours", "got"), ("Expected", "expected"))
            if found.get(key)
        ]
        said.append(table(f"Answer to {text(question.id)}", ["", "Answer"], rows))
    if code:
        said.append(f"<h3>Your code</h3>\n<pre>{text(code[:_LONGEST])}</pre>\n")
    if not right:
        hints = "".join(f"<li>{prose(hint)}</li>" for hint in question.hints)
        read_on = question.read if question.read not in found["message"] else ""
        said.append(f"<h3>Hints</h3>\n<ol>{hints}</ol>\n<p>{prose(read_on)}</p>\n")
    return "".join(said) + "</section>\n"


def _inside(found):
    return found[1]


def _own_code(assignment, notebook):
    """The cell of the student's that answers each question: by its grading id, else the last that sets the name."""
    found, by_name = {}, {}
    for cell, tree in trees(notebook):
        names = {name for node in (tree.body if tree else ()) for name, _ in given_values(node)}
        by_name |= dict.fromkeys(names, source(cell))
        found.setdefault(str(grading(cell).get("grade_id")), source(cell))
    return {
        question.id: found.get(question.id.replace(".", "-") + "-answer") or by_name.get(question.name, "")
        for question in assignment.questions
    }


def _rubric(assignment, mark):
    rows = [
        [
            text(criterion.title),
            "<br>".join(f"{points:g}: {prose(level)}" for points, level in sorted(criterion.levels.items())),
            _points(mark.points, criterion.id, criterion.points),
        ]
        for criterion in assignment.rubric
    ]
    return (
        "<section><h2>Marked by a person</h2>\n"
        + table("Rubric", ["", "Levels", "Points"], rows, numbers={2})
        + "</section>\n"
    )


def _everything(result, notebook):
    """Every code cell, and what it printed when it was run for marking."""
    if not result["cells"]:
        return ""
    cells, said = code_cells(notebook), ["<section><h2>Your notebook when it was run</h2>\n"]
    for ran in result["cells"]:
        number = ran["index"]
        cell = cells[number - 1] if 0 < number <= len(cells) else {}
        if grading(cell).get("locked") and not ran.get("error"):
            continue  # a check: it says only that the answer can be marked
        said.append(f"<h3>Code cell {number}</h3>\n<pre>{text(source(cell)[:_LONGEST])}</pre>\n")
        if ran.get("output"):
            said.append(f'<pre class="output">{text(ran["output"])}</pre>\n')
        if ran.get("error"):
            said.append(f'<p class="bad">Stopped with {text(ran["error"])}</p>\n')
    return "".join(said) + "</section>\n"
