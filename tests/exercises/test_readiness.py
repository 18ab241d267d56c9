"""ready() says whether an answer can be marked, as marking finds it, never whether it is right; it never fails."""

from array import array
from collections import deque
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from lepton_kit.exercises import Question, Status, ready
from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.exercises.decoding import decode, pack, unpack
from lepton_kit.exercises.encoding import Unsendable, encode
from lepton_kit.partnership import Portfolio, select


class Hostile:
    def __array__(self, *_, **__):
        raise RuntimeError("no array")

    def __eq__(self, other):
        raise RuntimeError("no comparison")

    __hash__ = None

    def __repr__(self):
        raise RuntimeError("no words")


class Interface:
    """An object that tells NumPy where it lies in memory: address 0."""

    @property
    def __array_interface__(self):
        return {"shape": (3,), "typestr": "<f8", "data": (0, False), "version": 3}


def like_two(a=2.0, b=3.0):
    return 0.0


LIKES = [0.0, np.zeros(3), np.zeros((2, 2)), "text", True, {"name"}, {"a": 0.0, "b": 0.0}, like_two]
ODD = [None, ..., "a", 1, 1.5, True, 1 + 2j, np.array([1j, 2]), [], [1, 2, 3], [[1], [1, 2]], {"a": 1}, {"a"}, {1, 2}]
ODD += [Hostile(), Hostile, Interface(), lambda: 1, print, np.nan, [1, np.inf, 2], np.array(["a"]), b"x", object()]
ODD += [range(3), 10**400, Fraction(10) ** 400, iter(int, 1), range(10**9), Decimal("NaN"), np.array(None), [[[]]]]
FITTING = [
    (3, 0.0),
    (np.float32(2.5), 0.0),
    (np.array(4), 0.0),
    (Fraction(1, 3), 0.0),
    (Decimal("1.5"), 0.0),
    (complex(2.5, 0), 0.0),
    (np.complex64(2), 0.0),
    (np.array([1, 2, 3]) + 0j, np.zeros(3)),
    (np.array("text"), "text"),
    ([True, False], np.array([True, True])),
    (np.array([True, False], dtype=object), np.array([True, True])),
    ([1, Fraction(2), Decimal(3)], np.zeros(3)),
    ((1, 2.5, np.int64(3)), np.zeros(3)),
    (deque([1, 2, 3]), np.zeros(3)),
    (array("d", [1, 2, 3]), np.zeros(3)),
    (range(3), np.zeros(3)),
    (memoryview(array("d", [1, 2, 3])), np.zeros(3)),
    ({"a": 1, "b": 2, "c": 3}.values(), np.zeros(3)),
    (np.eye(2), np.zeros((2, 2))),
    ([deque([1, 2]), (3, 4)], np.zeros((2, 2))),
    ({"b": 1, " A": 2}, {"a": 0.0, "b": 0.0}),
    ("yes", "text"),
    (np.str_("yes"), "text"),
    (np.True_, True),
    ({"a", "b"}, {"name"}),
    (set(), {"name"}),
    (["a"], {"name"}),
    (frozenset({"a"}), {"name"}),
    (np.array(["a", "b"]), {"name"}),
    ({"a": 1}.keys(), {"name"}),
    (lambda a, b: a + b, like_two),
    (lambda *rest: 1, like_two),
    (lambda a, b, c=1: Fraction(1, 3), like_two),
    (max, like_two),
]


def marked(answer, like):
    """The verdict of marking, for a question whose right answer is ``like``."""
    if callable(like):
        accept = same_function([(2.0, 3.0)])
    else:
        accept = exactly() if isinstance(like, str | bool | set) else near()
    question = Question(id="A9.1", name="x", answer=lambda: like, accept=accept, hints=["none"])
    kept = []
    try:
        line = pack({"value": encode(answer, lambda thing: kept.append(thing) or len(kept) - 1)})
    except Unsendable:
        return Status.CANNOT_JUDGE
    return question.judge(decode(unpack(line)["value"], lambda kind, handle, *facts: kept[handle])).status


@pytest.mark.parametrize(("answer", "like"), FITTING, ids=lambda value: type(value).__name__)
def test_what_fits_can_be_marked(answer, like):
    assert repr(ready("A1.1", answer, like=like)).startswith("✓ **A1.1 can be marked.**")
    assert marked(answer, like) in {Status.CORRECT, Status.INCORRECT}


