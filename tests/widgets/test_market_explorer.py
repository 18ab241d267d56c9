"""The market explorer adds up prices, divides by Shapley, names who would leave, and judges rounds against the best."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from lepton_kit.partnership import blocking_coalition, shapley
from lepton_kit.partnership.games import sums
from lepton_kit.valuation import shortlist
from lepton_kit.widgets import MarketExplorer

# any two of the first three know the same; the fourth brings something of its own
V = np.array([0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.55])
PRICE = np.array([0.2, 0.1, 0.15, 0.1])
NAMES = ("A", "B", "C", "D")
SAMPLES = np.zeros((4, 3, 28, 28), dtype=np.uint8)


@pytest.fixture
def explorer():
    return MarketExplorer(V, PRICE, names=NAMES, sizes=[9, 9, 9, 9], samples=SAMPLES, judged=V / 2)


def words(explorer, **values):
    return explorer.set(**values).picture().alt


def signed(S):
    return {f"partner{i}": bool(S >> i & 1) for i in range(4)}


@pytest.mark.parametrize("S", range(16))
def test_it_says_what_a_team_costs_and_reaches(explorer, S):
    said = words(explorer, budget=0.55, **signed(S))
    assert f"{S.bit_count()} signed for {sums(PRICE)[S]:.2f} of € 0.55 million." in said
    assert f"Accuracy {V[S] + 0.1:.3f}." in said


def test_substitutes_would_leave_their_shapley_shares(explorer):
    """Of A and B each alone is worth what both are, and each is paid a half of it."""
    assert "A would leave: 50.0 points without the others, paid 25.0" in words(explorer, **signed(0b0011))
    assert "Nobody would leave" in words(explorer, **signed(0b1001))


@pytest.mark.parametrize("S", [0b0101, 0b1011, 0b1111])
def test_shares_and_last_steps_are_those_of_the_team(explorer, S):
    members = [i for i in range(4) if S >> i & 1]
    game = V[sums(1 << np.array(members)).astype(int)]
    svg = explorer.set(**signed(S)).picture().content
    for share, i in zip(shapley(game), members, strict=True):
        last = 100 * (V[S] - V[S - (1 << i)])
        assert f"share {100 * share:.1f}, last {last:.1f}".replace("-", "\u2212") in svg
    block = blocking_coalition(game, shapley(game))
    assert ("would leave:" in words(explorer)) == (block is not None)


def test_too_much_is_told(explorer):
    assert ": too much." in words(explorer, budget=0.3, partner0=True, partner1=True, partner3=True)
    assert "too much" not in words(explorer, budget=0.4)


@pytest.mark.parametrize(("budget", "best"), [(0.1, "B"), (0.15, "B"), (0.2, "B + D"), (0.55, "B + D")])
def test_the_best_team_is_the_best_that_can_be_paid_and_of_equals_the_cheapest(explorer, budget, best):
    assert f"Best: {best}, " in words(explorer, budget=budget, shown=True)


def test_a_round_hides_accuracy_until_the_best_is_shown(explorer):
    said = words(explorer, game=1, partner1=True)
    assert "round 1" in said and "Accuracy" not in said and "would leave" not in said
    assert "share" not in explorer.picture().content
    said = words(explorer, shown=True)
    assert "Accuracy 0.600" in said and "Best: " in said


def test_a_round_is_judged_on_other_pictures_and_counts_once(explorer):
    price, budget = explorer.rounds[2]
    best = int(np.where(sums(price) <= budget + 1e-9, V, -1).argmax())
    short = 100 * V[best] / 2
    said = words(explorer, game=2, shown=True)
    assert f"this team is {short:.1f} points short" in said
    assert f"Rounds played: 1, on average {short:.1f} points short" in said
    explorer.set(shown=False, **signed(best))
    assert f"Rounds played: 1, on average {short:.1f}" in words(explorer, shown=True)


def test_the_best_team_itself_is_not_short(explorer):
    price, budget = explorer.rounds[3]
    best = int(np.where(sums(price) <= budget + 1e-9, V, -1).argmax())
    assert "this team is 0.0 points short" in words(explorer.set(game=3), shown=True, **signed(best))


def test_a_team_that_is_changed_after_the_best_was_shown_is_told_and_the_first_one_counts(explorer):
    price, budget = explorer.rounds[2]
    best = int(shortlist(V, price, budget)[0])
    words(explorer, game=2, shown=True)
    said = words(explorer, **signed(best))
    assert "This is the best team for the money. On other pictures this team is 0.0 points short" in said
    assert f"Counted as first shown: {50 * V[best]:.1f} points. Rounds played: 1, on average {50 * V[best]:.1f}" in said
    assert "Best: " not in said


def test_a_team_that_cannot_be_paid_wins_nothing(explorer):
    price, budget = explorer.rounds[4]
    assert price.sum() > budget
    best = int(np.where(sums(price) <= budget + 1e-9, V, -1).argmax())
    explorer.set(game=4, **signed(15))
    assert f"this team is {50 * V[best]:.1f} points short" in words(explorer, shown=True)


def test_another_round_begins_with_nobody_signed(explorer):
    explorer.set(partner2=True, shown=True).set(game=5)
    assert explorer.values == {"game": 5, "budget": explorer.rounds[5][1], "shown": False, **signed(0)}


def test_a_round_may_be_chosen_by_its_text(explorer):
    explorer.set(partner2=True).set(game="play round 5")
    assert explorer.values == {"game": 5, "budget": explorer.rounds[5][1], "shown": False, **signed(0)}


def test_the_team_of_nobody_is_named_above_the_axis(explorer):
    """Nobody reaches a guess's accuracy, .1, near the axis: below the point the label would touch it."""
    drawn = ET.fromstring(explorer.picture().content)
    label = next(node for node in drawn.iter() if node.text == "this team")
    dot = next(node for node in drawn.iter() if node.tag.endswith("circle"))
    assert float(label.get("y")) < float(dot.get("cy")) and float(label.get("x")) > float(dot.get("cx"))


def test_rounds_are_the_same_for_everybody(explorer):
    other = MarketExplorer(V, PRICE, names=NAMES, sizes=[9, 9, 9, 9], samples=SAMPLES, judged=V)
    for k in range(1, 21):
        assert np.array_equal(explorer.rounds[k][0], other.rounds[k][0])
        assert 0 < explorer.rounds[k][1] <= 0.55


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"names": NAMES[:3]}, "a game of 4 partners, with 3 names"),
        ({"samples": SAMPLES[:2]}, "samples of 2"),
        ({"sizes": [1]}, "1 sizes"),
        ({"judged": V[:8]}, "judged"),
    ],
)
def test_what_does_not_fit_together_is_told(wrong, message):
    fine = {"names": NAMES, "sizes": [9, 9, 9, 9], "samples": SAMPLES, "judged": V}
    with pytest.raises(ValueError, match=message):
        MarketExplorer(V, PRICE, **fine | wrong)


@pytest.mark.parametrize("unit", [0.001, 1, 100])
def test_prices_may_be_in_any_unit(unit):
    explorer = MarketExplorer(V, PRICE * unit, names=NAMES, sizes=[9, 9, 9, 9], samples=SAMPLES, judged=V)
    for game in range(21):
        explorer.set(game=game)
        assert explorer.picture().alt
