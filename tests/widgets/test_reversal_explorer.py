"""The reversal explorer counts the turns that scoring again without one alternative gives."""

import numpy as np
import pytest

from lepton_kit.exercises.content import industry_file
from lepton_kit.partnership import rank, read_industry, weighted_sum
from lepton_kit.widgets import ReversalExplorer

OFFERS = read_industry(industry_file("base")).portfolio
X = OFFERS.table(["technical strength", "market potential", "resource support"])
WEIGHTS, SENSES = [0.40, 0.35, 0.25], ["max"] * 3
BELTON_GEAR = [[1, 9, 8], [9, 1, 9], [1, 1, 1], [9, 1, 9]]


def test_belton_and_gear():
    """Belton & Gear (1983): with a copy of B the first is A, without it B."""
    explorer = ReversalExplorer(BELTON_GEAR, ["A", "B", "C", "copy of B"], np.full(3, 1 / 3))
    explorer.set(rule="weighted sum, shares of the sum")
    assert "A first of 4" in explorer.picture().alt
    picture = explorer.set(dropped=3).picture()
    assert "2 of the other 3 change places; B is now first, before it was A" in picture.alt
    assert all(number in picture.content for number in ("0.451", "0.470", "0.079", "0.365", "0.289", "0.057"))


@pytest.mark.parametrize("dropped", range(12))
def test_each_turn_is_counted(dropped):
    kept = np.delete(np.arange(12), dropped)
    before = rank(weighted_sum(X, WEIGHTS, SENSES)[kept])
    after = rank(weighted_sum(X[kept], WEIGHTS, SENSES))
    words = ReversalExplorer(X, OFFERS.names, WEIGHTS).set(dropped=dropped).picture().alt
    assert f", {(before != after).sum()} of the other 11 change places" in words
    assert ("stays first" in words) == (before.argmin() == after.argmin())


@pytest.mark.parametrize("dropped", range(12))
def test_numbers_as_they_are_never_turn(dropped):
    """A score that looks at one alternative only does not change when another goes."""
    explorer = ReversalExplorer(X, OFFERS.names, WEIGHTS).set(rule="weighted sum, numbers as they are", dropped=dropped)
    assert ", 0 of the other 11 change places" in explorer.picture().alt
