"""Arrays of images in, arrays of images out: crop, scale, and small random changes."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import generator, number, whole
from lepton_kit.vision.inputs import as_batch

__all__ = ["as_size", "augment", "distort", "scale"]


def as_size(size: Any) -> tuple[int, int]:
    """(height, width) from that or from one number for both."""
    height, width = (size, size) if np.ndim(size) == 0 else size if np.shape(size) == (2,) else (0, 0)
    try:
        return whole("height", height, low=1, high=4096), whole("width", width, low=1, high=4096)
    except ValueError:
        raise ValueError(f"size must be a number of pixels such as 64, or (height, width); got {size!r}") from None


def scale(images: ArrayLike, size: Any) -> NDArray:
    """Each image in another size; what gets smaller is averaged, so that no detail turns into a false pattern.

    Examples
    --------
    >>> scale(np.array([[[0, 100], [100, 200]]], dtype=np.uint8), 1)
    array([[[100]]], dtype=uint8)
    """
    from PIL import Image

    images = as_batch(images)
    height, width = as_size(size)
    channels = images.reshape(*images.shape[:3], -1)
    result = np.empty((len(images), height, width, channels.shape[3]), dtype=images.dtype)
    for image, out in zip(channels, result, strict=True):
        for c in range(channels.shape[3]):
            out[:, :, c] = Image.fromarray(image[:, :, c]).resize((width, height), Image.Resampling.BILINEAR)
    return result.reshape(len(images), height, width, *images.shape[3:])


def distort(
    images: ArrayLike,
    *,
    rotate: ArrayLike = 0.0,
    shift: ArrayLike = (0, 0),
    flip: ArrayLike = False,
    contrast: float = 1.0,
    noise: float = 0.0,
    rng: np.random.Generator | int | None = None,
) -> NDArray:
    """Images turned, moved, mirrored, with other contrast and with noise, in this order of cause: scene, then camera.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
    rotate : float or array_like, shape (n,)
        Degrees, anticlockwise.
    shift : (down, right) or array_like, shape (n, 2)
        Pixels.
    flip : bool or array_like, shape (n,)
        Left and right exchanged, before all else.
    contrast : float
        Every pixel's distance from middle grey is multiplied by it.
    noise : float
        Standard deviation of what is added to each pixel, as a share of the whole range.
    rng : None, int or Generator
        For the noise.

    Returns
    -------
    ndarray, same shape and kind

    Examples
    --------
    >>> distort(np.array([[[1, 2], [3, 4]]], dtype=np.uint8), shift=(0, 1))[0]
    array([[0, 1],
           [0, 3]], dtype=uint8)
    """
    from scipy.ndimage import affine_transform

    images = as_batch(images)
    n, top = len(images), 255 if images.dtype == np.uint8 else 1
    angles = np.radians(np.broadcast_to(np.asarray(rotate, dtype=float), n))
    shifts = np.broadcast_to(np.asarray(shift, dtype=float), (n, 2))
    pixels = images.astype(np.float32)
    mirrored = np.broadcast_to(np.asarray(flip, dtype=bool), n)
    pixels[mirrored] = pixels[mirrored][:, :, ::-1]
    middle = (np.array(images.shape[1:3]) - 1) / 2
    moved = pixels.reshape(*images.shape[:3], -1)
    for image, angle, by in zip(moved, angles, shifts, strict=True):
        if angle or by.any():  # where a pixel goes to is turned around: where does it come from?
            back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]).round(12)
            offset = (middle - back @ (middle + by)).round(12)  # rounded: the edge must not fall outside by 1e-16
            for c in range(image.shape[2]):
                image[:, :, c] = affine_transform(image[:, :, c].copy(), back, offset, order=1)
    half = top / 2
    pixels = (moved.reshape(images.shape) - half) * np.float32(number("contrast", contrast, low=0)) + half
    if number("noise", noise, low=0):
        pixels += generator(rng).normal(0, noise * top, pixels.shape).astype(np.float32)
    pixels = np.clip(pixels, 0, top)
    return np.rint(pixels).astype(np.uint8) if top == 255 else pixels


def augment(
    images: ArrayLike,
    *,
    rotate: float = 0.0,
    shift: float = 0.0,
    flip: bool = False,
    rng: np.random.Generator | int | None = None,
) -> NDArray:
    """Each image turned by up to ``rotate`` degrees, moved by up to ``shift`` pixels, with ``flip`` mirrored or not.

    Call it anew in each epoch: the labels stay, the pixels are never the same. Choose only changes that leave the label
    true: a mirrored boot is a boot, a mirrored letter is not that letter.

    Examples
    --------
    >>> augment(np.zeros((5, 28, 28), dtype=np.uint8), rotate=10, shift=2, flip=True, rng=0).shape
    (5, 28, 28)
    """
    images, rng = as_batch(images), generator(rng)
    n, angle, reach = len(images), number("rotate", rotate, low=0), number("shift", shift, low=0)
    angles, shifts = rng.uniform(-angle, angle, n), rng.uniform(-reach, reach, (n, 2))
    return distort(images, rotate=angles, shift=shifts, flip=rng.random(n) < 0.5 if flip else False)
