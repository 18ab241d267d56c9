"""Trust, forgetting, priors from others, and comparisons of Beta beliefs."""

import math
from fractions import Fraction

import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.integrate import quad
from scipy.stats import beta, norm

from lepton_kit.partnership.beta_reputation import prob_better, update_trust


def exact(a1, b1, a2, b2):
    """P(X1 > X2) for whole parameters, as a finite sum of fractions (Miller 2015)."""

    def B(x, y):
        return Fraction(math.factorial(x - 1) * math.factorial(y - 1), math.factorial(x + y - 1))

    return float(sum(B(a2 + i, b1 + b2) / ((b1 + i) * B(1 + i, b1) * B(a2, b2)) for i in range(a1)))


def test_seven_of_eight():
    trust = update_trust(1, 1, successes=7, failures=1)
    assert trust == (8, 2)
    assert trust.mean == pytest.approx(0.8)


def test_updates_add_up_without_forgetting_and_fade_with_it():
    """Jøsang & Ismail 2002: evidence that is t reviews old counts forget**t."""
    a, b = update_trust(*update_trust(1, 1, 3, 2), 4, 1)
    assert (a, b) == tuple(update_trust(1, 1, 7, 3))
    assert update_trust(8, 2, 1, 0, forget=0.5) == (5.5, 1.5)
    trust = (1, 1)
    for _ in range(200):
        trust = update_trust(*trust, 1, 1, forget=0.9)
    assert_allclose(trust, (11, 11))
    assert update_trust(8, 2, 3, 1, forget=0) == (4, 2)


def test_forgetting_keeps_the_prior():
    """Jøsang & Ismail 2002, section 2.1 and 2.5: a = r + 1, b = s + 1, and it is r and s that are discounted."""
    assert update_trust(6, 6, 4, 0, forget=0.5).mean == pytest.approx(0.6818, abs=5e-5)
    silent = (8, 2)
    for _ in range(10):
        silent = update_trust(*silent, 0, 0, forget=0.5)
    assert_allclose(silent, (1, 1), atol=0.01)
    prior = 3.4, 0.6
    assert_allclose(update_trust(*prior, 0, 0, forget=0.1, prior=prior), prior)


def test_fading_the_prior_as_well_gives_false_certainty():
    """Ten silent years make Beta(8, 2) nearly sure of a rate of 0 or 1, though nothing was seen."""
    silent = (8, 2)
    for _ in range(10):
        silent = update_trust(*silent, 0, 0, forget=0.5, prior=(0, 0))
    assert_allclose(silent, (8 / 1024, 2 / 1024))
    assert beta.cdf(0.99, *silent) - beta.cdf(0.01, *silent) < 0.02


def test_a_record_below_the_prior_cannot_fade():
    with pytest.raises(ValueError, match=r"less than the prior \(1, 1\).*prior=\(a0, b0\)"):
        update_trust(3.4, 0.6, 1, 0, forget=0.5)
    assert update_trust(3.4, 0.6, 1, 0) == (4.4, 0.6)


def test_many_partners_at_once():
    trust = update_trust(1, 1, [7, 0], [1, 4])
    assert_array_equal(trust.a, [8, 1])
    assert_allclose(trust.mean, [0.8, 1 / 6])
    assert_array_equal(update_trust([1, 2], [1, 1], 1, 0).a, [2, 3])


def test_published_comparison():
    assert round(prob_better(8, 2, 5, 5), 4) == 0.9344


@pytest.mark.parametrize(
    "case",
    [(1, 1, 1, 1), (1, 1, 1, 2), (2, 1, 1, 2), (3, 7, 4, 6), (50, 10, 40, 15), (300, 200, 2, 1), (1, 2, 300, 4)],
)
def test_whole_parameters_against_the_exact_sum(case):
    assert prob_better(*case) == pytest.approx(exact(*case), rel=1e-12)


