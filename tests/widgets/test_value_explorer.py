"""The value explorer shows what the model says, for each reading."""

import pytest

from lepton_kit.widgets import ValueExplorer


@pytest.mark.parametrize(
    ("reading", "total"),
    [("definition", "1.60"), ("own_charge", "0.80"), ("full_sum", "-5.00"), ("minus_inside", "6.10")],
)
def test_the_total_of_each_reading(reading, total):
    assert f"Total {total}." in ValueExplorer().set(reading=reading).picture().alt


def test_a_higher_cost_lowers_the_net_of_that_partner_only():
    words = ValueExplorer().set(C1=1.5).picture().alt
    assert "university A 0.40, enterprise B 0.00, government C 0.40" in words
