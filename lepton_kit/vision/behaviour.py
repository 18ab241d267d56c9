"""Questions about networks: which numbers reach which kernel, and how a network ends, never what its layers are called.

How the outputs of a batch read is :mod:`lepton_kit.vision.classifier`'s to say; what a question asks besides is seen by
watching each layer that has a kernel as it is called, however the network is written: sequential, functional, nested or
subclassed, its activations layers, arguments or plain functions.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.exercises.comparing import Comparison, Property
from lepton_kit.exercises.values import Unjudged, kind
from lepton_kit.vision.classifier import patterns
from lepton_kit.vision.hooks import Call, watch
from lepton_kit.vision.model_outputs import extremes_of, output_kind, outputs_of

__all__ = ["Anatomy", "anatomy", "look", "network", "shows"]

Shape = tuple[int, ...]
_last: tuple = (None,) * 4  # the network that was looked at last, and what was seen: several questions ask about one


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
        What it gives for the images of :func:`~lepton_kit.vision.classifier.patterns`.
    extremes : list of ndarray
        What it gives for far too strong ones.
    """

    parameters: int
    kernels: tuple[Shape, ...]
    into: tuple[Shape, ...]
    out: tuple[Shape, ...]
    bent: tuple[bool, ...]
    centred: bool
    outputs: np.ndarray = field(repr=False)
    extremes: list[np.ndarray] = field(repr=False)

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
        """How its outputs read, in the words of ``output_kind``; "" where they are no rows."""
        rows = self.outputs
        return output_kind(rows, *self.extremes) if rows.ndim == 2 and np.isfinite(rows).all() else ""


def anatomy(model: Any, shape: Shape) -> dict[str, Any]:
    """What an :class:`Anatomy` is made of but the outputs, in plain lists and numbers, such as cross from a sandbox."""
    keras = load_keras()
    images = patterns(shape)
    calls = [call for call in watch(model, images) if call.kernels]
    return {
        "parameters": sum(int(np.prod(weight.shape)) for weight in keras.Layer.weights.fget(model)),
        "kernels": [list(kernel) for call in calls for kernel in call.kernels],
        "into": [list(call.taken.shape[1:]) for call in calls for _ in call.kernels],
        "out": [list(call.given.shape[1:]) for call in calls for _ in call.kernels],
        "bent": [bool((call.taken >= 0).all() and (call.taken == 0).any()) for call in calls[1:]],
        "centred": _centred(watch(model, images, training=True)),
    }


def _centred(calls: list[Call]) -> bool:
    first = next((i for i, call in enumerate(calls) if call.kernels), None)
    if first is None:
        return False
    behind = [call for call in calls[first + 1 :] if call.taken.ndim == 4 and not call.kernels and call.layer.weights]
    reached = [calls[first].taken, *(call.given for call in behind)]
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
        images = patterns(shape)
        outputs, extremes = outputs_of(model, images), extremes_of(partial(outputs_of, model), images)
        kernels, into, out = (tuple(tuple(map(int, each)) for each in facts[k]) for k in ("kernels", "into", "out"))
        bent = tuple(each is True for each in facts["bent"])
        seen = Anatomy(int(facts["parameters"]), kernels, into, out, bent, facts["centred"] is True, outputs, extremes)
        _last = model, shape, weights, seen
        return seen
    except Exception as problem:  # a network is a learner's program, and may fail in any way
        said = re.sub(r"^Exception encountered.*\s*|\x1b\[\d*m| \[\[.*", "", str(problem)).strip().split("\n")[0][:200]
        wanted = f"It should take images of {' x '.join(map(str, shape))}: `keras.Input({shape})` says so"
        raise Unjudged(f"{wanted}. A batch failed: {said}") from None


def network(shape: Shape, *required: Property) -> Comparison:
    """A Keras network for images of a shape, whose :class:`Anatomy` has every required property."""

    def compare(answer: Any, expected: Any) -> str | None:
        seen = look(answer, shape)
        return next((each.message for each in required if not each.holds(seen)), None)

    return compare


def shows(shape: Shape, holds: Callable[[Anatomy], bool]) -> Callable[[Any], bool]:
    """A test for a misconception: whether something holds for a network's :class:`Anatomy`."""
    return lambda answer: holds(look(answer, shape))
