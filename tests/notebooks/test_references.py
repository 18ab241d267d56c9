"""Where a question sends its learner is there: the lesson, and the heading in it."""

import re

import pytest

from lepton_kit.exercises import questions
from lepton_kit.exercises.content import content_file
from lepton_kit.teach.assignment import available, load

ASKED = [*questions().values(), *(question for name in available() for question in load(name).questions)]
REFERENCES = [
    (question.id, f"{int(lesson or question.id[:2]):02d}", heading)
    for question in ASKED
    for lesson, heading in re.findall(r"(?:[Ll]esson (\d+), )?\*(.+?)\*", question.read)
]


def test_there_are_references_to_look_up():
    assert len(REFERENCES) > 10


@pytest.mark.parametrize(("question", "lesson", "heading"), REFERENCES)
def test_what_a_question_says_to_read_is_there(question, lesson, heading):
    text = content_file(lesson, "lesson.py").read_text(encoding="utf-8")
    headings = re.findall(r"^# #+ (.+)$", text, re.MULTILINE)
    assert any(heading in (each, each.partition(":")[0]) for each in headings)


def test_graded_work_sends_to_a_heading_of_a_lesson():
    sent = {question for question, *_ in REFERENCES}
    assert {question.id for question in ASKED if question.id[0] == "A" and question.read} <= sent
