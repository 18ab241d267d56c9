"""From a download to one copy a student: nobody is guessed, and nothing is lost."""

import json
from datetime import datetime

import pytest

from lepton_kit.teach import collecting
from lepton_kit.teach.collecting import collect
from lepton_kit.teach.filing import receipt
from tests.teach.downloads import NOTEBOOK, notebook, put, zipped


def test_a_download_goes_to_its_students(course, tmp_path):
    put(tmp_path / "dl", "Ada Lovelace_1_assignsubmission_file_/A1.ipynb")
    put(tmp_path / "dl", "mullerjurgen_LATE_5_6_A1.ipynb", notebook("x"))
    put(tmp_path / "dl", "Anna Schmidt_2_assignsubmission_file_/A1.ipynb", notebook("y"))
    put(tmp_path / "dl", "Ada Lovelace_1_assignsubmission_file_/essay.pdf", b"%PDF")
    found = collect(course, "A1", tmp_path / "dl")
    assert (found.new, found.late, found.missing) == (["s001", "s003"], ["s003"], ["s002", "s004", "s005", "s006"])
    assert course.submitted("A1", "s001").read_bytes() == NOTEBOOK
    assert receipt(course, "A1", "s003")["late"] is True
    assert sorted(each.split()[0] for each in found.unclear) == ["Ada", "Anna"]
    assert (course.submitted("A1", "s001").parent / "timestamp.txt").read_text(encoding="utf-8").startswith("2026-")


def test_the_newest_is_taken_and_the_others_are_kept(course, tmp_path):
    for day, text in ((2, "second"), (1, "first"), (3, "third")):
        put(tmp_path / "dl", f"s001 day {day}.ipynb", notebook(text), datetime(2026, 3, day))
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == ["s001"]
    assert b"third" in course.submitted("A1", "s001").read_bytes()
    assert {path.read_bytes() for path in course.older("A1", "s001").iterdir()} == {
        notebook("first"),
        notebook("second"),
    }


def test_canvas_numbers_its_versions(course, tmp_path):
    for number in ("", "-1", "-10", "-9"):
        put(tmp_path / "dl", f"lovelaceada_77_4711_A1{number}.ipynb", notebook(f"version{number}"))
    collect(course, "A1", tmp_path / "dl")
    assert b"version-10" in course.submitted("A1", "s001").read_bytes()


def test_of_two_equally_new_versions_one_is_taken_and_both_are_named(course, tmp_path):
    put(tmp_path / "dl", "s001 a.ipynb", notebook("a"))
    put(tmp_path / "dl", "s001 b.ipynb", notebook("b"))
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == ["s001"]
    assert "s001 a.ipynb and s001 b.ipynb are equally new" in found.notes[0]
    assert [path.read_bytes() for path in course.older("A1", "s001").iterdir()] == [notebook("a")]


def test_a_file_without_a_name_goes_to_whom_it_names_inside_and_that_is_told(course, tmp_path):
    put(tmp_path / "dl", "A1.ipynb", notebook('student = "S003"'))
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == ["s003"]
    assert "says so inside" in found.notes[0]


def test_what_a_file_says_inside_never_takes_anothers_place(course, tmp_path):
    put(tmp_path / "dl", "s003.ipynb", notebook("the real one"))
    put(tmp_path / "dl", "A1.ipynb", notebook('student = "s003"'), datetime(2026, 4, 1))
    found = collect(course, "A1", tmp_path / "dl")
    assert course.submitted("A1", "s003").read_bytes() == notebook("the real one")
    assert "although it names s003" in found.unclear[0]


def test_a_copy_with_anothers_id_inside_is_told(course, tmp_path):
    put(tmp_path / "dl", "s003.ipynb", notebook('student = "s001"'))
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == ["s003"]
    assert "names 's001'" in found.notes[0]


def test_another_assignment_is_not_taken(course, tmp_path):
    other = json.dumps({"cells": [], "metadata": {"lepton": {"assignment": "A2"}}}).encode()
    put(tmp_path / "dl", "s003.ipynb", other)
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == []
    assert "copy of A2" in found.unclear[0]


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b'{"metadata": 3}', b'{"cells": [1]}', b"\xff\xfe"])
def test_what_is_no_notebook_is_collected_all_the_same(course, tmp_path, content):
    """Whether it can be marked is not for collecting to say: a person must hear of it when marks are made."""
    put(tmp_path / "dl", "s003.ipynb", content)
    assert collect(course, "A1", tmp_path / "dl").new == ["s003"]


