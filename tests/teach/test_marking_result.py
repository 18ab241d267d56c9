"""A result of marking: written and read again it is the same, and what marking cannot have written is refused."""

import json

import pytest

from lepton_kit.exercises.verdict import Status
from lepton_kit.teach.marking_result import CellRun, Flag, MarkingResult, QuestionResult

RESULT = MarkingResult(
    *("A1", "s001", "abc", "def", 5.0, 2.5),
    flags=(Flag("stopped", "Code cell 3 stopped with NameError"),),
    questions=(
        QuestionResult("A1.1", 2.0, 2.0, Status.CORRECT, "Right."),
        QuestionResult("A1.2", 0.5, 3.0, Status.INCORRECT, "Not.", "took the pool"),
    ),
    cells=(CellRun(1, "NameError: x", 0.1, "printed ü \u2028"),),
)


def test_it_comes_back_from_json_as_it_was():
    assert MarkingResult.from_json(RESULT.to_json()) == RESULT
    assert json.loads(RESULT.to_json())["status"] == "marked"


@pytest.mark.parametrize(
    "change",
    [
        {"points": 3.0},
        {"points": float("nan")},
        {"points": "2.5"},
        {"points": True},
        {"submission": 3},
        {"trusted": 1},
        {"questions": [{"id": "A1.1", "points": 2.5, "max_points": 2.0, "status": "CORRECT"}]},
        {"questions": [{"id": "A1.1", "points": 2.5, "max_points": 5.0, "status": "GREAT"}]},
        {"questions": None},
        {"cells": [3]},
        {"bonus": 1},
    ],
)
def test_what_marking_cannot_have_written_is_refused(change):
    with pytest.raises(ValueError, match=r"result|marks"):
        MarkingResult.from_json(json.dumps(json.loads(RESULT.to_json()) | change))


@pytest.mark.parametrize("text", ["", "[]", "3", "no", "{}", "[" * 100_000])
def test_what_is_no_result_is_refused(text):
    with pytest.raises(ValueError):
        MarkingResult.from_json(text)
