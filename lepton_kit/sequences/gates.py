"""The gated recurrent unit by hand, forwards only: how a state is kept, and a fast way to ask a trained GRU.

Two gates between 0 and 1 decide, number by number, what is kept and what is written anew (Cho and others 2014). Where
the keeping gate is 1 the state passes a step unchanged, and so does its gradient.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.sequences.cell import sequences

__all__ = ["GatedCell"]


class GatedCell:
    """A trained GRU in NumPy: h_t = z h_(t-1) + (1 - z) n, with the keeping gate z and the new proposal n.

    Parameters
    ----------
    W, U, b : array_like, shapes (inputs, 3 units), (units, 3 units), (2, 3 units)
        As Keras orders them: the gate z, the gate r, the proposal n; b for what comes in and for the state.

    Examples
    --------
    >>> W, U, b = np.zeros((2, 9)), np.zeros((3, 9)), np.zeros((2, 9))
    >>> b[0, :3] = 50  # z is 1: keep the state, which starts at 0
    >>> GatedCell(W, U, b)(np.ones((1, 4, 2)))[0, -1]
    array([0., 0., 0.])
    """

    def __init__(self, W: ArrayLike, U: ArrayLike, b: ArrayLike) -> None:
        self.W, self.U, self.b = (np.asarray(each) for each in (W, U, b))
        units = len(self.U)
        if self.W.ndim != 2 or self.W.shape[1] != 3 * units or self.U.shape[1:] != (3 * units,):
            raise ValueError(
                f"W and U must be (inputs, 3 units) and (units, 3 units); got {self.W.shape}, {self.U.shape}"
            )
        if self.b.shape != (2, 3 * units):
            raise ValueError(f"b must have shape (2, {3 * units}), one row for the input and one for the state")

    def __call__(self, x: ArrayLike, mask: npt.NDArray | None = None) -> npt.NDArray:
        """All states, shape (batch, steps, units); where ``mask`` (batch, steps) is False the state stays as it was."""
        x = sequences(x, len(self.W))
        units, steps = len(self.U), x.shape[1]
        pushed = x.astype(self.W.dtype) @ self.W + self.b[0]
        states, h = np.empty((len(x), steps, units), self.W.dtype), np.zeros((len(x), units), self.W.dtype)
        for t in range(steps):
            new = self._step(pushed[:, t], h)
            h = new if mask is None else np.where(mask[:, t, None], new, h)
            states[:, t] = h
        return states

    def _step(self, a: npt.NDArray, h: npt.NDArray) -> npt.NDArray:
        units, c = len(self.U), h @ self.U + self.b[1]
        z, r = np.split(1 / (1 + np.exp(-(a + c)[:, : 2 * units])), 2, axis=1)
        n = np.tanh(a[:, 2 * units :] + r * c[:, 2 * units :])
        return z * h + (1 - z) * n

    @classmethod
    def from_keras(cls, layer: Any) -> "GatedCell":
        """The cell with the weights of a built ``keras.layers.GRU`` as Keras makes it (tanh, sigmoid, reset_after)."""
        if type(layer).__name__ != "GRU" or not layer.reset_after or len(layer.get_weights()) != 3:
            raise ValueError(
                f"Wanted a built GRU layer with Keras' defaults; got {type(layer).__name__} {layer.name!r}"
            )
        return cls(*layer.get_weights())
