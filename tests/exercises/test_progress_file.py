"""Progress is private, survives damage and trouble, and never stands in the way of a check."""

import json
import os
import stat
import subprocess
import sys

import pytest

from lepton_kit.exercises import check, progress


@pytest.fixture
def file(tmp_path, monkeypatch):
    kept = tmp_path / "folder" / "progress.jsonl"
    monkeypatch.setenv("LEPTON_PROGRESS", str(kept))
    return kept


def test_before_the_first_check_nothing_is_solved_and_no_file_is_made(file):
    found = progress()
    assert (found.solved, found.tries, found.note) == ({}, {}, "")
    assert repr(found).startswith("**0 of ")
    assert not file.exists()


def test_checks_are_counted_and_the_first_right_answer_stays(file):
    for answer in (..., 16, 6, 16):
        check("00.1", answer)
    found = progress()
    assert list(found.solved) == ["00.1"]
    assert found.tries == {"00.1": 3}, "an untouched stub is no try"
    assert "| 00 | ■□ | 1 of 2 | 3 |" in found._repr_markdown_()
    assert repr(found) == found._repr_markdown_(), "a terminal shows the same table, as it does of guesses"


def test_the_file_holds_no_answer_and_is_for_its_owner_alone(file):
    check("00.1", 123456)
    assert "123456" not in file.read_text()
    assert set(json.loads(file.read_text())) == {"edition", "question", "status", "at"}
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_damaged_lines_are_counted_and_the_others_kept(file):
    check("00.1", 6)
    with file.open("ab") as lines:
        lines.write(
            b"[" * 99_999 + b"\n"
            b'{"question": "00.2", "status": "CORR\n\xff\xfe\n[1]\n'
            b'{"edition": 2, "question": "00.2", "status": "FINE", "at": 1}\n'
        )
    check("00.1", 6)
    found = progress()
    assert found.tries == {"00.1": 2}
    assert found.note.startswith("5 lines of ")


def test_another_editions_lines_stay_and_count_for_it_alone(file):
    """In the first edition 06.1 was a question about pixels; in this one it is about coalitions."""
    file.parent.mkdir()
    first = '{"question": "06.1", "status": "CORRECT", "at": "2026-05-01T10:00:00"}\n'
    file.write_text(first, encoding="utf-8")
    check("00.1", 6)
    found = progress()
    assert list(found.solved) == ["00.1"]
    assert found.note.startswith("1 checks and guesses of another edition of the course stay in ")
    assert file.read_text(encoding="utf-8").startswith(first)


def test_a_file_that_cannot_be_written_is_told_in_the_view_and_not_by_the_check(file, capsys):
    file.parent.write_text("a file where a folder should be")
    assert check("00.1", 6).correct
    assert "cannot be read" in progress().note
    file.parent.unlink()
    file.mkdir(parents=True)
    assert check("00.1", 6).correct
    assert "progress.jsonl" in progress().note
    assert capsys.readouterr().err == ""
    file.rmdir()
    check("00.1", 6)
    assert progress().note == ""


def test_off_keeps_nothing(file, monkeypatch):
    monkeypatch.setenv("LEPTON_PROGRESS", "OFF")
    check("00.1", 6)
    assert progress().solved == {}
    assert "off" in progress().note
    assert not file.exists()


def test_export_writes_json_and_overwrites_nothing(file, tmp_path):
    check("00.1", 6)
    progress().export(tmp_path / "mine.json")
    assert json.loads((tmp_path / "mine.json").read_text())["tries"] == {"00.1": 1}
    with pytest.raises(FileExistsError):
        progress().export(tmp_path / "mine.json")


def test_by_default_it_stands_in_the_users_data_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("LEPTON_PROGRESS", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, **_: tmp_path / name)
    check("00.1", 6)
    assert (tmp_path / "lepton-kit" / "progress.jsonl").exists()


def test_a_last_line_cut_short_does_not_swallow_the_next_answer(file):
    """A full disk or a power cut ends the file within a line."""
    file.parent.mkdir()
    file.write_text('{"question": "00.1", "sta', encoding="utf-8")
    check("00.1", 6)
    check("00.1", 16)
    found = progress()
    assert list(found.solved) == ["00.1"] and found.tries == {"00.1": 2}
    assert found.note.startswith("1 lines of ")


def test_a_question_that_is_no_text_is_a_damaged_line(file):
    file.parent.mkdir()
    file.write_text('{"edition": 2, "question": 1, "status": "CORRECT", "at": "x"}\n', encoding="utf-8")
    assert "could not be read" in repr(progress())
    with pytest.raises(LookupError, match=r"There is no question 1\. An id is lesson and number"):
        check(1, 6)


def test_a_check_survives_without_a_home(monkeypatch):
    """A user id without an entry and no HOME: platformdirs has no folder to name."""

    def no_home(*rest, **named):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setenv("LEPTON_PROGRESS", "")
    monkeypatch.setattr("platformdirs.user_data_path", no_home)
    assert check("00.1", 6).correct
    assert "Could not determine home directory" in repr(progress())


def test_what_a_learner_prints_fits_a_console_of_few_letters():
    code = "from lepton_kit.exercises import check, hint, progress; print(check('00.1', 6), hint('00.1'), progress())"
    variables = os.environ | {"PYTHONIOENCODING": "cp1252", "LEPTON_PROGRESS": "off"}
    said = subprocess.check_output([sys.executable, "-c", code], env=variables).decode("cp1252")
    assert said.startswith("? 00.1: Correct.")
