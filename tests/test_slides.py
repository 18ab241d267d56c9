"""A deck of slides: what of a lesson is shown, in which order, and that nothing in it lies elsewhere."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lepton_kit.cli import lepton
from lepton_kit.exercises.content import run_file
from lepton_kit.teach.authoring import LessonError, course_folder, lessons

pytest.importorskip("sphinx_revealjs", reason="no reveal.js here: pip install lepton-kit[book]")
COURSE = course_folder(Path(__file__).parent)
maker = run_file(COURSE / "docs" / "slides.py")


def shown(*cells):
    """Kind and text of each cell of a deck; code without text is an output."""
    return [
        (cell.metadata["slideshow"]["slide_type"], cell.source or "output")
        for cell in maker.slides(new_notebook(cells=cells))
    ]


def printed(source, text="1\n", **metadata):
    return new_code_cell(source, outputs=[new_output("stream", text=text)], metadata=metadata)


def test_headings_begin_slides_and_long_prose_is_for_the_speaker():
    long = "word " * 60
    assert shown(new_markdown_cell(f"# One\n\n> box\n\n{long}\n\n## Two\n\nShort.\n\nAnd more of it.\n\n- a list")) == [
        ("slide", "# One"),
        ("-", "> box"),
        ("notes", long.strip()),
        ("slide", "## Two"),
        ("-", "Short."),
        ("notes", "And more of it."),
        ("-", "- a list"),
    ]


def test_a_result_comes_behind_its_guess_on_the_same_slide():
    cells = shown(
        new_markdown_cell("## Two\n\nHow many? Type a number."),
        new_code_cell('guess("03.a", ...)', outputs=[new_output("execute_result", {"text/markdown": "no guess yet"})]),
        printed("print(7)", "7\n", tags=["after-guess"]),
    )
    assert cells == [
        ("slide", "## Two"),
        ("-", "*Guess first.* How many? Type a number."),
        ("fragment", "output"),
    ]


def test_an_exercise_is_its_question_and_its_stub():
    stub = new_code_cell(
        'total = ...\ncheck("03.1", total)',
        outputs=[new_output("execute_result", {"text/markdown": "Not attempted."})],
        metadata={"tags": ["exercise"]},
    )
    asked = new_markdown_cell("## Two\n\nBefore it.\n\n**03.1** How much?")
    cells = maker.slides(new_notebook(cells=[asked, stub, printed("print(1)", "1\n" * 4)]))
    assert [(cell.metadata["slideshow"]["slide_type"], cell.source) for cell in cells] == [
        ("slide", "## Two"),
        ("-", "Before it."),
        ("subslide", '<p class="heading">Two</p>'),
        ("-", "**03.1** How much?"),
        ("-", "total = ..."),
        ("subslide", '<p class="heading">Two</p>'),
        ("-", "print(1)"),
    ]
    assert cells[4].outputs == []


def test_what_is_too_much_goes_on_below_with_the_heading():
    tall = printed("print(table)", "line\n" * 15)
    cells = shown(new_markdown_cell("## Two"), tall, printed("print(table)", "line\n" * 15))
    assert [kind for kind, _ in cells] == ["slide", "-", "subslide", "-"]
    assert cells[2][1] == '<p class="heading">Two</p>'


def test_tags_overrule():
    prose = new_markdown_cell("## Two\n\n" + "word " * 60)
    assert shown(prose)[1][0] == "notes"
    prose.metadata["tags"] = ["deck-show"]
    assert shown(prose)[1][0] == "-"
    prose.metadata["tags"] = ["deck-notes"]
    assert shown(new_markdown_cell("# One"), prose)[1][0] == "notes"
    assert shown(new_markdown_cell("# One"), printed("1", tags=["deck-skip"])) == [("slide", "# One")]


@pytest.mark.parametrize("number", ["03", "21"])
def test_a_deck_holds_all_questions_and_lies_in_one_file(number, tmp_path):
    page = tmp_path / "deck.html"
    done = CliRunner().invoke(lepton, ["slides", number, "--to", str(page)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    [lesson] = lessons(COURSE, [number])
    sections = re.findall(r"<section.*?(?=<section|\Z)", text, re.DOTALL)
    for question in lesson.solutions():
        [asked] = [section for section in sections if f"<strong>{question}</strong>" in section]
        assert "jp-CodeCell" in asked, f"{question} without its stub"
    guesses = [section for section in sections if "Guess first." in section]
    assert len(guesses) == sum("after-guess" in cell.metadata.get("tags", ()) for cell in lesson.blank().cells) > 1
    for section in guesses:
        assert section.index("Guess first.") < section.index('class="fragment"') < section.index("jp-OutputArea-output")
    body = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert re.findall(r"<(?:script|link|img)\b[^>]*(?:src|href)=\"(?!data:)[^>]*", body) == []
    assert all(len(words) > 20 for words in re.findall(r'<img[^>]*alt="([^"]*)"', body))
    assert len(re.findall("<img", body)) == len(re.findall(r"<img[^>]*\balt=", body)) > 1


def test_of_its_folder_a_deck_takes_only_what_it_shows():
    """The command stands there too, and beside it what Python keeps of it."""
    (COURSE / "docs" / "slides" / "__pycache__").mkdir(exist_ok=True)
    [lesson] = lessons(COURSE, ["05"])
    assert "import click" not in maker.deck(lesson)


def test_what_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(maker, "CARRIED", [("sphinx-revealjs", "dist/no-such.css")])
    with pytest.raises(LessonError, match=r"dist/no-such\.css of the package sphinx-revealjs is not installed"):
        maker.deck(lessons(COURSE, ["03"])[0])
