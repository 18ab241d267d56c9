"""A look inside a Keras network: its layers by name, what enters and leaves each in one pass, its logits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from lepton_kit.backend import load_keras, load_tensorflow
from lepton_kit.validate import one_of

__all__ = ["convolution", "find_layer", "logits", "named_layers", "recorded"]


def named_layers(model: Any) -> dict[str, Any]:
    """The layers of a model by name, those of a nested model as ``outer/inner``; inputs are left out.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> list(named_layers(article_cnn(rng=0)))
    ['conv1', 'pool1', 'conv2', 'pool2', 'flatten', 'output']
    """
    keras, layers = load_keras(), dict[str, Any]()
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            layers |= {f"{layer.name}/{name}": inner for name, inner in named_layers(layer).items()}
        elif not isinstance(layer, keras.layers.InputLayer):
            layers[layer.name] = layer
    return layers


def find_layer(model: Any, layer: Any) -> str:
    """The full name of a layer, given that, its last part, or the layer itself."""
    layers = named_layers(model)
    if not isinstance(layer, str):
        matches = [name for name, known in layers.items() if known is layer]
        if not matches:
            raise ValueError(f"layer must be a layer of this model or its name, one of {', '.join(layers)}")
        return matches[0]
    ends = [name for name in layers if name.endswith(f"/{layer}")]
    return layer if layer in layers else ends[0] if len(ends) == 1 else one_of("layer", layer, tuple(layers))


def convolution(model: Any, layer: Any = None, *, last: bool = False) -> str:
    """The name of a convolution: the one that was asked for, or the first, or the last."""
    kinds = "Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"
    keras, layers = load_keras(), named_layers(model)
    classes = tuple(getattr(keras.layers, kind) for kind in kinds)
    names = [name for name, known in layers.items() if isinstance(known, classes)]
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


@contextmanager
def recorded(model: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """While it lasts, note what enters and what leaves each layer, in the order of the calls.

    This works for nested models and for classes of one's own too, where Keras gives no outputs.
    """
    entered, left, layers = {}, {}, named_layers(model)
    before = {name: vars(layer).get("call") for name, layer in layers.items()}

    def noting(name: str, call: Callable) -> Callable:
        def noted(*args: Any, **options: Any) -> Any:
            entered[name] = args[0] if args else None
            left[name] = made = call(*args, **options)
            return made

        return noted

    for name, layer in layers.items():
        vars(layer)["call"] = noting(name, layer.call)
    try:
        yield entered, left
    finally:
        for name, layer in layers.items():
            vars(layer).pop("call", None)
            if before[name] is not None:
                vars(layer)["call"] = before[name]


def logits(model: Any, x: Any, output: str) -> tuple[Any, dict[str, Any]]:
    """The numbers of each class before softmax or sigmoid, which are flat where the model is sure.

    Parameters
    ----------
    model : keras.Model
    x : tensor, shape (n, ...)
    output : {"softmax", "logits", "sigmoid", "logit"}
        What the model gives. Where its softmax cannot be taken off, as in a ``call`` of one's own, the logarithm of the
        probabilities stands for the logits.

    Returns
    -------
    scores : tensor, shape (n, classes)
        A network with one output s is one of two classes, with scores -s/2 and s/2.
    left : dict of str to tensor
        What every layer gives on the way.
    """
    tf = load_tensorflow()
    ending = None if output in ("logits", "logit") else _removable(model, x, output)
    with _without(ending), recorded(model) as (_, left):
        scores = tf.cast(model(x, training=False), tf.float32)
    if output in ("softmax", "sigmoid") and ending is None:
        tiny = np.float32(1e-30)
        scores = tf.math.log(scores + tiny) - (tf.math.log(1 - scores + tiny) if output == "sigmoid" else 0)
    return (tf.concat([-scores / 2, scores / 2], axis=1) if scores.shape[1] == 1 else scores), left


def _removable(model: Any, x: Any, output: str) -> Any:
    """The last operation, if the model gives logits without its activation; judged by what comes out."""
    keras, tf = load_keras(), load_tensorflow()
    with recorded(model) as (_, left):
        given = tf.cast(model(x[:1], training=False), tf.float32)
    last = model
    while isinstance(last, keras.Model) and last.layers:
        operations = getattr(last, "operations", None)
        last = operations[-1] if operations else named_layers(last).get(next(reversed(left)).rpartition("/")[2])
    if last is None or last is model:
        return None
    with _without(last):
        bare = tf.cast(model(x[:1], training=False), tf.float32)
    again = tf.nn.softmax(bare) if output == "softmax" else tf.sigmoid(bare)
    same = bare.shape == given.shape and np.allclose(again, given, atol=1e-2)
    return last if same and not np.allclose(bare, given) else None


@contextmanager
def _without(last: Any) -> Iterator[None]:
    """While it lasts, a layer does not apply its activation; one that is nothing else passes on what it gets."""
    if last is None:
        yield
        return
    attributes, kept = vars(last), dict(vars(last))
    if "activation" in attributes:
        attributes["activation"] = load_keras().activations.linear
    else:
        attributes["call"] = lambda x, *args, **options: x
    try:
        yield
    finally:
        attributes.pop("call", None)
        attributes.update({name: kept[name] for name in ("activation", "call") if name in kept})
