"""Panels that several explorers of networks share: a picture, a map in colours, a map laid over its picture, bars."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.vision.classifier import Classifier, as_classifier
from lepton_kit.vision.inputs import as_batch, as_labels, as_names
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, Marks, Names, cells, image, key, rect, signed, svg, text
from lepton_kit.widgets.picture import image_uri

__all__ = ["as_cases", "as_grey", "as_pixels", "bars", "draw_explained", "legend"]
__all__ += ["map_uri", "most_probable", "outline", "over_uri", "panel", "photo_uri"]

_LEVELS = 15  # of each colour: enough for the eye, and a picture stays small
_ENDS = [np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) for colour in COLOURS[:2]]


def as_pixels(images: ArrayLike) -> NDArray:
    """A batch of pictures as ``uint8``, or an error if they are none."""
    images = as_batch(images)
    return images if images.dtype == np.uint8 else np.rint(255 * images).astype(np.uint8)


def as_cases(
    images: Any, labels: Any, class_names: Names, model: Any
) -> tuple[NDArray, NDArray, tuple[str, ...], Classifier]:
    """Pictures as ``uint8``, their labels, the names of the classes and a classifier of them all, tried on a few.

    Raises
    ------
    ValueError
        If these do not go together.
    """
    images, class_names = as_pixels(images), as_names(class_names)
    labels = as_labels(labels, len(images), len(class_names), "labels")
    classifier = as_classifier(model, images)
    classifier.take(images)
    return images, labels, as_names(class_names, classifier.classes), classifier


def as_grey(images: ArrayLike, *, side: int = 1) -> np.ndarray:
    """Square grey pictures, shape (n, h, h), ``side`` pixels wide or wider; else an error."""
    images = np.asarray(images)
    shape = images.shape
    if images.dtype != np.uint8 or len(shape) != 3 or not shape[0] or shape[1] != shape[2] or shape[1] < side:
        wanted = f"Square grey pictures of uint8 are wanted, shape (n, h, h), with h at least {side}"
        raise ValueError(f"{wanted}; got {images.dtype}, shape {shape}")
    return images


def photo_uri(image: np.ndarray) -> str:
    """A picture, ``uint8``, as the URI of a small PNG."""
    from PIL import Image

    image = image[..., 0] if image.shape[-1] == 1 else image
    picture = Image.fromarray(image)
    picture.thumbnail((96, 96))
    return image_uri(picture if image.ndim == 2 else picture.quantize(64), optimize=True)


def map_uri(values: np.ndarray, reach: float) -> str:
    """A map in colours, blue at ``-reach`` over white at 0 to orange at ``reach``, as the URI of a small PNG."""
    from PIL import Image, ImageOps

    levels = np.rint(_LEVELS * np.clip(values / (reach or 1), -1, 1)) + _LEVELS
    grey = Image.fromarray((levels * 127 / _LEVELS).astype(np.uint8))
    coloured = ImageOps.colorize(grey, *COLOURS[:2], mid="white", midpoint=127, whitepoint=254)
    return image_uri(coloured.quantize(), optimize=True)


def over_uri(image: np.ndarray, values: np.ndarray, reach: float) -> str:
    """A map laid over its picture in grey: orange where it is positive, blue where it is negative."""
    grey = (image if image.ndim == 2 else image.mean(axis=-1))[..., None]
    share = 0.85 * np.clip(np.abs(values) / (reach or 1), 0, 1)[..., None]
    mixed = grey * (1 - share) + np.where(values[..., None] < 0, *_ENDS) * share
    return photo_uri(np.rint(mixed).astype(np.uint8))


def panel(uri: str, x: float, y: float, side: float, title: str = "", *, chosen: bool = False) -> Marks:
    """A picture in a frame with its title above, both picked out if it is the ``chosen`` one."""
    marks = [image(uri, x, y, side, side), rect(x, y, side, side, stroke=COLOURS[1] if chosen else GREY)]
    return [*marks, text(x, y - 8, title, fill=INK if chosen else GREY, bold=chosen)] if title else marks


def outline(x: float, y: float, side: float, shape: tuple[int, ...], square: tuple[int, int, int]) -> Marks:
    """A frame around the square (row, column, size) of a picture of ``shape`` that is shown at (x, y)."""
    row, column, size = square
    across, down = side / shape[1], side / shape[0]
    place = (x + across * column, y + down * row, across * size, down * size)
    return [rect(*place, stroke="white", stroke_width=4), rect(*place, stroke=INK, stroke_width=2)]


def bars(
    place: tuple[float, float, float, float],
    class_names: Names,
    P: np.ndarray,
    *,
    truth: int = -1,
    bold: int | None = None,
    before: np.ndarray | None = None,
    digits: int = 2,
    head: str = "",
) -> Marks:
    """One bar a class, its name before it and its probability ``P`` behind; ``before`` is drawn as outlines.

    ``place`` is left, top, the width of a bar for 1 and the height of a row. ``bold`` is the class that is asked about,
    the most probable one unless given; its bar is orange, that of the true class green. ``head`` stands above.
    """
    x, y, width, height = place
    marks = [text(min(x, 712 - 6.8 * len(head)), y - 8, head, fill=GREY)] if head else []
    asked = P.argmax() if bold is None else bold
    ends = P if before is None else np.maximum(P, before)
    for i, (name, p, end) in enumerate(zip(class_names, P, ends, strict=True)):
        top, strong = y + height * i, i == asked
        colour = COLOURS[2] if i == truth else COLOURS[1] if strong else COLOURS[5]
        words, number = f"{name} ◂ truth" if i == truth else name, signed(p, digits)
        marks += cells(top + height / 2 + 4, right={x - 8: words}, left={x + width * end + 6: number}, bold=strong)
        marks.append(rect(x, top + 2, max(1.0, width * p), height - 6, colour))
    outlines = enumerate(() if before is None else before)
    return marks + [rect(x, y + height * i + 2, width * p, height - 6, stroke=INK) for i, p in outlines]


def most_probable(class_names: Names, P: np.ndarray, digits: int = 2) -> str:
    """The most probable class and its probability, in words."""
    best = int(P.argmax())
    return f"{class_names[best]}, probability {P[best]:.{digits}f}"


def legend(x: float, y: float, reach: float, *, both: bool = True) -> Marks:
    """What the colours of a map mean."""
    ends = [(-reach, COLOURS[0])] * both + [(0.0, "white"), (reach, COLOURS[1])]
    digits = 2 if reach >= 0.1 else 4
    return key(y, [(x + 74 * k, colour, signed(value, digits)) for k, (value, colour) in enumerate(ends)])


def draw_explained(
    shown: tuple[Any, ...], overlay: tuple[Any, ...], answer: tuple[Any, ...], label: int, truth: int, square: Any = ()
) -> str:
    """A picture, a map laid over it, and the probabilities, each with its title.

    Parameters
    ----------
    shown : (title, image)
    overlay : (title, image, values)
        Values of the image's height and width; without a square none is negative.
    answer : (title, class names, probabilities)
    label, truth : int
        The class that is asked about, and the true one.
    square : (row, column, size), optional
        What is framed in both pictures.

    Returns SVG text.
    """
    (title, photo), (over, image, values), (head, names, probabilities) = shown, overlay, answer
    side, top, reach = 210, 34, float(np.abs(values).max())
    marks = panel(photo_uri(photo), 10, top, side, title) + panel(over_uri(image, values, reach), 240, top, side, over)
    for x in (10, 240) if square else ():
        marks += outline(x, top, side, values.shape, square)
    marks += legend(240, top + side + 20, reach, both=bool(square))
    marks += bars((602, top, 75, 21), names, probabilities, truth=truth, bold=label, head=head)
    return svg(720, max(top + side + 30, top + 21 * len(names) + 6), *marks)
