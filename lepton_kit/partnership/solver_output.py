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

_lock = threading.Lock()


@contextmanager
def quiet_solver() -> Iterator[None]:
    """Hold back what is written to file descriptor 1, and let out all but the solver's chatter afterwards.

    No option of HiGHS silences the line that it prints when it repairs a solution. The process has one such descriptor,
    so of several threads one solves at a time; what the others print meanwhile comes late, not never. Where there is no
    such descriptor nothing is held.
    """
    with _lock, ExitStack() as held_back:
        _flush()
        with suppress(OSError):
            held_back.callback(_let_out, os.dup(1), held := tempfile.TemporaryFile())  # noqa: SIM115, closed by it
            os.dup2(held.fileno(), 1)
        yield


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
