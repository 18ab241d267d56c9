"""Where a collected copy is put: with its data files, the newest in place, the others kept."""

import os
from datetime import datetime

import pytest

from lepton_kit.teach import filing
from lepton_kit.teach.collecting import collect
from lepton_kit.teach.filing import receipt
from lepton_kit.teach.submission import read_submission
from tests.teach.downloads import NOTEBOOK, notebook, put, zipped


def test_own_data_files_come_along(course, tmp_path):
    moodle, canvas = "Ada Lovelace_1_assignsubmission_file_", "mullerjurgen_5_"
    put(tmp_path / "dl", f"{moodle}/project/A1.ipynb", notebook("a"))
    put(tmp_path / "dl", f"{moodle}/project/data/rain.csv", b"1,2")
    put(tmp_path / "dl", f"{moodle}/essay.pdf", b"%PDF")
    put(tmp_path / "dl", f"{canvas}6_A1.ipynb", notebook("b"))
    put(tmp_path / "dl", f"{canvas}7_my data-1.csv", b"3")
    put(tmp_path / "dl", "lone.csv", b"4")
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == ["s001", "s003"]
    assert read_submission(course, "A1", "s001").files == {"data/rain.csv": b"1,2"}
    assert read_submission(course, "A1", "s003").files == {"my data-1.csv": b"3", "my data.csv": b"3"}
    assert sorted(sentence.split()[-5:][0] for sentence in found.unclear) and len(found.unclear) == 2
    put(tmp_path / "dl", f"{moodle}/project/data/rain.csv", b"9,9", datetime(2026, 3, 5))
    put(tmp_path / "dl", f"{moodle}/project/A1.ipynb", notebook("a"), datetime(2026, 3, 5))
    assert collect(course, "A1", tmp_path / "dl").replaced == ["s001"]
    assert read_submission(course, "A1", "s001").files == {"data/rain.csv": b"9,9"}
    assert [path.read_bytes() for path in course.older("A1", "s001").rglob("*.csv")] == [b"1,2"]


def test_data_files_have_limits_and_never_lead_out(course, tmp_path):
    files = [(f"s001/d{i}.csv", b"x") for i in range(30)]
    put(tmp_path, "dl.zip", zipped(("s001/A1.ipynb", NOTEBOOK), *files, ("s001/collected.json", b"{}")))
    found = collect(course, "A1", tmp_path / "dl.zip")
    assert len(read_submission(course, "A1", "s001").files) == 20
    assert sum("at most 20 data files" in sentence for sentence in found.unclear) == 10
    assert receipt(course, "A1", "s001")["from"] == "s001/A1.ipynb"


@pytest.mark.parametrize(
    ("file", "opened"),
    [
        ("mullerjurgen_5_7_run-2.csv", "run-2.csv"),
        ("mullerjurgen_5_7_rain-3.csv", "rain.csv"),
        ("mullerjurgen_5_7_Zu\u0308rich.csv", "Z\u00fcrich.csv"),
        ("mullerjurgen_5_7_Zu\u0308rich.csv", "Zu\u0308rich.csv"),
        ("mullerjurgen_5_7_Screenshot 9.41\u202fPM.png", "Screenshot 9.41\u202fPM.png"),
        ("mullerjurgen_5_7_stations.geojson", "stations.geojson"),
        ("mullerjurgen_5_7_table.csv.gz", "table.csv.gz"),
    ],
)
def test_a_data_file_lies_there_under_the_name_that_the_student_gave_it(course, tmp_path, file, opened):
    """Whatever a platform added to it, and whichever computer spelled it."""
    put(tmp_path / "dl", "mullerjurgen_5_6_A1.ipynb")
    put(tmp_path / "dl", file, b"1,2")
    assert collect(course, "A1", tmp_path / "dl").unclear == []
    assert (course.submitted("A1", "s003").parent / opened).read_bytes() == b"1,2"


