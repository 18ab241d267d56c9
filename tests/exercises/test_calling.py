"""A function is known by its code: a stub, one that prints, one that forgets return, one that returns None in place."""

import functools
import sys

import numpy as np
import pytest

from lepton_kit.exercises.calling import called, habit, returned_nothing, written
from lepton_kit.exercises.values import Unjudged


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
