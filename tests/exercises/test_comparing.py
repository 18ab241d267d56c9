"""What counts as right: numbers near or rounded as printed, names, functions on drawn cases; what is told of others."""

from dataclasses import dataclass

import numpy as np
import pytest

from lepton_kit.exercises import Question
from lepton_kit.exercises.comparing import Property, Unjudged, exactly, fresh, near, properties, same_function


@pytest.mark.parametrize(
    ("answer", "right"),
    [(0.66083, True), (0.661, True), (0.6608, True), (0.66, False), (0.7, False), (0.660, False), (0.662, False)],
)
def test_rounded_as_the_lesson_prints_is_right(answer, right):
    assert (near()(answer, 0.66083) is None) == right


def test_of_rounded_numbers_only_those_that_are_wrong_are_counted():
    """1.33 and 2.33 are right to two decimals; it is the third that was added up wrongly."""
    said = near()([1.33, 2.33, 8.34], [4 / 3, 7 / 3, 25 / 3])
    assert said == "1 of 3 entries is off; the first is entry [2], your 8.34, off by 0.00667."


def test_one_number_stands_for_a_row_of_one():
    """So a function that gives the first entry alone fails where it can be seen: for a longer row."""
    compare = same_function([(np.array([2.0]),), (np.array([1.0, 3.0]),)])
    said = compare(lambda row: row[0], lambda row: row)
    assert said == "Called with (row = [1, 3]), your function gives 1; [1, 3] is wanted."
    assert near()([2.0], 2.0) is not None  # where one number is asked for, a row is none


def test_a_function_that_leaves_an_argument_out_is_told_which():
    alpha = 0.5
    compare = same_function([(1.0, 0.25), (2.0, 0.5), (3.0, 1.0)])
    said = compare(lambda x, share: alpha * x, lambda x, share: share * x)
    assert "is wanted. It does not use `share`: what it works with must come in through its brackets." in said


def test_whole_numbers_are_not_rounded_away():
    assert near()(18_500, 18_496) is not None
    assert near()(2.1, 2.0996) is None
    assert near()([0.003, 0.661], [0.0031, 0.6612]) is None
    assert near()([0.003, 0.004], [0.0031, 0.0036]) is not None


def test_the_decimals_that_a_task_names_are_accepted_and_no_fewer():
    compare = near(decimals=3)
    assert compare([0.123, 0.877], [0.12345, 0.87655]) is None
    assert compare(0.1239, 0.12345) is None
    assert compare(0.12, 0.12345) is not None
    assert compare(0.1241, 0.12345) is not None


def test_labelled_numbers_are_compared_by_their_labels():
    want = {"bank": 1.0, "school": 2.0}
    assert near()({"School": 2, "Bank": 1}, want) is None
    assert near()([1, 2], want) is None
    assert near()([1, 3], want).startswith("1 of 2 entries is off; the first is school, your 3")


def test_the_kind_of_what_is_expected_decides():
    assert exactly()("Ｂank ", "bank") is None
    assert exactly()(np.bool_(False), False) is None
    assert exactly()(4.0, 4) is None
    assert exactly()(0.1 * 30, 3) is None and exactly()(3 + 1e-9, 3) is not None
    assert exactly()([" A", "b"], {"a", "B"}) is None
    assert exactly()({"a"}, {"b", "c"}) == "Your set has 2 missing and 1 too many."
    with pytest.raises(Unjudged, match="True or False is wanted"):
        exactly()(1, True)


def test_sizes_are_told_in_words():
    assert near()([1, 2, 3], 1.0) == "You gave 3 numbers; one number is wanted."
    assert near()(1.0, np.zeros((2, 3))) == "You gave one number; a table of 2 x 3 numbers is wanted."


def test_the_smallest_case_that_fails_is_shown_with_what_came_and_what_is_wanted():
    def cases(rng):
        return [(-rng.random(n), 2.0) for n in (5, 3, 2)] + [(np.array([-1.0]), 2.0)]

    problem = same_function(cases)(lambda row, k: abs(row) * k, lambda row, k: row * k)
    assert problem == "Called with (row = [-1], k = 2), your function gives [2]; [-2] is wanted."


