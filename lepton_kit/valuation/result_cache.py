"""What was computed once, kept on disk: one small file a coalition, which several processes may share."""

import hashlib
import inspect
import io
import pickle
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from lepton_kit import __version__
from lepton_kit.files import write

__all__ = ["ResultCache"]

_DAMAGED = (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error)


class ResultCache:
    """A folder of results, keyed by partners, score and code.

    Parameters
    ----------
    folder : path
        Made if it is not there.
    partners : sequence
        What the score is about; of a :class:`DataPartner` its images and labels count, not its price.
    score : callable
        Its attribute ``fingerprint``, if it has one, says what its results depend on (data, recipe, code); else the
        pickled score and its source do. Data that a function reads from elsewhere are not seen: give it one.

    Raises
    ------
    ValueError
        If the folder cannot be made, or the score has no ``fingerprint`` and cannot be pickled.
    """

    def __init__(self, folder: str | Path, partners: Sequence[Any], score: Callable[..., Any]) -> None:
        try:
            if not folder:
                raise OSError("it has no name")
            self.folder = Path(folder).expanduser()
            self.folder.mkdir(parents=True, exist_ok=True)
        except (OSError, TypeError) as problem:
            raise ValueError(f"cache must be a folder to keep results in; got {folder!r}: {problem}") from None
        used = hashlib.sha256(f"{__version__} {_identity(score)}".encode())
        for partner in partners:
            if hasattr(partner, "indices"):
                used.update(np.asarray(partner.indices, np.int64).tobytes() + np.asarray(partner.labels).tobytes())
            used.update(b"|" if hasattr(partner, "indices") else f"{partner!r}|".encode())
        self._base = used.hexdigest()

    def _file(self, members):
        return self.folder / f"{hashlib.sha256(f'{self._base} {members}'.encode()).hexdigest()[:32]}.npz"

    def read(self, members: tuple[int, ...]) -> np.ndarray | None:
        """The result of a coalition; None if it is not there or the file is damaged, which its check sums tell."""
        try:
            with self._file(members).open("rb") as file, np.load(file, allow_pickle=False) as stored:
                return stored["value"] if stored["members"].tolist() == list(members) else None
        except _DAMAGED:
            return None

    def write(self, members: tuple[int, ...], value: np.ndarray) -> str:
        """Keep a result, whole or not at all.

        Returns what kept it from being kept, such as a full disk, or "".
        """
        content = io.BytesIO()
        np.savez_compressed(content, value=value, members=np.array(members, dtype=int))
        try:
            write(self._file(members), content.getvalue())
        except OSError as problem:
            return str(problem)
        return ""


def _identity(score):
    """What tells one score from another: its own fingerprint, or what it is made of."""
    owner = getattr(score, "__self__", score)
    if fingerprint := getattr(owner, "fingerprint", ""):
        return f"{fingerprint} {getattr(score, '__name__', '')}"
    function = score
    while isinstance(function, partial):
        function = function.func
    code = function if inspect.isroutine(function) else type(function)
    try:
        return hashlib.sha256(pickle.dumps(score) + inspect.getsource(code).encode()).hexdigest()
    except (pickle.PicklingError, AttributeError, TypeError, OSError) as problem:
        unknown = f"A cache needs to know what {score!r} depends on, and it can neither be pickled nor read ({problem})"
        own = "an attribute `fingerprint`, a text that changes with its data and code"
        raise ValueError(f"{unknown}. Define it in a module, or give it {own}") from None
