"""The book as a whole: made without a warning, complete, every link inside it sound, nothing given away."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from lepton_kit.exercises import questions
from lepton_kit.teach.authoring import course_folder
from tests.book.test_course_sources import course_sources

pytestmark = pytest.mark.long
COURSE = course_folder(Path(__file__).parent)
NOTEBOOKS = sorted(
    file.relative_to(COURSE / "notebooks").with_suffix("").as_posix()
    for pattern in ("*.ipynb", "coursework/*.ipynb")
    for file in (COURSE / "notebooks").glob(pattern)
    if ".edited-" not in file.name
)
LESSONS = [name for name in NOTEBOOKS if name[0].isdigit()]
LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
WITHOUT_PAGE = {"canonical", "icon"}


class Page(HTMLParser):
    """What a test asks of a page: its elements with attributes, its ids and its text, folded parts apart."""

    def __init__(self, file):
        super().__init__()
        self.elements, self.open_text, self.folded_text, self.folded_pictures = [], [], [], 0
        self._depth, self._skipped = 0, False
        self.feed(file.read_text(encoding="utf-8"))
        self.ids = {value for _, attributes in self.elements for key, value in attributes.items() if key == "id"}

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._depth += tag == "details"
        self.folded_pictures += tag == "img" and self._depth > 0
        self._skipped = tag in ("script", "style")

    def handle_endtag(self, tag):
        self._depth -= tag == "details"
        self._skipped = False

    def handle_data(self, data):
        if not self._skipped:
            (self.folded_text if self._depth else self.open_text).append(data)

    def all(self, tag, key):
        return [attributes[key] for name, attributes in self.elements if name == tag and key in attributes]


@pytest.fixture(scope="session")
def pages(book):
    """The pages by their address without its ending."""
    return {file.relative_to(book).with_suffix("").as_posix(): Page(file) for file in sorted(book.rglob("*.html"))}


def test_every_notebook_and_document_has_its_page(pages):
    wanted = {f"notebooks/{name}" for name in NOTEBOOKS} | {f"docs/{file.stem}" for file in COURSE.glob("docs/*.md")}
    assert {*wanted, "index", "glossary", "bibliography", "misconceptions", "api/index"} <= set(pages)


def test_every_link_inside_the_book_leads_somewhere(book, pages):
    lost = []
    for name, page in pages.items():
        for link in page.all("a", "href"):
            parts = urlsplit(link)
            if parts.scheme or "_static" in name:
                continue
            file = (book / name).parent / unquote(parts.path) if parts.path else book / f"{name}.html"
            target = pages.get(file.resolve().relative_to(book.resolve()).with_suffix("").as_posix())
            if not file.exists() or (
                parts.fragment and file.suffix == ".html" and unquote(parts.fragment) not in target.ids
            ):
                lost.append((name, link))
    assert lost == []


def test_nothing_is_loaded_from_elsewhere(pages):
    loaded = {
        attributes[LOADED[tag]]
        for page in pages.values()
        for tag, attributes in page.elements
        if LOADED.get(tag) in attributes and attributes.get("rel") not in WITHOUT_PAGE
    }
    assert any(address.endswith("theme.css") or "theme.css?" in address for address in loaded)
    assert [address for address in loaded if urlsplit(address).scheme not in ("", "data")] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_can_be_launched_and_downloaded(book, pages, name):
    links = set(pages[f"notebooks/{name}"].all("a", "href"))
    repository = re.escape("https://github.com/") + r"([\w.-]+/[\w.-]+)"
    [[owned]] = {tuple(re.findall(f"^{repository}$", link)) for link in links} - {()}
    tag = r"v\d+\.\d+\.\d+"
    path = f"notebooks/{name}.ipynb"
    for launch in (
        rf"https://mybinder\.org/v2/gh/{owned}/{tag}\?urlpath=lab/tree/{path}",
        rf"https://colab\.research\.google\.com/github/{owned}/blob/{tag}/{path}",
    ):
        assert any(re.fullmatch(launch, link) for link in links), launch
    [download] = {link for link in links if link.endswith(f"_sources/{path}")}
    downloaded = (book / "notebooks" / name).parent / download
    assert downloaded.read_bytes() == (COURSE / path).read_bytes()


@pytest.mark.parametrize("name", LESSONS)
def test_no_result_can_be_read_before_it_is_guessed(pages, name):
    notebook = json.loads((COURSE / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    page = pages[f"notebooks/{name}"]
    to_be_read, folded = (re.sub(r"\s+", "", "".join(text)) for text in (page.open_text, page.folded_text))
    hidden = [cell for cell in notebook["cells"] if cell["metadata"].get("jupyter", {}).get("outputs_hidden")]
    assert hidden
    shown = [output.get("data", {}) for cell in hidden for output in cell["outputs"]]
    assert page.folded_pictures == sum(
        ("image/png" in data) + "".join(data.get("text/html", "")).count("<img") for data in shown
    )
    for cell in hidden:
        code = re.sub(r"\s+", "", "".join(cell["source"]))
        for output in cell["outputs"]:
            printed = re.sub(r"\s+", "", "".join(output.get("text", "")))
            assert printed in folded
            assert printed in code or printed not in to_be_read  # a headline may be read in the code


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_stubs_say_nothing(pages, name):
    text = "".join(pages[f"notebooks/{name}"].open_text)
    assert "Not attempted" not in text
    assert not re.search(r"… \d\d\.\w\s+Put your guess", text)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_picture_has_words(pages, name):
    words = [
        attributes.get("alt", "")
        for tag, attributes in pages[f"notebooks/{name}"].elements
        if tag == "img" and "logo" not in attributes.get("src", "")
    ]
    assert [alt for alt in words if len(alt.split()) < 3] == []


def test_minutes_and_needs_of_each_lesson_are_listed(pages):
    rows = re.sub(r"\s+", " ", "".join(pages["index"].open_text))
    for name in LESSONS:
        lesson = course_sources.lesson_page(COURSE / "notebooks" / f"{name}.ipynb", name)
        assert int(lesson.minutes) >= 10 and lesson.needs
        assert f"{lesson.title} {lesson.aim} {lesson.minutes} {lesson.needs}" in rows


def test_a_term_leads_to_the_glossary_and_back(pages):
    assert "../glossary.html#term-Shapley-value" in pages["notebooks/06_coalitions"].all("a", "href")
    assert "notebooks/06_coalitions.html" in pages["glossary"].all("a", "href")
    text = "".join(pages["glossary"].open_text)
    assert [term for term in course_sources.glossary() if term not in text] == []


def test_the_instructors_index_names_every_misconception(pages):
    text = re.sub(r"\W", "", "".join(pages["misconceptions"].open_text)).casefold()
    known = [misconception for question in questions().values() for misconception in question.misconceptions]
    assert len(known) > 300
    assert [m.name for m in known if re.sub(r"\W", "", m.name).casefold() not in text] == []


def test_the_bibliography_holds_every_reference(pages):
    from pybtex.database import parse_file

    entries = parse_file(COURSE / "docs" / "references.bib").entries
    text = re.sub(r"\W", "", "".join(pages["bibliography"].open_text)).casefold()
    titles = {key: re.sub(r"\W", "", entry.fields["title"]).casefold() for key, entry in entries.items()}
    assert [key for key, title in titles.items() if title not in text] == []
    assert any("bibliography.html#id" in link for link in pages["notebooks/06_coalitions"].all("a", "href"))


def test_the_reference_has_what_lessons_call(pages):
    ids = set().union(*(page.ids for name, page in pages.items() if name.startswith("api/")))
    for name in ("exercises.interface.check", "partnership.portfolios.Portfolio", "widgets.explorer.Explorer"):
        assert f"lepton_kit.{name}" in ids
