"""One door for classifiers: what they do decides, whatever they are made of; what is none is told with a way on."""

import numpy as np
import pytest

from lepton_kit.backend import load_keras
from lepton_kit.vision import article_cnn, as_classifier, evaluate, softmax
from lepton_kit.vision.deploy import export, open_runtime

keras = load_keras()
layers, ops = keras.layers, keras.ops
RNG = np.random.default_rng(0)
COLOUR = RNG.integers(0, 256, (40, 16, 16, 3), dtype=np.uint8)
GREY = RNG.integers(0, 256, (40, 16, 16), dtype=np.uint8)
SHAPE = (16, 16, 3)


def chain(*ending, start=(), shape=SHAPE, **how):
    entry = keras.Input(shape) if shape else keras.Input(**how)
    return keras.Sequential([entry, *start, layers.Conv2D(4, 3), layers.GlobalAveragePooling2D(), *ending])


class Own(keras.Model):
    """A class of one's own, which says nothing of what it takes and gives."""

    def __init__(self):
        super().__init__()
        self.conv, self.dense = layers.Conv2D(4, 3), layers.Dense(3)

    def call(self, x):
        return ops.softmax(self.dense(ops.mean(self.conv(x), axis=(1, 2))))


def functional(given=lambda entry: entry, made=lambda answer: answer):
    entry = keras.Input(SHAPE, name="photo")
    answer = ops.softmax(layers.Dense(3)(layers.Flatten()(layers.Conv2D(4, 3)(entry))))
    return keras.Model(given(entry), made(answer))


def mixed():
    return chain(layers.Dense(3, "softmax", dtype="mixed_bfloat16"))


MADE = {
    "softmax by name": (lambda: chain(layers.Dense(3, "softmax")), "softmax"),
    "softmax by a function": (lambda: chain(layers.Dense(3, activation=ops.softmax)), "softmax"),
    "softmax by a lambda": (lambda: chain(layers.Dense(3), layers.Lambda(ops.softmax)), "softmax"),
    "softmax as a layer": (lambda: chain(layers.Dense(3), layers.Softmax()), "softmax"),
    "softmax as an operation": (functional, "softmax"),
    "its one output in a dict": (lambda: functional(made=lambda answer: {"kind": answer}), "softmax"),
    "its one output in a list": (lambda: functional(made=lambda answer: [answer]), "softmax"),
    "its one input in a list": (lambda: functional(given=lambda entry: [entry]), "softmax"),
    "its one input in a dict": (lambda: functional(given=lambda entry: {"photo": entry}), "softmax"),
    "logits": (lambda: chain(layers.Dense(3)), "logits"),
    "one sigmoid": (lambda: chain(layers.Dense(1, "sigmoid")), "sigmoid"),
    "one logit": (lambda: chain(layers.Dense(1)), "logit"),
    "nested": (lambda: keras.Sequential([keras.Input(SHAPE), chain(layers.Dense(3, "softmax"))]), "softmax"),
    "a class of its own": (Own, "softmax"),
    "not yet called": (lambda: keras.Sequential([layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(3)]), "logits"),
    "any size": (lambda: chain(layers.Dense(3, "softmax"), shape=(None, None, 3)), "softmax"),
    "batches of 7": (lambda: chain(layers.Dense(3, "softmax"), shape=None, batch_shape=(7, *SHAPE)), "softmax"),
    "16 bits": (mixed, "softmax"),
    "changes inside": (lambda: chain(layers.Dense(3, "softmax"), start=[layers.RandomFlip()]), "softmax"),
}


@pytest.mark.parametrize("what", MADE)
def test_networks_of_every_make_are_understood(what):
    keras.utils.set_random_seed(0)
    make, output = MADE[what]
    model = make()
    classifier = as_classifier(model, COLOUR)
    assert classifier.output == output and classifier.white == 1
    P = classifier.predict(COLOUR)
    parts = (COLOUR[:35] / np.float32(255)).reshape(5, 7, *SHAPE)
    raw = np.concatenate([np.asarray(keras.tree.flatten(model(part, training=False))[0]) for part in parts])
    if output == "logits":
        raw = softmax(raw)
    if raw.shape[1] == 1:
        raw = raw if output == "sigmoid" else 1 / (1 + np.exp(-raw))
        raw = np.hstack([1 - raw, raw])
    np.testing.assert_allclose(P[:35], raw.astype(np.float32), atol=5e-3 if what == "16 bits" else 1e-5)
    np.testing.assert_allclose(P.sum(axis=1), 1, atol=1e-3)
    assert evaluate(model, COLOUR, np.zeros(40, int)).probabilities.shape == P.shape
    np.testing.assert_allclose(export(model, "onnx", examples=COLOUR).predict(COLOUR), P, atol=1e-2)


