"""What is no real number is refused at the door, and not turned into one in silence."""

import numpy as np
import pandas as pd
import pytest

from lepton_kit.partnership import allocate, net_contribution, nucleolus, select, topsis
from lepton_kit.validate import vector


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
