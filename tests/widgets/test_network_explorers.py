"""The explorers of a trained network say what the network and its explanations say."""

import json
import xml.etree.ElementTree as ET
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from lepton_kit.backend import load_keras
from lepton_kit.vision import article_cnn
from lepton_kit.vision.explain.maps import feature_maps, grad_cam, hires_cam
from lepton_kit.vision.explain.occlusion_maps import occlude
from lepton_kit.widgets import GradCamExplorer, LayerExplorer, OcclusionExplorer, PaintExplorer
from lepton_kit.widgets.canvas import Canvas
from lepton_kit.widgets.panels import photo_uri

IMAGES = np.random.default_rng(2).integers(0, 256, (4, 28, 28), dtype=np.uint8)
LABELS, NAMES = np.array([3, 1, 4, 1]), tuple("abcdefghij")
WITH_NETWORK = [LayerExplorer, OcclusionExplorer, GradCamExplorer]


@cache
def _model():
    return article_cnn(rng=0)


def _says(image):
    P = _model()(image[None, ..., None] / np.float32(255)).numpy()[0]
    return P, NAMES[P.argmax()]


def _mark(images):
    marked = images.copy()
    marked[:, 1:5, 1:5] = 255
    return marked


@pytest.mark.parametrize(("layer", "channel"), [("conv1", 5), ("pool1", 31), ("conv2", 63), ("pool2", 2)])
def test_the_layer_explorer_shows_the_maps_of_the_network(layer, channel):
    words = LayerExplorer(_model(), IMAGES, LABELS, NAMES).set(picture=2, layer=layer, channel=channel).picture().alt
    made = feature_maps(_model(), IMAGES[2], layer)
    one = made[..., channel]
    assert f"{layer}, map {channel} of {made.shape[2]}: {one.shape[0]} x {one.shape[1]}" in words
    assert f"from {one.min():.2f} to {one.max():.2f}" in words
    P, says = _says(IMAGES[2])
    assert f"The network says {says}, probability {P.max():.2f}." in words and words.startswith("Picture 2, e.")


def test_a_layer_of_small_numbers_is_as_clear_as_one_of_large_numbers():
    """conv1 gives numbers a thousand times as small as conv2: its strongest pixel is as orange all the same."""
    model = article_cnn(rng=0)
    kernel, bias = model.get_layer("conv1").get_weights()
    model.get_layer("conv1").set_weights([kernel / 1000, bias])
    explorer = LayerExplorer(model, IMAGES, LABELS, NAMES)
    reach = np.abs(feature_maps(model, IMAGES[0], "conv1")).max()
    assert f">{reach:.4f}</text>" in explorer.picture().content
    sheets = []
    for shown in (explorer, LayerExplorer(_model(), IMAGES, LABELS, NAMES)):
        sheets.append([node.get("href") for node in ET.fromstring(shown.picture().content).iter() if node.get("href")])
    assert sheets[0][1] == sheets[1][1] and sheets[0][-1] == sheets[1][-1]  # conv1 in the row, and as a sheet


def test_the_names_that_keras_gives_do_not_run_into_each_other():
    keras = load_keras()
    L = keras.layers
    body = [layer for _ in range(2) for layer in (L.Conv2D(2, 3), L.BatchNormalization(), L.MaxPooling2D())]
    model = keras.Sequential([keras.Input((28, 28, 1)), *body, L.Flatten(), L.Dense(len(NAMES), "softmax")])
    svg = ET.fromstring(LayerExplorer(model, IMAGES, LABELS, NAMES).picture().content)
    row = sorted((float(node.get("x")), node.text) for node in svg.iter() if node.text and node.get("y") == "22")
    assert [text for _, text in row] == ["picture", "conv2d", "malization", "pooling2d"] or len(row) == 6, row
    for (x, text), (after, _) in pairwise(row):
        assert x + 7 * len(text) <= after


def test_a_channel_that_a_layer_has_not_is_its_last_one():
    words = LayerExplorer(_model(), IMAGES, LABELS, NAMES).set(layer="conv1", channel=63).picture().alt
    assert "conv1, map 31 of 32" in words


