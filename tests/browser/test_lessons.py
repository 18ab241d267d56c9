"""The lessons as a learner meets them: JupyterLab, Chromium, the keyboard."""

import re
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lepton_kit import widgets
from lepton_kit.teach.authoring import course_folder

pytestmark = pytest.mark.browser

COURSE = course_folder(Path(__file__).parent)


def red(page):
    """What a learner would see in red: tracebacks and stderr, which JupyterLab marks alike."""
    return page.locator("[data-mime-type='application/vnd.jupyter.stderr']")


def accessible(page):
    """What axe-core finds serious in the widgets of a page; JupyterLab around them is not ours to judge."""
    found = Axe().run(page, context=".lepton-explorer").response
    assert found["passes"]  # it did look at something
    return [
        f"{each['id']}: {each['help']}" for each in found["violations"] if each["impact"] in ("serious", "critical")
    ]


def test_the_value_explorer_answers_to_the_keyboard(open_lesson):
    page = open_lesson("01_partners_and_value.ipynb")
    expect(red(page)).to_have_count(0)
    readout = page.get_by_role("status").filter(has_text="Net contributions")
    expect(readout).to_contain_text("Total 1.60")
    slider = page.get_by_label("Cost, enterprise B")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(readout).to_contain_text("Total 1.55")
    expect(page.locator(".lepton-stage img")).to_have_attribute("alt", re.compile(r"Total 1\.55"))
    page.get_by_label("Reading of (4)").select_option("sum over both terms, charged to every partner")
    expect(readout).to_contain_text("Sum over both terms")
    page.get_by_role("button", name="Reset").click()
    expect(readout).to_contain_text("Total 1.60")
    expect(slider).to_have_value("0.7")
    assert accessible(page) == []


def test_a_network_is_trained_stopped_and_explored(open_lesson):
    page = open_lesson("13_training_a_cnn.ipynb", seconds=240)
    expect(red(page)).to_have_count(0)
    expect(page.locator("img[alt^='Done: ']")).to_be_visible()

    readout = page.get_by_role("status").filter(has_text="Test image")
    expect(readout).to_contain_text("Test image 0: the network says")
    slider = page.get_by_label("Test image")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(readout).to_contain_text("Test image 1: the network says")
    page.get_by_label("Order").select_option("most wrong first")
    expect(readout).to_contain_text("wrong: it is")
    assert accessible(page) == []

    cell = page.locator(".jp-CodeCell").filter(has_text="watching = [TrainingMonitor()").first
    cell.locator(".jp-InputArea-editor").click()
    page.keyboard.press("Control+Enter")
    cell.get_by_role("button", name="Stop").click(timeout=30_000)
    expect(cell.locator("img[alt^='Stopped at step']")).to_be_visible(timeout=60_000)
    expect(red(page)).to_have_count(0)


def test_every_explorer_answers_to_the_keyboard(open_lesson, lab_notebooks):
    """All on one page, with the examples of tests/widgets: nbval runs the lessons, whose networks take minutes."""
    names = sorted(name for name in widgets.__all__ if name.endswith("Explorer") and name != "Explorer")
    first = f"import sys\nsys.path.insert(0, {str(COURSE / 'tests' / 'widgets')!r})\nfrom conftest import EXAMPLES"
    cells = [nbformat.v4.new_code_cell(source) for source in (first, *(f"EXAMPLES[{name!r}]()" for name in names))]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), lab_notebooks / "explorers.ipynb")
    page = open_lesson("explorers.ipynb")
    expect(red(page)).to_have_count(0)
    explorers = page.locator(".lepton-explorer")
    expect(explorers).to_have_count(len(names))
    for name, explorer in zip(names, explorers.all(), strict=True):
        readout = explorer.get_by_role("status")
        control = explorer.locator("input[type=range], select, input[type=text]").first
        control.focus()
        before = readout.inner_text()
        if control.get_attribute("type") == "text":
            page.keyboard.type(" lottery ")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("End")
            page.wait_for_timeout(500)
            before = readout.inner_text()
            page.keyboard.press("Home")
        expect(readout).not_to_have_text(before)
        explorer.screenshot(path=COURSE / "artifacts" / f"{name}.png")
        explorer.get_by_role("button", name="Reset").click()
    assert accessible(page) == []


def test_a_release_is_opened_and_done(open_lesson, lab_notebooks):
    """Graded work as its students meet it: untouched it says what to do first, answered that it can be marked."""
    from lepton_kit.teach.assignment import load

    assignment = load("A1", COURSE / "notebooks" / "coursework" / "source")
    nbformat.write(assignment.release(), lab_notebooks / "A1.ipynb")
    page = open_lesson("A1.ipynb")
    expect(red(page).first).to_contain_text("Put your own student id between the quotes")

    nbformat.write(assignment.solved("s001"), lab_notebooks / "A1-done.ipynb")
    page = open_lesson("A1-done.ipynb")
    expect(red(page)).to_have_count(0)
    expect(page.locator(".jp-OutputArea-output", has_text="can be marked.")).to_have_count(len(assignment.questions))
