"""Worths, Shapley values, sampling and voting power."""

import math
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.partnership.core_stability import core
from lepton_kit.partnership.games import banzhaf, shapley, shapley_sample, synergy_game, worth
from lepton_kit.partnership.least_excess import nucleolus


def vote(quota, weights):
    return worth(lambda S: sum(weights[i] for i in S) >= quota, len(weights))


def random_game(rng, n):
    v = rng.normal(size=2**n)
    v[0] = 0
    return v


def by_orders(v, n):
    """Shapley 1953, by the definition: the average over all n! orders."""
    total = np.zeros(n)
    for order in permutations(range(n)):
        S = 0
        for i in order:
            total[i] += v[S | 1 << i] - v[S]
            S |= 1 << i
    return total / math.factorial(n)


def test_airport():
    """Littlechild & Owen 1973: each stretch of runway is shared by those who need it."""
    cost = [8, 11, 13, 18]
    assert_allclose(shapley(worth(lambda S: max(cost[i] for i in S), 4)), [2, 3, 4, 9])


def test_gloves():
    """Shapley & Shubik 1969: two left gloves, one right."""
    v = worth(lambda S: min(len(S & {0, 1}), len(S & {2})), 3)
    assert_allclose(shapley(v), [1 / 6, 1 / 6, 2 / 3])


def test_security_council():
    """Shapley & Shubik 1954 for the council of 15: [39; 7 x 5, 1 x 10]."""
    power = shapley(vote(39, [7] * 5 + [1] * 10))
    assert_allclose(power, [421 / 2145] * 5 + [4 / 2145] * 10, rtol=1e-12)


def test_council_of_ministers_1958():
    """EEC [12; 4, 4, 4, 2, 2, 1] (Brams 1976): Luxembourg has no power. Shapley-Shubik 14/60, 9/60, 0."""
    v = vote(12, [4, 4, 4, 2, 2, 1])
    assert_allclose(shapley(v), [14 / 60] * 3 + [9 / 60] * 2 + [0], atol=1e-15)


def test_new_members_make_luxembourg_stronger():
    """Brams & Affuso 1976, Power and size: a new paradox. EEC of 1973, [41; 10, 10, 10, 10, 5, 5, 3, 3, 2]."""
    v = vote(41, [10] * 4 + [5] * 2 + [3] * 2 + [2])
    assert shapley(v).round(3).tolist() == [0.179] * 4 + [0.081] * 2 + [0.057] * 2 + [0.01]
    assert_allclose(banzhaf(v) * 2**8, [53] * 4 + [29] * 2 + [21] * 2 + [5])


def test_banzhaf_in_published_councils():
    """Swings in the Security Council, 848 and 84, and in the council of 1958 (Felsenthal and Machover 1998)."""
    council = vote(39, [7] * 5 + [1] * 10)
    assert_allclose(banzhaf(council), [848 / 2**14] * 5 + [84 / 2**14] * 10, rtol=1e-12)
    assert_allclose(banzhaf(vote(12, [4, 4, 4, 2, 2, 1])), np.array([10, 10, 10, 6, 6, 0]) / 32)


def test_banzhaf_is_the_average_over_coalitions_of_the_others():
    v = random_game(np.random.default_rng(2), 6)
    by_definition = [np.mean([v[S | 1 << i] - v[S] for S in range(64) if not S >> i & 1]) for i in range(6)]
    assert_allclose(banzhaf(v), by_definition, atol=1e-12)
    assert_allclose(banzhaf([0, 3]), [3])


def test_four_shareholders():
    """[51; 40, 30, 20, 10]: Shapley-Shubik 5, 3, 3, 1 in twelfths."""
    v = vote(51, [40, 30, 20, 10])
    assert_allclose(shapley(v), np.array([5, 3, 3, 1]) / 12)


