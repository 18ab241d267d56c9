"""Stability intervals and SMAA: closed forms, brute force, and the same bits whoever computes."""

import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.partnership.parallel_draws import map_draws
from lepton_kit.partnership.scoring import SCALINGS, rank, scale, weighted_sum
from lepton_kit.partnership.sensitivity import smaa, stability_interval

EXAMPLE = [[0.8, 1.2], [0.7, 1.5], [0.6, 1.0]]


def test_the_winner_of_the_example_as_printed_stays_until_three_quarters():
    """Both columns rewarded: B leads while .1 w_C < .3 (1 - w_C)."""
    assert_allclose(stability_interval(EXAMPLE, [0.5, 0.5], 0, ["max", "max"], scaling="none"), (0, 0.75))
    assert_allclose(stability_interval(EXAMPLE, [0.8, 0.2], 0, ["max", "max"], scaling="none"), (0.75, 1))


def test_the_winner_of_the_example_with_cost_as_a_cost_stays_until_two_thirds():
    assert_allclose(stability_interval(EXAMPLE, [0.5, 0.5], 0, ["min", "max"]), (0, 2 / 3))
    assert_allclose(stability_interval(EXAMPLE, [0.9, 0.1], 0, ["min", "max"]), (2 / 3, 1))


def moved(weights, k, t):
    """Weight k becomes t, the others keep their proportions."""
    others = weights * (1 - t) / (1 - weights[k])
    others[k] = t
    return others


@pytest.mark.parametrize("scaling", SCALINGS)
def test_inside_the_interval_the_winner_wins_and_outside_it_loses(scaling):
    rng = np.random.default_rng(5)
    for _ in range(60):
        X = rng.normal(size=(rng.integers(2, 7), rng.integers(2, 5)))
        w, senses = rng.dirichlet(np.ones(X.shape[1])), rng.choice(["max", "min"], X.shape[1]).tolist()
        k = int(rng.integers(X.shape[1]))
        best = weighted_sum(X, w, senses, scaling=scaling).argmax()
        low, high = stability_interval(X, w, k, senses, scaling=scaling)
        assert 0 <= low <= w[k] <= high <= 1
        for t in np.linspace(0, 1, 41):
            if min(abs(t - low), abs(t - high)) > 1e-9:
                wins = weighted_sum(X, moved(w, k, t), senses, scaling=scaling).argmax() == best
                assert wins == (low < t < high)


def test_a_weight_that_cannot_move_or_takes_all():
    assert stability_interval([[1], [2]], [1], 0, ["max"]) == (1, 1)
    assert_allclose(stability_interval([[1, 0], [0, 1]], [1, 0], 0, ["max", "max"]), (0.5, 1))
    assert stability_interval([[3, 3], [3, 3]], [0.5, 0.5], 1, ["max", "max"]) == (0, 1)


def test_rounding_is_no_rival():
    """0.1 + 0.2 is more than 0.3 by rounding alone: two that differ by it are level for all weights."""
    dust = 0.1 + 0.2
    assert stability_interval([[0.3, dust], [dust, 0.3], [0, 0]], [0.5, 0.5], 0, ["max", "max"]) == (0, 1)
    in_units = [[3e15, 1.0], [3e15, 2.0]]  # and what is small beside another column is not rounding
    assert stability_interval(in_units, [0.5, 0.5], 0, ["max", "max"], scaling="none") == (0, 1)
    assert stability_interval([[3e15, 1.0], [1e15, 2.0]], [1, 0], 0, ["max", "max"], scaling="none")[0] > 0


@pytest.mark.parametrize("k", [2, -1, 0.5, "cost", None])
def test_an_unknown_criterion_is_explained(k):
    with pytest.raises(ValueError, match=r"k has -?\d; the 2 there are have|k wants numbers from 0 to 1"):
        stability_interval(EXAMPLE, [0.5, 0.5], k, ["min", "max"])


def test_smaa_finds_the_exact_shares_of_the_example():
    """Two criteria: the shares are lengths on the line of weights."""
    exact = np.array([[0, 2 / 7, 5 / 7], [2 / 3, 1 / 3, 0], [1 / 3, 8 / 21, 2 / 7]])
    result = smaa(EXAMPLE, ["min", "max"], 400_000, rng=7)
    assert_allclose(result.acceptability, exact, atol=0.004)
    assert (np.abs(result.acceptability - exact) <= 5 * np.sqrt(exact * (1 - exact) / 400_000) + 1e-12).all()
    assert_allclose(result.central_weights[1:], [[1 / 3, 2 / 3], [5 / 6, 1 / 6]], atol=0.004)
    assert_array_equal(result.central_weights[0], 0)
    assert "never first" in str(result) and "never first" in result._repr_html_()


