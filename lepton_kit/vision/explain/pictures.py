"""One picture, as the network that is to be explained takes it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.vision.classifier import Classifier
from lepton_kit.vision.inputs import as_batch, channels_first, unit

__all__ = ["as_picture"]


def as_picture(classifier: Classifier, image: ArrayLike) -> NDArray[np.float32]:
    """One picture as a batch of one, ``float32`` from 0 to 1, shape (1, h, w, channels)."""
    pixels, shape = np.asarray(image), classifier.shape
    if shape is not None and (len(shape) != 3 or channels_first(shape)):
        raise ValueError(f"model must take one picture, shape (height, width, channels); it takes {shape}")
    if pixels.ndim == 4 or (pixels.ndim == 3 and shape and shape[-1] == 1 and pixels.shape[-1] not in (1, 3, 4)):
        raise ValueError(f"image must be one picture; got shape {pixels.shape}, which is a batch. Give image[0]")
    if pixels.ndim not in (2, 3):
        raise ValueError(f"image must be one picture, shape (h, w) or (h, w, channels); got shape {pixels.shape}")
    if shape is None:
        return unit(as_batch(pixels[None], "image"))
    return unit(classifier.take(pixels[None], "image"))
