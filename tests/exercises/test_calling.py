"""A function is known by its code: a stub, one that prints, one that forgets return, one that returns None in place."""

import functools
import sys

import numpy as np
import pytest

from lepton_kit.exercises.calling import called, habit, returned_nothing, unused, written
from lepton_kit.exercises.values import Unjudged
from lepton_kit.partnership import Portfolio


def stub(x):
    """What it should do."""
    ...


def passed(x):
    pass


def half_stub(x):
    ...
    return x


def prints(x):
    total = x + 1
    print(total)


def forgets(x):
    total = x + 1  # noqa: F841


def sorts(x):
    return x.sort()


def sorts_first(x):
    x = x.sort()
    return x


def appends(x):
    return x.append(1)


def in_one_way(x):
    if x > 0:
        return x


def sorts_in_one_way(x, number):
    if number > 0:
        return np.sort(x)[::-1][:number]


def keeps_what_add_gives(names):
    chosen = set()
    for partner in names:
        chosen = chosen.add(partner.name)
    return chosen


def appends_for_itself(x):
    x = np.append(x, 1)
    if x.any():
        return x


def prints_a_method(x):
    print(x.mean() < 1)


def again(a, b):
    return again(a, b)


def works(x):
    rows = []
    rows.append(x)
    print(rows)
    return rows


@pytest.mark.parametrize(
    ("function", "known"),
    [
        (stub, "stub"),
        (passed, "stub"),
        (lambda x: ..., "stub"),
        (lambda x: None, "stub"),
        (half_stub, ""),
        (prints, "prints"),
        (lambda x: print(x), "prints"),
        (forgets, "no return"),
        (sorts, "sort"),
        (sorts_first, "sort"),
        (appends, "append"),
        (in_one_way, ""),
        (sorts_in_one_way, ""),
        (appends_for_itself, ""),
        (keeps_what_add_gives, "add"),
        (prints_a_method, "prints"),
        (lambda x: print(x.mean() < 1), "prints"),
        (works, ""),
        (functools.partial(sorts), "sort"),
        (lambda x: x + 1 if x else None, ""),
        (max, ""),
        (np.sin, ""),
        (lambda x: 0, ""),
    ],
)
def test_a_function_is_known_by_its_code(function, known):
    assert habit(function) == known


def test_each_way_to_return_nothing_is_told():
    assert "Put `return ...` in place of `print(...)`" in returned_nothing(prints)
    assert "Let it end in `return ...`" in returned_nothing(forgets)
    assert "`.sort()` sorts in place" in returned_nothing(sorts)
    assert "`.append(...)` works in place" in returned_nothing(appends)
    assert "(x = -1)" in returned_nothing(in_one_way, (-1,))


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda a, b: a if a > b else b, "one for each entry"),
        (lambda a, b: max(0, a), "np.maximum"),
        (lambda a, b: a + np.zeros(3), "rows of different lengths"),
        (lambda a, b: a[7], "IndexError"),
        (lambda a, b: ("x", "y")[a > 0], r"`np.array\(names\)\[...\]` takes several, or a mask"),
        (lambda a, b: list("xy")[a.tolist()], r"`np.array\(names\)\[...\]` takes several, or a mask"),
        (lambda a, b: a.sum + 1, r"`x.sum\(\)` has brackets"),
        (lambda a, b: a[0](b), r"to multiply, write `\*`"),
        (lambda a, b: len(a.sort()), r"something in it is None"),
        (lambda a, b: again(a, b), "calls itself without end"),
        (lambda a, b: a + missing, "'missing' is not defined`. It does not use `b`"),  # noqa: F821
        (lambda a, b: sys.exit(), "stopped with `SystemExit`"),
        (lambda a: a, "takes 1 argument, and is called with 2: "),
        (lambda a, *, b: a, r"takes 1 argument, and is called with 2: .* Leave the `\*` out"),
        (lambda a, b: a.astype(int).__itruediv__(2), r"cannot take fractions in place, as by `/=`"),
        (lambda a, b: a.sort()[0], r"something in it is None, as `.sort\(\)`"),
        (lambda a, b: print(a), "prints its result and returns nothing"),
        (lambda a, b: a if len(a) > 9 else None, "Does every way through it end in `return`"),
    ],
)
def test_what_stops_a_function_is_told_in_a_learners_words(function, said):
    with pytest.raises(Unjudged, match=said) as stopped:
        called(function, (np.ones(2), np.zeros(2)), 3)
    assert "ambiguous" not in str(stopped.value) and "broadcast" not in str(stopped.value)


