"""A network by hand: layers in a row, a loss, the gradient by backpropagation, and steps against it."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.validate import generator, number, whole
from lepton_kit.vision.activations import softmax
from lepton_kit.vision.layers import Activation, Convolution, Dense, Flatten, Layer, Pooling

__all__ = ["GradientCheck", "Momentum", "Network", "check_gradient", "cross_entropy", "from_keras"]


def cross_entropy(scores: npt.NDArray, labels: ArrayLike) -> tuple[float, npt.NDArray]:
    """Mean of -log p(true class) with p = softmax(scores), and its gradient for the scores, (p - truth) / n.

    Parameters
    ----------
    scores : ndarray, shape (n, classes)
    labels : array_like of int, shape (n,)

    Returns
    -------
    float, ndarray of shape (n, classes)

    Examples
    --------
    >>> loss, G = cross_entropy(np.log([[0.7, 0.2, 0.1]]), [0])
    >>> round(loss, 3), G.round(2)
    (0.357, array([[-0.3,  0.2,  0.1]]))
    """
    labels = np.asarray(labels)
    if (
        labels.shape != (len(scores),)
        or labels.dtype.kind not in "ui"
        or not 0 <= labels.min() <= labels.max() < scores.shape[1]
    ):
        raise ValueError(
            f"labels must be {len(scores)} class numbers from 0 to {scores.shape[1] - 1}, one for each picture; "
            f"got shape {labels.shape}, {labels.dtype}"
        )
    p, each = softmax(scores), np.arange(len(scores))
    loss = -np.log(np.maximum(p[each, labels], 1e-30)).mean()
    G = p / p.dtype.type(len(p))
    G[each, labels] -= 1 / len(p)
    return float(loss), G


class Momentum:
    """Steps against the gradient with a memory, v <- momentum v - rate g and w <- w + v (Polyak 1964).

    With momentum 0 it is plain (stochastic) gradient descent.
    """

    def __init__(self, rate: float, momentum: float = 0.0) -> None:
        self.rate, self.momentum = number("rate", rate, low=0), number("momentum", momentum, low=0)
        if self.momentum >= 1:
            raise ValueError(f"momentum is {momentum:g}; it must be below 1, or the steps never die down")
        self.velocities: list[npt.NDArray] | None = None

    def step(self, weights: Sequence[npt.NDArray], gradients: Sequence[npt.NDArray]) -> None:
        """Move the weights, arrays that are changed in place."""
        if self.velocities is None:
            self.velocities = [np.zeros_like(w) for w in weights]
        for w, v, g in zip(weights, self.velocities, gradients, strict=True):
            v *= self.momentum
            v -= self.rate * g
            w += v


class Network:
    """Layers in a row. ``network(x)`` gives scores; ``probabilities`` puts softmax behind them.

    Parameters
    ----------
    *layers : Layer

    Examples
    --------
    >>> network = Network(Dense(4, 8, rng=0), Activation("relu"), Dense(8, 3, rng=1))
    >>> network.probabilities(np.ones((2, 4))).shape
    (2, 3)
    """

    def __init__(self, *layers: Layer) -> None:
        if not layers:
            raise ValueError("A network needs at least one layer, such as Network(Flatten(), Dense(784, 10))")
        self.layers = layers

    @property
    def weights(self) -> list[npt.NDArray]:
        """The weights of all layers, the arrays themselves."""
        return [w for layer in self.layers for w in layer.weights]

    def __call__(self, x: npt.NDArray) -> npt.NDArray:
        for layer in self.layers:
            x = layer(x)
        return x

    def backpropagate(self, x: npt.NDArray, truth: ArrayLike) -> tuple[float, list[npt.NDArray]]:
        """The loss and, in the order of ``weights``, its gradient: forward once, then back through the same layers."""
        loss, G = cross_entropy(self(x), truth)
        for layer in reversed(self.layers):
            G = layer.backward(G)
        return loss, [gradient for layer in self.layers for gradient in layer.gradients]

    def probabilities(self, x: npt.NDArray, *, batch: int = 200) -> npt.NDArray:
        """Softmax of the scores, worked out in batches to spare memory; shape (n, classes)."""
        return softmax(np.concatenate([self(x[k : k + batch]) for k in range(0, len(x), batch)]))

    def accuracy(self, x: npt.NDArray, labels: ArrayLike) -> float:
        """Share of the pictures whose most probable class is the true one."""
        return float((self.probabilities(x).argmax(axis=1) == labels).mean())

    def train(
        self,
        x: npt.NDArray,
        truth: npt.NDArray,
        *,
        epochs: int = 3,
        batch: int = 50,
        rate: float = 0.05,
        momentum: float = 0.9,
        rng: np.random.Generator | int | None = None,
    ) -> npt.NDArray[np.float64]:
        """Stochastic gradient descent: a step for each batch, through all pictures in a new order each epoch.

        Parameters
        ----------
        x : ndarray, shape (n, ...)
            Pixels from 0 to 1.
        truth : ndarray of int, shape (n,)
            Class numbers.

        Returns
        -------
        ndarray, shape (steps,)
            The loss of each batch before its step.

        Raises
        ------
        ValueError
            If the loss is no longer a finite number, as when the rate is too high.
        """
        if len(x) != len(truth) or not len(x):
            raise ValueError(f"Each picture needs its truth; got {len(x)} pictures and {len(truth)} truths")
        from threadpoolctl import threadpool_limits  # comes with scikit-learn

        rng, rule, losses = generator(rng), Momentum(rate, momentum), list[float]()
        epochs, batch = whole("epochs", epochs, low=1), whole("batch", batch, low=1)
        with threadpool_limits(1, "blas"), np.errstate(over="ignore", invalid="ignore"):
            # Small products lose more by sharing two busy cores than they gain; what overflows is told below.
            for _ in range(epochs):
                for at in np.split(rng.permutation(len(x)), range(batch, len(x), batch)):
                    loss, gradients = self.backpropagate(x[at], truth[at])
                    if not np.isfinite(loss):
                        raise ValueError(f"After {len(losses)} steps the loss is {loss}: try a rate below {rate:g}")
                    rule.step(self.weights, gradients)
                    losses.append(loss)
        return np.array(losses)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.layers))


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """The same slopes twice: by backpropagation and by moving one weight at a time."""

    backpropagation: npt.NDArray[np.float64] = field(repr=False)
    difference: npt.NDArray[np.float64] = field(repr=False)

    @property
    def error(self) -> float:
        """The largest difference between the two, as a share of the largest slope."""
        return float(np.abs(self.backpropagation - self.difference).max() / np.abs(self.difference).max())

    def __repr__(self) -> str:
        return f"{len(self.difference)} slopes checked, largest error {self.error:.0e}"


def check_gradient(
    network: Network,
    x: ArrayLike,
    truth: ArrayLike,
    *,
    count: int = 20,
    step: float = 1e-6,
    rng: np.random.Generator | int | None = None,
) -> GradientCheck:
    """Compare backpropagation with (L(w + h) - L(w - h)) / 2h for ``count`` weights of each array of the network.

    A copy of the network in double precision is used; the network itself stays as it is. The copy's weights are moved
    a little by chance: new biases are 0, where a black background puts every relu on its kink, which has no slope.
    """
    rng, network, x = generator(rng), deepcopy(network), np.asarray(x, dtype=float)
    for layer in network.layers:
        layer.weights = [w + 0.01 * rng.standard_normal(w.shape) for w in layer.weights]
    pairs = []
    for w, gradient in zip(network.weights, network.backpropagate(x, truth)[1], strict=True):
        for k in rng.choice(w.size, size=min(whole("count", count, low=1), w.size), replace=False):
            here, losses = w.flat[k], []
            for moved in (here + step, here - step):
                w.flat[k] = moved
                losses.append(cross_entropy(network(x), truth)[0])
            w.flat[k] = here
            pairs.append((gradient.flat[k], (losses[0] - losses[1]) / (2 * step)))
    return GradientCheck(*np.array(pairs).T)


def from_keras(model: Any) -> Network:
    """The same network with the same weights, for models of Conv2D, MaxPooling2D, Flatten and Dense layers.

    Raises
    ------
    ValueError
        If a layer is of another kind, or has padding, strides or an activation that the kit's layers do not know.
    """
    return Network(*(part for layer in model.layers for part in _parts(layer)))


def _parts(layer: Any) -> list[Layer]:
    kind, settings = type(layer).__name__, layer.get_config()
    plain = settings.get("padding", "valid") == "valid" and settings.get("dilation_rate", (1, 1)) == (1, 1)
    strides = settings.get("strides", (1, 1))
    if kind == "MaxPooling2D" and plain and len({*layer.pool_size, *strides}) == 1:
        return [Pooling(layer.pool_size[0])]
    if kind == "Flatten":
        return [Flatten()]
    if kind in ("Conv2D", "Dense") and plain and strides == (1, 1) and len({*settings.get("kernel_size", (1,))}) == 1:
        ours = Dense(1, 1) if kind == "Dense" else Convolution(1, 1)
        ours.weights = [np.array(w) for w in layer.get_weights()]
        name = settings["activation"]
        if name in ("relu", "sigmoid", "tanh"):
            return [ours, Activation(name)]
        if name in ("linear", "softmax"):  # softmax belongs to `probabilities`
            return [ours]
    raise ValueError(f"Layer {layer.name!r} ({kind}) cannot be copied: it has a kind or a setting that ours lack")
