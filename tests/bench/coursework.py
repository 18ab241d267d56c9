"""Fifty copies of A1 graded in sandboxes, against stock nbgrader on the same copies without any."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.bench.engine import Row

__all__ = ["ROWS"]

COPIES = 50


def _contenders():
    from lepton_kit.teach.assignment import load
    from lepton_kit.teach.course_folder import Course, init
    from lepton_kit.teach.grading import grade

    assignment, ids = load("A1"), [f"s{number:03}" for number in range(1, COPIES + 1)]
    root = Path(tempfile.mkdtemp(prefix="lepton-bench-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    copies = {
        each: _text(assignment.stub(each) if i % 5 == 4 else assignment.solved(each)) for i, each in enumerate(ids)
    }

    init(root / "ours")
    (root / "ours" / "roster.csv").write_text("id,name\n" + "".join(f"{each},{each}\n" for each in ids))
    course = Course.open(root / "ours")
    _hand_in(course.folder, copies)
    parts = {"stock": ids, "half": ids[::2], "other half": ids[1::2]}
    blank = _nbgrader_course(root / "blank", _text(_with_tests(assignment, ids)))
    for name, students in parts.items():
        shutil.copytree(blank, root / name)
        _hand_in(root / name, {each: copies[each] for each in students})
    whole, *halves = (root / name for name in parts)

    def ours():
        graded = grade(course, assignment, jobs=2, again=True)
        if graded.unmarked or sum(result.points for result in graded.results.values()) != _due(assignment, ids):
            raise RuntimeError("the copies did not get their marks")

    return {
        "lepton, two processes, sandboxed": ours,
        "nbgrader autograde, one process": lambda: _autograde([whole]),
        "nbgrader autograde, two processes": lambda: _autograde(halves),
    }


def _due(assignment, ids):
    return assignment.max_points * sum(i % 5 != 4 for i in range(len(ids)))


def _text(notebook):
    return json.dumps(notebook, ensure_ascii=False)


def _hand_in(folder, copies):
    for student, text in copies.items():
        place = folder / "submitted" / student / "A1" / "A1.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(text, encoding="utf-8")


def _nbgrader_course(folder, tests):
    """A course of nbgrader's own, with the assignment in its gradebook."""
    source = folder / "source" / "A1" / "A1.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(tests, encoding="utf-8")
    _finish([_nbgrader("generate_assignment", folder)])
    return folder


def _autograde(folders):
    _finish([_nbgrader("autograde", folder) for folder in folders])
    for folder in folders:
        graded, handed_in = (len([*(folder / name).glob("*/A1/A1.ipynb")]) for name in ("autograded", "submitted"))
        if graded != handed_in:
            raise RuntimeError(f"nbgrader graded {graded} of {handed_in} copies")


def _nbgrader(what, folder):
    command = [sys.executable, "-m", "nbgrader", what, "A1", "--create", "--force", f"--course-dir={folder}"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"  # it calls alembic by name
    environment = os.environ | {"PATH": path}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _finish(processes):
    for process in processes:
        said = process.communicate()[0]
        if process.returncode:
            raise RuntimeError(f"nbgrader failed:\n{said[-2000:]}")


def _with_tests(assignment, ids):
    """The release with cells that assert our expected values, as nbgrader needs them: a value for each student."""
    questions = {question.id.replace(".", "-"): question for question in assignment.questions}
    notebook = assignment.release()
    for cell in notebook.cells:
        question = questions.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if question:
            cell.source = assertion(question, {each: question.answer(**question.given(each)) for each in ids})
    return notebook


def assertion(question, wanted):
    some = next(iter(wanted.values()))
    if callable(some):
        return f"assert callable({question.name})"
    if isinstance(some, set):
        return f"assert {question.name} == {wanted}[student]"
    if isinstance(some, dict):
        return f"assert all(np.isclose({question.name}[name], value) for name, value in {wanted}[student].items())"
    values = {student: np.asarray(value).tolist() for student, value in wanted.items()}
    return f"assert np.allclose({question.name}, {values}[student])"


ROWS = [
    Row(
        key="grade",
        title=f"{COPIES} copies of A1 graded, ours in sandboxes and nbgrader's without",
        goal="not slower than stock nbgrader with as many processes",
        contenders=_contenders,
        rounds=1,
    )
]
