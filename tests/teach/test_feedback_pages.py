"""The student's page: marks and how to go on, nobody else in it, and hostile text that stays text."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markupsafe import escape

from lepton_kit.teach.course_folder import Student
from lepton_kit.teach.feedback_pages import feedback, feedback_page
from lepton_kit.teach.mark_table import Mark, marks
from lepton_kit.teach.marking_result import CellRun, Flag

HOSTILE = (
    "</pre></code></td><script>alert(1)</script><img src=x onerror=alert(1)>"
    "\x1b[31mred\x1b[0m\x1b]0;title\x07 & \"'` \u202e \x00"
)
VOID = {"meta", "img", "br", "link", "hr", "input"}


class Reader(HTMLParser):
    """Collects tags and attributes, and whether each tag is closed in its turn."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.open, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read_page(html):
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


@pytest.fixture
def mark(small, canned):
    result = canned(small, "s001", b"", "CORRECT", "INCORRECT")
    return Mark(Student("s001", "Ada Lovelace"), {"A8.1": 2.0, "A8.2": 0.0}, 2.0, "marked", result=result)


@pytest.fixture
def copy(small):
    return json.loads(json.dumps(small.solved("s001")))


def test_it_tells_marks_answers_and_how_to_go_on(small, mark, copy):
    page = feedback_page(small, mark, copy)
    said = " ".join(read_page(page).text)
    for wanted in ("2 of 5 points", "Ada Lovelace", "Correct", "Not yet", "Known as", "squared", "4.0", "5.0"):
        assert wanted in said
    assert "return 2 * x" in said
    assert "Count" not in said  # no hint where the answer was right


def test_it_is_one_file_that_loads_and_runs_nothing(small, mark, copy):
    page = read_page(feedback_page(small, mark, copy))
    assert not {"script", "link", "iframe", "object", "form"} & set(page.tags)
    assert not [value for name, value in page.attributes if name in ("src", "href") and not value.startswith("#")]
    assert ("content", "default-src 'none'") in [
        (name, value.split(";")[0]) for name, value in page.attributes if value
    ]


def test_hostile_text_stays_text_wherever_it_stands(small, mark, copy):
    result = mark.result
    result = replace(
        result,
        questions=tuple(
            replace(question, message=HOSTILE, got=HOSTILE, expected=HOSTILE, misconception=HOSTILE)
            for question in result.questions
        ),
        cells=(CellRun(1, HOSTILE, 0.1, HOSTILE),),
        flags=(Flag("stopped", HOSTILE),),
        reason=HOSTILE,
    )
    for cell in copy["cells"]:
        cell["source"] = HOSTILE
    odd = Mark(
        Student("s001", HOSTILE), mark.points, None, "failed", HOSTILE, True, (HOSTILE,), HOSTILE, HOSTILE, result
    )
    page = feedback_page(small, odd, copy)
    found = read_page(page)
    assert not {"script", "img"} & set(found.tags)
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", page)
    assert "red" in page


def test_nobody_else_is_named(course, small, hand_in, put_result):
    flag = Flag("wrong-id", "The copy says student = 's002'")
    for student in ("s001", "s002"):
        hand_in(course, small, student)
        put_result(course, small, student, "CORRECT", "INCORRECT", flags=(flag,))
    feedback(course, small, marks(course, small))
    page = course.feedback("A8", "s001").read_text(encoding="utf-8")
    assert "It was marked for yours, s001" in page
    for other in course.students[1:]:
        assert other.id not in page
        assert str(escape(other.name)) not in page


def test_only_who_has_a_result_gets_a_page(course, small, hand_in, put_result):
    for student in ("s001", "s002"):
        hand_in(course, small, student)
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    assert feedback(course, small, marks(course, small)) == ([course.feedback("A8", "s001")], [])


def test_a_copy_that_could_not_be_marked_gets_a_page_that_says_so(course, small, hand_in, put_result):
    hand_in(course, small, "s001", b"not json")
    put_result(course, small, "s001")
    feedback(course, small, marks(course, small))
    page = course.feedback("A8", "s001").read_text(encoding="utf-8")
    read_page(page)
    assert "No mark yet" in page
    assert "The file is not JSON." in page


def test_the_rubric_is_shown_with_its_levels(with_rubric, canned):
    result = canned(with_rubric, "s001", b"", "CORRECT", "CORRECT")
    points = {"A9.1": 2.0, "A9.2": 3.0, "A9.R1": 4.0, "A9.R2": None}
    mark = Mark(Student("s001"), points, None, "unfinished", "", comment="Well *asked*", result=result)
    page = feedback_page(with_rubric, mark, {"cells": []})
    read_page(page)
    assert "one that data can answer" in page
    assert "Well <em>asked</em>" in page
    assert "– of 1" in page


@pytest.mark.parametrize("index", [0, -1, 99])
def test_a_cell_that_is_not_there_is_no_fault(small, mark, copy, index):
    result = replace(mark.result, cells=(CellRun(index, output="printed"),))
    assert "printed" in feedback_page(small, replace(mark, result=result), copy)
