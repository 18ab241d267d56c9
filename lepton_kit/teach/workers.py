"""Work spread over processes of which each may die or hang: that costs the piece it was at, and nothing else."""

import multiprocessing
import os
import time
from collections import deque
from contextlib import suppress
from multiprocessing.connection import wait

__all__ = ["spread"]


def spread(function, pieces, *, jobs, seconds):
    """Call ``function(*arguments)`` for each piece in ``jobs`` processes, and yield results as they come.

    Parameters
    ----------
    function : callable
        A function of a module, found again by name in the other process.
    pieces : dict
        The arguments, a tuple, by key.
    jobs : int
        Number of processes.
    seconds : float
        The most that one piece may take; its process is then ended.

    Yields
    ------
    key, result, trouble
        ``trouble`` is "" or a sentence that says why there is no result.
    """
    waiting, workers = deque(pieces.items()), []
    try:
        workers = [_Worker(function) for _ in range(min(jobs, len(pieces)))]
        while waiting or any(worker.key is not None for worker in workers):
            for worker in workers:
                if worker.key is None and waiting:
                    worker.begin(*waiting.popleft(), seconds)
            busy = [worker for worker in workers if worker.key is not None]
            ready = wait([worker.pipe for worker in busy], timeout=min(w.deadline for w in busy) - time.monotonic())
            for place, worker in enumerate(workers):
                if worker.pipe in ready:
                    key, (result, trouble) = worker.key, worker.end()
                elif worker.key is not None and time.monotonic() > worker.deadline:
                    key, result, trouble = worker.key, None, f"marking was ended after {seconds:g} s"
                else:
                    continue
                if trouble:
                    worker.stop()
                    workers[place] = _Worker(function)
                yield key, result, trouble
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """One process, and the key of the piece that it is at, or None."""

    def __init__(self, function):
        context = multiprocessing.get_context("spawn")
        self.key, self.deadline = None, float("inf")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(function, theirs), daemon=False)
        self.process.start()
        theirs.close()

    def begin(self, key, arguments, seconds):
        self.key, self.deadline = key, time.monotonic() + seconds
        with suppress(OSError):  # it died while idle; the next look at the pipe says so
            self.pipe.send(arguments)

    def end(self):
        try:
            found = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(5)
            found = None, f"the marking process died (exit code {self.process.exitcode})"
        self.key, self.deadline = None, float("inf")
        return found

    def stop(self):
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _serve(function, pipe):
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C is for the process that we work for
    while True:
        try:
            arguments = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((function(*arguments), ""))
        except Exception as problem:  # a fault of ours, told with the copy that brought it out
            pipe.send((None, f"marking stopped with {type(problem).__name__}: {problem}"))
