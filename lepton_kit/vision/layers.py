"""The layers of a network in NumPy: each knows its way forward and, for the gradient, its way back.

Pictures have shape (n, height, width, channels), as in Keras. ``layer(x)`` goes forward and keeps what the way back
needs. ``layer.backward(G)`` takes the gradient of the loss for what came out, stores that for the layer's weights in
``layer.gradients`` and returns that for what went in.
"""

from functools import reduce

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from lepton_kit.validate import generator, matrix, number, one_of, whole
from lepton_kit.vision.activations import curve

__all__ = ["Activation", "Convolution", "Dense", "Flatten", "Layer", "Pooling", "convolve", "pool", "windows"]


def convolve(image: ArrayLike, kernel: ArrayLike, bias: float = 0.0) -> npt.NDArray[np.float64]:
    """Slide a kernel over a grey picture: at each place the sum of nine products (for 3 x 3), plus the bias.

    Parameters
    ----------
    image : array_like, shape (h, w)
    kernel : array_like, shape (k, k)
    bias : float

    Returns
    -------
    ndarray, shape (h - k + 1, w - k + 1)
        Only places where the kernel fits inside. The kernel is not turned round, as everywhere in deep learning.

    Examples
    --------
    >>> step = [[0, 0, 1, 1]] * 3
    >>> convolve(step, [[-1, 0, 1]] * 3)
    array([[3., 3.]])
    """
    image, kernel = matrix("image", image), matrix("kernel", kernel)
    if kernel.shape[0] != kernel.shape[1] or kernel.shape[0] > min(image.shape):
        raise ValueError(f"kernel must be square and fit inside the image {image.shape}; got shape {kernel.shape}")
    return np.einsum("hwij,ij->hw", sliding_window_view(image, kernel.shape), kernel) + number("bias", bias)


def windows(x: npt.NDArray, size: int) -> npt.NDArray:
    """Every size x size window of each picture, laid out as a row: shape (n, h', w', size * size * channels)."""
    view = sliding_window_view(x, (size, size), axis=(1, 2))  # n, h', w', channels, size, size; nothing is copied yet
    return view.transpose(0, 1, 2, 4, 5, 3).reshape(*view.shape[:3], -1)


def pool(x: npt.NDArray, size: int = 2, kind: str = "max") -> npt.NDArray:
    """The largest number ("max") or the mean ("mean") of each size x size square; what is left at the edge is dropped.

    Parameters
    ----------
    x : ndarray, shape (n, h, w, channels)

    Examples
    --------
    >>> pool(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """
    parts, kind = _parts(_pictures(x), whole("size", size, low=1)), one_of("kind", kind, ("max", "mean"))
    return reduce(np.maximum, parts) if kind == "max" else np.mean(parts, axis=0)