def test_small_chances_keep_their_digits():
    """4.8e-40, not 0: there is no subtraction from 1."""
    assert prob_better(2, 30, 400, 6) == pytest.approx(exact(2, 30, 400, 6), rel=1e-10)
    assert prob_better(400, 6, 2, 30) == 1


@pytest.mark.parametrize(
    "case", [(0.5, 0.5, 2.5, 1.5), (3.2, 4.7, 10.1, 12.9), (0.2, 3.3, 0.4, 0.5), (20.5, 1.5, 7, 0.7)]
)
def test_broken_parameters_against_adaptive_quadrature(case):
    a1, b1, a2, b2 = case
    by_quad = quad(lambda u: beta.cdf(beta.ppf(u, a1, b1), a2, b2), 0, 1, epsabs=1e-11, limit=500)[0]
    assert prob_better(*case) == pytest.approx(by_quad, abs=1e-8)


def test_closed_forms():
    """X1 ~ Beta(a, 1) is the largest of a uniforms, so against Beta(c, 1) it is larger with chance a / (a + c)."""
    for a, c in [(1, 1), (0.3, 2.7), (1e-3, 5), (1e6, 3), (1e5, 2e5), (7, 1e-2)]:
        assert prob_better(a, 1, c, 1) == pytest.approx(a / (a + c), rel=1e-10)
    for a, b in [(1e8, 3e7), (0.01, 0.02), (1e-3, 1e-3)]:
        assert prob_better(a, b, a, b) == pytest.approx(0.5, abs=1e-12)
        assert prob_better(a, b, b, a) + prob_better(b, a, a, b) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("b", [1e3, 1e8, 1e10, 1e15, 1e100])
def test_rare_successes(b):
    """X1 ~ Beta(1, b) is the least of b uniforms, so it is above one of Beta(1, c) with chance c / (b + c): once in a
    million million tries or less."""
    for times in (1, 0.25, 3):
        assert prob_better(1, b, 1, times * b) == pytest.approx(times / (1 + times), abs=1e-13)
        assert prob_better(b, 1, times * b, 1) == pytest.approx(1 / (1 + times), abs=1e-13)


def test_large_parameters_are_normal():
    """Means 0.50005 and 0.5, each with variance p (1 - p) / 2e8."""
    apart, spread = 0.5e-4, math.sqrt(2 * 0.25 / 2e8)
    expected = norm.cdf(apart / spread)
    assert prob_better(1e8 * (1 + 1e-4), 1e8 * (1 - 1e-4), 1e8, 1e8) == pytest.approx(expected, rel=1e-6)


def test_comparisons_broadcast():
    got = prob_better([8, 5], [2, 5], 5, 5)
    assert_allclose(got, [prob_better(8, 2, 5, 5), 0.5])
    assert isinstance(prob_better(1, 1, 1, 1), float)


def test_errors_teach():
    with pytest.raises(ValueError, match="a is 0; it must be above 0"):
        update_trust(0, 1, 1, 1)
    with pytest.raises(ValueError, match=r"successes is -1"):
        update_trust(1, 1, -1, 1)
    with pytest.raises(ValueError, match="forget must lie between 0 and 1"):
        update_trust(1, 1, 1, 1, forget=2)
    with pytest.raises(ValueError, match="leave no trust"):
        update_trust(1, 1, 1, 0, forget=0, prior=(0, 0))
    with pytest.raises(ValueError, match="one shape"):
        update_trust([1, 1], [1, 1, 1], 1, 0)
    with pytest.raises(ValueError, match="2 partners, successes and failures of 3"):
        update_trust([1, 1], 1, [1, 1, 1], 0)
    with pytest.raises(ValueError, match="numbers only"):
        update_trust("good", 1, 1, 1)
    with pytest.raises(ValueError, match="b2 is 0"):
        prob_better(1, 1, 1, 0)
    with pytest.raises(ValueError, match=r"a1 is nan"):
        prob_better(math.nan, 1, 1, 1)
