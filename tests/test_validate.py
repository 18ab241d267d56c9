"""What is no real number is refused at the door, and not turned into one in silence."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from lepton_kit.partnership import allocate, net_contribution, nucleolus, select, topsis
from lepton_kit.validate import number, one_of, probability, vector


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.array([1j, 2]), "cost must hold numbers only; got complex numbers"),
        (np.array(["2026-01-01"], dtype="datetime64[D]"), "got dates"),
        (pd.Series(pd.to_datetime(["2026-01-01"])), "got dates"),
        (pd.Series(pd.to_timedelta([3], unit="D")), "got time spans"),
        (np.ma.array([0.8, 0.7], mask=[False, True]), "got masked entries"),
        (pd.Series([1, None], dtype="Int64"), r"cost\[1\] is nan"),
        ([1j], "must hold numbers only"),
        (None, "cost must hold numbers only; got None"),
        ([1, 10**400], "cost must hold numbers only, below 1.8e308; got"),
        (["0,8"], "must hold numbers only"),
        (
            [2**53 + 1, 1],
            "cost has 9007199254740993, which a float cannot hold to the last digit; count in a larger unit",
        ),
        (pd.Series([-(2**60) - 1]), "a float cannot hold to the last digit"),
    ],
)
def test_numpy_drops_nothing_in_silence(value, message):
    with pytest.raises(ValueError, match=message):
        vector("cost", value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "budget must be one number; got None. For no limit, leave it out"),
        ("two", "budget must be one number; got 'two'. For"),
        ([1], r"budget must be one number; got shape \(1,\). For"),
        (np.nan, "budget is nan; it must be a finite number. For"),
        (10**400, "budget must be one number, below 1.8e308; got 1000"),
        (np.complex128(1 + 1j), "budget must be one number; got complex numbers. For"),
        (np.timedelta64(5, "D"), "budget must be one number; got time spans. For"),
        (np.ma.masked, "budget must be one number; got masked entries. For"),
        (pd.NA, "budget must be one number; got <NA>. For"),
        (2**53 + 1, "budget has 9007199254740993, which a float cannot hold"),
        (-1, "budget is -1; it must be at least 0. For"),
    ],
)
def test_one_number_is_one_real_number(value, message):
    with pytest.raises(ValueError, match=message):
        number("budget", value, low=0, hint="For no limit, leave it out.")


@pytest.mark.parametrize("value", [3, 3.0, "3", True + 2, np.int8(3), np.array(3), Decimal(3), Fraction(6, 2)])
def test_any_kind_of_one_number_will_do(value):
    assert number("budget", value) == 3.0


@pytest.mark.parametrize("value", [["max"], np.array(["max"]), {"max"}])
def test_one_of_several_is_one(value):
    with pytest.raises(ValueError, match="sense must be one of 'max', 'min'; not"):
        one_of("sense", value, ("max", "min"))


@pytest.mark.parametrize(
    "value",
    [
        [2**53, 10**18],  # ether in its smallest unit
        [1e300, 2.5],
        np.ma.array([1.0, 2.0]),
        pd.Series([1, 2], dtype="Int64"),
        pd.Series([1.0, 2.0]).astype("category"),
    ],
)
def test_what_a_float_holds_is_welcome(value):
    assert vector("cost", value).tolist() == [float(entry) for entry in value]


@pytest.mark.parametrize(
    "call",
    [
        lambda bad: net_contribution(bad, [5.0, 5.0]),
        lambda bad: select(bad, [1, 1], 2),
        lambda bad: allocate(bad, [1, 1], 1),
        lambda bad: topsis(np.array([bad, bad]), [0.5, 0.5], ["max", "max"]),
        lambda bad: nucleolus(np.r_[0, bad, 3]),
    ],
)
def test_every_door_is_the_same(call):
    with pytest.raises(ValueError, match="must hold numbers only; got complex numbers"):
        call(np.array([1 + 1j, 2]))


def test_a_share_may_miss_its_ends_by_rounding():
    """1 - 0.9 - 0.1 is below 0, and 1 - (1 - 0.9 - 0.1) above 1, by rounding alone; what is kept is a share."""
    dust = 1 - 0.9 - 0.1
    assert dust < 0 and probability("share", dust) == 0 and probability("share", 1 + 2e-16) == 1
    assert vector("shares", [dust, 0.5, 1 + 2e-16], low=0, high=1).tolist() == [0, 0.5, 1]
    for beyond in (-1e-9, 1 + 1e-9, float("nan")):
        with pytest.raises(ValueError, match="share must lie between 0 and 1; got"):
            probability("share", beyond)
