"""Networks are judged by what they do: right ones pass in every form, wrong ones are told what is wrong."""

import numpy as np
import pytest

from lepton_kit.backend import load_keras
from lepton_kit.exercises import check
from lepton_kit.teach.assignment import load
from lepton_kit.vision.behaviour import look

keras = load_keras()
L = keras.layers
tf = pytest.importorskip("tensorflow")


def network(*layers, shape=(28, 28, 1)):
    return keras.Sequential([keras.Input(shape), *layers])


def body(bend="relu", **options):
    """The article's convolutions and poolings."""
    conv = [L.Conv2D(n, 3, activation=bend, **options) for n in (32, 64)]
    return [conv[0], L.MaxPooling2D(), conv[1], L.MaxPooling2D(), L.Flatten()]


def end():
    return [L.Dense(64, "relu"), L.Dense(10, "softmax")]


class Subclassed(keras.Model):
    def __init__(self, hidden=64, end="softmax", classes=10):
        super().__init__()
        self.last = L.Dense(classes, activation=end)  # not in the order of the calls
        self.hidden = L.Dense(hidden)
        self.one, self.two = L.Conv2D(32, 3), L.Conv2D(64, 3)

    def call(self, x):
        for conv in (self.one, self.two):
            x = keras.ops.max_pool(keras.ops.relu(conv(x)), 2)
        x = keras.ops.reshape(x, (-1, 1600))
        return self.last(keras.ops.relu(self.hidden(x)))


def functional():
    x = first = keras.Input((28, 28, 1))
    for layer in (*body(), L.Dense(64, activation="relu"), L.Dense(10)):
        x = layer(x)
    return keras.Model(first, keras.ops.softmax(x))


def called(model):
    model(np.zeros((1, 28, 28, 1), np.float32))
    return model


