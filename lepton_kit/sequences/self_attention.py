"""Attention by hand: each place of a sequence looks at all others and takes what suits it (Vaswani and others 2017)."""

from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.sequences.cell import sequences
from lepton_kit.validate import whole

__all__ = ["SelfAttention", "attention", "positions"]


def attention(
    Q: ArrayLike, K: ArrayLike, V: ArrayLike, *, mask: ArrayLike | None = None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Scaled dot-product attention: softmax(Q K^T / sqrt(d)) V.

    Parameters
    ----------
    Q : array_like, shape (batch, m, d)
        What each place asks for.
    K, V : array_like, shapes (batch, n, d) and (batch, n, v)
        What each place offers to be found by, and what it hands over.
    mask : array_like of bool, shape (batch, n), optional
        False where a place is padding and must not be looked at.

    Returns
    -------
    out : ndarray, shape (batch, m, v)
    weights : ndarray, shape (batch, m, n)
        How much each place takes of each other; every row adds up to 1.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a sequence is all padding.

    Examples
    --------
    >>> out, weights = attention([[[9.0, 0]]], [[[9.0, 0], [0, 9.0]]], [[[1.0], [2.0]]])
    >>> weights.round(3), out.round(3)
    (array([[[1., 0.]]]), array([[[1.]]]))
    """
    Q, K, V = (sequences(x, name=name) for x, name in ((Q, "Q"), (K, "K"), (V, "V")))
    if Q.shape[2] != K.shape[2] or len({len(Q), len(K), len(V)}) > 1 or K.shape[1] != V.shape[1]:
        raise ValueError(
            f"Q, K, V have shapes {Q.shape}, {K.shape}, {V.shape}: wanted one batch, K as wide as Q and as long as V"
        )
    scores = Q @ K.swapaxes(1, 2) / np.sqrt(Q.shape[2])
    if mask is not None:
        mask = np.asarray(mask, dtype=bool)
        if mask.shape != K.shape[:2] or not mask.any(axis=1).all():
            raise ValueError(f"mask must have shape {K.shape[:2]}, with a True in each row; got shape {mask.shape}")
        scores = np.where(mask[:, None, :], scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights /= weights.sum(axis=2, keepdims=True)
    return weights @ V, weights


class SelfAttention:
    """A layer in which a sequence attends to itself, with several heads that each look for something else.

    Parameters
    ----------
    weights : dict of str to tuple of ndarray
        Matrix and bias of "query", "key", "value", shapes (inputs, heads, size) and (heads, size), and of "output",
        shapes (heads, size, inputs) and (inputs,), as Keras has them; see :meth:`from_keras`.

    Attributes
    ----------
    looked : ndarray, shape (heads, batch, steps, steps)
        After a call: the attention weights of each head.
    """

    def __init__(self, weights: dict[str, tuple[npt.NDArray, npt.NDArray]]) -> None:
        self.weights = weights

    def __call__(self, x: ArrayLike, mask: ArrayLike | None = None) -> npt.NDArray[np.float64]:
        """What each place has gathered, shape (batch, steps, inputs)."""
        x = sequences(x, len(self.weights["query"][0]))
        Q, K, V = (
            np.einsum("bti,ihs->hbts", x, w) + b[:, None, None]
            for w, b in (self.weights[name] for name in ("query", "key", "value"))
        )
        heads = [attention(*each, mask=mask) for each in zip(Q, K, V, strict=True)]
        self.looked = np.stack([weights for _, weights in heads])
        W, b = self.weights["output"]
        return np.einsum("hbts,hsi->bti", np.stack([out for out, _ in heads]), W) + b

    @classmethod
    def from_keras(cls, layer: Any) -> "SelfAttention":
        """The layer with the weights of a built ``keras.layers.MultiHeadAttention``, its values as wide as its keys."""
        w = layer.get_weights() if type(layer).__name__ == "MultiHeadAttention" else []
        if len(w) != 8 or w[0].shape != w[4].shape:
            raise ValueError("Wanted a built MultiHeadAttention with biases and value_dim equal to key_dim")
        return cls(dict(zip(("query", "key", "value", "output"), zip(w[::2], w[1::2], strict=True), strict=True)))


def positions(steps: int, size: int) -> npt.NDArray[np.float64]:
    """Sines and cosines that tell places apart, shape (steps, size): attention alone knows no order.

    Examples
    --------
    >>> positions(2, 4).round(3)
    array([[0.   , 1.   , 0.   , 1.   ],
           [0.841, 0.54 , 0.01 , 1.   ]])
    """
    steps, size = whole("steps", steps, low=1), whole("size", size, low=1)
    turn = np.arange(steps)[:, None] / 10_000 ** (2 * (np.arange(size) // 2) / size)
    return np.where(np.arange(size) % 2 == 0, np.sin(turn), np.cos(turn))
