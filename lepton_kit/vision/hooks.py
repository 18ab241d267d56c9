"""A look inside a Keras network: its layers by name, what enters and leaves each in one pass, its logits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from lepton_kit.backend import load_keras, load_tensorflow
from lepton_kit.validate import one_of

__all__ = ["Call", "find_layer", "last_convolution", "logits", "named_layers", "recorded", "watch"]


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


def last_convolution(model: Any) -> str:
    """The name of the last convolution, or layer of somebody's own with one in it: a kernel has four axes."""
    layers = named_layers(model)
    names = [name for name, known in layers.items() if any(len(weight.shape) == 4 for weight in known.weights)]
    if not names:
        known = ", ".join(layers)
        raise ValueError(f"model has no convolution; its layers are {known}. saliency and occlusion work without one")
    return names[-1]


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call of a layer: what it took and gave, and the shapes of its own kernels, weights of two or more axes."""

    layer: Any = field(repr=False)
    taken: npt.NDArray[np.float64] = field(repr=False)
    given: npt.NDArray[np.float64] = field(repr=False)
    kernels: tuple[tuple[int, ...], ...]


def watch(model: Any, images: npt.NDArray, *, training: bool = False, first: bool = False) -> list[Call]:
    """Call a Keras model on images and note each call of a layer, the innermost first; its weights stay as they are.

    Layers within layers of somebody's own are noted too. What a layer measured (means, variances), and a number of its
    own for each that comes in (as LayerNormalization and PReLU have), is no kernel. With
    ``first``, calls behind the first kernel are let go: all maps of a large network together take gigabytes.
    """
    keras = load_keras()
    calls: list[Call] = []
    seen: set[int] = set()

    def note(layer: Any, taken: Any, given: Any) -> None:
        if first and calls and calls[-1].kernels:
            return
        own = [weight for weight in layer.weights if id(weight) not in seen]
        seen.update(map(id, own))
        if layer is model or not (keras.ops.is_tensor(taken) and keras.ops.is_tensor(given)):
            return
        quantised = getattr(layer, "quantization_mode", None)  # its kernels can learn no more
        learnt = [tuple(weight.shape) for weight in own if weight.trainable or not layer.trainable or quantised]
        kernels = tuple(shape for shape in learnt if len(shape) > 1 and shape != tuple(taken.shape[1:]))
        before, after = (np.asarray(keras.ops.convert_to_numpy(tensor), dtype=float) for tensor in (taken, given))
        calls.append(Call(layer, before, after, kernels))

    if not model.built:
        keras.Layer.__call__(model, images[:1])  # a subclassed model gets its weights now
    before = model.get_weights() if training else None
    try:
        with _noting(note):
            keras.Layer.__call__(model, images, training=training)
    finally:
        if before is not None:
            model.set_weights(before)  # normalising layers learn from a batch in training
    return calls


@contextmanager
def recorded(model: Any) -> Iterator[dict[str, Any]]:
    """While it lasts, note what leaves each layer, by its name, in the order of the calls.

    This works for nested models and for classes of one's own too, where Keras gives no outputs.
    """
    left: dict[str, Any] = {}
    names = {id(layer): name for name, layer in named_layers(model).items()}

    def note(layer: Any, taken: Any, given: Any) -> None:
        if id(layer) in names:
            left[names[id(layer)]] = given

    with _noting(note):
        yield left


@contextmanager
def _noting(note: Callable[[Any, Any, Any], None]) -> Iterator[None]:
    """While it lasts, ``note(layer, taken, given)`` hears of every call of a layer."""
    keras = load_keras()
    original = keras.Layer.__call__

    def noted(layer: Any, *args: Any, **options: Any) -> Any:
        given = original(layer, *args, **options)
        if args:
            note(layer, args[0], given)
        return given

    keras.Layer.__call__ = noted
    try:
        yield
    finally:
        keras.Layer.__call__ = original


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
    with nullcontext() if ending is None else _without(ending), recorded(model) as left:
        scores = tf.cast(model(x, training=False), tf.float32)
    if output in ("softmax", "sigmoid") and ending is None:
        tiny = np.float32(1e-30)
        scores = tf.math.log(scores + tiny) - (tf.math.log(1 - scores + tiny) if output == "sigmoid" else 0)
    return (tf.concat([-scores / 2, scores / 2], axis=1) if scores.shape[1] == 1 else scores), left


def _removable(model: Any, x: Any, output: str) -> Any:
    """The last operation, if the model gives logits without its activation; judged by what comes out."""
    keras, tf = load_keras(), load_tensorflow()
    with recorded(model) as left:
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
    attributes = vars(last)
    name = "activation" if "activation" in attributes else "call"
    kept = {name: attributes[name]} if name in attributes else {}
    attributes[name] = load_keras().activations.linear if name == "activation" else lambda x, *args, **options: x
    try:
        yield
    finally:
        del attributes[name]
        attributes.update(kept)
