"""The book, made once for all its tests, and a Chromium that opens it."""

import warnings
from pathlib import Path

import pytest

from lepton_kit.exercises.content import run_file
from tests.browser.conftest import FLAGS

SOURCES = Path(__file__).parents[2] / "docs" / "book"


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The folder of the site. Making it fails on the first warning, so whatever uses it tests that there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # of extensions that speak to an older Sphinx
        return run_file(SOURCES / "build.py").build(tmp_path_factory.mktemp("made") / "book").parent


@pytest.fixture(scope="module")  # Playwright runs once at a time in a process
def chrome(chromium):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()
