"""A lesson as a deck of slides for the room: one HTML file that a browser opens without a network.

nbconvert makes the deck; what is decided here is what of a lesson is shown. Without any tag:

- a heading begins a slide, and what is too much for one goes on to the next, below it;
- an exercise is a slide with its question and its stub; so is a guess, and its result is a fragment of the same slide,
  which comes when the room has guessed;
- pictures, posters, tables and printed text are shown, short code above them; formulas, lists and boxes as well;
- of prose, a short paragraph right below a heading and sentences in bold; the rest is in the speaker's notes (key S).

With ``?print-pdf`` behind its address the deck prints a slide a page, a result on a page behind its guess.

A cell's tags ``deck-show``, ``deck-notes`` and ``deck-skip`` overrule this.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path

from nbconvert import SlidesExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from lepton_kit.exercises.content import run_file
from lepton_kit.teach.authoring import Lesson, LessonError, read_notebook

__all__ = ["deck", "slides"]

FULL = 120  # words, or what takes as much room; more goes on to another slide
HEADING, SHORT_PROSE, SHORT_CODE, PICTURE = 15, 45, 8, 80
BREAKS = {"slide", "subslide"}
vendors = run_file(Path(__file__).with_name("vendored.py"))
CARRIED = [
    vendors.MATHJAX,
    ("sphinx-revealjs", "dist/reveal.css"),
    ("sphinx-revealjs", "dist/reveal.js"),
    ("sphinx-revealjs", "plugin/notes/notes.js"),
]
NO_CODE = {"tags": ["no-code"]}
TEMPLATE = """\
{%- extends 'index.html.j2' -%}
{%- block header -%}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{ nb.metadata.title }}</title>
{{ resources.include_css("static/index.css") }}
{{ resources.include_css("static/theme-light.css") }}
{% for css in resources.inlining.css %}<style>{{ css }}</style>{% endfor %}
<style>{{ resources.deck["reveal.css"] }}</style>
<style>{{ resources.deck["slides.css"] }}</style>
<script>MathJax = {tex: {inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]]}, options: {enableMenu: false}};</script>
<script>{{ resources.deck["tex-svg-full.js"] }}</script>
<script>{{ resources.deck["reveal.js"] }}</script>
<script>{{ resources.deck["notes.js"] }}</script>
</head>
{%- endblock header -%}
{%- block footer -%}
<script>{{ resources.deck["slides.js"] }}</script>
</html>
{%- endblock footer -%}
"""


def slides(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells of a deck, each with its ``slide_type``, made of a learner's notebook that was run."""
    made: list[NotebookNode] = []
    used, heading, alone, closed = 0, "", False, False
    for kind, size, cell in _shown(notebook.cells):
        title = re.match(r"#{1,3} (.+)", cell.source) if cell.cell_type == "markdown" else None
        ends = kind in {"fragment", "stub"}  # what comes behind is another subject
        if kind == "stub":
            kind = "-"
        elif kind == "-" and used and not alone and (used + size > FULL or (closed and cell.cell_type == "code")):
            kind = "subslide"
        elif kind == "subslide" and alone and not title:
            kind = "-"  # a heading alone is no slide
        if kind in BREAKS:
            used, closed = 0, False
            if title:
                heading = title[1].replace("`", "")
            else:  # a slide below says to what it belongs
                made.append(_kind(new_markdown_cell(f'<p class="heading">{html.escape(heading)}</p>'), kind))
                kind = "-"
        used, closed = used + size, closed or ends
        alone = bool(title) or (alone and kind == "notes")
        made.append(_kind(cell, kind))
    return made


