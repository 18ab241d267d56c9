"""What to look for in a collection before anything learns from it: copies; and a fair split."""

import hashlib

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import generator, number
from lepton_kit.vision.inputs import Names, as_batch, as_names
from lepton_kit.vision.tensors import scale

__all__ = ["find_copies", "perceptual_hash", "split"]

_BITS = 6


def find_copies(images: ArrayLike, *, near: float | None = None) -> NDArray[np.intp]:
    """For each image, the number of the first one that it equals: its own, if it is no copy.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
    near : float, optional
        Finds near copies too: those whose pixels differ by at most this in the mean, as a share of the whole range;
        0.03 is a good start. Copies of copies count.
        Only images whose perceptual hashes differ in at most 6 of 64 bits are compared.

    Returns
    -------
    ndarray of int, shape (n,)

    Notes
    -----
    Exact copies have the same SHA-256. Comparing all pairs costs n^2/2; a hash makes it n.

    Examples
    --------
    >>> images = np.zeros((4, 2, 2), dtype=np.uint8)
    >>> images[1] = images[3] = 255
    >>> find_copies(images)
    array([0, 1, 0, 1])
    """
    images = as_batch(images)
    seen: dict[bytes, int] = {}
    first = np.array([seen.setdefault(hashlib.sha256(image.tobytes()).digest(), i) for i, image in enumerate(images)])
    if near is None:
        return first
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    near = number("near", near, low=0)
    own = np.flatnonzero(first == np.arange(len(images)))
    hashes, range_ = perceptual_hash(images[own]), 255 if images.dtype == np.uint8 else 1
    alike = [np.stack([own, own])]
    for start in range(0, len(own), 256):  # a block of rows at a time, so that memory stays small
        apart = np.bitwise_count(hashes[start : start + 256, None] ^ hashes)
        a, b = np.nonzero(np.triu(apart <= _BITS, k=start + 1))
        for pairs in np.array_split(np.stack([own[a + start], own[b]]), len(a) // 512 + 1, axis=1):
            difference = np.abs(images[pairs[0]].astype(np.float32) - images[pairs[1]])
            alike.append(pairs[:, difference.mean(axis=tuple(range(1, images.ndim))) <= near * range_])
    a, b = np.concatenate(alike, axis=1)
    links = coo_array((np.ones(len(a)), (a, b)), shape=(len(images),) * 2)
    group = connected_components(links, directed=False)[1]
    _, start, which = np.unique(group[first], return_index=True, return_inverse=True)
    return start[which]


def perceptual_hash(images: ArrayLike) -> NDArray[np.uint64]:
    """64 bits for each image that change little when the image changes little: is a pixel brighter than the next?

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)

    Returns
    -------
    ndarray of uint64, shape (n,)

    Notes
    -----
    The difference hash: the image is brought to 8 x 9 grey pixels, each is compared with its right neighbour.
    """
    images = as_batch(images)
    grey = images.mean(axis=-1).astype(images.dtype) if images.ndim == 4 else images
    small = scale(grey, (8, 9)).astype(np.float32)
    bits = small[:, :, 1:] > small[:, :, :-1]
    return np.packbits(bits.reshape(len(images), 64), axis=1).view(">u8")[:, 0].astype(np.uint64)


def split(
    labels: ArrayLike,
    *,
    test: float = 0.2,
    copies: ArrayLike | None = None,
    class_names: Names | None = None,
    rng: np.random.Generator | int | None = None,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Divide examples into training and test: each class in the same share, no copy on the other side.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
    test : float
        The share for the test, between 0 and 1.
    copies : array_like of int, shape (n,), optional
        Examples with the same number stay together: from :func:`find_copies`, or the person a photo is of.
    class_names : sequence of str, or dict, optional
        For the words of an error.
    rng : None, int or Generator

    Returns
    -------
    train, test : ndarray of int
        Numbers of the examples, in order.

    Raises
    ------
    ValueError
        If a class has too few different examples for both sides.

    Examples
    --------
    >>> train, test = split([0, 0, 0, 0, 1, 1, 1, 1], test=0.25, rng=0)
    >>> len(train), len(test)
    (6, 2)
    """
    y = np.asarray(labels)
    if y.ndim != 1 or not len(y) or y.dtype.kind not in "iub" or y.min() < 0:
        raise ValueError(f"labels must be one row of class numbers 0, 1, 2, ...; got {y.dtype} of shape {y.shape}")
    share = number("test", test)
    if not 0 < share < 1:
        raise ValueError(f"test must be a share between 0 and 1, such as 0.2; got {share:g}")
    groups = np.arange(len(y)) if copies is None else np.asarray(copies)
    if groups.shape != y.shape:
        raise ValueError(f"copies must hold one number for each of the {len(y)} labels; got shape {groups.shape}")
    _, first, group, size = np.unique(groups, return_index=True, return_inverse=True, return_counts=True)
    rng, chosen = generator(rng), np.zeros(len(first), dtype=bool)
    for c in np.unique(y[first]):
        own = rng.permutation(np.flatnonzero(y[first] == c))  # a group belongs to the class of its first member
        if len(own) < 2:
            name = f"Class {c}" if class_names is None else repr(as_names(class_names)[c])
            raise ValueError(f"{name} has one example, copies apart; training and test need one each")
        wanted = share * size[own].sum()
        end = int(np.abs(size[own].cumsum() - wanted).argmin()) + 1
        chosen[own[: min(end, len(own) - 1)]] = True
    return np.flatnonzero(~chosen[group]), np.flatnonzero(chosen[group])
