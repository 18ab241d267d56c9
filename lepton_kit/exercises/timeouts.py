"""A time limit for a learner's function, by the same interrupt that JupyterLab's stop button sends."""

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["TooLong", "time_limit"]


class TooLong(Exception):
    """The code in the block was interrupted because its time was up."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the block after ``seconds``. Outside the main thread, which cannot be interrupted, there is no limit.

    Nor is there one in a browser, whose Python has no threads: there the stop button ends what never ends.

    Examples
    --------
    >>> with time_limit(0.05):
    ...     while True:
    ...         pass
    Traceback (most recent call last):
    lepton_kit.exercises.timeouts.TooLong: 0.05 s were not enough
    """
    if sys.platform == "emscripten" or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored in what a script starts with &
    first = threading.Lock()  # taken once: by the end of the time, or by that of the block

    def fire() -> None:
        if first.acquire(blocking=False):
            _thread.interrupt_main()

    timer = threading.Timer(seconds, fire)
    timer.daemon = True
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if first.acquire(blocking=False):  # it is the learner's own
            raise
        raise TooLong(f"{seconds} s were not enough") from None
    finally:
        first.acquire(blocking=False)
        timer.cancel()
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
