"""A network gives the same answers wherever it runs, takes the same images everywhere, and says nothing on the way."""

import os
import subprocess
import sys

import numpy as np
import pytest

from lepton_kit import datasets
from lepton_kit.backend import held_stderr, load_keras
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import article_cnn
from lepton_kit.vision.deploy import export, open_runtime
from lepton_kit.vision.deploy.runtime import TARGETS

tiny_cnn = content_module("20", "tiny").tiny_cnn


@pytest.fixture(scope="module")
def data():
    return datasets.load("fashion_mnist")


@pytest.fixture(scope="module")
def model():
    load_keras().utils.set_random_seed(0)
    return tiny_cnn()


@pytest.fixture(scope="module")
def runtimes(model, data):
    return {target: export(model, target, examples=data.x_train[:100]) for target in TARGETS}


@pytest.mark.parametrize("target", TARGETS)
def test_every_runtime_gives_what_the_network_gives(runtimes, model, data, target):
    """In 8 bits a probability is one of 256 values and each layer rounds; elsewhere only float noise is left."""
    expected = model.predict(data.x_test[:300, ..., None] / np.float32(255), verbose=0)
    P = runtimes[target].predict(data.x_test[:300])
    assert P.dtype == np.float32
    np.testing.assert_allclose(P, expected, atol=0.05 if target == "int8" else 1e-5)


@pytest.mark.parametrize("target", TARGETS)
def test_every_runtime_takes_images_as_the_kit_does(runtimes, data, target):
    runtime, images = runtimes[target], data.x_test[:3]
    expected = runtime.predict(images)
    for same in (images[..., None], images / 255, images.astype(int), images.tolist()):
        np.testing.assert_allclose(runtime.predict(same), expected, atol=1e-5)
    with pytest.raises(ValueError, match=r"Is it a single image.*images\[None\]"):
        runtime.predict(images[0])
    with pytest.raises(ValueError, match="images has float64 pixels from 0 to 255; give uint8"):
        runtime.predict(images.astype(float))
    with pytest.raises(ValueError, match="the model takes n x 28 x 28 x 1"):
        runtime.predict(images[:, :20])


@pytest.mark.parametrize("target", TARGETS)
def test_the_size_of_a_batch_changes_nothing(runtimes, data, target):
    runtime = runtimes[target]
    together = runtime.predict(data.x_test[:700])
    singly = np.concatenate([runtime.predict(data.x_test[i : i + 1]) for i in range(7)])
    np.testing.assert_allclose(singly, together[:7], atol=1e-6)
    np.testing.assert_allclose(runtime.predict(data.x_test[500:700]), together[500:], atol=1e-6)


@pytest.mark.parametrize("target", TARGETS)
def test_a_file_that_is_saved_opens_as_what_it_was(runtimes, data, tmp_path, target):
    path = runtimes[target].save(tmp_path / "network")
    again = open_runtime(path)
    assert path.suffix == TARGETS[target] and path.stat().st_size == again.size
    assert (again.target, again.version, again.classes) == (target, runtimes[target].version, 10)
    np.testing.assert_array_equal(again.predict(data.x_test[:5]), runtimes[target].predict(data.x_test[:5]))


def test_8_bits_take_a_quarter_of_the_room_of_the_weights(data):
    """34,826 weights in 4 bytes each, or in one; some kilobytes describe the layers."""
    model = article_cnn(rng=0)
    assert 4 * 34_826 < export(model, "litert").size < 4 * 34_826 + 8_000
    assert 34_826 < export(model, "int8", examples=data.x_train[:20]).size < 34_826 + 10_000
    assert tiny_cnn().count_params() == 11_018


def test_exporting_leaves_the_network_as_it_was(data):
    model = tiny_cnn()
    before = [weights.copy() for weights in model.get_weights()]
    for target in TARGETS:
        export(model, target, examples=data.x_train[:20])
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    assert not model.compiled


@pytest.mark.long
def test_the_whole_way_is_silent():
    """Also where C code writes: the kernel of a notebook sees it, and the tests of the lessons would."""
    code = """
from lepton_kit.vision import article_cnn
from lepton_kit.vision.deploy import export
import numpy as np
for target in ("keras", "onnx", "litert", "int8"):
    x = np.random.default_rng(0).integers(0, 256, (20, 28, 28), dtype=np.uint8)
    export(article_cnn(rng=0), target, examples=x).predict(x)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_file_runs_without_keras(runtimes, tmp_path):
    """What serves the network needs a fraction of what trained it."""
    for target in ("onnx", "litert", "int8"):
        code = f"""
import sys, numpy as np
from lepton_kit.vision.deploy import open_runtime
open_runtime({str(runtimes[target].save(tmp_path / target))!r}).predict(np.zeros((1, 28, 28), np.uint8))
assert not {{"keras", "tensorflow"}} & set(sys.modules)
"""
        subprocess.run([sys.executable, "-c", code], check=True)


def test_silence_lets_errors_through_and_gives_the_streams_back(capfd):
    with pytest.raises(KeyError, match="told"), held_stderr(python=True):
        os.write(2, b"from C")
        print("from Python")
        raise KeyError("told")
    os.write(2, b"after")
    print("after")
    assert capfd.readouterr() == ("after\n", "after")


def test_code_in_a_keras_file_is_refused(tmp_path):
    """A Lambda layer is code that would run when the file is opened."""
    keras = load_keras()
    layers = [keras.Input((28, 28, 1)), keras.layers.Lambda(lambda x: x * 2), keras.layers.Flatten()]
    with held_stderr(python=True):
        model = keras.Sequential([*layers, keras.layers.Dense(10, activation="softmax")])
        model.save(tmp_path / "trap.keras")
    with pytest.raises(ValueError, match=r"trap\.keras cannot be opened"):
        open_runtime(tmp_path / "trap.keras")


@pytest.mark.parametrize("content", [b"", b"no network", b"PK\x03\x04 no zip", b"\0\0\0\0TFL3 nothing", bytes(1000)])
def test_what_is_no_network_is_told(content, tmp_path):
    (tmp_path / "odd.bin").write_bytes(content)
    with pytest.raises(ValueError, match=r"odd\.bin cannot be opened as a Keras, ONNX or LiteRT network"):
        open_runtime(tmp_path / "odd.bin")


def test_a_truncated_file_is_told(runtimes):
    for target in TARGETS:
        with pytest.raises(ValueError, match="The file cannot be opened"):
            open_runtime(runtimes[target].content[:2000])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda m: export(m, "tflite"), ValueError, "target must be one of 'keras', 'onnx', 'litert', 'int8'"),
        (lambda m: export(m, "int8"), ValueError, "needs examples=, some hundred training images"),
        (lambda m: export(article_cnn, "onnx"), TypeError, "Did you forget the brackets"),
        (lambda m: open_runtime("no/such/file.onnx"), ValueError, "is no file; give the path"),
        (lambda m: export(m, "litert").save("network.onnx"), ValueError, r"should end in '\.tflite'"),
    ],
)
def test_a_slip_is_told(model, call, error, message):
    with pytest.raises(error, match=message):
        call(model)
