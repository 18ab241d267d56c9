"""Marks: sums, who has none and why, the rubric's sheet, and files that no spreadsheet runs."""

import csv

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.files import write
from lepton_kit.teach import mark_table as module
from lepton_kit.teach.collecting import collect
from lepton_kit.teach.course_folder import Course
from lepton_kit.teach.mark_table import marks, write_marks
from lepton_kit.teach.marking_result import Flag
from lepton_kit.teach.roster import read_roster
from lepton_kit.teach.rubric import read_rubric, rubric_file, write_rubric
from lepton_kit.teach.spreadsheets import read_sheet, safe, write_sheet

TITLES = '"id","name","A9.R1 A question worth asking (0 to 4)","A9.R2 Words (0 to 1)","comment"\r\n'


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def by_id(table):
    return {mark.student.id: mark for mark in table}


def test_everybody_on_the_roster_is_told(course, small, hand_in, put_result):
    for student in ("s001", "s002", "s003", "s004"):
        hand_in(course, small, student)
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    put_result(course, small, "s002")
    put_result(course, small, "s003", "CORRECT", "INCORRECT")
    hand_in(course, small, "s003", small.stub("s003"))
    found = by_id(marks(course, small))
    assert {each: (mark.status, mark.total) for each, mark in found.items()} == {
        "s001": ("marked", 5.0),
        "s002": ("failed", None),
        "s003": ("stale", None),
        "s004": ("unmarked", None),
        "s005": ("missing", None),
        "s006": ("missing", None),
    }
    assert found["s002"].reason == "The file is not JSON."


def test_who_handed_in_nothing_gets_zero_on_request_and_others_do_not(course, small, hand_in, put_result):
    hand_in(course, small, "s001")
    put_result(course, small, "s001")
    found = by_id(marks(course, small, missing_as_zero=True))
    assert (found["s001"].total, found["s002"].total) == (None, 0.0)


@pytest.mark.parametrize(
    "handed_in",
    [
        {"s002/A8.ipynb": b"x" * 200},
        {"s002/A8.ipynb": b'{"cells": [], "metadata": {"lepton": {"assignment": "A1"}}}'},
        {"s002/data.csv": b"1,2"},
        {"s002/essay.pdf": b"%PDF"},
        {"Garcia Lopez Maria_5_assignsubmission_file_/work.zip": b"no zip"},
    ],
    ids=["too large", "another assignment", "only data", "no notebook", "a broken zip"],
)
def test_who_handed_in_what_was_not_taken_gets_no_zero_unseen(course, small, tmp_path, monkeypatch, handed_in):
    monkeypatch.setattr("lepton_kit.teach.archive.LARGEST_COPY", 100)
    for name, content in handed_in.items():
        write(tmp_path / "dl" / name, content)
    assert collect(course, "A8", tmp_path / "dl").missing == [student.id for student in course.students]
    found = by_id(marks(course, small, missing_as_zero=True))
    assert (found["s001"].total, found["s002"].total) == (0.0, None)
    assert "did not take" in found["s002"].reason


@pytest.mark.parametrize("place", ["S002/A8/A8.ipynb", "s002/A8.ipynb", "s002/A8/homework.ipynb"])
def test_whose_copy_stands_in_another_place_gets_no_zero_unseen(course, small, place):
    """As on a course brought from a Mac, whose roster was exported anew, or into which somebody put a file by hand."""
    write(course.folder / "submitted" / place, b"{}")
    found = by_id(marks(course, small, missing_as_zero=True))
    assert (found["s001"].total, found["s002"].total) == (0.0, None)
    assert found["s002"].reason == f"has a copy in submitted/{place} and none in its place"


def test_marks_made_with_an_earlier_state_of_the_assignment_are_told(course, small, hand_in, put_result):
    for student in ("s001", "s002"):
        hand_in(course, small, student)
    put_result(course, small, "s001", "CORRECT", "CORRECT", digest="before the question was changed")
    put_result(course, small, "s002", "CORRECT", "CORRECT")
    found = by_id(marks(course, small))
    assert (found["s001"].total, found["s001"].status) == (5.0, "outdated")
    assert "the assignment changed since it was marked" in found["s001"].reason
    assert (found["s002"].total, found["s002"].status) == (5.0, "marked")


