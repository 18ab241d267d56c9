"""One thread a worker is set in the environment that workers inherit, or said to be too late."""

import os
import subprocess
import sys

import pytest

from lepton_kit.valuation import ONE_THREAD

pytestmark = pytest.mark.long
LATE = """
from lepton_kit.backend import load_tensorflow
from lepton_kit.valuation import one_thread
load_tensorflow().constant(1) + 1
try:
    one_thread()
except RuntimeError as problem:
    print(problem)
"""
EARLY = """
import os
from lepton_kit.valuation import ONE_THREAD, one_thread
from lepton_kit.valuation.worker_threads import threads_in_use
print(threads_in_use())
one_thread()
from lepton_kit.backend import load_tensorflow
load_tensorflow().constant(1) + 1
print(threads_in_use(), all(os.environ[name] == value for name, value in ONE_THREAD.items()))
"""


def run(code):
    environment = {name: value for name, value in os.environ.items() if name not in ONE_THREAD}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout.split("\n")[:-1]


def test_before_anything_is_computed_it_holds():
    assert run(EARLY) == ["None", "1 True"]


def test_afterwards_it_is_too_late_and_says_so():
    [sentence] = run(LATE)
    assert "with more than one thread. Restart the kernel and call one_thread() first" in sentence
