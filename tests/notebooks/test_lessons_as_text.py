"""What a lesson asks of its reader: minutes, when the first exercise comes, headings, guesses before results, terms.

What holds for words of any kind, that pictures have words and links an end, is looked at in assignments and pages too.
"""

import html
import re
from itertools import pairwise
from pathlib import Path

import pytest

from lepton_kit.exercises.content import content_module, run_file
from lepton_kit.teach.assignment import available, load
from lepton_kit.teach.authoring import course_folder, lessons, read_notebook
from lepton_kit.teach.authoring.installing import INSTALL
from lepton_kit.teach.authoring.lesson import runtimes

COURSE = course_folder(Path(__file__).parent)
SOURCE = COURSE / "notebooks" / "source"
SOURCES = run_file(COURSE / "docs" / "book" / "course_sources.py")
LESSONS = [lesson for lesson in lessons(COURSE) if lesson.number != "00"]
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
NOTEBOOKS = [*lessons(COURSE), *(load(name).lesson for name in available())]
each_notebook = pytest.mark.parametrize("lesson", NOTEBOOKS, ids=lambda lesson: lesson.name)
PAGES = [
    *COURSE.glob("*.md"),
    *(page for page in COURSE.glob("docs/**/*.md") if "book" not in page.parts),  # Sphinx looks at the book's
    *COURSE.glob("datasets/*/CARD.md"),
]

TITLES = {
    lesson.notebook.name: re.search(r"^# # \d+ · (.+)$", lesson.source.read_text(encoding="utf-8"), re.MULTILINE)[1]
    for lesson in lessons(COURSE)
}

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


@each_notebook
def test_headings_go_down_one_step_at_a_time(lesson):
    assert wrong_headings(_prose(lesson.blank().cells)) == []


def wrong_headings(text):
    """What is wrong with the headings of a text: another first level than one, two of that level, a step left out."""
    levels = [len(marks) for marks in re.findall(r"^(#+) ", re.sub(r"```.+?```", "", text, flags=re.DOTALL), re.M)]
    steps = [(before, after) for before, after in pairwise(levels) if after > before + 1]
    return steps if levels[:1] == [1] and levels.count(1) == 1 else [levels]


@pytest.mark.parametrize("text", ["## Two\n\n# One", "# One\n\n# One", "# One\n\n### Three", "no heading"])
def test_a_wrong_heading_is_seen(text):
    assert wrong_headings(text)
    assert wrong_headings("# One\n\n## Two\n\n```\n# code\n```\n\n## Two") == []


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
def test_who_is_to_guess_a_share_is_told_how_to_write_it(lesson):
    """Whoever types 90 for nine in ten is told to be off by as much as the thing itself."""
    answers = {
        asked.id: asked.answer for asked in content_module(lesson.number, "questions").GUESSES if not asked.choices
    }
    prompt, vague = "", []
    for cell in lesson.blank().cells:
        prompt = cell.source if cell.cell_type == "markdown" else prompt
        asked = re.search(r"^guess\(\"([\d.a-z]+)\"", cell.source, re.MULTILINE)
        answer = answers.get(asked[1]) if asked else None
        if answer and 0 < answer() <= 1 and not re.search(r"\s0\s(to|and)\s1|\s0\.\d", prompt[-200:]):
            vague.append(asked[1])
    assert vague == []


@each_notebook
def test_no_cell_is_longer_than_a_screen(lesson):
    assert max(cell.source.count("\n") + 1 for cell in lesson.solved().cells if cell.cell_type == "code") <= 25


def test_the_glossary_has_one_term_a_line_each_once():
    lines = (SOURCE / "glossary.md").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"\*\*[^*]+\*\*: \S.*\.", line) for line in lines if line)
    assert len(SOURCES.glossary()) == sum(1 for line in lines if line)


@each_lesson
def test_its_terms_stand_in_the_glossary(lesson):
    assert terms(_prose(lesson.blank().cells)) - {term.casefold() for term in SOURCES.glossary()} == set()


def terms(prose):
    """What a text sets in bold as a term, by the rule that the book has."""
    return {re.sub(r"\s+", " ", bold[1]).casefold() for bold in SOURCES.bold_terms(prose)}


def test_terms_are_bold_and_short():
    assert terms("> **You will** see a **Greedy** rule. **A list is short.** **03.1** The **best\nset**") == {
        "greedy",
        "best set",
    }
    assert all(terms(_prose(lesson.blank().cells)) for lesson in LESSONS)


def _committed(lesson):
    """The cells of the notebook beside its source, with their outputs; what is said about a cell, from the source."""
    said = {cell.id: cell.metadata for cell in lesson.blank().cells}
    for cell in read_notebook(lesson.notebook).cells:
        yield cell, said.get(cell.id, {})


