"""What a notebook becomes on its way into the book: terms, guesses, stubs, references."""

import doctest
import io
import json
import shutil
from pathlib import Path

import pytest

from lepton_kit.exercises.content import run_file

BOOK = Path(__file__).parents[2] / "docs" / "book"
course_sources = run_file(BOOK / "course_sources.py")
# Of extensions that speak to an older Sphinx.
old_words = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")


def notebook(*cells):
    """A notebook of texts (cells of Markdown) and of cells as they are."""
    made = [
        {"cell_type": "markdown", "metadata": {}, "id": f"c{i}", "source": cell} if isinstance(cell, str) else cell
        for i, cell in enumerate(cells)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def code(source, *outputs, **metadata):
    return {
        "cell_type": "code",
        "execution_count": 1,
        "id": "code",
        "metadata": metadata,
        "outputs": list(outputs),
        "source": source,
    }


def shown(plain, kind="text/plain", content=None):
    data = {"text/plain": plain} | ({kind: content} if content else {})
    return {"output_type": "display_data", "metadata": {}, "data": data}


def for_readers(*cells, page="notebooks/06_coalitions", **options):
    return json.loads(course_sources.notebook_for_readers(notebook(*cells), page, **options))["cells"]


def made(tmp_path, *cells):
    """Sphinx on a course of one lesson: the code it ends with, and its warnings."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    sources = tmp_path / "sources"
    (sources / "notebooks").mkdir(parents=True)
    (sources / "notebooks" / "06_small.ipynb").write_text(notebook(*cells), encoding="utf-8")
    (sources / "index.md").write_text("# Small\n\n```{toctree}\nnotebooks/06_small\n```\n", encoding="utf-8")
    shutil.copy(BOOK / "pages" / "glossary.md", sources)
    with (sources / "index.md").open("a") as index:
        index.write("\n```{toctree}\nglossary\n```\n")
    warnings = io.StringIO()
    folders = (sources, BOOK, tmp_path / "out", tmp_path / "doctrees")
    with docutils_namespace():
        app = Sphinx(*map(str, folders), "dummy", status=None, warning=warnings, warningiserror=True)
        app.build()
    return app.statuscode, warnings.getvalue()


@old_words
def test_a_term_without_an_entry_fails_the_build(tmp_path):
    status, warnings = made(tmp_path, "# 6 · Small\n\nA **coalition** and a **quasi-partner**.")
    assert status == 1
    assert "06_small" in warnings and "'quasi-partner' has no entry in glossary.md" in warnings
    assert "'coalition'" not in warnings


@old_words
def test_terms_with_entries_do_not(tmp_path):
    assert made(tmp_path, "# 6 · Small\n\nA **coalition** and its **Shapley\nvalue**.") == (0, "")


@pytest.mark.parametrize("mark", ["**You will** see", "**6 of 7**", "**Not so.**", "**[go on](x.ipynb)**", "**06.1**"])
def test_what_a_lesson_sets_in_bold_for_other_reasons_is_no_term(mark):
    assert [*course_sources.bold_terms(mark)] == []


def test_results_after_a_guess_are_folded():
    [cell] = for_readers(code("print(7)", shown("7"), jupyter={"outputs_hidden": True}))
    assert "hide-output" in cell["metadata"]["tags"]
    assert cell["outputs"]


def test_stubs_and_guesses_that_nobody_made_say_nothing():
    left = shown("… 06.1: Not attempted.", "text/markdown", "… **06.1: Not attempted.**")
    [cell] = for_readers(code("check(...)", shown("12 partners"), left))
    assert [output["data"]["text/plain"] for output in cell["outputs"]] == ["12 partners"]


def test_a_plot_has_words():
    drawn = shown("<Figure>", "image/png", "iVBO")
    [_, cell] = for_readers("## Whose gain is it?", code("plt.show()", drawn))
    assert "Whose gain is it?" in cell["metadata"]["mystnb"]["image"]["alt"]
    drawn["metadata"] = {"image/png": {"alt": "Two bars, 3 and 4."}}
    [cell] = for_readers(code("plt.show()", drawn))
    assert cell["metadata"]["mystnb"]["image"]["alt"] == "Two bars, 3 and 4."


def test_a_reading_list_cites_what_the_bibliography_has():
    text = '**Read on**: L. S. Shapley, "A Value for n-Person\nGames", 1953. X, "Not known", 1990.\n\nNext: 7.'
    [cell] = for_readers(text, citations={"avaluefornpersongames": "shapley1953"})
    assert cell["source"].startswith("**[Read on](/bibliography.md)**: L. S. Shapley")
    assert "1990. {cite}`shapley1953`\n\nNext: 7." in cell["source"]


def test_the_cell_that_installs_the_kit_is_left_out():
    [cell] = for_readers(code("%pip install lepton-kit", tags=["install"]))
    assert "remove-cell" in cell["metadata"]["tags"]


def test_the_examples_in_its_docstrings_run():
    assert doctest.testmod(course_sources).failed == 0
