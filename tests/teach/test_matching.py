"""Whose a file is by its name: nobody is guessed."""

import csv
import random
import re
import unicodedata

import pytest

from lepton_kit.teach.matching import match, read_name
from lepton_kit.teach.roster import Student, read_roster

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


def id_of(path, students):
    """The id of the student whose file it is; None if it is nobody's."""
    found = match(read_name(path), students, "A1").student
    return found and found.id


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


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("ab-1.ipynb", "ab-1"),
        ("ab-1 (1).ipynb", "ab-1"),
        ("ab-2.ipynb", "ab"),
        ("ab.ipynb", "ab"),
        ("2026-017.ipynb", "2026-017"),
        ("A1 2026-017-1.ipynb", "2026-017"),
        ("x-a1-7.ipynb", "x-a1-7"),
        ("A1_2026_attempt_2026-11-26-12-20-33_A1.ipynb", "2026"),
        ("A1_nobody_attempt_2026-11-26-12-20-33_A1.ipynb", None),
        ("A1.ipynb", None),
        ("A1-2.ipynb", None),
    ],
)
def test_an_id_counts_whole_where_it_ends_like_a_copy_or_holds_the_assignments_name(path, student):
    """What a computer adds to a copy's name is no part of an id, and a part of an id is nothing that was added."""
    students = [Student(id_) for id_ in ("ab", "ab-1", "2026", "2026-017", "x-a1-7", "a1", "2", "12", "26")]
    assert id_of(path, students) == student


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("Group 1-Anna Schmidt_7_assignsubmission_file_/A1.ipynb", "s1"),
        ("Group 2-Anna Schmidt_8_assignsubmission_file_/A1.ipynb", "s2"),
        ("Group 2-Mary-Ann Smith_9_assignsubmission_file_/A1.ipynb", "s4"),
        ("Mary-Ann Smith_9_assignsubmission_file_/A1.ipynb", "s4"),
        ("Lee-Ann Smith_9_assignsubmission_file_/A1.ipynb", None),
        ("Group 3-Ann Smith_9_assignsubmission_file_/A1.ipynb", None),
        ("Ann Smith_9_assignsubmission_file_/A1.ipynb", "s3"),
    ],
)
def test_moodle_may_put_a_group_before_a_name_and_only_one_of_the_students(path, student):
    groups = {"Anna Schmidt": ["Group 1", "Group 2"], "Ann Smith": [""], "Mary-Ann Smith": ["Group 1, Group 2"]}
    people = [(name, section) for name, sections in groups.items() for section in sections]
    students = [Student(f"s{i}", name, section=section) for i, (name, section) in enumerate(people, start=1)]
    assert id_of(path, students) == student


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("wozniaklukasz_1_2_A1.ipynb", "Łukasz Woźniak"),
        ("Isik Yildiz_3_assignsubmission_file_/A1.ipynb", "Işık Yıldız"),
        ("IŞIK YILDIZ.ipynb", "Işık Yıldız"),
        ("yıldızişık_1_2_A1.ipynb", "IŞIK YILDIZ"),
        ("ipek cinar.ipynb", "İpek Çınar"),
        ("Soren Aero.ipynb", "Søren Ærø"),
    ],
)
def test_letters_that_no_accent_makes_are_those_of_every_keyboard(path, name):
    found = match(read_name(path), [Student("s1", "Ada Lovelace"), Student("s2", name)], "A1")
    assert found.student is not None and found.student.id == "s2"


