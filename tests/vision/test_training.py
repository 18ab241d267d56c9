"""Training: it learns, it can be stopped, and the model that comes back is an ordinary one."""

import threading
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from lepton_kit import datasets
from lepton_kit.backend import load_keras
from lepton_kit.vision import RECIPES, Recipe, article_cnn, evaluate, fit
from lepton_kit.vision.rework import Reworked, has_bfloat16

SHORT = Recipe("short", epochs=2, batch=50, rate=0.01, schedule="one-cycle", optimiser="muon", rework=True)
ENDLESS = replace(SHORT, epochs=10_000, schedule="constant")


@pytest.fixture(scope="module")
def data():
    return datasets.load("fashion_mnist")


@pytest.fixture(scope="module")
def few(data):
    return data.x_train[:300], data.y_train[:300]


@pytest.fixture(scope="module")
def trained(data):
    model = article_cnn(rng=0)
    return model, fit(model, data.x_train, data.y_train, rng=0)


def test_the_default_beats_a_linear_model_clearly(data, trained):
    """The baseline is logistic regression on the raw pixels of the same images."""
    pixels = data.x_train.reshape(len(data.x_train), -1) / 255
    linear = LogisticRegression(C=0.05, max_iter=60, tol=1e-2).fit(pixels[:5000], data.y_train[:5000])
    baseline = linear.score(data.x_test.reshape(len(data.x_test), -1) / 255, data.y_test)
    accuracy = evaluate(trained[0], data.x_test, data.y_test).accuracy
    assert accuracy > 0.88
    assert accuracy > baseline + 0.03


def test_what_comes_back_is_an_ordinary_float32_model(data, trained):
    model, training = trained
    assert {str(variable.dtype) for variable in model.variables} == {"float32"}
    assert model.dtype_policy.name == "float32" and model.layers[0].activation.__name__ == "relu"
    loss, accuracy = model.evaluate(data.x_test[..., None] / 255, data.y_test, verbose=0)
    report = evaluate(model, data.x_test, data.y_test)
    assert accuracy == pytest.approx(report.accuracy, abs=1e-3)
    assert loss == pytest.approx(report.cross_entropy, rel=1e-3)
    assert training.precision == ("bfloat16" if has_bfloat16() else "float32")
    assert training.precision in str(training) and training.precision in training._repr_html_()


@pytest.mark.parametrize("late_bias", [0.0, 0.3])
def test_the_reworked_copy_computes_the_same_function(monkeypatch, data, late_bias):
    """Pooling before relu and the folded standardising change the rounding only; weights survive the round trip."""
    monkeypatch.setattr("lepton_kit.vision.rework.has_bfloat16", lambda: False)
    model = article_cnn(rng=3)
    model.get_layer("conv1").bias.assign(np.linspace(-late_bias, late_bias, 32))
    x = (data.x_test[:200, ..., None] / 255).astype("float32")
    reworked = Reworked(model, x)
    standardised = (x - reworked.mean) / reworked.deviation
    np.testing.assert_allclose(reworked.network(standardised), model(x), atol=2e-6)
    before = model.get_weights()
    reworked.write_back()
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_allclose(new, old, atol=1e-6)


def test_the_copy_leaves_padding_alone():
    """Zeros at the border are not standardised, so nothing can be folded into a padded convolution."""
    keras = load_keras()
    layers = [keras.layers.Conv2D(4, 3, padding="same", activation="relu"), keras.layers.MaxPooling2D(2)]
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), *layers, keras.layers.Flatten(), keras.layers.Dense(3, "softmax")]
    )
    reworked = Reworked(model, np.random.default_rng(0).random((5, 8, 8, 1)))
    assert (reworked.mean, reworked.deviation) == (0, 1)


def test_other_stacks_and_graphs_train_too(few):
    """Dropout, batch normalisation and a frozen layer in a stack, and a network that is no stack."""
    keras = load_keras()
    x, y = few
    frozen = keras.layers.Dense(20, "relu", trainable=False)
    hidden = [keras.layers.Flatten(), frozen, keras.layers.BatchNormalization(), keras.layers.Dropout(0.1)]
    stack = keras.Sequential([keras.Input((28, 28, 1)), *hidden, keras.layers.Dense(10, "softmax")])
    kept = frozen.kernel.numpy()
    assert fit(stack, x, y, SHORT, rng=0).history["loss"][-1] < 3
    np.testing.assert_allclose(frozen.kernel, kept)
    assert np.abs(stack.layers[2].moving_mean).max() > 0
    entry = keras.Input((28, 28, 1))
    graph = keras.Model(entry, keras.layers.Dense(10, "softmax")(keras.layers.Flatten()(entry)))
    training = fit(graph, x, y, SHORT, rng=0)
    assert training.history["loss"][1] < training.history["loss"][0] and training.precision == "float32"


