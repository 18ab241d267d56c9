"""What a network is given: a batch of images, labels, names of classes; each is checked at one door."""

from collections.abc import Mapping, Sequence, Sized
from math import isqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import whole

__all__ = ["Names", "as_array", "as_batch", "as_class", "as_labels", "as_layout", "as_names", "channels_first", "unit"]

Names = Sequence[str] | Mapping[int, str]
"""Names of classes: in their order, or by number."""


def as_batch(images: ArrayLike, name: str = "images", *, white: float = 1) -> NDArray[np.generic]:
    """Images at the one door: ``uint8`` from 0 to 255 or ``float32`` from 0 to 1, shape (n, height, width[, channels]).

    Whole numbers from 0 to 255 of any type are taken for ``uint8``, and so are floats where ``white`` is 255.

    Raises
    ------
    ValueError
        If they are no such images; the message says what they are.
    """
    array = as_array(images, name)
    if array.dtype.kind not in "buif":
        one = array.dtype == object and not array.ndim
        hint = f". Is it a dataset? Give np.concatenate([images for images, labels in {name}])" * one
        given = type(array.item()).__name__ if one else array.dtype
        raise ValueError(f"{name} must hold numbers, the pixels of images; got {given}{hint}")
    if array.ndim not in (3, 4) or 0 in array.shape[1:]:
        hint = f" Is it a single image? Give a batch of one: {name}[None]." if array.ndim == 2 else ""
        if array.ndim == 2 and (side := isqrt(array.shape[1])) > 7 and side**2 == array.shape[1] != len(array):
            hint = f" Is each image a row of pixels? Give {name}.reshape(-1, {side}, {side})."
        wanted = "shape (n, height, width) or (n, height, width, channels)"
        raise ValueError(f"{name} must have {wanted}; got {array.shape}.{hint}")
    if not len(array):
        raise ValueError(f"{name} holds no image")
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    low, high = float(array.min()), float(array.max())
    if not np.isfinite(low + high):
        raise ValueError(f"{name} has pixels that are no finite numbers (NaN or inf)")
    if low >= 0 and 1 < high <= 255 and (array.dtype.kind in "ui" or white == 255):
        return np.ascontiguousarray(array, np.uint8) if array.dtype.kind in "ui" else array.astype(np.float32) / 255
    if low < -1e-3 or high > 1.001:  # what rounding leaves is forgiven
        way = f"If the network learnt from such {name}, give model.predict({name}) in the model's place."
        normalised = f"Are they normalised? Give them as they were before. {way}"
        brightest = 255 if high < 256 else 4095 if high < 4096 else 65535
        hint = f"Did you mean {name} / {brightest}?" if low >= 0 and high > 16 else normalised
        given = f"{name} has {array.dtype} pixels from {low:g} to {high:g}"
        raise ValueError(f"{given}; give uint8 from 0 to 255 or floats from 0 to 1. {hint}")
    return np.ascontiguousarray(array.clip(0, 1) if low < 0 or high > 1 else array, np.float32)


def as_array(images: ArrayLike, name: str = "images") -> NDArray:
    """Images as an array of whatever kind, or an error if they are not of one size."""
    try:
        return np.asarray(images)
    except ValueError:
        raise ValueError(f"{name} holds images of different sizes; bring them to one, as read_folder does") from None


def as_layout(images: NDArray, shape: tuple[int | None, ...], name: str = "images") -> NDArray:
    """A batch in the layout that a network takes, ``shape`` being that of one image, None standing for any size.

    A channel axis is added, dropped, or put in front, and pixels are laid in a row, where that alone is missing.
    """

    def fits(array: NDArray) -> bool:
        sides = zip(shape, array.shape[1:], strict=False)
        return array.ndim == len(shape) + 1 and all(wanted in (None, side) for wanted, side in sides)

    ways = [images]
    if images.ndim == 3:
        ways += [images[..., None], images[:, None]]
    elif images.shape[-1] == 1:
        ways += [images[..., 0], np.moveaxis(images, -1, 1)]
    elif len(shape) == 3 and shape[0] == images.shape[-1]:
        ways.append(np.moveaxis(images, -1, 1))
    if len(shape) == 1:
        ways.append(images.reshape(len(images), -1))
    for array in ways:
        if fits(array):
            return np.ascontiguousarray(array)
    wanted = " x ".join("any" if side is None else str(side) for side in ("n", *shape))
    if fits(images[None]) or fits(images[None, ..., None]):
        raise ValueError(f"{name} is a single image; {wanted} was wanted. Give a batch of one: {name}[None]")
    given = " x ".join(map(str, images.shape))
    raise ValueError(f"{name} has shape {given}; the model takes {wanted}.{_layout_hint(images.shape, shape, name)}")


