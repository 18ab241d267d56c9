"""Numbers, names, texts and truths in every usual form; what is none of them is told in a learner's words."""

from array import array
from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from lepton_kit.exercises import Question
from lepton_kit.exercises.calling import written
from lepton_kit.exercises.comparing import exactly, near
from lepton_kit.exercises.values import Unjudged, alike, kind, names, numbers, plain_name, text, unfit


@dataclass
class Bargain:
    transfer: float
    kept: float

    @property
    def gained(self):
        return 1.0

    def stays(self):
        return True


class Scalar:
    """A number as libraries of tensors give it: an array without dimensions, and without a length."""

    def __init__(self, value):
        self.value = value

    def __array__(self, dtype=None, copy=None):
        return np.array(self.value, dtype)

    def __iter__(self):
        raise TypeError("iteration over a 0-d tensor")

    def __len__(self):
        raise TypeError("len() of unsized object")


FORMS = [
    [Scalar(1), Scalar(2.5)],
    [1, 2.5],
    (1, Fraction(5, 2)),
    [Decimal(1), Decimal("2.5")],
    np.array([1, 2.5], np.float32),
    np.array([1, 2.5], object),
    deque([1, 2.5]),
    array("d", [1, 2.5]),
    memoryview(array("d", [1, 2.5])),
    {"a": 1, "b": 2.5}.values(),
    (number for number in (1, 2.5)),
    map(float, ["1", "2.5"]),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: type(form).__name__)
def test_numbers_are_understood_in_every_form(form):
    assert numbers(form).tolist() == [1, 2.5]


def test_a_tensor_without_dimensions_is_a_number_or_a_truth():
    assert numbers(Scalar(2.5)) == 2.5 and alike(Scalar(True), like=False) is True
    with pytest.raises(Unjudged, match="you gave True"):
        numbers(Scalar(True))


def test_pandas_counts_by_its_labels_where_labels_are_asked_for():
    pandas = pytest.importorskip("pandas")
    series = pandas.Series([2.5, 1], index=["b", "a"])
    assert numbers(series).tolist() == [2.5, 1]
    assert numbers(series, labels=["a", "b"]).tolist() == [1, 2.5]
    assert numbers(series.reset_index(drop=True), labels=["a", "b"]).tolist() == [2.5, 1]
    assert numbers(pandas.DataFrame({"x": [1, 2], "y": [3, 4]})).tolist() == [[1, 3], [2, 4]]
    assert set(names(pandas.Series(["A ", "b"]))) == set(names(pandas.Index(["a", "b"]))) == {"a", "b"}


def test_what_has_its_labels_beside_it_counts_by_them_in_every_form():
    """Whoever zips names and numbers, or makes a table of them, has said whose each number is."""
    pandas = pytest.importorskip("pandas")
    pairs = [("B ", 2), ("a", 1)]
    forms = [pairs, tuple(pairs), dict(pairs).items(), [list(pair) for pair in pairs], np.array(pairs, dtype=object)]
    forms += [pandas.DataFrame(pairs), pandas.DataFrame({"x": dict(pairs)}), pandas.DataFrame([dict(pairs)])]
    for form in forms:
        assert numbers(form, labels=["a", "b"]).tolist() == [1, 2]
        assert unfit(form, like={"a": 0.0, "b": 0.0}) == ""
    for wrong in (pairs[:1], [*pairs, ("a", 3)], [("a", 1), ("c", 2)]):
        with pytest.raises(Unjudged, match="A number is wanted"):
            numbers(wrong, labels=["a", "b"])
    assert numbers([[1, 2], [3, 4]], labels=["a", "b"]).shape == (2, 2)  # no labels at all


def test_a_mapping_counts_by_its_labels_and_needs_all_of_them():
    assert numbers({"B ": 2, "a": 1}, labels=["a", "b"]).tolist() == [1, 2]
    for answer, labels in (({"a": 1}, ["a", "b"]), ({"a": 1, "c": 2}, ["a", "b"]), ({"a": 1}, [])):
        with pytest.raises(Unjudged, match="Numbers are wanted"):
            numbers(answer, labels)


def test_the_labels_that_are_missing_are_named():
    """Of eight names one is misspelt: which?"""
    for answer in ({"a": 1, "bb": 2}, {"a": 1}):
        with pytest.raises(Unjudged, match=r"with the labels a, b; you gave a dict of \d, without b"):
            numbers(answer, labels=["a", "b"])


