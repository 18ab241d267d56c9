"""The three mechanisms and what friction does to them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.partnership.games import shapley
from lepton_kit.partnership.mechanisms import Frictions, joint_research, market_cooperation, resource_sharing
from lepton_kit.partnership.moral_hazard import share_contract
from lepton_kit.partnership.portfolios import Portfolio

C, R = np.array([0.8, 0.7, 0.6]), np.array([1.2, 1.5, 1.0])


def test_joint_research_is_a_share_contract():
    """k1 + k2 = 2 (R - C): the mechanism is share_contract in other words."""
    deal = joint_research(0.5, 2.5, share=0.6, importance=0.75)
    contract = share_contract(3, 1, share=0.6)
    assert_allclose([deal.startup[0], deal.partner[0]], contract.payoffs)
    assert deal.lost[0] == pytest.approx(contract.first_best - contract.welfare)
    assert_allclose(joint_research(C, R).lost, (R - C) / 4)
    assert_allclose(joint_research(C, R, share=1, importance=1).lost, 0, atol=1e-15)


def test_resource_sharing_is_the_shapley_value_of_two():
    deal = resource_sharing(C, R)
    for i in range(3):
        assert_allclose([deal.startup[i], deal.partner[i]], shapley([0, 0, 0, R[i] - C[i]]))
    assert_allclose(resource_sharing(C, R, idle=1).total, R)
    assert_allclose(deal.lost, 0)


def test_market_cooperation_loses_a_quarter_to_two_margins():
    """Spengler 1950, from the demand curve itself: price p = A - q, unit cost c."""
    A, c = 10.0, 2.0
    q = (A - c) / 2
    deal = market_cooperation(c * q, (A - q) * q)
    w = (A + c) / 2  # the maker's best wholesale price, when the seller answers with q = (A - w) / 2
    sold = (A - w) / 2
    assert deal.startup[0] == pytest.approx((w - c) * sold)
    assert deal.partner[0] == pytest.approx((A - sold - w) * sold)
    assert deal.lost[0] == pytest.approx(deal.first_best[0] / 4)


def test_revenue_sharing_loses_nothing():
    """Cachon & Lariviere 2005: any share attains the first best; the share only divides it."""
    for share in (0, 0.3, 1):
        deal = market_cooperation(C, R, share=share)
        assert_allclose(deal.lost, 0, atol=1e-15)
        assert_allclose(deal.startup, share * (R - C))


def test_frictions():
    cost, return_ = Frictions(ip=0.05, culture=0.1, coordination=0.02).apply(C, R)
    assert_allclose(cost, C + 0.05 + 0.04)
    assert_allclose(return_, 0.9 * R)
    assert Frictions(coordination=1).apply(np.zeros(9), np.zeros(9))[0].sum() == 45  # ten parties, 45 pairs
    for mechanism in (joint_research, resource_sharing, market_cooperation):
        plain, rough = mechanism(C, R), mechanism(C, R, frictions=Frictions(ip=0.1, culture=0.05))
        assert (rough.total < plain.total).all()
        assert_allclose(mechanism(C, R, frictions=Frictions(ip=5)).total, 0)


def test_names_come_back():
    deal = joint_research(Portfolio({"A": (0.8, 1.2), "B": (0.7, 1.5)}))
    assert deal.names == ("A", "B") and deal.by_name("lost") == pytest.approx({"A": 0.1, "B": 0.2})
    assert "<th>lost</th>" in deal._repr_html_()


def test_errors_teach():
    with pytest.raises(ValueError, match="culture must lie between 0 and 1; got 10"):
        Frictions(culture=10)
    with pytest.raises(ValueError, match=r"ip is -1"):
        Frictions(ip=-1)
    with pytest.raises(TypeError, match="frictions must be Frictions"):
        joint_research(C, R, frictions=0.1)
    with pytest.raises(ValueError, match="idle must lie between 0 and 1"):
        resource_sharing(C, R, idle=-1)
