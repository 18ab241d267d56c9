"""One photo's file as an array: opened safely, turned upright, cropped and scaled; what will not do is told."""

import io
import os
import threading
import warnings
from contextlib import nullcontext, suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from lepton_kit.validate import one_of
from lepton_kit.vision.photo_folders import KINDS
from lepton_kit.vision.tensors import as_size

__all__ = ["FITS", "read_image", "read_photo", "reason"]

FITS = ("crop", "pad", "stretch")
_MOST_PIXELS = 50_000_000
"""Of one file: a small one may unpack to more than the memory holds."""
_LARGE = 8_000_000
"""Pixels above which one photo is unpacked at a time."""
_ONE_AT_A_TIME = threading.Lock()
_HEIC = "is an HEIC or AVIF photo, as phones take them; pip install pillow-heif and read again, or save it as JPEG"


def read_image(
    path: str | os.PathLike | bytes | bytearray | memoryview,
    *,
    size: int | tuple[int, int] = 64,
    colour: bool = True,
    fit: str = "crop",
) -> NDArray[np.uint8]:
    """Read one photo as :func:`read_folder` does, from its path or from the bytes of the file.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3), or (height, width) if grey

    Raises
    ------
    ValueError
        If it cannot be read; the message names the file and the reason.
    """
    path = bytes(path) if isinstance(path, (bytearray, memoryview)) else path
    sent = io.BytesIO(path) if isinstance(path, bytes) else None
    if not sent and (not isinstance(path, (str, os.PathLike)) or not str(path).strip()):
        raise ValueError(f"path must be that of a photo, or the bytes of its file; got {type(path).__name__} {path!r}")
    size = as_size(size)
    one_of("fit", fit, FITS)
    file = Path("" if isinstance(path, bytes) else os.path.expanduser(path))  # noqa: PTH111 - leaves an unknown ~user
    try:
        with sent or file.open("rb") as opened, warnings.catch_warnings(action="ignore"):
            return read_photo(opened, size, colour, fit)
    except Exception as problem:
        raise ValueError(f"{'The picture' if sent else f'{file.name}:'} {reason(problem)}") from problem


@cache
def _formats() -> tuple[str, ...]:
    """What Pillow can read here of what photos are kept in."""
    from PIL import Image

    if find_spec("pillow_heif"):
        import_module("pillow_heif").register_heif_opener()
    Image.init()
    return tuple(
        name for name in ("PNG", "JPEG", "WEBP", "AVIF", "HEIF", "TIFF", "BMP", "GIF", "PPM") if name in Image.OPEN
    )


def read_photo(file: BinaryIO, size: tuple[int, int], colour: bool, fit: str) -> NDArray[np.uint8]:
    """The photo in an open file as an array; whatever is wrong with it is raised."""
    from PIL import Image, UnidentifiedImageError

    if not (head := file.read(12)):
        raise ValueError("is empty, 0 bytes")
    try:
        image = Image.open(file, formats=_formats())
    except UnidentifiedImageError:
        if head[4:8] == b"ftyp" or Path(getattr(file, "name", "")).suffix.lower() in (".heic", ".heif", ".avif"):
            raise ValueError(_HEIC) from None
        raise
    with image:
        if image.width * image.height > _MOST_PIXELS:
            raise ValueError(f"has {image.width:,} x {image.height:,} pixels, more than the {_MOST_PIXELS:,} allowed")
        image.draft(None, (max(size),) * 2)  # a JPEG is unpacked at a half, a quarter or an eighth, if that is enough
        with _ONE_AT_A_TIME if image.width * image.height > _LARGE else nullcontext():
            return _fitted(image, size, colour, fit)


def _fitted(image: Any, size: tuple[int, int], colour: bool, fit: str) -> NDArray[np.uint8]:
    from PIL import Image, ImageOps

    (height, width), how = size, Image.Resampling.BILINEAR
    image.load()
    factor = min(image.size) // (2 * max(size))
    if factor > 1 and image.mode in ("L", "RGB", "RGBA", "CMYK"):  # before anything else makes a copy of it
        image = image.reduce(factor)
    with suppress(Exception):  # what else stands in a file may be damaged in any way, and the picture be whole
        image = ImageOps.exif_transpose(image)
    image = _plain(image, colour)
    if fit == "crop":
        image = ImageOps.fit(image, (width, height), method=how)
    elif fit == "pad":
        image = ImageOps.pad(image, (width, height), color="white", method=how)
    else:
        image = image.resize((width, height), how)
    return np.asarray(image)


def _plain(image: Any, colour: bool) -> Any:
    """The image in RGB or L: 16 bits brought down to 8, transparent parts laid on white."""
    from PIL import Image

    if image.mode.startswith(("I", "F")):
        values = np.asarray(image)
        if image.mode == "F" or values.min() < 0 or values.max() > 65535:
            raise ValueError(f"holds numbers of an unusual kind (mode {image.mode}); save it with 8 bits a channel")
        image = Image.fromarray((values // 257).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    wanted = "RGB" if colour else "L"
    return image if image.mode == wanted else image.convert(wanted)


def reason(problem: Exception) -> str:
    from PIL import Image, UnidentifiedImageError

    if isinstance(problem, UnidentifiedImageError):
        return f"is no {KINDS} image, or its beginning is damaged"
    if isinstance(problem, Image.DecompressionBombError):
        return "has more pixels than can be unpacked safely"
    if isinstance(problem, OSError) and problem.strerror:
        return f"cannot be opened: {problem.strerror.lower()}"
    if isinstance(problem, MemoryError):
        return "needs more memory than there is"
    told = str(problem).strip() or type(problem).__name__
    ours = isinstance(problem, ValueError) and told.startswith(("is ", "has ", "holds "))
    return told if ours else f"is damaged: {told}"
