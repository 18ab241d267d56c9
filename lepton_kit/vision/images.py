"""A folder of photos as one array: cropped, scaled, every file that will not do named with its reason."""

import io
import math
import os
import threading
import warnings
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lepton_kit.validate import one_of, whole
from lepton_kit.vision.photo_folders import Skipped, as_path, find_photos
from lepton_kit.vision.tensors import as_size

__all__ = ["FITS", "Photos", "read_folder", "read_image"]

FITS = ("crop", "pad", "stretch")
_SHOWN = 12
"""Classes, and files that were left out, that are listed; of more only their number is told."""
_MOST_BYTES = 1_000_000_000
"""Of all images together, so that a computer of 4 GB can go on to learn from them."""
_MOST_PIXELS = 50_000_000
"""Of one file: a small one may unpack to more than the memory holds."""
_LARGE = 8_000_000
"""Pixels above which one photo is unpacked at a time."""
_ONE_AT_A_TIME = threading.Lock()
_HEIC = "is an HEIC or AVIF photo, as phones take them; pip install pillow-heif and read again, or save it as JPEG"


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Photos:
    """Labelled photos, all of one size.

    Attributes
    ----------
    images : ndarray of uint8, shape (n, height, width, 3), or (n, height, width) if grey
        0 is black, 255 is white.
    labels : ndarray of int, shape (n,)
        The class of each image, an index of ``class_names``.
    class_names : tuple of str
        The names of the folders, in alphabetical order.
    files : tuple of str, length n
        Where each image came from, relative to the folder.
    skipped : tuple of Skipped
        The files and folders that were left out, each with its reason.
    parts : dict of str to ndarray of int
        The numbers of the images in "train", "validation" and "test", where the folders say so; else empty.
    empty : tuple of str
        Class folders without a photo that could be read.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.intp]
    class_names: tuple[str, ...]
    files: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    parts: dict[str, npt.NDArray[np.intp]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()

    def _lines(self) -> list[str]:
        size = " x ".join(map(str, self.images.shape[1:]))
        counts = np.bincount(self.labels, minlength=len(self.class_names))
        classes = _cut([f"{name} {count:,}" for name, count in zip(self.class_names, counts, strict=True)])
        lines = [f"{len(self.labels):,} photos of {size}: {classes}; {len(self.skipped):,} skipped"]
        if self.parts:
            lines.append("  parts: " + ", ".join(f"{name} {len(where):,}" for name, where in self.parts.items()))
        if self.empty:
            lines.append(f"  no photo that can be read in: {_cut(self.empty)}")
        return lines

    def __repr__(self) -> str:
        return "\n".join([*self._lines(), *(f"  {line}" for line in _listed(self.skipped))])

    def _repr_html_(self) -> str:
        first = self.skipped[:_SHOWN]
        rows = "".join(f"<li><code>{escape(skip.file)}</code>: {escape(skip.reason)}</li>" for skip in first)
        more = "".join(f"<li>{escape(line)}</li>" for line in _listed(self.skipped)[_SHOWN:])
        return f"<p>{'<br>'.join(map(escape, self._lines()))}</p>" + (f"<ul>{rows}{more}</ul>" if rows else "")


def _cut(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _listed(skipped: Sequence[Skipped]) -> list[str]:
    """The first of what was left out, and how many more there are for which reason."""
    more = Counter(skip.reason for skip in skipped[_SHOWN:])
    return [*map(str, skipped[:_SHOWN]), *(f"and {count:,} more: {why}" for why, count in more.most_common(_SHOWN))]


def read_folder(
    folder: str | os.PathLike,
    *,
    size: int | tuple[int, int] = 64,
    colour: bool = True,
    fit: str = "crop",
) -> Photos:
    """Read a folder that holds one folder of photos for each class.

    PNG, JPEG and WebP of every kind: grey, palette, transparent (laid on white), CMYK, 16 bits, turned by the camera.
    What cannot be read is skipped and named; it never stops the rest. Photos are read small, so that memory is taken
    for the images that come out, a thousand million bytes at most, and not for those that go in.

    Folders called train, validation and test above the class folders are told apart in ``parts``. Links are followed.

    Parameters
    ----------
    folder : path
    size : int or (height, width)
        Of every image in the result, in pixels.
    colour : bool
        Three channels, or one grey one.
    fit : str
        "crop" cuts the largest part of the right shape out of the middle, "pad" adds white borders, "stretch" distorts.

    Returns
    -------
    Photos

    Raises
    ------
    ValueError
        If there is no such folder, it has fewer than two classes with photos that can be read, or the images would take
        more memory than they may.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from PIL import Image
    >>> with TemporaryDirectory() as place:
    ...     for name, colour in (("bag", "red"), ("boot", "blue")):
    ...         Path(place, name).mkdir()
    ...         Image.new("RGB", (40, 30), colour).save(Path(place, name, "one.png"))
    ...     _ = Path(place, "boot", "two.jpg").write_text("no photo")
    ...     read_folder(place, size=8)
    2 photos of 8 x 8 x 3: bag 1, boot 1; 1 skipped
      boot/two.jpg: is no PNG, JPEG or WebP image, or its beginning is damaged
    """
    root, size = as_path(folder), as_size(size)
    one_of("fit", fit, FITS)
    listed = find_photos(root)
    shape = (len(listed.files), *size, *([3] * colour))
    if (needed := math.prod(shape)) > _MOST_BYTES:
        raise ValueError(
            f"{root.name!r} holds {shape[0]:,} photos; at {size[0]} x {size[1]} they take {needed / 1e9:.1f} GB, more "
            f"than the {_MOST_BYTES / 1e9:.0f} GB allowed. Take a smaller size"
        )
    images, reasons = np.empty(shape, np.uint8), {}

    def read(i: int) -> None:
        try:
            images[i] = _read(root / listed.files[i][2], size, colour, fit, _MOST_PIXELS)
        except Exception as problem:  # decoders fail on broken files in many ways; each is told under the file's name
            reasons[i] = _reason(problem)

    with warnings.catch_warnings(), ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        warnings.simplefilter("ignore")  # about damaged metadata and large files; what is too large is told by _read
        list(pool.map(read, range(len(images))))
    skipped = listed.skipped + [Skipped(listed.files[i][2], reason) for i, reason in reasons.items()]
    skipped.sort(key=lambda skip: skip.file)
    kept = [i for i in range(len(images)) if i not in reasons]
    if reasons:
        images = images[kept]
    files = [listed.files[i] for i in kept]
    names = sorted({name for _, name, _ in files})
    if len(names) < 2:
        raise ValueError(_too_few(root, names, listed.classes, listed.skipped, skipped, len(listed.files)))
    labels = np.array([names.index(name) for _, name, _ in files])
    parts = {part: np.flatnonzero([own == part for own, *_ in files]) for part in ("train", "validation", "test")}
    return Photos(
        images,
        labels,
        tuple(names),
        tuple(file for *_, file in files),
        tuple(skipped),
        {part: where for part, where in parts.items() if len(where)},
        tuple(name for name in listed.classes if name not in names),
    )


def read_image(
    path: str | os.PathLike | bytes,
    *,
    size: int | tuple[int, int] = 64,
    colour: bool = True,
    fit: str = "crop",
    most_pixels: int = _MOST_PIXELS,
) -> npt.NDArray[np.uint8]:
    """Read one photo as :func:`read_folder` does, from its path or from the bytes of the file.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3), or (height, width) if grey

    Raises
    ------
    ValueError
        If it cannot be read; the message names the file and the reason.
    """
    sent = isinstance(path, bytes)
    if not sent and (not isinstance(path, (str, os.PathLike)) or not str(path).strip()):
        raise ValueError(f"path must be that of a photo, or the bytes of its file; got {type(path).__name__} {path!r}")
    source: Any = io.BytesIO(path) if isinstance(path, bytes) else Path(path).expanduser()
    size = as_size(size)
    one_of("fit", fit, FITS)
    most_pixels = whole("most_pixels", most_pixels, low=1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(source, size, colour, fit, most_pixels)
    except Exception as problem:
        raise ValueError(f"{'The picture' if sent else f'{source.name}:'} {_reason(problem)}") from problem


def _too_few(
    root: Path, names: list[str], classes: list[str], before: list[Skipped], skipped: list[Skipped], photos: int
) -> str:
    """Why a folder gives no two classes."""
    told = "; ".join(map(str, skipped[:3])) + (f"; and {len(skipped) - 3:,} more" if len(skipped) > 3 else "")
    example = f"Make one folder for each class, such as {root.name}/cat and {root.name}/dog, and put the photos there"
    if not classes:
        return f"{root.name!r} has no class folders with photos. {example}"
    if not names:
        what = f"None of the {photos + len(before):,} files in {root.name!r} can be read as a photo"
        return (
            f"{what}: {told}" if skipped else f"{root.name!r} has no photos in its folders {_cut(classes)}. {example}"
        )
    empty = [name for name in classes if name not in names]
    if empty:
        return f"{root.name!r} has photos of {names[0]!r} only; none can be read in {_cut(empty)}. {told}".strip()
    inner = [path.name for path in sorted(root.glob(f"{names[0]}/*/"))]
    hint = f"Give {root.name}/{names[0]}, which holds {_cut(inner)}" if len(inner) > 1 else example
    return f"{root.name!r} has one class, {names[0]!r}, and two are needed. {hint}"


@cache
def _formats() -> tuple[str, ...]:
    """What Pillow can read here of what photos are kept in."""
    from PIL import Image

    if find_spec("pillow_heif"):
        import_module("pillow_heif").register_heif_opener()
    Image.init()
    return tuple(name for name in ("PNG", "JPEG", "WEBP", "AVIF", "HEIF") if name in Image.OPEN)


def _read(path: Any, size: tuple[int, int], colour: bool, fit: str, most_pixels: int) -> npt.NDArray[np.uint8]:
    """One photo as an array; whatever is wrong with it is raised."""
    from PIL import Image, UnidentifiedImageError

    sent = isinstance(path, io.BytesIO)
    if (path.getbuffer().nbytes if sent else path.stat().st_size) == 0:
        raise ValueError("is empty, 0 bytes")
    try:
        image = Image.open(path, formats=_formats())
    except UnidentifiedImageError:
        head = path.getvalue()[:12] if sent else path.open("rb").read(12)
        if head[4:8] == b"ftyp" or (not sent and path.suffix.lower() in (".heic", ".heif", ".avif")):
            raise ValueError(_HEIC) from None
        raise
    with image:
        if image.width * image.height > most_pixels:
            raise ValueError(f"has {image.width:,} x {image.height:,} pixels, more than the {most_pixels:,} allowed")
        image.draft(None, (max(size),) * 2)  # a JPEG is unpacked at a half, a quarter or an eighth, if that is enough
        with _ONE_AT_A_TIME if image.width * image.height > _LARGE else nullcontext():
            return _fitted(image, size, colour, fit)


def _fitted(image: Any, size: tuple[int, int], colour: bool, fit: str) -> npt.NDArray[np.uint8]:
    from PIL import Image, ImageOps

    (height, width), how = size, Image.Resampling.BILINEAR
    image.load()
    factor = min(image.size) // (2 * max(size))
    if factor > 1 and image.mode in ("L", "RGB", "RGBA", "CMYK"):  # before anything else makes a copy of it
        image = image.reduce(factor)
    image = _plain(ImageOps.exif_transpose(image), colour)
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


def _reason(problem: Exception) -> str:
    from PIL import Image, UnidentifiedImageError

    if isinstance(problem, UnidentifiedImageError):
        return "is no PNG, JPEG or WebP image, or its beginning is damaged"
    if isinstance(problem, Image.DecompressionBombError):
        return "has more pixels than can be unpacked safely"
    if isinstance(problem, OSError) and problem.strerror:
        return f"cannot be opened: {problem.strerror.lower()}"
    if isinstance(problem, MemoryError):
        return "needs more memory than there is"
    told = str(problem).strip() or type(problem).__name__
    return (
        told
        if isinstance(problem, ValueError) and told.startswith(("is ", "has ", "holds "))
        else f"is damaged: {told}"
    )