@pytest.mark.parametrize(
    ("estate", "shares"), [(100, [100 / 3] * 3), (200, [100 / 3, 250 / 3, 250 / 3]), (300, [50, 100, 150])]
)
def test_an_estate_in_random_order_of_arrival(estate, shares):
    """O'Neill 1982, claims 100, 200, 300: whoever comes takes what is left of the claim, averaged over all orders."""
    claims = [100, 200, 300]
    v = worth(lambda S: max(0, estate - 600 + sum(claims[i] for i in S)), 3)
    assert_allclose(shapley(v), shares)


def test_the_example_with_synergies():
    v = synergy_game([0.4, 0.8, 0.4], [[0, 0.3, -0.1], [0.3, 0, 0.2], [-0.1, 0.2, 0]])
    assert_allclose(v, [0, 0.4, 0.8, 1.5, 0.4, 0.7, 1.4, 2.0])
    assert_allclose(shapley(v), [0.5, 1.05, 0.45])


@pytest.mark.parametrize("n", range(1, 8))
def test_shapley_is_the_average_over_orders(n):
    v = random_game(np.random.default_rng(n), n)
    assert_allclose(shapley(v), by_orders(v, n), atol=1e-12)


def test_shapley_axioms():
    """Efficiency, symmetry, null player, additivity: together they define it."""
    rng = np.random.default_rng(5)
    v, w = random_game(rng, 8), random_game(rng, 8)
    assert_allclose(shapley(v).sum(), v[-1])
    assert_allclose(shapley(v + w), shapley(v) + shapley(w))
    weights = rng.integers(1, 9, 8)
    weights[3], weights[5] = weights[1], 0
    phi = shapley(worth(lambda S: sum(weights[i] for i in S) ** 2, 8))
    assert phi[1] == pytest.approx(phi[3])
    assert phi[5] == pytest.approx(0, abs=1e-10)


def test_synergies_are_halved():
    rng = np.random.default_rng(2)
    net, q = rng.normal(size=9), np.triu(rng.normal(size=(9, 9)), 1)
    q += q.T
    v = synergy_game(net, q)
    assert_allclose(shapley(v), net + q.sum(axis=1) / 2)
    assert v[0b1011] == pytest.approx(net[[0, 1, 3]].sum() + q[0, 1] + q[0, 3] + q[1, 3])


def test_the_input_is_left_alone():
    v = random_game(np.random.default_rng(0), 4)
    before = v.copy()
    shapley(v), shapley_sample(v, 4, 10, rng=0)
    assert_array_equal(v, before)


@pytest.mark.parametrize("solution", [shapley, banzhaf, nucleolus, lambda v: core(v).point])
def test_worths_go_by_the_numbers_of_their_coalitions(solution):
    """A Series that was sorted, or a dict in any order, is the same game; other labels are no coalitions."""
    v = pd.Series([0, 1, 2, 4, 3, 5, 7, 9.5])
    for other in (v.sort_values(ascending=False), v.sample(frac=1, random_state=3), v.sort_values().to_dict()):
        assert_allclose(solution(other), solution(v.to_numpy()))
    with pytest.raises(
        ValueError, match=r"v has the labels none, A, B, both and coalitions 0, 1, 2, 3; they cannot be"
    ):
        solution(pd.Series([0, 1, 2, 4], index=["none", "A", "B", "both"]))


@pytest.mark.parametrize("kind", [np.float32, np.array, Decimal, Fraction, bool, np.bool_])
def test_a_worth_may_be_any_kind_of_number(kind):
    assert_allclose(worth(lambda S: kind(len(S) == 2), 2), [0, 0, 0, 1])
    assert_allclose(shapley_sample(lambda S: kind(len(S) == 2), 2, 50, rng=1)[0].sum(), 1)


def test_a_vote_counted_with_numpy():
    """[3; 2, 1, 1]: the largest has two thirds of the power (Shapley & Shubik 1954)."""
    weights = np.array([2, 1, 1])
    assert_allclose(shapley(worth(lambda S: weights[list(S)].sum() >= 3, 3)), [2 / 3, 1 / 6, 1 / 6])