@pytest.mark.parametrize(
    "start",
    [
        lambda: [layers.Rescaling(1 / 255)],
        lambda: [layers.Rescaling(1 / 127.5, offset=-1)],
        lambda: [layers.Normalization(mean=70.0, variance=8000.0)],
        lambda: [keras.Sequential([layers.Rescaling(1 / 255), layers.RandomFlip()])],
        lambda: [layers.Lambda(lambda x: x / 255.0)],
    ],
)
def test_a_network_that_scales_by_itself_gets_what_it_learnt_on(start):
    model = chain(layers.Dense(3, "softmax"), start=start())
    classifier = as_classifier(model)
    assert classifier.white == 255
    expected = model.predict(COLOUR.astype(np.float32), verbose=0)
    for same in (COLOUR, COLOUR / 255, COLOUR.astype(np.float32)):
        np.testing.assert_allclose(classifier.predict(same), expected, atol=1e-5)


def test_its_file_takes_pixels_from_0_to_1_as_all_files_do():
    model = chain(layers.Dense(3, "softmax"), start=[layers.Rescaling(1 / 255)])
    for target in ("keras", "onnx", "litert"):
        there = export(model, target)
        assert open_runtime(there.content).classifier.white == 1
        np.testing.assert_allclose(there.predict(COLOUR), model.predict(COLOUR * 1.0, verbose=0), atol=1e-5)


def test_a_network_that_learnt_on_another_scale_is_noticed():
    """Bright or dark, told apart at 100 of 255: with pixels from 0 to 1 it finds nothing bright."""
    model = keras.Sequential([keras.Input((16, 16)), layers.Flatten(), layers.Dense(1, "sigmoid")])
    model.set_weights([np.full((256, 1), 1 / 256), np.array([-100.0])])
    labels = np.repeat([0, 1], 20)
    images = np.broadcast_to(np.uint8([20, 200])[labels][:, None, None], (40, 16, 16))
    with pytest.raises(ValueError, match=r"50% of a class .* pixels from 0 to 1, and 100% with pixels from 0 to 255"):
        evaluate(model, images, labels)
    assert evaluate(lambda x: model.predict(x * 1.0, verbose=0), images, labels).accuracy == 1


class Turning(layers.Layer):
    """Another class every other time that it is asked."""

    asked = 0

    def call(self, x):
        self.asked += 1
        return ops.zeros_like(x) + ops.one_hot(self.asked % 2, 3)


class Bytes(layers.Layer):
    def call(self, x):
        return ops.cast(x, "uint8")


def two_inputs():
    entries = keras.Input(SHAPE), keras.Input((5,))
    both = layers.Concatenate()([layers.Flatten()(entries[0]), entries[1]])
    return keras.Model(entries, layers.Dense(3, "softmax")(both))


def two_outputs():
    flat = layers.Flatten()(entry := keras.Input(SHAPE))
    return keras.Model(entry, {"kind": layers.Dense(3, "softmax")(flat), "age": layers.Dense(1)(flat)})


