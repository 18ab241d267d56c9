"""Thompson sampling, the Gittins index against its tables, and when to leave."""

import math
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.partnership.bandit import exit_threshold, gittins, thompson
from lepton_kit.partnership.beta_reputation import prob_better

TABLE = [
    [0.7029, 0.8001, 0.8452, 0.8723, 0.8905, 0.9039],
    [0.5001, 0.6346, 0.7072, 0.7539, 0.7869, 0.8115],
    [0.3796, 0.5163, 0.6010, 0.6579, 0.6996, 0.7318],
]


def test_table_at_discount_nine_tenths():
    """Gittins 1989, Multi-armed bandit allocation indices, table for discount .9: a along the row, b down."""
    assert_allclose([[gittins(a, b, 0.9) for a in range(1, 7)] for b in range(1, 4)], TABLE, atol=5.01e-5)


@pytest.mark.parametrize(
    ("discount", "index"), [(0, 0.5), (0.5, 0.5590), (0.9, 0.7029), (0.95, 0.7614), (0.99, 0.8699)]
)
def test_index_of_an_unknown_partner(discount, index):
    """Gittins 1989: Beta(1, 1) at several discounts."""
    assert gittins(1, 1, discount) == pytest.approx(index, abs=5.01e-5)


@pytest.mark.parametrize(("a", "b"), [(1, 1), (2.5, 0.7), (0.3, 4)])
def test_index_against_a_plain_recursion(a, b):
    """The definition, by recursion and bisection, at a discount that forgets soon."""
    discount, years = 0.4, 22

    def worth_trying(sure):
        @cache
        def value(won, lost):
            p = (a + won) / (a + b + won + lost)
            if won + lost == years:
                return max(p, sure) / (1 - discount)
            go_on = p * (1 + discount * value(won + 1, lost)) + (1 - p) * discount * value(won, lost + 1)
            return max(go_on, sure / (1 - discount))

        p = a / (a + b)
        return p * (1 + discount * value(1, 0)) + (1 - p) * discount * value(0, 1) > sure / (1 - discount)

    low, high = 0.0, 1.0
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (middle, high) if worth_trying(middle) else (low, middle)
    assert gittins(a, b, discount) == pytest.approx(low, abs=1e-8)


def test_index_is_above_the_mean_and_grows_with_the_future():
    for a, b in [(1, 1), (5, 2), (0.5, 0.5), (30, 70)]:
        indices = [gittins(a, b, discount) for discount in (0, 0.3, 0.6, 0.9)]
        assert indices[0] == pytest.approx(a / (a + b))
        assert np.all(np.diff(indices) > 0)
    assert gittins(1e6, 1e6, 0.9) == pytest.approx(0.5, abs=1e-3)
    assert gittins(1e9, 1, 0.9) == pytest.approx(1)


def test_thompson_chooses_as_often_as_it_is_best():
    """Thompson 1933: probability matching."""
    rng = np.random.default_rng(0)
    share = np.mean([thompson([8, 5], [2, 5], rng=rng) == 0 for _ in range(20_000)])
    assert share == pytest.approx(prob_better(8, 2, 5, 5), abs=0.008)
    assert thompson([3], [4], rng=0) == 0
    assert thompson([1, 1, 1], [1, 1, 1], rng=7) == thompson([1, 1, 1], [1, 1, 1], rng=7)


def test_thompson_learns():
    rng, rates = np.random.default_rng(1), np.array([0.3, 0.6, 0.5])
    a, b, chosen = np.ones(3), np.ones(3), np.zeros(3)
    for _ in range(3000):
        i = thompson(a, b, rng=rng)
        won = rng.random() < rates[i]
        a[i], b[i], chosen[i] = a[i] + won, b[i] + (not won), chosen[i] + 1
    assert chosen.argmax() == 1
    assert chosen[1] > 2000


def test_exit_is_where_the_gittins_index_crosses_break_even():
    rule = exit_threshold(0.6, discount=0.9, years=7)
    for t in range(8):
        stays = [gittins(1 + won, 1 + t - won, 0.9) >= 0.6 for won in range(t + 1)]
        assert rule.successes[t] == t + 1 - sum(stays)


def test_patience_is_worth_something():
    """Without a future the boundary is break-even itself; with one it starts below and the more below the longer."""
    blind, patient = (exit_threshold(0.6, discount=d, years=30) for d in (0, 0.95))
    assert_array_equal(blind.successes[1:], [math.ceil(0.6 * (t + 2) - 1 - 1e-9) for t in range(1, 31)])
    assert (patient.successes <= blind.successes).all()
    assert (patient.mean < 0.6).any()
    assert blind.value == 0
    assert patient.value > 0


def test_certain_cases_of_exit():
    assert_array_equal(exit_threshold(0.0, years=5).successes, np.zeros(6))
    assert_array_equal(exit_threshold(1.0, years=3).successes, [1, 2, 3, 4])
    sure = exit_threshold(0.5, a=1e9, b=1e9, years=3, discount=0.5)
    assert sure.successes.shape == sure.mean.shape == (4,)


def test_errors_teach():
    with pytest.raises(ValueError, match="a is 0"):
        gittins(0, 1, 0.9)
    with pytest.raises(ValueError, match=r"between 0 and 0.999; got 1"):
        gittins(1, 1, 1)
    with pytest.raises(ValueError, match=r"discount must lie between 0 and 0.999; got 90"):
        gittins(1, 1, 90)
    with pytest.raises(ValueError, match="Loop over partners"):
        gittins([1, 2], [1, 2], 0.9)
    with pytest.raises(ValueError, match="one number a partner"):
        thompson(1, 1)
    with pytest.raises(ValueError, match="one shape"):
        thompson([1, 2], [1, 2, 3])
    with pytest.raises(TypeError, match="rng must be None"):
        thompson([1], [1], rng="seed")
    with pytest.raises(ValueError, match="break_even must lie between"):
        exit_threshold(60)
    with pytest.raises(ValueError, match="years"):
        exit_threshold(0.5, years=0)
