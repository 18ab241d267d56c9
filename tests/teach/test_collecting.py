"""From a download to one copy a student: nobody is guessed, and nothing is lost."""

import io
import json
import os
import zipfile
from contextlib import suppress
from datetime import datetime

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach import collecting, filing
from lepton_kit.teach.collecting import collect
from lepton_kit.teach.filing import receipt
from lepton_kit.teach.submission import Submission, read_submission
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


def test_what_a_file_says_inside_counts_for_nothing_against_its_name(course, tmp_path):
    """Its name fits the two Anna Schmidts alone; both are kept from a zero on request until that is settled."""
    put(tmp_path / "dl", "Anna Schmidt_9_assignsubmission_file_/A1.ipynb", notebook('student = "s001"'))
    found = collect(course, "A1", tmp_path / "dl")
    assert (found.new, len(found.unclear)) == ([], 1)
    assert [s.id for s in course.students if course.not_taken("A1", s.id).exists()] == ["s004", "s005"]
    (tmp_path / "dl" / "Anna Schmidt_9_assignsubmission_file_").rename(tmp_path / "dl" / "s004")
    assert collect(course, "A1", tmp_path / "dl").new == ["s004"]
    assert not course.not_taken("A1", "s005").exists()


def test_a_file_that_went_to_whom_it_names_inside_is_the_same_file_the_next_time(course, tmp_path):
    put(tmp_path / "dl", "Participant_9_assignsubmission_file_/A1.ipynb", notebook('student = "s003"'))
    assert collect(course, "A1", tmp_path / "dl").new == ["s003"]
    again = collect(course, "A1", tmp_path / "dl")
    assert (again.unchanged, again.unclear) == (["s003"], [])
    put(tmp_path / "other", "Participant_8_assignsubmission_file_/A1.ipynb", notebook('student = "s003"  # me too'))
    assert "although it names s003" in collect(course, "A1", tmp_path / "other").unclear[0]
    assert course.not_taken("A1", "").exists()  # whoever sent it may be among the missing


ASSIGNED = {"lepton": {"assignment": "A1"}}


def of_a1(text):
    return json.dumps({"cells": [{"cell_type": "code", "source": text}], "metadata": ASSIGNED}).encode()


@pytest.mark.parametrize("name", ["A1.ipynb.txt", "A1.ipynb.json", "A1 (1).IPYNB.TXT", "ada@example.org.ipynb.txt"])
def test_a_notebook_that_a_browser_renamed_is_one(course, tmp_path, name):
    put(tmp_path / "dl", name if "@" in name else f"s001/{name}", of_a1("x = 1"))
    found = collect(course, "A1", tmp_path / "dl")
    assert (found.new, found.unclear) == (["s001"], [])


@pytest.mark.parametrize(
    "name", ["A1.html", "A1.ipynb.url", "A1.ipynb - Shortcut.lnk", "A1.rar", "A1.tar.gz", ".ipynb", "notes.txt"]
)
@pytest.mark.parametrize("preview", [True, False])
def test_what_is_no_notebook_is_named_also_in_the_preview(course, tmp_path, name, preview):
    put(tmp_path / "dl", f"s001/{name}", b"x")
    found = collect(course, "A1", tmp_path / "dl", preview=preview)
    assert (found.new, [sentence.partition(" is not a notebook")[0] for sentence in found.unclear]) == (
        [],
        [f"s001/{name}"],
    )
    assert course.not_taken("A1", "s001").exists() is not preview


JUNK = (
    *("._A1.ipynb", ".~A1.ipynb", "~$A1.ipynb", "A1.ipynb:Zone.Identifier", "desktop.ini", "Thumbs.db", ".DS_Store"),
    *(".ipynb_checkpoints/A1-checkpoint.ipynb", "__MACOSX/._A1.ipynb", "__pycache__/a.pyc", ".vscode/settings.json"),
    *(f".venv/lib/python3.11/site-packages/p{i}/data.json" for i in range(30)),
)