def trained():
    model = network(*body(), L.Dense(64, activation="relu"), L.Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(np.random.default_rng(0).random((64, 28, 28, 1)), np.arange(64) % 10, epochs=2, verbose=0)
    return model


RIGHT = {
    "sequential": lambda: network(*body(), L.Dense(64, activation="relu"), L.Dense(10, activation="softmax")),
    "functional, ops": functional,
    "layers of their own": lambda: network(*body(), L.Dense(64), L.ReLU(), L.Dense(10), L.Softmax()),
    "Activation": lambda: network(*body(), L.Dense(64), L.Activation("relu"), L.Dense(10), L.Activation("softmax")),
    "tf.nn": lambda: network(*body(tf.nn.relu), L.Dense(64, tf.nn.relu), L.Dense(10, tf.nn.softmax)),
    "nested": lambda: network(keras.Sequential(body()), keras.Sequential(end())),
    "subclassed": Subclassed,
    "subclassed, called": lambda: called(Subclassed()),
    "Lambda": lambda: network(*body(), L.Dense(64, "relu"), L.Dense(10), L.Lambda(keras.ops.softmax)),
    "bend after pooling": lambda: network(
        L.Conv2D(32, 3),
        L.MaxPooling2D(),
        L.ReLU(),
        L.Conv2D(64, 3),
        L.MaxPooling2D(),
        L.ReLU(),
        L.Flatten(),
        L.Dense(64, "relu"),
        L.Dropout(0.5),
        L.Dense(10, "softmax"),
    ),
    "trained": trained,
    "Reshape": lambda: network(*body()[:-1], L.Reshape((1600,)), *end()),
}


@pytest.mark.parametrize("form", RIGHT)
def test_the_deeper_network_is_right_in_every_form(form):
    verdict = check("13.6", RIGHT[form]())
    assert verdict.correct, verdict


WRONG = {
    "dense before flatten": (
        lambda: network(*body()[:-1], L.Dense(64, "relu"), L.Flatten(), L.Dense(10, "softmax")),
        "Flatten goes before",
    ),
    "no relu in convolutions": (
        lambda: network(*body(None), *end()),
        "Relu is missing",
    ),
    "8 kernels of 5 x 5": (
        lambda: network(L.Conv2D(8, 5, activation="relu"), *body()[1:], *end()),
        "32 and then 64 kernels",
    ),
    "padding": (lambda: network(*body(padding="same"), *end()), "no padding"),
    "colour": (lambda: network(*body(), *end(), shape=(32, 32, 3)), "28 x 28 x 1"),
    "average pooling": (
        lambda: network(
            L.Conv2D(32, 3, activation="relu"),
            L.AveragePooling2D(2),
            L.Conv2D(64, 3, activation="relu"),
            L.AveragePooling2D(2),
            L.Flatten(),
            L.Dense(64, "relu"),
            L.Dense(10, "softmax"),
        ),
        "another pooling",
    ),
    "no bias": (lambda: network(*body(use_bias=False), *end()), "a bias missing"),
    "a layer too many": (lambda: network(*body(), L.BatchNormalization(), *end()), "a layer too many"),
    "global pooling": (lambda: network(*body()[:-1], L.GlobalAveragePooling2D(), *end()), "1,600 numbers come in"),
    "two hidden layers": (lambda: network(*body(), L.Dense(64, "relu"), *end()), "64 and then 10 units"),
    "no hidden layer": (lambda: network(*body(), L.Dense(10, "softmax")), "64 and then 10 units"),
    "no relu": (lambda: network(*body(), L.Dense(64), L.Dense(10, "softmax")), "one dense layer in disguise"),
    "tanh": (lambda: network(*body(), L.Dense(64, "tanh"), L.Dense(10, "softmax")), "one dense layer in disguise"),
    "logits": (lambda: network(*body(), L.Dense(64, "relu"), L.Dense(10)), "softmax"),
    "sigmoid": (lambda: Subclassed(end="sigmoid"), "Sigmoid gives ten separate answers"),
    "softmax over the batch": (
        lambda: network(*body(), L.Dense(64, "relu"), L.Dense(10), L.Softmax(axis=0)),
        "softmax",
    ),
    "no network": (lambda: 3, "A Keras network is wanted"),
}


@pytest.mark.parametrize("slip", WRONG)
def test_a_wrong_deeper_network_is_told_why(slip):
    make, said = WRONG[slip]
    verdict = check("13.6", make())
    assert not verdict.correct
    assert said in verdict.message


def photo(
    *layers, optimizer=None, loss="sparse_categorical_crossentropy", compiled=True, first=None, end="softmax", classes=3
):
    first = [L.Rescaling(2.0, -1.0)] if first is None else first
    middle = layers or [L.Conv2D(8, 3, activation="relu"), L.MaxPooling2D(4), L.Flatten()]
    model = network(
        *first,
        *middle,
        *([L.Dense(classes, activation=end)] if isinstance(end, str | None) else [L.Dense(classes), end]),
        shape=(64, 64, 3),
    )
    if compiled:
        model.compile(optimizer=optimizer or keras.optimizers.SGD(0.01, momentum=0.9), loss=loss)
    return model


def adapted():
    layer = L.Normalization()
    layer.adapt(np.random.default_rng(0).random((32, 64, 64, 3)))
    return layer


def named():
    """A network whose loss is said for its one output by name, as for several."""
    pixels = keras.Input((64, 64, 3))
    maps = L.MaxPooling2D(4)(L.Conv2D(8, 3, activation="relu")(2 * pixels - 1))
    model = keras.Model(pixels, L.Dense(3, "softmax", name="pet")(L.Flatten()(maps)))
    loss = {"pet": "sparse_categorical_crossentropy"}
    model.compile(optimizer=keras.optimizers.SGD(0.01, momentum=0.9), loss=loss)
    return model


def with_the_optimizer_of_another():
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
    photo(optimizer=optimizer).fit(np.zeros((2, 64, 64, 3)), np.zeros(2), verbose=0)
    return photo(optimizer=optimizer)


CE = keras.losses.SparseCategoricalCrossentropy
PHOTO_RIGHT = {
    "plain": photo,
    "loss as an object": lambda: photo(loss=CE()),
    "loss as a function": lambda: photo(loss=keras.losses.sparse_categorical_crossentropy),
    "Nesterov": lambda: photo(optimizer=keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True)),
    "a schedule": lambda: photo(optimizer=keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.01, 100), 0.9)),
    "Softmax layer": lambda: photo(end=L.Softmax()),
    "loss in a list": lambda: photo(loss=["sparse_categorical_crossentropy"]),
    "loss by name": lambda: named(),
    "LayerNormalization": lambda: photo(first=[L.LayerNormalization(axis=(1, 2, 3))]),
    "adapted": lambda: photo(first=[adapted()]),
    "BatchNormalization first": lambda: photo(first=[L.BatchNormalization()]),
    "separable": lambda: photo(L.SeparableConv2D(8, 3, activation="relu"), L.MaxPooling2D(4), L.Flatten()),
    "global pooling": lambda: photo(L.Conv2D(8, 3, activation="relu"), L.GlobalAveragePooling2D()),
    "nested": lambda: photo(keras.Sequential([L.Conv2D(8, 3, activation="relu"), L.MaxPooling2D(4)]), L.Flatten()),
}
PHOTO_WRONG = {
    "not compiled": (lambda: photo(compiled=False), "It is not compiled"),
    "Rescaling(1/255)": (lambda: photo(first=[L.Rescaling(1 / 255)]), "normalises"),
    "for bytes": (lambda: photo(first=[L.Rescaling(1 / 127.5, -1.0)]), "from 0 to 255"),
    "another's optimizer": (with_the_optimizer_of_another, "Compile it with a new one"),
    "compile's None": (lambda: photo().compile("sgd"), "a network's `.compile()`"),
    "fit's History": (lambda: photo().fit(np.zeros((2, 64, 64, 3)), np.zeros(2), verbose=0), "what `fit` trained"),
    "un-adapted": (lambda: photo(first=[L.Normalization()]), "normalises"),
    "behind Flatten": (
        lambda: photo(L.Conv2D(8, 3), L.MaxPooling2D(4), L.Flatten(), L.BatchNormalization(), first=[]),
        "normalises",
    ),
    "rate 100": (lambda: photo(optimizer=keras.optimizers.SGD(100.0, momentum=0.9)), "does not fall"),
    "rate next to 0": (lambda: photo(optimizer=keras.optimizers.SGD(1e-12, momentum=0.9)), "does not fall"),
    "squared error": (lambda: photo(loss="mse"), "class numbers"),
    "no momentum": (lambda: photo(optimizer=keras.optimizers.SGD(0.01)), "no momentum"),
    "adam": (lambda: photo(optimizer="adam"), "momentum"),
    "logits for logits": (lambda: photo(end=None, loss=CE(from_logits=True)), "go well together"),
    "logits": (lambda: photo(end=None), "The loss expects probabilities"),
    "softmax twice": (lambda: photo(loss=CE(from_logits=True)), "twice"),
    "one-hot": (lambda: photo(loss="categorical_crossentropy"), "class numbers"),
    "no pooling": (lambda: photo(L.Conv2D(2, 3), L.Flatten()), "no pooling"),
    "no convolution": (lambda: photo(L.Flatten(), L.Dense(8)), "no convolution"),
    "two classes": (lambda: photo(classes=2), "these photos have three"),
    "grey": (lambda: network(L.Flatten(), L.Dense(3), shape=(28, 28, 1)), "64 x 64 x 3"),
    "rows": (lambda: network(L.Dense(3), shape=(12288,)), "A batch failed: Invalid input shape for input"),
}


