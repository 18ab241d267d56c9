"""Marking a copy of a small assignment: the result, its flags, its repetition by seed."""

import json
import re

import pytest
from nbformat.v4 import new_code_cell

from lepton_kit.exercises.verdict import Status
from lepton_kit.teach.assignment import load
from lepton_kit.teach.marking import mark
from lepton_kit.teach.marking_result import MarkingResult
from lepton_kit.teach.sandbox import bubblewrap

pytestmark = pytest.mark.sandbox


def _points(result):
    return [question.points for question in result.questions]


def test_solved_stub_and_mutants_get_what_they_should(small, as_bytes):
    solved = mark(as_bytes(small.solved("s001")), small, "s001")
    assert (solved.status, solved.points, solved.max_points) == ("marked", 5.0, 5.0)
    assert solved.flags == ()
    stub = mark(as_bytes(small.stub("s001")), small, "s001")
    assert (stub.status, stub.points) == ("marked", 0.0)
    for mutant in small.mutants:
        result = mark(as_bytes(small.solved("s001", [mutant])), small, "s001")
        got = {question.id: question.points for question in result.questions}
        assert got[mutant.question] == mutant.points


def test_a_result_is_json_and_says_what_was_seen_and_wanted(small, as_bytes):
    notebook = small.solved("s001")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace("total = letters + 1", "total = letters\nprint('<b>\\x1b[1mhere')")
    result = mark(as_bytes(notebook), small, "s001")
    assert MarkingResult.from_json(result.to_json()) == result
    assert json.loads(result.to_json())["status"] == "marked"
    first = result.questions[0]
    assert (first.got, first.expected, first.misconception) == ("4", "5.0", "forgot the one")
    assert (first.status, first.points, first.max_points) == (Status.INCORRECT, 1.0, 2.0)
    assert any(cell.output == "<b>here\n" for cell in result.cells)
    assert [cell.index for cell in result.cells] == list(range(1, len(result.cells) + 1))


def test_what_was_wanted_of_eight_partners_is_told_whole_and_no_font_is_missed(as_bytes):
    a1 = load("A1")
    notebook = a1.stub("s001")
    notebook.cells.insert(3, new_code_cell("from matplotlib import pyplot as plt\nplt.plot([1, 2])\nplt.show()"))
    result = mark(as_bytes(notebook), a1, "s001")
    wanted = {question.id: question.expected for question in result.questions}
    assert [text for text in wanted.values() if "…" in text or re.search(r"\.\d{10}", text)] == []
    assert [wanted[each].count(": ") for each in ("A1.1", "A1.2", "A1.3", "A1.4")] == [8, 8, 8, 8]
    assert [cell.output for cell in result.cells if "Fontconfig" in cell.output] == []


def test_a_seed_repeats_a_result(small, as_bytes):
    notebook = small.solved("s001")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace("return 2 * x", "return 2.1 * x")
    first = mark(as_bytes(notebook), small, "s001")
    again = mark(as_bytes(notebook), small, "s001", seed=first.seed)
    other = mark(as_bytes(notebook), small, "s001")
    assert first.questions == again.questions
    assert first.questions[1].message != other.questions[1].message


def test_the_wrong_id_is_flagged_and_the_marks_are_for_the_true_one(small, as_bytes):
    result = mark(as_bytes(small.solved("somebody")), small, "s001")
    assert _points(result) == [0.0, 3.0]
    assert [flag.kind for flag in result.flags] == ["wrong-id"]
    assert mark(as_bytes(small.solved(" S001 ")), small, "s001").flags == ()  # as it is normalised
    blank = mark(as_bytes(small.release()), small, "s001")
    assert [flag.kind for flag in blank.flags] == ["wrong-id", "no-answers"]


def test_without_a_sandbox_a_copy_fails_and_trusted_it_is_marked(small, as_bytes, monkeypatch):
    content = as_bytes(small.solved("s001"))
    monkeypatch.setattr(bubblewrap, "why_not", lambda: "There is none.")
    refused = mark(content, small, "s001")
    assert (refused.status, refused.points, refused.reason) == ("failed", None, "There is none.")
    trusted = mark(content, small, "s001", trusted=True)
    assert (trusted.status, trusted.points, trusted.trusted) == ("marked", 5.0, True)


def test_a_sandbox_that_does_not_start_is_a_failure_with_its_reason(small, as_bytes, monkeypatch):
    monkeypatch.setattr(bubblewrap, "command", lambda rules, limits: ["false"])
    result = mark(as_bytes(small.solved("s001")), small, "s001")
    assert result.status == "failed" and result.reason.startswith("The sandbox did not start")
