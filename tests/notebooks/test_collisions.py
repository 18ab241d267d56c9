"""The gate of the questions: no right answer stands in the lesson before it is asked, and no known slip does unsaid."""

import json
import re

import pytest

from lepton_kit.exercises import questions
from lepton_kit.exercises.values import Unjudged, numbers
from lepton_kit.teach.authoring import course_folder, lessons

NUMBER = re.compile(r"(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?|(?<![\w.])[-−]?\.\d+")


def shown_before(question):
    """The numbers in prose and outputs above a question, as they are written, cell by cell."""
    [lesson] = [each for each in lessons(course_folder()) if each.number == question[:2]]
    notebook = json.loads(lesson.notebook.read_text(encoding="utf-8"))
    rows = []
    for cell in notebook["cells"]:
        if cell["metadata"].get("question") == question:
            return rows
        text = "".join(cell["source"]) if cell["cell_type"] == "markdown" else ""
        if f"**{question}**" in text:
            text = text.partition(f"**{question}**")[0]
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            text += "\n" + "".join(output.get("text", data.get("text/markdown", data.get("text/plain", ""))))
        rows += [
            [found.replace(",", "").replace("−", "-") for found in NUMBER.findall(line)] for line in text.split("\n")
        ]
    raise LookupError(f"{question} is not asked in {lesson.name}")


def stands_in(row, values):
    """Whether a line shows these numbers one after another; one alone must have three digits that count."""
    for start in range(len(row) - len(values) + 1):
        told = row[start : start + len(values)]
        decimals = [len(text.partition(".")[2]) for text in told]
        digits = sum(len(text.replace(".", "").strip("-0")) for text in told)
        same = all(round(v, d) == float(text) for v, d, text in zip(values, decimals, told, strict=True))
        if same and digits >= 3:
            return True
    return False


def plain(value):
    """A value as a list of numbers, or None where it is none."""
    try:
        return numbers(value, value if isinstance(value, dict) else ()).ravel().tolist()
    except Unjudged:
        return None


def test_the_gate_sees_what_is_shown():
    assert stands_in(["1", "0.20", "0.40", "0.35"], [0.2, 0.4, 0.35])
    assert stands_in(["18496"], [18_496]) and stands_in(["0.661"], [0.66083])
    assert not stands_in(["6"], [6]) and not stands_in(["0.20", "0.35"], [0.35, 0.2])
    assert ["54,000".replace(",", "")] == [found.replace(",", "") for found in NUMBER.findall("about 54,000 images")]


@pytest.mark.parametrize("question", questions().values(), ids=lambda question: question.id)
def test_nothing_gives_the_answer_away(question):
    given, rows = question.given(), shown_before(question.id)
    right = plain(question.answer(**given))
    assert right is None or not any(stands_in(row, right) for row in rows), right
    for wrong in question.misconceptions:
        value = plain(wrong.wrong(**given))
        if value is not None and not wrong.printed:
            assert not any(stands_in(row, value) for row in rows), (wrong.name, value)
