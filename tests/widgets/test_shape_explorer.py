"""The shape explorer says what convolution_size says, and what does not fit is a sentence."""

import numpy as np
import pytest

from lepton_kit.vision.sizes import convolution_size
from lepton_kit.widgets import ShapeExplorer


def test_sizes_weights_and_multiplications_are_those_of_the_layer():
    rng, explorer = np.random.default_rng(0), ShapeExplorer()
    for _ in range(30):
        size, kernel, stride, channels, kernels = (int(rng.integers(1, n)) for n in (60, 9, 5, 64, 128))
        setting = {"size": size + 4, "kernel": kernel, "stride": stride, "channels": channels, "kernels": kernels}
        setting["padding"] = "same" if kernel > size + 4 else str(rng.choice(["same", "valid"]))
        made = convolution_size(**setting)
        words = explorer.set(**setting).picture().alt
        assert f"into {made.output} x {made.output} x {kernels}: {made.parameters:,} weights, " in words
        assert f"{made.multiplications:,} multiplications" in words
        assert f">{made.parameters:,}</text>" in explorer.picture().content


def test_a_kernel_that_does_not_fit_is_a_sentence():
    explorer = ShapeExplorer()
    explorer.set(size=4, kernel=9)
    assert explorer.stage.wrong and "does not fit inside 4 x 4" in explorer.stage.readout
    assert not explorer.set(padding="same").stage.wrong


@pytest.mark.parametrize(("stride", "left"), [(1, None), (4, "left over: 1")])
def test_what_is_left_over_is_said(stride, left):
    content = ShapeExplorer().set(size=12, stride=stride).picture().content
    assert (left in content) if left else ("left over" not in content)