@each_notebook
def test_what_is_printed_fits_a_page(lesson):
    """JupyterLab breaks a line that is too long wherever it ends, in the middle of a word."""
    printed = [
        line
        for cell, _ in _committed(lesson)
        for output in cell.get("outputs", ())
        if output.output_type == "stream"
        for line in output.text.splitlines()
    ]
    assert [line for line in printed if len(line) > 120] == []


def without_words(text):
    """The pictures of a text in Markdown or HTML that say nothing to whoever cannot see them."""
    text = re.sub(r"data:image/[^\s\"')]+", "data:", text)  # the picture itself, which is long
    shown = [(whole, words) for whole, words in re.findall(r"(!\[([^\]]*)\]\([^)]+\))", text)]
    for whole in re.findall(r"<img\b[^>]*>", text):
        said = re.search(r"\balt=(?:\"([^\"]*)\"|'([^']*)')", whole)
        shown.append((whole, html.unescape(said[1] or said[2] or "") if said else ""))
    return [whole for whole, words in shown if len(words.split()) < 3]


@each_notebook
def test_each_picture_has_words(lesson):
    plots = []
    for cell, said in _committed(lesson):
        assert without_words(cell.source) == []
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            assert without_words("".join(data.get("text/html", ""))) == [], cell.id
            if "image/png" in data:
                plots.append((cell.id, said.get("alt", "")))
    assert [name for name, words in plots if len(words.split()) < 8] == [], 'a plot\'s cell begins: # %% alt="..."'
    assert len({words for _, words in plots}) == len(dict(plots)), "two plots have the same words"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(COURSE).as_posix())
def test_each_picture_of_a_page_has_words(page):
    assert without_words(page.read_text(encoding="utf-8")) == []


def test_a_picture_without_words_is_seen():
    bare = ["![](plot.png)", '<img src="plot.png">', '<img alt="" src="data:image/png;base64,iVBORw0KGgo=">']
    assert without_words(" ".join(bare)) == [*bare[:2], '<img alt="" src="data:">']
    assert without_words('![Two lines cross.](plot.png) <img src="x" alt="Two lines cross.">') == []


def _anchors(path):
    """What a link may name behind a #: JupyterLab's form in a notebook, GitHub's in a page."""
    if path.suffix == ".ipynb":
        text = _prose(read_notebook(path).cells)
        return {heading.strip().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    text = path.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.+?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def dead_links(text, here):
    """The links of a text, which stands in the folder ``here`` or in the file, that lead to nothing in the course."""
    text = re.sub(r"```.+?```|`[^`\n]+`", "", text, flags=re.DOTALL)
    folder = here if here.is_dir() else here.parent
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)|<(?:a|img)\b[^>]*?(?:href|src)=\"([^\"]+)\"", text):
        target, _, anchor = "".join(link).partition("#")
        if re.match(r"\w+:", target):
            continue
        path = folder / target if target else here
        if not path.exists() or (anchor and (path.is_dir() or anchor not in _anchors(path))):
            dead.append("".join(link))
    return dead


@each_notebook
def test_no_link_of_a_notebook_is_dead(lesson):
    assert dead_links(_prose(lesson.blank().cells), lesson.notebook) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(COURSE).as_posix())
def test_no_link_of_a_page_is_dead(page):
    assert dead_links(page.read_text(encoding="utf-8"), page) == []


@pytest.mark.parametrize(
    "file", [*(notebook.source for notebook in NOTEBOOKS), *PAGES], ids=lambda file: file.relative_to(COURSE).as_posix()
)
def test_a_link_calls_a_lesson_by_its_name(file):
    text = re.sub(r"\n# ?|\n", " ", file.read_text(encoding="utf-8"))
    for words, name in re.findall(r"\[([^\]]+)\]\([^)\s]*?(\d\d_\w+\.ipynb)", text):
        called = re.sub(r"^lesson \d+, ", "", words.strip())
        assert called.lower() == TITLES[name].lower() or called in {"Binder", "Colab", f"notebooks/{name}"}


def test_a_dead_link_is_seen():
    dead = ["99_nothing.ipynb", "01_partners_and_value.ipynb#No-such-heading", "#Nowhere"]
    notebook = COURSE / "notebooks" / "03_selecting_a_portfolio.ipynb"
    assert dead_links(" ".join(f"[there]({link})" for link in dead), notebook) == dead
    alive = ["coursework/A1_choosing_partners.ipynb", "#What-a-rule-costs", "https://example.org"]
    assert dead_links(" ".join(f"[there]({link})" for link in alive), notebook) == []
