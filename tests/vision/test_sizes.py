"""What a convolution makes of a size is what Keras makes of it."""

import numpy as np
import pytest

from lepton_kit.backend import load_keras
from lepton_kit.vision.sizes import convolution_size


def test_sizes_and_parameters_are_those_of_keras():
    layers, rng = load_keras().layers, np.random.default_rng(0)
    for _ in range(60):
        size, kernel, stride, channels, kernels = (int(n) for n in rng.integers(1, (20, 8, 5, 4, 6)))
        padding = "same" if kernel > size else str(rng.choice(["same", "valid"]))
        layer = layers.Conv2D(kernels, kernel, strides=stride, padding=padding)
        layer.build((None, size, size, channels))
        made = convolution_size(size, kernel, stride=stride, padding=padding, channels=channels, kernels=kernels)
        assert layer.compute_output_shape((None, size, size, channels)) == (None, made.output, made.output, kernels)
        assert made.parameters == layer.count_params()
        assert made.multiplications == made.output**2 * layer.kernel.shape.num_elements()


def test_the_border_is_that_of_keras():
    """A one in the corner of the kernel copies the picture, moved by the border: Keras lays the odd row below."""
    layers = load_keras().layers
    for size, kernel, stride in ((6, 3, 1), (6, 2, 1), (7, 4, 1), (6, 3, 2), (7, 3, 2), (9, 5, 4)):
        layer = layers.Conv2D(1, kernel, strides=stride, padding="same", use_bias=False)
        layer.build((None, size, size, 1))
        weights = np.zeros((kernel, kernel, 1, 1))
        weights[0, 0] = 1
        layer.set_weights([weights])
        picture = np.arange(1.0, size * size + 1).reshape(size, size)
        above, below = convolution_size(size, kernel, stride=stride, padding="same").border
        padded = np.pad(picture, (above, below))
        got = layer(picture[None, ..., None])[0, ..., 0]
        np.testing.assert_allclose(
            got, padded[: size + above + below - kernel + 1 : stride][:, : padded.shape[1] - kernel + 1 : stride]
        )


def test_the_articles_second_convolution():
    """18,496 weights, as in the table of lesson 13."""
    made = convolution_size(13, 3, channels=32, kernels=64)
    assert (made.output, made.parameters, made.multiplications) == (11, 18_496, 2_230_272)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2, 3), "does not fit inside 2 x 2"),
        ((0, 3), "size must be a whole number, at least 1"),
        ((28, 2.5), "kernel must be a whole number"),
        ((28, "3"), "kernel must be a whole number"),
    ],
)
def test_what_has_no_size_is_told(arguments, message):
    with pytest.raises(ValueError, match=message):
        convolution_size(*arguments)


@pytest.mark.parametrize("wrong", [{"stride": 0}, {"padding": "full"}, {"channels": True}, {"kernels": -1}])
def test_wrong_settings_are_told(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        convolution_size(28, 3, **wrong)
