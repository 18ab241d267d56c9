"""What two layers of a network do to pictures, in NumPy: a kernel slides over them, and squares are pooled."""

from functools import reduce

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import matrix, number, one_of, whole

__all__ = ["convolve", "pool", "squares"]


def convolve(image: ArrayLike, kernel: ArrayLike, bias: float = 0.0) -> NDArray[np.float64]:
    """Slide a kernel over a grey picture: at each place the sum of nine products (for 3 x 3), plus the bias.

    Parameters
    ----------
    image : array_like, shape (h, w)
    kernel : array_like, shape (k, k)
    bias : float

    Returns
    -------
    ndarray, shape (h - k + 1, w - k + 1)
        Only places where the kernel fits inside. The kernel is not turned round, as everywhere in deep learning:
        strictly, this is a cross-correlation.

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


def pool(x: NDArray, size: int = 2, *, kind: str = "max") -> NDArray:
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
    parts, kind = squares(x, whole("size", size, low=1)), one_of("kind", kind, ("max", "mean"))
    return reduce(np.maximum, parts) if kind == "max" else np.mean(parts, axis=0)


def squares(x: NDArray, size: int) -> list[NDArray]:
    """Pictures cut into squares: the first number of each square, the second, and so on, as views.

    Examples
    --------
    >>> [part.ravel().tolist() for part in squares(np.arange(4).reshape(1, 2, 2, 1), 2)]
    [[0], [1], [2], [3]]
    """
    if np.ndim(x) != 4:
        hint = " For grey pictures: x[..., None]." if np.ndim(x) == 3 else ""
        raise ValueError(f"Pictures have shape (n, height, width, channels); got {np.shape(x)}.{hint}")
    h, w = (side // size * size for side in x.shape[1:3])
    if not min(h, w):
        given = f"{x.shape[1]} x {x.shape[2]}"
        raise ValueError(f"Pooling by {size} needs pictures of at least {size} x {size}; got {given}")
    return [x[:, i:h:size, j:w:size] for i, j in np.ndindex(size, size)]
