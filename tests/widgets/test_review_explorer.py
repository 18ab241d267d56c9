"""The review explorer leaves where the boundary of the model says so, and trusts as the model does."""

import re

import numpy as np
from scipy.stats import beta

from lepton_kit.partnership import exit_threshold
from lepton_kit.widgets import ReviewExplorer


def test_before_the_first_review_every_rate_is_as_likely():
    words = ReviewExplorer().set(year=0).picture().alt
    assert words.startswith("Stay: 0 of 0 delivered")
    assert "Trust 0.50; the rate is above the break-even of 0.60 with chance 0.40." in words


def test_a_partner_who_always_delivers_is_kept():
    words = ReviewExplorer().set(year=10, rate=1.0, break_even=0.7).picture().alt
    assert words.startswith("Stay: 10 of 10 delivered")
    assert "Trust 0.92" in words


def test_a_partner_who_never_delivers_is_left_after_a_year():
    assert ReviewExplorer().set(year=10, rate=0.0).picture().alt.startswith("Leave in year 1: 0 of 1 delivered")


def test_an_impatient_lepton_does_not_even_start():
    """Without a future, Beta(1, 1) at .5 is not worth a break-even of .6."""
    assert ReviewExplorer().set(discount=0.0).picture().alt.startswith("Do not start")


def test_every_record_agrees_with_the_boundary_and_the_posterior():
    explorer, needed = ReviewExplorer(), exit_threshold(0.6, years=10).successes
    for luck, year in np.random.default_rng(1).integers([1, 0], [21, 11], size=(25, 2)).tolist():
        words = explorer.set(luck=luck, year=year).picture().alt
        won, t, least = map(int, re.search(r"(\d+) of (\d+) delivered, and it takes (\d+)", words).groups())
        assert least == needed[t]
        assert words.startswith("Leave") == (won < least)
        assert t == year or words.startswith(f"Leave in year {t}")
        assert f"chance {beta.sf(0.6, 1 + won, 1 + t - won):.2f}." in words
