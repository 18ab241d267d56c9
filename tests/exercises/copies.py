"""Reading a student's copy in the tests."""

import json

from lepton_kit.exercises.hand_in import examine
from lepton_kit.exercises.student_notebook import source


def plain(notebook):
    return json.loads(json.dumps(notebook))


def cell_of(notebook, grade_id):
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def said(notebook, release):
    return " ".join(finding.message for finding in examine(notebook, release))


def texts(notebook):
    return [source(cell) for cell in notebook["cells"]]
