"""What happens to a number in a network: activations, one neuron, and softmax."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.validate import number, one_of, vector

__all__ = ["ACTIVATIONS", "Curve", "curve", "neuron", "softmax"]


@dataclass(frozen=True, slots=True)
class Curve:
    """An activation function, applied to each number for itself, and its slope."""

    function: Callable = field(repr=False)
    slope: Callable = field(repr=False)

    def __call__(self, z: Any) -> Any:
        return self.function(z)


def _sigmoid(z: Any) -> Any:
    return 0.5 + 0.5 * np.tanh(0.5 * z)  # the same as 1 / (1 + exp(-z)), and never too large for the computer


ACTIVATIONS = {
    "linear": Curve(np.positive, np.ones_like),
    "relu": Curve(lambda z: np.maximum(z, 0), lambda z: np.heaviside(z, 0)),
    "leaky relu": Curve(lambda z: np.maximum(z, 0.1 * z), lambda z: 0.1 + 0.9 * np.heaviside(z, 0)),
    "sigmoid": Curve(_sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z))),
    "tanh": Curve(np.tanh, lambda z: 1 - np.tanh(z) ** 2),
}


def neuron(x: ArrayLike, w: ArrayLike, b: float = 0.0, activation: str = "relu") -> float:
    """One neuron: it weighs its inputs, adds a bias and bends the sum, a = f(w . x + b).

    Parameters
    ----------
    x, w : array_like, shape (n,)
        Inputs and weights.
    b : float
    activation : str
        A name in ``ACTIVATIONS``.

    Raises
    ------
    ValueError
        If there is not one weight for each input.

    Examples
    --------
    >>> neuron([1, 0, 2], [0.5, 3, 0.25], b=-0.4)
    0.6
    >>> neuron([1, 0, 2], [0.5, 3, 0.25], b=-4)
    0.0
    """
    x = vector("x", x)
    w = vector("w", w, size=len(x), hint="A neuron has a weight for each input.")
    return float(curve(activation)(x @ w + number("b", b)))


def curve(name: str) -> Curve:
    """The activation of that name, or an error that lists them."""
    return ACTIVATIONS[one_of("activation", name, tuple(ACTIVATIONS))]


def softmax(scores: ArrayLike) -> npt.NDArray:
    """Scores as probabilities, exp(s_k) / sum_j exp(s_j) along the last axis.

    Examples
    --------
    >>> softmax([2.0, 1.0, 0.0]).round(3)
    array([0.665, 0.245, 0.09 ])
    """
    scores = np.asarray(scores)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))  # a shift changes nothing and keeps exp small
    return powers / powers.sum(axis=-1, keepdims=True)
