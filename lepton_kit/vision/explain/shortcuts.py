"""Plant a shortcut: a mark on the pictures of one class, for a network to take instead of the thing itself."""

import numpy as np

from lepton_kit.validate import generator, one_of, probability, whole
from lepton_kit.vision.inputs import as_batch

__all__ = ["CORNERS", "plant_mark"]

CORNERS = {
    "top left": (False, False),
    "top right": (False, True),
    "bottom left": (True, False),
    "bottom right": (True, True),
}


def plant_mark(images, labels, label, *, share=1.0, size=4, corner="top left", rng=None):
    """White squares in a corner of the pictures of one class.

    A shop that stamps its photos, a scanner that leaves a line: such marks come with real pictures and go with the
    label, until one day they do not.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, channels)
    labels : array_like of int, shape (n,)
    label : int
        The class whose pictures are marked.
    share : float
        The share of these pictures that get a mark.
    size : int
        Side of the square, in pixels.
    corner : {"top left", "top right", "bottom left", "bottom right"}
        One pixel off the border.
    rng : None, int or Generator
        Draws which ones, where ``share`` is below 1.

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
    of_class = np.flatnonzero(labels == label)
    if not len(of_class):
        raise ValueError(f"labels has no {label!r}; it holds {', '.join(str(each) for each in np.unique(labels)[:12])}")
    height, width = marked.shape[1:3]
    if min(height, width) < 3:
        raise ValueError(f"images are {height} x {width}; a mark needs at least 3 x 3")
    size = whole("size", size, low=1, high=min(height, width) - 2)
    down, right = CORNERS[one_of("corner", corner, tuple(CORNERS))]
    top, left = (height - 1 - size if down else 1), (width - 1 - size if right else 1)
    where = np.zeros(len(marked), dtype=bool)
    where[generator(rng).permutation(of_class)[: round(probability("share", share) * len(of_class))]] = True
    marked[where, top : top + size, left : left + size] = 255 if marked.dtype == np.uint8 else 1
    return marked, where
