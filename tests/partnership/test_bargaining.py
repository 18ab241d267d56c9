"""Nash bargaining: the split, its maximum, and what a rival's offer changes under either principle."""

import numpy as np
import pandas as pd
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


@pytest.mark.parametrize(("offer", "out", "split"), [(0, 50, 50), (36, 50, 68), (57, 57, 78.5)])
def test_a_hundred_to_divide(offer, out, split):
    """Binmore, Shaked & Sutton 1989: what the two principles say of the options 0, 36 and 57 of their experiment."""
    assert_allclose(nash_bargain(0, 100, outside_option=offer).gained, out)
    assert_allclose(nash_bargain(0, 100, disagreement=offer).gained, split)


@pytest.mark.parametrize("unit", [1e-9, 0.1, 0.7, 1, 1e12])
def test_whether_two_just_agree_does_not_hang_on_the_unit(unit):
    """An offer as good as the whole surplus is matched: 0.3 - 0.1 is less than 0.2 by rounding alone."""
    for option in ("outside_option", "disagreement"):
        deal = nash_bargain(unit * 1, unit * 3, **{option: unit * 2})
        assert deal.signed.all()
        assert_allclose(deal.gained, 2 * unit)
        assert deal.kept.min() >= 0
        assert_allclose(deal.kept, 0, atol=1e-12 * unit)
        assert not nash_bargain(unit * 1, unit * 3, **{option: unit * 2.001}).signed.any()


def test_by_name_wants_names():
    """Labels of two options must not be taken for two different orders."""
    with pytest.raises(ValueError, match=r"power is given by name \(a, b\), but the partners have no names; name them"):
        nash_bargain([1, 2], [3, 4], power=pd.Series({"a": 0.2, "b": 0.8}), disagreement=pd.Series({"b": 1, "a": 0}))
    mixed = nash_bargain({"a": 1, "b": 2}, [3, 4], power={"b": 0.8, "a": 0.2}, disagreement=pd.Series({"b": 1, "a": 0}))
    assert_allclose(mixed.gained, nash_bargain([1, 2], [3, 4], power=[0.2, 0.8], disagreement=[0, 1]).gained)
    assert_allclose(nash_bargain([1, 2], [3, 4], power=pd.Series([0.2, 0.8])).transfer, [2.6, 2.4])


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
