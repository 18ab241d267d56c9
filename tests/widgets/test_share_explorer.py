"""The share explorer shows the contract of the model."""

import pytest

from lepton_kit.partnership import share_contract
from lepton_kit.widgets import ShareExplorer


def test_the_best_share_of_three_to_one():
    """k = (3, 1): s* = .75 and welfare 1.625 of 2 (MODEL, contracts)."""
    words = ShareExplorer().set(share=0.75, k1=3, k2=1).picture().alt
    assert "Welfare is 1.625 of a possible 2.000: 19% is lost." in words
    assert "The best share, 0.75, loses 19%." in words


def test_half_and_half_of_equals_loses_a_quarter():
    assert "Welfare is 0.750 of a possible 1.000: 25% is lost." in ShareExplorer().set(k1=1, k2=1).picture().alt


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_efforts_are_those_of_the_contract(share):
    mine, theirs = share_contract(3, 1, share=share).efforts
    assert f"Lepton puts in {mine:.2f} and the partner {theirs:.2f}." in ShareExplorer().set(share=share).picture().alt
