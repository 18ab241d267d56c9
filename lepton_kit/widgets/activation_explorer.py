"""Lesson 7: what a neuron's bend and pooling leave of a map, and which neurons no picture can move."""

import numpy as np

from lepton_kit.vision.activations import ACTIVATIONS
from lepton_kit.vision.layers import Convolution, pool
from lepton_kit.widgets.controls import Choice, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture, png_uri
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, signed, svg, text

__all__ = ["ActivationExplorer", "draw_activation"]

_SIDE, _TOP, _UNITS = 150, 34, 8
FLAT = 0.01
"""A slope below this hands on so little of the gradient that a neuron there does not learn."""


def draw_activation(image, stages, alive, chosen):
    """The picture and the map after each stage; below, for each neuron, at how many places it can still learn.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, h)
    stages : mapping of title to ndarray, shape (k, k)
        The map after the sum, after the bend and after pooling.
    alive : array_like, shape (units,)
        Shares of the places where the slope is not flat.
    chosen : int
        The neuron whose map is shown.

    Returns SVG text.
    """
    marks = [text(10, 22, "picture", size=12, fill=GREY), *_pixels(10, image)]
    for k, (title, made) in enumerate(stages.items()):
        left, low, high = 190 + 180 * k, float(made.min()), float(made.max())
        marks.append(text(left, 22, f"{title}, {made.shape[0]} x {made.shape[1]}", size=12, fill=GREY))
        marks += _pixels(left, np.rint(255 * (made - low) / ((high - low) or 1)).astype(np.uint8))
        marks.append(text(left, _TOP + _SIDE + 18, f"{signed(low)} to {signed(high)}", size=12))
    top = _TOP + _SIDE + 58
    marks.append(
        text(10, top - 10, "share of places, over all pictures, where the neuron can learn", size=12, fill=GREY)
    )
    for unit, share in enumerate(alive):
        left, y = 10 + 352 * (unit // 4), top + 24 * (unit % 4)
        weight = "bold" if unit == chosen else "normal"
        marks.append(text(left, y + 14, f"neuron {unit}", size=12, font_weight=weight))
        marks.append(element("rect", x=left + 70, y=y + 2, width=200, height=15, fill=PALE))
        marks.append(element("rect", x=left + 70, y=y + 2, width=200 * share, height=15, fill=COLOURS[0]))
        said, colour = ("dead", COLOURS[1]) if share == 0 else ("< 1%" if share < 0.005 else f"{share:.0%}", INK)
        marks.append(text(left + 278, y + 14, said, size=12, fill=colour, font_weight=weight))
    return svg(720, top + 24 * 4 + 8, *marks)


def _pixels(left, pixels):
    place = {"x": left, "y": _TOP, "width": _SIDE, "height": _SIDE}
    return [
        element("image", href=png_uri(pixels), style="image-rendering: pixelated", **place),
        element("rect", fill="none", stroke=GREY, **place),
    ]


class ActivationExplorer(Explorer):
    """Choose a bend and a pooling, shift all biases, and watch the map of one neuron and the health of eight.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, h, h)
        The first is shown, all of them count for the share of places where a neuron can learn.
    """

    title = "Activation explorer"

    def __init__(self, images):
        images = np.asarray(images)
        if images.dtype != np.uint8 or images.ndim != 3 or not len(images) or images.shape[1] != images.shape[2]:
            raise ValueError(
                f"Square pictures of uint8, shape (n, h, h), are wanted; got {images.dtype} {images.shape}"
            )
        self.image = images[0]
        sums = Convolution(1, _UNITS, rng=0)(images[:100, ..., None] / np.float32(255))
        self.sums = sums[0]
        self.spread = np.quantile(sums.reshape(-1, _UNITS), np.linspace(0, 1, 501), axis=0)
        super().__init__()

    def controls(self):
        """The bend, the pooling, the bias of all eight neurons and the neuron that is shown."""
        pooling = {"none": (), "largest of 2 x 2": ("max", 2), "mean of 2 x 2": ("mean", 2)}
        pooling |= {"largest of 4 x 4": ("max", 4), "mean of 4 x 4": ("mean", 4)}
        return {
            "activation": Choice("Activation", options={n: n for n in ACTIVATIONS}, start="relu", narrow=True),
            "pooling": Choice("Pooling", options=pooling, start=("max", 2), narrow=True),
            "bias": Range("Bias of all neurons", low=-4.0, high=4.0, step=0.1, start=0.0),
            "neuron": Range("Neuron shown", low=0, high=_UNITS - 1, step=1, start=0),
        }

    def view(self, activation, pooling, bias, neuron):
        curve = ACTIVATIONS[activation]
        alive = (curve.slope(self.spread + bias) >= FLAT).mean(axis=0)
        z = self.sums[..., neuron] + bias
        stages = {"sum z": z, activation: curve(z)}
        if pooling:
            kind, size = pooling
            stages[f"{kind} of {size} x {size}"] = pool(stages[activation][None, ..., None], size, kind)[0, ..., 0]
        last = next(reversed(stages.values()))
        dead = int((alive == 0).sum())
        words = (
            f"{activation}, bias {bias:z.1f}: neuron {neuron} can learn at {alive[neuron]:.0%} of the places, "
            f"and {dead or 'none'} of {_UNITS} neurons {'is' if dead == 1 else 'are'} dead. "
            f"What is handed on has {last.size} numbers, from {last.min():z.2f} to {last.max():z.2f}."
        )
        return Picture(draw_activation(self.image, stages, alive, neuron), alt=words[0].upper() + words[1:])
