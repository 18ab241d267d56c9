"""nbgrader's database: what is written, what is kept, and that nobody else's marks change."""

import shutil
import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach import gradebook
from lepton_kit.teach.course_folder import Student
from lepton_kit.teach.grading import results
from lepton_kit.teach.mark_table import marks

nbgrader = pytest.importorskip("nbgrader.api")


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """A new database: nbgrader needs a second to make one."""
    folder = tmp_path_factory.mktemp("book")

    class Course:
        gradebook = folder / "gradebook.db"

    with gradebook._opened(Course):
        pass
    return Course.gradebook


@pytest.fixture
def course(course, empty):
    shutil.copy(empty, course.gradebook)
    return course


def scores(course):
    with nbgrader.Gradebook(f"sqlite:///{course.gradebook}", course_id="lepton") as book:
        return {each.student.id: (each.score, each.max_score) for each in book.assignment_submissions("A8")}


def grade_of(book, cell):
    return book.find_grade(cell, "A8", "A8", "s001")


def test_marks_are_in_nbgraders_book(course, small, hand_in, put_result):
    for student, statuses in {"s001": ("CORRECT", "CORRECT"), "s002": ("INCORRECT", "CORRECT")}.items():
        hand_in(course, small, student)
        put_result(course, small, student, *statuses)
    gradebook.record(course, small, results(course, "A8"))
    assert scores(course) == {"s001": (5.0, 5.0), "s002": (3.0, 5.0)}
    with nbgrader.Gradebook(f"sqlite:///{course.gradebook}", course_id="lepton") as book:
        student = book.find_student("s002")
        assert (student.first_name, student.last_name, student.email) == ("María", "García López", "maria@example.org")
        assert grade_of(book, "A8-1").auto_score == 2.0
        assert not grade_of(book, "A8-1").needs_manual_grade
        assert len(book.submission_dicts("A8")) == 2


def test_when_a_copy_came_is_in_the_book_in_utc(course, small, hand_in, put_result):
    hand_in(course, small, "s001")
    noted = course.submitted("A8", "s001").with_name("collected.json")
    noted.write_text('{"when": "2026-03-01T14:30:00+02:00"}', encoding="utf-8")
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    gradebook.record(course, small, results(course, "A8"))
    with nbgrader.Gradebook(f"sqlite:///{course.gradebook}", course_id="lepton") as book:
        assert book.find_submission("A8", "s001").timestamp == datetime(2026, 3, 1, 12, 30)


def test_a_name_is_no_html_where_formgrader_prints_it(course, small, hand_in, put_result):
    """Students choose how the platform calls them, and Formgrader's page of a copy prints that as it is."""
    name, email = "<img src=x onerror=alert(1)> D'Arcy & <script>alert(2)</script>", '"<svg/onload=alert(3)>"@x.org'
    course = replace(course, students=(Student("s001", name, email),))
    hand_in(course, small, "s001")
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    gradebook.record(course, small, results(course, "A8"))
    with nbgrader.Gradebook(f"sqlite:///{course.gradebook}", course_id="lepton") as book:
        student = book.find_student("s001")
        shown = f"{student.first_name} {student.last_name} {student.email}"
    assert not set(shown) & set("<>&\"'`")
    assert "D’Arcy" in shown


def test_a_copy_without_a_mark_asks_for_one_and_is_flagged(course, small, hand_in, put_result):
    hand_in(course, small, "s001")
    put_result(course, small, "s001")
    gradebook.record(course, small, results(course, "A8"))
    with nbgrader.Gradebook(f"sqlite:///{course.gradebook}", course_id="lepton") as book:
        assert grade_of(book, "A8-1").auto_score is None
        assert grade_of(book, "A8-1").needs_manual_grade
        assert book.find_submission("A8", "s001").notebooks[0].flagged


def test_a_mark_by_hand_stands_and_is_read(course, small, hand_in, put_result):
    hand_in(course, small, "s001")
    put_result(course, small, "s001", "INCORRECT", "CORRECT")
    gradebook.record(course, small, results(course, "A8"))
    with nbgrader.Gradebook(f"sqlite:///{course.gradebook}", course_id="lepton") as book:
        grade_of(book, "A8-1").manual_score = 1.5
        grade_of(book, "A8-2").extra_credit = 0.25
        book.db.commit()
    gradebook.record(course, small, results(course, "A8"))
    assert scores(course)["s001"][0] == 4.75
    assert gradebook.by_hand(course, "A8") == {"s001": {"A8.1": 1.5, "A8.2": 3.25}}


def test_writing_again_changes_nothing_but_what_changed(course, small, hand_in, put_result):
    for student in ("s001", "s002"):
        hand_in(course, small, student)
        put_result(course, small, student, "CORRECT", "INCORRECT")
    gradebook.record(course, small, results(course, "A8"))
    put_result(course, small, "s002", "CORRECT", "CORRECT")
    gradebook.record(course, small, results(course, "A8"))
    assert scores(course) == {"s001": (2.0, 5.0), "s002": (5.0, 5.0)}


def test_a_backup_is_made_before_and_the_last_twenty_are_kept(course, small, hand_in, put_result):
    hand_in(course, small, "s001")
    put_result(course, small, "s001", "CORRECT", "INCORRECT")
    gradebook.record(course, small, results(course, "A8"))
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    gradebook.record(course, small, results(course, "A8"))
    last = max((course.folder / "backups").iterdir())
    shutil.copy(last, course.gradebook)
    assert scores(course) == {"s001": (2.0, 5.0)}
    for _ in range(25):
        gradebook._back_up(course)
    assert len(list((course.folder / "backups").iterdir())) == gradebook.KEPT


