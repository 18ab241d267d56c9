"""What a network is given: images and labels, checked at one door."""

import numpy as np

from lepton_kit.backend import load_keras

__all__ = [
    "as_examples",
    "as_images",
    "as_labels",
    "as_network",
    "class_count",
    "cross_entropy",
    "probabilities",
    "unit",
]


def as_network(model):
    """The model if it is a Keras network that has its weights, else an error."""
    keras = load_keras()
    if not isinstance(model, keras.Model):
        hint = " Did you forget the brackets, article_cnn()?" if callable(model) else ""
        raise TypeError(f"model must be a Keras model such as article_cnn(); got {type(model).__name__}.{hint}")
    if not model.built:
        raise ValueError(
            "model has no weights yet: begin it with keras.Input((28, 28, 1)) so that its shapes are known"
        )
    return model


def class_count(model):
    """The number of classes of ``model``, or an error unless it is a built Keras network that ends in probabilities."""
    keras = load_keras()
    as_network(model)
    output = model.output_shape
    ending = getattr(model.layers[-1], "activation", None)
    if not isinstance(output, tuple) or len(output) != 2 or output[1] < 2:
        raise ValueError(f"model must give one row of class probabilities for each image; its output shape is {output}")
    if ending is not None and ending is not keras.activations.softmax:
        raise ValueError(f"model must end in softmax, so that it gives probabilities; it ends in {ending.__name__!r}")
    return output[1]


def as_images(x, model, name="x"):
    """Images in the shape that ``model`` takes: ``uint8`` from 0 to 255, or ``float32`` from 0 to 1.

    A missing last axis (one grey channel) is added. Pixels of type ``uint8`` stay as they are, a quarter of the memory;
    whoever computes with them divides by 255 (see :func:`unit`).
    """
    images = np.asarray(x)
    shape = tuple(model.input_shape[1:])
    if images.dtype.kind not in "buif":
        raise ValueError(f"{name} must hold numbers, the pixels of images; got {images.dtype}")
    if images.shape[1:] == shape[:-1] and shape[-1:] == (1,):
        images = images[..., None]
    wanted = " x ".join(str(side) for side in ("n", *shape))
    if images.shape == shape or (*images.shape, 1) == shape:
        raise ValueError(f"{name} is a single image; {wanted} was wanted. Give a batch of one: {name}[None]")
    if images.shape[1:] != shape:
        raise ValueError(f"{name} has shape {' x '.join(map(str, images.shape))}; the model takes {wanted}")
    if len(images) == 0:
        raise ValueError(f"{name} holds no image")
    if images.dtype == np.uint8:
        return images
    low, high = float(images.min()), float(images.max())
    if not np.isfinite(low + high):
        raise ValueError(f"{name} has pixels that are no finite numbers (NaN or inf)")
    if images.dtype.kind in "ui" and low >= 0 and 1 < high <= 255:
        return images.astype(np.uint8)
    if low < 0 or high > 1:
        raise ValueError(
            f"{name} has pixels from {low:g} to {high:g}; give uint8 from 0 to 255 or floats from 0 to 1. "
            f"Did you mean {name} / 255?"
        )
    return images.astype(np.float32)


def as_labels(y, n, classes, name="y"):
    """Labels as whole numbers from 0 to ``classes`` - 1, shape (n,), ``int32``."""
    labels = np.asarray(y)
    if labels.shape == (n, classes) and classes > 1:
        raise ValueError(f"{name} is one-hot, {n} x {classes}; give the class numbers: {name}.argmax(axis=1)")
    if labels.shape == (n, 1):
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise ValueError(f"{name} must be one row of class numbers; got shape {' x '.join(map(str, labels.shape))}")
    if len(labels) != n:
        raise ValueError(f"{name} has {len(labels)} labels for {n} images; each image needs one")
    if labels.dtype.kind not in "buif" or np.any(labels != np.floor(labels)):
        raise ValueError(f"{name} must hold whole class numbers from 0 to {classes - 1}; got {labels.dtype} values")
    if labels.min() < 0 or labels.max() >= classes:
        bad = labels.min() if labels.min() < 0 else labels.max()
        hint = f" Do they count from 1? Then give {name} - 1." if labels.min() == 1 and bad == classes else ""
        raise ValueError(
            f"{name} holds the class number {bad:g}; the model has {classes} classes, 0 to {classes - 1}.{hint}"
        )
    return labels.astype(np.int32)


def as_examples(x, y, model, name=""):
    """Images and labels that go together and suit the model."""
    classes = class_count(model)
    x_name, y_name = (f"{name} x", f"{name} y") if name else ("x", "y")
    x = as_images(x, model, x_name)
    return x, as_labels(y, len(x), classes, y_name)


def unit(images):
    """Pixels as ``float32`` from 0 to 1."""
    return images * np.float32(1 / 255) if images.dtype == np.uint8 else images


def probabilities(model, images):
    """The model's class probabilities, shape (n, classes), for images from :func:`as_images`."""
    return model.predict(unit(images), batch_size=1000, verbose=0)


def cross_entropy(P, labels):
    """Mean of -log of the probability that each row of ``P`` gives to its true class, in nats."""
    chosen = P[np.arange(len(labels)), labels].astype(float)
    return float(-np.log(np.maximum(chosen, 1e-12)).mean())