@pytest.mark.parametrize(
    ("model", "images", "error", "message"),
    [
        (two_inputs, COLOUR, ValueError, "takes 2 inputs, and images are one. Give a function"),
        (two_outputs, COLOUR, ValueError, r"several outputs \('kind', 'age'\)"),
        (lambda: keras.Sequential([keras.Input(SHAPE), layers.Dense(3)]), COLOUR, ValueError, "lack a Flatten"),
        (lambda: chain(layers.Dense(3), layers.Softmax(axis=0)), COLOUR, ValueError, "softmax runs over the batch"),
        (lambda: chain(layers.Dense(3, "sigmoid")), COLOUR, ValueError, "yes or no each for itself"),
        (lambda: chain(layers.Dense(1, "softmax")), COLOUR, ValueError, "1 for every image, as softmax over a single"),
        (
            lambda: chain(layers.Dense(3)),
            COLOUR.reshape(120, -1),
            ValueError,
            r"row of pixels\? .*reshape\(-1, 16, 16\)",
        ),
        (lambda: lambda x: np.zeros(len(x), int), COLOUR, ValueError, "class numbers.? Leave argmax out"),
        (lambda: chain(layers.Dense(3)), np.concatenate([COLOUR, COLOUR[..., :1]], -1), ValueError, r"\[\.\.\., :3\]"),
        (lambda: chain(layers.Dense(3)), GREY, ValueError, "makes colour of grey"),
        (lambda: chain(layers.Dense(3), shape=(16, 16, 1)), COLOUR, ValueError, "makes them grey"),
        (lambda: chain(layers.Dense(3), shape=(32, 32, 3)), COLOUR, ValueError, r"scale\(images, \(32, 32\)\)"),
        (lambda: chain(layers.Dense(3)), np.moveaxis(COLOUR, -1, 1), ValueError, "The channels come first"),
        (lambda: chain(layers.Dense(3)), COLOUR[0], ValueError, r"batch of one: images\[None\]"),
        (lambda: chain(layers.Dense(3)), COLOUR / 100 - 1, ValueError, "Give them as they were before"),
        (lambda: chain(layers.Dense(3)), [COLOUR[0], GREY[0]], ValueError, "different sizes"),
        (lambda: "model", COLOUR, TypeError, "must be a Keras model or a function"),
        (lambda: lambda: 3, COLOUR, TypeError, "Did you forget the brackets"),
        (lambda: lambda x: None, COLOUR, ValueError, "lack a return"),
        (lambda: lambda x: ["cat"] * len(x), COLOUR, ValueError, "no rows of numbers but .*as predict_proba has them"),
        (lambda: lambda x: [[20.5, 79.5], [50.0, 50.0]] * 4, COLOUR, ValueError, "rows that add up to 100: percent"),
        (lambda: lambda x: (np.eye(8), np.eye(8)), COLOUR, ValueError, r"outputs \(2 of them\).*predict\(x\)\[0\]"),
        (lambda: chain(layers.Dense(3)), zip("ab", "cd", strict=True), ValueError, "got zip. Is it a dataset"),
        (lambda: lambda x: np.zeros((len(x), 2)) * np.nan, COLOUR, ValueError, "not finite"),
        (
            lambda: chain(layers.Dense(3, "softmax"), layers.Rescaling(255), Bytes()),
            COLOUR,
            ValueError,
            "whole numbers",
        ),
        (
            lambda: chain(layers.Lambda(lambda x: ops.softmax(99 * (x - ops.mean(x, 0))))),
            COLOUR,
            ValueError,
            "in a batch",
        ),
        (lambda: chain(layers.Dense(3, "softmax"), Turning()), COLOUR, ValueError, "keep count"),
    ],
)
def test_what_is_no_classifier_of_these_images_is_told(model, images, error, message):
    with pytest.raises(error, match=message):
        as_classifier(model(), COLOUR if isinstance(images, list) else images).predict(images)


def test_a_model_that_was_asked_without_channels_before_is_asked_again():
    """The graph that Keras has then stands in the way of images with channels, whose rank it does not know."""
    model, images = article_cnn(rng=0), np.random.default_rng(0).random((6, 28, 28))
    model.predict(images, verbose=0)
    expected = article_cnn(rng=0).predict(images[..., None], verbose=0)
    np.testing.assert_allclose(as_classifier(model).predict(images), expected, atol=1e-6)


def test_names_in_the_place_of_numbers_and_numbers_in_that_of_names_are_told():
    model, names = chain(layers.Dense(2, "softmax")), ["cat", "dog"]
    with pytest.raises(ValueError, match=r"Are they names\? Give \[class_names.index\(name\) for name in y\]"):
        evaluate(model, COLOUR, names * 20, names)
    with pytest.raises(ValueError, match=r"it names cat, dog. Numbers by name\? Give {k: name for name, k in"):
        evaluate(model, COLOUR, [0, 1] * 20, {"cat": 0, "dog": 1})  # as Keras' class_indices have them


def test_a_network_without_kernels_that_learn_is_looked_at_too(recwarn):
    """Quantised by Keras itself; its kernels are fixed, and it scales by itself."""
    model = keras.Sequential([keras.Input(SHAPE), layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(3)])
    model.quantize("int8")
    assert as_classifier(model).white == 255


def test_what_a_model_gave_and_any_function_is_judged_too():
    model, labels = chain(layers.Dense(3, "softmax")), np.arange(40) % 3
    report = evaluate(model, COLOUR, labels, {0: "a", 1: "b", 2: "c"})
    P = model.predict(COLOUR / np.float32(255), verbose=0)
    for same in (P, P.tolist(), lambda x: model.predict(x / np.float32(255), verbose=0)):
        np.testing.assert_allclose(evaluate(same, COLOUR, labels).probabilities, report.probabilities, atol=1e-5)
    assert report.class_names == ("a", "b", "c")


def test_channels_in_front_and_rows_of_pixels_are_laid_out():
    first = keras.Sequential([keras.Input((3, 16, 16)), layers.Permute((2, 3, 1)), chain(layers.Dense(3, "softmax"))])
    np.testing.assert_allclose(
        as_classifier(first).predict(COLOUR), as_classifier(first.layers[-1]).predict(COLOUR), atol=1e-6
    )
    flat = keras.Sequential([keras.Input((256,)), layers.Dense(3, "softmax")])
    plain = keras.Sequential([keras.Input((16, 16)), layers.Flatten(), layers.Dense(3, "softmax")])
    plain.set_weights(flat.get_weights())
    for images in (GREY, GREY[..., None]):
        np.testing.assert_allclose(as_classifier(flat).predict(images), as_classifier(plain).predict(images), atol=1e-6)
    assert as_classifier(flat).size == as_classifier(plain).size == (16, 16, 1)


