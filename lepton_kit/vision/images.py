"""A folder of photos as one array: cropped, scaled, every file that will not do named with its reason."""

import math
import os
import warnings
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lepton_kit.validate import one_of
from lepton_kit.vision.photo_files import FITS, read_photo, reason
from lepton_kit.vision.photo_folders import Found, Skipped, as_path, find_photos
from lepton_kit.vision.tensors import as_size

__all__ = ["Photos", "read_folder"]

_SHOWN = 12
"""Classes, and files that were left out, that are listed; of more only their number is told."""
_MOST_BYTES = 1_000_000_000
"""Of all images together, so that a computer of 4 GB can go on to learn from them."""


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
    inner : tuple of str
        Folders that lie in each of the class folders; perhaps these were meant to be the classes.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.intp]
    class_names: tuple[str, ...]
    files: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    parts: dict[str, npt.NDArray[np.intp]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()

    def _lines(self) -> list[str]:
        size = " x ".join(map(str, self.images.shape[1:]))
        counts = np.bincount(self.labels, minlength=len(self.class_names))
        classes = _cut([f"{name} {count:,}" for name, count in zip(self.class_names, counts, strict=True)])
        lines = [f"{len(self.labels):,} photos of {size}: {classes}; {len(self.skipped):,} skipped"]
        parts = []
        for part, where in self.parts.items():
            lacking = _cut([name for k, name in enumerate(self.class_names) if k not in self.labels[where]])
            parts.append(f"{part} {len(where):,}" + f" (without {lacking})" * bool(lacking))
        if parts:
            lines.append(f"  parts: {', '.join(parts)}")
        if len(self.inner) > 1:
            told = f"each of these holds the folders {_cut(self.inner)}"
            lines.append(f"  {told}; if those are your classes, give one of these, or move the photos together")
        if self.empty:
            lines.append(f"  no photo that can be read in: {_cut(self.empty)}")
        return [*lines, *(f"  {line}" for line in _listed(self.skipped))]

    def __repr__(self) -> str:
        return "\n".join(self._lines()).encode(errors="backslashreplace").decode()  # a name may be no text


def _cut(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _listed(skipped: Sequence[Skipped]) -> list[str]:
    """The first of what was left out, and how many more there are for which reason."""
    more = Counter(skip.reason for skip in skipped[_SHOWN:])
    return [*map(str, skipped[:_SHOWN]), *(f"and {count:,} more: {why}" for why, count in more.most_common(_SHOWN))]


def read_folder(
    folder: str | os.PathLike, *, size: int | tuple[int, int] = 64, colour: bool = True, fit: str = "crop"
) -> Photos:
    """Read a folder that holds one folder of photos for each class.

    PNG, JPEG, WebP, TIFF, BMP, GIF and PGM of every kind: grey, palette, transparent (laid on white), CMYK, 16 bits,
    turned by the camera. What cannot be read is skipped and named; it never stops the rest. Photos are read small, so
    that memory is taken for the images that come out, a thousand million bytes at most, and not for those that go in.

    Folders called train, validation and test above the class folders, or within each of them, are told apart in
    ``parts``. Links are followed.

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
      boot/two.jpg: is no PNG, JPEG, WebP, TIFF, BMP, GIF or PGM image, or its beginning is damaged
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
    images = np.empty(shape, np.uint8)

    def read(i: int) -> Skipped | None:
        file = listed.files[i][2]
        try:
            with (root / file).open("rb") as opened:
                images[i] = read_photo(opened, size, colour, fit)
        except Exception as problem:  # decoders fail on broken files in many ways; each is told under the file's name
            return Skipped(file, reason(problem))
        return None

    with warnings.catch_warnings(action="ignore"), ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        unread = list(pool.map(read, range(len(images))))  # warnings are about damaged metadata and large files
    skipped = sorted([*listed.skipped, *filter(None, unread)], key=lambda skip: skip.file)
    kept = [i for i, skip in enumerate(unread) if skip is None]
    images = images if len(kept) == len(images) else images[kept]
    files = [listed.files[i] for i in kept]
    names = sorted({name for _, name, _ in files})
    if len(names) < 2:
        raise ValueError(_too_few(root, names, listed, skipped))
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
        tuple(listed.inner),
    )


def _too_few(root: Path, names: list[str], listed: Found, skipped: list[Skipped]) -> str:
    """Why a folder gives no two classes."""
    told = "; ".join(map(str, skipped[:3])) + (f"; and {len(skipped) - 3:,} more" if len(skipped) > 3 else "")
    example = f"Make one folder for each class, such as {root.name}/cat and {root.name}/dog, and put the photos there"
    if not listed.classes:
        return f"{root.name!r} has no class folders with photos. {example}"
    if not names:
        what = f"None of the {len(listed.files) + len(listed.skipped):,} files in {root.name!r} can be read as a photo"
        none = f"{root.name!r} has no photos in its folders {_cut(listed.classes)}. {example}"
        return f"{what}: {told}" if skipped else none
    place = root / names[0]
    while len(inner := sorted(place.glob("*/"))) == 1:
        place = inner[0]
    holds = f"which holds {_cut([path.name for path in inner])}"
    hint = f"Give {root.name}/{place.relative_to(root).as_posix()}, {holds}" if inner else ""
    empty = [name for name in listed.classes if name not in names]
    if empty:
        what = f"{root.name!r} has photos of {names[0]!r} only; none can be read in {_cut(empty)}. {told}"
        return f"{what}. {hint}" if hint else what
    return f"{root.name!r} has one class, {names[0]!r}, and two are needed. {hint or example}"
