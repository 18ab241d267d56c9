"""What happens to a number in a network: activations and softmax."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["ACTIVATIONS", "Curve", "softmax"]


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


def softmax(scores: ArrayLike) -> NDArray:
    """Scores as probabilities, exp(s_k) / sum_j exp(s_j) along the last axis.

    Examples
    --------
    >>> softmax([2.0, 1.0, 0.0]).round(3)
    array([0.665, 0.245, 0.09 ])
    """
    scores = np.asarray(scores)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))  # a shift changes nothing and keeps exp small
    return powers / powers.sum(axis=-1, keepdims=True)