def test_layers_of_deep_nested_and_colour_networks_are_walked():
    """Seven layers of maps, one inside another model, on colour pictures given as floats."""
    layers = load_keras().layers
    inner = load_keras().Sequential([load_keras().Input((24, 24, 3)), layers.Conv2D(4, 3, name="first")], name="base")
    more = [layers.Conv2D(40, 3, padding="same", name=f"c{k}") for k in range(6)]
    model = load_keras().Sequential(
        [load_keras().Input((24, 24, 3)), inner, *more, layers.GlobalMaxPooling2D(), layers.Dense(3)]
    )
    images = np.random.default_rng(0).random((2, 24, 24, 3))
    explorer = LayerExplorer(model, images, [0, 2], "abc")
    assert list(explorer.widest) == ["base/first", "c0", "c1", "c2", "c3", "c4", "c5"]
    assert "c5, map 39 of 40" in explorer.set(layer="c5", channel=39).picture().alt
    assert "c5" in explorer.picture().content and "maps 32 to 39 of 40" in explorer.picture().content
    for other in (OcclusionExplorer, GradCamExplorer):
        assert "Picture 1, c" in other(model, images, [0, 2], "abc").set(picture=1).picture().alt.replace(":", ", c")


def test_the_occlusion_explorer_says_what_covering_costs():
    explorer = OcclusionExplorer(_model(), IMAGES, LABELS, NAMES).set(picture=1, size=4, row=3, column=5, label=7)
    found = occlude(_model(), IMAGES[1], size=4, stride=2)
    before, after = found.baseline[7], found.probabilities[3, 5, 7]
    words = explorer.picture().alt
    assert f"h has probability {before:.2f}; with rows 6 to 9 and columns 10 to 13 covered {after:.2f}" in words
    row, column = np.unravel_index(found.lost(7).argmax(), (28, 28))
    assert words.endswith(f"The loss is largest around row {row}, column {column}.")
    assert f"the network says {NAMES[found.probabilities[3, 5].argmax()]}." in words


def test_the_grad_cam_explorer_asks_about_any_class_and_plants_the_mark():
    explorer = GradCamExplorer(_model(), IMAGES, LABELS, NAMES, change=("With the mark", _mark))
    heat = grad_cam(_model(), IMAGES[1], 6, layer="conv1")
    row, column = np.unravel_index(heat.argmax(), heat.shape)
    words = explorer.set(picture=1, label=6, layer="conv1").picture().alt
    assert f"What speaks for g: most of it around row {row}, column {column}." in words
    P, says = _says(_mark(IMAGES)[1])
    words = explorer.set(changed=True, label=-1).picture().alt
    assert f"Picture 1, with the mark: the network says {says}, probability {P.max():.2f}" in words
    assert f"What speaks for {says}" in words
    heat = hires_cam(_model(), IMAGES[1], 6, layer="conv1")
    row, column = np.unravel_index(heat.argmax(), heat.shape)
    words = explorer.set(changed=False, label="g", method="HiResCAM", layer="conv1").picture().alt
    assert f"What speaks for g: most of it around row {row}, column {column}." in words
    assert "changed" not in GradCamExplorer(_model(), IMAGES, LABELS, NAMES).values


def _bright(images):
    share = images.mean(axis=(1, 2)) / 255
    return np.stack([1 - share, share], axis=1)


def test_what_is_painted_is_what_the_classifier_sees():
    explorer = PaintExplorer(np.zeros((2, 4, 4), np.uint8), [0, 1], ("dark", "bright"), _bright)
    painted = [255] * 12 + [0] * 4
    assert "12 pixels painted" in explorer.set(canvas=painted).picture().alt
    assert "now it says bright, probability 0.75, wrong." in explorer.picture().alt
    explorer.set(right=2)
    assert (
        "shifted 2 right" in explorer.picture().alt
        and "now it says dark, probability 0.62, right." in explorer.picture().alt
    )