FIRST = ["Ada", "Zoë", "José", "Łukasz", "Işık", "İpek", "Søren", "Anna-Lena", "Mary-Ann", "Jürgen", "小龙", "Văn"]
FIRST += ["O'Shea", "Ali", "Renée", "Đorđe", "J.R.", "Bo"]
LAST = ["Lovelace", "Müller", "Mueller", "García López", "Berg", "Berg-Meyer", "Woźniak", "Çınar", "O'Neil", "Øst"]
LAST += ["van der Berg", "李", "St. John", "Kim"]
CANVAS = {
    "Student": "{last}, {first}",
    "ID": "{lms}",
    "SIS User ID": "{id}",
    "SIS Login ID": "{email}",
    "Section": "{group}",
    "A1, sums, means and more, such as medians, and so on (12)": "",
}
MOODLE = {
    "First name": "{first}",
    "Surname": "{last}",
    "ID number": "{id}",
    "Email address": "{email}",
    "Groups": "{group}",
}
SHEET = {
    "Identifier": "Participant {lms}",
    "Full name": "{first} {last}",
    "ID number": "{id}",
    "Email address": "{email}",
    "Grade": "",
}
BRIGHTSPACE = {
    "OrgDefinedId": "#{id}",
    "Username": "#x",
    "Last Name": "{last}",
    "First Name": "{first}",
    "Email": "{email}",
    "End-of-Line Indicator": "#",
}
FROM_MOODLE = "{first} {last}_{lms}_assignsubmission_file_/A1.ipynb"
PLATFORMS = {  # the roster's columns, the names of files, and whether these hold more than a student's name
    "Canvas": (CANVAS, "{letters}{late}_{lms}_{n}_A1{copy}.ipynb", True),
    "Moodle": (MOODLE, FROM_MOODLE, False),
    "Moodle, with groups": (MOODLE, "{group}-" + FROM_MOODLE, False),
    "Moodle's grading sheet": (SHEET, FROM_MOODLE, True),
    "Moodle, blind": (SHEET, "Participant_{lms}_assignsubmission_file_/A1.ipynb", True),
    "Blackboard": (MOODLE, "A1_{id}_attempt_2026-11-26-12-20-33_A1.ipynb", True),
    "Brightspace": (BRIGHTSPACE, "{n}-{lms} - {first} {last} - Nov 26, 2026 1220 PM/A1.ipynb", False),
    "Google Classroom": (MOODLE, "{first} {last} - A1.ipynb", False),
    "ids": (MOODLE, "{id}{copy}.ipynb", True),
    "addresses": (MOODLE, "{email}{copy}.ipynb.txt", True),
}


def a_class():
    """300 people of whom many share a name, with ids of several shapes, and names in both forms of Unicode."""
    rng = random.Random(5)
    for n in range(300):
        first, last = rng.choice(FIRST) + (f" {rng.choice(FIRST)}" if rng.random() < 0.2 else ""), rng.choice(LAST)
        yield {
            "id": f"{('00', '', 's', '2026-', 'u_')[n % 5]}{1000 + n}",
            "first": unicodedata.normalize(("NFC", "NFD")[n % 2], first),
            "last": unicodedata.normalize(("NFC", "NFD")[n % 2], last),
            "letters": re.sub(r"[\W_]", "", f"{last}{first}".lower()),  # as Canvas has it
            "email": f"a.{n}@uni.edu",
            "lms": f"{50_000 + 7 * n}",
            "group": f"Group {n % 4}",
            "late": ("", "_LATE")[n % 2],
            "copy": ("", "-1", " (1)", " A1", "_A1-2")[n % 5],
            "n": n,
        }


@pytest.mark.parametrize("platform", PLATFORMS)
def test_in_a_class_of_300_every_file_finds_its_student_or_is_named(platform, tmp_path):
    """Where names are all that there is, those who share one are named, and nobody gets another's file."""
    columns, name, whole = PLATFORMS[platform]
    people, left = list(a_class()), 0
    rows = [[cell.format(**person) for cell in columns.values()] for person in people]
    with (tmp_path / "roster.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";" if platform == "Canvas" else ",").writerows([list(columns), *rows])
    students, notes = read_roster(tmp_path / "roster.csv")
    assert ([student.id for student in students], notes) == ([person["id"] for person in people], ())
    for person in people:
        found = match(read_name(name.format(**person)), students, "A1")
        if found.student is None:
            assert person["id"] in found.of and " could be " in found.how
            left += 1
        else:
            assert found.student.id == person["id"]
    assert (left == 0) is whole