@pytest.mark.parametrize("as_zip", [True, False])
def test_what_computers_put_beside_a_notebook_is_neither_a_version_nor_data(course, tmp_path, as_zip):
    """Newer than the notebook, as a Mac's are, and enough of it to leave no room for the student's own data."""
    put(tmp_path / "dl", "s001/A1.ipynb", of_a1("x = 1"))
    put(tmp_path / "dl", "s001/rain.csv", b"1,2")
    for name in JUNK:
        put(tmp_path / "dl", f"s001/{name}", b"junk", datetime(2026, 3, 2))
    source = tmp_path / "dl"
    if as_zip:
        files = [
            (path.relative_to(source).as_posix(), path.read_bytes()) for path in source.rglob("*") if path.is_file()
        ]
        source = put(tmp_path, "dl.zip", zipped(*files))
    found = collect(course, "A1", source)
    assert (found.new, found.notes, found.unclear) == (["s001"], [], [])
    assert read_submission(course, "A1", "s001") == Submission(of_a1("x = 1"), {"rain.csv": b"1,2"})


@pytest.mark.parametrize(
    "files",
    [(), (("__MACOSX/._A1.ipynb", b"x"),), ((".ipynb_checkpoints/A1-checkpoint.ipynb", of_a1("x")),), (("w/", b""),)],
)
def test_whose_zip_holds_nothing_is_named_and_gets_no_zero_unseen(course, tmp_path, files):
    put(tmp_path / "dl", "Ada Lovelace_1_assignsubmission_file_/w.zip", zipped(*files))
    found = collect(course, "A1", tmp_path / "dl")
    assert (found.new, len(found.unclear)) == ([], 1)
    assert course.not_taken("A1", "s001").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("z_scratch.ipynb", notebook("x")), ("01_partners.ipynb", notebook('check("01.1", x)')), ("z.ipynb", NOTEBOOK)],
)
def test_of_several_notebooks_the_assignment_is_taken_whichever_is_newer(course, tmp_path, name, content):
    put(tmp_path / "dl", "s001/A1.ipynb", of_a1("x = 1"))
    put(tmp_path / "dl", f"s001/{name}", content, datetime(2026, 3, 2))
    found = collect(course, "A1", tmp_path / "dl")
    assert course.submitted("A1", "s001").read_bytes() == of_a1("x = 1")
    assert found.notes[-1] == "s001 handed in 2 versions; s001/A1.ipynb is the newest of A1."
    assert [path.read_bytes() for path in course.older("A1", "s001").iterdir()] == [content]


def test_a_newest_version_that_is_broken_is_not_passed_over(course, tmp_path):
    """Whether the one before it counts is for a person to say, who hears of it when marks are made."""
    put(tmp_path / "dl", "s001/A1.ipynb", of_a1("x = 1"))
    put(tmp_path / "dl", "s001/A1 (1).ipynb", b"", datetime(2026, 3, 2))
    assert "s001/A1 (1).ipynb is the newest." in collect(course, "A1", tmp_path / "dl").notes[0]
    assert course.submitted("A1", "s001").read_bytes() == b""


@pytest.mark.parametrize("stop_at", range(1, 9))
def test_an_interrupted_run_is_made_good_by_the_next_at_whatever_file_it_stopped(
    course, tmp_path, monkeypatch, stop_at
):
    """A copy that replaces another, late and with data; the power goes before the first, second ... file is written."""
    put(tmp_path / "dl", "lovelaceada_77_1_A1.ipynb", of_a1("old"))
    put(tmp_path / "dl", "lovelaceada_77_2_rain.csv", b"old")
    collect(course, "A1", tmp_path / "dl")
    put(tmp_path / "new", "lovelaceada_LATE_77_3_A1.ipynb", of_a1("new"), datetime(2026, 3, 2))
    put(tmp_path / "new", "lovelaceada_LATE_77_4_snow.csv", b"new", datetime(2026, 3, 2))
    written, write = [], filing.write

    def until(path, content):
        written.append(path)
        if len(written) == stop_at:
            raise KeyboardInterrupt
        write(path, content)

    monkeypatch.setattr(filing, "write", until)
    with suppress(KeyboardInterrupt):
        collect(course, "A1", tmp_path / "new")
    monkeypatch.undo()
    found = collect(course, "A1", tmp_path / "new")
    assert found.replaced + found.unchanged == found.late == ["s001"]
    assert read_submission(course, "A1", "s001") == Submission(of_a1("new"), {"snow.csv": b"new"})
    noted = receipt(course, "A1", "s001")
    assert (noted["when"], noted["late"], noted["files"]) == ("2026-03-02T00:00:00", True, ["snow.csv"])
    assert of_a1("old") in [path.read_bytes() for path in course.older("A1", "s001").glob("*.ipynb")]


