"""Silence around one call into a library that talks whatever it is asked."""

import logging
import os
import sys
import warnings
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from threading import RLock

__all__ = ["quiet"]

_ONE = RLock()  # two at once would give the streams back crosswise


@contextmanager
def quiet():
    """Drop what the block prints, warns, logs, or writes in C on file descriptors 1 and 2.

    It holds for the whole process, other threads included, so put it around one call and no more. Errors come through.

    Examples
    --------
    >>> with quiet():
    ...     _ = os.write(1, b"from C")
    ...     print("from Python")
    """
    with _ONE, ExitStack() as stack:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        hole = os.open(os.devnull, os.O_WRONLY)
        stack.callback(os.close, hole)
        for descriptor in (1, 2):
            original = os.dup(descriptor)
            stack.callback(os.close, original)
            stack.callback(os.dup2, original, descriptor)
            os.dup2(hole, descriptor)
        stack.callback(logging.disable, logging.root.manager.disable)
        logging.disable(logging.CRITICAL)
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        stack.enter_context(redirect_stdout(StringIO()))
        stack.enter_context(redirect_stderr(StringIO()))
        yield