@pytest.mark.parametrize("like", LIKES, ids=lambda like: type(like).__name__)
@pytest.mark.parametrize("answer", ODD, ids=lambda answer: type(answer).__name__)
def test_it_never_raises_and_what_it_calls_fit_is_marked(answer, like, capsys):
    note = ready("A1.1", answer, like=like)
    assert repr(note)[0] in "✓✗…"
    assert note._repr_markdown_() == repr(note)
    out, err = capsys.readouterr()
    assert out == err == ""
    if repr(note).startswith("✓"):
        assert marked(answer, like) in {Status.CORRECT, Status.INCORRECT}


@pytest.mark.parametrize(
    ("answer", "like", "said"),
    [
        (..., 0.0, "A1.1 is not answered yet"),
        (None, 0.0, "It is None: `print(...)`, a function without `return`"),
        ("3", 0.0, "you gave the text '3'"),
        ([1, 2], 0.0, "You gave 2 numbers; one number is wanted"),
        ([1], 0.0, "You gave a row with one number in it; one number is wanted"),
        (3, np.zeros(8), "You gave one number; 8 numbers are wanted"),
        ([1, 2], np.zeros((2, 2)), "You gave 2 numbers; a table of 2 x 2 numbers is wanted"),
        ([[1], [1, 2]], np.zeros(2), "Its rows are of different lengths"),
        (np.nan, 0.0, "nan or inf"),
        ({1, 2, 3}, np.zeros(3), "You gave a set, which keeps no order"),
        ({"a": 1}, {"name"}, "A set of names such as {'a', 'b'} is wanted; you gave a dict of 1"),
        ({1, 2}, {"name"}, "you gave numbers. If they say where the names stand"),
        (np.array([True, False]), {"name"}, "you gave True and False for each"),
        ("bank", {"name"}, "you gave the text 'bank'"),
        ((name for name in "ab"), {"name"}, "put list( ) around it"),
        (1, True, "One True or False is wanted; you gave the number 1"),
        (1, "text", "A text in quotes is wanted; you gave the number 1"),
        (max, 0.0, "the function max; to use what it returns, call it"),
        (3.0, like_two, "It needs a function of a, b: its name, without brackets; you gave the number 3.0"),
        (lambda a: 1, like_two, "takes 1 argument, and is called with 2: (2, 3)"),
        (lambda a, b: print(a), like_two, "prints its result and returns nothing"),
        (lambda a, b: 1 / 0, like_two, "stopped with `ZeroDivisionError"),
        (lambda a, b: [a, b], like_two, "its result does not fit. You gave 2 numbers; one number is wanted"),
        (lambda a, b: ..., like_two, "not answered yet"),
        (3, dict, "It needs a builtins dict; you gave the number 3"),
        (Hostile(), np.zeros(2), "It fails when it is looked at"),
        (Interface(), np.zeros(3), "cannot be marked"),
    ],
)
def test_what_does_not_fit_is_told(answer, like, said):
    note = repr(ready("A1.1", answer, like=like))
    assert said in note
    assert note[0] in "✗…"


def test_what_the_kit_gives_whole_is_told_by_its_parts_or_taken_by_its_names():
    """As the lessons' check takes it: a portfolio for the names of its partners, and no result for one of its parts."""
    three = Portfolio({"hospital": (8, 18), "bank": (5, 11), "school": (5, 11)})
    best = select(three, 10)
    assert "can be marked" in repr(ready("A1.5", three[best.x], like={"name"}))
    assert exactly()(decode(unpack(pack({"value": encode(three[best.x], None)}))["value"]), {"bank", "school"}) is None
    assert "`.chosen`" in repr(ready("A1.5", best, like={"name"}))
    assert "`.relaxed`" in repr(ready("A1.7", best, like=np.zeros(2)))


def test_a_function_is_called_once_and_this_is_told():
    calls = []
    note = repr(ready("A1.1", lambda a, b: calls.append((a, b)) or a * b, like=like_two))
    assert calls == [(2.0, 3.0)]
    assert "It was called once, as (a = 2, b = 3)." in note


def test_right_and_wrong_get_the_same_words():
    assert repr(ready("A1.1", 1.0, like=0.0)) == repr(ready("A1.1", -1e9, like=0.0))
    right, wrong = (repr(ready("A1.1", f, like=like_two)) for f in (lambda a, b: a * b, lambda a, b: -99))
    assert right == wrong
