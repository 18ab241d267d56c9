"""Whose a file is by its name: nobody is guessed."""

import pytest

from lepton_kit.teach.matching import match, read_name
from lepton_kit.teach.roster import Student

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
