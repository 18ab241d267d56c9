"""Rosters: a table of one's own, exports of Canvas and Moodle as they are, and our own files of marks."""

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach.mark_table import marks, write_marks
from lepton_kit.teach.roster import Student, read_roster

CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,A1 (123)\n"
POSSIBLE = "    Points Possible,,,,,20\n"
ADA = '"Lovelace, Ada",77,S001,ada@x.org,Sec 1,\n'
MARIA = '"García López, María",78,S002,maria@x.org,Sec 1,\n'


@pytest.fixture
def read(tmp_path):
    def roster(text, encoding="utf-8"):
        (tmp_path / "roster.csv").write_text(text, encoding=encoding)
        return read_roster(tmp_path / "roster.csv")

    return roster


@pytest.mark.parametrize("rows", ["", POSSIBLE, "    Manual Posting,,,,,\n" + POSSIBLE])
def test_canvas_with_and_without_the_rows_that_are_no_students(read, rows):
    students, _ = read(CANVAS + rows + ADA + MARIA)
    assert students == (
        Student("S001", "Lovelace, Ada", "ada@x.org", "77", "Sec 1"),
        Student("S002", "García López, María", "maria@x.org", "78", "Sec 1"),
    )


SEMICOLONS = "Student;ID;SIS User ID;SIS Login ID;Section;A1: sums, means, medians, plots, notes, and more (1)\n"


@pytest.mark.parametrize(
    "text",
    [
        SEMICOLONS + "Lovelace, Ada;77;S001;ada@x.org;Sec 1;3\n",
        "\n,,\n" + CANVAS + ADA,
        CANVAS + POSSIBLE + ADA + CANVAS + POSSIBLE,
        CANVAS.replace("Student,", "LastName,FirstName,") + ADA.replace('"Lovelace, Ada"', "Ada,Lovelace"),
    ],
    ids=["semicolons, and commas in titles", "empty lines first", "two exports in one", "two columns for the name"],
)
def test_canvas_options_and_what_people_make_of_its_files(read, text):
    [student], _ = read(text)
    assert (student.id, student.email, student.lms, student.section) == ("S001", "ada@x.org", "77", "Sec 1")
    assert set(student.name.replace(",", "").split()) == {"Ada", "Lovelace"}


@pytest.mark.parametrize("id_", ["12.0", "1001.00", "1.23457E+11", "2e+05"])
def test_an_id_that_a_program_took_for_a_number_is_refused(read, id_):
    """As pandas and Excel write a column of numbers with a gap, and long ones: no file of a student is named so."""
    with pytest.raises(CourseError, match=r"line 2: the id '.*' is a number that a program has rewritten"):
        read(f"id,name\n{id_},Ada\n")


@pytest.mark.parametrize("id_", ["1e5", "v1.0", "2026-017", "10.5", "0012"])
def test_ids_that_only_look_a_little_like_numbers_are_taken(read, id_):
    assert read(f"id,name\n{id_},Ada\n")[0][0].id == id_


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,name,email\ns1,Lovelace, Ada,ada@x.org\n", "line 2, has 4 cells under 3 titles"),
        (CANVAS + ADA.replace('"', ""), "line 2: Canvas' ID is a number, and 'Ada' stands there"),
        (CANVAS + ADA.replace('"', "").replace("1,", "1,18"), "line 2, has 7 cells under 6 titles"),
    ],
)
def test_a_line_whose_cells_stand_under_other_titles_is_refused(read, text, said):
    """A comma in a name without quotes made Canvas' own number the id, in silence."""
    with pytest.raises(CourseError, match=said):
        read(text)


def test_two_people_of_one_id_are_refused_also_in_two_sections(read):
    with pytest.raises(CourseError, match="line 3: the id 'S001' stands in line 2 too"):
        read(CANVAS + ADA + MARIA.replace("S002", "S001").replace("Sec 1", "Sec 2"))


def test_moodles_grading_sheet_tells_the_numbers_that_its_file_names_hold(read):
    head = "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade\n"
    [student], _ = read(head + "Participant 4711,Ada Lovelace,u1,ada@x.org,Submitted,,20\n")
    assert student == Student("u1", "Ada Lovelace", "ada@x.org", "4711")


@pytest.mark.parametrize(
    ("text", "student"),
    [
        (
            "OrgDefinedId,Username,Last Name,First Name,Email,A1 Points Grade <Numeric MaxPoints:20>,"
            "End-of-Line Indicator\n#0012,#alove,Lovelace,Ada,ada@x.org,,#\n",
            Student("0012", "Ada Lovelace", "ada@x.org"),
        ),
        ("Name;Login\nLovelace, Ada;alove\n", Student("alove", "Lovelace, Ada")),
        (
            "Last Name\tFirst Name\tUsername\tAvailability\tA1 [Total Pts: 20]\nLovelace\tAda\talove\tYes\t\n",
            Student("alove", "Ada Lovelace"),
        ),
        ("Last Name,First Name,Email Address,A1\nLovelace,Ada,a@x,18\n", Student("a@x", "Ada Lovelace", "a@x")),
    ],
    ids=["Brightspace", "ILIAS", "Blackboard", "Google Classroom"],
)
def test_exports_of_other_platforms(read, text, student):
    assert read(text)[0] == (student,)


def test_canvas_names_who_has_no_id_of_the_school(read):
    students, notes = read(CANVAS + POSSIBLE + ADA + '"Student, Test",99,,,Sec 1,\n')
    assert [student.id for student in students] == ["S001"]
    assert notes == ("roster.csv, line 4: Student, Test has no id in Canvas and is left out.",)


