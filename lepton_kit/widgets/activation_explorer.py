"""Lesson 12: what a neuron's bend and pooling leave of a map, and which neurons no picture can move."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from lepton_kit.vision.activations import ACTIVATIONS
from lepton_kit.vision.layers import pool
from lepton_kit.widgets.drawing import GREY, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range
from lepton_kit.widgets.panels import as_grey, bars, legend, map_uri, panel, photo_uri

__all__ = ["ActivationExplorer"]

_SIDE, _TOP, _UNITS = 150, 34, 8
FLAT = 0.01
"""A slope below this hands on so little of the gradient that a neuron there does not learn."""
_POOLING = {f"{what} of {n} x {n}": (kind, n) for n in (2, 4) for what, kind in (("largest", "max"), ("mean", "mean"))}


class ActivationExplorer(Explorer):
    """Choose a bend and a pooling, shift all biases, and watch the map of one neuron and the health of eight.

    Above stand the picture and the map after the sum, the bend and the pooling; below, for each neuron, the share of
    the places where it can still learn.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, h, h)
        The first is shown, all of them count for the share of places where a neuron can learn.
    """

    activation = Choice("Activation", options=ACTIVATIONS.keys(), start="relu", narrow=True)
    pooling = Choice("Pooling", options={"none": ()} | _POOLING, start=("max", 2), narrow=True)
    bias = Range("Bias of all neurons", low=-4.0, high=4.0, step=0.1, start=0.0)
    neuron = Range("Neuron shown", low=0, high=_UNITS - 1, step=1, start=0)

    def __init__(self, images: ArrayLike) -> None:
        images = as_grey(images)
        self.image = images[0]
        kernels = np.random.default_rng(0).standard_normal((3, 3, _UNITS)) * np.sqrt(2 / 9)  # as He et al. draw them
        windows = sliding_window_view(images[:100] / 255, (3, 3), axis=(1, 2))
        sums = np.einsum("nhwij,ijk->nhwk", windows, kernels, optimize=True)
        self.sums = sums[0]
        self.spread = np.quantile(sums.reshape(-1, _UNITS), np.linspace(0, 1, 501), axis=0)
        super().__init__()

    def view(self, activation: str, pooling: tuple[str, int] | tuple[()], bias: float, neuron: int) -> Picture:
        curve = ACTIVATIONS[activation]
        alive = (curve.slope(self.spread + bias) >= FLAT).mean(axis=0)
        z = self.sums[..., neuron] + bias
        stages = {"sum z": z, activation: curve(z)}
        if pooling:
            kind, size = pooling
            stages[f"{kind} of {size} x {size}"] = pool(stages[activation][None, ..., None], size, kind=kind)[0, ..., 0]
        last = next(reversed(stages.values()))
        dead = int((alive == 0).sum())
        words = f"{activation}, bias {bias:z.1f}: neuron {neuron} can learn at {alive[neuron]:.0%} of the places, "
        words += f"and {dead or 'none'} of {_UNITS} neurons {'is' if dead == 1 else 'are'} dead. "
        words += f"What is handed on has {last.size} numbers, from {last.min():z.2f} to {last.max():z.2f}."

        marks = panel(photo_uri(self.image), 10, _TOP, _SIDE, "picture")
        reach = max(float(np.abs(stage).max()) for stage in stages.values())
        for k, (title, stage) in enumerate(stages.items()):
            title += f", {stage.shape[0]} x {stage.shape[1]}"
            marks += panel(map_uri(stage, reach), 190 + 180 * k, _TOP, _SIDE, title)
        marks += legend(190, _TOP + _SIDE + 20, reach)
        top = _TOP + _SIDE + 58
        marks.append(text(10, top - 10, "share of places, over all pictures, where the neuron can learn", fill=GREY))
        names = [f"neuron {unit}" + (" ✗ dead" if share == 0 else "") for unit, share in enumerate(alive)]
        for k in (0, 4):
            place, some = (130 + 88 * k, top, 180, 24), slice(k, k + 4)
            marks += bars(place, names[some], alive[some], before=np.ones(4), bold=neuron - k, digits=3)
        return Picture(svg(720, top + 24 * 4 + 8, *marks), alt=words[0].upper() + words[1:])
