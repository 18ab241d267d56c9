"""The book, made once for all its tests."""

import warnings
from pathlib import Path

import pytest

from lepton_kit.exercises.content import run_file

SOURCES = Path(__file__).parents[2] / "docs" / "book"


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The folder of the site. Making it fails on the first warning, so whatever uses it tests that there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)  # of extensions that speak to an older Sphinx
        return run_file(SOURCES / "build.py").build(tmp_path_factory.mktemp("made") / "book").parent