def test_cases_are_drawn_from_the_seed_and_called_once_for_several_expected_functions():
    calls = []

    def double(x):
        calls.append(x)
        return 2 * x

    compare = same_function(lambda rng: [(float(x),) for x in rng.random(3)])
    with fresh(7):
        assert compare(double, lambda x: 2 * x) is None
        assert compare(double, lambda x: 3 * x) is not None
    assert len(calls) == 3
    first = list(calls)
    with fresh(8):
        compare(double, lambda x: 2 * x)
    assert calls[3:] != first


def test_a_function_that_stops_is_called_no_further():
    calls = []

    def endless(x):
        calls.append(x)
        while True:
            pass

    compare = same_function([(1,), (2,)], seconds=0.1)
    for _ in range(3):
        with fresh(1), pytest.raises(Unjudged, match=r"did not end within 0\.1 s"):
            compare(endless, lambda x: x)
    assert calls == [1]


def test_what_a_function_yields_is_read_once_and_compared_as_often_as_need_be():
    compare = same_function([([3, 1],), ([2],)])
    with fresh(0):
        assert compare(lambda row: (x + 1 for x in row), lambda row: [x + 1 for x in row]) is None
        assert compare(lambda row: map(abs, row), lambda row: [-x for x in row]).endswith("gives [2]; [-2] is wanted.")
        assert compare(lambda row: map(abs, row), lambda row: []) is not None


def test_a_function_that_gives_the_same_each_time_is_told_so():
    compare = same_function([(1.0,), (2.0,), (3.0,)])
    assert "It gives that in all 3 cases: does it use its arguments?" in compare(lambda x: 7, lambda x: x)
    assert "in all" not in compare(lambda x: 7 if x > 2 else 8, lambda x: x)


def test_large_results_of_one_size_are_not_told_to_be_the_same():
    compare = same_function([(np.full(50, number),) for number in (1.0, 2.0, 3.0)])
    assert compare(lambda x: x[None], lambda x: x).endswith("entries; an array of 50 entries is wanted.")
    said = compare(lambda x: x + np.eye(50)[7], lambda x: x)
    assert "gives an array of 50 entries. 1 of 50 entries is off; the first is entry [7]" in said


def test_what_differs_behind_the_digits_that_are_shown_is_told_by_how_much():
    compare = same_function([(4.6349,)])
    assert compare(lambda x: x + 1e-5, lambda x: x).endswith("gives 4.635. Your 4.635 is too high, off by 1e-05.")


def test_a_case_with_a_name_is_shown_by_it():
    @dataclass
    class Industry:
        name: str
        table: str = "many lines"

    problem = same_function([(Industry("city"),), (Industry("medicine"),)])(lambda mine: 1, lambda mine: 2)
    assert problem.startswith("Called with (mine = Industry 'city')")


def test_warnings_of_a_learners_function_stay_out_of_sight(recwarn):
    compare = same_function([(np.array([0.0]),)])
    question = Question(id="98.1", answer=lambda: lambda x: x, accept=compare, hints=["none"])
    assert not question.judge(lambda x: np.log(x)).correct
    assert len(recwarn) == 0


def test_properties_are_looked_at_in_order():
    compare = properties(
        lambda x: isinstance(x, int),
        "A whole number",
        Property(lambda x: x > 0, "Above 0."),
        Property(lambda x: x < 9, "Below 9."),
    )
    assert (compare(5, 1), compare(-1, 1), compare(9, 1)) == (None, "Above 0.", "Below 9.")
    with pytest.raises(Unjudged, match=r"A whole number is wanted; you gave the number 1\.5"):
        compare(1.5, 1)


def test_what_was_interrupted_is_not_taken_for_right():
    """A learner stops a check with Ctrl+C and calls it again with the same function: it is tried anew."""
    calls = []

    def wrong(x):
        calls.append(x)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return x

    compare = same_function([(1.0,), (2.0,)])
    with fresh(0):
        with pytest.raises(KeyboardInterrupt):
            compare(wrong, lambda x: x + 1)
        assert "2 is wanted" in compare(wrong, lambda x: x + 1)