@pytest.mark.parametrize("name", ["Student, Test", "Test Student"])
def test_canvas_test_student_is_left_out_although_it_has_a_login(read, name):
    students, notes = read(CANVAS + ADA + f'"{name}",99,,5f0c2ab41,Sec 1,\n')
    assert [student.id for student in students] == ["S001"]
    assert name in notes[0]


@pytest.mark.parametrize(
    "head",
    [
        "Student,ID,Section,A1",
        "Studierende,ID,SIS-Benutzer-ID,Abschnitt",
        "A1,SECTION,id,Student",
        "Student name,Student ID,Student SIS ID,Outcome",
        "name,id,sis_id,section",
    ],
)
def test_canvas_own_number_never_becomes_the_id(read, head):
    with pytest.raises(CourseError, match="a number that no student knows"):
        read(f"{head}\nAda,77,Sec 1,5\n")


ONE = Student("0012", "Lovelace, Ada", "ada@x.org", "77", "Sec 1")
ROW = '"Lovelace, Ada",77,0012,ada@x.org,Sec 1,\n'
TABBED = (CANVAS + ROW.replace('"', "").replace(", ", "~")).replace(",", "\t").replace("~", ", ")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CANVAS + ROW, "utf-8-sig"),
        (CANVAS + ROW, "utf-16"),
        (TABBED, "utf-16"),
        (TABBED, "utf-8"),
        (CANVAS + ROW.replace("0012", '"=""0012"""'), "utf-8"),
        (CANVAS + ROW.replace("Lovelace, ", "Lovelace,\n  "), "utf-8"),
        (CANVAS.replace("A1 (123)", "A1,A1") + ROW, "utf-8"),
        ((CANVAS + ROW).replace("\n", "\r"), "utf-8"),
        ("Section,A1,SIS User ID,ID,SIS Login ID,Student\nSec 1,,0012,77,ada@x.org,'Lovelace, Ada'\n", "utf-8"),
    ],
)
def test_what_spreadsheets_make_of_an_export_is_read_as_it_was(read, text, encoding):
    assert read(text.replace("'Lovelace, Ada'", '"Lovelace, Ada"'), encoding)[0] == (ONE,)


@pytest.mark.parametrize("text", ["id,name\ns1," + "x" * 150_000, "id,name,id\ns1,Ada,s1\n", "PK\x03\x04"])
def test_what_is_no_roster_is_said_in_a_sentence(read, text):
    with pytest.raises(CourseError, match=r"roster\.csv"):
        read(text)


def test_a_student_in_several_sections_is_one(read):
    students, _ = read(CANVAS + ADA + ADA.replace("Sec 1", "Sec 2"))
    assert [(student.id, student.section) for student in students] == [("S001", "Sec 1 and Sec 2")]


def test_canvas_logins_that_are_no_addresses(read):
    [student], _ = read("Student,ID,SIS Login ID,Section\nAda,77,alove,Sec 1\n")
    assert student == Student("alove", "Ada", "", "77", "Sec 1")


@pytest.mark.parametrize(
    "text",
    [
        "First name,Surname,ID number,Email address,Groups\nAda,Lovelace,u1,ada@x.org,\n",
        "First name,Last name,ID number,Institution,Department,Email address,Assignment: A1 (Real),"
        "Last downloaded from this course\nAda,Lovelace,u1,,,ada@x.org,-,1700000000\n",
        "\ufeffFirst name;Last name;ID number;Email address\nAda;Lovelace;u1;ada@x.org\n",
        "Full name,Username,Email address\nAda Lovelace,u1,ada@x.org\n",
    ],
)
def test_moodles_exports(read, text):
    assert read(text)[0] == (Student("u1", "Ada Lovelace", "ada@x.org"),)


def test_moodle_without_a_number_takes_the_address_and_without_an_address_the_number(read):
    students, _ = read("First name,Surname,ID number,Email address\nAda,L,,ada@x.org\nBob,R,u2,\n")
    assert students == (Student("ada@x.org", "Ada L", "ada@x.org"), Student("u2", "Bob R"))


@pytest.mark.parametrize(
    "head", ["First name,Surname,Email address,Groups", "Identifier,Full name,Email address,Status"]
)
def test_moodle_without_any_number_takes_the_addresses(read, head):
    [student], _ = read(f"{head}\nAda,Ada,ada@x.org,\n")
    assert (student.id, student.email) == ("ada@x.org", "ada@x.org")


def test_moodle_names_who_has_neither_number_nor_address(read):
    students, notes = read("First name,Surname,ID number,Email address\nAda,L,,\nBob,R,u2,\n")
    assert [student.id for student in students] == ["u2"]
    assert notes == ("roster.csv, line 2: Ada L has no id in Moodle and is left out.",)


def test_names_and_ids_are_composed(read):
    [student], _ = read("id,name\nA\u0308-1,Ju\u0308rgen\n")
    assert (student.id, student.name) == ("Ä-1", "Jürgen")


def test_a_row_without_an_id_in_ones_own_table_is_an_error(read):
    with pytest.raises(CourseError, match="line 3: the id '' is empty"):
        read("id,name\ns1,Ada\n,Bob\n")


def test_our_own_marks_come_in_again_as_a_roster(course, small, tmp_path):
    """People, Moodle's file and Canvas' file: the same students, as far as each of them holds what is known."""
    for path in write_marks(course, small, marks(course, small)):
        students, notes = read_roster(path)
        assert notes == ()
        for student, known in zip(students, course.students, strict=True):
            assert (student.id, student.name, student.email) == (known.id, known.name, known.email)
            assert student.lms in ("", known.lms)
