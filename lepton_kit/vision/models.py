"""The networks of the course."""

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.validate import generator, whole
from lepton_kit.vision.tensors import Normalization

__all__ = ["article_cnn", "small_cnn"]


def article_cnn(*, rng=None):
    """The article's network: two convolutions with pooling, then one dense layer that gives ten probabilities.

    Parameters
    ----------
    rng : None, int or Generator
        Draws the first weights.

    Returns
    -------
    keras.Sequential
        Not compiled: 28 x 28 x 1 in, 10 probabilities out, 34,826 weights.

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
    keras = load_keras()
    rng = generator(rng)

    def weights():
        return keras.initializers.GlorotUniform(seed=int(rng.integers(2**31)))

    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu", kernel_initializer=weights(), name="conv1"),
            keras.layers.MaxPooling2D(2, name="pool1"),
            keras.layers.Conv2D(64, 3, activation="relu", kernel_initializer=weights(), name="conv2"),
            keras.layers.MaxPooling2D(2, name="pool2"),
            keras.layers.Flatten(name="flatten"),
            keras.layers.Dense(10, activation="softmax", kernel_initializer=weights(), name="output"),
        ],
        name="article_cnn",
    )


def small_cnn(shape, classes, *, normalise=None, dropout=0.3, rng=None):
    """A network for images of any size: convolution and pooling until the maps are small, then two dense layers.

    Each round of a convolution and a pooling halves height and width; the next one has twice the maps, up to 128.

    Parameters
    ----------
    shape : (height, width) or (height, width, channels)
        Of one image, such as ``images.shape[1:]``; 8 pixels or more each way.
    classes : int
    normalise : Normalization, optional
        Put inside as the first layer, so that the network takes pixels from 0 to 1 wherever it goes.
    dropout : float
        The share of the numbers before the last layer that are left out at random in each step of a training.
    rng : None, int or Generator
        Draws the first weights and seeds the dropout.

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
    keras = load_keras()
    layers = keras.layers
    height, width, channels = _as_shape(shape)
    classes, rng = whole("classes", classes, low=2), generator(rng)
    if not isinstance(dropout, (int, float)) or not 0 <= dropout < 1:
        raise ValueError(f"dropout must be a share from 0 to below 1, such as 0.3; got {dropout!r}")

    def seed():
        return int(rng.integers(2**31))

    def start():
        return keras.initializers.GlorotUniform(seed=seed())

    stack = [keras.Input((height, width, channels))]
    if normalise is not None:
        stack.append(_normalising(layers, normalise, channels))
    maps, rounds = 16, 0
    while min(height, width) >= 8:
        rounds += 1
        name = {"kernel_initializer": start(), "name": f"conv{rounds}"}
        stack.append(layers.Conv2D(maps, 3, padding="same", activation="relu", **name))
        stack.append(layers.MaxPooling2D(2, name=f"pool{rounds}"))
        height, width, maps = height // 2, width // 2, min(2 * maps, 128)
    stack.append(layers.Flatten(name="flatten"))
    stack.append(layers.Dense(64, activation="relu", kernel_initializer=start(), name="dense"))
    stack.append(layers.Dropout(dropout, seed=seed(), name="dropout"))
    stack.append(layers.Dense(classes, activation="softmax", kernel_initializer=start(), name="output"))
    return keras.Sequential(stack, name="small_cnn")


def _as_shape(shape):
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


def _normalising(layers, normalise, channels):
    """The layer that does what the normaliser does."""
    if not isinstance(normalise, Normalization):
        raise TypeError(
            f"normalise must be a Normalization, as from Normalization.of(images); got {type(normalise).__name__}"
        )
    mean, std = np.asarray(normalise.mean), np.asarray(normalise.std)
    if mean.shape not in ((), (channels,)):
        raise ValueError(f"normalise is for {mean.size} channels; the images have {channels}")
    return layers.Rescaling((1 / std).tolist(), (-mean / std).tolist(), name="normalise")
