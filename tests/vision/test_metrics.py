"""Evaluation against scikit-learn's own functions and by hand."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, log_loss

from lepton_kit import datasets
from lepton_kit.backend import load_keras
from lepton_kit.vision import article_cnn, evaluate


@pytest.fixture(scope="module")
def data():
    return datasets.load("fashion_mnist")


def test_it_agrees_with_scikit_learn(data):
    model, x, y = article_cnn(rng=0), data.x_test, data.y_test
    report = evaluate(model, x, y, data.class_names)
    P = model.predict(x[..., None] / 255, verbose=0)
    np.testing.assert_allclose(report.probabilities, P, atol=1e-5)
    assert report.accuracy == accuracy_score(y, P.argmax(axis=1))
    assert report.cross_entropy == pytest.approx(log_loss(y, P), rel=1e-4)
    assert report.f1.mean() == pytest.approx(f1_score(y, report.predictions, average="macro"))
    assert report.confusion.sum() == len(y) and (report.confusion.sum(axis=1) == report.support).all()
    assert np.trace(report.confusion) / len(y) == pytest.approx(report.accuracy)


def always(classes, answer):
    """A network that gives all probability to one class, whatever it sees."""
    keras = load_keras()
    model = keras.Sequential([keras.Input((2, 2, 1)), keras.layers.Flatten(), keras.layers.Dense(classes, "softmax")])
    model.set_weights([np.zeros((4, classes)), 100.0 * np.eye(classes)[answer]])
    return model


def test_a_network_that_always_says_one_class():
    """Recall 1 and precision 1/3 for that class, nothing for the others; a class that never occurs is no error."""
    report = evaluate(always(4, 1), np.zeros((3, 2, 2)), [0, 1, 2], ["a", "b", "c", "d"])
    assert report.accuracy == pytest.approx(1 / 3)
    np.testing.assert_allclose(report.precision, [np.nan, 1 / 3, np.nan, np.nan])  # the others were never guessed
    np.testing.assert_allclose(report.recall, [0, 1, 0, np.nan])
    assert report.support.tolist() == [1, 1, 1, 0]
    assert np.isfinite(report.cross_entropy) and report.cross_entropy > 10


def test_what_a_learner_prints(data):
    report = evaluate(article_cnn(rng=0), data.x_test, data.y_test, data.class_names)
    for text in (str(report), report._repr_html_()):
        assert "Ankle boot" in text and "recall" in text and f"{report.accuracy:.4f}" in text
    assert len(str(report).splitlines()) == 12


def test_what_rounding_leaves_beyond_black_and_white_is_forgiven(data):
    model, x, y = article_cnn(rng=0), data.x_test[:20], data.y_test[:20]
    plain, rounded = (evaluate(model, images, y) for images in (x, (x / 127.5 - 1 + 1) / 2 * 1.0002 - 1e-6))
    np.testing.assert_allclose(rounded.probabilities, plain.probabilities, atol=1e-3)


def test_wrong_input_is_explained(data):
    model, x, y = article_cnn(), data.x_test[:5], data.y_test[:5]
    for arguments, message in (
        ((x, y, ["a", "b"]), "class_names has 2 names; the model has 10 classes"),
        ((x, y[:3]), "3 labels for 5 images"),
        ((x.astype(float), y), "Did you mean x / 255"),
        ((x.astype(np.uint16) * 16, y), "Did you mean x / 4095"),
        ((x.astype(np.uint16) * 257, y), "Did you mean x / 65535"),
        (((x / 255 - 0.1307).clip(0) / 0.3081, y), "Are they normalised"),
    ):
        with pytest.raises(ValueError, match=message):
            evaluate(model, *arguments)
    model.get_layer("output").bias.assign(np.full(10, np.nan))
    with pytest.raises(ValueError, match="weights are broken"):
        evaluate(model, x, y)
