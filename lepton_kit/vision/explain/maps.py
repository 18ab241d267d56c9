"""Why does the network say so? Its kernels, its maps, and which pixels its slopes say mattered.

Each function takes a trained Keras classifier and one picture, ``uint8`` from 0 to 255 or floats from 0 to 1. ``label``
is the class that is asked about; without it, the class that the network predicts. Nothing changes in the model.
"""

import numpy as np

from lepton_kit.backend import load_keras, load_tensorflow
from lepton_kit.vision.explain.hooks import (
    as_classifier,
    as_finite,
    as_label,
    as_picture,
    convolution,
    find_layer,
    look,
    named_layers,
    score,
)

__all__ = ["feature_maps", "filters", "grad_cam", "saliency"]


def filters(model, layer=None):
    """The kernels of a convolution.

    Parameters
    ----------
    model : keras.Model
    layer : str or keras.layers.Layer, optional
        The first convolution, unless given; ``outer/inner`` in a nested model.

    Returns
    -------
    ndarray, shape (height, width, inputs, kernels)

    Raises
    ------
    ValueError
        If the model has no such layer, or the layer is no convolution.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> filters(article_cnn(rng=0)).shape, filters(article_cnn(rng=0), "conv2").shape
    ((3, 3, 1, 32), (3, 3, 32, 64))
    """
    chosen = named_layers(as_classifier(model))[convolution(model, layer)]
    kernel = getattr(chosen, "depthwise_kernel", None)
    return (chosen.kernel if kernel is None else kernel).numpy()


def feature_maps(model, image, layer=None):
    """What the layers give for one picture.

    Parameters
    ----------
    model : keras.Model
    image : array_like, shape (h, w) or (h, w, channels)
    layer : str or keras.layers.Layer, optional

    Returns
    -------
    ndarray, shape (h', w', maps), or (units,) behind Flatten
        What this layer gives; without ``layer`` a dict of all of them by name, in order.

    Raises
    ------
    ValueError
        If model, picture and layer do not fit together.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> maps = feature_maps(article_cnn(rng=0), np.zeros((28, 28), dtype=np.uint8))
    >>> {name: made.shape for name, made in maps.items() if "conv" in name}
    {'conv1': (26, 26, 32), 'conv2': (11, 11, 64)}
    """
    name = None if layer is None else find_layer(as_classifier(model), layer)
    outputs = look(model, load_tensorflow().constant(as_picture(as_classifier(model), image)))
    maps = {name: np.array(made[0], dtype=np.float32) for name, made in outputs.items()}
    return maps if name is None else maps[name]


def saliency(model, image, label=None):
    """How strongly each pixel moves the score of a class: the size of its slope (Simonyan, Vedaldi and Zisserman 2014).

    Parameters
    ----------
    model : keras.Model
    image : array_like, shape (h, w) or (h, w, channels)
    label : int, optional

    Returns
    -------
    ndarray, shape (h, w)
        |d score / d pixel|, where a pixel goes from 0 to 1 and the score is that before softmax; the largest over the
        channels.

    Raises
    ------
    ValueError
        If model, picture and label do not fit together.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> saliency(article_cnn(rng=0), np.zeros((28, 28), dtype=np.uint8), label=3).shape
    (28, 28)
    """
    _, slope, _ = _slopes(model, image, label)
    return np.abs(slope[0]).max(axis=-1)


def grad_cam(model, image, label=None, *, layer=None):
    """Where a convolution found what speaks for a class (Selvaraju et al. 2017).

    Each map :math:`A^k` of the layer is weighed by the mean of its slopes, and what speaks against the class is left
    out: :math:`relu(\\sum_k \\alpha_k A^k)` with :math:`\\alpha_k = mean_{ij}\\, d\\,score / dA^k_{ij}`.

    Parameters
    ----------
    model : keras.Model
    image : array_like, shape (h, w) or (h, w, channels)
    label : int, optional
    layer : str or keras.layers.Layer, optional
        Any layer that gives maps; the last convolution, unless given.

    Returns
    -------
    ndarray, shape (h, w)
        Not negative, in units of the score; the layer's coarser map, enlarged to the picture.

    Raises
    ------
    ValueError
        If the model has no convolution, the layer gives no maps, or model, picture and label do not fit together.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> grad_cam(article_cnn(rng=0), np.zeros((28, 28), dtype=np.uint8), label=3).shape
    (28, 28)
    """
    name = convolution(as_classifier(model), last=True) if layer is None else find_layer(model, layer)
    picture, slope, maps = _slopes(model, image, label, name)
    if maps.ndim != 4:
        raise ValueError(f"layer {name!r} gives no maps but {maps.shape[1:]} numbers; take a convolution or a pooling")
    weighed = np.maximum((maps[0] * slope[0].mean(axis=(0, 1))).sum(axis=-1), 0)
    return np.array(load_keras().ops.image.resize(weighed[..., None], picture.shape[1:3]))[..., 0]


def _slopes(model, image, label, layer=None):
    """The picture, the slope of the class's score for it (or for what ``layer`` gives), and what the layer gives."""
    tf, picture = load_tensorflow(), as_picture(as_classifier(model), image)
    x = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(x)
        scores, outputs = score(model, x)
        as_finite(scores.numpy())
        label = int(tf.argmax(scores[0])) if label is None else as_label(label, scores.shape[1])
        asked = scores[0, label]
    source = x if layer is None else outputs[layer]
    slope = tape.gradient(asked, source, unconnected_gradients="zero")
    return picture, np.array(slope, dtype=np.float32), np.array(source, dtype=np.float32)
