"""Sphinx reads the course: what is changed in a notebook on its way into the book, and what the book's own pages list.

A committed notebook is a learner's. In the book its stubs say nothing, results that follow a guess stay folded, plots
have words, terms lead to the glossary and references to the bibliography.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "notebooks" / "source" / "glossary.md"
MARKS_OF_A_LESSON = {"You will", "Read on", "Assumes", "Next"}
NOTHING_YET = "… "
"""How the answer to a stub begins, and to a guess that nobody has made."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LessonPage:
    """What the book's own pages say of a notebook.

    Attributes
    ----------
    page : str
        Its address in the book, without the ending.
    number, title : str
        Such as "01" and "Partners and value".
    minutes, needs, aim : str
        From the box at its head; empty where there is none.
    terms : tuple of str
        What it sets in bold as a term, in order.
    """

    page: str
    number: str
    title: str
    minutes: str = ""
    needs: str = ""
    aim: str = ""
    terms: tuple[str, ...] = field(default=(), repr=False)


def bold_terms(prose: str) -> Iterator[re.Match[str]]:
    """Where a text sets a term in bold: short, no sentence, no number, none of a lesson's own marks, no link."""
    for bold in re.finditer(r"\*\*\[[^*]+\*\*|\*\*([^*]+?)\*\*", prose):
        term = _one_line(bold[1] or "")  # a link in bold has none
        if 0 < len(term.split()) <= 4 and not re.search(r"\d|[.:!?]$", term) and term not in MARKS_OF_A_LESSON:
            yield bold


