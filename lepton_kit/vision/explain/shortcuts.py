"""Plant a shortcut: a mark on the pictures of one class, for a network to take instead of the thing itself."""

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.validate import whole
from lepton_kit.vision.inputs import as_batch

__all__ = ["plant_mark"]


def plant_mark(
    images: ArrayLike, labels: ArrayLike, label: int, *, size: int = 4
) -> tuple[npt.NDArray, npt.NDArray[np.bool_]]:
    """A white square at the top left of the pictures of one class, one pixel off the border.

    A shop that stamps its photos, a scanner that leaves a line: such marks come with real pictures and go with the
    label, until one day they do not.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
    labels : array_like of int, shape (n,)
    label : int
        The class whose pictures are marked.
    size : int
        Side of the square, in pixels.

    Returns
    -------
    marked : ndarray
        A copy of the images.
    where : ndarray of bool, shape (n,)
        Which ones have the mark.

    Raises
    ------
    ValueError
        If there is no picture of the class, or the mark does not fit.

    Examples
    --------
    >>> images = np.zeros((3, 4, 4), dtype=np.uint8)
    >>> marked, where = plant_mark(images, [7, 1, 7], 7, size=2)
    >>> where, marked[0]
    (array([ True, False,  True]), array([[  0,   0,   0,   0],
           [  0, 255, 255,   0],
           [  0, 255, 255,   0],
           [  0,   0,   0,   0]], dtype=uint8))
    """
    marked, labels = as_batch(images).copy(), np.asarray(labels)
    if labels.shape != (len(marked),):
        raise ValueError(f"{len(marked)} images need as many labels; got shape {labels.shape}")
    where = labels == label
    if not where.any():
        raise ValueError(f"labels has no {label!r}; it holds {', '.join(str(k) for k in np.unique(labels)[:12])}")
    size = whole("size", size, low=1, high=min(marked.shape[1:3]) - 2)
    marked[where, 1 : 1 + size, 1 : 1 + size] = 255 if marked.dtype == np.uint8 else 1
    return marked, where
