"""AHP: Saaty's cases, consistent tables and what is refused."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.partnership.pairwise_comparison import ahp

HOUSE = [
    [1, 5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    [1 / 5, 1, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    [1 / 3, 3, 1, 6, 3, 4, 6, 1 / 5],
    [1 / 7, 1 / 5, 1 / 6, 1, 1 / 3, 1 / 4, 1 / 7, 1 / 8],
    [1 / 6, 1 / 3, 1 / 3, 3, 1, 1 / 2, 1 / 5, 1 / 6],
    [1 / 6, 1 / 3, 1 / 4, 4, 2, 1, 1 / 5, 1 / 6],
    [3, 5, 1 / 6, 7, 5, 5, 1, 1 / 2],
    [4, 7, 5, 8, 6, 6, 2, 1],
]


def test_saaty_buys_a_house():
    """Saaty 1980: eight criteria for a house; not quite consistent."""
    house = ahp(HOUSE)
    assert_allclose(house.weights, [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333], atol=5e-4)
    assert house.lambda_max == pytest.approx(9.669, abs=5e-4)
    assert house.consistency_index == pytest.approx(0.238, abs=5e-4)
    assert house.consistency_ratio == pytest.approx(0.169, abs=5e-4)
    assert house.consistency_ratio > 0.1
    assert "judge again" in str(house)


def test_saaty_guesses_wealth_and_distance():
    """Saaty 1977, A scaling method for priorities in hierarchical structures: seven nations, six flights."""
    upper = [4, 9, 6, 6, 5, 5, 7, 5, 5, 3, 4, 1 / 5, 1 / 5, 1 / 7, 1 / 5, 1, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 2]
    nations = ahp(reciprocal(7, upper))  # USA, USSR, China, France, UK, Japan, West Germany
    assert_allclose(nations.weights, [0.427, 0.230, 0.021, 0.052, 0.052, 0.123, 0.094], atol=6e-4)
    assert nations.lambda_max == pytest.approx(7.61, abs=0.005)
    upper = [1 / 3, 8, 3, 3, 7, 9, 3, 3, 9, 1 / 6, 1 / 5, 2, 1 / 3, 6, 6]
    flights = ahp(reciprocal(6, upper))  # from Philadelphia to Cairo, Tokyo, Chicago, San Francisco, London, Montreal
    assert_allclose(flights.weights, [0.262, 0.397, 0.033, 0.116, 0.164, 0.027], atol=6e-4)
    assert flights.lambda_max == pytest.approx(6.45, abs=0.005)


def reciprocal(n, upper):
    """A table of judgements from those above its diagonal, row by row."""
    A = np.ones((n, n))
    A[np.triu_indices(n, 1)] = upper
    A.T[np.triu_indices(n, 1)] = 1 / np.array(upper)
    return A


@pytest.mark.parametrize("n", [1, 2, 3, 7, 15, 20])
def test_consistent_judgements_give_back_their_weights(n):
    w = np.random.default_rng(n).dirichlet(np.ones(n) * 5)
    result = ahp(w[:, None] / w)
    assert_allclose(result.weights, w, rtol=1e-8)
    assert result.lambda_max == pytest.approx(n)
    assert result.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert result.consistency_ratio <= 0.1


def test_random_judgements_have_a_ratio_near_one():
    """That is what the ratio's unit means (Saaty 1980; Alonso and Lamata 2006)."""
    rng = np.random.default_rng(1)
    for n in (5, 9, 18):
        ratios = []
        for _ in range(300):
            scale = np.r_[1 / np.arange(9, 1, -1), np.arange(1, 10)]
            A = np.triu(rng.choice(scale, (n, n)), 1)
            A += np.eye(n) + np.divide(1, A.T, out=np.zeros((n, n)), where=A.T > 0)
            ratios.append(ahp(A).consistency_ratio)
        assert np.mean(ratios) == pytest.approx(1, abs=0.12)


def test_two_decimals_are_enough():
    assert_allclose(ahp([[1, 3, 8], [0.33, 1, 3], [0.13, 0.33, 1]]).weights.sum(), 1)


@pytest.mark.parametrize(
    ("A", "message"),
    [
        ([[1, 2, 3], [1, 1, 1]], "A must be square"),
        ([[1, 3], [3, 1]], r"A\[0, 1\] is 3 and A\[1, 0\] is 3; one must be 1 over the other, 0.3333"),
        ([[1, -3], [-1 / 3, 1]], r"A\[0, 1\] is -3; it must be above 0. A judgement is a ratio"),
        ([[1, 0], [0, 1]], "it must be above 0"),
        ([[2, 1], [1, 1]], r"A\[0, 0\] is 2; a thing is as important as itself"),
        ([[1, np.nan], [1, 1]], r"A\[0, 1\] is nan"),
        ([1, 2], "A must be a table"),
    ],
)
def test_a_wrong_table_of_judgements_is_explained(A, message):
    with pytest.raises(ValueError, match=message):
        ahp(A)
