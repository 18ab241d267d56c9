"""Keep the solver quiet: HiGHS 1.12 prints a line now and then, past its own options and past ``sys.stdout``."""

import ctypes
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import IO

__all__ = ["quiet_solver"]

CHATTER = b"HighsMipSolverData::"

_lock, _held, _solving = threading.Lock(), ExitStack(), 0


@contextmanager
def quiet_solver() -> Iterator[None]:
    """Hold back what is written to file descriptor 1, and let out all but the solver's chatter afterwards.

    No option of HiGHS silences the line that it prints when it repairs a solution. Threads may solve at the same time:
    the first one in holds the descriptor, the last one out gives it back, and what other threads print meanwhile comes
    late, not never. Where there is no such descriptor nothing is held.
    """
    global _solving
    with _lock:
        _solving += 1
        if _solving == 1:
            _flush()
            with suppress(OSError):
                _held.callback(_let_out, os.dup(1), held := tempfile.TemporaryFile())  # noqa: SIM115, closed by it
                os.dup2(held.fileno(), 1)
    try:
        yield
    finally:
        with _lock:
            _solving -= 1
            if _solving == 0:
                _held.close()


def _let_out(standard_output: int, held: IO[bytes]) -> None:
    _flush()
    os.dup2(standard_output, 1)
    os.close(standard_output)
    held.seek(0)
    for line in held:
        if not line.startswith(CHATTER):
            os.write(1, line)
    held.close()


def _flush() -> None:
    """Write out what Python and the C library have in store for the descriptor."""
    with suppress(Exception):  # a notebook's or a closed stream
        sys.stdout.flush()
    with suppress(AttributeError, OSError):
        (ctypes.CDLL(None) if os.name == "posix" else ctypes.CDLL("ucrtbase")).fflush(None)