class Layer:
    """What every layer has: weights and their gradients, lists of arrays, empty where there is nothing to learn."""

    def __init__(self, *weights: npt.NDArray) -> None:
        self.weights = list(weights)
        self.gradients: list[npt.NDArray] = []

    def __call__(self, x: npt.NDArray) -> npt.NDArray:
        """What comes out for a batch; what the way back needs is kept."""
        raise NotImplementedError

    def backward(self, G: npt.NDArray) -> npt.NDArray:
        """The gradient for what went in, from that for what came out; sets ``gradients``."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}, {sum(w.size for w in self.weights):,} weights"


class Activation(Layer):
    """Bend each number; ``name`` is one of ``ACTIVATIONS``."""

    def __init__(self, name: str = "relu") -> None:
        super().__init__()
        self.name, self.curve = name, curve(name)

    def __call__(self, z: npt.NDArray) -> npt.NDArray:
        self.z = z
        return self.curve(z)

    def backward(self, G: npt.NDArray) -> npt.NDArray:
        return G * self.curve.slope(self.z)

    def __repr__(self) -> str:
        return f"Activation, {self.name}"


class Dense(Layer):
    """Every output weighs every input: z = x W + b, with x of shape (n, inputs) and z of shape (n, outputs).

    The first weights are drawn as He et al. (2015) propose: normal, with variance 2 / inputs.
    """

    def __init__(self, inputs: int, outputs: int, *, rng: np.random.Generator | int | None = None) -> None:
        super().__init__(_draw((inputs, outputs), inputs, rng), np.zeros(outputs, dtype=np.float32))

    def __call__(self, x: npt.NDArray) -> npt.NDArray:
        W, b = self.weights
        if np.shape(x)[1:] != W.shape[:1]:
            hint = " Flatten comes before Dense." if np.ndim(x) == 4 else ""
            raise ValueError(f"Dense wants shape (n, {len(W)}); got {np.shape(x)}.{hint}")
        self.x = x
        return x @ W + b

    def backward(self, G: npt.NDArray) -> npt.NDArray:
        self.gradients = [self.x.T @ G, G.sum(axis=0)]
        return G @ self.weights[0].T


class Convolution(Layer):
    """Kernels that slide over all channels at once, each making a channel of its own; a Dense layer for every window.

    Weights have Keras' shape, (size, size, inputs, outputs).
    """

    def __init__(
        self, inputs: int, outputs: int, size: int = 3, *, rng: np.random.Generator | int | None = None
    ) -> None:
        shape = (size, size, inputs, outputs)
        super().__init__(_draw(shape, size * size * inputs, rng), np.zeros(outputs, dtype=np.float32))

    def __call__(self, x: npt.NDArray) -> npt.NDArray:
        W, b = self.weights
        size, _, inputs, outputs = W.shape
        self.shape = _pictures(x).shape
        if self.shape[3] != inputs or min(self.shape[1:3]) < size:
            raise ValueError(
                f"This convolution wants {inputs} channels and pictures of at least {size} x {size}; got {self.shape}"
            )
        self.rows = windows(x, size)
        return self.rows @ W.reshape(-1, outputs) + b

    def backward(self, G: npt.NDArray) -> npt.NDArray:
        W, (n, h, w, outputs) = self.weights[0], G.shape
        flat = G.reshape(-1, outputs)
        by_kernel = self.rows.reshape(len(flat), -1).T @ flat
        self.gradients = [by_kernel.reshape(W.shape), flat.sum(axis=0)]
        back = np.zeros(self.shape, dtype=G.dtype)
        for i, j in np.ndindex(W.shape[:2]):  # over the places of the kernel, not of the picture
            back[:, i : i + h, j : j + w] += (flat @ W[i, j].T).reshape(n, h, w, -1)
        return back


class Pooling(Layer):
    """Keep the largest number of each square."""

    def __init__(self, size: int = 2) -> None:
        super().__init__()
        self.size = whole("size", size, low=1)

    def __call__(self, x: npt.NDArray) -> npt.NDArray:
        self.x, self.out = x, pool(x, self.size)
        return self.out

    def backward(self, G: npt.NDArray) -> npt.NDArray:
        """To the largest of each square; equals share it."""
        back = np.zeros_like(self.x)
        chosen = [part == self.out for part in _parts(self.x, self.size)]
        share = G / sum(each.astype(G.dtype) for each in chosen)
        for place, each in zip(_parts(back, self.size), chosen, strict=True):
            place[...] = share * each
        return back


class Flatten(Layer):
    """Lay each picture's numbers out in a row."""

    def __call__(self, x: npt.NDArray) -> npt.NDArray:
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, G: npt.NDArray) -> npt.NDArray:
        return G.reshape(self.shape)


def _draw(shape: tuple[int, ...], inputs: int, rng: np.random.Generator | int | None) -> npt.NDArray[np.float32]:
    sides = [whole(f"size {k + 1} of the layer", side, low=1) for k, side in enumerate(shape)]
    return (generator(rng).standard_normal(sides) * np.sqrt(2 / inputs)).astype(np.float32)


def _pictures(x: npt.NDArray) -> npt.NDArray:
    if np.ndim(x) != 4:
        hint = " For grey pictures: x[..., None]." if np.ndim(x) == 3 else ""
        raise ValueError(f"Pictures have shape (n, height, width, channels); got {np.shape(x)}.{hint}")
    return x


def _parts(x: npt.NDArray, size: int) -> list[npt.NDArray]:
    """The pictures cut into squares: the first number of each square, the second, and so on, as views."""
    h, w = (side // size * size for side in x.shape[1:3])
    if not min(h, w):
        raise ValueError(
            f"Pooling by {size} needs pictures of at least {size} x {size}; got {x.shape[1]} x {x.shape[2]}"
        )
    return [x[:, i:h:size, j:w:size] for i, j in np.ndindex(size, size)]
