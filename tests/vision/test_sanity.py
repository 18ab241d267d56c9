"""Explanations before and after the weights are drawn anew, and marks planted for a network to find."""

import numpy as np
import pytest

from lepton_kit.backend import load_keras
from lepton_kit.vision import article_cnn
from lepton_kit.vision.explain.maps import grad_cam, saliency
from lepton_kit.vision.explain.sanity import randomise, sanity_check
from lepton_kit.vision.explain.shortcuts import plant_mark

PICTURES = np.random.default_rng(0).integers(0, 256, (4, 28, 28), dtype=np.uint8)
LABELS = np.array([1, 0, 1, 1])


def _edges(model, image, label):
    """What looks like an explanation and never asks the network."""
    return np.abs(np.diff(image.astype(float), axis=0))


def test_weights_are_drawn_anew_and_the_model_is_left_alone():
    model = article_cnn(rng=0)
    before = model.get_weights()
    first, second, same = randomise(model, rng=0), randomise(model, rng=1), randomise(model, rng=0)
    for old, kept, a, b, c in zip(before, *(m.get_weights() for m in (model, first, second, same)), strict=True):
        np.testing.assert_array_equal(old, kept)
        np.testing.assert_array_equal(a, c)
        if old.ndim > 1:
            assert np.abs(np.corrcoef([old.ravel(), a.ravel(), b.ravel()]) - np.eye(3)).max() < 0.2
            assert a.std() == pytest.approx(np.sqrt(2 / np.prod(a.shape[:-1])), rel=0.1)
    assert [layer.name for layer in first.layers] == [layer.name for layer in model.layers]


def test_what_is_no_kernel_goes_back_to_where_it_began():
    keras = load_keras()
    kinds = [keras.layers.Conv2D(2, 3), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]
    last = [keras.layers.Flatten(), keras.layers.Dense(2, "softmax")]
    model = keras.Sequential([keras.Input((8, 8, 1)), *kinds, *last])
    model.set_weights([each + 5 for each in model.get_weights()])
    kernel, bias, gamma, beta, mean, variance, *_ = randomise(model, rng=0).get_weights()
    assert np.ptp(kernel) > 0
    for got, want in zip((bias, gamma, beta, mean, variance), (0, 1, 0, 0, 1), strict=True):
        np.testing.assert_array_equal(got, want)


def test_a_method_that_never_asks_the_network_fails_and_gradients_pass():
    model = article_cnn(rng=0)
    edges = sanity_check(model, PICTURES, _edges, rng=0)
    assert not edges.passed and edges.mean == pytest.approx(1)
    assert "_edges fails: it says nearly the same" in repr(edges) and "_edges fails" in edges._repr_html_()
    for method in ("grad_cam", saliency):
        found = sanity_check(model, PICTURES, method, draws=2, rng=0)
        assert found.passed and found.correlation.shape == (2, 4) and "passes" in found.verdict


def test_the_maps_themselves_change():
    model = article_cnn(rng=0)
    other = randomise(model, rng=0)
    for method in (saliency, grad_cam):
        assert not np.allclose(method(model, PICTURES[0], 3), method(other, PICTURES[0], 3), rtol=0.1)


@pytest.mark.parametrize(
    ("before", "after", "expected"), [(0, 0, 1.0), (0, 1, 0.0), (1, 0, 0.0), (1, 1, 1.0), (1, -1, -1.0)]
)
def test_rank_correlation_where_a_map_is_even(before, after, expected):
    """Two blank maps say the same; a blank one and another have nothing in common; a reversal is -1."""
    model, slope = article_cnn(rng=0), np.arange(784.0).reshape(28, 28)
    found = sanity_check(model, PICTURES[:1], lambda m, *_: slope * (before if m is model else after), draws=1, rng=0)
    np.testing.assert_allclose(found.correlation, [[expected]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: sanity_check(m, PICTURES, "gradcam"), "method must be one of 'saliency', 'occlusion', 'grad_cam'"),
        (lambda m: sanity_check(m, PICTURES[:0]), "at least one"),
        (lambda m: sanity_check(m, PICTURES[0]), "batch of pictures"),
        (lambda m: sanity_check(m, PICTURES, draws=0), "draws must be a whole number"),
        (lambda m: sanity_check(m, PICTURES, lambda *_: 3.0), "one a pixel"),
        (lambda m: sanity_check(m, PICTURES, lambda *_: np.full((28, 28), np.nan)), "finite"),
        (lambda m: sanity_check(m, PICTURES, lambda n, *_: np.zeros((28, 28 if n is m else 3))), "one size"),
        (lambda m: plant_mark(PICTURES, LABELS[:3], 1), "4 images need as many labels"),
        (lambda m: plant_mark(PICTURES[:, :5, :5], LABELS, 1), "size must be a whole number, from 1 to 3"),
        (lambda m: plant_mark(PICTURES, LABELS, 7), "labels has no 7; it holds 0, 1"),
        (lambda m: plant_mark(PICTURES, LABELS, 1, size=27), "size must be a whole number, from 1 to 26"),
        (lambda m: plant_mark(PICTURES[0], LABELS, 1), "Is it a single image"),
    ],
)
def test_what_does_not_fit_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call(article_cnn(rng=0))


def test_a_mark_is_where_it_should_be_and_nowhere_else():
    before = PICTURES.copy()
    marked, where = plant_mark(PICTURES, LABELS, 1, size=5)
    np.testing.assert_array_equal(PICTURES, before)
    np.testing.assert_array_equal(where, LABELS == 1)
    assert (marked[where, 1:6, 1:6] == 255).all()
    marked[where, 1:6, 1:6] = PICTURES[where, 1:6, 1:6]
    np.testing.assert_array_equal(marked, PICTURES)
