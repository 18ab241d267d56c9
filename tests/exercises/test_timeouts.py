"""A limit on a learner's function, where there are threads; in a browser there are none."""

import signal
import sys
import threading

import pytest

from lepton_kit.exercises.timeouts import TooLong, time_limit


def test_what_never_ends_is_interrupted():
    with pytest.raises(TooLong, match=r"0\.05 s were not enough"), time_limit(0.05):
        while True:
            pass


def test_it_ends_where_interrupts_are_ignored_and_leaves_them_so():
    """A shell's ``command &`` ignores them for all that it starts."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with pytest.raises(TooLong), time_limit(0.05):
            while True:
                pass
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_browsers_python_starts_no_thread(monkeypatch):
    """Pyodide refuses with RuntimeError, which no learner should read instead of a verdict."""

    def refuse(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    monkeypatch.setattr(sys, "platform", "emscripten")
    with time_limit(0.05):
        answer = 6 * 7
    assert answer == 42
