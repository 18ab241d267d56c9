"""Explanations: on networks whose answer is known by construction they must point where the answer comes from."""

import numpy as np
import pytest

from lepton_kit.backend import load_keras
from lepton_kit.vision import article_cnn, softmax
from lepton_kit.vision.classifier import as_classifier
from lepton_kit.vision.explain.maps import feature_maps, grad_cam, hires_cam, saliency
from lepton_kit.vision.explain.occlusion_maps import occlusion
from lepton_kit.vision.hooks import logits, named_layers

keras = load_keras()
layers = keras.layers
PICTURE = np.random.default_rng(0).random((8, 8))


def _pixel_network(row, column, *, weight=2.0, ending="softmax"):
    """Two classes on 8 x 8 pictures: class 1 has the score weight * pixel, class 0 the score 0."""
    model = keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), layers.Dense(2, ending)])
    kernel = np.zeros((64, 2), np.float32)
    kernel[8 * row + column, 1] = weight
    model.set_weights([kernel, np.zeros(2, np.float32)])
    return model


def _stack(*last):
    first = [layers.Conv2D(4, 3, activation="relu", name="conv"), layers.Flatten()]
    return keras.Sequential([keras.Input((8, 8, 1)), *first, *(last or [layers.Dense(3, "softmax")])])


def _functional(*, ending="softmax"):
    entry = keras.Input((8, 8, 1))
    maps = layers.Conv2D(4, 3, padding="same", name="conv")(entry)
    maps = layers.ReLU()(layers.BatchNormalization()(maps))
    maps = layers.Add()([maps, layers.Conv2D(4, 1, name="side")(entry)])
    return keras.Model(entry, layers.Dense(3, ending)(layers.GlobalAveragePooling2D()(maps)))


def _nested():
    entry = keras.Input((8, 8, 1))
    inner = keras.Model(entry, layers.Conv2D(4, 3, activation="relu", name="conv")(entry), name="inner")
    return keras.Sequential([keras.Input((8, 8, 1)), inner, layers.Flatten(), layers.Dense(3, "softmax")])


def _softmax_by_operation():
    entry = keras.Input((8, 8, 1))
    scores = layers.Dense(3)(layers.Flatten()(layers.Conv2D(4, 3)(entry)))
    return keras.Model(entry, keras.ops.softmax(scores))


def _whole_network_nested():
    entry = keras.Input((8, 8, 1))
    return keras.Model(entry, _stack()(layers.Rescaling(1.0)(entry)))


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv, self.dense = layers.Conv2D(4, 3, name="conv"), layers.Dense(3)

    def call(self, x):
        return keras.ops.softmax(self.dense(keras.ops.mean(self.conv(x), axis=(1, 2))))


class Block(layers.Layer):
    """A layer of one's own around a convolution, as residual networks are often written."""

    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(4, 3, padding="same")

    def call(self, x):
        return keras.ops.relu(self.conv(x))


def _called(model):
    model(np.zeros((1, 8, 8, 1), np.float32))
    return model


KINDS = {
    "stack": _stack,
    "stack of scores": lambda: _stack(layers.Dense(3)),
    "softmax by itself": lambda: _stack(layers.Dense(3), layers.Activation("softmax")),
    "softmax layer": lambda: _stack(layers.Dense(3), layers.Softmax()),
    "softmax operation": _softmax_by_operation,
    "one sigmoid": lambda: _stack(layers.Dense(1, "sigmoid")),
    "one score": lambda: _stack(layers.Dense(1)),
    "softmax by a function": lambda: _stack(layers.Dense(3), layers.Lambda(keras.ops.softmax)),
    "softmax in a class of one's own": lambda: _called(Own()),
    "convolutions within layers of one's own": lambda: keras.Sequential(
        [keras.Input((8, 8, 1)), Block(), Block(), layers.Flatten(), layers.Dense(3, "softmax")]
    ),
    "graph": _functional,
    "graph of scores": lambda: _functional(ending=None),
    "nested": _nested,
    "nested whole": _whole_network_nested,
    "dropout": lambda: _stack(layers.Dropout(0.9), layers.Dense(3, "softmax")),
}


@pytest.fixture(params=KINDS)
def model(request):
    keras.utils.set_random_seed(1)
    return KINDS[request.param]()