def test_late_or_not_is_what_the_platform_says_last(course, tmp_path):
    """It may have had no date of delivery at first. A file without a platform's name says nothing of that."""
    put(tmp_path / "1", "lovelaceada_77_1_A1.ipynb", of_a1("x"))
    put(tmp_path / "2", "lovelaceada_LATE_77_1_A1.ipynb", of_a1("x"))
    put(tmp_path / "3", "s001.ipynb", of_a1("x"))
    assert [collect(course, "A1", tmp_path / name).late for name in "1231"] == [[], ["s001"], ["s001"], []]


def test_the_course_folder_is_no_download(course, tmp_path):
    """Its older copies are newer files than the copy that replaced them."""
    with pytest.raises(CourseError, match="holds the course itself"):
        collect(course, "A1", course.folder)
    with pytest.raises(CourseError, match="holds the course itself"):
        collect(course, "A1", tmp_path)
    put(course.folder / "download", "s001.ipynb")
    assert collect(course, "A1", course.folder / "download").new == ["s001"]


def test_zips_of_two_sections_in_one_folder_are_one_download(course, tmp_path):
    put(tmp_path / "dl", "A1 section 1.zip", zipped(("lovelaceada_77_1_A1.ipynb", of_a1("a"))))
    put(tmp_path / "dl", "A1 section 2.zip", zipped(("mullerjurgen_LATE_79_1_A1.ipynb", of_a1("b"))))
    put(tmp_path / "dl", "A1 section 2 (1).zip", zipped(("mullerjurgen_LATE_79_1_A1.ipynb", of_a1("b"))))
    found = collect(course, "A1", tmp_path / "dl")
    assert (found.new, found.late, found.notes) == (["s001", "s003"], ["s003"], [])


MARIA = ("García López María_78_assignsubmission_file_/A1.ipynb", "garcialopezmaria_78_99_A1.ipynb", "s002/A1.ipynb")


@pytest.mark.parametrize("name", MARIA)
@pytest.mark.parametrize("by_hand", [True, False])
def test_nobody_hands_in_for_somebody_else(course, tmp_path, name, by_hand):
    """A zip or folder of one student's holds a file that is named as the platform names another's."""
    forged, own = notebook("student = 's002'\nforged = 1"), notebook("student = 's002'")
    (tmp_path / "dl" / "s001").mkdir(parents=True)
    put(tmp_path / "dl", "s001.zip", zipped((name, forged)))
    put(tmp_path / "dl/s001", "x.zip", zipped((name, forged)))
    if by_hand:
        os.utime(put(tmp_path / "dl", "s002.ipynb", own), (10**9, 10**9))
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == ["s002"] * by_hand
    assert sum("came with what s001 handed in" in sentence for sentence in found.unclear) == 2
    assert not by_hand or course.submitted("A1", "s002").read_bytes() == own


def test_two_files_of_one_name_in_a_zip_are_two_versions(course, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped(("s001/A1.ipynb", notebook("x = 1")), ("s001/A1.ipynb", notebook("x = 2")))
    found = collect(course, "A1", put(tmp_path, "dl.zip", twice))
    assert found.new == ["s001"] and "equally new" in found.notes[-1]
    assert len(list(course.older("A1", "s001").glob("*.ipynb"))) == 1


def test_a_zip_that_asks_for_more_memory_than_there_is_costs_only_itself(course, tmp_path, monkeypatch):
    """The header of an entry may ask for a dictionary of four gigabytes."""

    def no_room(*args, **options):
        raise MemoryError

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("A1.ipynb", NOTEBOOK)
    download = put(tmp_path, "dl.zip", zipped(("s001.zip", content.getvalue()), ("s002.ipynb", NOTEBOOK)))
    monkeypatch.setattr("zipfile.LZMADecompressor", no_room)
    found = collect(course, "A1", download)
    assert found.new == ["s002"]
    assert "more memory than there is" in found.unclear[0]