def test_smaa_draws_weights_evenly():
    """With one partner best at each criterion alone (the unit matrix), first is whose weight is largest: 1/k each; and
    P(max w > 1/2) for k = 6 is 6/32 = .1875, not the .008 of uniform weights that were divided by their sum."""
    six = smaa(np.eye(6), ["max"] * 6, 50_000, rng=1)
    assert_allclose(six.acceptability, 1 / 6, atol=0.01)
    against_all = np.vstack([np.eye(6), np.full(6, 0.5)])  # scores 1/2 whatever the weights
    assert 1 - smaa(against_all, ["max"] * 6, 50_000, rng=1, scaling="none").acceptability[-1, 0] == pytest.approx(
        0.1875, abs=0.01
    )


@pytest.mark.parametrize("n", [1, 2, 3, 9])
def test_smaa_counts_what_ranking_draw_by_draw_counts(n):
    X, senses = np.random.default_rng(n).normal(size=(n, 3)), ["max", "min", "max"]
    draws = 3000
    scaled = scale(X, senses, scaling="minmax")
    weights = np.concatenate(map_draws(_weights, draws, rng=11))
    ranks = np.array([rank(scaled @ w) for w in weights])
    expected = np.array([[(ranks[:, i] == r + 1).mean() for r in range(n)] for i in range(n)])
    result = smaa(X, senses, draws, rng=11)
    assert_allclose(result.acceptability, expected, atol=1e-12)
    for i in range(n):
        first = weights[ranks[:, i] == 1]
        assert_allclose(result.central_weights[i], first.mean(axis=0) if len(first) else 0)


def _weights(count, rng):
    weights = rng.standard_exponential((count, 3))
    return weights / weights.sum(axis=1, keepdims=True)


def test_equal_partners_share_ranks():
    result = smaa([[2, 1], [1, 2], [2, 1], [0, 0]], ["max", "max"], 20_000, rng=2)
    assert_array_equal(result.acceptability[0], result.acceptability[2])
    assert_allclose(result.acceptability.sum(axis=1), 1)
    assert_allclose(result.acceptability[0], [0.5, 0.5, 0, 0], atol=0.02)
    assert_allclose(result.acceptability[1], [0.5, 0, 0.5, 0], atol=0.02)
    assert_allclose(result.acceptability[3], [0, 0, 0, 1])
    assert_allclose(smaa([[3, 3]] * 3, ["max", "min"], 10, rng=2).acceptability, [[1, 0, 0]] * 3)


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_the_same_bits_in_threads_and_processes(pool):
    X = np.random.default_rng(0).random((30, 4))
    alone = smaa(X, ["max"] * 4, 20_001, rng=3)
    with pool(2) as executor:
        together = smaa(X, ["max"] * 4, 20_001, rng=3, executor=executor)
    assert_array_equal(alone.acceptability, together.acceptability)
    assert_array_equal(alone.central_weights, together.central_weights)


def test_the_same_bits_on_a_dask_cluster():
    distributed = pytest.importorskip("distributed")
    X = np.random.default_rng(0).random((12, 3))
    alone = smaa(X, ["max"] * 3, 5000, rng=3)
    with distributed.Client(processes=False, n_workers=1, threads_per_worker=2, dashboard_address=None) as client:
        together = smaa(X, ["max"] * 3, 5000, rng=3, executor=client.get_executor())
    assert pickle.dumps(alone) == pickle.dumps(together)


def test_a_seed_repeats_and_a_generator_moves_on():
    rng = np.random.default_rng(1)
    first, second = (smaa(EXAMPLE, ["min", "max"], 1000, rng=rng).acceptability for _ in range(2))
    assert (first != second).any()
    assert_array_equal(first, smaa(EXAMPLE, ["min", "max"], 1000, rng=1).acceptability)


@pytest.mark.parametrize("draws", [0, -5, 2.5, "many", None, True])
def test_wrong_numbers_of_draws_are_explained(draws):
    with pytest.raises(ValueError, match="draws must be a whole number, at least 1"):
        smaa(EXAMPLE, ["min", "max"], draws)


@pytest.mark.parametrize(
    ("executor", "message"),
    [("threads", "executor must be None or an executor"), (ThreadPoolExecutor, "that was made, .*ThreadPoolExecutor")],
)
def test_what_is_no_executor_is_explained(executor, message):
    with pytest.raises(TypeError, match=message):
        smaa(EXAMPLE, ["min", "max"], 10, executor=executor)


def test_chunks_cover_all_draws_in_order():
    for draws in (1, 3, 64, 65, 1000):
        counts = map_draws(_count, draws, rng=0)
        assert sum(counts) == draws
        assert len(counts) == min(draws, 64)
        assert max(counts) - min(counts) <= 1
    assert map_draws(_count, 10, rng=0) == [1] * 10


def _count(count, rng):
    return count