def test_kinds_of_input():
    assert_allclose(shapley([0, 5]), [5])
    assert_allclose(shapley((False, True, False, True)), [1, 0])
    assert_allclose(shapley(np.array([0, 1, 2, 3], dtype=np.int8)), [1, 2])


def test_sampling_agrees_with_enumeration():
    v = random_game(np.random.default_rng(3), 6)
    values, errors = shapley_sample(v, 6, 20_000, rng=0)
    assert (np.abs(values - shapley(v)) < 5 * errors).all()
    assert values.sum() == pytest.approx(v[-1])
    again, _ = shapley_sample(v, 6, 20_000, rng=0)
    assert_array_equal(values, again)


def test_standard_errors_are_those_of_repeated_runs():
    v = random_game(np.random.default_rng(4), 5)
    runs = [shapley_sample(v, 5, 100, rng=seed) for seed in range(400)]
    spread = np.std([values for values, _ in runs], axis=0)
    assert_allclose(np.mean([errors for _, errors in runs], axis=0), spread, rtol=0.12)


def test_sampling_a_function_of_many_players():
    """Airport with 80 aircraft: the closed form of Littlechild & Owen 1973."""
    n, cost = 80, np.arange(1.0, 81.0)
    exact = np.cumsum(1 / (n - np.arange(n)))
    values, errors = shapley_sample(lambda S: cost[list(S)].max(), n, 400, rng=7)
    assert (np.abs(values - exact) <= 5 * errors + 1e-12).all()
    assert values.sum() == pytest.approx(80)


def test_a_function_is_asked_once_a_coalition():
    asked = []
    shapley_sample(lambda S: asked.append(S) or len(S), 4, 200, rng=0)
    assert len(asked) == len(set(asked)) == 15


@pytest.mark.parametrize(
    ("v", "says"),
    [
        ([0, 1, 2], r"3 worths.*2 or 4"),
        ([0], "1 worths"),
        ([], "empty"),
        ([1, 1, 1, 2], r"v\[0\] is 1.*empty coalition"),
        ([0, 1, np.nan, 2], r"v\[2\] is nan"),
        ([0, 1, np.inf, 2], r"v\[2\] is inf"),
        ([[0, 1], [2, 3]], r"shape \(2, 2\)"),
        (["a", "b"], "numbers only"),
        (0.0, "one row"),
    ],
)
def test_no_game(v, says):
    with pytest.raises(ValueError, match=says):
        shapley(v)


def test_errors_teach():
    with pytest.raises(ValueError, match=r"too many to list.*shapley_sample"):
        worth(len, 40)
    with pytest.raises(ValueError, match=r"coalition \[0, 1\] is nan"):
        worth(lambda S: math.nan if len(S) == 2 else 1, 2)
    for wrong in (None, "3", [1, 2], 10**400, 1j, math.inf):
        with pytest.raises(ValueError, match=r"coalition \[0\] is .*; it must be a finite number"):
            worth(lambda S, wrong=wrong: wrong, 2)
    with pytest.raises(TypeError, match="function of a coalition"):
        worth([1, 2], 2)
    with pytest.raises(ValueError, match="whole number"):
        worth(len, 2.5)
    with pytest.raises(ValueError, match=r"symmetric.*q \+ q.T"):
        synergy_game([1, 2], [[0, 1], [0, 0]])
    with pytest.raises(ValueError, match="is not 0; what a partner brings alone"):
        synergy_game([1, 2], np.eye(2))
    with pytest.raises(ValueError, match="2 x 2 was wanted"):
        synergy_game([1, 2], np.zeros((3, 3)))
    with pytest.raises(ValueError, match="Give n=2"):
        shapley_sample([0, 1, 1, 2], 3, 10)
    with pytest.raises(ValueError, match="permutations"):
        shapley_sample([0, 1, 1, 2], 2, 1)
    with pytest.raises(ValueError, match=r"coalition \[\d\] is nan"):
        shapley_sample(lambda S: math.nan, 3, 10)
