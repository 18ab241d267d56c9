"""Lesson 13: from picture to probabilities, layer by layer: the maps of a network that the learner has trained."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.vision.classifier import as_keras
from lepton_kit.vision.explain.maps import feature_maps
from lepton_kit.widgets.drawing import GREY, INK, PALE, Names, image, rect, signed, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range
from lepton_kit.widgets.panels import as_cases, bars, legend, map_uri, most_probable, panel, photo_uri

__all__ = ["LayerExplorer", "draw_layers", "layer_maps"]

_ROW, _SHEET, _ACROSS = 5, 32, 16
"""Layers that are shown in a row; maps of one layer that are shown at once, and how many in a row."""


def draw_layers(
    photo: np.ndarray, maps: Mapping[str, np.ndarray], chosen: str, channel: int, answer: tuple[Names, np.ndarray, int]
) -> str:
    """One map of each layer in a row, the probabilities behind them, and below the maps of one layer as a sheet.

    Each layer has a colour scale of its own: the numbers of a late layer may be many times those of an early one.

    Parameters
    ----------
    photo : ndarray of uint8, shape (h, w) or (h, w, 3)
    maps : dict of str to ndarray, shape (h', w', channels)
    chosen : str
        The layer that is spread out below.
    channel : int
        The map of it that is framed; of a layer with fewer maps the last one is shown.
    answer : (class names, probabilities, true class)

    Returns SVG text.
    """
    class_names, probabilities, truth = answer
    reach = {name: float(np.abs(layer).max()) for name, layer in maps.items()}
    first = max(0, min(list(maps).index(chosen) - _ROW // 2, len(maps) - _ROW))
    row = list(maps.items())[first : first + _ROW]
    side = min(92, 460 // (len(row) + 1) - 8)
    marks = panel(photo_uri(photo), 10, 30, side, "picture")
    for k, (name, layer) in enumerate(row, start=1):
        x, uri = 10 + (side + 8) * k, map_uri(layer[..., min(channel, layer.shape[2] - 1)], reach[name])
        short = name.removeprefix("max_").removeprefix("average_")[-int((side + 8) / 7.5) :]  # clear of the next name
        marks += panel(uri, x, 30, side, short, chosen=name == chosen)
        marks.append(text(x, 44 + side, f"{layer.shape[0]} x {layer.shape[1]}", size=11, fill=GREY))
    marks += bars((576, 8, 100, 18), class_names, probabilities, truth=truth)
    layer, count = maps[chosen], maps[chosen].shape[2]
    first = min(channel, count - 1) // _SHEET * _SHEET
    last = min(first + _SHEET, count) - 1
    top, small = max(104 + side, 40 + 18 * len(class_names)), 700 // _ACROSS
    marks.append(text(10, top - 10, f"{chosen}, maps {first} to {last} of {count}; colours of this layer", fill=GREY))
    marks += legend(380, top - 10, reach[chosen])
    sheet = _sheet(layer[..., first : last + 1])
    height = small * (sheet.shape[0] // (layer.shape[0] + 1))
    marks.append(image(map_uri(sheet, reach[chosen]), 10, top, small * _ACROSS, height))
    for k in range(last - first + 1):
        here = k == min(channel, count - 1) - first
        look = {"stroke": INK, "stroke_width": 3} if here else {"stroke": PALE}
        marks.append(rect(10 + small * (k % _ACROSS), top + small * (k // _ACROSS), small - 1, small - 1, **look))
    return svg(720, top + height + 6, *marks)


def _sheet(maps: np.ndarray) -> np.ndarray:
    """Maps side by side, ``_ACROSS`` in a row, with a line of zeros between them."""
    padded = np.pad(np.moveaxis(maps, 2, 0), ((0, -maps.shape[2] % _ACROSS), (0, 1), (0, 1)))
    return np.vstack([np.hstack(list(padded[k : k + _ACROSS])) for k in range(0, len(padded), _ACROSS)])


class LayerExplorer(Explorer):
    """Choose a picture, a layer and a channel, and see what your network makes of it on the way to its answer.

    Parameters
    ----------
    model : keras.Model
        Any classifier with at least one layer that gives maps.
    images : array_like, shape (n, height, width) or (n, height, width, channels)
    labels : array_like of int, shape (n,)
    class_names : sequence of str

    Raises
    ------
    ValueError
        If images, labels, names and model do not go together, or no layer gives maps.
    """

    def __init__(self, model: Any, images: ArrayLike, labels: ArrayLike, class_names: Names) -> None:
        self.images, self.labels, self.class_names, model = as_cases(images, labels, class_names, as_keras(model))
        self._chances = model.predict(self.images)
        self._walk = lru_cache(32)(lambda k: layer_maps(model, self.images[k]))
        self.widest = {name: made.shape[2] for name, made in self._walk(0).items()}
        if not self.widest:
            raise ValueError("No layer of the model gives maps: it has neither convolution nor pooling")
        super().__init__()

    def controls(self) -> Controls:
        """Which picture, which layer, which of its maps."""
        return {
            "picture": Range("Picture", low=0, high=len(self.images) - 1, step=1, start=0),
            "channel": Range("Channel", low=0, high=max(self.widest.values()) - 1, step=1, start=0),
            "layer": Choice("Layer", options=self.widest.keys(), start=next(iter(self.widest))),
        }

    def view(self, picture: int, channel: int, layer: str) -> Picture:
        maps, P, truth = self._walk(picture), self._chances[picture], int(self.labels[picture])
        made = maps[layer]
        shown = min(channel, made.shape[2] - 1)
        one, dead = made[..., shown], int((np.abs(made).max(axis=(0, 1)) == 0).sum())
        words = f"Picture {picture}, {self.class_names[truth]}. {layer}, map {shown} of {made.shape[2]}: "
        words += f"{one.shape[0]} x {one.shape[1]} numbers from {signed(one.min())} to {signed(one.max())}. "
        words += f"{dead or 'None'} of the layer's maps {'is' if dead == 1 else 'are'} empty here. "
        words += f"The network says {most_probable(self.class_names, P)}."
        return Picture(draw_layers(self.images[picture], maps, layer, channel, (self.class_names, P, truth)), alt=words)


def layer_maps(model: Any, image: np.ndarray) -> dict[str, np.ndarray]:
    """What layers give for one picture, of those that give maps, by their names."""
    made = dict(feature_maps(model, image))
    return {name: maps for name, maps in made.items() if maps.ndim == 3 and min(maps.shape[:2]) > 1}
