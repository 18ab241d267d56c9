"""From a download to one copy a student: nobody is guessed, nothing is lost, and no zip leads out of its folder."""

import io
import json
import os
import zipfile
from datetime import datetime

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach import archive, collecting
from lepton_kit.teach.archive import Refused, files_in
from lepton_kit.teach.collecting import collect, receipt
from lepton_kit.teach.matching import match, read_name
from lepton_kit.teach.roster import Student
from lepton_kit.teach.submission import read_submission

NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
STUDENTS = (
    Student("s001", "Ada Lovelace", "ada@example.org", "77"),
    Student("s002", "García López, María", "maria@example.org"),
    Student("s003", "Jürgen Müller", "jm@example.org"),
    Student("s004", "Anna Schmidt", "anna1@example.org"),
    Student("s005", "Anna Schmidt", "anna2@example.org"),
    Student("s006", "李小龙", "li@example.org"),
    Student("s00", "Short", "short@example.org"),
    Student("ada", "Ada", "b@example.org"),
)


def notebook(text):
    """A copy that differs from others."""
    return json.dumps({"cells": [{"cell_type": "code", "source": text}], "metadata": {}}).encode()


def zipped(*files, when=(2026, 3, 1, 12, 0, 0)):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files:
            file.writestr(zipfile.ZipInfo(name, when), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def notebooks(source):
    """What comes out of a download, in a spool of its own beside it."""
    spool = source.parent / "spool"
    spool.mkdir(exist_ok=True)
    return files_in(source, spool)


def put(folder, name, content=NOTEBOOK, when=datetime(2026, 3, 1)):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (when.timestamp(), when.timestamp()))
    return path


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("Ada Lovelace_12345_assignsubmission_file_/A1.ipynb", "s001"),
        ("María García López_999_assignsubmission_file_/my work.ipynb", "s002"),
        ("Maria Garcia Lopez_999_assignsubmission_file_A1.ipynb", "s002"),
        ("lovelaceada_77_4711_A1.ipynb", "s001"),
        ("lovelaceada_LATE_77_4711_A1-2.ipynb", "s001"),
        ("garcialopezmaria_5_6_A1.ipynb", "s002"),
        ("mullerjurgen_5_6_A1.ipynb", "s003"),
        ("s001.ipynb", "s001"),
        ("A1_S003_final (2).ipynb", "s003"),
        ("s003/A1/A1.ipynb", "s003"),
        ("anna2@example.org A1.ipynb", "s005"),
        ("A1 Jurgen Mueller s003.ipynb", "s003"),
        ("李小龙.ipynb", "s006"),
        ("s004-Anna Schmidt.ipynb", "s004"),
        ("s00.ipynb", "s00"),
    ],
)
def test_a_file_name_finds_its_student(path, student):
    found = match(read_name(path), STUDENTS, "A1")
    assert found.student is not None, found.how
    assert found.student.id == student


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("A1.ipynb", "nobody"),
        ("Anna Schmidt.ipynb", "s004 or s005"),
        ("Anna Schmidt_12_assignsubmission_file_/A1.ipynb", "s004 or s005"),
        ("schmidtanna_1_2_A1.ipynb", "s004 or s005"),
        ("s001 Jürgen Müller.ipynb", "s001 or s003"),
        ("Jürgen Müller_77_assignsubmission_file_/A1.ipynb", "s001 or s003"),
        ("s001 and s003.ipynb", "s001 or s003"),
        ("s0011.ipynb", "nobody"),
        ("a1-lovelace-ada.ipynb", "ada or s001"),
        ("Participant_12345_assignsubmission_file_/A1.ipynb", "nobody"),
    ],
)
def test_nobody_is_guessed(path, said):
    found = match(read_name(path), STUDENTS, "A1")
    assert found.student is None
    assert said in found.how


def test_a_platforms_number_is_no_student_id():
    """Moodle's number is the participant's; that it equals somebody's id is chance."""
    numbered = (Student("12345", "Ada Lovelace"), Student("2", "Bob Ross"))
    found = match(read_name("Bob Ross_12345_assignsubmission_file_/A1.ipynb"), numbered, "A1")
    assert found.student.id == "2"


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


def test_zips_in_zips_are_opened(course, tmp_path):
    inner = zipped(
        ("deep/A1.ipynb", NOTEBOOK), ("__MACOSX/._A1.ipynb", b"x"), ("deep/.ipynb_checkpoints/A1.ipynb", b"x")
    )
    path = put(tmp_path, "dl.zip", zipped(("Ada Lovelace_1_assignsubmission_file_/work.zip", inner)))
    found = collect(course, "A1", path)
    assert (found.new, found.unclear) == (["s001"], [])
    assert receipt(course, "A1", "s001")["when"] == "2026-03-01T12:00:00"


@pytest.mark.parametrize(
    "name", ["../../s001.ipynb", "/etc/s001.ipynb", "C:/s001.ipynb", "a/../../s001.ipynb", "..\\s001.ipynb"]
)
def test_a_path_out_of_the_zip_is_refused(course, tmp_path, name):
    path = put(tmp_path, "dl.zip", zipped((name, NOTEBOOK)))
    before = set(tmp_path.rglob("*.ipynb"))
    found = collect(course, "A1", path)
    assert found.new == []
    assert "leads out of the zip" in found.unclear[0]
    assert set(tmp_path.rglob("*.ipynb")) == before


