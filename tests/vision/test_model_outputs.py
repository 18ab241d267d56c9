"""What a network itself gives: whatever its class overrides, and whether it comes from its weights."""

import numpy as np
import pytest

from lepton_kit.backend import load_keras
from lepton_kit.vision.model_outputs import in_batches, outputs_of, probabilities, raw

keras = load_keras()
L = keras.layers
IMAGES = np.random.default_rng(0).random((250, 6, 6, 1)).astype(np.float32)


def network(**options):
    return keras.Sequential([keras.Input((6, 6, 1), **options), L.Conv2D(4, 3), L.Flatten(), L.Dense(3, "softmax")])


class Forged(keras.Model):
    """Everything that could stand in the place of the network's own work."""

    def __init__(self):
        super().__init__()
        self.inner = network()

    def call(self, x):
        return self.inner(x)

    def predict(self, x, *_, **__):
        return np.full((len(x), 3), 9.0)

    __call__ = predict_step = predict_on_batch = predict

    def make_predict_function(self, force=False):
        self.predict_function = self.predict


def test_it_is_what_keras_predict_gives():
    model = network()
    np.testing.assert_allclose(outputs_of(model, IMAGES), model.predict(IMAGES, verbose=0), atol=1e-6)


def test_what_a_class_overrides_has_no_part_in_it():
    np.testing.assert_allclose(outputs_of(Forged(), IMAGES).sum(axis=1), 1, atol=1e-5)


def test_layers_act_as_they_do_after_training():
    model = keras.Sequential([keras.Input((6, 6, 1)), L.Dropout(0.9), L.GaussianNoise(0.9), L.Flatten()])
    np.testing.assert_array_equal(outputs_of(model, IMAGES), IMAGES.reshape(250, 36))


def test_shuffled_nothing_is_left_and_afterwards_all_is_there():
    model = network()
    before, weights = outputs_of(model, IMAGES), [np.array(weight) for weight in model.get_weights()]
    assert np.abs(outputs_of(model, IMAGES, shuffled=True) - before).max() > 0.01
    for old, new in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    np.testing.assert_array_equal(outputs_of(model, IMAGES), before)


def test_weights_come_back_where_a_call_fails_too():
    model = network()
    weights = [np.array(weight) for weight in model.get_weights()]
    with pytest.raises(ValueError, match="incompatible"):
        outputs_of(model, IMAGES[..., [0, 0]], shuffled=True)
    for old, new in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_weight_of_one_number_can_be_shuffled_too():
    class Scaled(keras.Model):
        def __init__(self):
            super().__init__()
            self.scale = self.add_weight(shape=(), initializer="ones")

        def call(self, x):
            return self.scale * x

    np.testing.assert_array_equal(outputs_of(Scaled(), IMAGES, shuffled=True), IMAGES)


def test_a_network_gets_as_many_at_once_as_it_takes():
    """No more than fit into memory, where it takes any; else that many, and the last batch filled up."""
    sizes = []

    def run(x):
        sizes.append(len(x))
        return x.mean(axis=(1, 2))

    for batch, expected in ((None, [100, 100, 50]), (125, [125, 125]), (200, [200, 200])):
        np.testing.assert_allclose(in_batches(run, IMAGES, batch), IMAGES.mean(axis=(1, 2)))
        assert sizes == expected
        sizes.clear()


def test_rows_that_nobody_asked_for_are_not_hidden():
    assert len(in_batches(lambda x: np.repeat(x, 2, axis=0), IMAGES)) == 500
    assert in_batches(lambda x: x.mean(), IMAGES).shape == (3,)


def test_rows_that_come_one_by_one_are_one_output():
    """As from a function that asks about each image in turn."""
    assert raw([np.array([0.2, 0.8]), np.array([0.5, 0.5])]).shape == (2, 2)
    assert raw([np.full((2, 3), 0.1)]).shape == raw({"kind": np.full((2, 3), 0.1)}).shape == (2, 3)
    with pytest.raises(ValueError, match=r"several outputs \(2 of them|\(0, 1\).*lambda x: model.predict\(x\)\[0\]"):
        raw((np.full((2, 3), 0.1), np.zeros(2)))


def test_many_classes_that_8_bits_round_to_nothing_are_equally_probable():
    np.testing.assert_allclose(probabilities(np.zeros((2, 1000), np.float32), "softmax"), 1e-3)