def test_what_is_painted_can_be_spoilt_as_well():
    explorer = PaintExplorer(np.zeros((2, 4, 4), np.uint8), [0, 1], ("dark", "bright"), _bright)
    explorer.set(canvas=[100] * 16, contrast=2.0)
    assert "16 pixels painted" in explorer.picture().alt and "contrast 2, noise 0" in explorer.picture().alt
    mirrored = explorer.reset().set(canvas=[255, 0, 0, 0] * 4, flip=True).picture()
    assert photo_uri(np.tile(np.array([0, 0, 0, 255], np.uint8), (4, 1))) in mirrored.content


def test_another_picture_lies_on_the_canvas_and_the_brush_reaches_the_grid():
    explorer = PaintExplorer(IMAGES, LABELS, NAMES, lambda x: np.full((len(x), 10), 0.1))
    explorer.inputs["picture"].value = 3
    assert explorer.inputs["canvas"].value == IMAGES[3].ravel().tolist()
    explorer.inputs["brush"].value = 0
    assert explorer.inputs["canvas"].brush == 0
    explorer.reset()
    assert explorer.inputs["canvas"].brush == 255 and "Picture 0, d: 0 pixels painted" in explorer.stage.readout


def test_the_canvas_is_plain_traits_that_travel_as_json():
    canvas = Canvas("Canvas", IMAGES[0])
    widget = canvas.widget()
    assert (widget.columns, widget.label, json.loads(json.dumps(widget.value))) == (28, "Canvas", canvas.start)
    assert canvas.clean(np.array(canvas.start)) == canvas.start


@pytest.mark.parametrize("wrong", [[0] * 3, [300] * 784, [-1] * 784, [0.5] * 784, "white"])
def test_what_cannot_be_on_a_canvas_is_told(wrong):
    with pytest.raises(ValueError, match="Canvas"):
        Canvas("Canvas", IMAGES[0]).clean(wrong)


def test_colours_cannot_be_painted_on():
    with pytest.raises(ValueError, match=r"grey pictures are painted on, .*; got uint8, shape \(4, 4, 3\)"):
        PaintExplorer(np.zeros((2, 4, 4, 3), np.uint8), [0, 1], ("dark", "bright"), lambda x: np.full((len(x), 2), 0.5))


@pytest.mark.parametrize("kind", WITH_NETWORK)
@pytest.mark.parametrize(
    ("images", "labels", "names", "message"),
    [
        (IMAGES, LABELS[:2], NAMES, "2 labels for 4 images"),
        (IMAGES, np.eye(10)[LABELS], NAMES, "labels is one-hot"),
        (IMAGES, LABELS, NAMES[:3], "classes go from 0 to 2, as the model or class_names has them"),
        (IMAGES, LABELS, None, "names of all classes in their order, .*; got None"),
        (IMAGES, LABELS, 10, "names of all classes in their order, .*; got 10"),
        (IMAGES, LABELS, (*NAMES, "k"), "10"),
        (IMAGES[0], LABELS, NAMES, "Is it a single image"),
        (IMAGES[:, :20], LABELS, NAMES, "the model takes"),
    ],
)
def test_what_does_not_go_together_is_told(kind, images, labels, names, message):
    with pytest.raises(ValueError, match=message):
        kind(_model(), images, labels, names)


def test_what_a_network_lacks_is_told():
    layers = load_keras().layers
    flat = load_keras().Sequential([load_keras().Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, "softmax")])
    with pytest.raises(ValueError, match="No layer of the model gives maps"):
        LayerExplorer(flat, IMAGES, LABELS, NAMES)
    with pytest.raises(ValueError, match="model has no convolution"):
        GradCamExplorer(flat, IMAGES, LABELS, NAMES)
    assert "Picture 0" in OcclusionExplorer(flat, IMAGES, LABELS, NAMES).picture().alt
    with pytest.raises(TypeError, match="must be a Keras model"):
        LayerExplorer("model", IMAGES, LABELS, NAMES)
    with pytest.raises(TypeError, match="got NoneType"):
        PaintExplorer(IMAGES, LABELS, NAMES, None)
    with pytest.raises(ValueError, match="as many images"):
        GradCamExplorer(_model(), IMAGES, LABELS, NAMES, change=("With the mark", lambda x: x[:2]))
