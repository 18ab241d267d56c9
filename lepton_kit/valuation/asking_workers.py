"""Who computes: this process, other processes or a cluster, and what becomes of coalitions whose worker died."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any, TypeAlias

from lepton_kit.valuation.worker_threads import threads_in_use

__all__ = ["CoalitionError", "CoalitionWarning", "Members", "answers", "sentence"]

Members: TypeAlias = tuple[int, ...]
Answer: TypeAlias = tuple[Any, str, int | None]
"""A result, what went wrong in its place, and the threads in use in a process that is not the asker's."""


class CoalitionError(RuntimeError):
    """No coalition has a result; the message quotes the first reason."""


class CoalitionWarning(UserWarning):
    """Some coalitions have no result, or workers may give other bits than a serial run."""


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
            except RuntimeError as problem:  # it was shut down
                why = f"The executor takes no work: {problem}"
                raise CoalitionError(f"{why}. Make a new one, and keep it open") from None
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


def sentence(problem: BaseException) -> str:
    """A problem in words, its kind first."""
    return f"{type(problem).__name__}: {problem}"


def _ask(task: Callable[[Members], Any], members: Members, asker: int) -> Answer:
    """What a worker does. What a score raises is told as a text, for not every exception can be pickled."""
    try:
        value, trouble = task(members), ""
    except (Exception, SystemExit) as problem:  # told with the coalition that brought it out
        value, trouble = None, sentence(problem)
    return value, trouble, threads_in_use() if os.getpid() != asker else None


def _one_by_one(executor, task, lost):
    """Ask again about coalitions whose worker died: alone, so that whoever ends its worker takes nobody along."""
    own = None  # a broken pool cannot be mended: a process of our own does the rest
    try:
        for members in lost:
            future, error = _tried(own or executor, task, members)
            if isinstance(error, BrokenExecutor) and own is None:
                own = _process()
                future, error = _tried(own, task, members)
            if isinstance(error, BrokenExecutor):
                own.shutdown()
                own = _process()
            died = None, "its worker died each time", None
            yield members, *(died if _worker_died(error) else _answer(future, error))
    finally:
        if own:
            own.shutdown()


def _process():
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def _tried(executor, task, members):
    try:
        future = executor.submit(_ask, task, members, os.getpid())
    except BrokenExecutor as broken:
        return None, broken
    return future, _error(future)


def _error(future):
    try:
        return future.exception()
    except CancelledError as cancelled:
        return cancelled


def _worker_died(error):
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"  # dask's, which may be absent


def _answer(future, error):
    return future.result() if error is None else (None, sentence(error), None)
