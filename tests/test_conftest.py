"""A machine without Chromium and bubblewrap: the run is green and says in a line a tool what was not tested."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
