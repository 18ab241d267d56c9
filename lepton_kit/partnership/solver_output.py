"""Keep the solver quiet: HiGHS 1.12 prints a line now and then, past its own options and past ``sys.stdout``."""

import ctypes
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

__all__ = ["quiet_solver"]

CHATTER = b"HighsMipSolverData::"

_lock = threading.Lock()
_solving = 0
_standard_output: int | None = None
_held: IO[bytes] | None = None


@contextmanager
def quiet_solver() -> Iterator[None]:
    """Hold back what is written to file descriptor 1, and let out all but the solver's chatter afterwards.

    No option of HiGHS silences the line that it prints when it repairs a solution. Threads may solve at the same time:
    the first one in holds the descriptor, the last one out gives it back, and what other threads print meanwhile comes
    late, not never. Where there is no such descriptor nothing is held.
    """
    global _solving, _standard_output, _held
    with _lock:
        _solving += 1
        if _solving == 1:
            _flush()
            with suppress(OSError):
                _standard_output = os.dup(1)
                _held = tempfile.TemporaryFile()  # noqa: SIM115, closed by the last one out
                os.dup2(_held.fileno(), 1)
    try:
        yield
    finally:
        with _lock:
            _solving -= 1
            if _solving == 0 and _held is not None and _standard_output is not None:
                _flush()
                os.dup2(_standard_output, 1)
                os.close(_standard_output)
                _held.seek(0)
                for line in _held:
                    if not line.startswith(CHATTER):
                        os.write(1, line)
                _held.close()
                _standard_output = _held = None


def _flush() -> None:
    """Write out what Python and the C library have in store for the descriptor."""
    with suppress(Exception):  # a notebook's or a closed stream
        sys.stdout.flush()
    with suppress(AttributeError, OSError):
        (ctypes.CDLL(None) if os.name == "posix" else ctypes.CDLL("ucrtbase")).fflush(None)
