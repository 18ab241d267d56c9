"""Cooperative games: what every group of partners is worth together, and how to divide it.

A game is an array v of 2**n worths. Coalition S is the number whose binary digit i says whether player i belongs to it:
v[0] = 0 is nobody, v[0b101] is players 0 and 2, v[-1] is everybody. The index is written S, as in the lesson.
"""

import math
from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Any

import numpy as np

from lepton_kit.partnership.integer_program import pair_amounts
from lepton_kit.partnership.labels import Floats, Numbers, Rng, aligned, labels_of
from lepton_kit.partnership.portfolios import Portfolio
from lepton_kit.validate import generator, vector, whole

__all__ = ["banzhaf", "shapley", "shapley_sample", "synergy_game", "worth"]

MAX_PLAYERS = 24
"""The most players whose 2**n coalitions we are willing to list: 16.8 million worths, 134 MB."""


def worth(fn: Callable[[frozenset[int]], float], n: int) -> Floats:
    """List the worth of every coalition of n players.

    Parameters
    ----------
    fn : callable
        ``fn(S)`` gives the worth of coalition S, a frozenset of player numbers 0..n-1. It is not asked about the empty
        coalition, which is worth 0.
    n : int
        Number of players, at most 24. ``fn`` is called 2**n - 1 times.

    Returns
    -------
    ndarray, shape (2**n,)
        v, as all functions on games want it.

    Raises
    ------
    ValueError
        If n is out of range or ``fn`` returns something other than a finite number.

    Examples
    --------
    A runway must be as long as the largest aircraft of the group needs (Littlechild & Owen 1973):

    >>> length = [8, 11, 13]
    >>> worth(lambda S: max(length[i] for i in S), 3)
    array([ 0.,  8., 11., 11., 13., 13., 13., 13.])
    """
    n = _countable(n)
    if not callable(fn):
        raise TypeError(f"fn must be a function of a coalition, such as lambda S: len(S) ** 2; got {fn!r}")
    coalitions = (frozenset(i for i in range(n) if code >> i & 1) for code in range(1, 2**n))
    return np.fromiter(chain([0.0], (_finite(fn(S), S) for S in coalitions)), float, count=2**n)


def synergy_game(net: Numbers, q: Any) -> Floats:
    """The game of partners with pairwise synergies, v(S) = sum of N_i in S + sum of q_ij over the pairs in S.

    Parameters
    ----------
    net : array_like, Series or dict, shape (n,), or Portfolio
        Net contribution N_i of each partner alone.
    q : dict of (i, j) to float, array_like or DataFrame, shape (n, n)
        Synergy of each pair, by name or number; or a symmetric table with a zero diagonal. Each pair is counted once.

    Returns
    -------
    ndarray, shape (2**n,)

    Notes
    -----
    Half of each synergy goes to each of its two ends: ``shapley(synergy_game(net, q))`` is ``net + q.sum(axis=1) / 2``,
    which needs no enumeration.

    Examples
    --------
    >>> v = synergy_game([0.4, 0.8, 0.4], [[0, 0.3, -0.1], [0.3, 0, 0.2], [-0.1, 0.2, 0]])
    >>> v.round(2)
    array([0. , 0.4, 0.8, 1.5, 0.4, 0.7, 1.4, 2. ])
    >>> shapley(v).round(2)
    array([0.5 , 1.05, 0.45])
    """
    if isinstance(net, Portfolio):
        net = dict(zip(net.names, net.net, strict=True))
    names, (net,) = aligned(net=net)
    N = vector("net", net)
    n = _countable(len(N))
    pairs, amounts = pair_amounts("q", q, names, n)
    half = np.zeros((n, n))
    half[pairs[:, 1], pairs[:, 0]] = amounts
    v = np.zeros(1)
    for i in range(n):
        v = np.concatenate([v, v + N[i] + sums(half[i, :i])])
    return v


def shapley(v: Numbers) -> Floats:
    """Shapley value: each player's marginal contribution, averaged over all orders in which the players can arrive.

    Parameters
    ----------
    v : array_like, shape (2**n,)
        Worth of each coalition.

    Returns
    -------
    ndarray, shape (n,)
        phi, which adds up to v(N).

    Notes
    -----
    With u(S) = n / (s (n - s) C(n, s)) v(S) over the coalitions of s players, 0 < s < n, phi_i is the sum of u over the
    coalitions that contain i, plus a constant that makes the values add up to v(N) (Charnes, Golany, Keane & Rousseau
    1988). The sums for all players come from folding u in half n times: O(2**n) altogether.

    References
    ----------
    Shapley 1953, A value for n-person games.

    Examples
    --------
    Two left gloves and one right glove; a pair is worth 1:

    >>> shapley([0, 0, 0, 0, 0, 1, 1, 1]).round(4)
    array([0.1667, 0.1667, 0.6667])
    """
    v = checked_game(v)
    n = players_of(v)
    weight = [n / (s * (n - s) * math.comb(n, s)) if 0 < s < n else 0.0 for s in range(n + 1)]
    u = np.array(weight)[np.bitwise_count(np.arange(2**n, dtype=np.uint32))]
    u *= v
    top = np.empty(n)
    for i in reversed(range(n)):  # the sum over the coalitions with player i; then fold their half upon the others
        without, with_i = u[: 2**i], u[2**i : 2 ** (i + 1)]
        top[i] = with_i.sum()
        without += with_i
    return top + (v[-1] - top.sum()) / n


