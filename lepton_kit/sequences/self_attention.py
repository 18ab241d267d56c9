"""Attention by hand: each place of a sequence looks at all others and takes what suits it (Vaswani and others 2017)."""

import numpy as np

from lepton_kit.sequences.cell import sequences
from lepton_kit.validate import generator, whole

__all__ = ["SelfAttention", "attention", "positions"]


def attention(Q, K, V, *, mask=None):
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
    inputs : int
        Numbers at each place.
    size, heads : int
        Numbers of a query in each head, and how many heads.
    rng : None, int or Generator

    Attributes
    ----------
    weights : dict of str to tuple of ndarray
        Matrix and bias of "query", "key", "value", shapes (inputs, heads, size) and (heads, size), and of "output",
        shapes (heads, size, inputs) and (inputs,), as Keras has them.
    looked : ndarray, shape (heads, batch, steps, steps)
        After a call: the attention weights of each head.

    Examples
    --------
    >>> layer = SelfAttention(6, size=4, heads=2, rng=0)
    >>> layer(np.ones((3, 5, 6))).shape, layer.looked.shape
    ((3, 5, 6), (2, 3, 5, 5))
    """

    def __init__(self, inputs, size, *, heads=1, rng=None):
        inputs, size, heads = (
            whole(name, n, low=1) for name, n in (("inputs", inputs), ("size", size), ("heads", heads))
        )
        rng, reach = generator(rng), np.sqrt(3 / inputs)
        inner = {
            name: (rng.uniform(-reach, reach, (inputs, heads, size)), np.zeros((heads, size)))
            for name in ("query", "key", "value")
        }
        reach = np.sqrt(3 / (heads * size))
        self.weights = inner | {"output": (rng.uniform(-reach, reach, (heads, size, inputs)), np.zeros(inputs))}

    def __call__(self, x, mask=None):
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
    def from_keras(cls, layer):
        """The layer with the weights of a built ``keras.layers.MultiHeadAttention``, its values as wide as its keys."""
        w = layer.get_weights() if type(layer).__name__ == "MultiHeadAttention" else []
        if len(w) != 8 or w[0].shape != w[4].shape:
            raise ValueError("Wanted a built MultiHeadAttention with biases and value_dim equal to key_dim")
        made = cls(*w[0].shape[::2], heads=w[0].shape[1], rng=0)
        made.weights = dict(zip(("query", "key", "value", "output"), zip(w[::2], w[1::2], strict=True), strict=True))
        return made


def positions(steps, size):
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