def test_a_bomb_is_refused_by_what_comes_out_not_by_what_it_says(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_COPY", 100_000)
    content = bytearray(zipped(("s001.ipynb", b"0" * 2_000_000)))
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")  # it says that 10 bytes come out
    [lying] = notebooks(put(tmp_path, "lying.zip", bytes(content)))
    assert isinstance(lying, Refused) or lying.file.stat().st_size <= 10
    [honest] = notebooks(put(tmp_path, "honest.zip", zipped(("s001.ipynb", b"0" * 2_000_000))))
    assert isinstance(honest, Refused)
    assert "too large" in honest.reason


def test_each_student_has_a_budget_and_uses_up_nobody_elses(course, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 5)
    monkeypatch.setattr(archive, "MOST_BYTES", 10_000)
    many = zipped(*((f"{i}.ipynb", NOTEBOOK) for i in range(50)))
    large = zipped(*((f"{i}.ipynb", b"0" * 4_000) for i in range(50)))
    files = [("Ada Lovelace_1_assignsubmission_file_/work.zip", many), ("s003.zip", large), ("s006.ipynb", NOTEBOOK)]
    download = put(tmp_path, "dl.zip", zipped(*files, ("s002/a.ipynb", NOTEBOOK)))
    found = collect(course, "A1", download)
    assert {"s002", "s006"} <= set(found.new)
    assert len(found.unclear) == 2 and all("was left out" in sentence for sentence in found.unclear)


def test_a_zip_of_very_many_files_is_refused_before_it_is_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_ENTRIES", 20)
    many = zipped(*((f"{i}.ipynb", NOTEBOOK) for i in range(50)))
    [refused] = notebooks(put(tmp_path, "dl.zip", zipped(("s001/work.zip", many))))
    assert "over 20 files" in refused.reason


def test_a_zip_that_holds_itself_again_and_again_ends(tmp_path):
    content = zipped(("s001.ipynb", NOTEBOOK))
    for _ in range(6):
        content = zipped(("inner.zip", content))
    [refused] = notebooks(put(tmp_path, "dl.zip", content))
    assert "zip in a zip" in refused.reason


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", NOTEBOOK, zipped(("s001.ipynb", NOTEBOOK))[:-30]])
def test_a_broken_zip_is_named(tmp_path, content):
    [refused] = notebooks(put(tmp_path, "dl.zip", content))
    assert "cannot be" in refused.reason


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


def test_a_link_is_not_followed(course, tmp_path):
    secret = put(tmp_path, "secret.ipynb", notebook("secret"))
    (tmp_path / "dl").mkdir()
    (tmp_path / "dl" / "s001.ipynb").symlink_to(secret)
    found = collect(course, "A1", tmp_path / "dl")
    assert found.new == []
    assert "link" in found.unclear[0]


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


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("a1001.ipynb", "a1001"),
        ("001.ipynb", "001"),
        ("ana1@uni.edu.ipynb", "x1"),
        ("a.b@x.org.ipynb", "x2"),
        ("b@x.org A1.ipynb", "x3"),
        ("A1 b@x.org (2).ipynb", "x3"),
        ("zoe@uni.edu/A1.ipynb", "zoe@uni.edu"),
        ("Zoe\u0308 Bru\u0308ll_5_assignsubmission_file_/A1.ipynb", "x4"),
        ("Zoë Brüll.ipynb", "x4"),
    ],
)
def test_ids_and_addresses_count_whole(path, student):
    students = (
        *(Student("a1001", "Ann"), Student("001", "Bob"), Student("x1", "", "ana1@uni.edu")),
        *(
            Student("x2", "", "a.b@x.org"),
            Student("x3", "", "b@x.org"),
            Student("zoe@uni.edu"),
            Student("x4", "Zoë Brüll"),
        ),
    )
    found = match(read_name(path), students, "A1")
    assert found.student is not None, found.how
    assert found.student.id == student


@pytest.mark.parametrize("path", ["xb@x.org.ipynb", "b@x.org.uk.ipynb", "1001.ipynb", "ana1@uni.edu.au.ipynb"])
def test_a_part_of_an_id_or_address_is_nobody(path):
    students = (Student("a1001"), Student("x1", "", "ana1@uni.edu"), Student("x3", "", "b@x.org"))
    assert match(read_name(path), students, "A1").student is None


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
    monkeypatch.setattr(collecting, "LARGEST_COPY", 10)
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


def test_a_full_disk_is_no_fault_of_a_students_zip(course, tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    work = zipped(("A1.ipynb", NOTEBOOK))
    download = put(tmp_path, "dl.zip", zipped(("s001/work.zip", work), ("s002.ipynb", NOTEBOOK)))
    monkeypatch.setattr(archive.Path, "write_bytes", full)
    with pytest.raises(CourseError, match=r"no room to unpack in .*No space left.*Nothing was taken"):
        collect(course, "A1", download)
    assert not list(course.folder.rglob("A1.ipynb"))


def test_fifty_thousand_tiny_files_of_one_student_cost_nobody_a_copy(course, tmp_path):
    junk = zipped(
        *((f"s001/x/{i}.tmp", b"") for i in range(50_000)), ("s001/A1.ipynb", NOTEBOOK), ("s002.ipynb", NOTEBOOK)
    )
    found = collect(course, "A1", put(tmp_path, "dl.zip", junk))
    assert found.new == ["s001", "s002"]
    assert len(found.unclear) == archive.MOST_FILES
