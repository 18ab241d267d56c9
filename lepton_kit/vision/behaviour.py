"""Networks judged by what they do: what they give for a batch, which numbers reach which kernel, never by class names.

A network is sent a batch, and each layer that has a kernel is watched as it is called, however the network is written:
sequential, functional, nested or subclassed, its activations layers, arguments or plain functions.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.exercises.comparing import Comparison, Property
from lepton_kit.exercises.values import Unjudged, kind, numbers

__all__ = ["Anatomy", "Step", "anatomy", "look", "network", "probe", "shows", "watch"]

Shape = tuple[int, ...]
_last: tuple = (None,) * 4  # the network that was looked at last, and what was seen: several questions ask about one


@dataclass(frozen=True, slots=True)
class Step:
    """The call of one layer: what it took and gave, and the kernels (weights of two or more axes) that are its own."""

    layer: Any = field(repr=False)
    taken: np.ndarray = field(repr=False)
    given: np.ndarray = field(repr=False)
    kernels: tuple[Shape, ...]


def probe(shape: Shape, n: int = 12) -> np.ndarray:
    """A batch of n noisy images with pixels from 0 to 1, always the same."""
    return np.random.default_rng(8).random((n, *shape)).astype(np.float32)


def watch(model: Any, images: np.ndarray, *, training: bool = False) -> list[Step]:
    """Call a Keras model on images and note each call of a layer, the innermost first; its weights stay as they are."""
    keras = load_keras()
    steps: list[Step] = []
    seen: set[int] = set()
    original = keras.Layer.__call__

    def watched(layer: Any, *args: Any, **options: Any) -> Any:
        given = original(layer, *args, **options)
        own = [weight for weight in layer.weights if id(weight) not in seen]
        seen.update(map(id, own))
        if layer is not model and args and keras.ops.is_tensor(args[0]) and keras.ops.is_tensor(given):
            kernels = tuple(tuple(weight.shape) for weight in own if len(weight.shape) > 1)
            taken, result = (np.asarray(keras.ops.convert_to_numpy(each), dtype=float) for each in (args[0], given))
            steps.append(Step(layer, taken, result, kernels))
        return given

    model(images[:1])  # a subclassed model gets its weights now
    before = model.get_weights()
    try:
        with mock.patch.object(keras.Layer, "__call__", watched):
            model(images, training=training)
    finally:
        model.set_weights(before)  # normalising layers learn from a batch in training
    return steps


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What a network does, as plain values: all that questions ask about.

    Attributes
    ----------
    parameters : int
        How many weights it has.
    kernels, into, out : tuple of shapes
        Each kernel in the order of the calls, and what goes into and comes out of its layer, without the batch.
    bent : tuple of bool
        Whether what reaches the next kernel is cut off at 0, as relu does it.
    centred : bool
        Whether pixels from 0 to 1 reach the first kernel around 0 and spread out, or are normalised behind it.
    outputs : ndarray, shape (n, ...)
        What it gives for the images of :func:`probe`.
    """

    parameters: int
    kernels: tuple[Shape, ...]
    into: tuple[Shape, ...]
    out: tuple[Shape, ...]
    bent: tuple[bool, ...]
    centred: bool
    outputs: np.ndarray = field(repr=False)

    @property
    def convolves(self) -> bool:
        """Whether a kernel is moved over the image: smaller than what its layer takes, and used at every place."""
        return any(
            len(kernel) == 4 and len(taken) == len(given) == 3 and np.prod(kernel[:2]) < np.prod(taken[:2])
            for kernel, taken, given in zip(self.kernels, self.into, self.out, strict=True)
        )

    @property
    def pools(self) -> bool:
        """Whether between two kernels fewer numbers go on than came out, and no weight had a part in it."""
        return any(np.prod(after) < np.prod(before) for before, after in zip(self.out, self.into[1:], strict=False))

    @property
    def ending(self) -> str:
        """How it ends: "softmax" (each row is positive and adds up to 1), "sigmoid", "relu" or "logits"."""
        rows = self.outputs
        if rows.ndim == 2 and (rows >= 0).all() and np.allclose(rows.sum(axis=1), 1, atol=1e-2):
            return "softmax"
        if (rows < 0).any():
            return "logits"
        return "sigmoid" if (rows > 0).all() and (rows < 1).all() else "relu"


def anatomy(model: Any, shape: Shape) -> dict[str, Any]:
    """What an :class:`Anatomy` is made of but the outputs, in plain lists and numbers, such as cross from a sandbox."""
    keras = load_keras()
    images = probe(shape)
    steps = [step for step in watch(model, images) if step.kernels]
    return {
        "parameters": sum(int(np.prod(weight.shape)) for weight in keras.Layer.weights.fget(model)),
        "kernels": [list(kernel) for step in steps for kernel in step.kernels],
        "into": [list(step.taken.shape[1:]) for step in steps for _ in step.kernels],
        "out": [list(step.given.shape[1:]) for step in steps for _ in step.kernels],
        "bent": [bool((step.taken >= 0).all() and (step.taken == 0).any()) for step in steps[1:]],
        "centred": _centred(watch(model, images, training=True)),
    }


def _centred(steps: list[Step]) -> bool:
    first = next((i for i, step in enumerate(steps) if step.kernels), None)
    if first is None:
        return False
    behind = [step for step in steps[first + 1 :] if step.taken.ndim == 4 and not step.kernels and step.layer.weights]
    reached = [steps[first].taken, *(step.given for step in behind)]
    return any(abs(values.mean()) <= 0.5 * values.std() and 0.2 <= values.std() <= 20 for values in reached)


def look(model: Any, shape: Shape) -> Anatomy:
    """What a Keras model does with images of a shape, here or in a sandbox.

    Raises
    ------
    Unjudged
        If it is no network, or does not take such images.
    """
    global _last
    remote = hasattr(type(model), "anatomy")
    if not remote and not isinstance(model, load_keras().Model):
        raise Unjudged(f"A Keras network is wanted; you gave {kind(model)}.")
    try:
        weights = b"" if remote or not model.built else b"".join(weight.tobytes() for weight in model.get_weights())
        if _last[0] is model and _last[1:3] == (shape, weights):
            return _last[3]
        facts = model.anatomy(shape) if remote else anatomy(model, shape)
        outputs = numbers(model.predict(probe(shape), verbose=0) if remote else model(probe(shape)))
        kernels, into, out = (tuple(tuple(map(int, each)) for each in facts[k]) for k in ("kernels", "into", "out"))
        bent = tuple(each is True for each in facts["bent"])
        seen = Anatomy(int(facts["parameters"]), kernels, into, out, bent, facts["centred"] is True, outputs)
        _last = model, shape, weights, seen
        return seen
    except Exception as problem:  # a network is a learner's program, and may fail in any way
        size = " x ".join(map(str, shape))
        said = str(problem).strip().split("\n")[0][:200]
        raise Unjudged(
            f"It should take images of {size}: `keras.Input({shape})` says so. A batch failed: {said}"
        ) from None


def network(shape: Shape, *required: Property) -> Comparison:
    """A Keras network for images of a shape, whose :class:`Anatomy` has every required property."""

    def compare(answer: Any, expected: Any) -> str | None:
        seen = look(answer, shape)
        return next((each.message for each in required if not each.holds(seen)), None)

    return compare


def shows(shape: Shape, holds: Callable[[Anatomy], bool]) -> Callable[[Any], bool]:
    """A test for a misconception: whether something holds for a network's :class:`Anatomy`."""
    return lambda answer: holds(look(answer, shape))
