"""Bargaining, share contracts, the three mechanisms, and what friction does to them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

from lepton_kit.partnership.bargaining import nash_bargain, share_contract, share_welfare
from lepton_kit.partnership.games import shapley
from lepton_kit.partnership.mechanisms import Frictions, joint_research, market_cooperation, resource_sharing

C, R = np.array([0.8, 0.7, 0.6]), np.array([1.2, 1.5, 1.0])


def test_equal_power_splits_every_surplus_in_half():
    """Nash (1950): with alpha = beta = .5 each side of each deal gets half of R - C."""
    deal = nash_bargain(contribution=C, return_=R, power=0.5)
    assert_allclose(deal.kept, (R - C) / 2)
    assert_allclose(deal.gained, (R - C) / 2)
    assert_allclose(deal.transfer, [1.0, 1.1, 0.8])
    assert deal.signed.all()


@pytest.mark.parametrize("power", [0.2, 0.5, 0.9])
def test_the_transfer_maximises_the_nash_product(power):
    """Kalai 1977: (R - t)**power (t - C)**(1 - power) has its top at the transfer."""
    for cost, return_, t in zip(C, R, nash_bargain(C, R, power).transfer, strict=True):
        best = minimize_scalar(
            lambda x, c=cost, r=return_: -power * np.log(r - x) - (1 - power) * np.log(x - c),
            bounds=(cost + 1e-9, return_ - 1e-9),
            method="bounded",
            options={"xatol": 1e-10},
        )
        assert t == pytest.approx(best.x, abs=1e-5)


def test_power_may_differ_from_partner_to_partner():
    deal = nash_bargain(C, R, power=[0, 0.5, 1])
    assert_allclose(deal.kept, [0, 0.4, 0.4])
    assert_allclose(deal.transfer + deal.kept, R)


def test_without_a_surplus_nothing_is_signed():
    deal = nash_bargain([2, 1, 1], [1, 1, 3])
    assert deal.signed.tolist() == [False, True, True]
    assert_allclose([deal.transfer, deal.kept, deal.gained], [[0, 1, 2], [0, 0, 1], [0, 0, 1]])


def test_results_show_their_tables():
    assert str(nash_bargain(C, R)).splitlines()[2].split() == ["1", "1.1", "0.4", "0.4", "True"]
    assert "<th>lost</th>" in joint_research(C, R)._repr_html_()


def test_equals_lose_a_quarter():
    """Holmström 1982 with quadratic costs and two alike."""
    contract = share_contract(1, 1)
    assert (contract.share, contract.efforts, contract.welfare) == (0.5, (0.5, 0.5), 0.75)
    assert (contract.first_best, contract.loss, contract.output) == (1.0, 0.25, 1.0)


def test_the_stronger_side_gets_the_larger_share():
    """Bhattacharyya & Lafontaine 1995: s* = k1 / (k1 + k2)."""
    contract = share_contract(3, 1)
    assert (contract.share, contract.welfare, contract.first_best) == (0.75, 1.625, 2.0)


@pytest.mark.parametrize("seed", range(5))
def test_no_share_and_no_other_effort_does_better(seed):
    rng = np.random.default_rng(seed)
    k1, k2 = rng.uniform(0.1, 5, 2)
    best = share_contract(k1, k2)
    shares = np.linspace(0, 1, 1001)
    assert share_welfare(shares, k1, k2).max() <= best.welfare + 1e-12
    assert best.welfare < best.first_best
    s = rng.random()
    contract = share_contract(k1, k2, share=s)
    assert sum(contract.payoffs) == pytest.approx(contract.welfare) == pytest.approx(float(share_welfare(s, k1, k2)))
    e1, e2 = contract.efforts
    for other in rng.uniform(0, 5, 20):
        assert s * (other + e2) - other**2 / (2 * k1) <= contract.payoffs[0] + 1e-12
        assert (1 - s) * (e1 + other) - other**2 / (2 * k2) <= contract.payoffs[1] + 1e-12


def test_one_side_alone_loses_nothing():
    assert share_contract(2, 0).loss == 0
    assert share_contract(2, 0).share == 1


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


def test_errors_teach():
    with pytest.raises(ValueError, match="contribution has 3 entries and return_ has 2"):
        nash_bargain(C, R[:2])
    with pytest.raises(ValueError, match=r"contribution\[0\] is -1"):
        nash_bargain([-1], [2])
    with pytest.raises(ValueError, match="power must lie between 0 and 1; got 50"):
        nash_bargain(C, R, 50)
    with pytest.raises(ValueError, match="power has 2 entries; 3 were wanted"):
        nash_bargain(C, R, [0.5, 0.5])
    with pytest.raises(ValueError, match="numbers only"):
        nash_bargain("abc", R)
    with pytest.raises(ValueError, match=r"return_\[1\] is nan"):
        nash_bargain([1, 1], [1, np.nan])
    with pytest.raises(ValueError, match="both 0"):
        share_contract(0, 0)
    with pytest.raises(ValueError, match="at least 0"):
        share_contract(1, -1)
    with pytest.raises(ValueError, match="share must lie between 0 and 1"):
        share_contract(1, 1, share=1.5)
    with pytest.raises(ValueError, match="share must lie between 0 and 1"):
        share_welfare([0, 2], 1, 1)
    with pytest.raises(ValueError, match="culture must lie between 0 and 1; got 10"):
        Frictions(culture=10)
    with pytest.raises(ValueError, match=r"ip is -1"):
        Frictions(ip=-1)
    with pytest.raises(TypeError, match="frictions must be Frictions"):
        joint_research(C, R, frictions=0.1)
    with pytest.raises(ValueError, match="idle must lie between 0 and 1"):
        resource_sharing(C, R, idle=-1)
