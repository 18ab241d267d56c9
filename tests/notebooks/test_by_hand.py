"""The network of lesson 12: equal to Keras, gradients equal to differences, and good enough to learn."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit import datasets
from lepton_kit.backend import load_keras
from lepton_kit.display import source
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import ACTIVATIONS, article_cnn, convolve

by_hand = content_module("12", "by_hand")
Activation, Convolution, Dense = by_hand.Activation, by_hand.Convolution, by_hand.Dense
Flatten, Network, Pooling = by_hand.Flatten, by_hand.Network, by_hand.Pooling
Momentum, check_gradient = by_hand.Momentum, by_hand.check_gradient
cross_entropy, from_keras = by_hand.cross_entropy, by_hand.from_keras

X = np.zeros((2, 8, 8, 1))


@pytest.fixture(scope="module")
def data():
    return datasets.load("fashion_mnist")


def unit(images):
    return images[..., None] / np.float32(255)


def test_a_learner_is_told_in_which_file_a_layer_is_written():
    assert source(Dense).place == "12_network_by_hand/by_hand.Dense"


def test_the_layer_does_what_convolve_does():
    rng, layer = np.random.default_rng(0), Convolution(2, 3, rng=0)
    x, W = rng.random((4, 6, 5, 2)), layer.weights[0]
    layer.weights[1][:] = [0, 1, -2]
    out = layer(x)
    assert out.shape == (4, 4, 3, 3)
    for n, f in np.ndindex(4, 3):
        by_hand = sum(convolve(x[n, :, :, c], W[:, :, c, f]) for c in range(2)) + layer.weights[1][f]
        assert_allclose(out[n, :, :, f], by_hand, rtol=1e-5)


def test_the_gradient_of_a_maximum_goes_to_the_largest_and_is_shared_by_equals():
    layer = Pooling()
    layer(np.array([[1.0, 5], [5, 0]])[None, :, :, None])
    assert_array_equal(layer.backward(np.full((1, 1, 1, 1), 6.0))[0, :, :, 0], [[0, 3], [3, 0]])


def test_forward_equals_keras_for_the_articles_network(data):
    """The issue's figure: 1e-5, with the same weights, channels last."""
    model, x = article_cnn(rng=0), unit(data.x_test[:300])
    network = from_keras(model)
    assert_allclose(network.probabilities(x), model.predict(x, verbose=0), atol=1e-5)
    for n in (0, 1, 3):
        deeper = load_keras().Model(model.inputs, model.layers[n].output)
        ours = x
        for layer in network.layers[: (2, 3, None, 6)[n]]:
            ours = layer(ours)
        assert_allclose(ours, deeper.predict(x, verbose=0), atol=1e-5)


@pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh", "linear"])
def test_forward_equals_keras_for_other_networks(name):
    keras = load_keras()
    model = keras.Sequential(
        [
            keras.Input((11, 9, 3)),
            keras.layers.Conv2D(4, 2, activation=name),
            keras.layers.MaxPooling2D(3),
            keras.layers.Flatten(),
            keras.layers.Dense(5, activation=name),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    x = np.random.default_rng(0).random((6, 11, 9, 3)).astype("float32")
    assert_allclose(from_keras(model).probabilities(x), model.predict(x, verbose=0), atol=1e-5)


def test_a_keras_layer_of_another_kind_is_named():
    keras = load_keras()
    for layer in (keras.layers.Conv2D(2, 3, padding="same", name="odd"), keras.layers.Dense(2, "gelu", name="odd")):
        with pytest.raises(ValueError, match="Layer 'odd'"):
            from_keras(keras.Sequential([keras.Input((8, 8, 1)), layer]))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_backpropagation_equals_differences(activation):
    network = Network(
        Convolution(2, 3, rng=0), Activation(activation), Pooling(2), Convolution(3, 4, 2, rng=1),
        Activation("tanh"), Flatten(), Dense(16, 5, rng=2), Activation(activation), Dense(5, 3, rng=3),
    )  # fmt: skip
    rng = np.random.default_rng(0)
    before = [w.copy() for w in network.weights]
    found = check_gradient(network, rng.random((5, 9, 8, 2)), [0, 2, 1, 1, 0], count=30, rng=0)
    assert found.error < 1e-6, found
    assert all(np.array_equal(a, b) for a, b in zip(before, network.weights, strict=True))


def test_a_wrong_gradient_is_found():
    class Wrong(Dense):
        def backward(self, G):
            back = super().backward(G)
            self.gradients[1] = 1.01 * self.gradients[1]
            return back

    network = Network(Wrong(3, 4, rng=0))
    assert check_gradient(network, np.eye(3), [0, 1, 2], rng=0).error > 1e-3


def test_cross_entropy_of_a_guess_and_of_certainty():
    assert cross_entropy(np.zeros((2, 10)), [3, 4])[0] == pytest.approx(np.log(10))
    loss, G = cross_entropy(np.array([[200.0, 0.0]]), [1])
    assert np.isfinite(loss) and loss > 60
    assert_allclose(G, [[1, -1]])


def test_momentum_repeats_a_share_of_the_last_step():
    w, rule = np.array([1.0]), Momentum(rate=0.1, momentum=0.5)
    rule.step([w], [np.array([1.0])])
    assert_allclose(w, 0.9)
    rule.step([w], [np.array([1.0])])
    assert_allclose(w, 0.9 - 0.1 - 0.05)


def test_a_small_network_passes_eighty_of_a_hundred_test_pictures(data):
    x, x_test = unit(data.x_train), unit(data.x_test)
    network = Network(Convolution(1, 8, rng=0), Activation(), Pooling(), Flatten(), Dense(1352, 10, rng=1))
    assert network.accuracy(x_test, data.y_test) < 0.3
    losses = network.train(x, data.y_train, epochs=2, rng=0)
    assert len(losses) == 400 and losses[-40:].mean() < losses[:40].mean() / 2
    assert network.accuracy(x_test, data.y_test) > 0.8


def test_a_seed_gives_the_same_training(data):
    def trained(seed):
        network = Network(Flatten(), Dense(784, 10, rng=seed))
        return network.train(unit(data.x_train[:300]), data.y_train[:300], epochs=1, rng=seed)

    assert_array_equal(trained(1), trained(1))
    assert not np.array_equal(trained(1), trained(2))


def test_a_network_says_what_it_is_made_of():
    text = repr(Network(Convolution(1, 8, rng=0), Flatten(), Dense(1352, 10, rng=1)))
    assert re.findall(r"(\w+), ([\d,]+) weights", text) == [
        ("Convolution", "80"), ("Flatten", "0"), ("Dense", "13,530"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: Pooling(0), "size must be a whole number, at least 1"),
        (lambda: Convolution(3, 4)(X), r"height, width, 3\)"),
        (lambda: Convolution(1, 4, 9)(X), "at least 9 x 9"),
        (lambda: Convolution(1, 4)(X[0]), "This convolution wants shape"),
        (lambda: Dense(64, 10)(X), "Flatten comes before Dense"),
        (lambda: Dense(0, 10), "at least 1; got 0"),
        (lambda: Network(), "at least one layer"),
        (lambda: Momentum(0.1, 1.0), "momentum is 1; it must be below 1"),
        (lambda: Momentum(-0.1), "rate is -0.1; it must be at least 0"),
        (lambda: cross_entropy(np.zeros((2, 3)), [0, 3]), "class numbers from 0 to 2"),
        (lambda: cross_entropy(np.zeros((2, 3)), [0]), "one for each picture"),
        (lambda: Network(Flatten(), Dense(64, 2)).train(X, [0]), "got 2 pictures and 1 truths"),
        (
            lambda: Network(Dense(1, 2, rng=0)).train(np.ones((9, 1)), np.arange(9) % 2, rate=1e39, epochs=9),
            "the loss is (inf|nan): try a rate below",
        ),
    ],
)
def test_wrong_input_is_explained(act, message):
    with pytest.raises(ValueError, match=message):
        act()
