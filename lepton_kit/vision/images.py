"""A folder of photos as one array: cropped, scaled, every file that will not do named with its reason."""

import io
import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from lepton_kit.validate import one_of, whole
from lepton_kit.vision.tensors import as_size

__all__ = ["FITS", "Photos", "Skipped", "read_folder", "read_image"]

FITS = ("crop", "pad", "stretch")
_FORMATS = ("PNG", "JPEG", "WEBP")
_SUFFIXES = (".png", ".jpg", ".jpeg", ".jfif", ".webp")
_NOT_THE_USERS = ("thumbs.db", "desktop.ini")  # written by file managers, as are names that begin with a dot


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, and why."""

    file: str
    reason: str

    def __str__(self):
        return f"{self.file}: {self.reason}"


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
        The files that were left out, each with its reason.
    """

    images: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]
    files: tuple[str, ...]
    skipped: tuple[Skipped, ...]

    def _summary(self):
        size = " x ".join(map(str, self.images.shape[1:]))
        counts = np.bincount(self.labels, minlength=len(self.class_names))
        classes = ", ".join(f"{name} {count:,}" for name, count in zip(self.class_names, counts, strict=True))
        return f"{len(self.labels):,} photos of {size}: {classes}; {len(self.skipped)} skipped"

    def __repr__(self):
        return "\n".join([self._summary(), *(f"  {each}" for each in self.skipped)])

    def _repr_html_(self):
        rows = "".join(f"<li><code>{escape(each.file)}</code>: {escape(each.reason)}</li>" for each in self.skipped)
        return f"<p>{escape(self._summary())}</p>" + (f"<ul>{rows}</ul>" if rows else "")


def read_folder(folder, *, size=64, colour=True, fit="crop", most_pixels=50_000_000):
    """Read a folder that holds one folder of photos for each class.

    PNG, JPEG and WebP of every kind: grey, palette, transparent (laid on white), CMYK, 16 bits, turned by the camera.
    What cannot be read is skipped and named; it never stops the rest.

    Parameters
    ----------
    folder : path
    size : int or (height, width)
        Of every image in the result, in pixels.
    colour : bool
        Three channels, or one grey one.
    fit : str
        "crop" cuts the largest part of the right shape out of the middle, "pad" adds white borders, "stretch" distorts.
    most_pixels : int
        Files with more are skipped before they are unpacked: a small file may unpack to more than the memory holds.

    Returns
    -------
    Photos

    Raises
    ------
    ValueError
        If there is no such folder, it has no class folders, or none of its photos can be read.

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
    root, size = Path(folder).expanduser(), as_size(size)
    one_of("fit", fit, FITS)
    most_pixels = whole("most_pixels", most_pixels, low=1)
    chosen, skipped = _find(root)

    def read(file):
        try:
            return _read(root / file, size, colour, fit, most_pixels)
        except Exception as problem:  # decoders fail on broken files in many ways; each is told under the file's name
            return Skipped(file, _reason(problem))

    with warnings.catch_warnings(), ThreadPoolExecutor(min(8, 2 * (os.cpu_count() or 1))) as pool:
        warnings.simplefilter("ignore")  # about damaged metadata and large files; what is too large is told by _read
        results = list(pool.map(read, chosen))
    skipped += [result for result in results if isinstance(result, Skipped)]
    kept = [(file, image) for file, image in zip(chosen, results, strict=True) if not isinstance(image, Skipped)]
    if not kept:
        raise ValueError(_nothing(root, skipped))
    files = tuple(file for file, _ in kept)
    names, labels = np.unique([file.partition("/")[0] for file in files], return_inverse=True)
    images = np.stack([image for _, image in kept])
    return Photos(images, labels, tuple(map(str, names)), files, tuple(sorted(skipped, key=lambda each: each.file)))


def read_image(path, *, size=64, colour=True, fit="crop", most_pixels=50_000_000):
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
    path, size = io.BytesIO(path) if sent else Path(path).expanduser(), as_size(size)
    one_of("fit", fit, FITS)
    most_pixels = whole("most_pixels", most_pixels, low=1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(path, size, colour, fit, most_pixels)
    except Exception as problem:
        raise ValueError(f"{'The picture' if sent else f'{path.name}:'} {_reason(problem)}") from problem


def _find(root):
    """The files that look like photos, as "class/name" in order, and what is left out from the start."""
    if not root.is_dir():
        what = "is a file" if root.exists() else "does not exist"
        raise ValueError(f"{str(root)!r} {what}; give the folder that holds one folder of photos for each class")
    chosen, skipped = [], []
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or name.lower() in _NOT_THE_USERS:
                continue
            path = Path(place, name)
            file = path.relative_to(root).as_posix()
            if path.suffix.lower() not in _SUFFIXES:
                skipped.append(
                    Skipped(file, f"is no PNG, JPEG or WebP file by its name ({path.suffix or 'no ending'})")
                )
            elif path.parent == root:
                skipped.append(Skipped(file, "lies beside the class folders; move it into one of them"))
            else:
                chosen.append(file)
    return sorted(chosen), skipped


def _nothing(root, skipped):
    if all("beside" in each.reason for each in skipped):
        return (
            f"{root.name!r} has no class folders with photos. Make one folder for each class, such as "
            f"{root.name}/cat and {root.name}/dog, and put the photos there"
        )
    told = "; ".join(map(str, skipped[:3]))
    return f"None of the {len(skipped)} files in {root.name!r} can be read as a photo: {told}"


def _read(path, size, colour, fit, most_pixels):
    """One photo as an array; whatever is wrong with it is raised."""
    from PIL import Image, ImageOps

    if (path.getbuffer().nbytes if isinstance(path, io.BytesIO) else path.stat().st_size) == 0:
        raise ValueError("is empty, 0 bytes")
    with Image.open(path, formats=_FORMATS) as image:
        if image.width * image.height > most_pixels:
            raise ValueError(f"has {image.width:,} x {image.height:,} pixels, more than the {most_pixels:,} allowed")
        if colour or image.mode == "L":  # a JPEG is unpacked at a half, a quarter or an eighth, if that is enough
            image.draft(image.mode, (max(size),) * 2)
        ImageOps.exif_transpose(image, in_place=True)
        image = _plain(image, colour)
        height, width = size
        how = {"method": Image.Resampling.BILINEAR}
        if fit == "crop":
            image = ImageOps.fit(image, (width, height), **how)
        elif fit == "pad":
            image = ImageOps.pad(image, (width, height), color="white", **how)
        else:
            image = image.resize((width, height), how["method"])
        return np.asarray(image)


def _plain(image, colour):
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


def _reason(problem):
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
