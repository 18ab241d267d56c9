"""Who computes: this process, other processes or a cluster, and what becomes of coalitions whose worker died."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import ExitStack
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
    """Each coalition with its result as it comes. Those whose worker died are asked about again, one at a time."""
    if executor is None:
        yield from ((members, *_ask(task, members, os.getpid())) for members in left)
        return
    sent: dict[Future, Members] = {}
    lost: list[Members] = []
    broken = False
    with ExitStack() as stack:
        stack.callback(lambda: [future.cancel() for future in sent])  # when interrupted
        for members in left:
            sent[_sent(executor, task, members)] = members
        for future in as_completed(sent):
            answer, gone = _outcome(future)
            broken |= gone
            if answer:
                yield sent[future], *answer
            else:
                lost.append(sent[future])
        for members in sorted(lost, key=left.index):  # alone: whoever ends its worker takes nobody along
            if broken:  # a pool cannot be mended: a process of our own does the rest
                executor = stack.enter_context(ProcessPoolExecutor(1, mp_context=get_context("spawn")))
            answer, broken = _outcome(_sent(executor, task, members))
            yield members, *(answer or (None, "its worker died each time", None))


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


def _sent(executor: Executor, task: Callable[[Members], Any], members: Members) -> Future:
    """What an executor will answer, or that it is broken; CoalitionError if it was shut down."""
    try:
        return executor.submit(_ask, task, members, os.getpid())
    except BrokenExecutor as broken:
        answer: Future = Future()
        answer.set_exception(broken)
        return answer
    except RuntimeError as problem:
        why = f"The executor takes no work: {problem}"
        raise CoalitionError(f"{why}. Make a new one, and keep it open") from None


def _outcome(future: Future) -> tuple[Answer | None, bool]:
    """A worker's answer, None if it died over it; and whether the pool is broken since."""
    try:
        problem = future.exception()
    except CancelledError as cancelled:
        problem = cancelled
    if problem is None:
        return future.result(), False
    if isinstance(problem, BrokenExecutor) or type(problem).__name__ == "KilledWorker":  # dask's, which may be absent
        return None, isinstance(problem, BrokenExecutor)
    return (None, sentence(problem), None), False
