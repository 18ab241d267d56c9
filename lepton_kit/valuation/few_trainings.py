"""Much from few trainings: which coalitions deserve one, and shares from twenty with a proxy's help."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.partnership.games import checked_game, players_of, shapley, sums
from lepton_kit.validate import generator, number, vector, whole
from lepton_kit.valuation.coalition_enumeration import coalition_results, finite_number, members_of

__all__ = ["ShapleyWithProxy", "shapley_with_proxy", "shortlist"]

_MOST = 12  # players: every coalition against every one that was asked
_WIDE = 25.0  # variance of the trend's coefficients, in that of the difference: the data decide
_NOISE = 0.1  # of a training, likewise


def shortlist(v: ArrayLike, prices: ArrayLike, budget: float, *, top: int = 1) -> np.ndarray:
    """The best coalitions that a budget pays for, best first.

    Parameters
    ----------
    v : array_like, shape (2**n,)
        Worth of each coalition, exact or a proxy's.
    prices : array_like, shape (n,)
    budget : float
    top : int
        How many. One, of exact worths, is the optimum; some three of a proxy's are worth a training each.

    Returns
    -------
    ndarray of int, shape (top,) or fewer
        Coalitions as bitmasks; of equal worth, the cheaper first. Nobody is 0.

    Examples
    --------
    >>> shortlist([0, 0.5, 0.3, 0.6], prices=[30, 10], budget=30, top=2)
    array([1, 2])
    """
    v = checked_game(v)
    spend = sums(vector("prices", prices, size=players_of(v), low=0))
    affordable = np.flatnonzero(spend <= number("budget", budget, low=0) * (1 + 1e-12))
    order = np.lexsort((affordable, spend[affordable], -v[affordable]))
    return affordable[order[: whole("top", top, low=1)]]


@dataclass(frozen=True, slots=True, eq=False)
class ShapleyWithProxy:
    """Shares estimated from few exact worths.

    Attributes
    ----------
    values : ndarray, shape (n,)
        The estimated Shapley values; they add up to the exact v(N).
    worths : ndarray, shape (2**n,)
        The game that they belong to: the proxy's, corrected; exact where it was asked. It ranks coalitions better than
        the proxy does.
    asked : tuple of int
        The coalitions that were scored, as bitmasks.
    """

    values: np.ndarray
    worths: np.ndarray
    asked: tuple[int, ...]


def shapley_with_proxy(
    score: Callable[[tuple[int, ...]], float],
    proxy: ArrayLike,
    *,
    runs: int = 20,
    rng: np.random.Generator | int | None = None,
    executor: Executor | None = None,
    cache: str | Path | None = None,
    progress: Callable[[int, int, float], object] | None = None,
) -> ShapleyWithProxy:
    """Shapley values from ``runs`` exact worths, with a cheap game as control variate.

    Parameters
    ----------
    score : callable
        ``score(members)`` gives the exact worth of a coalition, as for :func:`coalition_worths`.
    proxy : array_like, shape (2**n,)
        A game that resembles the exact one, such as ``linear_proxy(...).worths()``; at most 12 players.
    runs : int
        How many coalitions are scored, everybody among them; at least 2. The others are drawn, all alike.
    rng : None, int or Generator
    executor, cache, progress
        As for :func:`coalition_worths`, and what fails is told as there; the estimate then rests on the others. A cache
        cannot see data that the score does not name: see :class:`ResultCache`.

    Returns
    -------
    ShapleyWithProxy

    Notes
    -----
    The Shapley value is linear: that of v is that of the proxy, known exactly, plus that of the small difference.
    The difference is completed by kriging over coalitions: a trend in the number of members, and a correlation that
    halves with each partner by which two coalitions differ. Where the proxy is poor, more runs are needed; with all
    coalitions asked the values are exact.

    References
    ----------
    Rasmussen & Williams 2006, Gaussian processes for machine learning, sections 2.2 and 2.7.

    Examples
    --------
    >>> proxy = np.array([0, 1, 1, 2.2, 1, 2.1, 2, 3.1])
    >>> result = shapley_with_proxy(len, proxy, runs=5, rng=0)
    >>> result.values.round(1), len(result.asked)
    (array([1., 1., 1.]), 5)
    """
    proxy = checked_game(proxy)
    n, everybody = players_of(proxy), len(proxy) - 1
    if n > _MOST:
        raise ValueError(f"proxy is a game of {n} players, at most {_MOST} will do. Try shapley_sample(score, n, ...)")
    runs = whole("runs", runs, low=min(2, everybody), high=everybody)
    drawn = 1 + generator(rng).choice(everybody - 1, runs - 1, replace=False)
    wanted = [members_of(S) for S in (*sorted(drawn.tolist()), everybody)]
    options: dict[str, Any] = {"executor": executor, "cache": cache, "progress": progress}
    results = coalition_results(n, score, coalitions=wanted, check=finite_number, **options)
    asked = tuple(sum(1 << i for i in members) for members in results)
    known = np.array([0, *asked])
    exact = np.array([0.0, *(float(value) for value in results.values())])
    v = proxy + _kriged(n, known, exact - proxy[known])
    v[known] = exact
    return ShapleyWithProxy(shapley(v), v, asked)


def _kriged(n: int, known: np.ndarray, difference: np.ndarray) -> np.ndarray:
    """The difference of two games for all coalitions, from the known ones."""
    S = np.arange(2**n)
    trend = np.stack([np.ones(2**n), np.bitwise_count(S) - n / 2], axis=1)
    apart = np.bitwise_count(S[:, None] ^ known)
    kernel = 0.5**apart + _WIDE * trend @ trend[known].T
    noise = np.where(known > 0, _NOISE, 0)  # nobody's worth is known without any
    return kernel @ np.linalg.solve(kernel[known] + np.diag(noise), difference)
