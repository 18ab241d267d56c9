"""Who computes: this process, other processes or a cluster, and what becomes of coalitions whose worker died."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any, TypeAlias

from lepton_kit.valuation.worker_threads import threads_in_use

__all__ = ["Members", "answers"]

Members: TypeAlias = tuple[int, ...]


def answers(
    executor: Executor | None, task: Callable[[Members], Any], left: list[Members]
) -> Iterator[tuple[Members, Any, str, int | None]]:
    """Each coalition with its result as it comes. Those whose worker died are asked again, one at a time."""
    if executor is None:
        yield from ((members, *_ask(task, members, os.getpid())) for members in left)
        return
    lost: list[Members] = []
    sent: dict[Future, Members] = {}
    try:
        for members in left:
            try:
                sent[executor.submit(_ask, task, members, os.getpid())] = members
            except BrokenExecutor:
                lost.append(members)
        for future in as_completed(sent):
            error = _error(future)
            if _worker_died(error):
                lost.append(sent[future])
            else:
                yield sent[future], *_answer(future, error)
    finally:  # when interrupted
        for future in sent:
            future.cancel()
    yield from _one_by_one(executor, task, sorted(lost, key=left.index))


def _ask(task: Callable[[Members], Any], members: Members, asker: int) -> tuple[Any, str, int | None]:
    """What a worker does: result or trouble, and the threads in use in a process that is not the asker's.

    What a score raises is told as a text, for not every exception can be pickled.
    """
    try:
        value, trouble = task(members), ""
    except Exception as problem:  # told with the coalition that brought it out
        value, trouble = None, f"{type(problem).__name__}: {problem}"
    return value, trouble, threads_in_use() if os.getpid() != asker else None


def _one_by_one(executor, task, lost):
    """Ask again about coalitions whose worker died: alone, so that whoever ends its worker takes nobody along."""
    own = None  # a broken pool cannot be mended: a process of our own does the rest
    try:
        for members in lost:
            try:
                future = (own or executor).submit(_ask, task, members, os.getpid())
                error = _error(future)
            except BrokenExecutor as broken:
                error = broken
            if isinstance(error, BrokenExecutor) and own is None:
                own = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
                future = own.submit(_ask, task, members, os.getpid())
                error = _error(future)
            if isinstance(error, BrokenExecutor):
                own.shutdown()
                own = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            if _worker_died(error):
                yield members, None, "its worker died each time", None
            else:
                yield members, *_answer(future, error)
    finally:
        if own:
            own.shutdown()


def _error(future):
    try:
        return future.exception()
    except CancelledError as cancelled:
        return cancelled


def _worker_died(error):
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"  # dask's, which may be absent


def _answer(future, error):
    return future.result() if error is None else (None, f"{type(error).__name__}: {error}", None)
