"""Nash bargaining: the split, its maximum, and what a rival's offer changes under either principle."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize_scalar

from lepton_kit.partnership.bargaining import nash_bargain
from lepton_kit.partnership.portfolios import Portfolio

C, R = np.array([0.8, 0.7, 0.6]), np.array([1.2, 1.5, 1.0])


def test_equal_power_splits_every_surplus_in_half():
    """Nash (1950): with alpha = beta = .5 each side of each deal gets half of R - C."""
    deal = nash_bargain(cost=C, returns=R, power=0.5)
    assert_allclose(deal.kept, (R - C) / 2)
    assert_allclose(deal.gained, (R - C) / 2)
    assert_allclose(deal.transfer, [1.0, 1.1, 0.8])
    assert deal.signed.all()


@pytest.mark.parametrize("power", [0.2, 0.5, 0.9])
def test_the_transfer_maximises_the_nash_product(power):
    """Kalai 1977: (R - t)**power (t - C)**(1 - power) has its top at the transfer."""
    for cost, return_, t in zip(C, R, nash_bargain(C, R, power=power).transfer, strict=True):
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


def test_a_disagreement_point_is_covered_first():
    """Nash 1953: what a side has while they are at odds comes off the surplus, and the rest is shared."""
    deal = nash_bargain(cost=0.7, returns=1.5, disagreement=0.5)
    assert_allclose([deal.transfer[0], deal.kept[0], deal.gained[0]], [1.35, 0.15, 0.65])
    as_a_cost = nash_bargain(C + np.array([0.1, 0.2, 0.3]), R, power=0.3)
    assert_allclose(nash_bargain(C, R, power=0.3, disagreement=[0.1, 0.2, 0.3]).transfer, as_a_cost.transfer)


def test_an_outside_option_counts_only_where_it_is_better():
    """Binmore, Shaked & Sutton 1989, An outside option experiment: deal me out."""
    for offer, transfer in ((0.1, 1.1), (0.4, 1.1), (0.5, 1.2), (0.8, 1.5)):
        assert nash_bargain(cost=0.7, returns=1.5, outside_option=offer).transfer[0] == pytest.approx(transfer)
    assert not nash_bargain(cost=0.7, returns=1.5, outside_option=0.9).signed[0]
    assert not nash_bargain(cost=0.7, returns=1.5, disagreement=0.9).signed[0]


def test_names_come_back_and_go_in():
    deal = nash_bargain(Portfolio({"A": (0.8, 1.2), "B": (0.7, 1.5)}), disagreement={"B": 0.5, "A": 0.0})
    assert deal.by_name("transfer") == pytest.approx({"A": 1.0, "B": 1.35})
    assert str(deal).splitlines()[1].split() == ["A", "1", "0.2", "0.2", "True"]


def test_errors_teach():
    with pytest.raises(ValueError, match="cost has 3 entries and returns has 2"):
        nash_bargain(C, R[:2])
    with pytest.raises(ValueError, match=r"cost\[0\] is -1"):
        nash_bargain([-1], [2])
    with pytest.raises(ValueError, match="power must lie between 0 and 1; got 50"):
        nash_bargain(C, R, power=50)
    with pytest.raises(ValueError, match="power has 2 entries; 3 were wanted"):
        nash_bargain(C, R, power=[0.5, 0.5])
    with pytest.raises(ValueError, match="numbers only"):
        nash_bargain("abc", R)
    with pytest.raises(ValueError, match=r"returns\[1\] is nan"):
        nash_bargain([1, 1], [1, np.nan])
    with pytest.raises(ValueError, match="returns is missing"):
        nash_bargain(C)
