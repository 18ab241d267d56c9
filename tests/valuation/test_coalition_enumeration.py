"""Every coalition is asked about once, wherever that is computed; what fails is named and the rest is kept."""

import math
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from multiprocessing import get_context

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lepton_kit.partnership import shapley, shapley_sample, worth
from lepton_kit.valuation import CoalitionError, CoalitionWarning, coalition_results, coalition_worths, data_partners
from tests.valuation.scores_to_send import Deadly, Slow, runway

RUNWAY = worth(runway, 5)


def test_worths_stand_in_bitmask_order_and_nobody_is_worth_nothing():
    v = coalition_worths(5, runway)
    assert_array_equal(v, RUNWAY)
    assert v.dtype == float and v[0] == 0 and v[0b10001] == 8
    assert shapley(v).sum() == pytest.approx(18)


def test_members_are_ascending_tuples_and_partners_may_be_the_sequence_itself():
    asked = []
    coalition_worths("abc", lambda members: asked.append(members) or 1.0)
    assert asked == [(0,), (1,), (0, 1), (2,), (0, 2), (1, 2), (0, 1, 2)]


@pytest.mark.parametrize("bad", [math.nan, math.inf, None, "much", 1j, [1.0]])
def test_a_worth_that_is_no_number_is_named_and_the_rest_kept(bad):
    partners = data_partners(np.arange(10_000) % 10)[:3]
    with pytest.warns(CoalitionWarning, match=r"No result for 1 of 7 coalitions. Atlas \+ Soles: its worth is"):
        v = coalition_worths(partners, lambda members: bad if members == (0, 2) else len(members))
    assert np.isnan(v[0b101])
    assert_array_equal(np.delete(v, 0b101), [0, 1, 1, 2, 1, 2, 3])
    with pytest.raises(ValueError, match=r"v\[5\] is nan"):
        shapley(v)


@pytest.mark.parametrize("pool", [None, ThreadPoolExecutor])
def test_a_score_that_raises_is_named_and_the_rest_kept(pool):
    def score(members):
        if 2 in members and 1 in members:
            raise MemoryError("out of memory")
        return 1.0

    with pytest.warns(CoalitionWarning, match="for 2 of 7 coalitions. 1 . 2: MemoryError: out of memory; 0 . 1 . 2: "):
        v = coalition_worths(3, score, executor=pool and pool(2))
    assert np.isnan(v).nonzero()[0].tolist() == [0b110, 0b111]


def test_many_failures_are_told_in_one_sentence_and_none_but_failures_is_an_error():
    with pytest.warns(CoalitionWarning, match="for 14 of 15 .* and 9 more$"):
        coalition_worths(4, lambda members: 1 if members == (0,) else math.nan)
    with pytest.raises(CoalitionError, match=r"for 3 of 3 coalitions. 0: ZeroDivisionError"):
        coalition_worths(2, lambda members: 1 / 0)


@pytest.mark.parametrize("n", [17, range(40), np.int64(17)])
def test_too_many_partners_are_told_what_to_do(n):
    with pytest.raises(
        ValueError, match=r"too many to ask about each .at most 16 partners.*shapley_sample\(score, n, permut.*proxy"
    ):
        coalition_worths(n, len)


@pytest.mark.parametrize(
    ("n", "message"), [(0, "at least 1; got 0"), (2.5, "whole number"), ([], r"no partners in \[\]; at least one")]
)
def test_no_partners_are_refused(n, message):
    with pytest.raises(ValueError, match=message):
        coalition_worths(n, len)


@pytest.mark.parametrize("partners", [3, 3.0, np.int64(3), [1, 2, 3], ("a", "b", "c"), "abc", np.array([5, 6, 7])])
def test_partners_are_anything_with_a_length_or_their_number(partners):
    score = {1: 0.5, 2: np.float32(1), 3: np.array(2.0)}
    assert_array_equal(coalition_worths(partners, lambda members: score[len(members)]), [0, 0.5, 0.5, 1, 0.5, 1, 1, 2])


def test_what_is_no_score_and_what_is_no_executor_are_explained():
    with pytest.raises(TypeError, match="score must be a function of a coalition's members"):
        coalition_worths(3, [0, 1])
    with pytest.raises(TypeError, match=r"partners must be a sequence, .* or how many; got None"):
        coalition_worths(None, len)
    with pytest.raises(TypeError, match="executor must be None or an executor that was made"):
        coalition_worths(3, len, executor=ThreadPoolExecutor)
    with pytest.raises(TypeError, match="progress must be None or a function of done, total and seconds left"):
        coalition_worths(3, len, progress=True)


def test_an_executor_that_was_shut_down_says_what_to_do():
    with ThreadPoolExecutor(1) as closed:
        pass
    with pytest.raises(CoalitionError, match=r"takes no work: cannot schedule .* Make a new one"):
        coalition_worths(3, len, executor=closed)