def test_a_book_that_is_in_use_or_broken_is_told(course, small, hand_in, put_result, monkeypatch):
    hand_in(course, small, "s001")
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    found = results(course, "A8")
    with sqlite3.connect(course.gradebook) as other:
        other.execute("begin exclusive")
        monkeypatch.setattr(gradebook, "_back_up", lambda course: None)
        with pytest.raises(CourseError, match="in use by another program"):
            gradebook.record(course, small, found)
        other.rollback()
    monkeypatch.undo()
    course.gradebook.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(CourseError, match=r"gradebook\.db cannot be"):
        gradebook.record(course, small, found)
    with pytest.raises(CourseError, match=r"gradebook\.db cannot be"):
        gradebook.by_hand(course, "A8")
    assert course.gradebook.read_bytes().startswith(b"this is no database")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("database or disk is full", "the disk is full"),
        ("UNIQUE constraint failed: student.id", "in use by another program"),
        ("database is locked", "in use by another program"),
        ("malformed", "cannot be used"),
    ],
)
def test_why_a_book_cannot_be_written_is_told_as_it_is(course, problem, said):
    """Two instructors who write the same student at one moment break nothing, and nor does a full disk."""
    assert said in str(gradebook._unusable(course, problem))


def test_what_nbgrader_says_of_a_full_disk_is_told_in_the_kits_words(
    course, small, hand_in, put_result, monkeypatch, caplog
):
    """It turns what the database said while a copy was added into an error of its own."""
    from nbgrader import api

    def full(*arguments, **options):
        api.app_log.error("Rolling back session")
        raise api.InvalidEntry("(sqlite3.OperationalError) database or disk is full")

    hand_in(course, small, "s001")
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    monkeypatch.setattr(api.Gradebook, "update_or_create_submission", full)
    with pytest.raises(CourseError, match="the disk is full"):
        gradebook.record(course, small, results(course, "A8"))
    assert caplog.text == ""


def test_a_book_that_a_full_disk_left_half_made_holds_no_marks_by_hand_and_is_completed(
    course, small, hand_in, put_result
):
    hand_in(course, small, "s001")
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    with sqlite3.connect(course.gradebook) as book:
        book.executescript("drop table grade; drop table alembic_version;")
    assert gradebook.by_hand(course, "A8") == {}
    gradebook.record(course, small, results(course, "A8"))
    assert scores(course) == {"s001": (5.0, 5.0)}


def test_two_may_drop_the_oldest_copies_at_once(course, monkeypatch):
    for _ in range(gradebook.KEPT):
        gradebook._back_up(course)
    unlink = Path.unlink

    def after_the_other(path, missing_ok=False):
        unlink(path)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", after_the_other)
    gradebook._back_up(course)
    assert len(list((course.folder / "backups").iterdir())) == gradebook.KEPT


def test_a_folder_in_which_nbgrader_would_not_find_its_book_is_told(course):
    """It asks for the book by an address, in which what stands behind a ? is no part of the path."""
    with pytest.raises(CourseError, match="Rename the folder"):
        gradebook.look_at_lock(replace(course, folder=course.folder.with_name("AI? Yes")))


def test_without_nbgrader_it_says_what_to_install(course, small, monkeypatch):
    monkeypatch.setattr(gradebook, "find_spec", lambda name: None)
    assert not gradebook.available()
    with pytest.raises(CourseError, match="pip install"):
        gradebook.record(course, small, {})


def test_a_locked_book_is_told_and_not_waited_for(course, small, hand_in, put_result, monkeypatch):
    """Another program holds it exclusively, for ever."""
    monkeypatch.setattr(gradebook, "PATIENCE", 0.3)
    hand_in(course, small, "s001")
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    other = sqlite3.connect(course.gradebook)
    other.execute("begin exclusive")
    try:
        for ask in (
            lambda: gradebook.look_at_lock(course),
            lambda: gradebook.record(course, small, results(course, "A8")),
            lambda: gradebook._back_up(course),
            lambda: gradebook.by_hand(course, "A8"),
        ):
            with pytest.raises(CourseError, match="in use by another program"):
                ask()
    finally:
        other.close()
    assert not list((course.folder / "backups").glob("*.db"))


@pytest.mark.parametrize(("manual", "extra", "total"), [(55.0, 0.0, 5.0), (1.0, 99.0, 5.0), (-7.0, 0.0, 3.0)])
def test_marks_in_the_book_are_never_more_than_the_maximum(course, small, hand_in, put_result, manual, extra, total):
    """Whoever wrote them there: what a page in a teacher's browser can be made to send is not believed."""
    hand_in(course, small, "s001")
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    gradebook.record(course, small, results(course, "A8"))
    with nbgrader.Gradebook(f"sqlite:///{course.gradebook}", course_id="lepton") as book:
        grade_of(book, "A8-1").manual_score = manual
        grade_of(book, "A8-1").extra_credit = extra
        book.db.commit()
    mark = marks(course, small)[0]
    assert mark.total == total
    assert f"the grade book says {manual + extra:g} of at most 2" in mark.changed
