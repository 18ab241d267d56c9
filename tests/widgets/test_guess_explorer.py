"""The guess explorer asks first and tells after; what it calls right is right."""

import numpy as np
import pytest

from lepton_kit.vision import convolve
from lepton_kit.vision.sizes import convolution_size
from lepton_kit.widgets import GuessExplorer
from lepton_kit.widgets.kernel_explorer import PRESETS
from lepton_kit.widgets.quiz import place_item, shape_item

IMAGES = np.random.default_rng(0).integers(0, 256, (2, 28, 28), dtype=np.uint8)


@pytest.mark.parametrize("preset", ["upright edges", "level edges", "spots"])
def test_the_strongest_place_is_right_and_clearly_so(preset):
    for image in IMAGES:
        asked = place_item(image, preset, np.random.default_rng(1))
        made = convolve(image / 255, np.reshape(PRESETS[preset], (3, 3)))
        responses = [made[place] for place in asked.places]
        assert len(responses) == 4 and responses[asked.right] == made.max()
        assert sorted(responses)[-2] <= 0.6 * made.max()


def test_one_of_four_different_shapes_is_right():
    rng = np.random.default_rng(2)
    for _ in range(50):
        size, channels, kernel, kernels = (int(n) for n in rng.integers((12, 1, 3, 4), (40, 6, 6, 20)))
        stride = int(rng.integers(1, 4))
        asked = shape_item(size, channels, kernel, kernels, stride, rng)
        made = convolution_size(size, kernel, stride=stride, channels=channels, kernels=kernels).output
        assert asked.answers[asked.right].endswith(f": {made} x {made} x {kernels}")
        assert len({answer[2:] for answer in asked.answers}) == 4


def test_nothing_is_told_before_a_guess():
    explorer = GuessExplorer(IMAGES)
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
    explorer = GuessExplorer(IMAGES)
    explorer.inputs["guess"].value = 2
    explorer.inputs["shown"].value = True
    explorer.inputs["question"].value = 2
    assert explorer.values == {"question": 2, "guess": -1, "shown": False}
    assert explorer.inputs["guess"].value == -1 and explorer.inputs["shown"].value is False


@pytest.mark.parametrize("wrong", [IMAGES[0], IMAGES[:0], IMAGES / 255, IMAGES[:, :5]])
def test_wrong_pictures_are_told(wrong):
    with pytest.raises(ValueError, match="grey pictures of uint8"):
        GuessExplorer(wrong)
