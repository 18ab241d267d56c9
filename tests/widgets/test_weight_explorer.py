"""The weight explorer shows the ranking and the map that scoring and SMAA give."""

import numpy as np
import pytest

from lepton_kit.exercises.content import industry_file
from lepton_kit.partnership import read_industry, smaa, topsis, weighted_sum
from lepton_kit.widgets import WeightExplorer
from lepton_kit.widgets.rules import RULES
from lepton_kit.widgets.weight_explorer import INSIDE

OFFERS = read_industry(industry_file("base")).portfolio
CRITERIA = ["technical strength", "market potential", "resource support"]
X, WEIGHTS, SENSES = OFFERS.table(CRITERIA), np.array([0.40, 0.35, 0.25]), ["max"] * 3


@pytest.fixture(scope="module")
def explorer():
    return WeightExplorer(OFFERS, CRITERIA, WEIGHTS)


@pytest.mark.parametrize("points", [(40, 35, 25), (100, 0, 0), (5, 95, 0), (20, 20, 60), (5, 5, 5)])
def test_the_first_named_is_the_first_by_score(explorer, points):
    scores = weighted_sum(X, np.array(points) / sum(points), SENSES)
    words = explorer.reset().set(**dict(zip(("w0", "w1", "w2"), points, strict=True))).picture().alt
    assert f". {OFFERS.names[scores.argmax()]} comes first" in words


def test_topsis_is_asked_where_topsis_is_named(explorer):
    picture = explorer.reset().set(rule="TOPSIS, vector scaling").picture()
    scores = topsis(X, WEIGHTS, SENSES)
    assert f"{OFFERS.names[scores.argmax()]} comes first" in picture.alt
    assert f"{scores.max():.3f}" in picture.content


def test_the_areas_of_the_map_are_what_smaa_finds(explorer):
    """Weights drawn evenly from the triangle, or a grid over it: two ways to the same shares."""
    found = smaa(X, SENSES, 100_000, rng=1).acceptability[:, 0]
    winners = explorer.winners["weighted sum, min-max scaling"][INSIDE]
    np.testing.assert_allclose(np.bincount(winners, minlength=12) / len(winners), found, atol=0.01)


def test_points_count_by_their_share_only(explorer):
    first = explorer.reset().set(w0=20, w1=20, w2=20).picture()
    assert explorer.set(w0=75, w1=75, w2=75).picture() == first


def test_no_points_at_all_is_told(explorer):
    with pytest.raises(ValueError, match="All three have 0 points"):
        explorer.reset().set(w0=0, w1=0, w2=0).picture()


def test_equal_scores_share_the_first_place(explorer):
    words = explorer.reset().set(rule="weighted sum, numbers as they are", w0=5, w1=5, w2=5).picture().alt
    total = X.sum(axis=1)
    tied = [name for name, sum_ in zip(OFFERS.names, total, strict=True) if sum_ == total.max()]
    assert " and ".join(tied) in words


@pytest.mark.parametrize("name", RULES)
def test_the_map_names_the_winner_at_every_pixel_but_those_on_a_border(explorer, name):
    """Scores read off between the steps of a grid give the winner that the rule itself gives, at 500 pixels."""
    rows, columns = np.nonzero(INSIDE)
    chosen = np.random.default_rng(0).choice(len(rows), 500, replace=False)
    wrong = 0
    for row, column in zip(rows[chosen], columns[chosen], strict=True):
        up = 1 - (2 * row + 1) / 260
        right = (2 * column + 1) / 300 - up / 2
        scores = RULES[name](X, (up, 1 - up - right, right), SENSES)
        wrong += explorer.winners[name][row, column] != scores.argmax()
    assert wrong <= (5 if "TOPSIS" in name else 0)