def test_every_kind_of_network_is_explained_and_left_as_it_was(model, capfd):
    x = PICTURE[None, ..., None].astype(np.float32)
    before, weights = model(x).numpy(), model.get_weights()
    for explain in (saliency, grad_cam, occlusion):
        made = explain(model, PICTURE, 1)
        assert made.shape == (8, 8) and made.dtype == np.float32 and np.isfinite(made).all()
    assert saliency(model, PICTURE).max() > 0
    assert np.ptp(occlusion(model, PICTURE, size=3)) > 0
    np.testing.assert_array_equal(model(x).numpy(), before)
    assert all(np.array_equal(old, new) for old, new in zip(weights, model.get_weights(), strict=True))
    assert not any("call" in vars(layer) for layer in named_layers(model).values())
    assert capfd.readouterr().err == ""


def test_logits_and_probabilities_are_of_one_mind(model):
    classifier = as_classifier(model)
    P = classifier.predict(PICTURE[None])
    scores, _ = logits(model, PICTURE[None, ..., None].astype(np.float32), classifier.output)
    np.testing.assert_allclose(P, softmax(scores.numpy()), atol=1e-5)


def test_there_is_a_map_for_each_layer_and_the_last_one_is_the_answer():
    for make in (_stack, _functional, _nested, _whole_network_nested):
        model = make()
        maps = feature_maps(model, PICTURE)
        assert set(maps) == set(named_layers(model))
        np.testing.assert_allclose(list(maps.values())[-1], model(PICTURE[None, ..., None])[0], atol=1e-6)


@pytest.mark.parametrize("ending", ["softmax", None])
@pytest.mark.parametrize("place", [(0, 0), (2, 5), (7, 7)])
def test_saliency_is_the_weight_of_the_one_pixel_that_counts(place, ending):
    expected = np.zeros((8, 8))
    expected[place] = 2.0
    np.testing.assert_allclose(saliency(_pixel_network(*place, ending=ending), PICTURE, 1), expected, atol=1e-6)


def test_saliency_does_not_fade_where_the_network_is_sure():
    """Before softmax: at a probability of 1 - 2e-22 the slope of the probability itself would be nothing."""
    assert saliency(_pixel_network(1, 1, weight=50.0), np.ones((8, 8)), 1)[1, 1] == pytest.approx(50)


def test_occlusion_by_single_pixels_is_the_loss_of_probability():
    """P(1) = 1 / (1 + exp(-2 pixel)); a covered pixel is worth the mean, so only the one that counts loses."""
    picture = np.zeros((8, 8))
    picture[2, 5] = 1
    lost = occlusion(_pixel_network(2, 5), picture, 1, size=1)
    expected = np.zeros((8, 8))
    expected[2, 5] = 1 / (1 + np.exp(-2)) - 1 / (1 + np.exp(-2 / 64))
    np.testing.assert_allclose(lost, expected, atol=1e-6)
    np.testing.assert_allclose(occlusion(_pixel_network(2, 5), picture, 0, size=1), -expected, atol=1e-6)


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("place", [(0, 7), (3, 3), (6, 1)])
def test_occlusion_is_largest_where_the_pixel_is(place, size):
    picture = np.zeros((8, 8), np.uint8)
    picture[place] = 255
    lost = occlusion(_pixel_network(*place), picture, 1, size=size)
    assert (
        lost[place] == pytest.approx(lost.max()) and lost.max() > 0.1
    )  # near the border its neighbours may be covered as often
    far = np.abs(np.indices((8, 8)) - np.reshape(place, (2, 1, 1))).max(axis=0) >= size
    np.testing.assert_allclose(lost[far], 0, atol=1e-6)


@pytest.mark.parametrize(("size", "stride"), [(1, 1), (3, 2), (5, 3), (8, 8)])
def test_occlusion_equals_brute_force(size, stride):
    model = _functional()
    starts = sorted({*range(0, 8 - size, stride), 8 - size})
    classifier = as_classifier(model)
    P = classifier.predict(PICTURE[None])[0, 2]
    lost = [[[] for _ in range(8)] for _ in range(8)]
    for top in starts:
        for left in starts:
            covered = PICTURE.copy()
            covered[top : top + size, left : left + size] = PICTURE.mean()
            drop = P - classifier.predict(covered[None])[0, 2]
            for i in range(top, top + size):
                for j in range(left, left + size):
                    lost[i][j].append(drop)
    expected = [[np.mean(each) for each in row] for row in lost]
    np.testing.assert_allclose(occlusion(model, PICTURE, 2, size=size, stride=stride), expected, atol=1e-6)


