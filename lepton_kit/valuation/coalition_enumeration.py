"""The worth of every coalition, by asking about each: here, in other processes, or on a cluster."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from numbers import Real
from pathlib import Path
from typing import Any, TypeAlias
from warnings import warn

import numpy as np

from lepton_kit.partnership.games import number_or_nan
from lepton_kit.validate import whole
from lepton_kit.valuation.asking_workers import CoalitionError, CoalitionWarning, Members, answers, sentence
from lepton_kit.valuation.data_split import checked_members
from lepton_kit.valuation.result_cache import ResultCache

__all__ = ["MAX_PARTNERS", "CoalitionError", "CoalitionWarning", "coalition_results", "coalition_worths", "members_of"]

MAX_PARTNERS = 16
"""The most partners whose 2**n coalitions are asked about one by one: 65,536."""

Progress: TypeAlias = Callable[[int, int, float], object]


def coalition_worths(
    partners: Sequence[Any] | int,
    score: Callable[[Members], float],
    *,
    executor: Executor | None = None,
    cache: str | Path | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """The worth of all 2**n coalitions: a game, as :func:`lepton_kit.partnership.shapley` and its kin take it.

    Parameters
    ----------
    partners : sequence or int
        The partners, such as :func:`data_partners` gives, or how many there are; at most 16.
    score : callable
        ``score(members)`` is the worth of a coalition, a finite number; ``members`` are the numbers of its partners, a
        tuple in ascending order. It is not asked about nobody, who is worth 0. To be sent to other processes it must
        be picklable: a function of an importable module, or a :class:`Trainer`.
    executor : concurrent.futures.Executor, optional
        Who computes; this process without. ``ProcessPoolExecutor(2)`` or dask's
        ``client.get_executor(pure=False, retries=3)``, for instance; docs/cluster.md has more.
    cache : path, optional
        A folder that keeps every result, so that a rerun takes up what is there. :class:`ResultCache` says what
        tells one game from another.
    progress : callable, optional
        ``progress(done, total, seconds_left)`` is called at the start and after each coalition; ``seconds_left`` is nan
        until two results are there to tell the pace. ``print`` will do.

    Returns
    -------
    ndarray of float, shape (2**n,)
        In bitmask order: bit i of the index says whether partner i belongs to the coalition. nan where there is no
        result.

    Raises
    ------
    ValueError
        If there are more than 16 partners.
    CoalitionError
        If no coalition has a result, or the executor takes no work.

    Warns
    -----
    CoalitionWarning
        Names the coalitions whose score raised, was no finite number, or ended its worker each time; all others are
        kept. Also if workers train with more than one thread: then results may differ from a serial run. And if
        ``progress`` raises in mid-run, or the disk of ``cache`` is full: the run goes on without it.

    Examples
    --------
    >>> coalition_worths(3, len)
    array([0., 1., 1., 2., 1., 2., 2., 3.])
    """
    partners = _listed(partners)
    results = coalition_results(partners, score, executor=executor, cache=cache, progress=progress, check=finite_number)
    v = np.full(2 ** len(partners), np.nan)
    v[0] = 0
    for members, value in results.items():
        v[sum(1 << i for i in members)] = value
    return v


def coalition_results(
    partners: Sequence[Any] | int,
    task: Callable[[Members], Any],
    *,
    executor: Executor | None = None,
    cache: str | Path | None = None,
    progress: Progress | None = None,
    coalitions: Iterable[Members] | None = None,
    check: Callable[[Any], np.ndarray] = np.asarray,
) -> dict[Members, np.ndarray]:
    """What ``task(members)`` gives for every coalition but nobody, by its members: arrays, such as predictions.

    ``coalitions``, each the numbers of its members, are asked about in place of all; then there may be any number of
    partners. ``check`` turns a result into an array or raises ValueError. Else as :func:`coalition_worths`.

    Examples
    --------
    >>> coalition_results(30, len, coalitions=[(0, 29), (3, 4, 5)])
    {(0, 29): array(2), (3, 4, 5): array(3)}
    """
    partners = _listed(partners)
    n = len(partners)
    if not n:
        wanted = "at least one is wanted, such as data_partners(y) gives"
        raise ValueError(f"There are no partners in {partners!r}; {wanted}")
    if n > MAX_PARTNERS and coalitions is None:
        many = f"{n} partners have 2**{n} coalitions, too many to ask about each (at most {MAX_PARTNERS} partners)"
        sampled = "partnership.shapley_sample(score, n, permutations) estimates shares from orders of arrival"
        few = "linear_proxy(...) finds the few coalitions that deserve a training"
        raise ValueError(f"{many}. {sampled}, and {few}")
    if not callable(task):
        raise TypeError(f"score must be a function of a coalition's members, such as len; got {task!r}")
    if executor is not None and (isinstance(executor, type) or not callable(getattr(executor, "submit", None))):
        wanted = "None or an executor that was made, such as ProcessPoolExecutor(2) or client.get_executor()"
        raise TypeError(f"executor must be {wanted}; got {executor!r}")
    if not (progress is None or callable(progress)):
        wanted = "None or a function of done, total and seconds left, such as print"
        raise TypeError(f"progress must be {wanted}; got {progress!r}")
    kept = ResultCache(cache, partners, task) if cache is not None else None
    wanted = map(members_of, range(1, 2**n)) if coalitions is None else (checked_members(m, n) for m in coalitions)
    coalitions = list(dict.fromkeys(map(tuple, wanted)))
    results: dict[Members, np.ndarray] = {}
    for members in coalitions:
        if kept and (value := kept.read(members)) is not None:
            with suppress(ValueError):  # of another check, or none: computed anew
                results[members] = check(value)
    left = [members for members in coalitions if members not in results]
    failures: dict[Members, str] = {}
    threads: set[int] = set()
    times: list[float] = []  # when each answer came
    if progress:
        progress(len(results), len(coalitions), math.nan)
    for members, value, trouble, used in answers(executor, task, left):
        threads |= {1 if used is None else used}
        try:
            if trouble:
                raise ValueError(trouble)
            results[members] = check(value)
        except ValueError as problem:
            failures[members] = str(problem)
        else:
            if kept and (full := kept.write(members, results[members])):
                kept = None
                warn(f"Results are no longer kept in {cache} ({full}); the run goes on", CoalitionWarning, stacklevel=3)
        times.append(time.monotonic())
        if progress and not _tell_progress(progress, len(coalitions) - len(left) + len(times), len(coalitions), times):
            progress = None
    if executor is not None and threads - {1}:
        differ = f"Workers trained with {max(threads - {1}) or 'as many'} threads each, so results may differ"
        remedy = "Start the cluster with env=ONE_THREAD, or call one_thread() before"
        warn(f"{differ} from a serial run in the last digits. {remedy}", CoalitionWarning, stacklevel=3)
    if failures:
        _tell(failures, partners, results, len(coalitions))
    return {members: results[members] for members in coalitions if members in results}


def _listed(partners):
    """The partners as a sequence; a number of them is as good."""
    if isinstance(partners, Real):
        return range(whole("partners", partners, low=1))
    if not hasattr(partners, "__len__"):
        raise TypeError(f"partners must be a sequence, such as data_partners(y), or how many; got {partners!r}")
    return partners if isinstance(partners, Sequence) else list(partners)


def members_of(S: int) -> Members:
    """The partners of a coalition that is given as a bitmask.

    Examples
    --------
    >>> members_of(0b1001)
    (0, 3)
    """
    return tuple(i for i in range(int(S).bit_length()) if int(S) >> i & 1)


def finite_number(value: Any) -> np.ndarray:
    """A result as a float; ValueError if it is none, or not finite."""
    if not math.isfinite(number := number_or_nan(value)):
        raise ValueError(f"its worth is {value!r}, not a finite number")
    return np.array(number)


def _tell(failures, partners, results, total):
    """Name the coalitions without a result."""
    who = (" + ".join(str(getattr(partners[i], "name", i)) for i in members) for members in failures)
    lines = [f"{name}: {reason}" for name, reason in zip(who, failures.values(), strict=True)]
    more = f" and {len(lines) - 5} more" * (len(lines) > 5)
    told = f"No result for {len(lines)} of {total} coalitions. {'; '.join(lines[:5])}{more}"
    if not results:
        raise CoalitionError(told)
    warn(told, CoalitionWarning, stacklevel=4)


def _tell_progress(progress, done, total, times):
    """Tell progress, with the time left at the pace since the first answer: what came before was warming up."""
    pace = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else math.nan
    try:
        progress(done, total, pace * (total - done))
    except Exception as problem:  # results are worth more than news of them
        told = f"progress raised {sentence(problem)}; the run goes on without it"
        warn(told, CoalitionWarning, stacklevel=4)
        return False
    return True
