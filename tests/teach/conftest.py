"""What the tests of `lepton coursework` share."""

import pytest

from lepton_kit import cli
from lepton_kit.teach import gradebook


@pytest.fixture
def lepton(capsys, monkeypatch):
    """Run `lepton coursework` with arguments; returns exit code, stdout and stderr."""
    monkeypatch.setenv("COLUMNS", "160")

    def call(*arguments):
        with pytest.raises(SystemExit) as stopped:
            cli.main(["coursework", *map(str, arguments)])
        said = capsys.readouterr()
        return stopped.value.code, said.out, said.err

    return call


@pytest.fixture
def here(course, monkeypatch):
    """The working folder is the course's."""
    monkeypatch.chdir(course.folder)
    return course


@pytest.fixture
def no_book(monkeypatch):
    """As if nbgrader were not installed."""
    monkeypatch.setattr(gradebook, "available", lambda: False)
