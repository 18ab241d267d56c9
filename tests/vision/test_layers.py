"""A kernel slides as SciPy's correlation does, squares are pooled, and each slope is the slope."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.signal import correlate2d

from lepton_kit.vision import ACTIVATIONS, convolve, pool, softmax

X = np.zeros((2, 8, 8, 1))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_each_slope_is_the_slope(name):
    z, h = np.array([-30.0, -2, -0.3, 0.4, 1.7, 30]), 1e-6
    f = ACTIVATIONS[name]
    assert_allclose(f.slope(z), (f(z + h) - f(z - h)) / (2 * h), atol=1e-8)
    assert f(z.astype("float32")).dtype == f.slope(z.astype("float32")).dtype == np.float32


def test_softmax_gives_probabilities_and_knows_no_overflow():
    p = softmax([[1000.0, 0.0], [0.0, np.log(3)]])
    assert_allclose(p, [[1, 0], [0.25, 0.75]])


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_convolve_is_scipys_correlation(size):
    rng = np.random.default_rng(size)
    image, kernel = rng.random((9, 7)), rng.standard_normal((size, size))
    assert_allclose(convolve(image, kernel, 0.5), correlate2d(image, kernel, mode="valid") + 0.5)


def test_pooling_keeps_one_number_of_each_square():
    x = np.array([[1.0, 5, 2, 0, 9], [3, 4, 8, 6, 9]])[None, :, :, None]
    assert_array_equal(pool(x)[0, :, :, 0], [[5, 8]])
    assert_array_equal(pool(x, kind="mean")[0, :, :, 0], [[3.25, 4]])


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: convolve(np.zeros((2, 5)), np.eye(3)), "fit inside the image"),
        (lambda: convolve(np.zeros((5, 5)), np.ones((1, 3))), "must be square"),
        (lambda: convolve([[1, np.nan]], [[1]]), "must be a finite number"),
        (lambda: pool(X, kind="median"), "kind must be one of 'max', 'mean'"),
        (lambda: pool(X[:, :1]), "at least 2 x 2; got 1 x 8"),
        (lambda: pool(X[..., 0]), r"x\[..., None\]"),
        (lambda: pool(X, 0), "size must be a whole number, at least 1"),
    ],
)
def test_wrong_input_is_explained(act, message):
    with pytest.raises(ValueError, match=message):
        act()
