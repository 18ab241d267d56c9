"""The article's network, and the quiet door to Keras."""

import subprocess
import sys

import numpy as np
import pytest

from lepton_kit.backend import load_keras, load_tensorflow
from lepton_kit.vision import article_cnn, small_cnn

QUIET = """
import sys
import lepton_kit.sequences, lepton_kit.vision, lepton_kit.widgets
assert "keras" not in sys.modules and "tensorflow" not in sys.modules
from lepton_kit.vision import OneCycle, article_cnn, evaluate, keras
from lepton_kit.widgets import TrainingMonitor
from lepton_kit.exercises.content import content_module
import numpy as np
x, y = np.random.default_rng(0).random((40, 28, 28)), np.arange(40) % 10
for model in (article_cnn(), content_module("14", "ideas").faster()):
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


def test_nothing_is_written_to_stderr():
    """From the first import over the training to the evaluation, in a fresh process, on file descriptor 2."""
    done = subprocess.run([sys.executable, "-c", QUIET], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (done.stdout, done.stderr) == ("", "")


def test_without_keras_the_error_says_what_to_install():
    code = "import sys; sys.modules['keras'] = None; from lepton_kit.vision import article_cnn; article_cnn()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 'pip install "lepton-kit[vision]"' in done.stderr.splitlines()[-1]


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


@pytest.mark.parametrize(
    ("shape", "rounds", "taken"),
    [
        ((8, 8), 1, (8, 8, 1)),
        ((28, 28), 2, (28, 28, 1)),
        ((64, 64, 3), 4, (64, 64, 3)),
        ((96, 130, 3), 4, (96, 130, 3)),
        ([28, 28, 1], 2, (28, 28, 1)),
    ],
)
def test_the_small_network_is_built_for_the_shape(shape, rounds, taken):
    """Each round halves the maps while both sides have at least 8 pixels."""
    model = small_cnn(shape, 5, rng=0)
    assert model.input_shape[1:] == taken and model.output_shape == (None, 5) and not model.compiled
    assert sum(type(layer).__name__ == "Conv2D" for layer in model.layers) == rounds
    side = min(taken[:2]) // 2**rounds
    assert 2 * side >= 8 > side
    P = model.predict(np.zeros((2, *taken), np.float32), verbose=0)
    np.testing.assert_allclose(P.sum(axis=1), 1, atol=1e-5)


def test_normalizing_inside_standardises_the_training_images():
    keras = load_keras()
    images = np.random.default_rng(0).random((200, 12, 12, 3)) * [0.2, 0.5, 1.0]
    normalization = keras.layers.Normalization(name="normal")
    normalization.adapt(images)
    inside = np.asarray(small_cnn((12, 12, 3), 2, normalization=normalization).get_layer("normal")(images))
    np.testing.assert_allclose(inside.mean((0, 1, 2)), 0, atol=1e-3)
    np.testing.assert_allclose(inside.std((0, 1, 2)), 1, atol=1e-3)


def test_a_seed_gives_the_same_small_network():
    first, again, other = (small_cnn((16, 16), 3, rng=seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"shape": (100, 28, 28, 1)}, "leave out the first"),
        ({"shape": (100, 28, 28)}, "100 x 28; 28 channels|28 channels"),
        ({"shape": (3, 64, 64)}, "below 8 x 8"),
        ({"shape": (4, 4)}, "below 8 x 8"),
        ({"shape": 28}, "shape must be"),
        ({"shape": "28x28"}, "shape must be"),
        ({"shape": (28.5, 28)}, "shape"),
        ({"shape": (0, 28)}, "shape"),
        ({"classes": 1}, "classes"),
        ({"classes": 2.5}, "classes"),
    ],
)
def test_what_no_small_network_can_be_built_for(wrong, message):
    with pytest.raises(ValueError, match=message):
        small_cnn(**({"shape": (28, 28), "classes": 2} | wrong))


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