def test_grad_cam_by_hand():
    """One map copies the picture and its mean, times 3, is the score: alpha = 3/64."""
    entry = keras.Input((8, 8, 1))
    maps = layers.Conv2D(2, 1, use_bias=False, name="two")(entry)
    model = keras.Model(entry, layers.Dense(2, use_bias=False)(layers.GlobalAveragePooling2D()(maps)))
    model.set_weights([np.array([[[[1.0, -1.0]]]]), np.array([[3.0, 0.0], [0.0, 2.0]])])
    np.testing.assert_allclose(grad_cam(model, PICTURE, 0), 3 * PICTURE / 64, rtol=1e-5)
    np.testing.assert_allclose(grad_cam(model, PICTURE, 1), 0, atol=1e-7)  # what speaks against it is left out


def test_a_class_may_be_asked_for_by_its_name():
    model, names = _stack(), {0: "bag", 1: "boot", 2: "coat"}
    for explain in (saliency, grad_cam, hires_cam, occlusion):
        np.testing.assert_array_equal(
            explain(model, PICTURE, "boot", class_names=names), explain(model, PICTURE, 1), strict=True
        )


def test_hires_cam_weighs_place_by_place():
    """A copy of the picture in a row: the map times the weight of its own place, where Grad-CAM takes the mean."""
    entry = keras.Input((8, 8, 1))
    model = keras.Model(entry, layers.Dense(2, use_bias=False)(layers.Flatten()(layers.Conv2D(1, 1)(entry))))
    kernel = np.zeros((64, 2), np.float32)
    kernel[3 * 8 + 4, 1] = 2.0
    model.set_weights([np.ones((1, 1, 1, 1)), np.zeros(1), kernel])
    expected = np.zeros((8, 8))
    expected[3, 4] = 2 * PICTURE[3, 4]
    np.testing.assert_allclose(hires_cam(model, PICTURE, 1), expected, atol=1e-6)
    np.testing.assert_allclose(grad_cam(model, PICTURE, 1), 2 * PICTURE / 64, rtol=1e-5)


def test_grad_cam_behind_a_mean_over_places_is_the_class_activation_map():
    """Behind a mean over places, alpha is the dense weight over the number of places (Selvaraju 2017, section 3.1)."""
    model = _functional(ending=None)
    model.layers[-1].set_weights([np.abs(model.layers[-1].get_weights()[0]), np.zeros(3)])
    added = next(name for name in named_layers(model) if name.startswith("add"))
    maps = feature_maps(model, PICTURE, added)
    weights = model.layers[-1].get_weights()[0][:, 1]
    np.testing.assert_allclose(
        grad_cam(model, PICTURE, 1, layer=added), np.maximum((maps * weights).sum(-1), 0) / 64, atol=1e-6
    )
    np.testing.assert_allclose(
        hires_cam(model, PICTURE, 1, layer=added), grad_cam(model, PICTURE, 1, layer=added), atol=1e-6
    )


def test_a_mean_of_slopes_loses_the_place_behind_flatten():
    """A bright spot counts in the corner only; the brightest spot is elsewhere. Places tell them apart."""
    entry = keras.Input((8, 8, 1))
    model = keras.Model(entry, layers.Dense(2, use_bias=False)(layers.Flatten()(layers.Conv2D(1, 1)(entry))))
    kernel = np.zeros((64, 2), np.float32)
    kernel[:3, 1] = 1.0
    model.set_weights([np.ones((1, 1, 1, 1)), np.zeros(1), kernel])
    picture = np.zeros((8, 8))
    picture[0, 1], picture[6, 5] = 0.5, 1.0
    hottest = [np.unravel_index(cam(model, picture, 1).argmax(), (8, 8)) for cam in (hires_cam, grad_cam)]
    assert hottest == [(0, 1), (6, 5)]


def test_maps_are_those_of_the_layers():
    model = article_cnn(rng=0)
    picture = np.random.default_rng(1).integers(0, 256, (28, 28), dtype=np.uint8)
    by_keras = model.get_layer("conv1")(picture[None, ..., None] / np.float32(255))[0]
    np.testing.assert_allclose(feature_maps(model, picture, "conv1"), by_keras, atol=1e-6)
    np.testing.assert_allclose(feature_maps(model, picture, model.layers[0]), by_keras, atol=1e-6)
    assert list(feature_maps(model, picture)) == [layer.name for layer in model.layers]
    assert feature_maps(model, picture, "output").sum() == pytest.approx(1)


def test_a_layer_of_a_nested_model_has_two_names():
    model = _nested()
    by_full, by_last = (feature_maps(model, PICTURE, name) for name in ("inner/conv", "conv"))
    np.testing.assert_array_equal(by_full, by_last)
    assert by_last.shape == (6, 6, 4)


