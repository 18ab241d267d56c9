"""Lesson 12: a network by hand. Each layer knows its way forward and, for the gradient, its way back.

Pictures have shape (n, height, width, channels), as in Keras. ``layer(x)`` goes forward and keeps what the way back
needs. ``layer.backward(G)`` takes the gradient of the loss for what came out, stores that for the layer's weights in
``layer.gradients`` and returns that for what went in.
"""

from copy import deepcopy
from dataclasses import dataclass, field

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from lepton_kit.validate import generator, number, whole
from lepton_kit.vision.activations import ACTIVATIONS, softmax
from lepton_kit.vision.layers import pool, squares

__all__ = [
    "Activation",
    "Convolution",
    "Dense",
    "Flatten",
    "GradientCheck",
    "Momentum",
    "Network",
    "Pooling",
    "check_gradient",
    "cross_entropy",
    "from_keras",
]


class Layer:
    """What every layer has: weights and their gradients, lists of arrays, empty where there is nothing to learn."""

    def __init__(self, *weights):
        self.weights = list(weights)
        self.gradients = []

    def __call__(self, x):
        """What comes out for a batch; what the way back needs is kept."""
        raise NotImplementedError

    def backward(self, G):
        """The gradient for what went in, from that for what came out; sets ``gradients``."""
        raise NotImplementedError

    def __repr__(self):
        return f"{type(self).__name__}, {sum(w.size for w in self.weights):,} weights"


class Activation(Layer):
    """Bend each number; ``name`` is one of ``ACTIVATIONS``."""

    def __init__(self, name="relu"):
        super().__init__()
        self.name, self.curve = name, ACTIVATIONS[name]

    def __call__(self, z):
        self.z = z
        return self.curve(z)

    def backward(self, G):
        return G * self.curve.slope(self.z)

    def __repr__(self):
        return f"Activation, {self.name}"


class Dense(Layer):
    """Every output weighs every input: z = x W + b, with x of shape (n, inputs) and z of shape (n, outputs).

    The first weights are drawn as He et al. (2015) propose: normal, with variance 2 / inputs.
    """

    def __init__(self, inputs, outputs, *, rng=None):
        super().__init__(
            _draw((inputs, outputs), inputs, rng), np.zeros(outputs, dtype=np.float32)
        )

    def __call__(self, x):
        W, b = self.weights
        if np.shape(x)[1:] != W.shape[:1]:
            hint = " Flatten comes before Dense." if np.ndim(x) == 4 else ""
            raise ValueError(f"Dense wants shape (n, {len(W)}); got {np.shape(x)}.{hint}")
        self.x = x
        return x @ W + b

    def backward(self, G):
        self.gradients = [self.x.T @ G, G.sum(axis=0)]
        return G @ self.weights[0].T


class Convolution(Layer):
    """Kernels that slide over all channels at once, each making a channel of its own; a Dense layer for every window.

    Weights have Keras' shape, (size, size, inputs, outputs).
    """

    def __init__(self, inputs, outputs, size=3, *, rng=None):
        shape = (size, size, inputs, outputs)
        super().__init__(
            _draw(shape, size * size * inputs, rng), np.zeros(outputs, dtype=np.float32)
        )

    def __call__(self, x):
        W, b = self.weights
        size, _, inputs, outputs = W.shape
        self.shape = x.shape
        if len(x.shape) != 4 or x.shape[3] != inputs or min(self.shape[1:3]) < size:
            raise ValueError(
                f"This convolution wants shape (n, height, width, {inputs}), at least {size} x {size}; got {x.shape}"
            )
        view = sliding_window_view(x, (size, size), axis=(1, 2))  # nothing is copied yet
        view = view.transpose(0, 1, 2, 4, 5, 3)  # n, h', w', size, size, channels
        self.rows = view.reshape(*view.shape[:3], -1)  # every window is a row
        return self.rows @ W.reshape(-1, outputs) + b

    def backward(self, G):
        W, (n, h, w, outputs) = self.weights[0], G.shape
        flat = G.reshape(-1, outputs)
        by_kernel = self.rows.reshape(len(flat), -1).T @ flat
        self.gradients = [by_kernel.reshape(W.shape), flat.sum(axis=0)]
        back = np.zeros(self.shape, dtype=G.dtype)
        for i, j in np.ndindex(W.shape[:2]):  # the kernel's places, not the picture's
            back[:, i : i + h, j : j + w] += (flat @ W[i, j].T).reshape(n, h, w, -1)
        return back


