"""The article's example under each reading of its equation (4)."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.partnership.article_model import (
    ARTICLE,
    PRINTED_NET,
    PRINTED_TOTAL,
    READINGS,
    net_by_reading,
    net_contribution,
    transfer,
)

NETS = {  # of A, B and C, their sum, and the sum for A and B alone: alpha = beta = .5, worked out by hand
    "definition": ([0.4, 0.8, 0.4], 1.6, 1.2),
    "own_charge": ([0.2, 0.4, 0.2], 0.8, 0.6),
    "full_sum": ([-1.7, -1.4, -1.9], -5.0, -1.5),
    "first_term": ([-0.45, -0.30, -0.55], -1.30, -0.15),
    "minus_inside": ([2.0, 2.3, 1.8], 6.1, 3.9),
    "shared_pool": ([0.7 / 3, 1.6 / 3, 0.1 / 3], 0.8, 0.6),
}


@pytest.mark.parametrize("reading", READINGS)
def test_each_reading(reading):
    nets, total, two = NETS[reading]
    found = net_by_reading(ARTICLE, reading=reading)
    assert_allclose(found, nets)
    assert found.sum() == pytest.approx(total)
    assert net_by_reading(ARTICLE.cost[:2], ARTICLE.returns[:2], reading=reading).sum() == pytest.approx(two)


def test_the_article_prints_what_no_reading_gives():
    assert sum(PRINTED_NET) == pytest.approx(PRINTED_TOTAL) == 0.9
    assert not any(np.allclose(net_by_reading(ARTICLE, reading=reading), PRINTED_NET) for reading in READINGS)


@pytest.mark.parametrize(
    ("reading", "best"), [("own_charge", 1.6), ("first_term", 0.0), ("full_sum", -2.6), ("minus_inside", 14.8)]
)
def test_the_best_total_depends_on_the_reading_only(reading, best):
    """Equation (5) with alpha + beta = 1: an end of the range, whatever the partners."""
    totals = [net_by_reading(ARTICLE, alpha=a, beta=1 - a, reading=reading).sum() for a in (0, 0.5, 1)]
    assert max(totals) == pytest.approx(best) and max(totals) != totals[1]


def test_a_transfer_pays_cost_and_a_share_of_the_surplus():
    t = transfer(ARTICLE, alpha=0.5, beta=0.5)
    assert_allclose(t, [1.0, 1.1, 0.8])
    assert_allclose(ARTICLE.returns - t, net_contribution(ARTICLE) / 2)
    assert_allclose(
        transfer(ARTICLE, alpha={"government C": 0, "university A": 1, "enterprise B": 0}, beta=0), [0.8, 0, 0]
    )


def test_an_unknown_reading_is_explained():
    with pytest.raises(ValueError, match="reading must be one of 'definition'"):
        net_by_reading(ARTICLE, reading="mine")
