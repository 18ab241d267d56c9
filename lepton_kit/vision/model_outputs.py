"""What a model gives for images, read as rows of class probabilities: softmax, logits, one sigmoid or one logit."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lepton_kit.backend import load_keras
from lepton_kit.vision.activations import softmax

__all__ = ["extremes_of", "finite", "in_batches", "output_kind", "outputs_of", "probabilities", "raw", "readable"]


def raw(made: Any) -> NDArray[np.float32]:
    """What a model gives as one array of floats, or an error where it is nothing or several."""
    if made is None:
        raise ValueError("The classifier gives None. Does its function lack a return?")
    parts = made if isinstance(made, dict) else dict(enumerate(made)) if isinstance(made, (list, tuple)) else {}
    if isinstance(made, dict) or any(len(getattr(part, "shape", ())) > 1 for part in parts.values()):
        if len(parts) != 1:
            which = ", ".join(map(repr, parts)) if isinstance(made, dict) else f"{len(parts)} of them"
            way = "take one of them: keras.Model(model.inputs, model.outputs[0]), or lambda x: model.predict(x)"
            raise ValueError(f"The model gives several outputs ({which}); {way}[{next(iter(parts), 0)!r}]")
        [made] = parts.values()
    if (keras := sys.modules.get("keras")) and keras.ops.is_tensor(made):
        made = keras.ops.convert_to_numpy(made)
    try:
        return np.asarray(made).astype(np.float32)
    except (TypeError, ValueError):
        what = f"The model gives no rows of numbers but {str(made)[:60]}"
        raise ValueError(f"{what}. Class probabilities are wanted, as predict_proba has them") from None


def in_batches(run: Callable[[NDArray], Any], images: NDArray, batch: int | None = None) -> NDArray[np.float32]:
    """What ``run`` gives for images, some 100 at once, which bounds the memory that it takes.

    Where it takes no other number than ``batch`` at once, the last batch is filled up, and what is too much cut off.
    """
    size = batch or 100
    added = -len(images) % batch if batch else 0
    filled = np.concatenate([images, np.repeat(images[-1:], added, axis=0)]) if added else images
    parts = np.split(filled, range(size, len(filled), size))
    made = np.concatenate([np.atleast_1d(raw(run(part))) for part in parts])
    return made[: len(made) - added]


def extremes_of(run: Callable[[NDArray], NDArray], images: NDArray) -> list[NDArray]:
    """What ``run`` gives for images far too strong, where that is finite: a sigmoid stays below 1, a logit does not."""
    with np.errstate(all="ignore"):
        return [made for made in (run(100 * images), run(-100 * images)) if np.isfinite(made).all()]


def outputs_of(model: Any, images: NDArray, *, shuffled: bool = False) -> NDArray[np.float32]:
    """What a network, here or in a sandbox, gives for images when it is called as a layer is.

    What its class puts in the place of Keras' own ``__call__``, ``predict`` or ``predict_step`` has no part in it.
    With ``shuffled``, the numbers within each of its weights change places first, and afterwards go back: what comes
    then owes nothing to what it has learnt.
    """
    keras, rng = load_keras(), np.random.default_rng(0)
    if not isinstance(model, keras.Model):
        return raw(model.predict(images, shuffled=shuffled))
    weights = keras.Layer.weights.fget(model) if shuffled else []
    learnt = [(weight, np.array(keras.ops.convert_to_numpy(weight))) for weight in weights]
    try:
        for weight, numbers in learnt:
            weight.assign(rng.permutation(numbers.ravel()).reshape(numbers.shape))
        return in_batches(partial(keras.Layer.__call__, model, training=False), images)
    finally:
        for weight, numbers in learnt:
            weight.assign(numbers)


def finite(outputs: NDArray) -> NDArray:
    """The outputs, or an error where some are no finite numbers."""
    if not np.isfinite(outputs).all():
        raise ValueError("The model gives numbers that are not finite; its weights are broken. Train it anew.")
    return outputs


def output_kind(raw: NDArray, *extremes: NDArray) -> str:
    """How the rows of numbers that a model gives for a batch are to be read.

    Parameters
    ----------
    raw : ndarray, shape (n, outputs)
    *extremes : ndarray, shape (m, outputs)
        What it gives for images that are far too bright or dark.

    Returns
    -------
    {"softmax", "logits", "sigmoid", "logit", "columns", "sigmoids"}
        The third and fourth are one number; "columns" is a softmax over the batch, and "sigmoids" are several outputs
        of which each answers for itself. The last two are no classifier's.

    Examples
    --------
    >>> output_kind(np.array([[0.9, 0.1], [0.2, 0.8]])), output_kind(np.array([[0.9], [0.2]]))
    ('softmax', 'sigmoid')
    """
    seen = np.concatenate([raw, *extremes])
    inside = seen.min() >= -1e-3 and seen.max() <= 1 + 1e-3
    if seen.shape[1] == 1:
        return "sigmoid" if inside else "logit"
    if not inside:
        return "logits"
    in_8_bits = len(np.unique(seen)) <= 256
    coarse = max(0.02, in_8_bits * seen.shape[1] / 256)  # how far from 1 a row may add up to in 16 or in 8 bits
    if np.abs(seen.sum(axis=1) - 1).max() < coarse:
        return "softmax"
    return "columns" if len(raw) > 1 and np.abs(raw.sum(axis=0) - 1).max() < coarse else "sigmoids"


def readable(raw: NDArray, *extremes: NDArray) -> str:
    """How the outputs are to be read, or an error where they are no classifier's."""
    kind = output_kind(raw, *extremes)
    if kind == "sigmoid" and extremes and all((seen == 1).all() for seen in (raw, *extremes)):
        way = "end it in one output for each class, or in Dense(1, 'sigmoid')"
        raise ValueError(f"The model gives 1 for every image, as softmax over a single output does; {way}")
    if kind == "columns":
        what = "The model's softmax runs over the batch: columns add up to 1 and rows do not"
        raise ValueError(f"{what}. Use softmax with axis=-1")
    if kind == "sigmoids":
        total = max(raw.sum(axis=1), key=lambda total: abs(total - 1))
        what = f"The model's probabilities for an image add up to {total:.4g}, not 1: its {raw.shape[1]} outputs"
        way = "answer yes or no each for itself, as sigmoids do. For one class an image, end it in softmax"
        raise ValueError(f"{what} {way}")
    if kind == "logits" and raw.min() >= 0 and raw.max() > 1:
        sums, what = np.concatenate([raw, *extremes]).sum(axis=1), ""
        if len(sums) > 1 and np.ptp(sums) <= 1e-3 * sums[0]:
            what = f"rows that add up to {sums[0]:g}: percentages, votes"
        elif (raw == raw.round()).all():
            what = f"whole numbers up to {raw.max():g}: votes, bytes"
        if what:
            raise ValueError(f"The model gives {what}? Divide each row by its sum")
    return kind


def probabilities(raw: NDArray[np.float32], output: str) -> NDArray[np.float32]:
    """Rows of probabilities, shape (n, classes), of outputs that are to be read as ``output``; else an error."""
    if output == "logits":
        return softmax(raw)
    if output == "logit":
        return softmax(np.hstack([-raw / 2, raw / 2]))
    if output == "sigmoid":
        raw = np.hstack([1 - raw, raw])
    sums = raw.sum(axis=1, keepdims=True)
    apart = np.abs(sums - 1).max()
    if apart >= max(0.05, raw.shape[1] / 128) or raw.min() < -1e-3:
        worst = int(np.abs(sums[:, 0] - 1).argmax())
        raise ValueError(f"The probabilities of image {worst} add up to {sums[worst, 0]:.4g}, not 1")
    some = np.maximum(raw, 1e-9)  # in 8 bits all of many classes may be rounded to 0
    return some / some.sum(axis=1, keepdims=True) if apart > 1e-4 else raw  # what is coarse is brought to 1
