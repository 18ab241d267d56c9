"""Much from few trainings: which coalitions deserve one, and shares from twenty with a proxy's help."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.partnership.games import checked_game, players_of, shapley, sums
from lepton_kit.validate import generator, number, vector, whole

__all__ = ["ShapleyWithProxy", "shapley_with_proxy", "shortlist"]


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
        Coalitions as bitmasks; of equal worth, the cheaper first. Nobody (0) is among them where nothing else is better.

    Examples
    --------
    >>> shortlist([0, 0.5, 0.3, 0.6], prices=[30, 10], budget=30, top=2)
    array([1, 2])
    """
    v = checked_game(v)
    spend = sums(vector("prices", prices, size=players_of(v), low=0))
    affordable = np.flatnonzero(spend <= number("budget", budget, low=0) + 1e-9)
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
        The game that they belong to: the proxy's, corrected; exact where it was asked.
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
) -> ShapleyWithProxy:
    """Shapley values from ``runs`` exact worths, with a cheap game as control variate.

    Parameters
    ----------
    score : callable
        ``score(members)`` gives the exact worth of a coalition, as for :func:`coalition_worths`.
    proxy : array_like, shape (2**n,)
        A game that resembles the exact one, such as ``linear_proxy(...).worths()``.
    runs : int
        How many coalitions are scored, everybody among them; at least n + 1.
    rng : None, int or Generator
        Draws which.

    Returns
    -------
    ShapleyWithProxy

    Notes
    -----
    The Shapley value is linear: that of v is that of the proxy, which is known exactly, plus that of the difference,
    which is small and smooth. The difference is fitted by an additive game.
    """
    raise NotImplementedError
