"""What lesson 21 says in prose about the measured game, and the markets of its open task."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import spearmanr

from lepton_kit.exercises.content import content_module
from lepton_kit.partnership import banzhaf, core, nucleolus, select, shapley
from lepton_kit.partnership.games import sums
from lepton_kit.valuation import shortlist, stored_game, stored_worths

market, questions = content_module("21", "market"), content_module("21", "questions")
V, NAMES = stored_worths(), stored_game().partners.names
PRICE = stored_game().partners.prices / 100
LAST = V[-1] - V[[-1 - 2**i for i in range(8)]]
MARKET = market.markets(0)[0]


def place(*members):
    return sum(1 << NAMES.index(name) for name in members)


def worth(*members):
    return V[place(*members)]


def test_bagsy_is_nothing_alone_and_most_at_the_end_and_mini_the_other_way_round():
    assert worth("Bagsy") < 0.02 and NAMES[LAST.argmax()] == "Bagsy"
    assert worth("Mini") > 0.5 and abs(LAST[NAMES.index("Mini")]) < 0.005
    assert worth("Mini") > 40 * (worth("Mixed", "Mini") - worth("Mixed")) > 0


def test_static_does_harm_and_neither_size_nor_price_is_worth():
    assert shapley(V)[NAMES.index("Static")] < 0 and banzhaf(V)[NAMES.index("Static")] < 0
    sizes = [len(partner) for partner in stored_game().partners]
    assert NAMES[int(np.argmax(sizes))] == NAMES[int(PRICE.argmax())] == "Atlas" != NAMES[shapley(V).argmax()]


def test_substitutes_empty_the_core():
    assert core(V).is_empty and core(V).epsilon > 0.4
    assert V[1 << np.arange(8)].sum() == pytest.approx(4 * V[-1], rel=0.05)
    with pytest.raises(ValueError, match="imputation set is empty"):
        nucleolus(V)


def test_with_lepton_the_core_comes_back_and_gives_a_partner_half_of_what_would_be_lost_without_it():
    nine = questions._with_lepton(V)
    shares, most = nucleolus(nine), nine[-1] - nine[[-1 - 2**i for i in range(8)]]
    assert not core(nine).is_empty
    assert (shares[:8] <= most + 1e-9).all()
    assert_allclose(shares[:8], most / 2, atol=0.001)


def test_a_fair_share_buys_the_wrong_team():
    best, chosen = shortlist(V, PRICE, 0.2)[0], select(shapley(V), PRICE, 0.2).x
    assert V[best] - V[int(chosen @ (1 << np.arange(8)))] > 0.05


def test_two_partners_do_as_well_as_all_eight_for_a_fifth_of_the_price():
    two, judged = shortlist(V, PRICE, 0.2)[0], stored_worths(slice(5_000, None))
    assert int(two).bit_count() == 2 and V[two] >= V[-1] and judged[two] >= judged[-1]
    assert sums(PRICE)[two] / PRICE.sum() == pytest.approx(0.2, abs=0.01)


def test_a_threshold_makes_bags_a_veto_and_every_customer_of_the_lesson_wants_the_same_two():
    assert questions._veto() == {"Bagsy"}
    for pays in (lambda a: 3 * (a - 0.1), lambda a: 0.5 * np.log(9 * a / (1 - a)), lambda a: 2.0 * (a >= 0.75)):
        assert (pays(V + 0.1) - sums(PRICE)).argmax() == place("Bagsy", "Hasty")


def test_a_copy_pays_by_shapley_and_not_by_banzhaf():
    without = V[[S for S in range(256) if not S & place("Copycat")]]
    assert shapley(V)[:2].sum() > 1.3 * shapley(without)[0]
    assert banzhaf(V)[:2].sum() == pytest.approx(banzhaf(without)[0], rel=0.05)


def test_banzhaf_values_of_two_are_that_of_both_as_one_player():
    """Lehrer 1988, in a game drawn by chance."""
    v = np.r_[0, np.random.default_rng(0).normal(size=31)]
    merged = v.reshape(8, 4)[:, [0, 3]].ravel()  # players 0 and 1 come together or not at all
    assert banzhaf(v)[:2].sum() == pytest.approx(banzhaf(merged)[0])


def test_the_cheap_guess_is_good_at_large_and_poor_among_the_best():
    cheap, best = market.cheap_worths(), V.argsort()[192:]
    assert spearmanr(cheap, V).statistic == pytest.approx(0.88, abs=0.02)
    assert spearmanr(cheap[best], V[best]).statistic == pytest.approx(0.25, abs=0.04)


def test_a_market_holds_the_same_game_in_another_order():
    assert sorted(MARKET.v) == sorted(V) and MARKET.v[-1] == V[-1]
    assert sorted(MARKET.v[1 << np.arange(8)]) == sorted(V[1 << np.arange(8)])
    order = [int(np.flatnonzero(V[1 << np.arange(8)] == worth)[0]) for worth in MARKET.v[1 << np.arange(8)]]
    assert MARKET.v[0b11] == V[(1 << order[0]) + (1 << order[1])]
    assert MARKET.judged[0b101] == stored_worths(slice(5_000, None))[(1 << order[0]) + (1 << order[2])]


def test_a_rule_that_buys_the_best_is_judged_on_the_second_half():
    assert market.bought(lambda price, budget, cheap, ask: MARKET.best, MARKET) == MARKET.judged[MARKET.best]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (lambda price, budget, cheap, ask: max(range(13), key=ask), "more than 12 trainings"),
        (lambda price, budget, cheap, ask: 255, "with a budget of"),
        (lambda price, budget, cheap, ask: 256, "a team is wanted"),
        (lambda price, budget, cheap, ask: "Bagsy", "a team is wanted"),
    ],
)
def test_what_a_rule_may_not_do_is_told(rule, message):
    with pytest.raises(ValueError, match=message):
        market.bought(rule, MARKET)


def test_asking_twice_is_one_training():
    assert market.bought(lambda price, budget, cheap, ask: 0 * int(sum(ask(1) for _ in range(50))), MARKET) == 0


@pytest.mark.parametrize(("most", "passes"), [(3, False), (6, False), (12, True)])
def test_a_short_list_passes_the_bar_if_it_is_not_too_short(most, passes):
    rule = lambda price, budget, cheap, ask: questions._short_list(price, budget, cheap, ask, most)  # noqa: E731
    assert (questions._over_the_bar(rule, None) is None) == passes


@pytest.mark.parametrize("rule", [questions._cheapest_guess, questions._by_ratio])
def test_without_a_look_at_teams_nobody_passes(rule):
    assert "points short of the best" in questions._over_the_bar(rule, None)
