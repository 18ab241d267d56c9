"""The budget explorer shows what select finds, free and forced."""

import numpy as np
import pytest

from lepton_kit.exercises.content import industry_file
from lepton_kit.partnership import read_industry, select
from lepton_kit.widgets import BudgetExplorer

BASE = read_industry(industry_file("base"))
OFFERS, NOTES = BASE.portfolio, BASE.rules


@pytest.fixture(scope="module")
def explorer():
    return BudgetExplorer(OFFERS, 2.8, **NOTES)


@pytest.mark.parametrize("budget", [0.0, 0.1, 1.2, 2.8, 4.2])
def test_a_free_choice_is_the_best_choice(explorer, budget):
    best = select(OFFERS, budget, **NOTES)
    words = explorer.reset().set(budget=budget).picture().alt
    assert f"worth {best.value:.2g} for {best.cost:.2g}." in words
    assert all((name in words) == bool(x) for name, x in zip(OFFERS.names, best.x, strict=True))
    assert "wishes" not in words


@pytest.mark.parametrize(("include", "exclude"), [([11], []), ([], [0]), ([6], [2]), ([9, 11], [2])])
def test_what_forcing_costs(explorer, include, exclude):
    best = select(OFFERS, 2.8, **NOTES)
    forced = select(OFFERS, 2.8, **NOTES, include=include, exclude=exclude)
    wishes = {f"partner{i}": 1 for i in include} | {f"partner{i}": -1 for i in exclude}
    picture = explorer.reset().set(**wishes).picture()
    assert f"your wishes cost {best.value - forced.value:.2g}." in picture.alt
    assert f"signed, worth {forced.value:.2g} for {forced.cost:.2g}. " in picture.alt


def test_wishes_that_clash_become_the_sentence(explorer):
    explorer.reset().set(partner2=1, partner3=1)
    assert explorer.stage.wrong
    assert "conflicts has (Ostergate Group, Brindlecloud)" in explorer.stage.readout
    explorer.set(partner3=0, budget=0.5)
    assert "the budget is 0.5" in explorer.stage.readout
    explorer.reset()
    assert not explorer.stage.wrong


def test_the_shadow_price_is_that_of_the_free_choice(explorer):
    price = select(OFFERS, 2.8, **NOTES).shadow_price
    assert f"about {price:.2f} a unit" in explorer.reset().picture().alt
    assert np.isclose(price, 13 / 15)
