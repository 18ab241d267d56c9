"""A machine without Chromium and bubblewrap: the run is green and says in a line a tool what was not tested."""

import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import nbformat
import pytest

from lepton_kit.files import write
from lepton_kit.teach.authoring import execute
from lepton_kit.teach.authoring.lesson import Lesson

ROOT = Path(__file__).resolve().parents[1]


def run(tmp_path, *arguments, **variables):
    """Pytest with no program but Python to be found."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *arguments]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("LEPTON_REQUIRE", "PYTEST"))}
    env |= {"PATH": str(tmp_path), "CI": "", **variables}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)


def test_releases_and_canvas_without_their_tools(tmp_path):
    tests = [next((ROOT / "tests").rglob(name)) for name in ("test_releasing.py", "test_canvas.py")]
    done = run(tmp_path, *map(str, tests))
    assert done.returncode == 0, done.stdout
    skipped = [line for line in done.stdout.splitlines() if line.startswith("SKIPPED")]
    assert {re.sub(r"\d+", "N", line) for line in skipped} == {
        "SKIPPED [N] conftest.py:N: not tested: students' code in the sandbox (apt-get install bubblewrap)",
        "SKIPPED [N] conftest.py:N: not tested: lessons in a browser (apt-get install chromium)",
    }
    counts = [int(re.search(r"\[(\d+)\]", line)[1]) for line in skipped]
    assert sum(counts) == int(re.search(r"(\d+) skipped", done.stdout)[1]) >= 10


@pytest.mark.parametrize(("tool", "command"), [("BROWSER", "chromium"), ("SANDBOX", "bubblewrap")])
def test_a_required_tool_that_is_missing_ends_the_run_before_it_begins(tmp_path, tool, command):
    done = run(tmp_path, __file__, **{f"LEPTON_REQUIRE_{tool}": "1"})
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    [line] = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    assert line.startswith(f"ERROR: LEPTON_REQUIRE_{tool}=1, and not tested:") and f"apt-get install {command}" in line


def test_ci_requires_both():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "LEPTON_REQUIRE_BROWSER=1" in text and "LEPTON_REQUIRE_SANDBOX=1" in text


LESSON = """\
# %%
from lepton_kit.exercises import check

counted = {{"left": 1}}

# %% tags=["exercise", "nbval-ignore-output"] question="01.1"
gain = ...
# BEGIN SOLUTION
gain = {solution}
# END SOLUTION
check("01.1", gain)

# %%
{after}
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("solution", "after", "told"),
    [
        ("0.75 - 0.5", "bool(counted)", ""),
        ("0.75 + 0.5", "bool(counted)", "Not yet"),
        ("0.75 - 0.5", "assert counted.pop('left') == 1", "KeyError"),
        ("0.75 - 0.5", "assert gain is ...", "AssertionError"),
    ],
    ids=["right", "a wrong solution", "a cell that runs once", "a cell that no answer suits"],
)
def test_a_lesson_is_tried_with_its_solutions_after_a_full_run(tmp_path, solution, after, told):
    done = try_lesson(tmp_path, solution, after)
    assert ("4 passed" in done.stdout) == (not told), done.stdout
    assert told in done.stdout and ("1 failed, 3 passed" in done.stdout) == bool(told)


@pytest.mark.long
@pytest.mark.parametrize(("ci", "outcome"), [("", "3 passed, 1 skipped"), ("true", "4 passed")])
def test_a_long_lesson_is_tried_with_its_solutions_in_ci(tmp_path, ci, outcome):
    done = try_lesson(tmp_path, "0.75 - 0.5", "bool(counted)", long=0, CI=ci)
    assert outcome in done.stdout, done.stdout
    assert ("not tested: what takes longest (CI=true make test)" in done.stdout) == (not ci)


def try_lesson(tmp_path, solution, after, *, long=40, **variables):
    source = tmp_path / "notebooks" / "source" / "98_small" / "lesson.py"
    write(source, LESSON.format(solution=solution, after=after))
    notebook = execute(Lesson(source).blank(), tmp_path)
    nbformat.write(notebook, Lesson(source).notebook)
    rules = (ROOT / "conftest.py").read_text(encoding="utf-8")
    assert "LONG_LESSON = 40\n" in rules
    write(tmp_path / "conftest.py", rules.replace("LONG_LESSON = 40\n", f"LONG_LESSON = {long}\n"))
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    env = os.environ | variables
    return subprocess.run([*command, Lesson(source).notebook], cwd=tmp_path, env=env, capture_output=True, text=True)


def test_a_network_that_no_answer_touches_is_trained_once():
    cells = [
        nbformat.v4.new_code_cell(source, metadata={"tags": tags})
        for source, tags in [
            ("import keras\nmodel = build(tuned)", []),  # of that name an answer is made only later
            ("def mean(x):\n    return x.mean()", []),
            ("history = model.fit(x)", []),
            ("answer = mean(history)", ["exercise"]),
            ("tuned = answer\ntuned.fit(x)", []),
            ("mean(history)", []),
        ]
    ]
    once, later = rules().trained_once(cells, {0: 1, 1: 0, 2: 60, 3: 60, 4: 60, 5: 0})
    assert [cells.index(cell) for cell in once] == [2]
    assert [cells.index(cell) for cell in later] == [0]


def rules():
    """The module of the root's conftest, which pytest gives to nobody."""
    spec = spec_from_file_location("root_conftest", ROOT / "conftest.py")
    spec.loader.exec_module(module := module_from_spec(spec))
    return module
