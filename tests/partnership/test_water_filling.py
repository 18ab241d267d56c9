"""Water-filling: a published case, optimality, and its price."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.partnership.water_filling import allocate


def test_power_over_noise():
    """The classic case of four channels with noise 5, 4, 3, 6 and a power of 5."""
    found = allocate([1, 1, 1, 1], [5, 4, 3, 6], 5)
    assert_allclose(found.x, [2 / 3, 5 / 3, 8 / 3, 0], atol=1e-12)
    assert found.shadow_price == pytest.approx(3 / 17)


def test_no_other_split_is_better_and_the_price_is_the_slope():
    rng = np.random.default_rng(3)
    for _ in range(100):
        n = int(rng.integers(1, 8))
        a, c, budget = rng.uniform(0, 3, n) * (rng.random(n) < 0.8), rng.uniform(0.1, 3, n), rng.uniform(0.01, 10)
        a[0] += 0.1
        found = allocate(a, c, budget)
        assert found.x.sum() == pytest.approx(budget) and (found.x >= 0).all()
        marginal = a / (c + found.x)
        assert_allclose(marginal[found.x > 1e-12], found.shadow_price, rtol=1e-9)
        assert (marginal <= found.shadow_price * (1 + 1e-9)).all()
        for other in rng.dirichlet(np.ones(n), 20) * budget:
            assert a @ np.log1p(other / c) <= found.value + 1e-12
        slope = (allocate(a, c, budget * (1 + 1e-6)).value - found.value) / (budget * 1e-6)
        assert slope == pytest.approx(found.shadow_price, rel=1e-4)


def exact(weight, scale, budget):
    """The same in fractions: fill from the lowest ground up."""
    a, c = ([Fraction(float(entry)) for entry in row] for row in (weight, scale))
    order = sorted((i for i in range(len(a)) if a[i]), key=lambda i: c[i] / a[i])
    for m in range(len(order), 0, -1):
        level = (Fraction(budget) + sum(c[i] for i in order[:m])) / sum(a[i] for i in order[:m])
        if level >= c[order[m - 1]] / a[order[m - 1]]:
            break
    return [float(max(a[i] * level - c[i], 0)) for i in range(len(a))], float(1 / level)


def test_any_unit_and_any_mixture_of_units():
    """A budget of a thousand-millionth is shared out as it should be where returns diminish from 10**12."""
    rng = np.random.default_rng(3)
    for _ in range(400):
        n = int(rng.integers(1, 7))
        weight = np.append(rng.choice([0, 0.1, 1, 2, 3, rng.random()], n - 1), 1)
        scale = rng.choice([0.3, 1, 2, rng.random()], n) * 10.0 ** rng.integers(-9, 13)
        budget = float(rng.choice([0, 0.7, 1]) * 10.0 ** rng.integers(-9, 13))
        found, (x, price) = allocate(weight, scale, budget), exact(weight, scale, budget)
        assert_allclose(found.x, x, rtol=1e-12, atol=1e-14 * budget)
        assert found.shadow_price == pytest.approx(price)
        assert found.x.sum() == pytest.approx(budget)


def test_no_budget_and_who_does_not_count():
    nothing = allocate([1, 4], [1, 2], 0)
    assert_allclose(nothing.x, 0)
    assert (nothing.value, nothing.shadow_price) == (0, 2)
    assert_allclose(allocate([0, 1], [1, 1], 3).x, [0, 3])
    assert_allclose(allocate([1, 1], [1, 1], 3).x, [1.5, 1.5])


@pytest.mark.parametrize(
    ("weight", "scale", "budget", "message"),
    [
        ([1, 2], [1], 1, "weight has 2 entries and scale has 1"),
        ([1, -2], [1, 1], 1, r"weight\[1\] is -2"),
        ([1, 2], [1, 0], 1, r"scale\[1\] is 0; it must be above 0"),
        ([0, 0], [1, 1], 1, "Every weight is 0"),
        ([1, 2], [1, 1], -1, "budget is -1"),
        ([1, 2], [1, 1], np.nan, "budget is nan"),
    ],
)
def test_a_wrong_allocation_is_explained(weight, scale, budget, message):
    with pytest.raises(ValueError, match=message):
        allocate(weight, scale, budget)