def test_the_articles_recipe_follows_keras_own_training(few):
    """The same batches in the same order give Adam's same losses in Keras' model.fit."""
    x, y = few
    model, peer = article_cnn(rng=5), article_cnn(rng=5)
    training = fit(model, x, y, replace(RECIPES["article"], epochs=1, batch=30), rng=0)
    order = np.random.default_rng(0).permutation(300)
    peer.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    losses = []
    for batch in order.reshape(10, 30):
        peer.reset_metrics()
        losses.append(np.ravel(peer.train_on_batch(x[batch][..., None] / 255, y[batch]))[0])
    np.testing.assert_allclose(training.step_loss, losses, rtol=2e-3)


def test_float_images_and_bytes_teach_the_same(few):
    x, y = few
    by_bytes = fit(article_cnn(rng=0), x, y, SHORT, rng=0)
    by_floats = fit(article_cnn(rng=0), x[..., None] / 255, list(y), SHORT, rng=0)
    np.testing.assert_allclose(by_floats.step_loss, by_bytes.step_loss, rtol=0.05, atol=0.02)


def test_the_record_is_whole(few):
    x, y = few
    seen = []
    training = fit(article_cnn(rng=0), x, y, SHORT, validation=(x[:50], y[:50]), monitor=seen.append, rng=0)
    assert {name: len(values) for name, values in training.history.items()} == {
        "loss": 2, "accuracy": 2, "val_loss": 2, "val_accuracy": 2,
    }  # fmt: skip
    assert training.step_loss.shape == (12,) and not training.stopped
    assert training.history["loss"] == pytest.approx([training.step_loss[:6].mean(), training.step_loss[6:].mean()])
    assert (seen[-1].step, seen[-1].steps, seen[-1].epoch, seen[-1].seconds_left) == (12, 12, 2, 0)
    assert all(a.step < b.step for a, b in pairwise(seen))


def test_a_stop_keeps_what_was_learnt(few):
    """The stop is set from another thread, as the message of a button arrives in JupyterLab."""
    x, y = few
    model, stop = article_cnn(rng=0), threading.Event()
    before = model.get_weights()

    def monitor(progress):
        if progress.step >= 20:
            asking = threading.Thread(target=stop.set)
            asking.start()
            asking.join()

    training = fit(model, x, y, ENDLESS, monitor=monitor, stop=stop, rng=0)
    assert training.stopped and 20 <= len(training.step_loss) < 60_000 and "stopped early" in str(training)
    assert not np.allclose(before[0], model.get_weights()[0])
    assert evaluate(model, x, y).accuracy > 0.3


def test_an_interrupt_keeps_what_was_learnt(few):
    x, y = few

    def monitor(progress):
        if progress.step >= 20:
            raise KeyboardInterrupt

    model = article_cnn(rng=0)
    training = fit(model, x, y, ENDLESS, validation=(x, y), monitor=monitor, rng=0)
    assert training.stopped and len(training.history["loss"]) == len(training.history["val_loss"])
    assert evaluate(model, x, y).accuracy > 0.3


def test_a_failing_monitor_is_heard_and_the_weights_are_kept(few):
    model = article_cnn(rng=0)
    before = model.get_weights()[0]
    with pytest.raises(ZeroDivisionError):
        fit(model, *few, SHORT, monitor=lambda progress: 1 / 0, rng=0)
    assert not np.array_equal(before, model.get_weights()[0])


def test_training_goes_on_from_where_it_was(few):
    model = article_cnn(rng=0)
    first = fit(model, *few, SHORT, rng=0)
    second = fit(model, *few, SHORT, rng=0)
    assert second.step_loss[0] < first.step_loss[0] / 1.5


@pytest.mark.parametrize("n", [1, 2, 60])
def test_tiny_data_is_no_trouble(data, n):
    training = fit(article_cnn(rng=0), data.x_train[:n], data.y_train[:n], rng=0)
    assert np.isfinite(training.step_loss).all() and len(training.step_loss) <= 400


