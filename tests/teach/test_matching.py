"""Whose a file is: ids and names in what platforms, computers and people make of the names of files."""

import csv
import random
import re
import unicodedata

import pytest

from lepton_kit.teach.matching import match, read_name
from lepton_kit.teach.roster import Student, read_roster


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
    found = match(read_name(path), students, "A1").student
    assert (found and found.id) == student


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
    found = match(read_name(path), students, "A1").student
    assert (found and found.id) == student


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
