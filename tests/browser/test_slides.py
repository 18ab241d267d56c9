"""A deck of slides in Chromium, with no network: results behind guesses, formulas drawn, nothing off the screen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lepton_kit.exercises.content import run_file
from lepton_kit.teach.authoring import course_folder, lessons

pytest.importorskip("sphinx_revealjs", reason="no reveal.js here: pip install lepton-kit[book]")
pytestmark = pytest.mark.browser

COURSE = course_folder(Path(__file__).parent)
OFF_THE_SCREEN = """() => {
    const slide = Reveal.getCurrentSlide(), screen = document.querySelector(".reveal").getBoundingClientRect();
    return [...slide.querySelectorAll("p, pre, img, table, li, h1, h2, mjx-container > svg")].filter(part => {
        const box = part.getBoundingClientRect();
        return box.width && !part.closest("aside") && (box.right > screen.right + 1 || box.bottom > screen.bottom + 1);
    }).map(part => part.outerHTML.slice(0, 200));
}"""


@pytest.fixture
def deck(browser, tmp_path):
    """The deck of lesson 3, opened; it asks for nothing else, and no script of it stops."""
    [lesson] = lessons(COURSE, ["03"])
    file = tmp_path / "deck.html"
    file.write_text(run_file(COURSE / "docs" / "slides.py").deck(lesson), encoding="utf-8")
    page, asked, faults = browser.new_page(viewport={"width": 1280, "height": 720}), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.evaluate("MathJax.startup.promise")
    yield page
    assert faults == []
    assert [address for address in asked if not address.startswith(("data:", file.as_uri()))] == []
    page.close()


def test_a_result_is_seen_after_the_guess(deck):
    guess = deck.locator("section.present:not(.stack)")
    while "Guess first." not in guess.inner_text():
        deck.keyboard.press("Space")
    result = guess.locator(".fragment").first
    assert result.evaluate("part => getComputedStyle(part).opacity") == "0"
    deck.keyboard.press("Space")
    expect(result).to_have_css("opacity", "1")
    expect(result).to_contain_text("bank, school")


def test_nothing_is_off_the_screen_and_formulas_are_drawn(deck):
    assert deck.locator("mjx-container svg").count() > 5
    total = deck.evaluate("Reveal.getTotalSlides()")
    assert 15 < total < 60
    for number in range(total):
        deck.evaluate(
            "number => { const at = Reveal.getIndices(Reveal.getSlides()[number]); Reveal.slide(at.h, at.v, 99); }",
            number,
        )
        assert deck.evaluate(OFF_THE_SCREEN) == [], f"slide {number + 1} of {total}"


def test_the_speaker_reads_the_notes_and_the_next_slide_in_a_window(deck):
    with deck.expect_popup() as opened:
        deck.keyboard.press("s")
    window = opened.value
    upcoming = window.frame_locator("#upcoming-slide iframe").locator("section.present:not(.stack)")
    expect(upcoming).to_contain_text("Would you buy from the top of the list?", timeout=20_000)
    while "Guess first." not in deck.locator("section.present:not(.stack)").inner_text():
        deck.keyboard.press("Space")
    deck.keyboard.press("Space")  # what is said of a result comes with it
    expect(window.locator(".speaker-controls-notes")).to_contain_text("A ranking is not a selection.", timeout=20_000)
    window.close()


def test_it_prints_a_slide_a_page(deck):
    deck.goto(f"{deck.url.partition('#')[0]}?print-pdf")
    deck.locator(".pdf-page").first.wait_for()  # they are made in one go, some time after the class reveal-print is set
    deck.evaluate("MathJax.startup.promise")
    pages = deck.locator(".pdf-page").count()
    assert pages > deck.evaluate("Reveal.getTotalSlides()") - 1 > 15  # a result has its own page behind the guess
    too_tall = """pages => pages
        .filter(page => page.firstElementChild.getBoundingClientRect().height > page.clientHeight)
        .map(page => page.innerText)"""
    assert deck.locator(".pdf-page").evaluate_all(too_tall) == []
    paper = deck.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == pages