def test_too_high_a_rate_is_told_and_leaves_the_model_as_it_was(few):
    model = article_cnn(rng=0)
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"learning rate, 1e\+30, is too high"):
        fit(model, *few, Recipe("wild", epochs=5, batch=10, rate=1e30), rng=0)
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_allclose(new, old, atol=1e-6)


X, Y = np.zeros((6, 28, 28), np.uint8), np.arange(6)
WRONG = {
    "a hundred images, one label less": ({"y": Y[:5]}, "y has 5 labels for 6 images"),
    "one-hot": ({"y": np.eye(10)[Y]}, r"one-hot.*argmax"),
    "a class too many": ({"y": Y + 5}, "class number 10; the model has 10 classes, 0 to 9"),
    "negative": ({"y": Y - 1}, "class number -1"),
    "fractions": ({"y": Y / 2}, "whole class numbers"),
    "NaN label": ({"y": np.full(6, np.nan)}, "whole class numbers"),
    "words": ({"y": ["shirt"] * 6}, "whole class numbers"),
    "a table of labels": ({"y": np.zeros((6, 3))}, "one row of class numbers"),
    "floats to 255": ({"x": X + 200.0}, r"Did you mean x / 255"),
    "NaN pixel": ({"x": np.full((6, 28, 28), np.nan)}, "NaN"),
    "negative pixel": ({"x": X - 1.0}, "pixels from -1"),
    "wrong size": ({"x": X[:, :20]}, "6 x 20 x 28; the model takes n x 28 x 28 x 1"),
    "one image": ({"x": X[0]}, r"a single image.*x\[None\]"),
    "no image": ({"x": X[:0], "y": Y[:0]}, "holds no image"),
    "flat": ({"x": X.reshape(6, -1)}, "6 x 784"),
    "text": ({"x": ["a"] * 6}, "must hold numbers"),
    "unknown recipe": ({"recipe": "slow"}, "recipe must be one of 'article', 'fast'; not 'slow'"),
    "validation": ({"validation": X}, "validation must be a pair"),
    "validation labels": ({"validation": (X, Y[:2])}, "validation y has 2 labels"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_explained(case):
    change, message = WRONG[case]
    with pytest.raises(ValueError, match=message):
        fit(**({"model": article_cnn(), "x": X, "y": Y} | change))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": article_cnn}, "Did you forget the brackets"),
        ({"model": None}, "must be a Keras model"),
        ({"monitor": 3}, "monitor must be callable"),
        ({"stop": True}, "threading.Event"),
        ({"rng": "0"}, "rng must be"),
    ],
)
def test_wrong_kinds_are_explained(change, message):
    with pytest.raises(TypeError, match=message):
        fit(**({"model": article_cnn(), "x": X, "y": Y} | change))


def test_unsuitable_models_are_explained():
    keras = load_keras()
    dense = keras.layers.Dense
    entry, flat = keras.Input((28, 28, 1)), keras.layers.Flatten()
    frozen = article_cnn()
    frozen.trainable = False
    for model, message in (
        (keras.Sequential([entry, flat, dense(10)]), "ends in 'linear'"),
        (keras.Sequential([flat, dense(10, "softmax")]), "has no weights yet"),
        (keras.Sequential([entry, dense(10, "softmax")]), "one row of class probabilities"),
        (frozen, "no weights that may learn"),
    ):
        with pytest.raises(ValueError, match=message):
            fit(model, X, Y)


@pytest.mark.parametrize(
    "change",
    [{"epochs": 0}, {"epochs": 2.5}, {"batch": True}, {"rate": -1}, {"rate": float("nan")}, {"schedule": "cosine"},
     {"optimiser": "sgd"}, {"least_steps": -1}],
)  # fmt: skip
def test_wrong_recipes_are_explained(change):
    with pytest.raises(ValueError, match=next(iter(change))):
        replace(RECIPES["fast"], **change)


def test_one_cycle_climbs_for_a_fifth_and_sinks_to_nothing():
    rates = RECIPES["fast"].rates(100)
    assert rates.argmax() == 19 and rates.max() == np.float32(RECIPES["fast"].rate)
    assert (np.diff(rates[:20]) > 0).all() and (np.diff(rates[20:]) < 0).all() and rates[-1] < 1e-5
    assert set(RECIPES["article"].rates(7)) == {np.float32(0.001)}
    assert all(np.isfinite(RECIPES["fast"].rates(steps)).all() for steps in (1, 2, 3, 5))
