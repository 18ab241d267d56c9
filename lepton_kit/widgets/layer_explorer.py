"""Lesson 8: from picture to probabilities, layer by layer: the maps of a network that the learner has trained."""

from functools import lru_cache

import numpy as np

from lepton_kit.vision.explain.maps import explained, feature_maps
from lepton_kit.widgets.controls import Choice, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.panels import as_cases, as_named_classifier, bars, legend, map_uri, panel, photo_uri
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, signed, svg, text

__all__ = ["LayerExplorer", "draw_layers"]

_ROW, _SHEET, _ACROSS = 5, 32, 16
"""Layers that are shown in a row; maps of one layer that are shown at once, and how many in a row."""


def draw_layers(image, maps, chosen, channel, class_names, probabilities, truth):
    """One map of each layer in a row, the probabilities behind them, and below the maps of one layer as a sheet.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, w) or (h, w, 3)
    maps : dict of str to ndarray, shape (h', w', channels)
    chosen : str
        The layer that is spread out below.
    channel : int
        The map of it that is framed; of a layer with fewer maps the last one is shown.
    class_names, probabilities : sequences, length k
    truth : int

    Returns SVG text.
    """
    reach = max(float(np.abs(made).max()) for made in maps.values())
    first = max(0, min(list(maps).index(chosen) - _ROW // 2, len(maps) - _ROW))
    row = {"picture": None} | dict(list(maps.items())[first : first + _ROW])
    side, gap = min(92, 460 // len(row) - 8), 8
    marks = []
    for k, (name, made) in enumerate(row.items()):
        x, here = 10 + (side + gap) * k, name == chosen
        uri = photo_uri(image) if made is None else map_uri(made[..., min(channel, made.shape[2] - 1)], reach)
        marks += panel(uri, x, 30, side, frame=COLOURS[1] if here else GREY)
        marks.append(text(x, 22, name, size=12, font_weight="bold" if here else "normal"))
        if made is not None:
            marks.append(text(x, 30 + side + 14, f"{made.shape[0]} x {made.shape[1]}", size=11, fill=GREY))
    marks += bars(576, 8, class_names, probabilities, truth=truth, width=100, row=18)
    made = maps[chosen]
    first = min(channel, made.shape[2] - 1) // _SHEET * _SHEET
    last = min(first + _SHEET, made.shape[2]) - 1
    top, small = max(100 + side, 36 + 18 * len(class_names)), 700 // _ACROSS
    marks.append(text(10, top - 10, f"{chosen}, maps {first} to {last} of {made.shape[2]}", size=12, fill=GREY))
    marks += legend(300, top - 10, reach)
    sheet = _sheet(made[..., first : last + 1])
    height = small * (sheet.shape[0] // (made.shape[0] + 1))
    place = {"x": 10, "y": top, "width": small * _ACROSS, "height": height, "preserveAspectRatio": "none"}
    marks.append(element("image", href=map_uri(sheet, reach), style="image-rendering: pixelated", **place))
    for k in range(last - first + 1):
        here = k == min(channel, made.shape[2] - 1) - first
        x, y = 10 + small * (k % _ACROSS), top + small * (k // _ACROSS)
        frame = {"stroke": INK, "stroke_width": 3} if here else {"stroke": PALE}
        marks.append(element("rect", x=x, y=y, width=small - 1, height=small - 1, fill="none", **frame))
    return svg(720, top + height + 6, *marks)


def _sheet(maps):
    """Maps side by side, ``_ACROSS`` in a row, with a line of zeros between them."""
    height, width, count = maps.shape
    rows = -(-count // _ACROSS)
    sheet = np.zeros((rows * _ACROSS, height + 1, width + 1), maps.dtype)
    sheet[:count, :-1, :-1] = np.moveaxis(maps, 2, 0)
    tiles = sheet.reshape(rows, _ACROSS, height + 1, width + 1)
    return tiles.transpose(0, 2, 1, 3).reshape(rows * (height + 1), -1)


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

    title = "Layer explorer"

    def __init__(self, model, images, labels, class_names):
        self.images, self.labels, self.class_names = as_cases(images, labels, class_names)
        model = as_named_classifier(explained(model, self.images[0]), self.images, self.class_names)
        self._chances = model.predict(self.images)
        self._walk = lru_cache(32)(lambda k: _maps(feature_maps(model, self.images[k])))
        self.widest = {name: made.shape[2] for name, made in self._walk(0).items()}
        if not self.widest:
            raise ValueError("No layer of the model gives maps: it has neither convolution nor pooling")
        super().__init__()

    def controls(self):
        """Which picture, which layer, which of its maps."""
        layers = {name: name for name in self.widest}
        return {
            "picture": Range("Picture", low=0, high=len(self.images) - 1, step=1, start=0),
            "channel": Range("Channel", low=0, high=max(*self.widest.values(), 1) - 1, step=1, start=0),
            "layer": Choice("Layer", options=layers, start=next(iter(layers))),
        }

    def view(self, picture, channel, layer):
        maps, P, truth = self._walk(picture), self._chances[picture], int(self.labels[picture])
        made = maps[layer]
        shown = min(channel, made.shape[2] - 1)
        one, best = made[..., shown], int(P.argmax())
        dead = int((np.abs(made).max(axis=(0, 1)) == 0).sum())
        words = (
            f"Picture {picture}, {self.class_names[truth]}. {layer}, map {shown} of {made.shape[2]}: "
            f"{one.shape[0]} x {one.shape[1]} numbers from {signed(one.min())} to {signed(one.max())}. "
            f"{dead or 'None'} of the layer's maps {'is' if dead == 1 else 'are'} empty here. "
            f"The network says {self.class_names[best]}, probability {P[best]:.2f}."
        )
        return Picture(draw_layers(self.images[picture], maps, layer, channel, self.class_names, P, truth), alt=words)


def _maps(outputs):
    """What has the shape of maps, by the last part of its name unless another layer has the same."""
    maps = {}
    for name, made in outputs.items():
        if made.ndim == 3 and min(made.shape[:2]) > 1:
            short = name.rpartition("/")[2]
            maps[name if short in maps else short] = made
    return maps
