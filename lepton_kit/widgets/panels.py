"""Panels that several explorers of networks share: a picture, a map in colours, a map laid over its picture, bars."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lepton_kit.vision.classifier import Classifier, as_classifier
from lepton_kit.vision.inputs import as_batch, as_names
from lepton_kit.widgets.picture import data_uri
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, signed, text

__all__ = ["as_cases", "as_named_classifier", "bars", "legend", "map_uri", "outline", "over_uri", "panel", "photo_uri"]

_LEVELS = 15  # of each colour: enough for the eye, and a picture stays small
_ENDS = [np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) for colour in COLOURS[:2]]


def as_cases(images, labels, class_names):
    """Pictures as ``uint8``, their labels and the names of the classes, or an error where they do not go together."""
    images, labels, class_names = as_batch(images), np.asarray(labels), as_names(class_names, len(class_names))
    if images.dtype != np.uint8:
        images = np.rint(255 * images).astype(np.uint8)
    if labels.shape != (len(images),):
        raise ValueError(f"{len(images)} images need as many labels; got shape {labels.shape}")
    if labels.dtype.kind not in "ui" or not 0 <= labels.min() <= labels.max() < len(class_names):
        raise ValueError(f"labels must be class numbers from 0 to {len(class_names) - 1}, one name each in class_names")
    return images, labels, class_names


def as_named_classifier(model: Any, images: npt.NDArray, class_names: Sequence[str]) -> Classifier:
    """A classifier of these images with as many classes as there are names, tried on a few of them; else an error."""
    classifier = as_classifier(model, images)
    classifier.take(images)
    if classifier.classes != len(class_names):
        raise ValueError(f"class_names has {len(class_names)} names; the model has {classifier.classes} classes")
    return classifier


def photo_uri(image):
    """A picture, ``uint8``, as the URI of a small PNG."""
    from PIL import Image

    image = image[..., 0] if image.shape[-1] == 1 else image
    picture = Image.fromarray(image)
    picture.thumbnail((96, 96))
    return _uri(picture if image.ndim == 2 else picture.quantize(64))


def map_uri(values, reach):
    """A map in colours, blue at ``-reach`` over white at 0 to orange at ``reach``, as the URI of a small PNG."""
    from PIL import Image

    levels = np.rint(_LEVELS * np.clip(values / (reach or 1), -1, 1)).astype(int)
    picture = Image.fromarray((levels + _LEVELS).astype(np.uint8))
    shares = np.linspace(-1, 1, 2 * _LEVELS + 1)[:, None]
    palette = 255 + (np.where(shares < 0, *_ENDS) - 255) * np.abs(shares)
    picture.putpalette(np.rint(palette).astype(np.uint8).tobytes())
    return _uri(picture)


def over_uri(image, values, reach):
    """A map laid over its picture in grey: orange where it is positive, blue where it is negative."""
    from PIL import Image

    grey = (image if image.ndim == 2 else image.mean(axis=-1))[..., None]
    share = 0.85 * np.clip(np.abs(values) / (reach or 1), 0, 1)[..., None]
    mixed = grey * (1 - share) + np.where(values[..., None] < 0, *_ENDS) * share
    picture = Image.fromarray(np.rint(mixed).astype(np.uint8))
    picture.thumbnail((96, 96))
    return _uri(picture.quantize(64))


def panel(uri, x, y, side, title="", *, size=12, frame=GREY):
    """A picture in a frame with its title above."""
    place = {"x": x, "y": y, "width": side, "height": side}
    marks = [
        element("image", href=uri, style="image-rendering: pixelated", **place),
        element("rect", fill="none", stroke=frame, **place),
    ]
    return [*marks, text(x, y - 8, title, size=size, fill=GREY)] if title else marks


def outline(x, y, side, shape, square):
    """A frame around the square (row, column, size) of a picture of ``shape`` that is shown at (x, y)."""
    row, column, size = square
    across, down = side / shape[1], side / shape[0]
    place = {"x": x + across * column, "y": y + down * row, "width": across * size, "height": down * size}
    return [
        element("rect", fill="none", stroke="white", stroke_width=4, **place),
        element("rect", fill="none", stroke=INK, stroke_width=2, **place),
    ]


def bars(x, y, class_names, probabilities, *, truth=None, bold=None, width=130, row=21):
    """One bar a class, its name before it and its probability behind; ``bold`` is the class that is asked about."""
    best = int(np.argmax(probabilities))
    marks = []
    for i, (name, p) in enumerate(zip(class_names, probabilities, strict=True)):
        top, weight = y + row * i, "bold" if i == (best if bold is None else bold) else "normal"
        colour = COLOURS[2] if i == truth else COLOURS[1] if i == best else COLOURS[5]
        said = f"{name} ◂ truth" if i == truth else name
        marks.append(text(x - 8, top + 13, said, size=12, anchor="end", font_weight=weight))
        marks.append(element("rect", x=x, y=top + 2, width=max(1.0, width * p), height=row - 6, fill=colour))
        marks.append(text(x + width * p + 6, top + 13, f"{p:.2f}", size=11, font_weight=weight))
    return marks


def legend(x, y, reach, *, both=True):
    """What the colours of a map mean."""
    marks, ends = [], [(0.0, "white"), (reach, COLOURS[1])]
    for k, (value, colour) in enumerate([(-reach, COLOURS[0]), *ends] if both else ends):
        marks.append(element("rect", x=x + 74 * k, y=y - 10, width=12, height=12, fill=colour, stroke=PALE))
        marks.append(text(x + 74 * k + 17, y, signed(value), size=12))
    return marks


def _uri(picture):
    file = io.BytesIO()
    picture.save(file, format="PNG", optimize=True)
    return data_uri("image/png", file.getvalue())
