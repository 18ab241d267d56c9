"""Makes the README's moving picture from a real JupyterLab: an answer that is wrong, then right, and an explorer moved.

Not one of the tests, which have other names: ``pytest tests/browser/make_picture.py`` writes ``docs/first-minute.gif``.
"""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PICTURE = Path(__file__).parents[2] / "docs" / "first-minute.gif"
SIZE = {"width": 880, "height": 560}  # a README's column: text stands in it as large as in JupyterLab
LARGEST, COLOURS = 1_500_000, 64
QUIET = """() => {
    const style = document.createElement("style");
    style.textContent = "* { caret-color: transparent !important; } .jp-cell-toolbar { display: none !important; }";
    document.head.append(style);
}"""


class Film:
    """Frames of a page, each with the time for which it stands."""

    def __init__(self, page):
        self.page, self.frames, self.durations = page, [], []

    def shoot(self, milliseconds):
        shot = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer").screenshot()
        self.frames.append(Image.open(io.BytesIO(shot)).convert("RGB"))
        self.durations.append(milliseconds)

    def save(self, file):
        """One palette for all frames, so that nothing flickers and what stays the same costs nothing."""
        sheet = Image.new("RGB", (self.frames[0].width, sum(frame.height for frame in self.frames)))
        for number, frame in enumerate(self.frames):
            sheet.paste(frame, (0, number * frame.height))
        palette = sheet.quantize(COLOURS)
        first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in self.frames)
        first.save(file, save_all=True, append_images=others, duration=self.durations, loop=0, optimize=True)


def answer(film, cell, text):
    """Type an answer over the one that stands in a cell's first line, run the cell, and show what the check says."""
    page = film.page
    cell.locator(".cm-line").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type("gain = ")
    film.shoot(400)
    for word in text.split():
        page.keyboard.type(f"{word} ")
        film.shoot(350)
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+Enter")


def test_first_minute(open_lesson):
    page = open_lesson("01_partners_and_value.ipynb")
    page.set_viewport_size(SIZE)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+b")  # the file browser
    page.evaluate(QUIET)
    film = Film(page)
    cell = page.locator(".jp-CodeCell").filter(has_text='check("01.1", gain)')
    imports = page.locator(".jp-CodeCell").filter(has_text="from lepton_kit.widgets import ValueExplorer")
    imports.locator(".jp-InputCollapser").click()  # folded, there is room for what is asked
    answers = cell.locator(".jp-OutputArea")
    answers.evaluate("node => node.scrollIntoView({ block: 'end' })")  # with what stands above the question
    film.shoot(1500)
    answer(film, cell, "1.4 - 0.5")
    expect(answers).to_contain_text("Not yet")
    answers.evaluate("node => node.scrollIntoView({ block: 'end' })")
    film.shoot(4000)
    answer(film, cell, "0.75 - 0.5")
    expect(answers).to_contain_text("Correct")
    answers.evaluate("node => node.scrollIntoView({ block: 'end' })")
    film.shoot(2500)
    slider = page.get_by_label("Cost, enterprise B")
    page.locator(".lepton-explorer").first.evaluate("node => node.scrollIntoView({ block: 'start' })")
    film.shoot(1500)
    slider.focus()
    readout = page.get_by_role("status").filter(has_text="Net contributions")
    for step in range(10):
        before = readout.inner_text()
        page.keyboard.press("ArrowRight")
        expect(readout).not_to_have_text(before)
        film.shoot(300 if step < 9 else 3500)
    film.save(PICTURE)
    assert PICTURE.stat().st_size < LARGEST
