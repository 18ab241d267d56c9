"""The article's network, and the quiet door to Keras."""

import subprocess
import sys

import numpy as np
import pytest

from lepton_kit.vision import article_cnn

QUIET = """
import sys
import lepton_kit.vision
assert "keras" not in sys.modules and "tensorflow" not in sys.modules
from dataclasses import replace
from lepton_kit.vision import RECIPES, article_cnn, evaluate, fit
import numpy as np
x, y = np.zeros((40, 28, 28), "uint8"), np.arange(40) % 10
for recipe in RECIPES.values():
    model = article_cnn()
    fit(model, x, y, replace(recipe, epochs=2, least_steps=0))
    model.evaluate(x[..., None] / 255, y, verbose=0)
    evaluate(model, x, y)
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
    """From the first import over both recipes to the evaluation, in a fresh process, on file descriptor 2."""
    done = subprocess.run([sys.executable, "-c", QUIET], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (done.stdout, done.stderr) == ("", "")


def test_without_keras_the_error_says_what_to_install():
    code = "import sys; sys.modules['keras'] = None; from lepton_kit.vision import article_cnn; article_cnn()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 'pip install "lepton-kit[vision]"' in done.stderr.splitlines()[-1]


def test_what_was_held_back_comes_out_when_the_import_fails():
    code = (
        "import os\nfrom lepton_kit.vision.backend import _held_stderr\n"
        "with _held_stderr():\n    os.write(2, b'quiet')\n"
        "with _held_stderr():\n    os.write(2, b'the cause\\n')\n    raise ImportError('broken')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.startswith("the cause\n") and "quiet" not in done.stderr


@pytest.mark.parametrize("wrong", ["0", 1.5])
def test_a_wrong_seed(wrong):
    with pytest.raises(TypeError, match="rng must be"):
        article_cnn(rng=wrong)
