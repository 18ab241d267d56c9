"""Years of reviews: who is left, who is kept, and that a history can be replayed."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import beta

from lepton_kit.partnership.beta_reputation import update_trust
from lepton_kit.partnership.yearly_review import simulate_reviews


def test_a_bad_partner_is_left_and_a_good_one_is_kept():
    history = simulate_reviews([0.9, 0.1], years=12, projects=20, rng=0)
    assert history.years_stayed.tolist() == [12, 1]
    assert (history.projects[1:, 1] == 0).all()
    assert (history.mean[1:, 1] == history.mean[0, 1]).all()
    assert history.projects[-1, 0] == 20
    assert_allclose(history.gain, history.successes - 0.5 * history.projects)


def test_the_history_shows_its_table():
    shown = str(simulate_reviews([0.9, 0.1], years=3, projects=20, rng=0)).splitlines()
    assert len(shown) == 4
    assert shown[1].count(" of 10,") == 2
    assert shown[2].count(" of ") == 1


def test_the_history_can_be_replayed():
    history = simulate_reviews([0.5, 0.6, 0.4], years=8, exit_below=0, rng=3)
    trust = 1, 1
    for year in range(8):
        done, won = history.projects[year], history.successes[year]
        chance = beta.sf(0.5, *trust)
        assert_array_equal(done, np.maximum(np.rint(10 * chance), 1))
        trust = update_trust(*trust, won, done - won)
        assert_allclose(history.mean[year], trust.mean)
        assert_allclose(history.chance[year], beta.sf(0.5, *trust))
    assert (history.years_stayed == 8).all()


def test_trust_finds_the_rate():
    history = simulate_reviews(np.full(200, 0.7), years=20, projects=50, rng=5)
    stayed = history.years_stayed == 20
    assert stayed.mean() > 0.95
    assert history.mean[-1, stayed].mean() == pytest.approx(0.7, abs=0.01)


def test_names_head_the_table():
    history = simulate_reviews({"bank": 0.9, "school": 0.1}, years=2, rng=0)
    assert "bank: won of done, trust" in str(history).splitlines()[0]
    assert set(history.by_name("years_stayed")) == {"bank", "school"}
    square = simulate_reviews({"bank": 0.9, "school": 0.2}, years=2, rng=1)
    assert square.by_name("projects") == {
        "bank": square.projects[:, 0].tolist(),
        "school": square.projects[:, 1].tolist(),
    }


def test_two_of_one_name_are_not_told_apart_by_name():
    twins = simulate_reviews(pd.Series([0.9, 0.1], ["bank", "bank"]), years=2, rng=0)
    with pytest.raises(ValueError, match=r"Some share a name \(bank, bank\); take .gain, which is in their order"):
        twins.by_name("gain")


def test_errors_teach():
    with pytest.raises(ValueError, match="rate must lie between 0 and 1; got 80"):
        simulate_reviews([80])
    with pytest.raises(ValueError, match="years"):
        simulate_reviews([0.5], years=0)
