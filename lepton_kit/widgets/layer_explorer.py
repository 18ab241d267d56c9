"""Lesson 13: from picture to probabilities, layer by layer: the maps of a network that the learner has trained."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.vision.classifier import as_keras
from lepton_kit.vision.explain.maps import feature_maps
from lepton_kit.widgets.drawing import GREY, INK, PALE, Names, image, rect, signed, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range
from lepton_kit.widgets.panels import as_cases, bars, legend, map_uri, most_probable, panel, photo_uri

__all__ = ["LayerExplorer", "layer_maps"]

_ROW, _SHEET, _ACROSS = 5, 32, 16
"""Layers that are shown in a row; maps of one layer that are shown at once, and how many in a row."""


class LayerExplorer(Explorer):
    """Choose a picture, a layer and a channel, and see what your network makes of it on the way to its answer.

    Above stand one map of each layer in a row and the probabilities, below the maps of the chosen layer as a sheet.
    Each layer has a colour scale of its own: the numbers of a late layer may be many times those of an early one.

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
        super().__init__(
            picture=Range("Picture", low=0, high=len(self.images) - 1, step=1, start=0),
            channel=Range("Channel", low=0, high=max(self.widest.values()) - 1, step=1, start=0),
            layer=Choice("Layer", options=self.widest.keys(), start=next(iter(self.widest))),
        )

    def view(self, picture: int, channel: int, layer: str) -> Picture:
        maps, P, truth = self._walk(picture), self._chances[picture], int(self.labels[picture])
        chosen, count = maps[layer], maps[layer].shape[2]
        shown = min(channel, count - 1)
        one, dead = chosen[..., shown], int((np.abs(chosen).max(axis=(0, 1)) == 0).sum())
        words = f"Picture {picture}, {self.class_names[truth]}. {layer}, map {shown} of {count}: "
        words += f"{one.shape[0]} x {one.shape[1]} numbers from {signed(one.min())} to {signed(one.max())}. "
        words += f"{dead or 'None'} of the layer's maps {'is' if dead == 1 else 'are'} empty here. "
        words += f"The network says {most_probable(self.class_names, P)}."

        first = max(0, min(list(maps).index(layer) - _ROW // 2, len(maps) - _ROW))
        row = list(maps.items())[first : first + _ROW]
        side = min(92, 460 // (len(row) + 1) - 8)
        marks = panel(photo_uri(self.images[picture]), 10, 30, side, "picture")
        for k, (name, made) in enumerate(row, start=1):
            x, uri = 10 + (side + 8) * k, map_uri(made[..., min(channel, made.shape[2] - 1)], float(np.abs(made).max()))
            short = name.removeprefix("max_").removeprefix("average_")[-int((side + 8) / 7.5) :]  # clear of the next
            marks += panel(uri, x, 30, side, short, chosen=name == layer)
            marks.append(text(x, 44 + side, f"{made.shape[0]} x {made.shape[1]}", size=11, fill=GREY))
        marks += bars((576, 8, 100, 18), self.class_names, P, truth=truth)
        top, small = max(104 + side, 40 + 18 * len(self.class_names)), 700 // _ACROSS
        first, reach = shown // _SHEET * _SHEET, float(np.abs(chosen).max())
        last = min(first + _SHEET, count) - 1
        title = f"{layer}, maps {first} to {last} of {count}; colours of this layer"
        marks.append(text(10, top - 10, title, fill=GREY))
        marks += legend(380, top - 10, reach)
        sheet = _sheet(chosen[..., first : last + 1])
        height = small * (sheet.shape[0] // (chosen.shape[0] + 1))
        marks.append(image(map_uri(sheet, reach), 10, top, small * _ACROSS, height))
        for k in range(last - first + 1):
            look = {"stroke": INK, "stroke_width": 3} if k == shown - first else {"stroke": PALE}
            marks.append(rect(10 + small * (k % _ACROSS), top + small * (k // _ACROSS), small - 1, small - 1, **look))
        return Picture(svg(720, top + height + 6, *marks), alt=words)


def _sheet(maps: np.ndarray) -> np.ndarray:
    """Maps side by side, ``_ACROSS`` in a row, with a line of zeros between them."""
    padded = np.pad(np.moveaxis(maps, 2, 0), ((0, -maps.shape[2] % _ACROSS), (0, 1), (0, 1)))
    return np.vstack([np.hstack(list(padded[k : k + _ACROSS])) for k in range(0, len(padded), _ACROSS)])


def layer_maps(model: Any, image: np.ndarray) -> dict[str, np.ndarray]:
    """What layers give for one picture, of those that give maps, by their names."""
    made = dict(feature_maps(model, image))
    return {name: maps for name, maps in made.items() if maps.ndim == 3 and min(maps.shape[:2]) > 1}