def test_what_a_function_prints_is_not_shown_and_its_arguments_stay(capsys):
    row = [3, 1, 2]
    assert called(works, (1,), 3) == [1]
    with pytest.raises(Unjudged, match="sorts in place"):
        called(sorts, (row,), 3)
    assert row == [3, 1, 2]
    assert capsys.readouterr().out == ""


def test_what_a_function_asks_of_the_stream_it_prints_to_is_answered():
    """A progress bar asks whether this is a terminal, and in which letters it may write."""

    def asks(x):
        print("50 %", flush=True, end="" if sys.stdout.isatty() else "\n")
        sys.stdout.writelines([str(sys.stdout.encoding)])
        return x

    assert called(asks, (1,), 3) == 1


@pytest.mark.parametrize(
    ("function", "left"),
    [
        (lambda cost, returns, alpha: 0.5 * (returns - cost), "`alpha`"),
        (lambda cost, returns, alpha: works, "`cost` and `returns` and `alpha`"),
        (lambda cost, returns, alpha: [alpha * (r - c) for c, r in zip(cost, returns, strict=True)], ""),
        (lambda cost, returns, alpha: sum(alpha * returns[i] for i in range(len(cost))), ""),
        (lambda *given: 1, ""),
        (max, ""),
    ],
)
def test_arguments_that_a_function_never_looks_at_are_named(function, left):
    """It works with what the notebook calls by another name, and gives the same whatever it is called with."""
    said = f" It does not use {left}: what it works with must come in through its brackets."
    assert unused(function) == said * bool(left)


def test_a_long_error_is_cut_and_stands_on_one_line():
    def stops(table):
        raise ValueError(f"X must hold numbers only; got {table}")

    with pytest.raises(Unjudged) as stopped:
        called(stops, (np.arange(400).reshape(20, 20),), 3)
    assert "\n" not in str(stopped.value) and len(str(stopped.value)) < 500


def test_a_portfolio_is_written_as_one_can_be_made_of_it():
    few = Portfolio({"bank": (0.5, 1), "school": (0.25, 2)})
    assert written(few) == "Portfolio([('bank', 0.5, 1), ('school', 0.25, 2)])"
    noted = Portfolio([{"name": "bank", "cost": 1, "returns": 2, "failures": 3}])
    assert written(noted) == "Portfolio([('bank', 1, 2, {'failures': 3})])"
    many = Portfolio([(f"partner {i}", 1, 2) for i in range(6)])
    assert written(many).startswith("Portfolio(['partner 0', 'partner 1',")


def test_sets_are_written_in_one_order_and_dust_as_nothing():
    assert written({"b", "c", "a"}) == "{'a', 'b', 'c'}"
    assert written(0.1 + 0.2 - 0.3) == written(-0.0) == "0" and written(1e-9) == "1e-09"


def test_values_are_written_short():
    assert written(np.array([1.0, 2.25])) == "[1, 2.25]"
    assert written((1, "a", np.float64(1 / 3))) == "(1, 'a', 0.3333)"
    assert len(written(list(range(10_000)))) <= 200
    assert written(pytest.importorskip("pandas").Series([1.5, 2])) == "[1.5, 2]"
    assert written({"low": np.float64(0.25), "high": [np.float32(1)]}) == "{'low': 0.25, 'high': [1]}"
    assert (written({np.str_("bank")}), written(set()), written({})) == ("{'bank'}", "set()", "{}")


def test_an_array_too_large_to_be_read_is_told_by_its_size():
    assert written(np.full((1, 1000), 1e-6)) == "an array of 1 x 1000 entries"
    assert written(np.zeros(41, dtype=bool)) == "an array of 41 entries"
