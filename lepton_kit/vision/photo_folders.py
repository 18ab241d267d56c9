"""Folders of photos as people have them: which are classes, which are parts of a split, and what is nobody's photo."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

__all__ = ["SUFFIXES", "Found", "Skipped", "as_path", "find_photos"]

SUFFIXES = (".png", ".jpg", ".jpeg", ".jfif", ".webp", ".avif", ".heic", ".heif")
_CALLED = {
    "train": ("train", "training"),
    "validation": ("val", "valid", "validation", "dev"),
    "test": ("test", "testing"),
}
PARTS = {name: part for part, names in _CALLED.items() for name in names}
"""What folders above the classes are called, and which part of a split they are."""

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
    skipped : list of Skipped
    """

    files: list[tuple[str, str, str]]
    classes: list[str]
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

    Folders called train, validation, test and the like that hold class folders are parts of a split. Links to folders
    are followed, each folder once. What file managers, cameras and storage boxes leave behind is passed over.
    """
    seen, skipped = {os.path.realpath(root)}, list[Skipped]()
    folders = list(_folders(root, root, seen, skipped))
    inner = {folder: list(_folders(folder, root, seen, skipped)) for folder in folders if folder.name.lower() in PARTS}
    parts = {folder: classes for folder, classes in inner.items() if classes}
    others = [folder for folder in folders if parts and folder not in parts]
    if mixed := [folder.name for folder in others if any(_files(folder, root, set(seen), []))]:
        raise ValueError(
            f"{root.name!r} holds parts of a split ({', '.join(part.name for part in parts)}) and photos beside them "
            f"({', '.join(mixed)}). Move these into the parts, or give one of the parts"
        )
    skipped += [Skipped(_below(folder, root), "holds no photos, and is no part of the split") for folder in others]
    places = [(PARTS[part.name.lower()], folder) for part, classes in parts.items() for folder in classes]
    places = places or [("", folder) for folder in folders]
    files = [
        (part, normalize("NFC", folder.name), _below(file, root))  # disks spell "é" in two ways
        for part, folder in places
        for file in _files(folder, root, seen, skipped, already=inner.get(folder, []))
    ]
    for path in (path for place in [root, *parts] for path in _entries(place, root, skipped) if not path.is_dir()):
        photo = path.suffix.lower() in SUFFIXES
        why = "lies beside the class folders; move it into one of them" if photo else _no_photo(path)
        skipped.append(Skipped(_below(path, root), why))
    classes = sorted({normalize("NFC", folder.name) for _, folder in places})
    return Found(sorted(files, key=lambda file: file[2]), classes, skipped)


def _entries(folder: Path, root: Path, skipped: list[Skipped]) -> list[Path]:
    """What lies in a folder, but for what nobody put there; links last, so that a folder goes by its own name."""
    try:
        paths = [path for path in folder.iterdir() if not path.name.startswith(".") and path.name.lower() not in _JUNK]
    except OSError as problem:
        skipped.append(Skipped(_below(folder, root), f"cannot be opened: {(problem.strerror or 'error').lower()}"))
        return []
    return sorted(paths, key=lambda path: (path.is_symlink(), path.name))


def _folders(folder: Path, root: Path, seen: set[str], skipped: list[Skipped]) -> Iterator[Path]:
    """The folders in a folder that were not come by before."""
    for path in _entries(folder, root, skipped):
        if path.is_dir():
            real = os.path.realpath(path)
            if real in seen:
                skipped.append(Skipped(_below(path, root), "leads to a folder that was read already"))
            else:
                seen.add(real)
                yield path


def _files(
    folder: Path, root: Path, seen: set[str], skipped: list[Skipped], already: list[Path] | None = None
) -> Iterator[Path]:
    """The files in a folder and those below it that look like photos."""
    for path in _entries(folder, root, skipped):
        if path.is_dir():
            continue
        if path.suffix.lower() in SUFFIXES:
            yield path
        else:
            skipped.append(Skipped(_below(path, root), _no_photo(path)))
    for inner in already or _folders(folder, root, seen, skipped):
        yield from _files(inner, root, seen, skipped)


def _no_photo(path: Path) -> str:
    return f"is no PNG, JPEG or WebP file by its name ({path.suffix or 'no ending'})"


def _below(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