class Pooling(Layer):
    """Keep the largest number of each square."""

    def __init__(self, size=2):
        super().__init__()
        self.size = whole("size", size, low=1)

    def __call__(self, x):
        self.x, self.out = x, pool(x, self.size)
        return self.out

    def backward(self, G):
        """To the largest of each square; equals share it."""
        back = np.zeros_like(self.x)
        chosen = [part == self.out for part in squares(self.x, self.size)]
        share = G / sum(largest.astype(G.dtype) for largest in chosen)
        for place, largest in zip(squares(back, self.size), chosen, strict=True):
            place[...] = share * largest
        return back


class Flatten(Layer):
    """Lay each picture's numbers out in a row."""

    def __call__(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, G):
        return G.reshape(self.shape)


def _draw(shape, inputs, rng):
    sides = [
        whole(f"size {k + 1} of the layer", side, low=1) for k, side in enumerate(shape)
    ]
    return (generator(rng).standard_normal(sides) * np.sqrt(2 / inputs)).astype(np.float32)


def cross_entropy(scores, labels):
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
    p, rows = softmax(scores), np.arange(len(scores))
    loss = -np.log(np.maximum(p[rows, labels], 1e-30)).mean()
    G = p / p.dtype.type(len(p))
    G[rows, labels] -= 1 / len(p)
    return float(loss), G


class Momentum:
    """Steps against the gradient with a memory, v <- momentum v - rate g and w <- w + v (Polyak 1964).

    With momentum 0 it is plain (stochastic) gradient descent.
    """

    def __init__(self, rate, momentum=0.0):
        self.rate = number("rate", rate, low=0)
        self.momentum = number("momentum", momentum, low=0)
        if self.momentum >= 1:
            raise ValueError(
                f"momentum is {momentum:g}; it must be below 1, or the steps never die down"
            )
        self.velocities = None

    def step(self, weights, gradients):
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

    def __init__(self, *layers):
        if not layers:
            raise ValueError(
                "A network needs at least one layer, such as Network(Flatten(), Dense(784, 10))"
            )
        self.layers = layers

    @property
    def weights(self):
        """The weights of all layers, the arrays themselves."""
        return [w for layer in self.layers for w in layer.weights]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backpropagate(self, x, truth):
        """The loss and, in the order of ``weights``, its gradient: forward once, then back through the same layers."""
        loss, G = cross_entropy(self(x), truth)
        for layer in reversed(self.layers):
            G = layer.backward(G)
        return loss, [gradient for layer in self.layers for gradient in layer.gradients]

    def probabilities(self, x, *, batch=200):
        """Softmax of the scores, worked out in batches to spare memory; shape (n, classes)."""
        return softmax(
            np.concatenate([self(x[k : k + batch]) for k in range(0, len(x), batch)])
        )

    def accuracy(self, x, labels):
        """Share of the pictures whose most probable class is the true one."""
        return float((self.probabilities(x).argmax(axis=1) == labels).mean())

    def train(
        self,
        x,
        truth,
        *,
        epochs=3,
        batch=50,
        rate=0.05,
        momentum=0.9,
        rng=None,
    ):
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
            raise ValueError(
                f"Each picture needs its truth; got {len(x)} pictures and {len(truth)} truths"
            )
        from threadpoolctl import threadpool_limits  # comes with scikit-learn

        rng, rule, losses = generator(rng), Momentum(rate, momentum), []
        epochs, batch = whole("epochs", epochs, low=1), whole("batch", batch, low=1)
        with threadpool_limits(1, "blas"), np.errstate(over="ignore", invalid="ignore"):
            # Small products lose more by sharing two busy cores than they gain; what overflows is told below.
            for _ in range(epochs):
                for at in np.split(rng.permutation(len(x)), range(batch, len(x), batch)):
                    loss, gradients = self.backpropagate(x[at], truth[at])
                    if not np.isfinite(loss):
                        raise ValueError(
                            f"After {len(losses)} steps the loss is {loss}: try a rate below {rate:g}"
                        )
                    rule.step(self.weights, gradients)
                    losses.append(loss)
        return np.array(losses)

    def __repr__(self):
        return "\n".join(map(repr, self.layers))


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """The same slopes twice: by backpropagation and by moving one weight at a time."""

    backpropagation: np.ndarray = field(repr=False)
    difference: np.ndarray = field(repr=False)

    @property
    def error(self):
        """The largest difference between the two, as a share of the largest slope."""
        return float(
            np.abs(self.backpropagation - self.difference).max()
            / np.abs(self.difference).max()
        )

    def __repr__(self):
        return f"{len(self.difference)} slopes checked, largest error {self.error:.0e}"


