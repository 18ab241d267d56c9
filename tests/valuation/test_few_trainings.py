"""Choosing and sharing from few trainings, judged by the stored exact game."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.partnership import select, shapley
from lepton_kit.valuation import (
    CoalitionWarning,
    linear_proxy,
    members_of,
    shapley_with_proxy,
    shortlist,
    stored_game,
    stored_worths,
)
from tests.bench.valuation_tables import BUDGETS, measured_tables, rank_correlation, regret


@pytest.fixture(scope="module")
def game():
    return stored_game()


@pytest.fixture(scope="module")
def proxy(game):
    return linear_proxy(game.partners).worths()


def as_score(v):
    return lambda members: float(v[sum(1 << i for i in members)])


def test_the_shortlist_of_exact_worths_begins_with_the_optimum():
    cost, gain = np.array([3.0, 4, 5, 6]), np.array([4.0, 6, 5, 9])
    additive = np.array([sum(gain[i] for i in members_of(S)) for S in range(16)])
    for budget in (3, 9, 10, 18):
        best = select(cost=cost, value=gain, budget=budget)
        assert additive[shortlist(additive, cost, budget)[0]] == pytest.approx(best.value)


def test_the_shortlist_keeps_to_the_budget_and_to_its_order(game, proxy):
    prices = game.partners.prices
    listed = shortlist(proxy, prices, 40, top=12)
    assert (np.diff(proxy[listed]) <= 0).all() and len(listed) == 12
    assert all(prices[list(members_of(S))].sum() <= 40 for S in listed)
    assert_array_equal(shortlist(proxy, prices, 0, top=3), [0])


@pytest.mark.parametrize("unit", [1e-12, 0.1, 1, 1e12])
def test_any_unit_of_money_will_do(unit):
    """Two of three at one unit each are all that a budget of two pays; and 0.1 + 0.2 is paid by 0.3."""
    v = [0, 1, 1, 2, 1, 2, 2, 3]
    assert_array_equal(shortlist(v, [unit] * 3, 2 * unit, top=9), [3, 5, 6, 1, 2, 4, 0])
    assert shortlist(v, [0.1 * unit, 0.2 * unit, unit], 0.3 * unit)[0] == 3
    assert_array_equal(shortlist(v, [unit, unit, 1e13 * unit], unit, top=9), [1, 2, 0])


def test_one_and_two_players_leave_nothing_to_estimate():
    assert_array_equal(shapley_with_proxy(len, [0, 7.0], runs=1).values, [1])
    assert_allclose(shapley_with_proxy(len, [0, 7.0, 8, 9], runs=3).values, [1, 1])


def test_of_equals_the_cheaper_comes_first():
    assert_array_equal(shortlist([0, 1, 1, 1], [5, 3], 9, top=4), [2, 1, 3, 0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 1, 2], [1, 1], 3), "v has 3 worths"),
        (([0, 1, 1, 2], [1], 3), "prices has 1 entries; 2 were wanted"),
        (([0, 1, 1, 2], [1, 1], -3), "budget is -3"),
        (([0, np.nan, 1, 2], [1, 1], 3), r"v\[1\] is nan"),
    ],
)
def test_what_is_no_game_or_budget_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        shortlist(*arguments)


def test_goals_of_the_proxy_and_the_shortlist(game, proxy):
    v, prices = game.worths(), game.partners.prices
    assert rank_correlation(v, proxy) >= 0.9
    loss, trainings = regret(v, prices, proxy, top=3)
    assert trainings <= 40 and loss < 0.007
    one = game.worths(seed=1)  # chosen by the trainings of one seed, judged by the other on images that nobody has seen
    judge = game.worths(slice(5_000, None), seed=0)
    losses = []
    for budget in BUDGETS:
        listed = shortlist(proxy, prices, budget, top=3)
        losses.append(judge[shortlist(judge, prices, budget)[0]] - judge[listed[one[listed].argmax()]])
    assert np.mean(losses) < 0.007


def test_goal_of_the_control_variate(game, proxy):
    v = game.worths()
    exact = shapley(v)
    results = [shapley_with_proxy(as_score(v), proxy, runs=20, rng=draw) for draw in range(20)]
    assert np.median([np.abs(result.values - exact).max() for result in results]) <= 0.012
    assert np.mean([rank_correlation(v, result.worths) for result in results]) > rank_correlation(v, proxy)
    for result in results:
        assert len(result.asked) == 20 and result.asked[-1] == 255
        assert result.values.sum() == pytest.approx(v[-1])
        assert_array_equal(result.worths[list(result.asked)], v[list(result.asked)])


def test_with_all_coalitions_asked_or_a_perfect_proxy_the_values_are_exact(proxy):
    v = stored_worths()
    assert_allclose(shapley_with_proxy(as_score(v), proxy, runs=255).values, shapley(v), atol=1e-12)
    assert_allclose(shapley_with_proxy(as_score(v), v, runs=2, rng=0).values, shapley(v), atol=1e-12)


def test_a_training_that_fails_is_named_and_the_others_serve(proxy):
    v = stored_worths().copy()
    v[-1] = math.nan
    with pytest.warns(CoalitionWarning, match=r"No result for 1 of 20 coalitions. 0 \+ 1 .*: its worth is nan"):
        result = shapley_with_proxy(as_score(v), proxy, runs=20, rng=0)
    assert len(result.asked) == 19 and np.abs(result.values - shapley(stored_worths())).max() < 0.04


def test_games_too_large_and_runs_out_of_range_are_refused(proxy):
    with pytest.raises(ValueError, match="a game of 13 players, at most 12"):
        shapley_with_proxy(len, np.arange(2**13))
    with pytest.raises(ValueError, match="runs must be a whole number, from 2 to 255; got 1"):
        shapley_with_proxy(len, proxy, runs=1)


def test_the_tables_come_out_with_a_figure_in_every_cell():
    tables = list(measured_tables())
    assert len(tables) == 6
    assert all(len(row) == len(table.columns) and all(row) for table in tables for row in table.rows)
    [*_, game] = tables
    assert dict(game.rows)["fine for leaving at which the core is no longer empty"] == "0.450"
