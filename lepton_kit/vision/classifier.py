"""Is this a classifier? One door for all who use one: what a model does with a few images decides, not what it is.

A Keras network of any make (sequential, functional, nested, a class of its own, called or not), a file's ``Runtime``,
an estimator with ``predict_proba`` and any function from images to probabilities get one face. Softmax may be spelled
in any way; logits and a single sigmoid are understood; what is none of these is told with a way on.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from math import isqrt
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.vision.hooks import watch
from lepton_kit.vision.inputs import as_array, as_batch, as_layout, channels_first, unit
from lepton_kit.vision.model_outputs import extremes_of, finite, in_batches, probabilities, raw, readable

__all__ = ["Classifier", "as_classifier", "as_keras", "patterns", "probe"]

_SOME = 8
"""Images that are looked at."""
_NO_WEIGHTS = "model has no weights yet: begin it with keras.Input((28, 28, 1)), or call it once, model(images[:1])"


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """Something that gives each image a probability for each class.

    Attributes
    ----------
    classes : int
    shape : tuple of (int or None), or None
        Of one image as the model takes it, None standing for any side; None where images go in as they come.
    white : {1, 255}
        White as the model takes it: 255 where it brings pixels to a smaller scale by itself.
    output : {"softmax", "logits", "sigmoid", "logit"}
        What it gives; the last two are one number, for class 1 of two.
    run : callable
        Images as the model takes them in, what the model gives out.
    batch : int or None
        The only number of images that it takes at once, if there is one.
    model : keras.Model or None
    """

    classes: int
    shape: tuple[int | None, ...] | None
    white: float
    output: str
    run: Callable[[NDArray], Any] = field(repr=False)
    batch: int | None = field(default=None, repr=False)
    model: Any = field(default=None, repr=False)

    @property
    def size(self) -> tuple[int, int, int] | None:
        """Height, width and channels of one image, wherever the network has its channels; None if it takes any.

        A row of pixels is one of a square grey image, if their number is a square.
        """
        shape = self.shape or ()
        if len(shape) == 1 and shape[0] and (side := isqrt(shape[0])) ** 2 == shape[0]:
            return side, side, 1
        sides = [side for side in ((*shape[1:], shape[0]) if channels_first(shape) else shape) if side is not None]
        if len(sides) != len(shape) or len(shape) < 2:
            return None
        return sides[0], sides[1], sides[2] if len(sides) == 3 else 1

    def take(self, images: ArrayLike, name: str = "images") -> NDArray:
        """Images checked and laid out as the model takes them, ``uint8`` or ``float32`` from 0 to 1."""
        if self.shape is None:
            return np.asarray(images)
        array = as_array(images, name)
        if len(self.shape) == 1 and array.ndim == 2:
            array = array[:, None]  # pixels in a row
        elif array.ndim == len(self.shape) and array.ndim in (2, 3):  # before a colour image passes for a batch of grey
            as_layout(array, self.shape, name)
        return as_layout(as_batch(array, name, white=self.white), self.shape, name)

    def predict(self, images: ArrayLike, name: str = "images") -> NDArray[np.float32]:
        """Class probabilities, ``float32``, shape (n, classes).

        Raises
        ------
        ValueError
            If the images do not suit the model, or what it gives is no row of probabilities for each.
        """
        return self.read(self.take(images, name), self.white)

    def read(self, taken: NDArray, white: float = 1) -> NDArray[np.float32]:
        """The same for images that are laid out already, given with this white, whatever the model learnt on."""
        if self.shape is None:
            made = finite(raw(self.run(taken)))
        else:
            made = finite(in_batches(lambda part: self.run(unit(part) * np.float32(white)), taken, self.batch))
        if made.shape != (len(taken), self.classes if self.output in ("softmax", "logits") else 1):
            raise ValueError(f"The model gave shape {made.shape} for {len(taken)} images and {self.classes} classes")
        return probabilities(made, readable(made) if self.shape is None else self.output)


def as_classifier(model: Any, images: ArrayLike | None = None) -> Classifier:
    """Send a few images through ``model`` and see whether, and how, it classifies.

    Parameters
    ----------
    model : keras.Model, Runtime, callable, or an estimator with ``predict_proba``
        A function and an estimator get the images as they were given.
    images : array_like, shape (n, height, width[, channels]), optional
        The few are taken from these; needed where the model does not say what it takes.

    Returns
    -------
    Classifier

    Raises
    ------
    TypeError
        If it is nothing that takes images.
    ValueError
        If it takes or gives something else than one batch of images and one row of numbers for each.

    Examples
    --------
    >>> as_classifier(lambda x: np.full((len(x), 2), 0.5), np.zeros((4, 8, 8)))
    Classifier(classes=2, shape=None, white=1, output='softmax')
    """
    known = getattr(model, "classifier", model)
    if isinstance(known, Classifier):  # a Runtime was looked at when it was opened
        return known
    keras = sys.modules.get("keras")
    if keras is not None and isinstance(model, keras.Model):
        return _from_keras(keras, model, images)
    estimate = getattr(model, "predict_proba", None)
    run = model if estimate is None else lambda x: estimate(np.reshape(x, (len(x), -1)))
    if not callable(run):
        wanted = "a Keras model or a function from images to probabilities"
        raise TypeError(f"model must be {wanted}; got {type(model).__name__}")
    if images is None:
        raise _no_network(model)
    try:
        return probe(run, None, np.asarray(images)[:_SOME])
    except TypeError as problem:
        hint = "Did you forget the brackets, as in article_cnn()?"
        raise TypeError(f"model(images) fails: {problem}. {hint}") from problem


def as_keras(model: Any) -> Any:
    """The model if it is a built Keras network, else an error: for what needs layers and weights."""
    keras = sys.modules.get("keras")
    if keras is None or not isinstance(model, keras.Model):
        raise _no_network(model)
    if not model.built:
        raise ValueError(_NO_WEIGHTS)
    return model


def _no_network(model: Any) -> TypeError:
    hint = f" Did you forget the brackets, {model.__name__}()?" if hasattr(model, "__name__") else ""
    return TypeError(f"model must be a Keras model such as article_cnn(); got {type(model).__name__}.{hint}")


def probe(
    run: Callable[[NDArray], Any],
    shape: tuple[int | None, ...] | None,
    some: NDArray,
    *,
    white: float = 1,
    batch: int | None = None,
) -> Classifier:
    """The classifier behind ``run``, judged by what it gives for ``some`` images, and for too bright ones."""
    made = raw(run(some)) if shape is None else in_batches(run, some, batch)
    if made.ndim != 2 or len(made) != len(some):
        lacks = "Does it lack a Flatten or pooling layer before the last Dense?"
        hint = {1: " Are these class numbers? Leave argmax out.", 4: f" {lacks}"}.get(made.ndim, "")
        given = f"for {len(some)} images it gave shape {made.shape}"
        raise ValueError(f"model must give one row of class probabilities for each image; {given}.{hint}")
    finite(made)
    if shape is None:
        return Classifier(max(made.shape[1], 2), None, white, readable(made), run)
    output = readable(made, *extremes_of(lambda x: in_batches(run, x, batch), some))
    if not np.allclose(in_batches(run, some[-1:], batch), made[-1:], rtol=0.05, atol=0.05):
        why = "Does it normalise over the batch, keep count, or draw by chance, as in model(x, training=True)?"
        raise ValueError(f"The model answers otherwise for one image than for the same image in a batch. {why}")
    return Classifier(max(made.shape[1], 2), shape, white, output, run, batch)


def _from_keras(keras: Any, model: Any, images: ArrayLike | None) -> Classifier:
    if type(model).__name__ == "Functional" and len(model.inputs) == len(model.outputs) == 1:
        model = keras.Model(model.inputs[0], model.outputs[0], name=model.name)  # with no list or dict around the one
    shape = getattr(model, "input_shape", None)
    if shape is None and model.built:
        shape = (model.get_build_config() or {}).get("input_shape")
    if isinstance(shape, (list, dict)):
        way = "Give a function of the images instead, such as lambda x: model.predict([x, others])"
        raise ValueError(f"model takes {len(shape)} inputs, and images are one. {way}")
    if shape is None:
        shape = (None, *_called_once(model, images).shape[1:])
    batch, *sides = shape
    if len(sides) not in (1, 2, 3):
        raise ValueError(f"model must take one batch of images, (n, height, width, channels); it takes {shape}")
    some = patterns(tuple(sides), images)
    white = _white(model, np.resize(some[::-1], (batch or len(some), *some.shape[1:])))
    run = partial(keras.Layer.__call__, model, training=False)
    judged = probe(run, tuple(sides), some * np.float32(white), white=white, batch=batch)
    return replace(judged, model=model)


def _called_once(model: Any, images: ArrayLike | None) -> NDArray:
    """A few images in the layout that a network takes which does not say so before its first call."""
    if images is None:
        raise ValueError(_NO_WEIGHTS)
    x = unit(as_batch(images))[:2]
    problem = None
    for layout in [x[..., None], x] if x.ndim == 3 else [x]:
        try:
            model(layout, training=False)
        except Exception as raised:  # whatever a network of somebody's own does with a shape that it does not like
            problem = problem or raised
        else:
            return layout
    raise ValueError(f"model cannot take these images, shape {x.shape}: {problem}") from problem


def patterns(sides: tuple[int | None, ...], images: ArrayLike | None = None) -> NDArray[np.float32]:
    """Images to try a network with, from 0 to 1: black, white, two ramps, two of noise; sides as in ``images``."""
    size = np.shape(images)[1:] if images is not None else ()
    free = [(side or (size[i] if i < len(size) else 64)) for i, side in enumerate(sides)]
    noise = np.random.default_rng(0).random((2, *free), dtype=np.float32)
    ramp = np.linspace(0, 1, int(np.prod(free)), dtype=np.float32).reshape(free)
    black = np.zeros_like(ramp)
    return np.stack([black, black + 1, ramp, 1 - ramp, *noise])


def _white(model: Any, images: NDArray) -> float:
    """255 where the network itself brings pixels to a smaller scale before the first kernel, as Rescaling does; else 1.

    Seen from what arrives there of images from 0 to 1, so that every spelling of the scaling counts.
    """
    first = next((call for call in watch(model, images, first=True) if call.kernels), None)
    return 255 if first is not None and 0 < np.ptp(first.taken) < 0.05 else 1
