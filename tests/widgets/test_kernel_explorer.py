"""The kernel explorer shows the convolution, and a preset and its nine numbers stay of one mind."""

import numpy as np
import pytest

from lepton_kit.vision import convolve
from lepton_kit.widgets import KernelExplorer
from lepton_kit.widgets.kernel_explorer import PRESETS

IMAGE = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_output_pixel_is_that_of_the_convolution(preset):
    explorer = KernelExplorer(IMAGE).set(preset=preset, row=5, column=25, bias=0.5)
    made = convolve(IMAGE / 255, np.reshape(PRESETS[preset], (3, 3)), 0.5)
    words = explorer.picture().alt
    assert f"gives the output pixel {made[5, 25]:z.2f}." in words
    assert f"from {made.min():.2f} to {made.max():.2f}" in words


def test_a_preset_sets_the_nine_boxes_and_a_number_of_your_own_leaves_it():
    explorer = KernelExplorer(IMAGE)
    explorer.inputs["preset"].value = "spots"
    assert [explorer.inputs[f"k{k}"].value for k in range(9)] == list(PRESETS["spots"])
    explorer.inputs["k4"].value = 2
    assert explorer.inputs["preset"].value == explorer.values["preset"] == "your own"
    explorer.inputs["k4"].value = 8
    assert explorer.values["preset"] == "spots"
    explorer.reset()
    assert explorer.values["preset"] == "upright edges" and explorer.values["k0"] == -1


def test_the_nine_products_stand_in_the_picture():
    explorer = KernelExplorer(np.full((5, 5), 255, dtype=np.uint8)).set(preset="spots")
    content = explorer.picture().content
    assert content.count("1.00 × −1") == 8 and content.count("1.00 × 8") == 1
    assert "output pixel 0.00" in explorer.picture().alt


@pytest.mark.parametrize("wrong", [np.zeros((28, 28)), np.zeros((28, 20), np.uint8), np.zeros((2, 2), np.uint8)])
def test_a_wrong_picture_is_told(wrong):
    with pytest.raises(ValueError, match="Square grey pictures of uint8"):
        KernelExplorer(wrong)


def test_a_preset_with_a_number_changed_is_a_kernel_of_your_own():
    explorer = KernelExplorer(IMAGE).set(preset="blur", k3=2.5)
    assert explorer.values["preset"] == "your own"
    assert [explorer.values[f"k{k}"] for k in (2, 3, 4)] == [0.11, 2.5, 0.11]
