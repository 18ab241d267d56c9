"""The article's network, and the quiet door to Keras."""

import subprocess
import sys

import numpy as np
import pytest

from lepton_kit.backend import load_keras, load_tensorflow
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import article_cnn, fast_cnn, models

to_article = content_module("14", "as_article").to_article

QUIET = """
import sys
import lepton_kit.sequences, lepton_kit.vision, lepton_kit.widgets
assert "keras" not in sys.modules and "tensorflow" not in sys.modules
from lepton_kit.vision import OneCycle, article_cnn, evaluate, fast_cnn, keras
from lepton_kit.widgets import TrainingMonitor
import numpy as np
x, y = np.random.default_rng(0).random((40, 28, 28)), np.arange(40) % 10
for model in (article_cnn(), fast_cnn(x)):
    model.compile(keras.optimizers.Adam(OneCycle(0.01, 10)), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, callbacks=[TrainingMonitor()], verbose=0)
    model.evaluate(x, y, verbose=0)
    evaluate(model, x, y)
layers = [keras.Input((8,)), keras.layers.Embedding(9, 3, mask_zero=True), keras.layers.GRU(4), keras.layers.Dense(1)]
reader = keras.Sequential(layers)
reader.compile(keras.optimizers.Adam(global_clipnorm=1.0), "mse")
reader.fit(np.ones((40, 8)), y, verbose=0)
"""


def test_it_is_the_articles_network():
    """Conv 32 3x3 relu, pool, Conv 64 3x3 relu, pool, flatten, dense 10 softmax: 320 + 18,496 + 16,010 weights."""
    model = article_cnn(rng=0)
    assert [type(layer).__name__ for layer in model.layers] == [
        "Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense",
    ]  # fmt: skip
    assert [layer.count_params() for layer in model.layers] == [320, 0, 18_496, 0, 0, 16_010]
    assert [model.get_layer(name).activation.__name__ for name in ("conv1", "conv2", "output")] == [
        "relu", "relu", "softmax",
    ]  # fmt: skip
    assert model.input_shape == (None, 28, 28, 1) and not model.compiled


def test_a_seed_gives_the_same_first_weights():
    first, again, other = (article_cnn(rng=seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


@pytest.mark.long
def test_nothing_is_written_to_stderr():
    """From the first import over the training to the evaluation, in a fresh process, on file descriptor 2."""
    done = subprocess.run([sys.executable, "-c", QUIET], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (done.stdout, done.stderr) == ("", "")


def test_without_keras_the_error_says_what_to_install():
    code = "import sys; sys.modules['keras'] = None; from lepton_kit.vision import article_cnn; article_cnn()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 'pip install --upgrade "lepton-kit[vision]' in done.stderr.splitlines()[-1]


def test_what_was_held_back_comes_out_when_the_import_fails():
    code = (
        "import os\nfrom lepton_kit.backend import held_stderr\n"
        "with held_stderr():\n    os.write(2, b'quiet')\n"
        "with held_stderr():\n    os.write(2, b'the cause\\n')\n    raise ImportError('broken')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.startswith("the cause\n") and "quiet" not in done.stderr


@pytest.mark.parametrize("wrong", ["0", 1.5])
def test_a_wrong_seed(wrong):
    with pytest.raises(TypeError, match="rng must be"):
        article_cnn(rng=wrong)


def test_the_faster_order_gives_the_articles_probabilities(monkeypatch):
    """In float32, with biases and a standardising that matter: the same function but for rounding."""
    monkeypatch.setattr(models, "has_bfloat16", lambda: False)
    rng = np.random.default_rng(0)
    x = (0.1 + 0.5 * rng.random((50, 28, 28))).astype("float32")
    fast = fast_cnn(x, rng=3)
    for name in ("conv1", "conv2"):
        bias = fast.get_layer(name).bias
        bias.assign(rng.normal(0, 0.3, bias.shape))
    article = to_article(fast)
    assert [layer.name for layer in article.layers] == [layer.name for layer in article_cnn().layers]
    expected = fast.predict(x, verbose=0)
    assert np.ptp(expected, axis=0).max() > 0.01
    np.testing.assert_allclose(article.predict(x, verbose=0), expected, atol=2e-6)


def test_the_article_never_looks_at_the_last_two_rows_and_columns():
    """So the faster order may cut them off; one row and one column further in, a pixel counts."""
    network = article_cnn(rng=3)
    x = np.random.default_rng(0).random((20, 28, 28)).astype("float32")
    expected = network.predict(x, verbose=0)

    def blackened(*place):
        other = x.copy()
        other[(slice(None), *place)] = 0
        return network.predict(other, verbose=0)

    np.testing.assert_array_equal(blackened(slice(26, 28)), expected)
    np.testing.assert_array_equal(blackened(slice(None), slice(26, 28)), expected)
    assert np.abs(blackened(25) - expected).max() > 1e-4 and np.abs(blackened(slice(None), 25) - expected).max() > 1e-4


def test_mixed_precision_keeps_float32_weights_and_probabilities(monkeypatch):
    monkeypatch.setattr(models, "has_bfloat16", lambda: True)
    fast = fast_cnn(np.random.default_rng(0).random((5, 28, 28)), rng=0)
    assert fast.get_layer("conv2").compute_dtype == "bfloat16" and fast.get_layer("output").compute_dtype == "float32"
    assert {str(variable.dtype) for variable in fast.variables} == {"float32"}
    assert {layer.compute_dtype for layer in to_article(fast).layers} == {"float32"}


@pytest.mark.parametrize(
    "images", [np.zeros((3, 28, 28)), np.full((3, 28, 28), np.nan), np.arange(784, dtype=np.uint8).reshape(1, 28, 28)]
)
def test_what_the_faster_order_cannot_be_standardised_by(images):
    with pytest.raises(ValueError, match="Did you mean images / 255"):
        fast_cnn(images)


def test_the_global_seed_draws_where_no_other_is_given():
    keras = load_keras()
    kernels = []
    for seed in (1, 1, 2):
        keras.utils.set_random_seed(seed)
        kernels.append(article_cnn().get_weights()[0])
    assert np.array_equal(kernels[0], kernels[1]) and not np.array_equal(kernels[0], kernels[2])


def test_gradients_and_export_ask_for_tensorflow(monkeypatch):
    monkeypatch.setattr(load_keras().backend, "backend", lambda: "jax")
    with pytest.raises(RuntimeError, match=r"runs on 'jax'.*need 'tensorflow'"):
        load_tensorflow()
