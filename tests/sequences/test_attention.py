"""Attention by hand: equal to Keras, a weighted mean, blind to order until it is told places."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.backend import load_keras
from lepton_kit.sequences import SelfAttention, attention, positions

RNG = np.random.default_rng(0)


def layer_of(inputs, *, size, heads=1):
    shape = (inputs, heads, size)
    weights = {name: (RNG.normal(size=shape), RNG.normal(size=shape[1:])) for name in ("query", "key", "value")}
    return SelfAttention(weights | {"output": (RNG.normal(size=(heads, size, inputs)), np.zeros(inputs))})


@pytest.mark.parametrize("heads", [1, 3])
def test_it_equals_keras_with_and_without_a_mask(heads):
    """The issue's figure: 1e-5, with the same weights."""
    layer = load_keras().layers.MultiHeadAttention(heads, key_dim=4, bias_initializer="random_normal")
    x = RNG.normal(size=(5, 9, 6)).astype("float32")
    theirs = np.asarray(layer(x, x))
    ours = SelfAttention.from_keras(layer)
    assert_allclose(ours(x), theirs, atol=1e-5)
    mask = np.arange(9) < np.array([9, 1, 4, 7, 2])[:, None]
    assert_allclose(ours(x, mask), np.asarray(layer(x, x, attention_mask=mask[:, None, :])), atol=1e-5)


def test_by_the_formula_written_out():
    Q, K, V = (RNG.normal(size=s) for s in ((2, 3, 4), (2, 5, 4), (2, 5, 6)))
    out, weights = attention(Q, K, V)
    for b, i in np.ndindex(2, 3):
        scores = np.array([Q[b, i] @ K[b, j] / 2 for j in range(5)])
        share = np.exp(scores) / np.exp(scores).sum()
        assert_allclose(weights[b, i], share)
        assert_allclose(out[b, i], sum(share[j] * V[b, j] for j in range(5)))


def test_equal_keys_share_equally_and_large_scores_do_not_overflow():
    out, weights = attention([[[1.0, 2]]], np.ones((1, 4, 2)), [[[1.0], [2], [3], [6]]])
    assert_allclose(weights, 0.25)
    assert_allclose(out, 3)
    out, _ = attention([[[1e3]]], [[[1e3], [-1e3]]], [[[1.0], [2]]])
    assert_allclose(out, 1)


def test_padding_is_not_looked_at():
    x, mask = RNG.normal(size=(2, 6, 3)), np.arange(6) < np.array([[4], [6]])
    layer = layer_of(3, size=4, heads=2)
    out = layer(x, mask)
    assert (layer.looked[:, 0, :, 4:] == 0).all()
    assert_allclose(layer(x[:1, :4])[0], out[0, :4])


def test_turning_the_places_turns_the_answer_unless_places_are_told():
    layer, x, order = layer_of(4, size=5), RNG.normal(size=(1, 7, 4)), RNG.permutation(7)
    assert_allclose(layer(x[:, order]), layer(x)[:, order])
    place = positions(7, 4)
    assert not np.allclose(layer(x[:, order] + place), layer(x + place)[:, order])


def test_each_place_has_its_own_position_and_a_shift_is_a_rotation():
    """Vaswani and others (2017), section 3.5: the position t + k is a linear function of t."""
    P = positions(50, 16)
    assert len(np.unique(P.round(9), axis=0)) == 50
    assert_allclose(np.linalg.norm(P, axis=1), np.sqrt(8))
    turn = np.linalg.lstsq(P[:-3], P[3:])[0]
    assert_allclose(P[:-3] @ turn, P[3:], atol=1e-9)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: attention(np.ones((1, 2, 3)), np.ones((1, 2, 4)), np.ones((1, 2, 4))), "K as wide as Q"),
        (lambda: attention(np.ones((1, 2, 3)), np.ones((1, 2, 3)), np.ones((1, 3, 4))), "as long as V"),
        (lambda: attention(np.ones((2, 3)), np.ones((1, 2, 3)), np.ones((1, 2, 3))), r"Give Q\[None\]"),
        (lambda: attention(*[np.full((1, 2, 3), np.inf)] * 3), r"Q\[0, 0, 0\] is inf"),
        (lambda: attention(*[np.ones((1, 2, 3))] * 3, mask=[[False, False]]), "a True in each row"),
        (lambda: attention(*[np.ones((1, 2, 3))] * 3, mask=[True, False]), r"shape \(1, 2\)"),
        (lambda: layer_of(3, size=2)(np.ones((1, 2, 4))), "3 were wanted"),
        (lambda: SelfAttention.from_keras(load_keras().layers.Dense(2)), "built MultiHeadAttention"),
        (lambda: positions(0, 4), "steps must be"),
    ],
)
def test_wrong_input_is_explained(act, message):
    with pytest.raises(ValueError, match=message):
        act()
