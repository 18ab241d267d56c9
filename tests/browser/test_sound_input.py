"""The sound input in a real browser: a file, a recording of a beep, and a page without a microphone."""

import base64
import io

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from scipy.io import wavfile

from lepton_kit.sequences.sound import read_wav
from lepton_kit.widgets.controls import STATIC

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>Sound</title></head><body><main></main><script type="module">
SCRIPT
window.sent = [];
const model = {send: (content, callbacks, buffers) => window.sent.push(btoa(String.fromCharCode(
    ...new Uint8Array(buffers[0]))))};
render({model, el: document.querySelector("main")});
</script></body></html>"""


@pytest.fixture
def opened(browser):
    """A function that opens the input at an address; Chromium's microphone beeps."""
    contexts = []

    def at(address):
        script = (STATIC / "sound_input.js").read_text("utf-8").replace("export default { render };", "")
        contexts.append(browser.new_context(permissions=["microphone"]))
        page = contexts[-1].new_page()
        page.route("**/*", lambda route: route.fulfill(body=PAGE.replace("SCRIPT", script), content_type="text/html"))
        page.goto(address)
        return page

    yield at
    for context in contexts:
        context.close()


def _sent(page):
    return [base64.b64decode(content) for content in page.evaluate("window.sent")]


def test_a_file_is_sent_as_it_is(opened):
    page, file = opened("http://localhost/"), io.BytesIO()
    wavfile.write(file, 44_100, np.arange(100, dtype=np.int16))
    chooser = page.get_by_label("A .wav file of one digit")
    chooser.set_input_files({"name": "seven.wav", "mimeType": "audio/wav", "buffer": file.getvalue()})
    expect(page.get_by_role("status")).to_have_text("Read: seven.wav")
    assert _sent(page) == [file.getvalue()]


def test_a_recording_arrives_as_a_wav_of_8000_samples_a_second(opened):
    page = opened("http://localhost/")
    page.get_by_role("button", name="Record two seconds").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Recorded. It is not saved.", timeout=20_000)
    [content] = _sent(page)
    rate, samples = wavfile.read(io.BytesIO(content))
    assert rate == 8000 and samples.dtype == np.int16 and 1 < len(samples) / rate < 4
    assert len(read_wav(content)) > 100 or np.abs(samples).max() == 0


def test_without_a_secure_page_the_file_is_left(opened):
    page = opened("http://example.test/")
    expect(page.get_by_role("button", name="Record two seconds")).to_be_disabled()
    expect(page.get_by_role("status")).to_contain_text("only on localhost or https")
    expect(page.get_by_label("A .wav file of one digit")).to_be_enabled()


def test_axe_finds_nothing_serious(opened):
    found = Axe().run(opened("http://localhost/"), context="main").response
    assert found["passes"]
    assert [rule["id"] for rule in found["violations"] if rule["impact"] in ("serious", "critical")] == []
