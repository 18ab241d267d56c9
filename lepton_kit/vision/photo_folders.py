"""Folders of photos as people have them: which are classes, which are parts of a split, and what is nobody's photo."""

import os
import re
from dataclasses import dataclass
from heapq import heappop, heappush
from pathlib import Path
from typing import Any
from unicodedata import normalize

__all__ = ["KINDS", "Found", "Skipped", "as_path", "find_photos"]

KINDS = "PNG, JPEG, WebP, TIFF, BMP, GIF or PGM"
"""What photos are kept in, but for what needs a package more."""
_SUFFIXES = {".png", ".jpg", ".jpeg", ".jfif", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".pgm", ".ppm"}
_SUFFIXES |= {".avif", ".heic", ".heif"}
_PART = re.compile(
    "(?P<own>.+[ _-])?(?:(?P<train>train(?:ing)?)|(?P<validation>val(?:id(?:ation)?)?|dev)|"
    r"(?P<test>test(?:ing)?|evaluation))(?:[ _-]?(?:set|data|images|photos))?[ _-]?\d*",
    re.IGNORECASE,
)
"""What folders are called, such as train, Test_set or val2017, that are a part of a split, and which part."""

_JUNK = {"@eadir", "#recycle", "@recycle", "$recycle.bin", "lost+found", "__pycache__", "__macosx", "thumbs.db"}
_JUNK |= {"desktop.ini", "system volume information"}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was left out, and why."""

    file: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in a folder.

    Attributes
    ----------
    files : list of (str, str, str)
        Part ("" if there is no split), class and path below the root, in order.
    classes : list of str
        Every class folder, also an empty one.
    inner : list of str
        Folders that lie, by these names, in each of the classes: perhaps these are meant to be the classes.
    skipped : list of Skipped
    """

    files: list[tuple[str, str, str]]
    classes: list[str]
    inner: list[str]
    skipped: list[Skipped]


def as_path(folder: Any) -> Path:
    """An existing folder, or an error that says what was given."""
    wanted = "give the folder that holds one folder of photos for each class"
    if not isinstance(folder, (str, os.PathLike)) or not str(folder).strip():
        raise ValueError(f"folder must be a path such as 'photos'; got {folder!r}: {wanted}")
    try:
        path = Path(folder).expanduser()
        what = "" if path.is_dir() else "is a file" if path.exists() else "does not exist"
    except (OSError, RuntimeError, ValueError) as problem:  # a name that is too long, a ~user that is not there
        raise ValueError(f"{str(folder)[:80]!r} cannot be opened ({problem.__class__.__name__}); {wanted}") from None
    if what:
        raise ValueError(f"{str(path)!r} {what}; {wanted}")
    return path


def find_photos(root: Path) -> Found:
    """The files that look like photos, by class, and what is left out from the start.

    Folders called train, validation, test and the like are parts of a split, be they above the class folders or, all of
    them, within. Links to folders are followed, each folder once. What file managers, cameras and storage boxes leave
    behind is passed over.
    """
    skipped: list[Skipped] = []
    folders, photos = _all_below(root, skipped)
    names = sorted(folder.relative_to(root).parts for folder in folders)
    matches = {name[0]: match for name in names if len(name) == 2 and (match := _PART.fullmatch(name[0]))}
    kinds = {match.lastgroup for match in matches.values()}
    plain = any(match["own"] is None for match in matches.values())
    parts = set(matches) if plain or len(kinds) > 1 else set()  # a toy_train alone is a toy
    depth = 2 if parts else 1  # of the class folders
    others = [name[0] for name in names if parts and len(name) == 1 and name[0] not in parts]
    tops = {photo.relative_to(root).parts[0] for photo in photos if photo.parent != root}
    if mixed := [name for name in others if name in tops]:
        raise ValueError(
            f"{root.name!r} holds parts of a split ({', '.join(sorted(parts))}) and photos beside them "
            f"({', '.join(mixed)}). Move these into the parts, or give one of the parts"
        )
    skipped += [Skipped(name, "holds no photos, and is no part of the split") for name in others]
    within: dict[str, set[str]] = {}  # the folders in each class folder
    for name in (name for name in names if name[0] not in others and len(name) >= depth):
        within.setdefault(_spelt(name[depth - 1]), set()).update(name[depth : depth + 1])
    called = {part and part.lastgroup for part in map(_PART.fullmatch, within)}
    if len(called) > 1 and None not in called:
        listed = ", ".join(sorted(within))
        lack = f"parts of a split, {listed}, that have no class folders. Make one in them for each class, such as cat"
        twice = f"parts of a split in each other, {listed} within {', '.join(sorted(parts))}. Move the inner ones'"
        raise ValueError(f"{root.name!r} holds {f'{twice} folders up' if parts else lack}")
    inner = set.intersection(*within.values()) if len(within) > 1 else set()
    split_inside = depth == 1 and inner and all(map(_PART.fullmatch, inner))
    files, spellings = [], {name.casefold(): name for name in sorted(within, reverse=True)}
    for photo in photos:
        *above, _ = photo.relative_to(root).parts
        if len(above) < depth:
            skipped.append(Skipped(_below(photo, root), "lies beside the class folders; move it into one of them"))
        else:
            part = _PART.fullmatch(above[0] if parts else above[1] if split_inside and above[1:] else "")
            name = spellings[_spelt(above[depth - 1]).casefold()]
            files.append((str(part.lastgroup) if part else "", name, _below(photo, root)))
    files.sort(key=lambda file: file[2])
    return Found(files, sorted(spellings.values()), [] if split_inside else sorted(inner), skipped)


def _spelt(name: str) -> str:
    """A folder's name as one can print it: disks spell "é" in two ways, and some names are no text at all."""
    return normalize("NFC", name).encode(errors="backslashreplace").decode()


def _all_below(root: Path, skipped: list[Skipped]) -> tuple[list[Path], list[Path]]:
    """The folders below a folder and the files that look like photos, but for what nobody put there."""
    todo, seen, folders, photos = [(0, False, root)], set[str](), list[Path](), list[Path]()
    while todo:
        depth, _, folder = heappop(todo)  # the highest first, then links, so that a folder goes by its own name
        if (real := os.path.realpath(folder)) in seen:
            skipped.append(Skipped(_below(folder, root), "leads to a folder that was read already"))
            continue
        seen.add(real)
        folders.append(folder)
        try:
            paths = [path for path in folder.iterdir() if not path.name.startswith(".")]
        except OSError as problem:
            why = f"cannot be opened: {(problem.strerror or 'error').lower()}"
            skipped.append(Skipped(_below(folder, root), why))
            continue
        for path in (path for path in paths if path.name.lower() not in _JUNK):
            if path.is_dir():
                heappush(todo, (depth + 1, path.is_symlink(), path))
            elif path.suffix.lower() in _SUFFIXES and not path.is_fifo():  # to open a pipe is to wait for it
                photos.append(path)
            else:
                why = f"is no {KINDS} file by its name ({path.suffix or 'no ending'})"
                skipped.append(Skipped(_below(path, root), why))
    return folders[1:], photos


def _below(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
