"""The lessons as a learner meets them: JupyterLab, Chromium, the keyboard."""

import re

from playwright.sync_api import expect


def red(page):
    """What a learner would see as an error: tracebacks and stderr."""
    return page.locator(
        "[data-mime-type='application/vnd.jupyter.stderr'], .jp-OutputArea-output[data-mime-type*=error]"
    )


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
