"""The canvas of the paint explorer in a real browser: arrow keys and space, the pointer, what axe-core says of it."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from lepton_kit.widgets.controls import STATIC

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>Canvas</title><style>CSS</style></head><body><main></main>
<script type="module">
SCRIPT
const state = {label: "Canvas", columns: 4, value: Array(12).fill(0), brush: 255};
const heard = {};
window.model = {
  get: (name) => state[name],
  set: (name, value) => { state[name] = value; (heard[`change:${name}`] || []).forEach((each) => each()); },
  on: (event, call) => (heard[event] ||= []).push(call),
  off: () => {},
  save_changes: () => {},
};
render({model: window.model, el: document.querySelector("main")});
window.state = state;
</script></body></html>"""


@pytest.fixture
def page(browser):
    script = (STATIC / "grid.js").read_text("utf-8").replace("export default { render };", "")
    page = browser.new_page()
    page.set_content(PAGE.replace("CSS", (STATIC / "lepton.css").read_text("utf-8")).replace("SCRIPT", script))
    page.wait_for_selector("[role=gridcell]")
    yield page
    page.close()


def _painted(page):
    return [i for i, level in enumerate(json.loads(page.evaluate("JSON.stringify(window.state.value)"))) if level]


def test_the_keyboard_moves_and_paints(page):
    page.keyboard.press("Tab")
    for key in ("ArrowLeft", "ArrowUp", "Space", "ArrowRight", "ArrowDown", "Enter", "End", "Space", "ArrowRight"):
        page.keyboard.press(key)
    assert _painted(page) == [0, 5, 7]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "row 2, column 4: 255"
    for key in ("Home", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
    assert _painted(page) == [0, 5, 7, 8]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BODY"  # one stop in the tab order, and a way out
    page.evaluate("window.model.set('brush', 0)")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert _painted(page) == [0, 5, 7]


def test_the_pointer_draws_until_it_is_lifted(page):
    cells = [each.bounding_box() for each in page.query_selector_all("[role=gridcell]")]
    middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in cells]
    page.mouse.move(*middles[4])
    page.mouse.down()
    page.mouse.move(*middles[7], steps=12)
    page.mouse.up()
    page.mouse.move(*middles[11])
    assert _painted(page) == [4, 5, 6, 7]


def test_a_value_from_outside_is_shown(page):
    page.evaluate("window.model.set('value', Array(12).fill(128))")
    cell = page.query_selector("[role=gridcell]")
    assert cell.get_attribute("aria-label") == "row 1, column 1: 128"
    assert "128" in cell.get_attribute("style")


def test_axe_finds_nothing_serious(page):
    found = Axe().run(page, context="main").response
    assert found["passes"]
    assert [each["id"] for each in found["violations"] if each["impact"] in ("serious", "critical")] == []
