"""What a network does is seen whatever its layers are called; what is no network, or takes other images, is told."""

import numpy as np
import pytest

from lepton_kit.backend import load_keras
from lepton_kit.exercises.comparing import Property, Unjudged
from lepton_kit.vision.behaviour import look, network, shows

keras = load_keras()
L = keras.layers


class Plain(keras.Model):
    """Layers in another order than they are called, functions in place of layers, and a count that lies."""

    def __init__(self):
        super().__init__()
        self.last, self.first = L.Dense(3), L.Conv2D(4, 3)

    def call(self, x):
        x = keras.ops.max_pool(keras.ops.relu(self.first(2 * x - 1)), 2)
        return keras.ops.softmax(self.last(keras.ops.mean(x, axis=(1, 2))))

    def count_params(self):
        return 1


def test_a_subclassed_network_is_seen_as_it_is_called():
    seen = look(Plain(), (8, 8, 1))
    assert seen.kernels == ((3, 3, 1, 4), (4, 3))
    assert (seen.into, seen.out) == (((8, 8, 1), (4,)), ((6, 6, 4), (3,)))
    assert seen.parameters == 3 * 3 * 4 + 4 + 4 * 3 + 3
    assert (seen.convolves, seen.pools, seen.centred, seen.ending) == (True, True, True, "softmax")


@pytest.mark.parametrize(
    ("end", "ending"),
    [("softmax", "softmax"), ("sigmoid", "sigmoids"), (None, "logits"), ("tanh", "logits")],
)
def test_the_ending_is_known_by_what_comes_out(end, ending):
    body = [keras.Input((6, 6, 1)), L.Flatten(), L.Dense(8), L.Dense(5, end)]
    assert look(keras.Sequential(body), (6, 6, 1)).ending == ending


def test_logits_that_lie_between_0_and_1_by_chance_are_logits():
    model = keras.Sequential([keras.Input((8, 8, 1)), L.Flatten(), L.Dense(3)])
    model.set_weights([np.random.default_rng(0).normal(0, 0.01, (64, 3)), np.full(3, 0.5)])
    seen = look(model, (8, 8, 1))
    assert seen.outputs.min() > 0 and seen.outputs.max() < 1
    assert seen.ending == "logits"


def test_a_softmax_over_the_batch_is_none():
    model = keras.Sequential([keras.Input((6, 6, 1)), L.Flatten(), L.Dense(5), L.Softmax(axis=0)])
    assert look(model, (6, 6, 1)).ending == "columns"


def test_normalising_layers_keep_what_they_knew():
    layer = L.BatchNormalization()
    model = keras.Sequential([keras.Input((6, 6, 1)), layer, L.Conv2D(2, 3)])
    before = [np.array(weight) for weight in model.get_weights()]
    assert look(model, (6, 6, 1)).centred
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_what_is_changed_is_looked_at_anew():
    model = keras.Sequential([keras.Input((6, 6, 1)), L.Flatten(), L.Dense(2, "softmax")])
    first = look(model, (6, 6, 1))
    assert look(model, (6, 6, 1)) is first
    model.set_weights([0 * weight for weight in model.get_weights()])
    np.testing.assert_allclose(look(model, (6, 6, 1)).outputs, 0.5)


def test_what_cannot_be_looked_at_is_told():
    with pytest.raises(Unjudged, match="A Keras network is wanted; you gave the number 3"):
        look(3, (6, 6, 1))
    with pytest.raises(Unjudged, match="It should take images of 6 x 6 x 1"):
        look(keras.Sequential([keras.Input((9, 9, 3)), L.Flatten(), L.Dense(2)]), (6, 6, 1))


def test_why_a_batch_failed_is_said_as_keras_says_it():
    colour = keras.Sequential([keras.Input((6, 6, 3)), L.Conv2D(2, 3), L.Flatten(), L.Dense(2)])
    with pytest.raises(Unjudged, match=r"A batch failed: Input 0 .*expected axis -1 of input shape to have value 3"):
        look(colour, (6, 6, 1))
    flat = L.Flatten()(entry := keras.Input((6, 6, 1)))
    with pytest.raises(Unjudged, match=r"several outputs \(2 of them\); take one of them"):
        look(keras.Model(entry, [L.Dense(2)(flat), L.Dense(3)(flat)]), (6, 6, 1))


def test_a_number_for_each_number_is_no_kernel():
    layers = [L.LayerNormalization(axis=(1, 2, 3)), L.Conv2D(4, 3), L.PReLU(), L.Flatten(), L.Dense(2)]
    seen = look(keras.Sequential([keras.Input((6, 6, 1)), *layers]), (6, 6, 1))
    assert seen.kernels == ((3, 3, 1, 4), (64, 2)) and seen.centred


def test_properties_and_misconceptions_ask_of_what_was_seen():
    model = keras.Sequential([keras.Input((6, 6, 1)), L.Flatten(), L.Dense(2)])
    compare = network((6, 6, 1), Property(lambda seen: seen.ending == "softmax", "No softmax."))
    assert compare(model, None) == "No softmax."
    assert shows((6, 6, 1), lambda seen: seen.ending == "logits")(model)