@cache
def glossary(file: Path = GLOSSARY) -> dict[str, str]:
    """The course's terms and what they mean.

    Returns
    -------
    dict
        Meaning by term.
    """
    return dict(re.findall(r"^\*\*(.+?)\*\*: (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE))


def lesson_page(file: Path, page: str) -> LessonPage:
    """What a notebook says of itself: its title, the box at its head, its terms."""
    texts = ["".join(cell["source"]) for cell in _read(file)["cells"] if cell["cell_type"] == "markdown"]
    head = _one_line(texts[0].replace("\n> ", "\n"))
    title = re.search(r"^# (?:\w+ · )?(.+)$", texts[0], re.MULTILINE)
    box = re.search(r"\*\*You will\*\* (.+?\.) > \*\*(\d+) minutes\*\* .*? needs (.+?)\.(?: |$)", head)
    aim, minutes, needs = box.groups() if box else ("", "", "")
    terms = tuple(dict.fromkeys(_one_line(bold[1]) for text in texts for bold in bold_terms(text)))
    return LessonPage(page, file.name[:2], title[1] if title else page, minutes, needs, aim, terms)


def notebook_for_readers(text: str, page: str, citations: dict[str, str] | None = None) -> str:
    """A notebook as the book shows it. The reader may still download the one that is committed.

    Parameters
    ----------
    text : str
        The notebook's JSON.
    page : str
        Where it stands in the book, for what is said of it.
    citations : dict, optional
        Keys of the bibliography by title.

    Returns
    -------
    str
        The changed JSON.
    """
    notebook = json.loads(text)
    heading = ""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            source = "".join(cell["source"])
            heading = (re.findall(r"^#+ (.+)$", source, re.MULTILINE) or [heading])[-1]
            cell["source"] = _prose(source, page, citations or {})
        elif cell["cell_type"] == "code":
            _fold(cell, heading)
    return json.dumps(notebook)


def _fold(cell: dict[str, Any], heading: str) -> None:
    metadata = cell["metadata"]
    tags = metadata.setdefault("tags", [])
    if "install" in tags:  # it serves machines that lack the kit, and no reader
        tags.append("remove-cell")
    if metadata.get("jupyter", {}).get("outputs_hidden"):
        tags.append("hide-output")
    cell["outputs"] = [output for output in cell["outputs"] if not _plain(output).startswith(NOTHING_YET)]
    for output in cell["outputs"]:
        if "image/png" in output.get("data", {}):
            words = output["metadata"].get("image/png", {}).get("alt")
            words = words or f"Plot in “{heading}”; the code beside it draws it, and the text below reads it."
            metadata["mystnb"] = {"image": {"alt": words}}


def _plain(output: dict[str, Any]) -> str:
    return "".join(output.get("data", {}).get("text/plain", ""))


def _prose(source: str, page: str, citations: dict[str, str]) -> str:
    """Terms as links to the glossary, questions as targets, references as citations."""
    known = {term.casefold(): term for term in glossary()}
    demanded = "coursework" not in page and not page.startswith("notebooks/00")  # these two introduce no term

    for bold in [*bold_terms(source)][::-1]:  # from the end, so that the places before keep their numbers
        term = _one_line(bold[1])
        if entry := known.get(term.casefold()):
            source = f"{source[: bold.start()]}**{{term}}`{term} <{entry}>`**{source[bold.end() :]}"
        elif demanded:
            _log.warning("%s: the term %r has no entry in %s", page, term, GLOSSARY.name, type="course")
    source = re.sub(r"\*\*(\w\d)\.(\d+)\*\*", r"[**\1.\2**]{#question-\1-\2}", source)
    return re.sub(
        r"^\*\*Read on\*\*.+?(?=\n\n|\Z)", lambda paragraph: _cited(paragraph[0], citations), source, flags=re.M | re.S
    )


def _cited(paragraph: str, citations: dict[str, str]) -> str:
    text = _letters(paragraph)
    keys = [key for title, key in citations.items() if title in text]
    paragraph = paragraph.replace("**Read on**", "**[Read on](/bibliography.md)**", 1)
    return paragraph + (f" {{cite}}`{','.join(keys)}`" if keys else "")


@cache
def bibliography(file: Path) -> dict[str, str]:
    """Keys of a bibliography by title, a title being its letters and digits."""
    from pybtex.database import parse_file

    return {_letters(entry.fields["title"]): key for key, entry in parse_file(file).entries.items()}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8"))


@cache
def facts(sources: Path) -> dict[str, Any]:
    """What the templates of the book's own pages may use: lessons, coursework, terms, questions."""
    from lepton_kit.exercises import questions

    lessons = [lesson_page(file, f"notebooks/{file.stem}") for file in sorted(sources.glob("notebooks/*.ipynb"))]
    coursework = [
        lesson_page(file, f"notebooks/coursework/{file.stem}")
        for file in sorted(sources.glob("notebooks/coursework/*.ipynb"))
    ]
    first = {term.casefold(): lesson for lesson in reversed(lessons) for term in lesson.terms}
    asked = [(lesson, [q for q in questions().values() if q.id[:2] == lesson.number]) for lesson in lessons]
    return {
        "lessons": lessons,
        "coursework": coursework,
        "terms": [(term, meaning, first.get(term.casefold())) for term, meaning in glossary().items()],
        "asked": asked,
    }


def links_beyond(text: str, page: str, sources: Path, repository: str, root: Path = ROOT) -> str:
    """A page's links to what the repository has and the book has not, led to the repository on the web.

    Examples
    --------
    >>> links_beyond("[it](../pyproject.toml)", "docs/syllabus", Path("none"), "https://x.org")
    '[it](https://x.org/pyproject.toml)'
    """

    def led(link: re.Match[str]) -> str:
        target = (root / page).parent.joinpath(link[1]).resolve()
        if not target.exists() or sources.joinpath(page).parent.joinpath(link[1]).exists():
            return link[0]
        return f"]({repository}/{target.relative_to(root).as_posix()})"

    return re.sub(r"\]\(([\w./-]+)\)", led, text)


def read(app: Sphinx, page: str, content: list[str]) -> None:
    """Sphinx' event ``source-read``: change a page's text before it is parsed."""
    from jinja2 import Environment, StrictUndefined

    if page.startswith("notebooks/"):
        citations = bibliography(Path(app.config.bibtex_bibfiles[0]))
        content[0] = notebook_for_readers(content[0], page, citations)
    elif page.startswith("docs/"):
        theme = app.config.html_theme_options
        repository = f"{theme['repository_url']}/blob/{theme['repository_branch']}"
        content[0] = links_beyond(content[0], page, Path(app.srcdir), repository)
    else:
        template = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        content[0] = template.from_string(content[0]).render(facts(Path(app.srcdir)))


def words_are_no_links(app: Sphinx, doctree: nodes.document) -> None:
    """Sphinx' event ``doctree-read``: a type such as "ndarray, shape (n, classes)" is words."""
    for link in [*doctree.findall(addnodes.pending_xref)]:
        if link.get("refdomain") == "py" and link["reftarget"].islower() and "." not in link["reftarget"]:
            link.replace_self(link.children)


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx' way to load an extension."""
    app.connect("source-read", read)
    app.connect("doctree-read", words_are_no_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