def test_marks_by_hand_count(course, small, hand_in, put_result, monkeypatch):
    for student in ("s001", "s002"):
        hand_in(course, small, student)
    put_result(course, small, "s001", "INCORRECT", "CORRECT")
    put_result(course, small, "s002")
    given = {"s001": {"A8.1": 1.5, "A8.99": 50.0}, "s002": {"A8.1": 1.0, "A8.2": 0.0}}
    monkeypatch.setattr(module, "by_hand", lambda course, name: given)
    found = by_id(marks(course, small))
    assert (found["s001"].total, found["s001"].reason) == (
        4.5,
        "changed by hand: A8.1 0 → 1.5, A8.99 is no question, its 50 count for nothing",
    )
    assert (found["s002"].total, found["s002"].status) == (1.0, "marked")


def test_the_files_hold_every_mark_and_every_cell_is_quoted(course, small, hand_in, put_result):
    hand_in(course, small, "s001")
    put_result(course, small, "s001", "CORRECT", "INCORRECT", flags=(Flag("killed", "=1+1 was seen"),))
    people, moodle, canvas = write_marks(course, small, marks(course, small))
    table = [dict(zip(rows(people)[0], row, strict=True)) for row in rows(people)[1:]]
    assert (table[0]["A8.1"], table[0]["A8.2"], table[0]["points"], table[0]["percent"]) == (
        "2.0",
        "0.0",
        "2.0",
        "40.0",
    )
    assert table[0]["flags"] == "'=1+1 was seen"
    assert (table[1]["points"], table[1]["status"]) == ("", "missing")
    assert rows(moodle)[:2] == [
        ["ID number", "Email address", "Full name", "A8", "A8 comment"],
        ["s001", "ada@example.org", "Ada Lovelace", "2.0", ""],
    ]
    assert rows(canvas)[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A8"]
    assert rows(canvas)[1] == ["    Points Possible", "", "", "", "", "5.0"]
    assert rows(canvas)[2] == ["Ada Lovelace", "77", "s001", "ada@example.org", "", "2.0"]
    for line in people.read_text(encoding="utf-8-sig").splitlines():
        assert line.startswith('"')
        assert line.endswith('"')


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n@x", "\u202e=1"]


@pytest.mark.parametrize("bad", FORMULAS)
def test_no_cell_is_a_formula(bad):
    assert safe(bad).startswith("'")


@pytest.mark.parametrize("bad", [*FORMULAS, '"=1', '"" =1'])
def test_no_part_is_a_formula_where_a_semicolon_begins_a_cell(bad, tmp_path):
    """A spreadsheet of a country whose decimals have a comma cuts there, whatever stands in quotes."""
    write_sheet(tmp_path / "x.csv", [["s001", "Ada", f"NameError: a;{bad}; b"]])
    [row] = csv.reader((tmp_path / "x.csv").read_text(encoding="utf-8").splitlines(), delimiter=";")
    assert not any(cell.strip(' "')[:1] in ("=", "+", "-", "@", "＝") for cell in row)
    assert safe(safe(f"a;{bad}")) == safe(f"a;{bad}")


def test_names_that_are_formulas_stay_names(course, small):
    roster = (course.folder / "roster.csv").read_text(encoding="utf-8")
    names = roster + 's007,"=HYPERLINK(""http://x"";""y"")",x@y\ns008,"a ""quoted"", name\nof two lines",x@y\n'
    (course.folder / "roster.csv").write_text(names, encoding="utf-8")
    again = Course.open(course.folder)
    for path in write_marks(again, small, marks(again, small)):
        cells = [cell for row in rows(path) for cell in row]
        assert not any(cell[:1] in ("=", "+", "-", "@") for cell in cells)
    assert any(row[1] == 'a "quoted", name of two lines' for row in rows(again.marks("A8.csv")))


NUMBERS = ["0012", "123456789012", "12e5", "12345", "s001", "1-2"]


def test_a_spreadsheet_changes_no_id(course, with_rubric, hand_in):
    """Excel makes 12, 1.23457E+11 and 1.2E+06 of the first three, and another alphabet of what is not called UTF-8."""
    text = "id,name\n" + "".join(f"{id_},Zoë {number}\n" for number, id_ in enumerate(NUMBERS))
    (course.folder / "roster.csv").write_text(text, encoding="utf-8")
    course = Course.open(course.folder)
    for id_ in NUMBERS:
        hand_in(course, with_rubric, id_)
    path = write_rubric(course, with_rubric)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    ids = [line.split(",")[0] for line in path.read_text(encoding="utf-8-sig").splitlines()[1:]]
    assert ids == ['"=""0012"""', '"=""123456789012"""', '"=""12e5"""', '"12345"', '"s001"', '"1-2"']
    assert list(read_rubric(course, with_rubric)) == NUMBERS
    files = write_marks(course, with_rubric, marks(course, with_rubric))
    assert [path.read_bytes().startswith(b"\xef\xbb\xbf") for path in files] == [True, False, False]
    assert [row[0] for row in rows(files[1])[1:]] == NUMBERS
    for path in files:
        assert [student.id for student in read_roster(path)[0]] == NUMBERS


def test_the_rubric_is_filled_in_and_added(course, with_rubric, hand_in, put_result):
    hand_in(course, with_rubric, "s001")
    put_result(course, with_rubric, "s001", "CORRECT", "CORRECT")
    path = write_rubric(course, with_rubric)
    assert path.read_bytes().decode("utf-8-sig") == TITLES + '"s001","Ada Lovelace","","",""\r\n'
    mark = by_id(marks(course, with_rubric))["s001"]
    assert (mark.total, mark.status, mark.reason) == (None, "unfinished", "not filled in yet: A9.R1, A9.R2")
    path.write_text(TITLES.replace(",", ";").replace('"', "") + "S001;Ada;3,5;1;Good, and clear\n", encoding="utf-8")
    mark = by_id(marks(course, with_rubric))["s001"]
    assert (mark.total, mark.status, mark.comment) == (9.5, "marked", "Good, and clear")
    assert mark.points == {"A9.1": 2.0, "A9.2": 3.0, "A9.R1": 3.5, "A9.R2": 1.0}


def test_writing_the_sheet_again_keeps_what_is_in_it(course, with_rubric, hand_in):
    hand_in(course, with_rubric, "s001")
    path = write_rubric(course, with_rubric)
    path.write_text(TITLES + 's001,Ada,2,,"a comment"\n', encoding="utf-8")
    hand_in(course, with_rubric, "s003")
    write_rubric(course, with_rubric)
    assert read_rubric(course, with_rubric) == {
        "s001": {"A9.R1": 2.0, "A9.R2": None, "comment": "a comment"},
        "s003": {"A9.R1": None, "A9.R2": None, "comment": ""},
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("s999,x,1,1,", "line 2: nobody on the roster has the id 's999'. Mend it, or take the line out"),
        (",x,1,1,", "line 2: nobody on the roster"),
        ("s001,x,5,1,", "line 2: A9.R1 is '5'; a number from 0 to 4 is wanted"),
        ("s001,x,-1,1,", "a number from 0 to 4"),
        ("s001,x,nan,1,", "a number from 0 to 4"),
        ("s001,x,good,1,", "a number from 0 to 4"),
        ("s001,x,inf,1,", "a number from 0 to 4"),
        ("s001,x,1,1,\nS001,x,1,1,", "line 3: s001 stands in the sheet twice"),
    ],
)
def test_a_slip_in_the_sheet_is_told_with_its_line(course, with_rubric, line, said):
    path = rubric_file(course, with_rubric)
    path.parent.mkdir()
    path.write_text(TITLES + line, encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        read_rubric(course, with_rubric)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TITLES.replace("A9.R1", "A9.R7"), "nothing called"),
        ('"id","id"\n"a","b"\n', "two columns"),
        (b"\xfe\xff\xd8", "UTF-8"),
    ],
)
def test_a_sheet_of_another_kind_is_told(course, with_rubric, text, said):
    path = rubric_file(course, with_rubric)
    path.parent.mkdir()
    content = text if isinstance(text, bytes) else (text + "s001,x,1,1,\n").encode()
    path.write_bytes(content)
    with pytest.raises(CourseError, match=said):
        read_rubric(course, with_rubric)


def test_no_rubric_and_no_copies_are_told(course, small, with_rubric):
    with pytest.raises(CourseError, match="no rubric"):
        write_rubric(course, small)
    with pytest.raises(CourseError, match="Nobody has handed in"):
        write_rubric(course, with_rubric)


def test_a_sheet_reads_what_it_wrote(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("\ufeffa\tb\n1\t\n\t\n", encoding="utf-8")
    assert read_sheet(path) == [(2, {"a": "1", "b": ""})]
