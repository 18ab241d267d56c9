"""What Formgrader shows: the copy with the release's grading ids, and nothing in it that a browser would run."""

import json
import re
import runpy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from lepton_kit.teach.formgrader import show
from lepton_kit.teach.grading import results
from lepton_kit.teach.marking_result import CellRun

LIVE = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"


def shown(course, small, hand_in, put_result, content):
    hand_in(course, small, "s001", content)
    cells = (CellRun(2, "NameError: x", 0.1, f"printed {LIVE}"),)
    put_result(course, small, "s001", "CORRECT", "CORRECT", cells=cells)
    show(course, small, results(course, "A8"))
    notebook = nbformat.read(course.folder / "autograded/s001/A8/A8.ipynb", as_version=4)
    nbformat.validate(notebook)
    return notebook


def test_grading_ids_are_those_of_the_release_whatever_became_of_them(course, small, hand_in, put_result, as_bytes):
    copy = small.solved("s001")
    copy.cells.append(copy.cells[3].copy())
    for cell in copy.cells[:3]:
        cell.metadata = {"nbgrader": {"grade_id": "A8-1", "points": 99}}
    found = shown(course, small, hand_in, put_result, as_bytes(copy))
    ids = [cell.metadata.nbgrader.grade_id for cell in found.cells if "nbgrader" in cell.metadata]
    assert sorted(set(ids)) == sorted(ids)
    assert {"A8-1", "A8-2"} <= set(ids)
    assert all(cell.metadata.nbgrader.get("points", 0) <= 3 for cell in found.cells if "nbgrader" in cell.metadata)


def test_nothing_live_is_passed_on(course, small, hand_in, put_result, as_bytes):
    copy = small.solved("s001")
    copy.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": LIVE}}
    copy.cells.append(new_markdown_cell(LIVE))
    copy.cells.append(new_code_cell("1", outputs=[new_output("display_data", {"text/html": LIVE})]))
    found = shown(course, small, hand_in, put_result, as_bytes(copy))
    for cell in found.cells:
        assert cell.cell_type == "code" or re.fullmatch(r"<pre>([^\W_]|[ &;#])*</pre>", cell.source)
        for output in cell.get("outputs", ()):
            assert (output.output_type, output.name) == ("stream", "stdout")
    assert "widgets" not in found.metadata
    texts = [output.text for cell in found.cells for output in cell.get("outputs", ())]
    assert len(texts) == 1
    assert texts[0].endswith("NameError: x")


@pytest.mark.parametrize("content", [b"no json", b"{}", b'{"cells": []}', b'{"cells": [{"source": 3}]}'])
def test_a_copy_that_is_none_is_shown_as_a_sentence(course, small, hand_in, put_result, content):
    assert shown(course, small, hand_in, put_result, content).cells


def test_formgrader_finds_assignment_and_copies(course, small, hand_in, put_result):
    content = hand_in(course, small, "s001")
    (course.submitted("A8", "s001").parent / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC\n", encoding="utf-8")
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    show(course, small, results(course, "A8"))
    folder = course.folder / "autograded/s001/A8"
    assert (folder / "timestamp.txt").read_text(encoding="utf-8") == "2026-03-01 12:00:00 UTC\n"
    source = json.loads((course.folder / "source/A8/A8.ipynb").read_text(encoding="utf-8"))
    assert "return 2 * x" not in json.dumps(source)
    assert course.submitted("A8", "s001").read_bytes() == content


def test_the_page_of_a_copy_asks_no_other_server_for_anything(course, monkeypatch):
    """nbconvert's template would load MathJax from one, in the browser of whoever may change marks."""
    handlers = pytest.importorskip("nbgrader.server_extensions.formgrader.handlers")
    from nbconvert import HTMLExporter

    monkeypatch.setenv("JUPYTER_PATH", "")
    config = pytest.importorskip("traitlets.config").Config()
    for _ in range(2):
        runpy.run_path(str(course.folder / "nbgrader_config.py"), {"get_config": lambda: config})
    config.HTMLExporter.template_name = "formgrade"  # as Formgrader does
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    notebook = nbformat.v4.new_notebook(cells=[new_code_cell("1"), new_markdown_cell("$x$")])
    resources = {"base_url": "", "index": 0, "total": 1, "notebook_id": "A8", "metadata": {"name": "A8"}}
    page, _ = HTMLExporter(config=config).from_notebook_node(notebook, resources=resources)
    assert "formgrader/static" in page
    assert re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//[^"' >]*""", page) == []
