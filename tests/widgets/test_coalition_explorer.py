"""The coalition explorer names the coalition that would leave, as the model says."""

import numpy as np
import pytest

from lepton_kit.partnership import blocking_coalition, nucleolus, shapley, synergy_game
from lepton_kit.widgets import CoalitionExplorer

EXAMPLE = synergy_game(
    [0.4, 0.8, 0.4], [[0, 0.3, -0.1], [0.3, 0, 0.2], [-0.1, 0.2, 0]]
)  # the article's, with synergies
GLOVES = [0, 0, 0, 0, 0, 1, 1, 1]


def test_equal_parts_of_the_example_are_blocked_by_a_and_b():
    words = CoalitionExplorer(EXAMPLE).set(first=0.33).picture().alt
    assert "A and B would leave: worth 1.50, paid 1.33, a gain of 0.17." in words


def test_the_shapley_value_of_the_example_is_in_the_core():
    """x = (.5, 1.05, .45) of 2: a quarter to A, and .7 of the rest to B."""
    words = CoalitionExplorer(EXAMPLE).set(first=0.25, second=0.7).picture().alt
    assert "Paid: A 0.50, B 1.05, C 0.45. Nobody gains by leaving" in words
    assert "Shapley A 0.50, B 1.05, C 0.45; nucleolus A 0.50, B 1.05, C 0.45." in words


def test_gloves_have_one_division_in_the_core():
    gloves = CoalitionExplorer(GLOVES, names=("L1", "L2", "R"))
    assert "L1 and R would leave" in gloves.set(first=0.0, second=0.5).picture().alt
    words = gloves.set(first=0, second=0).picture().alt
    assert "Nobody gains by leaving" in words
    assert "nucleolus L1 0.00, L2 0.00, R 1.00" in words


def test_an_empty_core_is_told():
    """Any two can do the work of three: whoever is left out can outbid."""
    anyone = CoalitionExplorer([0, 0, 0, 1, 0, 1, 1, 1])
    assert "The core is empty" in anyone.picture().alt
    assert "core: empty" in anyone.picture().content


def test_it_says_what_the_model_says_wherever_the_division_is():
    explorer = CoalitionExplorer(EXAMPLE)
    v, rng = explorer.v, np.random.default_rng(0)
    for first, second in rng.random((20, 2)).round(2):
        x = v[7] * np.array([first, (1 - first) * second, (1 - first) * (1 - second)])
        block, words = blocking_coalition(v, x), explorer.set(first=first, second=second).picture().alt
        leaving = " and ".join("ABC"[i] for i in block.players) + " would leave" if block else "Nobody gains"
        assert leaving in words


def test_worths_move_the_solutions():
    explorer = CoalitionExplorer(EXAMPLE).set(v3=2.0, v7=2.5)
    v = explorer.v.copy()
    v[3], v[7] = 2.0, 2.5
    words = explorer.picture().alt
    for name, solution in (("Shapley", shapley(v)), ("nucleolus", nucleolus(v))):
        assert name + " " + ", ".join(f"{who} {x:.2f}" for who, x in zip("ABC", solution, strict=True)) in words


@pytest.mark.parametrize("v", [[0, 1, 1, 1, 1, 1, 1, 2], [0, 0, 0, 0, 0, 0, 0, 0], [0, -1, 0, 0, 0, 0, 0, 1]])
def test_a_game_that_the_triangle_cannot_show_is_told(v):
    with pytest.raises(ValueError, match="being together pays"):
        CoalitionExplorer(v)


def test_a_game_of_four_is_told():
    with pytest.raises(ValueError, match="three players"):
        CoalitionExplorer(np.arange(16))


def test_a_shapley_value_outside_of_the_triangle_is_said_to_be_there():
    explorer = CoalitionExplorer(EXAMPLE).set(v3=0, v5=0, v6=3)
    assert "Shapley A −0.40" in explorer.picture().alt
    assert "Shapley value: outside" in explorer.picture().content
