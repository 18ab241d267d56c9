"""The course folder: made once, never overwritten, and a roster that cannot lead out of it."""

import runpy

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach.course_folder import Course, init


def roster(folder, text, encoding="utf-8"):
    (folder / "roster.csv").write_text(text, encoding=encoding)
    return Course.open(folder)


def test_init_makes_a_course_that_opens(tmp_path):
    init(tmp_path / "new")
    course = Course.open(tmp_path / "new", may_be_empty=True)
    assert (course.students, course.assignments) == ((), None)
    with pytest.raises(CourseError, match="no student yet"):
        Course.open(tmp_path / "new")


def test_init_overwrites_nothing(tmp_path):
    init(tmp_path)
    (tmp_path / "roster.csv").write_text("id\nmine\n", encoding="utf-8")
    assert init(tmp_path) == []
    assert (tmp_path / "roster.csv").read_text(encoding="utf-8") == "id\nmine\n"


def test_a_full_disk_leaves_no_half_of_a_course(tmp_path, monkeypatch):
    """An empty nbgrader_config.py would stand for ever, and with it nothing keeps nbgrader from running copies."""

    def full(path, content):
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr("lepton_kit.teach.course_folder.write", full)
        init(tmp_path)
    assert "refuse" in next(path for path in init(tmp_path) if path.name == "nbgrader_config.py").read_text("utf-8")


def test_a_course_is_found_from_below(course):
    (course.folder / "submitted" / "deep").mkdir()
    assert Course.open(course.folder / "submitted" / "deep").folder == course.folder


def test_no_course_is_told_with_what_to_do(tmp_path):
    with pytest.raises(CourseError, match="lepton coursework init"):
        Course.open(tmp_path)


@pytest.mark.parametrize(
    "head", ["id;name;email\ns1;Ada;a@b\n", "ID\tName\tEmail\ns1\tAda\ta@b\n", "\ufeffid,name\ns1,Ada\n"]
)
def test_what_spreadsheets_save_is_read(tmp_path, head):
    init(tmp_path)
    [student] = roster(tmp_path, head).students
    assert (student.id, student.name) == ("s1", "Ada")


def test_the_columns_of_moodle_and_canvas_are_known(tmp_path):
    init(tmp_path)
    moodle = "ID number,Full name,Email address\ns1,Ada,a@b\n"
    assert roster(tmp_path, moodle).students[0].email == "a@b"
    canvas = "Student,Canvas ID,SIS User ID,SIS Login ID\nAda,77,s1,a@b\n"
    assert roster(tmp_path, canvas).students[0].lms == "77"


@pytest.mark.parametrize(
    "bad", ["../up", "a/b", "a\\b", ".hidden", "", "con", "NUL.txt", "x" * 65, "=1+1", "a b", "s1.", "-1"]
)
def test_an_id_that_cannot_be_a_folder_is_refused(tmp_path, bad):
    init(tmp_path)
    with pytest.raises(CourseError, match=r"roster.csv, line 2: the id"):
        roster(tmp_path, f'id,name\n"{bad}",Ada\n')


@pytest.mark.parametrize("good", ["s001", "ada.lovelace", "ada@uni.edu", "12345", "Ä-1", "李1", "a_b"])
def test_an_id_that_people_have_is_taken(tmp_path, good):
    init(tmp_path)
    assert roster(tmp_path, f"id,name\n{good},Ada\n").student(good.upper()).id == good


def test_two_of_one_id_are_refused_also_in_other_letters(tmp_path):
    init(tmp_path)
    with pytest.raises(CourseError, match="line 3: the id 'S1' stands in line 2 too"):
        roster(tmp_path, "id,name\ns1,Ada\nS1,Bob\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "names no student"), ("id,name\n", "names no student"), ("name\nAda\n", "needs a column called id")],
)
def test_a_roster_without_students_is_told(tmp_path, text, said):
    init(tmp_path)
    with pytest.raises(CourseError, match=said):
        roster(tmp_path, text)


def test_a_roster_in_another_encoding_is_told(tmp_path):
    init(tmp_path)
    with pytest.raises(CourseError, match="UTF-8"):
        roster(tmp_path, "id,name\ns1,Jürgen\n", "latin-1")


@pytest.mark.parametrize("line", ["name = 3", "nonsense = 'x'", "assignments = 'nowhere'", "name = 'unclosed"])
def test_settings_that_cannot_be_used_are_told(tmp_path, line):
    init(tmp_path)
    (tmp_path / "course.toml").write_text(line, encoding="utf-8")
    with pytest.raises(CourseError, match=r"course\.toml"):
        Course.open(tmp_path)


def test_an_unknown_student_is_told(course):
    with pytest.raises(CourseError, match="roster"):
        course.student("s999")


def test_nbgrader_opens_the_folder_and_will_not_run_students_code(course, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "")
    config = pytest.importorskip("traitlets.config").Config()
    runpy.run_path(str(course.folder / "nbgrader_config.py"), {"get_config": lambda: config})
    assert config.CourseDirectory.root == str(course.folder)
    with pytest.raises(SystemExit, match="lepton coursework grade"):
        config.Autograde.pre_convert_hook(assignment="A1", student="*", notebooks="*")
