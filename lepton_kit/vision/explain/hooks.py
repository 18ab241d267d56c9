"""A look inside a Keras network: its layers by name, what each gives in one pass, its scores before the last bend."""

from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np

from lepton_kit.backend import load_keras, load_tensorflow
from lepton_kit.validate import one_of, whole
from lepton_kit.vision.activations import softmax
from lepton_kit.vision.inputs import as_images, as_network, probabilities, unit

__all__ = [
    "as_classifier",
    "as_finite",
    "as_label",
    "as_picture",
    "chances",
    "convolution",
    "find_layer",
    "look",
    "named_layers",
    "score",
]


def as_classifier(model):
    """The model if it is a built Keras network that takes one picture and gives one row of numbers, else an error."""
    as_network(model)
    if not hasattr(model, "input_shape"):
        raise ValueError(
            "model must be a keras.Sequential or keras.Model(inputs, outputs); a class of its own is closed"
        )
    takes, gives = getattr(model, "input_shape", None), getattr(model, "output_shape", None)
    if not isinstance(takes, tuple) or len(takes) != 4:
        raise ValueError(f"model must take one picture, shape (height, width, channels); its input shape is {takes}")
    if not isinstance(gives, tuple) or len(gives) != 2:
        raise ValueError(
            f"model must give one row of numbers, one a class; its output shape is {gives}. "
            "Does it lack a Flatten layer before the last Dense?"
        )
    return model


def as_picture(model, image):
    """One picture as the batch of one that the model takes, ``float32`` from 0 to 1, shape (1, h, w, channels)."""
    pixels, (height, width, channels) = np.asarray(image), model.input_shape[1:]
    if channels == 1 and pixels.ndim == 3 and pixels.shape[-1] in (3, 4):
        raise ValueError(
            f"image has {pixels.shape[-1]} channels and the model takes grey. Did you mean "
            "image.mean(axis=-1).astype(image.dtype)?"
        )
    if pixels.ndim == 4 or (pixels.ndim == 3 and channels == 1 and pixels.shape[-1] != 1):
        raise ValueError(f"image must be one picture; got shape {pixels.shape}, which is a batch. Give image[0]")
    if pixels.ndim not in (2, 3):
        raise ValueError(f"image must be one picture, shape (h, w) or (h, w, channels); got shape {pixels.shape}")
    shape = (None, height or pixels.shape[0], width or pixels.shape[1], channels)  # None: the model takes any size
    return unit(as_images(pixels[None], SimpleNamespace(input_shape=shape), "image")).astype(np.float32)


def as_label(label, classes):
    """A class number of the model."""
    return whole("label", label, low=0, high=classes - 1)


def as_finite(made):
    """What a model gives, or an error if it is no number."""
    if not np.isfinite(made).all():
        raise ValueError("The model gives numbers that are not finite; its weights are broken. Train it anew.")
    return made


def named_layers(model):
    """The layers of a model by name, those of a nested model as ``outer/inner``; inputs are left out.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> list(named_layers(article_cnn(rng=0)))
    ['conv1', 'pool1', 'conv2', 'pool2', 'flatten', 'output']
    """
    keras, found = load_keras(), {}
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            found |= {f"{layer.name}/{name}": inner for name, inner in named_layers(layer).items()}
        elif not isinstance(layer, keras.layers.InputLayer):
            found[layer.name] = layer
    return found


def find_layer(model, layer):
    """The full name of a layer, given that, its last part, or the layer itself."""
    layers = named_layers(model)
    if not isinstance(layer, str):
        matches = [name for name, each in layers.items() if each is layer]
        if not matches:
            raise ValueError(f"layer must be a layer of this model or its name, one of {', '.join(layers)}")
        return matches[0]
    ends = [name for name in layers if name.endswith(f"/{layer}")]
    return layer if layer in layers else ends[0] if len(ends) == 1 else one_of("layer", layer, tuple(layers))


def convolution(model, layer=None, *, last=False):
    """The name of a convolution: the one that was asked for, or the first, or the last."""
    kinds = "Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"
    keras, layers = load_keras(), named_layers(model)
    kinds = tuple(getattr(keras.layers, kind) for kind in kinds)
    names = [name for name, each in layers.items() if isinstance(each, kinds)]
    if layer is not None:
        name = find_layer(model, layer)
        if name not in names:
            raise ValueError(
                f"layer {name!r} is no convolution but {type(layers[name]).__name__}; the model's convolutions are "
                f"{', '.join(names) or 'none'}"
            )
        return name
    if not names:
        raise ValueError(
            f"model has no convolution; its layers are {', '.join(layers)}. saliency and occlusion work without one"
        )
    return names[-1 if last else 0]


def look(model, x):
    """What every layer gives for pictures ``x``, shape (n, h, w, channels): a dict of tensors by name, in order."""
    with _recorded(model) as outputs:
        model(x, training=False)
    return outputs


def score(model, x):
    """The class scores before softmax or sigmoid, and what every layer gives on the way.

    Returns
    -------
    scores : tensor, shape (n, classes)
        A network with one output s is one of two classes, with scores -s/2 and s/2.
    outputs : dict of str to tensor
    """
    tf = load_tensorflow()
    with _unbent(model), _recorded(model) as outputs:
        scores = tf.cast(model(x, training=False), tf.float32)
    return (tf.concat([-scores / 2, scores / 2], axis=1) if scores.shape[1] == 1 else scores), outputs


def chances(model, x):
    """Class probabilities, shape (n, classes), in one batched prediction; of two classes if there is one output."""
    P = as_finite(probabilities(model, x))
    if _bend(model) is None and not (P.min() >= 0 and np.allclose(P.sum(axis=1), 1, atol=1e-3)):
        return softmax(np.hstack([-P / 2, P / 2]) if P.shape[1] == 1 else P)
    return np.hstack([1 - P, P]) if P.shape[1] == 1 else P


def _ending(model):
    """The last operation of a model, within nested ones too."""
    keras = load_keras()
    while isinstance(model, keras.Model) and model.layers:
        model = model.layers[-1] if isinstance(model, keras.Sequential) else model.operations[-1]
    return model


def _bend(model):
    """What the last operation does to the scores: "softmax", "sigmoid" or None."""
    last = _ending(model)
    name = getattr(getattr(last, "activation", None), "__name__", type(last).__name__).lower()
    return name if name in ("softmax", "sigmoid") else None


@contextmanager
def _unbent(model):
    """While it lasts the model gives its scores and not their softmax, which is flat where the model is sure."""
    last = _ending(model)
    attributes, kept = vars(last), dict(vars(last))
    if _bend(model):
        if "activation" in attributes:
            attributes["activation"] = load_keras().activations.linear
        else:
            attributes["call"] = lambda x, *args, **options: x
    try:
        yield
    finally:
        attributes.pop("call", None)
        attributes.update({name: kept[name] for name in ("activation", "call") if name in kept})


@contextmanager
def _recorded(model):
    """While it lasts, note what each layer gives; this works for nested models too, where Keras gives no outputs."""
    outputs, layers = {}, named_layers(model)
    before = {name: vars(layer).get("call") for name, layer in layers.items()}

    def noting(name, call):
        def noted(*args, **options):
            outputs[name] = made = call(*args, **options)
            return made

        return noted

    for name, layer in layers.items():
        vars(layer)["call"] = noting(name, layer.call)
    try:
        yield outputs
    finally:
        for name, layer in layers.items():
            vars(layer).pop("call", None)
            if before[name] is not None:
                vars(layer)["call"] = before[name]