def test_what_is_complex_by_rounding_alone_is_a_number():
    """As roots and eigenvalues come."""
    assert numbers(np.array([2 + 1e-17j, 1])).tolist() == [2, 1]
    assert numbers(complex(2.5, 1e-16)) == 2.5
    with pytest.raises(Unjudged, match="a complex"):
        numbers(complex(2.5, 1e-9))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("6", "the text '6'"),
        (b"6", "bytes"),
        (True, "you gave True"),
        ([1, "2"], "A number is wanted; you gave the text '2'"),
        ([[1], [1, 2]], "rows are of different lengths"),
        (1 + 2j, "a complex"),
        (10**400, "too large"),
        (max, "call it with"),
        pytest.param(iter(int, 1), "has no end", id="endless"),
    ],
    ids=repr,
)
def test_what_is_no_number_is_told(answer, said):
    with pytest.raises(Unjudged, match=said):
        numbers(answer)


def test_case_width_and_blanks_make_no_difference_to_a_name():
    assert set(names(["ＢＡＮＫ", " quarrel  & SONS"])) == {"bank", "quarrel & sons"}
    assert names(name for name in "ab") == {"a": "a", "b": "b"}
    with pytest.raises(Unjudged, match="names\\[i\\]"):
        names([0, 1])


def test_things_with_a_name_go_by_it():
    assert set(names([SimpleNamespace(name="Bank"), "school"])) == {"bank", "school"}


@pytest.mark.parametrize("shape", [(2**25, 0), (2, 2**24, 0), (2**20, 1), (2**20,)], ids=str)
@pytest.mark.parametrize("dtype", [float, bool, object, "U1"])
def test_an_array_that_would_make_endless_lists_makes_none(shape, dtype):
    """It may take no room at all on the wire, and gigabytes as a list of rows."""
    array = np.broadcast_to(np.zeros((), dtype=dtype), shape)
    for question in (near(), exactly()):
        for expected in (1.0, np.zeros(3), {"a"}, "a", True, np.zeros(2, dtype=bool)):
            verdict = Question("A1.1", lambda expected=expected: expected, question, ["h"], name="x").judge(array)
            assert not verdict.correct and verdict.message
    assert len(written(array)) < 300


def test_large_numbers_of_every_kind_of_array_are_taken_whole():
    pandas = pytest.importorskip("pandas")
    table = np.arange(300_000.0).reshape(-1, 3)
    for same in (table, pandas.DataFrame(table), Scalar(table)):
        assert np.array_equal(numbers(same), table)


def test_a_name_without_end_is_compared_as_it_is():
    """To put the accents of a letter in order takes time by the square of their number."""
    flood = "a" + "\u0301\u0316" * 1_000_000
    assert plain_name(flood) == flood
    assert exactly()(flood, "bank") and exactly()({flood}, {"bank"})
    assert exactly()("Ba\u00adnk\u200b", "bank") is None  # marks that nobody sees, as copied text brings them


def test_truths_and_texts():
    assert alike(np.bool_(True), like=False) is alike(np.array(True), like=np.False_) is True
    assert text(np.array("yes")) == text(np.str_("yes")) == "yes"
    for wrong in (1, "True", [True]):
        with pytest.raises(Unjudged, match="True or False is wanted"):
            alike(wrong, like=True)


def test_a_mask_of_another_length_is_told_its_length():
    said = "You gave 2 times True or False; 3 times True or False are wanted."
    assert near()([True, False], np.array([True, False, True])) == unfit([True, False], np.ones(3, bool)) == said


def test_unfit_tells_sizes_in_words():
    assert unfit(np.zeros((2, 2)), like=0.0) == "You gave a table of 2 x 2 numbers; one number is wanted."
    assert unfit([1, 2, 3], like=[0, 0], any_size=True) == ""


def test_a_result_with_parts_is_told_to_be_one_and_which_parts_it_has():
    said = "a whole Bargain; name the part that is asked for: `.transfer`, `.kept`, `.gained`"
    assert kind(Bargain(1.2, 0.3)) == said


def test_a_number_is_told_as_one():
    assert (kind(6), kind(0.5), kind(np.float64(0.5))) == ("the number 6", "the number 0.5", "the number 0.5")
    assert kind(True) == kind(np.bool_(True)) == "True"


def test_what_keras_gives_is_told_to_be_what_it_is():
    class History:
        """What ``fit`` returns."""

    class Sequential:
        """A network: it can be called and is no function."""

        def __call__(self, x):
            return x

        def predict(self, x):
            return x

    assert "the network is what `fit` trained" in kind(History())
    assert kind(Sequential()) == "a Sequential"
    assert kind(None) == "None"


def test_numbers_in_a_set_have_one_order():
    """What a set gives first is no learner's doing: 8 comes before 1 in {1, 8}."""
    assert numbers({8, 1}).tolist() == numbers(frozenset({1, 8})).tolist() == [1, 8]
    assert numbers(set()).size == 0


def test_what_is_still_to_come_is_told():
    with pytest.raises(Unjudged, match=r"you gave `\.\.\.`, where something is still to come"):
        numbers([1.56, ...])
