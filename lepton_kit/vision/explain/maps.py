"""Why does the network say so? Its kernels, its maps, and which pixels its slopes say mattered.

Each function takes a trained Keras classifier and one picture, ``uint8`` from 0 to 255 or floats from 0 to 1. ``label``
is the class that is asked about, by its number or, where ``class_names`` are given, by its name; without it, the class
that the network predicts. Nothing changes in the model. What needs slopes needs Keras on TensorFlow.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.backend import load_keras, load_tensorflow
from lepton_kit.vision.classifier import Classifier, as_classifier, as_keras
from lepton_kit.vision.hooks import find_layer, last_convolution, logits, recorded
from lepton_kit.vision.inputs import Names, as_batch, as_class, as_names, channels_first, unit
from lepton_kit.vision.model_outputs import finite

__all__ = ["as_picture", "explained", "feature_maps", "grad_cam", "hires_cam", "saliency"]


def explained(model: Any, image: ArrayLike) -> Classifier:
    """A Keras network as a classifier; one that was looked at before is taken as it is."""
    if isinstance(model, Classifier) and model.model is not None:
        return model
    return as_classifier(as_keras(model), np.asarray(image)[None])


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


def feature_maps(
    model: Any, image: ArrayLike, layer: Any = None
) -> NDArray[np.float32] | dict[str, NDArray[np.float32]]:
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
    classifier = explained(model, image)
    name = None if layer is None else find_layer(classifier.model, layer)
    x = as_picture(classifier, image) * np.float32(classifier.white)
    with recorded(classifier.model) as left:
        classifier.model(np.repeat(x, classifier.batch or 1, axis=0), training=False)
    to_numpy = load_keras().ops.convert_to_numpy
    maps = {key: np.array(to_numpy(made)[0], dtype=np.float32) for key, made in left.items()}
    return maps if name is None else maps[name]


def saliency(
    model: Any, image: ArrayLike, label: int | str | None = None, *, class_names: Names | None = None
) -> NDArray[np.float32]:
    """How strongly each pixel moves the score of a class: the size of its slope (Simonyan, Vedaldi and Zisserman 2014).

    Parameters
    ----------
    model : keras.Model
    image : array_like, shape (h, w) or (h, w, channels)
    label : int or str, optional
    class_names : sequence of str, or dict, optional

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
    _, slope, _ = _slopes(explained(model, image), image, label, class_names)
    return np.abs(slope[0]).max(axis=-1)


def grad_cam(
    model: Any, image: ArrayLike, label: int | str | None = None, *, layer: Any = None, class_names: Names | None = None
) -> NDArray[np.float32]:
    """Where a convolution found what speaks for a class (Selvaraju et al. 2017).

    Each map :math:`A^k` of the layer is weighed by the mean of its slopes, and what speaks against the class is left
    out: :math:`relu(\\sum_k \\alpha_k A^k)` with :math:`\\alpha_k = mean_{ij}\\, d\\,score / dA^k_{ij}`.

    Parameters
    ----------
    model : keras.Model
    image : array_like, shape (h, w) or (h, w, channels)
    label : int or str, optional
    class_names : sequence of str, or dict, optional
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
    return _class_activation(model, image, label, layer, class_names, by_place=False)


def hires_cam(
    model: Any, image: ArrayLike, label: int | str | None = None, *, layer: Any = None, class_names: Names | None = None
) -> NDArray[np.float32]:
    """As :func:`grad_cam`, each place weighed by its own slope: :math:`relu(\\sum_k G^k_{ij} A^k_{ij})`.

    Where a Flatten layer follows, what a map is worth depends on the place, and the mean over places loses that
    (Draelos and Carin 2020, HiResCAM). Behind a mean over all places the two are one.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> hires_cam(article_cnn(rng=0), np.zeros((28, 28), dtype=np.uint8), label=3).shape
    (28, 28)
    """
    return _class_activation(model, image, label, layer, class_names, by_place=True)


def _class_activation(
    model: Any, image: ArrayLike, label: int | str | None, layer: Any, class_names: Names | None, *, by_place: bool
) -> NDArray[np.float32]:
    classifier = explained(model, image)
    name = last_convolution(classifier.model) if layer is None else find_layer(classifier.model, layer)
    picture, slope, maps = _slopes(classifier, image, label, class_names, name)
    if maps.ndim != 4:
        raise ValueError(f"layer {name!r} gives no maps but {maps.shape[1:]} numbers; take a convolution or a pooling")
    weights = slope[0] if by_place else slope[0].mean(axis=(0, 1))
    weighed = np.maximum((maps[0] * weights).sum(axis=-1), 0)
    return np.array(load_keras().ops.image.resize(weighed[..., None], picture.shape[1:3]))[..., 0]


def _slopes(
    classifier: Classifier,
    image: ArrayLike,
    label: int | str | None,
    class_names: Names | None,
    layer: str | None = None,
) -> tuple[NDArray, NDArray, NDArray]:
    """The picture, the slope of the class's logit for it (or for what ``layer`` gives), and what the layer gives."""
    tf, picture = load_tensorflow(), as_picture(classifier, image)
    x = tf.constant(picture)
    with tf.GradientTape() as tape:
        tape.watch(x)
        fed = tf.concat([x * classifier.white] * (classifier.batch or 1), axis=0)
        scores, left = logits(classifier.model, fed, classifier.output)
        finite(np.asarray(scores))
        names = range(classifier.classes) if class_names is None else as_names(class_names, classifier.classes)
        asked = scores[0, int(np.argmax(scores[0])) if label is None else as_class("label", label, names)]
    source = x if layer is None else left[layer]
    slope = tape.gradient(asked, source, unconnected_gradients="zero")
    return picture, np.array(slope, dtype=np.float32), np.array(source, dtype=np.float32)