def banzhaf(v: Numbers) -> Floats:
    """Banzhaf value: each player's marginal contribution, averaged over all coalitions of the others.

    Parameters
    ----------
    v : array_like, shape (2**n,)
        Worth of each coalition.

    Returns
    -------
    ndarray, shape (n,)
        Every coalition counts alike, so the values need not add up to v(N). An owner who adds a copy of the own
        contribution gains nothing by it, and noise in v moves these values least (Wang & Jia 2023, Data Banzhaf).

    References
    ----------
    Banzhaf 1965, Weighted voting doesn't work.

    Examples
    --------
    >>> banzhaf([0, 0, 0, 0, 0, 1, 1, 1])
    array([0.25, 0.25, 0.75])
    """
    v = checked_game(v)
    n = players_of(v)
    steps = (np.diff(v.reshape(-1, 2, 2**i), axis=1) for i in range(n))
    return np.array([step.mean() for step in steps])


def shapley_sample(
    v: Numbers | Callable[[frozenset[int]], float], n: int, permutations: int, *, rng: Rng = None
) -> tuple[Floats, Floats]:
    """Shapley value estimated from random orders of arrival, for games too large to enumerate.

    Parameters
    ----------
    v : array_like, shape (2**n,), or callable
        The worths, or a function ``v(S)`` of a frozenset of player numbers, as in :func:`worth`. A function is asked
        once about each coalition that turns up, never about the empty one.
    n : int
        Number of players.
    permutations : int
        Number of random orders, at least 2.
    rng : None, int or Generator

    Returns
    -------
    values, standard_errors : ndarray, shape (n,)
        The values add up to v(N), whatever the number of orders.

    Notes
    -----
    Every order is followed to its end. To stop where little seems left to gain is cheaper and biased: a player who
    alone brings something is then often not heard when arriving late, which is when it is worth most.

    References
    ----------
    Castro, Gómez & Tejada 2009, Polynomial calculation of the Shapley value based on sampling.

    Examples
    --------
    >>> values, errors = shapley_sample(lambda S: len(S) ** 2, 50, permutations=200, rng=1)
    >>> bool(np.all(np.abs(values - 50) < 5 * errors))
    True
    """
    n, permutations = whole("n", n, low=1), whole("permutations", permutations, low=2)
    random = generator(rng)
    if callable(v):
        ask = cache(lambda S: _finite(v(S), S))
    else:
        game = checked_game(v)
        if len(game) != 2**n:
            players = players_of(game)
            raise ValueError(f"v has {len(game)} worths, hence {players} players; n says {n}. Give n={players}")
        ask = cache(lambda S: game[sum(1 << i for i in S)])
    marginals = np.empty((permutations, n))
    for row in marginals:
        S: frozenset[int] = frozenset()
        before = 0.0
        for i in random.permutation(n).tolist():
            S |= {i}
            row[i], before = ask(S) - before, ask(S)
    return marginals.mean(axis=0), marginals.std(axis=0, ddof=1) / math.sqrt(permutations)


def sums(x: Floats) -> Floats:
    """x(S), the sum of x over each coalition's members, for all 2**n coalitions."""
    total = np.zeros(1)
    for share in x:
        total = np.concatenate([total, total + share])
    return total


def players_of(v: Floats) -> int:
    return len(v).bit_length() - 1


def _countable(n: int) -> int:
    n = whole("n", n, low=1)
    if n > MAX_PLAYERS:
        hint = "shapley_sample(fn, n, permutations) estimates the value without listing them"
        raise ValueError(f"{n} players have 2**{n} coalitions, too many to list (at most {MAX_PLAYERS}). {hint}")
    return n


def _finite(value: Any, S: frozenset[int]) -> float:
    if not math.isfinite(number := number_or_nan(value)):
        raise ValueError(f"The worth of coalition {sorted(S)} is {value!r}; it must be a finite number")
    return number


def number_or_nan(value: Any) -> float:
    """A number of any kind, True, NumPy's and Decimal among them, as a float; nan for all else."""
    try:
        return math.nan if isinstance(value, (str, bytes)) or getattr(value, "ndim", False) else float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def checked_game(v: Any) -> Floats:
    """A checked array of 2**n worths, n at least 1, with v[0] = 0."""
    coalitions = range(len(labels_of(v) or ()))  # a Series or dict goes by their numbers
    _, (_, v) = aligned(coalitions=dict.fromkeys(coalitions), v=v)
    v = vector("v", v)
    if len(v) < 2 or len(v) & (len(v) - 1):
        n = max(1, players_of(v))
        wanted = f"a game of n players has 2**n, such as {2**n} or {2 ** (n + 1)}"
        raise ValueError(f"v has {len(v)} worths; {wanted}: one for each coalition, the empty one included")
    if v[0] != 0:
        raise ValueError(f"v[0] is {v[0]:g}; it is the worth of the empty coalition and must be 0")
    return v
