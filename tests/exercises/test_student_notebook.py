"""A student's notebook as it is read: what is none is said, and what it is of is known."""

import pytest

from lepton_kit.exercises.student_notebook import assignment_in, read


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"hello", "not JSON"),
        (b"\xff\xfe\x00", "no text"),
        (b"<!doctype html><html><body>Sign in</body></html>", "web page"),
        (b'{"cells": [\n<<<<<<< HEAD\n', "git"),
        (b"[]", "not a notebook"),
        (b"{}", "no cells"),
        (b'{"cells": {}}', "no cells"),
        (b'{"cells": [3]}', "no cells"),
        (b'{"worksheets": []}', "2015"),
        (b"[" * 200_000, "JSON"),
        (b'{"cells": [], "metadata": ' + b'{"a": ' * 120 + b"1" + b"}" * 121, "nested too deeply"),
        (b"3", "not a notebook"),
    ],
)
def test_what_is_no_notebook_is_said_in_a_sentence(content, word):
    assert word in read(content)


def test_a_notebook_may_hold_what_plots_hold():
    assert isinstance(read(b'{"cells": [], "metadata": ' + b'{"a": ' * 60 + b"1" + b"}" * 61), dict)


def test_the_assignment_is_known_without_metadata(good):
    good["metadata"] = {}
    assert assignment_in(good) == "A8"