def check_gradient(
    network,
    x,
    truth,
    *,
    count=20,
    step=1e-6,
    rng=None,
):
    """Compare backpropagation with (L(w + h) - L(w - h)) / 2h for ``count`` weights of each array of the network.

    A copy of the network in double precision is used; the network itself stays as it is. The copy's weights are moved
    a little by chance: new biases are 0, where a black background puts every relu on its kink, which has no slope.
    """
    rng, network, x = generator(rng), deepcopy(network), np.asarray(x, dtype=float)
    for layer in network.layers:
        layer.weights = [w + 0.01 * rng.standard_normal(w.shape) for w in layer.weights]
    pairs = []
    for w, gradient in zip(
        network.weights, network.backpropagate(x, truth)[1], strict=True
    ):
        for k in rng.choice(
            w.size, size=min(whole("count", count, low=1), w.size), replace=False
        ):
            here, losses = w.flat[k], []
            for moved in (here + step, here - step):
                w.flat[k] = moved
                losses.append(cross_entropy(network(x), truth)[0])
            w.flat[k] = here
            pairs.append((gradient.flat[k], (losses[0] - losses[1]) / (2 * step)))
    return GradientCheck(*np.array(pairs).T)


def from_keras(model):
    """The same network with the same weights, for models of Conv2D, MaxPooling2D, Flatten and Dense layers.

    Raises
    ------
    ValueError
        If a layer is of another kind, or has padding, strides or an activation that the kit's layers do not know.
    """
    return Network(*(part for layer in model.layers for part in _copied(layer)))


def _copied(layer):
    kind, settings = type(layer).__name__, layer.get_config()
    plain = settings.get("padding", "valid") == "valid" and settings.get(
        "dilation_rate", (1, 1)
    ) == (1, 1)
    strides = settings.get("strides", (1, 1))
    if kind == "MaxPooling2D" and plain and len({*layer.pool_size, *strides}) == 1:
        return [Pooling(layer.pool_size[0])]
    if kind == "Flatten":
        return [Flatten()]
    if (
        kind in ("Conv2D", "Dense")
        and plain
        and strides == (1, 1)
        and len({*settings.get("kernel_size", (1,))}) == 1
    ):
        ours = Dense(1, 1) if kind == "Dense" else Convolution(1, 1)
        ours.weights = [np.array(w) for w in layer.get_weights()]
        name = settings["activation"]
        if name in ("relu", "sigmoid", "tanh"):
            return [ours, Activation(name)]
        if name in ("linear", "softmax"):  # softmax belongs to `probabilities`
            return [ours]
    raise ValueError(
        f"Layer {layer.name!r} ({kind}) cannot be copied: it has a kind or a setting that ours lack"
    )
