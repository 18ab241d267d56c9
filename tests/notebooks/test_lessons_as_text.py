"""What a lesson asks of its reader: minutes, when the first exercise comes, headings, guesses before results, terms."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from lepton_kit.exercises.content import content_module
from lepton_kit.teach.authoring import course_folder, lessons
from lepton_kit.teach.authoring.installing import INSTALL
from lepton_kit.teach.authoring.lesson import runtimes

COURSE = course_folder(Path(__file__).parent)
SOURCE = COURSE / "notebooks" / "source"
LESSONS = [lesson for lesson in lessons(COURSE) if lesson.number != "00"]
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)

WORDS_A_MINUTE, SECONDS_A_LINE, MOST_MINUTES, FIRST_EXERCISE = 200, 3, 55, 600
EXERCISE, GUESS, EXPLORER, OPEN_TASK = 2, 2, 3, 10  # minutes each


def _prose(cells):
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def _words(text):
    """Words as a reader meets them: a formula counts as one, marks of Markdown as none."""
    text = re.sub(r"\$\$.+?\$\$|\$[^$]+\$", " x ", text, flags=re.DOTALL)
    return len(re.findall(r"\w[\w'’.,-]*", re.sub(r"\]\([^)]*\)", "]", text)))


def _code(lesson):
    """The code cells that a learner reads: not the folded one that installs the kit."""
    cells = [cell for cell in lesson.blank().cells if cell.cell_type == "code"]
    return [cell for cell in cells if INSTALL not in cell.metadata.get("tags", ())]


def parts(lesson):
    """What a lesson's minutes are made of: minutes by what they are spent on."""
    code = "\n".join(cell.source for cell in _code(lesson))
    lines = [line for line in code.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    opened = "## Open task" in _prose(lesson.blank().cells)
    return {
        "words": _words(_prose(lesson.blank().cells)) / WORDS_A_MINUTE,
        "code": len(lines) * SECONDS_A_LINE / 60,
        "exercises": EXERCISE * (len(re.findall(r"^check\(", code, re.MULTILINE)) - opened),
        "guesses": GUESS * len(re.findall(r"^guess\(", code, re.MULTILINE)),
        "explorers": EXPLORER * len(re.findall(r"^\w+Explorer\(", code, re.MULTILINE)),
        "open task": OPEN_TASK * opened,
        "run time": runtimes(SOURCE).get(lesson.number, 0) / 60,
    }


@each_lesson
def test_it_takes_a_lesson_and_says_so(lesson):
    minutes = sum(parts(lesson).values())
    assert minutes <= MOST_MINUTES, parts(lesson)
    promised = re.search(r"> \*\*(\d+) minutes\*\*", lesson.blank().cells[0].source)
    assert abs(int(promised[1]) - minutes) <= 5, f"{promised[0]}, and {minutes:.0f} by the formula"


@each_lesson
def test_the_learner_acts_before_reading_on(lesson):
    cells = lesson.blank().cells
    first = next(i for i, cell in enumerate(cells) if re.search(r"^check\(", cell.source, re.MULTILINE))
    assert _words(_prose(cells[:first])) < FIRST_EXERCISE
    asked = [question.id for question in content_module(lesson.number, "questions").QUESTIONS]
    in_order = re.findall(r'^check\("([\d.]+)"', "\n".join(cell.source for cell in cells), re.MULTILINE)
    assert in_order == asked
    assert 6 <= len(asked) <= 11
    for question in asked:
        assert f"**{question}**" in _prose(cells)


@each_lesson
def test_it_has_one_open_task_at_its_end(lesson):
    headings = re.findall(r"^## (.+)$", _prose(lesson.blank().cells), re.MULTILINE)
    assert headings[-1] == "Recap"
    assert headings[-2].startswith("Open task")
    assert sum(heading.startswith("Open task") for heading in headings) == 1
    if lesson.number < "10":  # the partnership half
        assert "Your industry" in " ".join(headings)


@each_lesson
def test_headings_go_down_one_step_at_a_time(lesson):
    levels = [len(marks) for marks in re.findall(r"^(#+) ", _prose(lesson.blank().cells), re.MULTILINE)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each_lesson
def test_a_guess_comes_before_its_result(lesson):
    known = [asked.id for asked in content_module(lesson.number, "questions").GUESSES]
    code = _code(lesson)
    typed = [
        (i, found[1]) for i, cell in enumerate(code) if (found := re.search(r'^guess\("([\w.]+)"', cell.source, re.M))
    ]
    assert [name for _, name in typed] == known
    for i, name in typed:
        assert "after-guess" in code[i + 1].metadata.get("tags", []), f"the cell after guess {name} has no such tag"
    tagged = [i for i, cell in enumerate(code) if "after-guess" in cell.metadata.get("tags", [])]
    assert tagged == [i + 1 for i, _ in typed]


@each_lesson
def test_no_cell_is_longer_than_a_screen(lesson):
    assert max(cell.source.count("\n") + 1 for cell in lesson.solved().cells if cell.cell_type == "code") <= 25


def _glossary():
    text = (SOURCE / "glossary.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\*\*(.+?)\*\*: (.+)$", text, re.MULTILINE))


def test_the_glossary_has_one_term_a_line_each_once():
    lines = (SOURCE / "glossary.md").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"\*\*[^*]+\*\*: \S.*\.", line) for line in lines if line)
    assert len(_glossary()) == sum(1 for line in lines if line)


@each_lesson
def test_its_terms_stand_in_the_glossary(lesson):
    """Bold and short, no sentence, no number, none of the marks by which a lesson speaks of itself."""
    ours = {"You will", "Read on", "Assumes", "Next"}
    prose = re.sub(r"\s+", " ", _prose(lesson.blank().cells))
    bold = re.findall(r"\*\*([^*]+)\*\*", re.sub(r"\*\*\[[^*]+\*\*", "", prose))
    terms = {term for term in bold if len(term.split()) <= 4 and not re.search(r"\d|[.:!?]$", term)} - ours
    known = {term.casefold() for term in _glossary()}
    assert {term for term in terms if term.casefold() not in known} == set()
    assert terms
