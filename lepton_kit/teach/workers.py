"""Work spread over processes of which each may die or hang: that costs the piece it was at, and nothing else."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Any

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

__all__ = ["spread"]

MEMORY = 4 << 30  # bytes of address space for reading one copy


def spread(
    function: Callable[..., Any],
    pieces: Iterable[tuple[str, tuple[Any, ...]]],
    *,
    seconds: float,
    jobs: int = 1,
    memory: int = MEMORY,
) -> Iterator[tuple[str, Any, str]]:
    """Call ``function(*arguments)`` for each piece in ``jobs`` processes, and yield results as they come.

    Parameters
    ----------
    function : callable
        A function of a module, found again by name in the other process.
    pieces : iterable of (key, arguments)
        The arguments are a tuple; each is asked for when a process is free for it, so few are held at a time.
    seconds : float
        The most that one piece may take; its process is then ended.
    jobs : int
        Number of processes.
    memory : int
        Bytes of address space that a process may have.

    Yields
    ------
    key, result, trouble
        ``trouble`` is "" or a sentence that says why there is no result.
    """
    waiting = iter(pieces)
    workers: list[_Worker] = []
    piece = next(waiting, None)
    try:
        while piece is not None or any(worker.key is not None for worker in workers):
            if piece is not None and len(workers) < jobs:
                workers.append(_Worker(function, memory))
            for worker in workers:
                if worker.key is None and piece is not None:
                    worker.begin(*piece, seconds)
                    piece = next(waiting, None)
            busy = [worker for worker in workers if worker.key is not None]
            ready = wait([worker.pipe for worker in busy], timeout=min(w.deadline for w in busy) - time.monotonic())
            for place, worker in enumerate(workers):
                if worker.pipe in ready:
                    key, (result, trouble) = worker.key, worker.end()
                elif worker.key is not None and time.monotonic() > worker.deadline:
                    key, result, trouble = worker.key, None, f"it was ended after {seconds:g} s"
                else:
                    continue
                if trouble:
                    worker.stop()
                    workers[place] = _Worker(function, memory)
                yield key, result, trouble
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """One process, and the key of the piece that it is at, or None."""

    def __init__(self, function, memory):
        context = multiprocessing.get_context("spawn")
        self.key, self.deadline = None, float("inf")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(function, theirs, memory), daemon=False)
        self.process.start()
        theirs.close()

    def begin(self, key: str, arguments: tuple[Any, ...], seconds: float) -> None:
        self.key, self.deadline = key, time.monotonic() + seconds
        with suppress(OSError):  # it died while idle; the next look at the pipe says so
            self.pipe.send(arguments)

    def end(self) -> tuple[Any, str]:
        try:
            outcome = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(5)
            outcome = None, f"the process at work died (exit code {self.process.exitcode})"
        self.key, self.deadline = None, float("inf")
        return outcome

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _serve(function, pipe, memory):
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C is for the process that we work for
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while True:
        try:
            arguments = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((function(*arguments), ""))
        except BrokenPipeError:  # whoever asked was ended
            return
        except Exception as problem:  # a fault of ours, told with the copy that brought it out
            pipe.send((None, f"it stopped with {type(problem).__name__}: {problem}"))