def deck(lesson: Lesson) -> str:
    """The deck of a lesson as HTML, made of its committed notebook; nothing is run.

    Raises
    ------
    LessonError
        If reveal.js or MathJax is not installed; the message says how to bring them.
    """
    own = Path(__file__).parent / "slides"
    try:
        carried = [vendors.vendored(*place) for place in CARRIED]
    except LookupError as problem:
        raise LessonError(str(problem)) from None
    parts = {path.name: path.read_text(encoding="utf-8") for path in (*carried, *own.glob("slides.*"))}
    scripts = {name: text.replace("</script", "<\\/script") for name, text in parts.items()}
    notebook, source = read_notebook(lesson.notebook), {cell.id: cell.metadata for cell in lesson.blank().cells}
    for cell in notebook.cells:
        cell.metadata |= source.get(cell.id, {})  # tags and words of pictures count before they are built in
    title = re.sub("^# ", "", notebook.cells[0].source.partition("\n")[0])
    notebook = new_notebook(cells=slides(notebook), metadata={"title": title})
    hiding = Config(TagRemovePreprocessor={"enabled": True, "remove_input_tags": set(NO_CODE["tags"])})
    exporter = SlidesExporter(
        config=hiding, raw_template=TEMPLATE, exclude_input_prompt=True, exclude_output_prompt=True
    )
    return exporter.from_notebook_node(notebook, resources={"deck": scripts})[0]


def _kind(cell, kind):
    cell.metadata["slideshow"] = {"slide_type": kind}
    return cell


def _shown(cells) -> Iterator[tuple[str, int, NotebookNode]]:
    """What becomes of each cell: kind of slide, room that it takes, cell."""
    for cell, after in zip(cells, [*cells[1:], new_code_cell()], strict=True):
        tags = set(cell.metadata.get("tags", ()))
        if "deck-skip" in tags:
            continue
        if "deck-notes" in tags:
            yield "notes", 0, new_markdown_cell(cell.source)
        elif cell.cell_type == "markdown":
            yield from _prose(cell.source, asks=after.source.startswith("guess("), everything="deck-show" in tags)
        else:
            yield from _code(cell, tags)


def _prose(source, asks, everything):
    blocks = re.split(r"\s*\n{2,}", source.strip())
    below = False  # a heading
    question = False
    for block, after in zip(blocks, [*blocks[1:], ""], strict=True):
        words = len(block.split())
        if level := re.match("#{1,3}(?= )", block):
            yield "subslide" if len(level[0]) == 3 else "slide", HEADING, new_markdown_cell(block)
        elif re.match(r"\*\*[A-Z]?\d+\.\d+\*\*", block) or (asks and not after):
            yield "subslide", words, new_markdown_cell(f"*Guess first.* {block}" if asks and not after else block)
            question = True
        elif (
            everything
            or question
            or re.match(r">|\$\$|\||[-*] |1\. |```", block)
            or after.startswith("$$")
            or (below and words <= SHORT_PROSE)
        ):
            yield "-", words, new_markdown_cell(block)
        else:
            for sentence in re.findall(r"\*\*[A-Z][^*]+[.?]\*\*", block):
                yield "-", len(sentence.split()), new_markdown_cell(sentence)
            yield "notes", 0, new_markdown_cell(block)
        below = bool(level)


def _code(cell, tags):
    lines = cell.source.count("\n") + 1
    if "exercise" in tags:
        stub = re.sub(r"^check\(.*\n?", "", cell.source, flags=re.MULTILINE).rstrip()
        yield "stub", 6 * lines, new_code_cell(stub)
    elif "after-guess" in tags:
        yield "fragment", 0, new_code_cell(outputs=_outputs(cell), metadata=NO_CODE)
    elif outputs := _outputs(cell):
        short = lines <= SHORT_CODE and "import " not in cell.source
        shown = (
            new_code_cell(cell.source, outputs=outputs) if short else new_code_cell(outputs=outputs, metadata=NO_CODE)
        )
        yield "-", _room(outputs) + 6 * lines * short, shown
    elif "deck-show" in tags or (cell.source.startswith("def ") and lines <= 2 * SHORT_CODE):
        yield "-", 6 * lines, new_code_cell(cell.source)


def _outputs(cell):
    """What a cell shows to the room: no check's verdict, and each plot with its words."""
    kept = [output for output in cell.outputs if "text/markdown" not in output.get("data", {})]
    for output in kept:
        if picture := output.get("data", {}).pop("image/png", None):
            words = html.escape(cell.metadata.get("alt", "a plot"))
            output.data["text/html"] = f'<img alt="{words}" src="data:image/png;base64,{picture.strip()}">'
    return kept


def _room(outputs):
    return sum(
        PICTURE if "text/html" in output.get("data", {}) else 6 * len(output.get("text", "x").splitlines())
        for output in outputs
    )
