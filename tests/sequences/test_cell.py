"""A recurrent cell by hand: equal to Keras, gradients equal to differences, memory that fades as theory says."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.backend import load_keras
from lepton_kit.sequences import GatedCell, RecurrentCell, clip, first_sign, orthogonal


@pytest.mark.parametrize(("inputs", "units", "steps"), [(1, 1, 1), (5, 16, 30), (3, 2, 12)])
def test_forward_equals_keras(inputs, units, steps):
    """The issue's figure: 1e-5, with the same weights."""
    layer = load_keras().layers.SimpleRNN(units, return_sequences=True, bias_initializer="random_normal")
    x = np.random.default_rng(0).normal(size=(4, steps, inputs)).astype("float32")
    theirs = np.asarray(layer(x))
    assert_allclose(RecurrentCell.from_keras(layer)(x), theirs, atol=1e-5)


@pytest.mark.parametrize("which", ["last", "all"])
@pytest.mark.parametrize("seed", range(4))
def test_backpropagation_through_time_equals_differences(which, seed):
    rng = np.random.default_rng(seed)
    batch, steps, inputs, units = rng.integers(1, 6, 4)
    cell = RecurrentCell(inputs, units, stretch=rng.uniform(0.5, 1.5), rng=rng)
    x = rng.normal(size=(batch, steps, inputs))
    G = rng.normal(size=(batch, units) if which == "last" else (batch, steps, units))

    def loss():
        states = cell(x)
        return (G * (states[:, -1] if which == "last" else states)).sum()

    loss()
    back = cell.backward(G)
    for array, slope in [*zip(cell.weights, cell.gradients, strict=True), (x, back)]:
        for _ in range(5):
            at = tuple(rng.integers(0, n) for n in array.shape)
            kept, values = array[at], []
            for move in (1e-5, -1e-5):
                array[at] = kept + move
                values.append(loss())
            array[at] = kept
            assert_allclose(slope[at], (values[0] - values[1]) / 2e-5, rtol=1e-6, atol=1e-8)


def test_without_a_bend_to_speak_of_the_gradient_keeps_the_power_of_the_stretch():
    """For tiny states tanh is the identity, and an orthogonal U times s shortens a gradient by s at each step."""
    for s in (0.8, 1.0, 1.25):
        cell = RecurrentCell(2, 6, stretch=s, rng=0)
        cell(1e-6 * np.ones((1, 20, 2)))
        cell.backward(np.ones((1, 6)) / np.sqrt(6))
        assert_allclose(cell.flow[::-1], s ** np.arange(20), rtol=1e-6)


def test_a_gradient_never_grows_where_the_stretch_is_below_one():
    """Bengio, Simard and Frasconi (1994): the slope of tanh is at most 1."""
    for seed in range(10):
        cell = RecurrentCell(3, 5, stretch=0.9, rng=seed)
        cell(np.random.default_rng(seed).normal(size=(1, 15, 3)))
        cell.backward(np.ones((1, 5)))
        assert (np.diff(cell.flow) > 0).all()


def test_clipping_shortens_together_and_leaves_short_ones_alone():
    rng = np.random.default_rng(0)
    gradients = [rng.normal(size=s) for s in ((3, 4), (4,), (1,))]
    length = np.sqrt(sum((g**2).sum() for g in gradients))
    short = clip(gradients, length / 3)
    for before, after in zip(gradients, short, strict=True):
        assert_allclose(after, before / 3)
    for before, after in zip(gradients, clip(gradients, 2 * length), strict=True):
        assert_allclose(after, before)
    assert_allclose(clip([[0.0]], 1), [[0.0]])


def test_orthogonal_keeps_every_length():
    U, x = orthogonal(7, rng=0), np.random.default_rng(1).normal(size=7)
    assert_allclose(np.linalg.norm(x @ U), np.linalg.norm(x))


