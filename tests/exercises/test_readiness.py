"""ready() says whether an answer can be marked, never whether it is right, and nothing can make it fail."""

import numpy as np
import pytest

from lepton_kit.exercises import ready


class Hostile:
    def __array__(self, *_, **__):
        raise RuntimeError("no array")

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __hash__ = None

    def __repr__(self):
        raise RuntimeError("no words")


def two(a, b):
    while True:
        pass


LIKES = [0.0, np.zeros(3), np.zeros((2, 2)), "text", True, {"name"}, lambda a, b: 0.0]
ODD = [None, ..., "a", 1, 1.5, True, 1 + 2j, np.array([1j, 2]), [], [1, 2, 3], [[1], [1, 2]], {"a": 1}, {"a"}, {1, 2}]
ODD += [Hostile(), Hostile, two, lambda: 1, print, np.nan, [1, np.inf, 2], np.array(["a"]), b"x", object(), range(3)]
FITTING = [
    (3, 0.0),
    (np.float64(2.5), 0.0),
    (np.array(4), 0.0),
    ([1, 2, 3], np.zeros(3)),
    ((1, 2.5, np.int64(3)), np.zeros(3)),
    (np.eye(2), np.zeros((2, 2))),
    ("yes", "text"),
    (np.True_, True),
    ({"a", "b"}, {"name"}),
    (set(), {"name"}),
    (["a"], {"name"}),
    (two, lambda a, b: 0.0),
    (lambda *rest: 1, lambda a, b: 0.0),
    (lambda a, b, c=1: 1, lambda a, b: 0.0),
    (max, lambda a, b: 0.0),
]


@pytest.mark.parametrize(("answer", "like"), FITTING)
def test_what_fits_can_be_marked(answer, like):
    assert repr(ready("A1.1", answer, like=like)).startswith("✓ **A1.1 can be marked.**")


@pytest.mark.parametrize("like", LIKES, ids=lambda like: type(like).__name__)
@pytest.mark.parametrize("answer", ODD, ids=type)
def test_it_never_raises_and_never_writes_on_stderr(answer, like, capsys):
    note = ready("A1.1", answer, like=like)
    assert repr(note)[0] in "✓✗…"
    assert note._repr_markdown_() == repr(note)
    out, err = capsys.readouterr()
    assert out == err == ""


@pytest.mark.parametrize(
    ("answer", "like", "said"),
    [
        (..., 0.0, "A1.1 is not answered yet"),
        (None, 0.0, "It is None: a function without `return`"),
        ("3", 0.0, "one number; yours is of type str"),
        ([1, 2], 0.0, "It needs one number; your answer has shape (2,)"),
        (3, np.zeros(8), "8 numbers, shape (8,); your answer is one number"),
        ([1, 2], np.zeros(8), "8 numbers, shape (8,); your answer has shape (2,)"),
        ([[1], [1, 2]], np.zeros(2), "2 numbers, shape (2,); yours is of type list"),
        (np.nan, 0.0, "nan or inf"),
        ({"a": 1}, {"name"}, "a set of names such as {'a', 'b'}; yours is of type dict"),
        ({1, 2}, {"name"}, "a set of names"),
        ("bank", {"name"}, "a set of names such as {'a', 'b'}; yours is of type str"),
        (1, True, "True or False; yours is of type int"),
        (1, "text", "a text in quotes; yours is of type int"),
        (two, 0.0, "It is a function; to use what it returns, call it"),
        (3.0, two, "It needs a function of a, b: its name, without brackets; yours is of type float"),
        (lambda a: 1, two, "called with 2 arguments, a, b, and cannot take them"),
        (Hostile(), np.zeros(2), "It fails when it is looked at"),
    ],
)
def test_what_does_not_fit_is_told(answer, like, said):
    assert said in repr(ready("A1.1", answer, like=like))


def test_it_does_not_call_the_function():
    """An endless loop in the answer is no reason for the notebook to hang."""
    assert "can be marked" in repr(ready("A1.1", two, like=lambda a, b: 0.0))


def test_right_and_wrong_get_the_same_words():
    assert repr(ready("A1.1", 1.0, like=0.0)) == repr(ready("A1.1", -1e9, like=0.0))
