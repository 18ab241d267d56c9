"""The industry cases plug into every function of the partnership half as they are."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.partnership.bandit import thompson
from lepton_kit.partnership.bargaining import nash_bargain
from lepton_kit.partnership.beta_reputation import simulate_reviews, update_trust
from lepton_kit.partnership.cases import CASES
from lepton_kit.partnership.core_stability import blocking_coalition
from lepton_kit.partnership.games import shapley, synergy_game
from lepton_kit.partnership.least_excess import nucleolus
from lepton_kit.partnership.risk import simulate, var_cvar

ALL = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def test_the_five_industries_of_the_article():
    assert list(CASES) == ["manufacturing", "smart city", "medical", "education", "finance"]


@ALL
def test_a_case_is_whole(case):
    n = len(case.partners)
    assert case.synergy.shape == (n, n)
    assert_array_equal(case.synergy, case.synergy.T)
    assert (case.partners.net > 0).all()
    assert 0 < case.failure.min() <= case.failure.max() < 1
    assert case.partners.cost.min() < case.budget < case.partners.cost.sum()
    assert all(partner.kind for partner in case.partners)


@ALL
def test_a_case_plugs_into_everything(case):
    C, R = case.partners.cost, case.partners.returns
    v = synergy_game(case.partners.net, case.synergy)
    assert_allclose(shapley(v).sum(), v[-1])
    assert blocking_coalition(v, nucleolus(v)) is None
    assert nash_bargain(C, R).signed.all()
    trust = update_trust(1, 1, case.successes, case.failures)
    assert 0 <= thompson(*trust, 0) < len(C)
    assert simulate_reviews(trust.mean, prior=trust, rng=0).gain.shape == (10, len(C))
    net = simulate(R, C, case.failure, draws=2_000, rng=0)
    assert var_cvar(-net).cvar > -case.partners.total


def test_a_case_cannot_be_changed_by_accident():
    with pytest.raises(ValueError, match="read-only"):
        CASES["finance"].failure[0] = 1
    CASES["finance"].synergy[0, 1] = 9
    assert CASES["finance"].synergy[0, 1] == 0.5
    assert isinstance(CASES["finance"].successes, np.ndarray)