def test_colour_pictures_and_networks_for_any_size():
    entry = keras.Input((None, None, 3))
    pooled = layers.GlobalAveragePooling2D()(layers.SeparableConv2D(4, 3, name="apart")(entry))
    model = keras.Model(entry, layers.Dense(2, "softmax")(pooled))
    picture = np.random.default_rng(2).integers(0, 256, (20, 12, 3), dtype=np.uint8)
    assert saliency(model, picture).shape == grad_cam(model, picture).shape == (20, 12)
    assert occlusion(model, picture, stride=5).shape == (20, 12)


def test_bytes_floats_and_lists_are_the_same_picture():
    model, pixels = _stack(), np.random.default_rng(3).integers(0, 256, (8, 8), dtype=np.uint8)
    for same in (pixels / 255, pixels[..., None], pixels.tolist(), (pixels / 255).astype(np.float16)):
        np.testing.assert_allclose(saliency(model, same, 0), saliency(model, pixels, 0), rtol=1e-2, atol=1e-4)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda m: saliency(article_cnn, PICTURE), TypeError, "Did you forget the brackets"),
        (lambda m: saliency(keras.Sequential([layers.Dense(2)]), PICTURE), ValueError, "begin it with keras.Input"),
        (lambda m: saliency(m, PICTURE[None]), ValueError, r"batch. Give image\[0\]"),
        (lambda m: saliency(m, PICTURE[None, ..., None]), ValueError, r"batch. Give image\[0\]"),
        (lambda m: saliency(m, np.zeros((8, 8, 3))), ValueError, "They have 3 channels: image.mean"),
        (lambda m: saliency(m, PICTURE[0]), ValueError, r"one picture, shape \(h, w\)"),
        (lambda m: saliency(m, PICTURE[:5]), ValueError, "the model takes"),
        (lambda m: saliency(m, PICTURE * 255), ValueError, "image / 255"),
        (lambda m: saliency(m, PICTURE * np.nan), ValueError, "NaN"),
        (lambda m: saliency(m, "boot"), ValueError, "one picture"),
        (lambda m: saliency(m, PICTURE, 3), ValueError, "label must be a whole number, from 0 to 2; got 3"),
        (lambda m: saliency(m, PICTURE, "boot"), ValueError, "no names are known here: give class_names"),
        (lambda m: saliency(m, PICTURE, "boat", class_names=["boot", "bag", "coat"]), ValueError, "none of 'boot'"),
        (lambda m: occlusion(m, PICTURE, size=9), ValueError, "size must be a whole number, from 1 to 8"),
        (lambda m: occlusion(m, PICTURE, size=3, stride=4), ValueError, "stride must be a whole number, from 1 to 3"),
        (lambda m: grad_cam(m, PICTURE, layer="conv9"), ValueError, "layer must be one of 'conv', "),
        (lambda m: grad_cam(m, PICTURE, layer=m.layers[-1]), ValueError, "gives no maps"),
        (lambda m: grad_cam(m, PICTURE, layer=7), ValueError, "its name, one of conv"),
        (lambda m: feature_maps(m, PICTURE, "conv9"), ValueError, "layer must be one of"),
        (lambda m: grad_cam(_pixel_network(0, 0), PICTURE), ValueError, "saliency and occlusion work without"),
        (lambda m: saliency("model", PICTURE), TypeError, "must be a Keras model"),
        (
            lambda m: saliency(keras.Sequential([keras.Input((8,)), layers.Dense(2)]), PICTURE),
            ValueError,
            "take one picture",
        ),
        (
            lambda m: saliency(keras.Sequential([keras.Input((8, 8, 1)), layers.Dense(2)]), PICTURE),
            ValueError,
            "Flatten",
        ),
    ],
)
def test_what_does_not_fit_is_told(call, error, message):
    with pytest.raises(error, match=message):
        call(_stack())


def test_too_many_squares_are_refused_with_a_way_out():
    entry = keras.Input((300, 300, 3))
    model = keras.Model(entry, layers.Dense(2, "softmax")(layers.GlobalAveragePooling2D()(entry)))
    with pytest.raises(ValueError, match="stride=18"):
        occlusion(model, np.zeros((300, 300, 3)))
    assert occlusion(model, np.zeros((300, 300, 3)), size=37, stride=18).shape == (300, 300)


def test_broken_weights_are_told():
    model = _stack()
    model.set_weights([np.full_like(each, np.nan) for each in model.get_weights()])
    for explain in (saliency, occlusion, grad_cam):
        with pytest.raises(ValueError, match="not finite"):
            explain(model, PICTURE)
