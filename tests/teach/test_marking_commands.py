"""`lepton coursework` from the copies to marks: what it says, and its exit codes."""

import errno
import re
import sqlite3
from contextlib import closing

import pytest

from lepton_kit.teach import gradebook, grading
from lepton_kit.teach.sandbox import bubblewrap


def test_collect_of_nothing(lepton, here):
    assert lepton("collect", "nowhere", "--assignment", "A8")[0] == 2
    assert "--assignment" in lepton("collect", ".")[2]


def test_grade_without_a_sandbox_refuses_and_says_what_to_do(lepton, here, small, hand_in, monkeypatch):
    hand_in(here, small, "s001")
    monkeypatch.setattr(bubblewrap, "why_not", lambda: "No sandbox. Install bubblewrap.")
    assert lepton("grade", "A8") == (1, "", "No sandbox. Install bubblewrap.\n")
    assert not here.result("A8", "s001").exists()


@pytest.fixture
def marked_at_once(monkeypatch, canned, small):
    def spread(function, pieces, *, jobs, seconds, memory):
        for key, (student, copy) in pieces:
            statuses = () if key == "s002" else ("CORRECT", "INCORRECT")
            yield key, canned(small, student, copy.content, *statuses).to_json(), ""

    monkeypatch.setattr(grading, "spread", spread)
    monkeypatch.setattr(bubblewrap, "why_not", lambda: "")


def test_grade_tells_all_and_fails_if_a_copy_has_no_mark(lepton, here, small, hand_in, marked_at_once, no_book):
    hand_in(here, small, "s001")
    code, out, err = lepton("grade", "A8")
    assert code == 0
    assert re.search(r"s001 +Ada Lovelace +2 of 5", out)
    assert "pip install" in err
    hand_in(here, small, "s002")
    code, out, _ = lepton("grade", "A8")
    assert code == 1
    assert "FAILED" in out
    assert "2 copies: 1 marked (1 stood already), 1 failed, 0 flagged." in out


def test_more_processes_than_cores_are_told(lepton, here, small, hand_in, marked_at_once, no_book, monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    hand_in(here, small, "s001")
    assert "24 processes share 2 cores" in lepton("grade", "A8", "-j", "24")[2]
    assert "cores" not in lepton("grade", "A8", "-j", "2")[2]


def test_a_full_disk_is_told_after_the_table(lepton, here, small, hand_in, marked_at_once, no_book, monkeypatch):
    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    hand_in(here, small, "s001")
    monkeypatch.setattr(grading, "write", full)
    code, out, _ = lepton("grade", "A8")
    assert code == 1
    assert re.search(r"s001 +Ada Lovelace +– +left", out)
    assert "No space left on device" in out and "1 copy left; run the same again to go on" in out


def test_a_locked_book_is_told_before_the_first_copy_is_marked(lepton, here, small, hand_in, monkeypatch):
    hand_in(here, small, "s001")
    monkeypatch.setattr(bubblewrap, "why_not", lambda: "")
    monkeypatch.setattr(gradebook, "available", lambda: True)
    monkeypatch.setattr(gradebook, "PATIENCE", 0.2)
    with closing(sqlite3.connect(here.gradebook)) as other:
        other.execute("begin exclusive")
        code, out, err = lepton("grade", "A8")
    assert (code, out) == (1, "")
    assert "in use by another program" in err
    assert not here.result("A8", "s001").exists()


def test_trusted_is_told_loudly(lepton, here, small, hand_in, marked_at_once, no_book):
    hand_in(here, small, "s001")
    assert "WITHOUT A SANDBOX" in lepton("grade", "A8", "--trusted")[2]


def test_the_table_comes_also_after_ctrl_c(lepton, here, small, hand_in, monkeypatch, no_book):
    def stopped(function, pieces, **_):
        raise KeyboardInterrupt
        yield

    hand_in(here, small, "s001")
    monkeypatch.setattr(grading, "spread", stopped)
    monkeypatch.setattr(bubblewrap, "why_not", lambda: "")
    code, out, _ = lepton("grade", "A8")
    assert code == 1
    assert "1 copy left; run the same again to go on" in out


def test_feedback_and_marks_before_grading(lepton, here, small, hand_in):
    hand_in(here, small, "s001")
    assert "lepton coursework grade" in lepton("feedback", "A8")[2]
    code, out, _ = lepton("marks", "A8")
    assert code == 1
    assert "NO MARK  s001  Ada Lovelace: not marked yet" in out
    assert "0 of 6 students have a mark." in out


def test_rubric_of_the_command_line(lepton, here, with_rubric, small, hand_in):
    hand_in(here, with_rubric, "s001")
    assert lepton("rubric", "A9")[0] == 0
    assert (here.folder / "marks" / "A9-rubric.csv").exists()
    code, _, err = lepton("rubric", "A8")
    assert code == 1
    assert "no rubric" in err


def test_feedback_of_which_no_page_could_be_made_does_not_say_that_nothing_is_marked(lepton, here, small, monkeypatch):
    monkeypatch.setattr(
        "lepton_kit.teach.feedback_pages.feedback", lambda *_: ([], ["s001: no page was made, it hangs."])
    )
    assert lepton("feedback", "A8") == (1, "s001: no page was made, it hangs.\n", "")


def test_marks_say_what_a_zero_on_request_may_hide(lepton, here, small, hand_in, put_result, tmp_path):
    hand_in(here, small, "s001")
    put_result(here, small, "s001", "CORRECT", "CORRECT", digest="of before")
    (tmp_path / "dl").mkdir()
    (tmp_path / "dl" / "homework.ipynb").write_bytes(b"{}")
    assert lepton("collect", tmp_path / "dl", "--assignment", "A8")[0] == 1
    _, out, _ = lepton("marks", "A8")
    assert "1 mark of an earlier state of A8: run `grade A8` again." in out
    assert "fit nobody" not in out
    assert "left files that fit nobody" in lepton("marks", "A8", "--missing-as-zero")[1]
    (tmp_path / "dl" / "homework.ipynb").unlink()
    lepton("collect", tmp_path / "dl", "--assignment", "A8")
    assert "fit nobody" not in lepton("marks", "A8", "--missing-as-zero")[1]