def _layout_hint(given: tuple[int, ...], shape: tuple[int | None, ...], name: str) -> str:
    if len(shape) != 3:
        return ""
    height, width, channels = (*shape[1:], shape[0]) if channels_first(shape) else shape
    have = given[3] if len(given) == 4 else 1
    if have != channels:
        ways: dict[tuple[int, int | None], str] = {
            (4, 3): f"{name}[..., :3] leaves out how transparent they are",
            (1, 3): f"np.repeat({name}.reshape(*{name}.shape[:3], 1), 3, axis=-1) makes colour of grey",
            (3, 1): f"{name}.mean(axis=-1).astype({name}.dtype) makes them grey",
            (4, 1): f"{name}[..., :3].mean(axis=-1).astype({name}.dtype) makes them grey",
        }
        if len(given) == 4 and given[1] == channels:
            return f" The channels come first; np.moveaxis({name}, 1, -1) puts them last."
        count = "one channel" if have == 1 else f"{have} channels"
        return f" They have {count}: {ways[have, channels]}." if (have, channels) in ways else ""
    return f" lepton_kit.vision.scale({name}, ({height}, {width})) gives the size." if height and width else ""


def channels_first(shape: tuple[int | None, ...]) -> bool:
    """Whether a network takes the channels before height and width."""
    return len(shape) == 3 and shape[0] in (1, 3) and shape[2] not in (1, 3)


def as_labels(y: ArrayLike, n: int, classes: int, name: str = "y") -> NDArray[np.int32]:
    """Labels as whole numbers from 0 to ``classes`` - 1, shape (n,), ``int32``."""
    labels = np.asarray(y)
    if labels.shape == (n, classes) and classes > 1:
        raise ValueError(f"{name} is one-hot, {n} x {classes}; give the class numbers: {name}.argmax(axis=1)")
    if labels.shape == (n, 1):
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise ValueError(f"{name} must be one row of class numbers; got shape {' x '.join(map(str, labels.shape))}")
    if len(labels) != n:
        raise ValueError(f"{name} has {len(labels)} labels for {n} images; each image needs one")
    if labels.dtype.kind not in "buif" or np.any(labels != np.floor(labels)):
        way = f". Are they names? Give [class_names.index(name) for name in {name}]" * (labels.dtype.kind in "UO")
        wanted = f"{name} must hold whole class numbers from 0 to {classes - 1}"
        raise ValueError(f"{wanted}; got {labels.dtype} values{way}")
    if labels.min() < 0 or labels.max() >= classes:
        bad = labels.min() if labels.min() < 0 else labels.max()
        hint = f" Do they count from 1? Then give {name} - 1." if labels.min() == 1 and bad == classes else ""
        known = f"the classes go from 0 to {classes - 1}, as the model or class_names has them"
        raise ValueError(f"{name} holds the class number {bad:g}; {known}.{hint}")
    return labels.astype(np.int32)


def as_names(class_names: Names | None, classes: int | None = None) -> tuple[str, ...]:
    """One name a class, from a sequence, from a dict by number such as {0: "cat"}, or the numbers themselves.

    Where ``classes`` does not tell how many there are, the names do, and may not be left out.
    """
    names = range(classes) if class_names is None and classes is not None else class_names
    if not isinstance(names, Sized) or isinstance(names, set):
        wanted = "class_names must be the names of all classes in their order, such as ['cat', 'dog']"
        raise ValueError(f"{wanted}; got {names!r}")
    if isinstance(names, Mapping):
        if set(names) != set(range(len(names))):
            given = ", ".join(map(str, names))
            wanted = f"class_names must name the classes 0 to {(classes or len(names)) - 1}; it names {given}"
            raise ValueError(f"{wanted}. Numbers by name? Give {{k: name for name, k in class_names.items()}}")
        names = [names[number] for number in range(len(names))]
    if classes not in (None, len(names)):
        raise ValueError(f"class_names has {len(names)} names; the model has {classes} classes")
    return tuple(map(str, names))


def as_class(name: str, value: int | str, class_names: Sequence) -> int:
    """The number of a class, from that or from its name among ``class_names``."""
    if not isinstance(value, str):
        return whole(name, value, low=0, high=len(class_names) - 1)
    if value in class_names:
        return list(class_names).index(value)
    known = ", ".join(map(repr, class_names)) if isinstance(class_names, tuple) else ""
    way = f"is none of {known}" if known else "is a name, and no names are known here: give class_names, or the number"
    raise ValueError(f"{name} {value!r} {way}")


def unit(images: NDArray) -> NDArray[np.float32]:
    """Pixels as ``float32`` from 0 to 1."""
    return images * np.float32(1 / 255) if images.dtype == np.uint8 else images
