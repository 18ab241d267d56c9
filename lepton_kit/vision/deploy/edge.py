"""What a network needs on a small device: bytes for its weights, and bytes for what flows between its layers."""

from typing import Any

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.validate import whole
from lepton_kit.vision.classifier import as_keras

__all__ = ["working_memory"]

_IN_PLACE = ("Activation", "BatchNormalization", "Dropout", "Flatten", "ReLU", "Reshape", "Softmax")


def working_memory(model: Any, *, bytes_each: int = 4) -> int:
    """The most bytes that one layer needs for what it reads and what it writes: the *arena* of a small device.

    Layers run one after the other and share the memory, so the hungriest one decides. This is what an ideal planner
    needs for a chain of layers; a real runtime takes some kilobytes more for its own books.

    Parameters
    ----------
    model : keras.Sequential
        A chain: each layer reads what the one before it wrote.
    bytes_each : int
        Bytes a number: 4 in float32, 1 in int8.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the model is no chain of layers.

    Examples
    --------
    The article's first convolution writes 26 x 26 x 32 numbers; pooling reads them and writes 13 x 13 x 32.

    >>> from lepton_kit.vision import article_cnn
    >>> working_memory(article_cnn(rng=0)) == 4 * (26 * 26 * 32 + 13 * 13 * 32)
    True
    """
    as_keras(model)
    bytes_each = whole("bytes_each", bytes_each, low=1, high=8)
    if not isinstance(model, load_keras().Sequential):
        raise ValueError(
            "model must be a keras.Sequential, a chain of layers: where paths branch, it is the order in which the "
            "runtime works that decides what is kept"
        )
    layers = [layer for layer in model.layers if type(layer).__name__ not in _IN_PLACE]
    return bytes_each * max(_numbers(layer.input.shape) + _numbers(layer.output.shape) for layer in layers)


def _numbers(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape[1:]))