onnx = pytest.importorskip("onnx")


def foreign(shape, *, kind="FLOAT", outputs=1, scale=False, ending="Softmax"):
    """An ONNX file as others make it: a mean over the image, a dense layer, perhaps softmax."""
    from onnx import TensorProto, helper, numpy_helper

    channels = shape[1] if shape[1] in (1, 3) else shape[3]
    axes = [2, 3] if shape[1] in (1, 3) else [1, 2]
    kernel = RNG.normal(size=(channels, 3)).astype(np.float32) * 3
    nodes, x = [helper.make_node("Cast", ["x"], ["float"], to=TensorProto.FLOAT)], "float"
    constants = [numpy_helper.from_array(kernel, "W"), numpy_helper.from_array(np.float32(255), "white")]
    if scale:
        nodes.append(helper.make_node("Div", [x, "white"], ["scaled"]))
        x = "scaled"
    nodes.append(helper.make_node("ReduceMean", [x], ["mean"], axes=axes, keepdims=0))
    nodes.append(helper.make_node("MatMul", ["mean", "W"], ["scores"]))
    nodes.append(helper.make_node(ending, ["scores"], ["P"]))
    given = helper.make_tensor_value_info("x", getattr(TensorProto, kind), shape)
    made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [shape[0], 3]) for name in ("P", "scores")[:outputs]]
    graph = helper.make_graph(nodes, "foreign", [given], made, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    return model.SerializeToString()


@pytest.mark.parametrize(
    ("how", "white", "output"),
    [
        ({"shape": ["n", 16, 16, 3]}, 1, "softmax"),
        ({"shape": [1, 16, 16, 3]}, 1, "softmax"),
        ({"shape": ["n", 3, 16, 16]}, 1, "softmax"),
        ({"shape": ["n", "h", "w", 3]}, 1, "softmax"),
        ({"shape": ["n", 16, 16, 3], "kind": "UINT8", "scale": True}, 255, "softmax"),
        ({"shape": ["n", 16, 16, 3], "scale": True}, 255, "softmax"),
        ({"shape": ["n", 16, 16, 3], "ending": "Identity"}, 1, "logits"),
    ],
)
def test_files_of_others_are_tried_before_they_are_used(how, white, output):
    runtime = open_runtime(foreign(**how))
    assert (runtime.classifier.white, runtime.classifier.output) == (white, output)
    P = runtime.predict(COLOUR)
    assert P.shape == (40, 3)
    np.testing.assert_allclose(P.sum(axis=1), 1, atol=1e-5)


def test_weights_in_a_second_file_are_found(tmp_path):
    """As PyTorch writes them since 2.9; what is opened and saved is one file again."""
    network = onnx.load_from_string(foreign(["n", 16, 16, 3]))
    options = {"save_as_external_data": True, "location": "net.onnx.data", "size_threshold": 0}
    onnx.save(network, tmp_path / "net.onnx", **options)
    runtime = open_runtime(tmp_path / "net.onnx")
    np.testing.assert_allclose(open_runtime(runtime.content).predict(COLOUR), runtime.predict(COLOUR))


class Square(layers.Layer):
    """Nothing has registered it, so no other program knows it."""

    def call(self, x):
        return x * x


def test_files_of_other_kinds_are_told_with_a_way_on(tmp_path):
    chain(layers.Dense(3), start=[Square()]).save(tmp_path / "own.keras")
    (tmp_path / "old.h5").write_bytes(b"\x89HDF\r\n\x1a\n and so on")
    (tmp_path / "torch.pt").write_bytes(b"PK\x03\x04 archive/data.pkl and so on")
    (tmp_path / "forest.pkl").write_bytes(b"\x80\x04\x95 and so on")
    ways = {"own.keras": "layers of somebody's own", "old.h5": "Keras' older format"}
    for name in ("own.keras", "old.h5", "torch.pt", "forest.pkl"):
        with pytest.raises(ValueError, match=f"{name} cannot be opened .*{ways.get(name, 'This is a pickle, as Py')}"):
            open_runtime(tmp_path / name)


def test_what_cannot_be_used_of_others_is_told():
    with pytest.raises(ValueError, match=r"opens, but does not classify images: It gives 2 outputs \(P, scores\)"):
        open_runtime(foreign(["n", 16, 16, 3], outputs=2))
    with pytest.raises(ValueError, match="yes or no each for itself"):
        open_runtime(foreign(["n", 16, 16, 3], ending="Sigmoid"))
