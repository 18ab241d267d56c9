"""Lessons 13 and 14: ideas are built as they are told, tables are whole, and what falls short is told why."""

import numpy as np
import pytest

from lepton_kit import datasets
from lepton_kit.backend import load_keras
from lepton_kit.exercises import check
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import article_cnn

ideas, tables = content_module("14", "ideas"), content_module("14", "tables")
keras = load_keras()


def test_each_idea_changes_what_its_name_says():
    """34,826 weights; 4 more for each of 96 normalised maps; 64 means instead of 1,600 numbers; four times 36,928."""
    weights = {idea: ideas.network(idea).count_params() for idea in ideas.NAMES}
    plain = weights.pop("plain")
    assert plain == 34_826
    more = {idea: count - plain for idea, count in weights.items() if count != plain}
    assert more == {
        "batch normalisation": 4 * 96,
        "global pooling": -10 * (1600 - 64),
        "four layers more": 4 * (64 * (9 * 64 + 1)),
        "four residual layers": 4 * (64 * (9 * 64 + 1)),
    }
    assert any(isinstance(layer, keras.layers.Dropout) for layer in ideas.network("dropout").layers)


def test_a_residual_block_that_computes_nothing_changes_nothing():
    """With the inner convolutions at 0 what went in comes out; without the connection nothing does."""
    x = np.random.default_rng(0).random((3, 28, 28, 1)).astype(np.float32)
    expected = ideas.network()
    for idea, same in (("four residual layers", True), ("four layers more", False)):
        model = ideas.network(idea)
        start = expected.get_weights()
        inner = [np.zeros_like(weight) for weight in model.get_weights()[4:-2]]
        model.set_weights([*start[:4], *inner, *start[-2:]])
        close = np.allclose(model.predict(x, verbose=0), expected.predict(x, verbose=0), atol=1e-6)
        assert close is same


@pytest.mark.parametrize("idea", ["plain", "augmentation", "20 times the pictures"])
def test_each_picture_comes_once_before_any_comes_again(idea):
    data = datasets.load("fashion_mnist")
    x, y = ideas.batches(data, idea, seed=3, steps=120)
    assert x.shape == (6000, 28, 28) and y.shape == (6000,)
    own, labels = ideas.draw_partner(data, 3)
    distinct = {image.tobytes() for image in x}
    if idea == "plain":
        assert distinct == {image.tobytes() for image in own}
        assert {image.tobytes() for image in x[:300]} == distinct
    else:
        assert len(distinct) > 5900
    for start in (0, 300):
        if idea != "20 times the pictures":
            np.testing.assert_array_equal(np.sort(y[start : start + 300]), np.sort(labels))


def test_a_pair_has_the_same_pictures():
    data = datasets.load("fashion_mnist")
    (x, _), (longer, _) = ideas.draw_partner(data, 5), ideas.draw_partner(data, 5, count=6000)
    np.testing.assert_array_equal(x, longer[:300])


def test_the_tables_hold_every_idea_over_the_same_seeds_and_steps():
    runs = tables.helps()
    assert set(runs) == set(ideas.NAMES)
    shape = runs["plain"].accuracy.shape
    assert shape[0] >= 3
    for run in runs.values():
        np.testing.assert_array_equal(run.steps, runs["plain"].steps)
        for table in (run.accuracy, run.moved, run.loss, run.seconds):
            assert table.shape == shape
        assert 0.1 < run.accuracy.min() <= run.accuracy.max() < 0.95
        assert (np.diff(run.seconds, axis=1) > 0).all()
    rungs = tables.sooner()
    assert {rung.seeds for rung in rungs} == {3}
    assert [rung.steps for rung in rungs] == [3_750] + 7 * [938]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([[0.8, 0.78]] * 3, "Three pairs say little"),
        ([[0.8, 0.78]] * 6, "the seed does not reach"),
        ([[0.8, 0.78], [0.77, 0.78], [0.79, 0.77], [0.78, 0.79], [0.8, 0.79]], "not wholly above 0"),
        ([[80, 78.5], [77, 70], [79, 72], [78, 71], [80, 73]], "in per cent"),
        ([0.8, 0.78, 0.77, 0.79, 0.8], "Rows of two accuracies"),
    ],
)
def test_runs_that_show_nothing_are_told_why(pairs, said):
    verdict = check("14.8", pairs)
    assert not verdict.correct and said in verdict.message, verdict


def logits():
    L = keras.layers
    return keras.Sequential([keras.Input((28, 28, 1)), L.MaxPooling2D(4), L.Flatten(), L.Dense(10)])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (article_cnn, "more than half"),
        (logits, "softmax"),
        (lambda: 3, "A Keras network is wanted"),
        (lambda: keras.Sequential([keras.Input((28, 28, 3)), keras.layers.Conv2D(2, 3)]), "28 x 28 x 1"),
    ],
)
def test_a_smaller_network_that_falls_short_is_told_why(make, said):
    verdict = check("13.7", make())
    assert not verdict.correct and said in verdict.message, verdict