@pytest.mark.parametrize(
    "before",
    [
        "mullerjurgen_5_7_",
        "Jürgen Müller_7_assignsubmission_file_",
        "A1_s003_attempt_2026-11-26-12-20-33_",
        "12-345 - Jürgen Müller - Nov 26, 2026 1220 PM - ",
    ],
    ids=["Canvas", "Moodle", "Blackboard", "Brightspace"],
)
@pytest.mark.parametrize("place", ["", "A1 section 1.zip"], ids=["in the download", "in a zip of a section"])
def test_what_a_platform_puts_before_a_name_is_taken_off_a_data_file(course, tmp_path, before, place):
    files = [(f"{before}A1.ipynb", NOTEBOOK), (f"{before}rain.csv", b"1,2")]
    if place:
        put(tmp_path / "dl", place, zipped(*files))
    for name, content in () if place else files:
        put(tmp_path / "dl", name, content)
    found = collect(course, "A1", tmp_path / "dl")
    assert (found.new, found.unclear) == (["s003"], [])
    assert read_submission(course, "A1", "s003").files == {"rain.csv": b"1,2"}


HOSTILE_NAMES = {
    "a file that is a folder too": ("x.csv", "x.csv/y.csv"),
    "a folder in the notebook's place": ("A1.ipynb/y.csv",),
    "a folder in our own note's place": ("collected.json/y.csv",),
    "longer than a disk allows": (f"{chr(0x6570) * 99}.csv",),
    "with a line's end in it": ("a\nb.csv",),
    "no name at all": ("\0.csv",),
}


@pytest.mark.parametrize("names", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_names_that_no_disk_can_keep_cost_nobody_a_copy(course, tmp_path, names):
    """Each of them once ended the run for the whole class."""
    hostile = zipped(("w/A1.ipynb", notebook("a")), *((name if "\0" in name else f"w/{name}", b"1") for name in names))
    put(tmp_path / "dl", "Ada Lovelace_1_assignsubmission_file_/work.zip", hostile)
    put(tmp_path / "dl", "s003.ipynb", notebook("b"))
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == ["s001", "s003"]
    assert ["cannot be kept" in sentence for sentence in found.unclear] == [True] * ("\0" not in names[0])


def test_data_files_beyond_what_travels_are_named(course, tmp_path, monkeypatch):
    monkeypatch.setattr(filing, "LARGEST_COPY", 10)
    files = [(f"s001/{name}.csv", b"x" * 6) for name in "ab"]
    found = collect(course, "A1", put(tmp_path, "dl.zip", zipped(("s001/A1.ipynb", NOTEBOOK), *files)))
    assert [sentence.split(":")[0] for sentence in found.unclear] == ["s001/b.csv"]


def test_a_name_in_no_known_letters_is_told(course, tmp_path):
    """As an old program unpacks it on Linux."""
    put(tmp_path / "dl", "s001/A1.ipynb")
    (tmp_path / "dl" / "s001" / os.fsdecode(b"\xe9t\xe9.csv")).write_bytes(b"1")
    found = collect(course, "A1", tmp_path / "dl")
    assert (found.new, len(found.unclear)) == (["s001"], 1)
    assert read_submission(course, "A1", "s001").files == {}


def test_collecting_again_changes_nothing_and_a_newer_copy_keeps_the_old_one(course, tmp_path):
    put(tmp_path / "dl", "s001.ipynb", notebook("old"), datetime(2026, 3, 1))
    assert collect(course, "A1", tmp_path / "dl").new == ["s001"]
    assert collect(course, "A1", tmp_path / "dl").unchanged == ["s001"]
    put(tmp_path / "dl", "s001.ipynb", notebook("new"), datetime(2026, 3, 2))
    assert collect(course, "A1", tmp_path / "dl").replaced == ["s001"]
    assert course.submitted("A1", "s001").read_bytes() == notebook("new")
    assert [path.read_bytes() for path in course.older("A1", "s001").iterdir()] == [notebook("old")]
    put(tmp_path / "dl", "s001.ipynb", notebook("from before"), datetime(2026, 2, 1))
    found = collect(course, "A1", tmp_path / "dl")
    assert found.unchanged == ["s001"]
    assert "newer" in found.notes[0]
    assert course.submitted("A1", "s001").read_bytes() == notebook("new")