@pytest.mark.parametrize("form", PHOTO_RIGHT)
def test_a_photo_network_is_right_in_every_form_and_stays_as_it_was(form):
    model = PHOTO_RIGHT[form]()
    before = [np.array(weight) for weight in model.get_weights()]
    verdict = check("17.4", model)
    assert verdict.correct, verdict
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("slip", PHOTO_WRONG)
def test_a_wrong_photo_network_is_told_why(slip):
    make, said = PHOTO_WRONG[slip]
    verdict = check("17.4", make())
    assert not verdict.correct
    assert said in verdict.message


GRADED = {
    "sequential": (lambda: four(L.Dense(4, activation="softmax")), 2),
    "tf.nn.softmax": (lambda: four(L.Dense(4, activation=tf.nn.softmax)), 2),
    "nested": (
        lambda: network(keras.Sequential([L.Conv2D(8, 3), L.MaxPooling2D(), L.Flatten()]), L.Dense(4, "softmax")),
        2,
    ),
    "Lambda": (lambda: four(L.Dense(4), L.Lambda(keras.ops.softmax)), 2),
    "over the batch": (lambda: four(L.Dense(4), L.Softmax(axis=0)), 0),
    "logits": (lambda: four(L.Dense(4)), 1),
    "ten classes": (lambda: four(L.Dense(10, activation="softmax")), 1),
    "too large": (lambda: Subclassed(classes=4), 1),
    "lies about its weights": (lambda: Liar(classes=4), 1),
    "the same for all": (lambda: four(L.Dense(4, activation="softmax", kernel_initializer="zeros")), 0),
}


class Liar(Subclassed):
    def count_params(self):
        return 1


def four(*ends):
    return network(L.Conv2D(8, 3, activation="relu"), L.MaxPooling2D(), L.Flatten(), *ends)


@pytest.mark.parametrize("form", GRADED)
def test_the_graded_network_is_judged_by_what_it_does(form):
    [question] = [each for each in load("A3").questions if each.id == "A3.6"]
    make, points = GRADED[form]
    verdict = question.judge(make(), **question.given("s001"))
    assert question.marks(verdict) == points, verdict


@pytest.mark.parametrize("cut", [lambda p: np.clip(p, 1e-12, 1), lambda p: p + 1e-9])
def test_a_loss_that_cuts_probabilities_off_is_right_for_small_logits(cut):
    [question] = [each for each in load("A3").questions if each.id == "A3.5"]

    def loss(logits, labels):
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        p = powers / powers.sum(axis=1, keepdims=True)
        return -np.log(cut(p[np.arange(len(labels)), labels])).mean()

    verdict = question.judge(loss)
    assert question.marks(verdict) == 1 and "Right for small logits" in verdict.message, verdict


def test_what_is_seen_of_a_network():
    seen = look(called(Subclassed()), (28, 28, 1))
    assert seen.kernels == ((3, 3, 1, 32), (3, 3, 32, 64), (1600, 64), (64, 10))
    assert seen.into == ((28, 28, 1), (13, 13, 32), (1600,), (64,))
    assert seen.bent == (True, True, True)
    assert (seen.convolves, seen.pools, seen.ending, seen.centred) == (True, True, "softmax", False)