def test_a_gated_cell_equals_keras_with_and_without_padding():
    keras = load_keras()
    layer = keras.layers.GRU(9, return_sequences=True, bias_initializer="random_normal")
    rng = np.random.default_rng(0)
    x, mask = rng.normal(size=(6, 12, 4)).astype("float32"), np.arange(12) < rng.integers(1, 13, 6)[:, None]
    assert_allclose(GatedCell.from_keras(layer_built(layer, x))(x), np.asarray(layer(x)), atol=1e-5)
    theirs = np.asarray(layer(x, mask=mask))
    ours = GatedCell.from_keras(layer)(x, mask)
    assert_allclose(ours[mask], theirs[mask], atol=1e-5)
    assert_allclose(ours[:, -1], theirs[:, -1], atol=1e-5)


def layer_built(layer, x):
    layer(x)
    return layer


def test_an_open_gate_keeps_what_a_simple_cell_forgets():
    rng = np.random.default_rng(0)
    W, U, b = rng.normal(0, 0.5, (1, 24)), rng.normal(0, 0.2, (8, 24)), np.zeros((2, 24))
    x = rng.normal(0, 0.3, (1, 41, 1))
    nudged = x.copy()
    nudged[0, 0, 0] += 1e-3
    left = []
    for keep in (0, 4, 8):
        b[0, :8] = keep
        moved = np.linalg.norm(GatedCell(W, U, b)(nudged) - GatedCell(W, U, b)(x), axis=2)[0]
        left.append(moved[-1] / moved[0])
    assert left[0] < 1e-4 and 0.3 < left[1] < 0.7 and left[2] > 0.95


def test_first_sign_hides_the_class_in_the_first_number():
    x, y = first_sign(400, 20, rng=0)
    assert ((x[:, 0, 0] > 0) == y).all() and np.abs(x[:, 0]).min() == 1
    assert abs(np.corrcoef(x[:, 1:, 0].mean(axis=1), y)[0, 1]) < 0.15


X = np.zeros((2, 3, 4))


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: RecurrentCell(0, 3), "inputs must be a whole number, at least 1; got 0"),
        (lambda: RecurrentCell(3, 2.5), "units must be a whole number"),
        (lambda: RecurrentCell(3, 2, stretch=-1), "stretch is -1"),
        (lambda: RecurrentCell(3, 2, stretch=np.nan), "stretch"),
        (lambda: RecurrentCell(3, 2)(X), "x has 4 numbers at each step; 3 were wanted"),
        (lambda: RecurrentCell(4, 2)(X[0]), r"One sequence alone\? Give x\[None\]"),
        (lambda: RecurrentCell(4, 2)(X[:0]), "none of them 0"),
        (lambda: RecurrentCell(4, 2)(X + np.nan), r"x\[0, 0, 0\] is nan"),
        (lambda: RecurrentCell(4, 2)("text"), "numbers only"),
        (lambda: RecurrentCell(1, 2)([[[1.0]], [[1.0], [2.0]]]), "pad shorter ones first"),
        (lambda: RecurrentCell(4, 2).backward(np.zeros((2, 2))), "call the cell on a batch"),
        (lambda: _walked().backward(np.zeros((2, 3))), r"wanted \(2, 2\) for the last state"),
        (lambda: RecurrentCell.from_keras(load_keras().layers.Dense(3)), "built SimpleRNN"),
        (lambda: RecurrentCell.from_keras(load_keras().layers.SimpleRNN(3)), "built SimpleRNN"),
        (lambda: GatedCell.from_keras(load_keras().layers.LSTM(3)), "built GRU"),
        (lambda: GatedCell(np.zeros((2, 8)), np.zeros((3, 9)), np.zeros((2, 9))), r"\(inputs, 3 units\)"),
        (lambda: GatedCell(np.zeros((2, 9)), np.zeros((3, 9)), np.zeros(9)), r"shape \(2, 9\)"),
        (lambda: clip([[np.inf]], 1), "no direction left"),
        (lambda: clip([[1.0]], -1), "limit is -1"),
        (lambda: first_sign(0, 3), "count must be"),
    ],
)
def test_wrong_input_is_explained(act, message):
    with pytest.raises(ValueError, match=message):
        act()


def _walked():
    cell = RecurrentCell(4, 2, rng=0)
    cell(X)
    return cell
