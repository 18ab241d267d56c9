"""Each general slip is named, for values and for functions; and what is no slip is not."""

import numpy as np
import pytest

from lepton_kit.exercises.comparing import Property, exactly, near, properties, same_function
from lepton_kit.exercises.near_misses import NEAR_MISSES, explain

WANT = np.array([0.31, 0.62, 0.155, 0.47])
TABLE = np.arange(6.0).reshape(2, 3)
SLIPS = [
    ("6", 6, "text for a number"),
    (b"6", 6, "text for a number"),
    (["0.31", "0,62", "0.155", "0.47"], WANT, "text for a number"),
    ((0, 31), 0.31, "a decimal comma"),
    ((-1, 25), -1.25, "a decimal comma"),
    ("25 %", 0.25, "text for a number"),
    ("3/8", 0.375, "text for a number"),
    ("€ 6 million", 6, "text for a number"),
    ("7,5 months", 7.5, "text for a number"),
    ("€6m", 6, "text for a number"),
    ("−6", -6, "text for a number"),
    ("19.25 % of the years", 0.1925, "text for a number"),
    (["1.5 m", "2 m"], np.array([1.5, 2]), "text for a number"),
    (0.38, 0.6 / 1.6, "rounded too far"),
    (0.37, 0.6 / 1.6, "rounded too far"),
    ([0.4, 0.58, 0.35], np.array([0.4, 0.575, 0.35]), "rounded too far"),
    ({"A", "B", "S"}, {"N_A", "N_B", "S"}, "other names"),
    ("A and B", {"A", "B"}, "names in one text"),
    ("A, B and C", {"A", "B", "C"}, "names in one text"),
    ("Quillmere + Hospital", {"Hospital", "Quillmere"}, "names in one text"),
    ("3,130", 3.13, "text for a number"),
    ("3,130", 3130, "a comma between thousands"),
    ((13, 872), 13_872, "a comma between thousands"),
    ((2, 400, 0), 2_400_000, "a comma between thousands"),
    ([[0.31, 0.62, 0.155, 0.47]], WANT, "one in a row"),
    ({"bank"}, "bank", "one in a row"),
    ("C", "government C", "other names"),
    ({"Saint Orrin Hospital", "Quillmere University"}, {"Hospital", "Quillmere"}, "other names"),
    ("A, B", {"A", "B"}, "names in one text"),
    ({"A,B"}, {"A", "B"}, "names in one text"),
    ({"A": 1.5, "B": 0}, {"A", "B"}, "a dict for a set"),
    ({"A": True, "B": False}, {"A"}, "a dict for a set"),
    ({}, set(), "a dict for a set"),
    ("b)", "B", "other names"),
    ("Quarrel & Sons, the bank", "Quarrel & Sons", "other names"),
    ({0.62, 0.31, 0.47, 0.155}, WANT, "a set for a row"),
    ({6, 4}, np.array([6, 4, 4]), "a set for a row"),
    ({6, 4}, {"a": 6, "b": 4, "c": 4}, "a set for a row"),
    ({"a": -0.25, "b": -0.5}, {"a": 0.25, "b": 0.5}, "sign"),
    (66, 0.6594, "per cent for a share"),
    ([0, 31, 0, 62, 0, 155, 0, 47], WANT, "a decimal comma"),
    (1, True, "a number for True or False"),
    (True, 1, "True or False for a number"),
    (np.array([True, False, False]), np.array([1, 0, 0]), "True or False for a number"),
    ([[True, False]], np.array([[1, 0]]), "True or False for a number"),
    ([6], 6, "one in a row"),
    (np.array([[6.0]]), 6, "one in a row"),
    ([True], True, "one in a row"),
    ("Bank", {"bank"}, "no braces"),
    ({"Quillmere"}, {"Quillmere University"}, "other names"),
    (np.array([True, False, True]), 2, "a mask for a count"),
    (np.array([True, False, True]), np.array([0, 2]), "a mask for places"),
    (["a", "b"], 2, "things for their number"),
    (WANT[:, None], WANT, "another shape"),
    (TABLE.T, TABLE, "transposed"),
    (31.0, 0.31, "per cent for a share"),
    (WANT * 100, WANT, "per cent for a share"),
    (600, 6, "a power of ten"),
    (0.006, 6, "a power of ten"),
    (-6, 6, "sign"),
    (WANT[::-1], WANT, "reversed"),
    (np.sort(WANT), WANT, "sorted"),
    (WANT[[1, 0, 2, 3]], WANT, "another order"),
    (np.argsort(np.argsort(-WANT)) + 1, WANT, "ranks or places"),
    (np.argsort(WANT), WANT, "ranks or places"),
    (0.7, 0.66083, "rounded too far"),
    ([1, 2, 3], 6, "parts for the total"),
    ([0.5, 1.0, 0.25], 1.75 / 3, "parts for the mean"),
]


