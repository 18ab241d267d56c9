"""A recurrent network by hand: one cell, walked along a sequence, and back through time.

The state h_t is a bend of what comes in and of the state before, h_t = tanh(x_t W + h_(t-1) U + b) (Elman 1990).
Backpropagation through time (Werbos 1990) walks the same way back, and multiplies by U at every step: that is why what
arrives at the far end vanishes or explodes (Bengio, Simard and Frasconi 1994).
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.validate import generator, number, whole

__all__ = ["RecurrentCell", "clip", "orthogonal", "sequences"]


class RecurrentCell:
    """The simple recurrent cell: h_t = tanh(x_t W + h_(t-1) U + b), starting from h_0 = 0.

    Parameters
    ----------
    inputs, units : int
        Numbers that come in at each step, and numbers that the cell remembers.
    stretch : float
        U starts as a rotation times this: 1 keeps the length of a state, less shrinks it, more stretches it.
    rng : None, int or Generator
        Draws the first weights: W of Glorot and Bengio (2010), U orthogonal (Saxe, McClelland and Ganguli 2014).

    Attributes
    ----------
    weights : list of ndarray
        W, shape (inputs, units); U, shape (units, units); b, shape (units,).
    gradients : list of ndarray
        Those of the loss for the three, after ``backward``.
    flow : ndarray, shape (steps,)
        After ``backward``: the length of the gradient that arrives at each state, mean over the batch.

    Examples
    --------
    >>> cell = RecurrentCell(inputs=2, units=3, rng=0)
    >>> cell(np.ones((4, 5, 2))).shape
    (4, 5, 3)
    """

    def __init__(
        self, inputs: int, units: int, *, stretch: float = 1.0, rng: np.random.Generator | int | None = None
    ) -> None:
        inputs, units = whole("inputs", inputs, low=1), whole("units", units, low=1)
        rng, stretch = generator(rng), number("stretch", stretch, low=0)
        reach = np.sqrt(6 / (inputs + units))
        W = rng.uniform(-reach, reach, (inputs, units))
        self.weights = [W, stretch * orthogonal(units, rng=rng), np.zeros(units)]

    def __call__(self, x: ArrayLike) -> npt.NDArray[np.float64]:
        """All states, shape (batch, steps, units), for sequences of shape (batch, steps, inputs)."""
        W, U, b = self.weights
        self._x = x = sequences(x, len(W))
        pushed = x @ W + b
        H = np.zeros((x.shape[1] + 1, len(x), len(U)))  # H[t] is the state before step t; H[0] is zero
        for t in range(x.shape[1]):
            H[t + 1] = np.tanh(pushed[:, t] + H[t] @ U)
        self._states = H
        return H[1:].swapaxes(0, 1)

    def backward(self, G: ArrayLike) -> npt.NDArray[np.float64]:
        """Hand the gradient back through time.

        Parameters
        ----------
        G : array_like, shape (batch, units) or (batch, steps, units)
            Gradient of the loss for the last state, or for every state.

        Returns
        -------
        ndarray, shape (batch, steps, inputs)
            Gradient for what came in. ``gradients`` and ``flow`` are set on the way.
        """
        W, U, _ = self.weights
        x, H = self._walked()
        G = _for_each_state(G, len(x), x.shape[1], len(U))
        back, pushes = np.zeros((len(x), len(U))), np.empty((x.shape[1], len(x), len(U)))
        self.flow = np.empty(x.shape[1])
        for t in reversed(range(x.shape[1])):
            back = back + G[:, t]
            self.flow[t] = np.linalg.norm(back, axis=1).mean()
            pushes[t] = back * (1 - H[t + 1] ** 2)  # through the bend
            back = pushes[t] @ U.T  # to the state before
        self.gradients = [
            np.einsum("bti,tbu->iu", x, pushes),
            np.einsum("tbv,tbu->vu", H[:-1], pushes),
            pushes.sum(axis=(0, 1)),
        ]
        return (pushes @ W.T).swapaxes(0, 1)

    def _walked(self):
        if not hasattr(self, "_states"):
            raise ValueError("Nothing to go back through yet: call the cell on a batch of sequences first")
        return self._x, self._states

    @classmethod
    def from_keras(cls, layer: Any) -> "RecurrentCell":
        """The cell with the weights of a built ``keras.layers.SimpleRNN`` whose activation is tanh.

        Raises
        ------
        ValueError
            If it is a layer of another kind or has no weights yet.
        """
        if type(layer).__name__ != "SimpleRNN" or layer.activation.__name__ != "tanh" or len(layer.get_weights()) != 3:
            raise ValueError(
                f"Wanted a built SimpleRNN with tanh and a bias; got {type(layer).__name__} {layer.name!r}"
            )
        W, U, b = layer.get_weights()
        cell = cls(*W.shape, rng=0)
        cell.weights = [np.array(w, dtype=float) for w in (W, U, b)]
        return cell


def clip(gradients, limit):
    """Shorten gradients together so that their common length is at most ``limit`` (Pascanu, Mikolov and Bengio 2013).

    Parameters
    ----------
    gradients : sequence of array_like
    limit : float
        Over 0.

    Returns
    -------
    list of ndarray
        In the same directions; unchanged if they are short enough.

    Examples
    --------
    >>> clip([[3.0], [4.0]], limit=1)
    [array([0.6]), array([0.8])]
    """
    limit = number("limit", limit, low=0)
    if np.ndim(gradients[0] if isinstance(gradients, (list, tuple)) and gradients else 0) == 0:
        raise ValueError("gradients is a list of arrays, at least one; for one array give [array]")
    gradients = [np.asarray(each, dtype=float) for each in gradients]
    length = np.sqrt(sum(np.sum(each**2) for each in gradients))
    if not np.isfinite(length):
        raise ValueError(
            "A gradient is inf or nan: there is no direction left to keep. Lower the rate, or clip earlier"
        )
    return [each * min(1.0, limit / length) if length else each for each in gradients]


def orthogonal(size, *, rng=None):
    """A rotation drawn by chance, shape (size, size): it keeps the length of whatever it is multiplied with.

    Examples
    --------
    >>> U = orthogonal(4, rng=0)
    >>> bool(np.allclose(U @ U.T, np.eye(4)))
    True
    """
    Q, R = np.linalg.qr(generator(rng).standard_normal((size, size)))
    return Q * np.sign(np.diag(R))


def sequences(x, inputs=None, name="x"):
    """Finite sequences as floats, shape (batch, steps, inputs), or an error that says what was given."""
    try:
        x = np.asarray(x, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} must hold numbers only, all sequences of one length; pad shorter ones first"
        ) from None
    if x.ndim != 3 or 0 in x.shape:
        hint = f" One sequence alone? Give {name}[None]." if x.ndim == 2 else ""
        raise ValueError(f"{name} must have shape (batch, steps, inputs), none of them 0; got shape {x.shape}.{hint}")
    if inputs is not None and x.shape[2] != inputs:
        raise ValueError(f"{name} has {x.shape[2]} numbers at each step; {inputs} were wanted")
    if not np.isfinite(x).all():
        at = tuple(int(i) for i in np.argwhere(~np.isfinite(x))[0])
        raise ValueError(f"{name}{list(at)} is {x[at]}; every entry must be a finite number")
    return x


def _for_each_state(G, batch, steps, units):
    G = np.asarray(G, dtype=float)
    if G.shape == (batch, units):
        last, G = G, np.zeros((batch, steps, units))
        G[:, -1] = last
    if G.shape != (batch, steps, units):
        wanted = f"({batch}, {units}) for the last state or ({batch}, {steps}, {units}) for every state"
        raise ValueError(f"G has shape {G.shape}; wanted {wanted}")
    return G
