"""Lesson 18: its machine is made as its words say, and what learners write by hand is what Keras computes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.backend import load_keras
from lepton_kit.exercises import check
from lepton_kit.exercises.content import content_module

keras = load_keras()
machine_series = content_module("18", "machine").machine_series
questions = content_module("18", "questions")
RIGHT = {question.id: question.answer() for question in questions.QUESTIONS}
RNG = np.random.default_rng(0)


def test_the_machine_is_made_as_its_words_say():
    for seed in range(5):
        machine = machine_series(rng=seed)
        starts = np.flatnonzero(np.diff(machine.worn.astype(int)) == 1)
        assert len(machine.load) == 4_000 and len(starts) == 4
        assert not machine.worn[:1200].any()
        assert ((machine.failures - starts >= 60) & (machine.failures - starts <= 120)).all()
        assert not machine.worn[machine.failures + 1].any()
        assert (machine.load >= 0).all() and (machine.load <= 1).all() and np.isfinite(machine.vibration).all()
    assert_array_equal(machine_series(rng=3).vibration, machine_series(rng=3).vibration)


def test_a_sound_machine_shakes_with_the_square_of_its_load():
    """0.6 + 2.4 load^2 (1 + cold), cold from 0 to 0.4: the bend that the open task asks for."""
    machine = machine_series(rng=0)
    square = machine.load[:1200] ** 2
    slope, start = np.polyfit(square, machine.vibration[:1200], 1)
    assert 2.4 < slope < 2.4 * 1.4 and start == pytest.approx(0.6, abs=0.1)


def test_the_step_is_keras_simple_rnn():
    layer = keras.layers.SimpleRNN(4, bias_initializer="random_normal")
    x = RNG.normal(size=(1, 6, 3)).astype("float32")
    theirs, weights, h = np.asarray(layer(x))[0], layer.get_weights(), np.zeros(4)
    for inputs in x[0]:
        h = RIGHT["18.2"](inputs, h, *weights)
    assert_allclose(h, theirs, atol=1e-5)


def test_the_store_is_keras_lstm():
    """Keras' order of gates is input, forget, proposal, output."""
    layer = keras.layers.LSTM(3, return_state=True, bias_initializer="random_normal")
    x = RNG.normal(size=(1, 5, 2)).astype("float32")
    _, shown, stored = (np.asarray(part)[0] for part in layer(x))
    W, U, b = layer.get_weights()
    h, c = np.zeros(3), np.zeros(3)
    for inputs in x[0]:
        i, f, g, o = np.split(inputs @ W + h @ U + b, 4)
        i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
        c = RIGHT["18.4"](c, f, i, np.tanh(g))
        h = o * np.tanh(c)
    assert_allclose(c, stored, atol=1e-5)
    assert_allclose(h, shown, atol=1e-5)


def test_attention_is_keras_attention_and_its_rows_are_shares():
    layer = keras.layers.MultiHeadAttention(num_heads=1, key_dim=4, use_bias=False)
    x = RNG.normal(size=(7, 6)).astype("float32")
    theirs = np.asarray(layer(x[None], x[None]))[0]
    q, k, v, out = (w.squeeze() for w in layer.get_weights())
    assert_allclose(RIGHT["18.5"](x @ q, x @ k, x @ v) @ out, theirs, atol=1e-5)
    assert_allclose(RIGHT["18.5"](x, x, np.ones((7, 1))), 1)


@pytest.mark.parametrize("number", [2.5, np.array(2.5), np.float32(2.5), np.array([2.5])[0]])
def test_a_threshold_may_be_any_number(number):
    assert check("18.6", number).correct


def test_a_score_of_another_shape_is_told():
    verdict = check("18.7", lambda load, vibration: vibration[23:])
    assert not verdict.correct and "one finite number for each hour is wanted" in verdict.message


@pytest.mark.parametrize("hours", [3, 12])
def test_a_longer_mean_alone_is_not_over_the_bar(hours):
    assert not check("18.7", lambda load, vibration: questions.surprise(load, vibration, hours=hours)).correct
