"""The networks of the course: the article's, one for images of any size, one for a device with next to no memory."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.validate import generator, whole

if TYPE_CHECKING:
    import keras

__all__ = ["article_cnn", "has_bfloat16", "small_cnn", "tiny_cnn"]


def article_cnn(*, rng: np.random.Generator | int | None = None) -> "keras.Sequential":
    """The article's network: two convolutions with pooling, then one dense layer that gives ten probabilities.

    Parameters
    ----------
    rng : None, int or Generator
        Draws the first weights; None leaves that to ``keras.utils.set_random_seed``.

    Returns
    -------
    keras.Sequential
        Not compiled: 28 x 28 x 1 in, pixels from 0 to 1; 10 probabilities out; 34,826 weights.

    Raises
    ------
    ImportError
        If Keras is not installed.

    Examples
    --------
    >>> network = article_cnn(rng=0)
    >>> [layer.name for layer in network.layers]
    ['conv1', 'pool1', 'conv2', 'pool2', 'flatten', 'output']
    >>> network.count_params()
    34826
    """
    keras, start = load_keras(), _glorot(rng)
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu", kernel_initializer=start(), name="conv1"),
            keras.layers.MaxPooling2D(2, name="pool1"),
            keras.layers.Conv2D(64, 3, activation="relu", kernel_initializer=start(), name="conv2"),
            keras.layers.MaxPooling2D(2, name="pool2"),
            keras.layers.Flatten(name="flatten"),
            keras.layers.Dense(10, activation="softmax", kernel_initializer=start(), name="output"),
        ],
        name="article_cnn",
    )


@cache
def has_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 numbers (AMX or AVX512-BF16); known on Linux only."""
    info = Path("/proc/cpuinfo")
    return info.exists() and bool({"amx_bf16", "avx512_bf16"} & set(info.read_text().split()))


def small_cnn(
    shape: Sequence[int],
    classes: int,
    *,
    normalization: "keras.layers.Layer | None" = None,
    rng: np.random.Generator | int | None = None,
) -> "keras.Sequential":
    """A network for images of any size: convolution and pooling until the maps are small, then two dense layers.

    Each round of a convolution and a pooling halves height and width; the next one has twice the maps, up to 128.

    Parameters
    ----------
    shape : (height, width) or (height, width, channels)
        Of one image, such as ``images.shape[1:]``; 8 pixels or more each way.
    classes : int
    normalization : keras.layers.Normalization, optional
        Adapted to the training images; put inside as the first layer, so that it cannot be forgotten.
    rng : None, int or Generator
        Draws the first weights.

    Returns
    -------
    keras.Sequential
        Not compiled.

    Raises
    ------
    ValueError
        If there is no such network: too small an image, fewer than two classes.
    ImportError
        If Keras is not installed.

    Examples
    --------
    >>> for shape in ((28, 28), (64, 64, 3)):
    ...     network = small_cnn(shape, 2, rng=0)
    ...     print(network.input_shape[1:], [layer.name for layer in network.layers if "conv" in layer.name])
    (28, 28, 1) ['conv1', 'conv2']
    (64, 64, 3) ['conv1', 'conv2', 'conv3', 'conv4']
    """
    keras, start = load_keras(), _glorot(rng)
    layers = keras.layers
    height, width, channels = _as_shape(shape)
    stack = [keras.Input((height, width, channels))]
    if normalization is not None:
        stack.append(normalization)
    maps, rounds = 16, 0
    while min(height, width) >= 8:
        rounds += 1
        names = {"kernel_initializer": start(), "name": f"conv{rounds}"}
        stack.append(layers.Conv2D(maps, 3, padding="same", activation="relu", **names))
        stack.append(layers.MaxPooling2D(2, name=f"pool{rounds}"))
        height, width, maps = height // 2, width // 2, min(2 * maps, 128)
    stack.append(layers.Flatten(name="flatten"))
    stack.append(layers.Dense(64, activation="relu", kernel_initializer=start(), name="dense"))
    stack.append(layers.Dropout(0.3, name="dropout"))
    classes = whole("classes", classes, low=2)
    stack.append(layers.Dense(classes, activation="softmax", kernel_initializer=start(), name="output"))
    return keras.Sequential(stack, name="small_cnn")


def tiny_cnn(*, rng: np.random.Generator | int | None = None) -> "keras.Sequential":
    """A network for a device with next to no memory: three convolutions that halve the picture, no pooling.

    Parameters
    ----------
    rng : None, int or Generator
        Draws the first weights.

    Returns
    -------
    keras.Sequential
        Not compiled: 28 x 28 x 1 in, 10 probabilities out.

    Examples
    --------
    >>> tiny_cnn(rng=0).count_params()
    11018
    """
    keras, start = load_keras(), _glorot(rng)
    stack = [keras.Input((28, 28, 1))]
    for k, kernels in ((1, 8), (2, 16), (3, 32)):
        options = {"kernel_initializer": start(), "name": f"conv{k}"}
        stack.append(keras.layers.Conv2D(kernels, 3, strides=2, padding="same", activation="relu", **options))
    stack.append(keras.layers.Flatten(name="flatten"))
    stack.append(keras.layers.Dense(10, activation="softmax", kernel_initializer=start(), name="output"))
    return keras.Sequential(stack, name="tiny_cnn")


def _as_shape(shape: Sequence[int]) -> tuple[int, int, int]:
    """(height, width, channels) of one image."""
    sides = tuple(shape) if np.ndim(shape) == 1 else ()
    if len(sides) == 4:
        raise ValueError(f"shape is that of one image, (height, width, channels); got {sides}: leave out the first")
    if len(sides) not in (2, 3):
        raise ValueError(f"shape must be (height, width) or (height, width, channels); got {shape!r}")
    height, width, channels = (whole("shape", side, low=1) for side in (*sides, 1)[:3])
    if min(height, width) < 8:
        raise ValueError(f"shape is {height} x {width}; below 8 x 8 there is too little to see. Is it (h, w, c)?")
    if channels > 4:
        raise ValueError(f"shape has {channels} channels; grey has 1, colour 3. Did you give (n, height, width)?")
    return height, width, channels


def _glorot(rng: np.random.Generator | int | None) -> "Callable[[], keras.initializers.Initializer]":
    """Makes one first draw of weights after the other (Glorot and Bengio 2010), each with a seed of its own."""
    uniform = load_keras().initializers.GlorotUniform
    rng = None if rng is None else generator(rng)
    return lambda: uniform() if rng is None else uniform(seed=int(rng.integers(2**31)))
