"""Files out of a download: a folder, a zip, zips in a zip. Each student's have a budget of their own.

What is taken is put, byte by byte, into a temporary folder under a name of ours; what is too large is refused.
"""

import hashlib
import io
import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from lepton_kit.exercises.answer_losses import DATA_KINDS
from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.student_notebook import LARGEST_COPY

__all__ = ["Found", "Refused", "files_in"]

MOST_BYTES = 4 * LARGEST_COPY  # of one student's, unpacked
MOST_FILES = 200
MOST_ENTRIES = 10_000  # of a zip in the download
DEEPEST = 3
LONGEST_PATH = 1_000
# Notebooks are read first, so that junk uses up nobody's budget; some browsers add to their names.
_NOTEBOOK = re.compile(r".*\.ipynb(\.txt|\.json)?", re.IGNORECASE | re.DOTALL)
_PROGRAMS = r"__MACOSX|__pycache__|site-packages|node_modules|Thumbs\.db|desktop\.ini|.*:Zone\.Identifier"
_NOISE = re.compile(rf"\.(_.*|~.*|(?!\.$|(.*\.)?ipynb$).+)|~\$.*|{_PROGRAMS}", re.IGNORECASE | re.DOTALL)
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, RuntimeError, MemoryError)


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a download.

    Attributes
    ----------
    path : str
        By which it was found.
    file : Path
        Where it lies now.
    when, changed : datetime
        When the platform had it, and when it says itself that it was changed: a student's own zip may say anything.
    """

    path: str
    file: Path
    sha256: str
    when: datetime
    changed: datetime

    @property
    def is_notebook(self) -> bool:
        """Whether its name says so."""
        return bool(_NOTEBOOK.fullmatch(self.path))


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and why; without a reason it counts only where nothing else came from a student."""

    path: str
    reason: str


@dataclass(slots=True)
class _Download:
    """Where files go, whose they are by their path ("" for nobody's), and how much each has used up."""

    spool: Path
    owner: Callable[[str], str]
    bytes: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)

    def key(self, path: str) -> str:
        """Whose budget a file uses: its student's, or where that is not known that of the first folder or zip."""
        return self.owner(path) or f"/{PurePosixPath(path).parts[0]}"

    def take(self, path: str) -> Refused | bool:
        """Whether there is room for one more file of its student's; where there is none any more, that is said once."""
        key = self.key(path)
        if self.files[key] < 0:
            return False
        self.files[key] += 1
        if self.files[key] <= MOST_FILES and self.bytes[key] <= MOST_BYTES:
            return True
        self.files[key] = -1
        limit = f"{MOST_FILES} files and {MOST_BYTES / 1e6:.0f} MB"
        return Refused(path, f"and what comes after it was left out: at most {limit} of one student are read")


def files_in(source: Path, spool: Path, owner: Callable[[str], str] = lambda path: "") -> Iterator[Found | Refused]:
    """Each notebook and data file of a download as ``Found``, and as ``Refused`` what cannot be taken.

    Parameters
    ----------
    source : Path
        A folder, a zip or one notebook.
    spool : Path
        An empty folder for the files that are taken.
    owner : callable(path) -> str
        The id of the student to whom a path belongs, "" where it does not tell.

    Raises
    ------
    FileNotFoundError
        If there is no such file or folder.
    CourseError
        If the disk is full.
    """
    source = Path(source)
    if not source.exists():
        raise FileNotFoundError(f"There is no {source}.")
    download = _Download(spool, owner)
    if source.is_file():
        yield from _file(source, source.name, download, outermost=True)
        return
    for path in sorted(source.rglob("*"), key=lambda path: (not _NOTEBOOK.fullmatch(path.name), path)):
        name = path.relative_to(source).as_posix()
        if _is_noise(path.relative_to(source).parts):
            yield Refused(name, "")
        elif path.is_symlink() or path.is_file():
            if any(part.is_symlink() for part in (path, *path.parents) if part != source and source in part.parents):
                yield Refused(name, "is a link to another place")
            else:
                yield from _file(path, name, download)


def _is_noise(parts):
    return any(map(_NOISE.fullmatch, parts))


