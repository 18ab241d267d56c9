"""Random draws in chunks: the same answer alone, in threads, in processes and on a cluster.

The draws are cut into a fixed number of chunks, whatever runs them. Each chunk gets a random stream of its own, a child
of the caller's seed, and the results come back in the order of the chunks. So who computes which chunk, and when,
cannot change a single bit of the sum.
"""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from lepton_kit.partnership.labels import Pool, Rng
from lepton_kit.validate import generator, whole

__all__ = ["map_draws"]

T = TypeVar("T")
CHUNKS = 64
"""Into how many chunks draws are cut. Another number is another split of the random streams, hence another, equally
good answer."""


def map_draws(
    function: Callable[[int, np.random.Generator], T], draws: int, *, rng: Rng = None, executor: Pool = None
) -> list[T]:
    """Call ``function(count, rng)`` once a chunk and return the results in the order of the chunks.

    Parameters
    ----------
    function : callable
        Takes how many draws its chunk holds and a NumPy Generator of its own. For processes and clusters it must be
        picklable: a function at the top of a module, or a ``functools.partial`` of one, not a lambda.
    draws : int
        How many draws in all.
    rng : None, int or Generator
        Chunk i draws from child i of its seed (``Generator.spawn``). A Generator that is used twice spawns new children
        the second time, a seed gives the same ones again.
    executor : None or concurrent.futures.Executor
        Who computes: None is this thread; else any executor, such as ``ThreadPoolExecutor(2)``,
        ``ProcessPoolExecutor(2)`` or ``dask.distributed.Client.get_executor()``.

    Returns
    -------
    list
        One result a chunk. Reduce it in this order (``sum(...)``, ``np.concatenate(...)``) to stay bit-identical.

    Raises
    ------
    TypeError
        If ``executor`` has no ``map``, or ``rng`` is of another kind.
    ValueError
        If ``draws`` is no whole number above zero.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> def heads(count, rng):
    ...     return int((rng.random(count) < 0.5).sum())
    >>> alone = map_draws(heads, 1000, rng=1)
    >>> with ThreadPoolExecutor(2) as pool:
    ...     map_draws(heads, 1000, rng=1, executor=pool) == alone
    True
    """
    draws = whole("draws", draws, low=1)
    chunks = min(CHUNKS, draws)
    if executor is not None and (isinstance(executor, type) or not callable(getattr(executor, "map", None))):
        wanted = "None or an executor that was made, not a name or a class, such as ThreadPoolExecutor(2)"
        raise TypeError(f"executor must be {wanted}; got {executor!r}")
    size, larger = divmod(draws, chunks)
    counts = [size + (i < larger) for i in range(chunks)]
    streams = generator(rng).spawn(chunks)
    return list((map if executor is None else executor.map)(function, counts, streams))