@pytest.mark.parametrize("pool", [None, ThreadPoolExecutor])
def test_a_score_that_exits_is_named_and_the_rest_kept(pool):
    with pytest.warns(CoalitionWarning, match=r"1 of 3 coalitions. 0 \+ 1: SystemExit: 3"):
        v = coalition_worths(2, lambda m: sys.exit(3) if len(m) == 2 else 1.0, executor=pool and pool(1))
    assert_array_equal(v, [0, 1, 1, np.nan])


def test_progress_that_fails_in_mid_run_costs_the_news_and_no_result():
    told = []

    def bar(done, total, seconds_left):
        told.append(done)
        if done == 3:
            raise BrokenPipeError("nobody listens")

    with pytest.warns(
        CoalitionWarning, match="progress raised BrokenPipeError: nobody listens; the run goes on"
    ) as all_:
        assert_array_equal(coalition_worths(5, runway, progress=bar), RUNWAY)
    assert told == [0, 1, 2, 3] and len(all_) == 1
    with pytest.raises(TypeError, match="takes 1 positional argument"):  # at the start it costs nothing
        coalition_worths(5, runway, progress=lambda done: None)


def test_a_score_for_enumeration_serves_sampling_beyond_it():
    values, errors = shapley_sample(lambda S: float(len(tuple(S)) ** 2), 30, permutations=100, rng=0)
    assert (np.abs(values - 30) < 5 * errors).all()


@pytest.mark.parametrize(
    "pool", [ThreadPoolExecutor, lambda n: ProcessPoolExecutor(n, mp_context=get_context("spawn"))]
)
def test_an_executor_changes_nothing(pool):
    with pool(2) as executor:
        assert_array_equal(coalition_worths(5, runway, executor=executor), RUNWAY)


def test_a_pool_whose_worker_is_killed_once_loses_time_only(tmp_path):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        assert_array_equal(coalition_worths(5, Deadly(str(tmp_path), (1, 3)), executor=executor), RUNWAY)


def test_a_coalition_that_always_kills_its_worker_is_named_and_the_rest_kept(tmp_path):
    with (
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor,
        pytest.warns(CoalitionWarning, match=r"No result for 1 of 31 coalitions. 1 \+ 3: its worker died each time"),
    ):
        v = coalition_worths(5, Deadly(str(tmp_path), (1, 3), always=True), executor=executor)
    assert_array_equal(np.isnan(v).nonzero()[0], [0b1010])
    assert_array_equal(np.delete(v, 0b1010), np.delete(RUNWAY, 0b1010))


def test_a_score_that_cannot_be_sent_says_so():
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor,
        pytest.raises(CoalitionError, match=r"(?i)pickle"),
    ):
        coalition_worths(2, lambda members: 1.0, executor=executor)


def test_progress_counts_and_tells_the_time_left():
    told = []
    coalition_worths(4, lambda members: 1.0, progress=lambda *news: told.append(news))
    assert [done for done, _, _ in told] == list(range(16))
    assert {total for _, total, _ in told} == {15}
    left = [seconds for _, _, seconds in told]
    assert np.isnan(left[:2]).all() and np.isfinite(left[2:]).all() and left[-1] == 0


def test_an_interrupted_run_is_taken_up(tmp_path):
    def stop(done, total, left):
        if done == 10:
            raise KeyboardInterrupt

    score = Slow(str(tmp_path), seconds=0)
    with pytest.raises(KeyboardInterrupt):
        coalition_worths(5, score, cache=tmp_path / "kept", progress=stop)
    assert_array_equal(coalition_worths(5, score, cache=tmp_path / "kept"), RUNWAY)
    asked = (tmp_path / "asked").read_text().splitlines()
    assert len(asked) == len(set(asked)) == 31


def test_results_may_be_arrays():
    results = coalition_results(3, lambda members: np.arange(len(members)))
    assert list(results)[2] == (0, 1) and results[0, 1].tolist() == [0, 1]


def test_some_coalitions_are_asked_about_once_each_however_they_are_written():
    asked = []
    wanted = [[3, 1], (1, 3), np.array([20]), {0}]
    results = coalition_results(30, lambda members: asked.append(members) or len(members), coalitions=wanted)
    assert asked == list(results) == [(1, 3), (20,), (0,)]


@pytest.mark.parametrize("members", [("Atlas",), (0, 3), (-1,), 2])
def test_coalitions_of_others_are_refused(members):
    with pytest.raises(ValueError, match="members must be numbers of partners, 0 to 2"):
        coalition_results(3, len, coalitions=[(0, 1), members])


def test_a_worth_may_be_any_kind_of_number():
    for kind in (np.bool_, np.float32, np.array, Decimal, Fraction):
        assert_array_equal(coalition_worths(2, lambda members, kind=kind: kind(len(members) == 2)), [0, 0, 0, 1])