def test_the_platforms_time_goes_before_what_a_students_own_zip_says(course, tmp_path):
    """The first version lies in a zip with a date of next year; the real one came a day later."""
    late = zipped(("A1.ipynb", notebook("first")), when=(2027, 1, 1, 0, 0, 0))
    name = "Ada Lovelace_1_assignsubmission_file_"
    first = zipped((f"{name}/hw.zip", late), when=(2026, 3, 1, 9, 0, 0))
    second = zipped((f"{name}/A1.ipynb", notebook("second")), when=(2026, 3, 2, 9, 0, 0))
    collect(course, "A1", put(tmp_path, "1.zip", first))
    assert receipt(course, "A1", "s001")["when"] == "2026-03-01T09:00:00"
    assert collect(course, "A1", put(tmp_path, "2.zip", second)).replaced == ["s001"]
    assert course.submitted("A1", "s001").read_bytes() == notebook("second")


def test_what_doctor_kept_is_no_version(course, tmp_path):
    put(tmp_path / "dl", "s001/A1.ipynb", notebook("mine"), datetime(2026, 3, 1))
    put(tmp_path / "dl", "s001/A1.backup-1.ipynb", notebook("before"), datetime(2026, 3, 2))
    found = collect(course, "A1", tmp_path / "dl")
    assert course.submitted("A1", "s001").read_bytes() == notebook("mine")
    assert "no version" in found.notes[0]
    assert not course.older("A1", "s001").exists()


def test_a_preview_says_who_is_who_and_writes_nothing(course, tmp_path):
    put(tmp_path / "dl", "Ada Lovelace_1_assignsubmission_file_/A1.ipynb", notebook("x"))
    put(tmp_path / "dl", "nobody.ipynb", notebook("y"))
    before = set(course.folder.rglob("*"))
    found = collect(course, "A1", tmp_path / "dl", preview=True)
    assert found.who == [("Ada Lovelace_1_assignsubmission_file_/A1.ipynb", "s001", "the name")]
    assert len(found.unclear) == 1
    assert set(course.folder.rglob("*")) == before


def test_who_left_the_roster_is_named_and_a_replaced_copys_page_goes(course, small, tmp_path, hand_in):
    hand_in(course, small, "gone9")
    for place in ("s002/A8/homework.ipynb", "s003/A8.ipynb", "s004/a8/A8.ipynb", "s005/A9/A9.ipynb"):
        put(course.folder / "submitted", place)
    wrong = ["gone9/A8/A8.ipynb", "s002/A8/homework.ipynb", "s003/A8.ipynb", "s004/a8/A8.ipynb"]
    assert course.orphans("A8") == wrong
    put(tmp_path / "dl", "s001.ipynb", notebook("old"), datetime(2026, 3, 1))
    collect(course, "A8", tmp_path / "dl")
    page = course.feedback("A8", "s001")
    put(page.parent, page.name, b"20 of 20")
    put(tmp_path / "dl", "s001.ipynb", notebook("new"), datetime(2026, 3, 2))
    assert collect(course, "A8", tmp_path / "dl").replaced == ["s001"]
    assert not page.exists()


def test_a_lessons_notebook_is_told(course, tmp_path):
    put(tmp_path / "dl", "s001.ipynb", notebook('nets = 3\ncheck("01.1", nets)'))
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == ["s001"]
    assert "looks like a lesson's notebook" in found.notes[0]


def test_a_copy_that_takes_for_ever_to_look_into_costs_nobody_else(course, tmp_path, monkeypatch):
    """Blanks before a sign kept a search over lines busy for hours; the time of one copy ends with it."""
    put(tmp_path / "dl", "s001.ipynb", notebook(" " * 900_000 + "%"))
    put(tmp_path / "dl", "s002.ipynb", notebook("x = 1"))
    assert collect(course, "A1", tmp_path / "dl").new == ["s001", "s002"]
    monkeypatch.setattr(collecting, "SECONDS", 0.0001)
    put(tmp_path / "dl", "s003.ipynb", notebook('student = "s003"'))
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == ["s003"]
    assert any("could not be looked into" in note for note in found.notes)