def _file(path, name, download, outermost=False):
    when, size = datetime.fromtimestamp(path.stat().st_mtime), path.stat().st_size
    if path.suffix.lower() == ".zip" and (outermost or not download.owner(name)):  # as the platform gave it
        with path.open("rb") as file:
            yield from _zip(file, "" if outermost else name, download, 1, None)
        return
    yield from _entry(name, size, partial(path.open, "rb"), when, when, download, 0)


def _zip(file: IO[bytes], name: str, download: _Download, depth: int, when: datetime | None):
    """The files of a zip; ``when`` is the platform's time where it is a student's own."""
    try:
        with zipfile.ZipFile(file) as opened:
            entries = [entry for entry in opened.infolist() if not entry.filename.endswith("/")]
            if not entries:
                yield Refused(name or "the zip", "holds no file")
            for entry in sorted(entries, key=lambda entry: not _NOTEBOOK.fullmatch(entry.filename)):
                path = _readable(entry).replace("\\", "/")
                parts = PurePosixPath(path).parts
                if path.endswith("/") or not parts:
                    continue
                whole = "/".join(filter(None, (name, *parts)))
                if _is_noise(parts):
                    yield Refused(whole, "")
                elif len(whole) > LONGEST_PATH:
                    yield Refused(whole[:80], "has a path that is too long")
                elif ".." in parts or parts[0].startswith("/") or ":" in parts[0]:
                    yield Refused(whole, "has a path that leads out of the zip")
                elif entry.flag_bits & 1:
                    yield Refused(whole, "is locked with a password")
                else:
                    changed, unpack = _date(entry), partial(opened.open, entry)
                    yield from _entry(whole, entry.file_size, unpack, when or changed, changed, download, depth)
    except _BROKEN as problem:
        yield Refused(name or "the zip", f"cannot be read as a zip: {problem}")


def _entry(path, size, opened, when, changed, download, depth):
    """One file, which ``opened`` opens; what a zip says of its size is not to be relied on."""
    suffix = PurePosixPath(path).suffix.lower()
    if (room := download.take(path)) is not True:
        yield from [room] if room else []
        return
    if suffix not in (".ipynb", ".zip") and suffix not in DATA_KINDS:
        yield Refused(path, "is not a notebook")
        return
    if size > LARGEST_COPY:
        yield Refused(path, f"is too large: {size / 1e6:,.0f} MB")
        return
    try:
        with opened() as stream:
            content = stream.read(LARGEST_COPY + 1)
    except _BROKEN as problem:
        yield Refused(path, f"cannot be unpacked: {str(problem) or 'it asks for more memory than there is'}")
        return
    download.bytes[download.key(path)] += len(content)
    if len(content) > LARGEST_COPY:
        yield Refused(path, f"is too large once unpacked: over {LARGEST_COPY / 1e6:.0f} MB")
    elif suffix != ".zip":
        sha256 = hashlib.sha256(content).hexdigest()
        file = download.spool / sha256
        try:
            file.write_bytes(content)
        except OSError as problem:  # not the student's doing, so nobody's copy is refused for it
            raise CourseError(
                f"There is no room to unpack in {download.spool}: {problem}. Nothing was taken."
            ) from None
        yield Found(path, file, sha256, when, changed)
    elif depth == DEEPEST:
        yield Refused(path, f"is a zip in a zip, {depth + 1} deep")
    elif content.count(b"PK\x01\x02") > MOST_ENTRIES:
        yield Refused(path, f"is a zip of over {MOST_ENTRIES:,} files")
    else:
        yield from _zip(io.BytesIO(content), path, download, depth + 1, when if download.owner(path) else None)


def _readable(entry: zipfile.ZipInfo) -> str:
    """An entry's name; some programs write UTF-8 and do not say so."""
    if not entry.flag_bits & 0x800:
        with suppress(UnicodeError):
            return entry.filename.encode("cp437").decode("utf-8")
    return entry.filename


def _date(entry: zipfile.ZipInfo) -> datetime:
    with suppress(ValueError):
        return datetime(*entry.date_time)
    return datetime(1980, 1, 1)
