"""The book in Chromium, from the disk and without a network: its kinds of page, light, dark, narrow and on paper."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

KINDS = {
    "landing": "index",
    "partnership": "notebooks/06_coalitions",
    "network": "notebooks/13_training_a_cnn",
    "glossary": "glossary",
    "reference": "api/partnership",
    "instructors": "misconceptions",
    "index": "genindex",
}
WIDE, NARROW = {"width": 1280, "height": 1000}, {"width": 400, "height": 800}


@pytest.fixture
def open_page(book, browser):
    """Open a page of the book; returns it and the list of what it asks of other places, to which it gets no answer."""
    contexts = []

    def opened(name, **options):
        contexts.append(browser.new_context(**{"viewport": WIDE} | options))
        page, elsewhere = contexts[-1].new_page(), []

        def answer(route):
            if route.request.url.startswith(("file:", "data:", "blob:")):
                return route.continue_()
            elsewhere.append(route.request.url)
            return route.abort()

        page.route("**/*", answer)
        page.goto((book / f"{name}.html").as_uri(), wait_until="load")
        return page, elsewhere

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    "look", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": NARROW}], ids=["light", "dark", "narrow"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_it_opens_from_the_disk_for_everybody(open_page, kind, look):
    page, elsewhere = open_page(KINDS[kind], **look)
    page.wait_for_function("!window.MathJax || window.MathJax.startup.promise.then(() => true)")
    found = Axe().run(page).response
    assert found["passes"]
    assert [
        (each["id"], each["nodes"][0]["html"])
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ] == []
    assert elsewhere == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")  # nothing to be pushed sideways


def test_formulas_are_drawn(open_page):
    page, _ = open_page("notebooks/01_partners_and_value")
    page.locator("mjx-container svg").first.wait_for(timeout=20_000)
    assert page.locator("mjx-container").count() > 20
    assert page.locator("mjx-merror").count() == 0


def test_a_result_is_opened_after_the_guess(open_page):
    page, _ = open_page("notebooks/01_partners_and_value")
    result = page.locator(".cell_output pre").filter(has_text="Net contributions:").first
    assert not result.is_visible()
    page.get_by_text("Guess first; then open the output").first.click()
    assert result.is_visible()


def test_it_can_be_searched(open_page):
    page, elsewhere = open_page("search")
    page.goto(f"{page.url}?q=nucleolus", wait_until="load")
    page.locator("#search-results li a").first.wait_for(timeout=20_000)
    assert "Coalitions" in page.locator("#search-results").inner_text()
    assert elsewhere == []


def test_paper_cuts_no_plot(open_page):
    page, _ = open_page("notebooks/05_contracts")
    page.emulate_media(media="print")
    broken = page.evaluate("""[...document.querySelectorAll("article .cell_output img")].map(
        picture => [getComputedStyle(picture).breakInside, picture.getBoundingClientRect().right <= innerWidth])""")
    assert len(broken) > 3
    assert [kept for kept in broken if kept != ["avoid", True]] == []
    assert page.pdf(format="A4").startswith(b"%PDF")
