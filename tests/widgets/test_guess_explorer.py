"""The guess explorer asks first and tells after."""

import numpy as np

from lepton_kit.exercises.content import content_module
from lepton_kit.widgets import GuessExplorer

IMAGES = np.random.default_rng(0).integers(0, 256, (2, 28, 28), dtype=np.uint8)
ITEMS = content_module("13", "quiz").quiz(IMAGES)


def test_nothing_is_told_before_a_guess():
    explorer = GuessExplorer(ITEMS)
    for question in range(1, len(explorer.items) + 1):
        asked = explorer.items[question - 1]
        silent = explorer.set(question=question, shown=True).picture()
        assert "Commit to a guess" in silent.alt and "✓" not in silent.content and asked.why not in silent.alt
        right = explorer.set(guess=asked.right, shown=True).picture()
        assert "Right: it is" in right.alt and "✓ right" in right.content and asked.why in right.alt
        wrong = explorer.set(guess=(asked.right + 1) % 4).picture()
        assert f"it is {asked.answers[asked.right]}" in wrong.alt and "No, not" in wrong.alt and "✗" in wrong.content
        assert "Show the answer when you are sure" in explorer.set(shown=False).picture().alt


def test_another_question_takes_guess_and_answer_away():
    explorer = GuessExplorer(ITEMS)
    explorer.inputs["guess"].value = 2
    explorer.inputs["shown"].value = True
    explorer.inputs["question"].value = 2
    assert explorer.values == {"question": 2, "guess": -1, "shown": False}
    assert explorer.inputs["guess"].value == -1 and explorer.inputs["shown"].value is False
