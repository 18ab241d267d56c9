"""The lessons as a learner meets them: JupyterLab, Chromium, the keyboard."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def red(page):
    """What a learner would see as an error: tracebacks and stderr."""
    return page.locator(
        "[data-mime-type='application/vnd.jupyter.stderr'], .jp-OutputArea-output[data-mime-type*=error]"
    )


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
    page = open_lesson("08_training_a_cnn.ipynb", seconds=240)
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

    cell = page.locator(".jp-CodeCell").filter(has_text="with TrainingMonitor() as watch:").first
    cell.locator(".jp-InputArea-editor").click()
    page.keyboard.press("Control+Enter")
    cell.get_by_role("button", name="Stop").click(timeout=30_000)
    expect(cell.locator("img[alt^='Stopped at step']")).to_be_visible(timeout=60_000)
    expect(red(page)).to_have_count(0)
