"""Lesson 13's questions about kernels and shapes: what they call right is right, and one answer alone is."""

import numpy as np
import pytest

from lepton_kit.exercises.content import content_module
from lepton_kit.vision import convolve
from lepton_kit.vision.sizes import convolution_size
from lepton_kit.widgets.kernel_explorer import PRESETS

IMAGES = np.random.default_rng(0).integers(0, 256, (2, 28, 28), dtype=np.uint8)
quiz = content_module("13", "quiz")


@pytest.mark.parametrize("preset", ["upright edges", "level edges", "spots"])
def test_the_strongest_place_is_right_and_clearly_so(preset):
    for image in IMAGES:
        asked = quiz.place_item(image, preset, np.random.default_rng(1))
        made = convolve(image / 255, np.reshape(PRESETS[preset], (3, 3)))
        responses = [made[place] for place in asked.places]
        assert len(responses) == 4 and responses[asked.right] == made.max()
        assert sorted(responses)[-2] <= 0.6 * made.max()


def test_one_of_four_different_shapes_is_right():
    rng = np.random.default_rng(2)
    for _ in range(50):
        size, channels, kernel, kernels = (int(n) for n in rng.integers((12, 1, 3, 4), (40, 6, 6, 20)))
        stride = int(rng.integers(1, 4))
        asked = quiz.shape_item(size, channels, kernel, kernels, stride, rng)
        made = convolution_size(size, kernel, stride=stride, channels=channels, kernels=kernels).output
        assert asked.answers[asked.right].endswith(f": {made} x {made} x {kernels}")
        assert len({answer[2:] for answer in asked.answers}) == 4


@pytest.mark.parametrize("wrong", [IMAGES[0], IMAGES[:0], IMAGES / 255, IMAGES[:, :5]])
def test_wrong_pictures_are_told(wrong):
    with pytest.raises(ValueError, match="grey pictures of uint8"):
        quiz.quiz(wrong)