@pytest.mark.parametrize(("answer", "want", "name"), SLIPS)
def test_each_slip_is_named(answer, want, name):
    accept = exactly() if isinstance(want, bool | set | str) else near()
    assert explain(answer, want, accept).name == name


def test_what_bears_the_right_names_is_told_to_give_them_alone():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame({"cost": {"A": 1, "B": 0}})
    for answer in (table, table["cost"], table["cost"] > -1):
        assert explain(answer, {"A", "B"}, exactly()).name == "a dict for a set"
    assert explain(table, {"A"}, exactly()) is None
    assert explain(table.reset_index(drop=True), np.array([0, 1]), near()) is None


@pytest.mark.parametrize("answer", [5, 7.5, "six", [1, 2], None, {6: 1}, np.nan, {"a"}, WANT, lambda: 6])
def test_what_is_no_slip_is_not_named(answer):
    assert explain(answer, 6, near()) is None


@pytest.mark.parametrize(
    ("answer", "want"),
    [
        ([0, 1, 2], np.array([0, 2, 3])),
        ({0: "a", 2: "b"}, np.array([0, 2])),
        (0, 0.1),
        (0.2, 0.225),
        (1, 0.82),
        (0, 0.003),
        ("x", 0),
        ("3/0", 0),
        ((0, 7), 0.25),
        ("e", "government C"),
        ("9 of 71", 9),
        ("Beta(6, 2)", 6),
        (0.36, 0.375),
        ({"A", "B"}, {"N_A", "B_A"}),
        ("E10", "E1"),
        ("apple", "A"),
        ({"E10"}, {"E1"}),
        ("!", "bank"),
        ("", "bank"),
        ("none", set()),
        (0, set()),
    ],
)
def test_what_only_resembles_a_slip_is_not_named(answer, want):
    """A wrong number is not "rounded" because it is the nearest whole one, nor 0 "in per cent"."""
    assert explain(answer, want, exactly() if isinstance(want, str | set) else near()) is None


def test_where_many_answers_are_right_only_the_form_is_looked_at():
    """Ten times a good setting, or a good one rounded, is another setting, and may be wrong for any reason."""
    want = np.array([1 / 9, 4 / 9])

    def accept(answer, expected):
        return None if np.allclose(answer, want, rtol=0.1) else "Another one."

    for answer in (want / 10, want * 1000, -want, want.round(1) / 1.2, [0, 0.4]):
        assert explain(np.array(answer), want, accept) is None
    assert explain(want * 100, want, accept).name == "per cent for a share"
    assert explain(want[::-1], want, accept).name == "reversed"


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda row: -row.cumsum(), "sign"),
        (lambda row: row.cumsum() * 1000, "a power of ten"),
        (lambda row: row.cumsum()[::-1], "reversed"),
        (lambda row: np.round(row.cumsum(), 1), "rounded too far"),
        (lambda row: [str(x) for x in row.cumsum()], "text for a number"),
        (lambda row: row.cumsum()[:, None], "another shape"),
    ],
)
def test_slips_in_what_a_function_returns_are_named_too(function, name):
    accept = same_function([(np.array([0.25, -1.5, 3.125]),), (np.zeros(3),), (np.array([1.0, 2, 3.375]),)])
    assert explain(function, lambda row: row.cumsum(), accept).name == name


def test_every_slip_has_a_name_and_says_what_to_do():
    assert {miss.name for miss in NEAR_MISSES} == {name for *_, name in SLIPS}
    assert all(miss.message.endswith((".", "?")) for miss in NEAR_MISSES)


@pytest.mark.parametrize("answer", [3, "x", {"a": 1}, [1], True, object()], ids=lambda answer: type(answer).__name__)
def test_what_is_no_function_is_no_slip_of_a_function(answer):
    assert explain(answer, lambda x: x > 1, same_function([(1,), (2,)])) is None


def test_a_function_that_is_tried_is_not_tried_again_for_each_slip():
    """Slips of results show only where results are compared; elsewhere each would cost the learner another trial."""
    tries = []
    accept = properties(callable, "A function", Property(lambda answer: tries.append(answer), "No."))
    assert explain(lambda x: x, lambda x: 2 * x, accept) is None
    assert tries == []
