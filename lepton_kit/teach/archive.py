"""Notebooks out of a download: a folder, a zip, zips in a zip. Nothing is unpacked; what is too large is refused."""

import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

__all__ = ["LARGEST_FILE", "Found", "Refused", "notebooks"]

LARGEST_FILE = 30_000_000
LARGEST_TOTAL = 4_000_000_000
MOST_FILES = 50_000
DEEPEST = 3
_NOISE = {"__MACOSX", ".ipynb_checkpoints", ".git", ".DS_Store", "Thumbs.db"}
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a download: the path by which it was found, its content and when it was last changed."""

    path: str
    content: bytes
    when: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and why."""

    path: str
    reason: str


class _Budget:
    """How much more may be read: of bytes and of files, over all zips together."""

    def __init__(self):
        self.bytes, self.files = LARGEST_TOTAL, MOST_FILES

    def take(self, size):
        self.bytes, self.files = self.bytes - size, self.files - 1

    @property
    def spent(self):
        return self.bytes < 0 or self.files < 0


def notebooks(source):
    """Each notebook of a folder or zip as ``Found``, and as ``Refused`` what looks like an answer but cannot be taken.

    Parameters
    ----------
    source : Path
        A folder, a zip or one notebook.

    Raises
    ------
    FileNotFoundError
        If there is no such file or folder.
    """
    source = Path(source)
    if not source.exists():
        raise FileNotFoundError(f"There is no {source}.")
    budget = _Budget()
    if source.is_file():
        yield from _file(source, source.name, budget)
        return
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if _NOISE.isdisjoint(path.relative_to(source).parts) and (path.is_symlink() or path.is_file()):
            if any(each.is_symlink() for each in (path, *path.parents) if each != source and source in each.parents):
                yield Refused(name, "is a link to another place")
            else:
                yield from _file(path, name, budget)


def _file(path, name, budget):
    size = path.stat().st_size
    archive = path.suffix.lower() == ".zip"
    if size > (LARGEST_TOTAL if archive else LARGEST_FILE):
        yield Refused(name, f"is too large: {size / 1e6:,.0f} MB")
    elif archive:
        with path.open("rb") as file:
            yield from _zip(file, "" if path.name == name else name, budget, 1)
    else:
        budget.take(size)
        yield _judged(name, path.read_bytes, datetime.fromtimestamp(path.stat().st_mtime), budget)


def _judged(name, read, when, budget):
    """One file, which ``read`` fetches, where it is a notebook."""
    if PurePosixPath(name).suffix.lower() != ".ipynb":
        return Refused(name, "is not a notebook")
    if budget.spent:
        return Refused(name, "was left out: this download holds more than can be read")
    return Found(name, read(), when)


def _zip(file, name, budget, depth):
    try:
        with zipfile.ZipFile(file) as opened:
            for entry in opened.infolist():
                parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
                if not entry.is_dir() and _NOISE.isdisjoint(parts):
                    yield from _entry(opened, entry, parts, name, budget, depth)
    except _BROKEN as problem:
        yield Refused(name or "the zip", f"cannot be read as a zip: {problem}")


def _entry(opened, entry, parts, name, budget, depth):
    path = "/".join(filter(None, (name, *parts)))
    if ".." in parts or parts[0].startswith("/") or ":" in parts[0]:
        yield Refused(path, "has a path that leads out of the zip")
        return
    archive = path.lower().endswith(".zip")
    if not archive and not path.lower().endswith(".ipynb"):
        yield Refused(path, "is not a notebook")
        return
    if entry.flag_bits & 1:
        yield Refused(path, "is locked with a password")
        return
    if budget.spent:
        yield Refused(path, "was left out: this download holds more than can be read")
        return
    try:
        with opened.open(entry) as stream:
            content = stream.read(LARGEST_FILE + 1)  # what the zip says of its size is not to be relied on
    except (*_BROKEN, RuntimeError) as problem:
        yield Refused(path, f"cannot be unpacked: {problem}")
        return
    budget.take(len(content))
    if len(content) > LARGEST_FILE:
        yield Refused(path, f"is too large once unpacked: over {LARGEST_FILE / 1e6:.0f} MB")
    elif not archive:
        yield Found(path, content, _when(entry))
    elif depth == DEEPEST:
        yield Refused(path, f"is a zip in a zip, {depth + 1} deep")
    else:
        yield from _zip(io.BytesIO(content), path, budget, depth + 1)


def _when(entry):
    try:
        return datetime(*entry.date_time)
    except ValueError:
        return datetime(1980, 1, 1)
