"""A guess is compared and its miss kept, never the guess; the summary counts only first guesses."""

import json
import re

import nbformat
import pytest

from lepton_kit.exercises import Guess, check, guess, guesses, progress
from lepton_kit.exercises.content import content_module, folders
from lepton_kit.exercises.values import Unjudged
from lepton_kit.teach.authoring import course_folder, lessons

ALL = [
    each
    for lesson in folders()
    if lesson.isdigit()
    for each in getattr(content_module(lesson, "questions"), "GUESSES", ())
]


@pytest.fixture
def file(tmp_path, monkeypatch):
    kept = tmp_path / "progress.jsonl"
    monkeypatch.setenv("LEPTON_PROGRESS", str(kept))
    return kept


def test_a_guess_is_compared_and_only_its_miss_is_kept(file):
    note = repr(guess("01.b", 0.72))
    assert "You guess 0.72. Off by 20%. Run the next cell to see it." in note
    line = json.loads(file.read_text())
    assert (line["guess"], line["miss"]) == ("01.b", pytest.approx(0.2))
    assert set(line) == {"edition", "guess", "miss", "at"}
    assert "Right." in repr(guess("01.b", 0.6))
    assert "It came out otherwise." in repr(guess("01.a", " a"))
    assert "Right." in repr(guess("01.a", "B"))


def test_a_stub_or_what_is_no_guess_is_not_kept(file):
    assert "Put your guess in place of `...`" in repr(guess("01.b", ...))
    assert "One number is wanted" in repr(guess("01.b", [1, 2]))
    assert "Guess one of: 'A', 'B', 'C'" in repr(guess("01.a", "D"))
    assert "That reads as per cent. As a share, which is between 0 and 1, it is 0.7" in repr(guess("07.a", 70))
    assert not file.exists()
    with pytest.raises(LookupError, match=r"There is no guess .* Lesson 01 has 01\.a, 01\.b, 01\.c"):
        guess("01.z", 1)


def test_guesses_shows_whether_they_get_better_and_counts_the_first_of_each(file):
    assert repr(guesses()) == "No guess is kept so far."
    for name, miss in (("01.a", 1.0), ("01.b", 0.8), ("02.a", 0.05), ("02.b", 0.15), ("01.a", 0.0)):
        with file.open("a") as lines:
            lines.write(json.dumps({"edition": 2, "guess": name, "miss": miss, "at": "now"}) + "\n")
    said = repr(guesses())
    assert "| 01 | 2 | 0 | 90% |" in said and "| 02 | 2 | 1 | 10% |" in said
    assert "Typical miss of your first 2: 90%, of your last 2: 10%." in said


def test_guesses_and_checks_share_the_file_and_do_not_mix(file):
    guess("01.b", 2)
    check("00.1", 6)
    assert progress().tries == {"00.1": 1}
    assert progress().note == ""
    assert "| 01 | 1 |" in repr(guesses())


def test_a_guess_without_an_answer_is_only_repeated(file):
    later = Guess(id="09.z", answer=None, then="Wait.")
    assert later.miss(3) is None
    with pytest.raises(Unjudged):
        later.miss("three")
    with pytest.raises(ValueError, match="lesson and letter"):
        Guess(id="9", answer=None, then="")


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.id)
def test_each_guess_is_asked_before_a_cell_that_stays_closed(each):
    """The result's cell comes next, and its first line, which JupyterLab shows of a closed output, is a heading."""
    assert each.answer is None or each.miss(each.answer()) == 0
    [lesson] = [lesson for lesson in lessons(course_folder()) if lesson.number == each.id[:2]]
    cells = lesson.blank().cells
    [place] = [i for i, cell in enumerate(cells) if f'guess("{each.id}", ...)' in cell.source]
    result = cells[place + 1]
    assert "after-guess" in result.metadata["tags"] and result.metadata["jupyter"] == {"outputs_hidden": True}
    heading = re.search(r'print\("([^"]*)"\)', result.source)
    assert heading and heading[1].endswith(":") and not re.search(r"\d\.\d", heading[1])
    nbformat.validate(lesson.blank())


def test_every_guess_of_a_lesson_is_asked():
    asked = {
        name
        for lesson in lessons(course_folder())
        for name in re.findall(r'guess\("(\d\d\.\w)"', lesson.source.read_text(encoding="utf-8"))
    }
    assert asked == {each.id for each in ALL}
