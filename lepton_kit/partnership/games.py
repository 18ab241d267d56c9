"""Cooperative games: what every group of partners is worth together, and how to divide it.

A game is an array v of 2**n worths. Coalition S is the number whose binary digit i says whether player i belongs to it:
v[0] = 0 is nobody, v[0b101] is players 0 and 2, v[-1] is everybody. The index is written S, as in the lesson.
"""

import math
from functools import cache
from itertools import chain

import numpy as np

from lepton_kit.validate import generator, matrix, vector, whole

__all__ = ["banzhaf", "shapley", "shapley_sample", "synergy_game", "worth"]

MAX_PLAYERS = 24
"""The most players whose 2**n coalitions we are willing to list: 16.8 million worths, 134 MB."""


def worth(fn, n):
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


def synergy_game(net, q):
    """The game of partners with pairwise synergies, v(S) = sum of N_i in S + sum of q_ij over the pairs in S.

    Parameters
    ----------
    net : array_like, shape (n,)
        Net contribution N_i of each partner alone.
    q : array_like, shape (n, n)
        Synergy of each pair: symmetric, zero on the diagonal, each pair counted once.

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
    N = vector("net", net)
    n = _countable(len(N))
    q = matrix("q", q, shape=(n, n))
    if np.diag(q).any():
        raise ValueError("q has entries on its diagonal; a partner has no synergy with itself, so put 0 there")
    uneven = np.argwhere(~np.isclose(q, q.T, rtol=1e-9, atol=1e-12))
    if len(uneven):
        i, j = uneven[0]
        raise ValueError(
            f"q must be symmetric, but q[{i}, {j}] is {q[i, j]:g} and q[{j}, {i}] is {q[j, i]:g}. "
            "If each pair is written once, above the diagonal, give q + q.T"
        )
    v = np.zeros(1)
    for i in range(n):
        v = np.concatenate([v, v + N[i] + sums(q[i, :i])])
    return v


def shapley(v):
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
    u = np.array(weight)[_sizes(n)]
    u *= v
    top = _sums_with_each_player(u, n)
    return top + (v[-1] - top.sum()) / n


def shapley_sample(v, n, permutations, rng=None):
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

    References
    ----------
    Castro, Gomez & Tejada 2009, Polynomial calculation of the Shapley value based on sampling.

    Examples
    --------
    >>> values, errors = shapley_sample(lambda S: len(S) ** 2, 50, permutations=200, rng=1)
    >>> bool(np.all(np.abs(values - 50) < 5 * errors))
    True
    """
    n, permutations = whole("n", n, low=1), whole("permutations", permutations, low=2)
    rng = generator(rng)
    marginals = np.empty((permutations, n))
    if callable(v):
        ask = cache(lambda S: _finite(v(S), S))
        for row in marginals:
            S, before = frozenset(), 0.0
            for i in rng.permutation(n).tolist():
                S |= {i}
                row[i] = ask(S) - before
                before = ask(S)
    else:
        v = checked_game(v)
        if len(v) != 2**n:
            raise ValueError(
                f"v has {len(v)} worths, hence {players_of(v)} players; n says {n}. Give n={players_of(v)}"
            )
        for first in range(0, permutations, 8192):  # a block at a time, to spare memory
            block = marginals[first : first + 8192]
            order = rng.permuted(np.tile(np.arange(n), (len(block), 1)), axis=1)
            gained = np.diff(v[np.cumsum(1 << order, axis=1)], axis=1, prepend=0.0)
            np.put_along_axis(block, order, gained, axis=1)
    return marginals.mean(axis=0), marginals.std(axis=0, ddof=1) / math.sqrt(permutations)


def banzhaf(v, *, normalised=False):
    """Banzhaf value: each player's marginal contribution, averaged over all coalitions of the others.

    Parameters
    ----------
    v : array_like, shape (2**n,)
        In a vote, v(S) is 1 for a winning coalition, else 0; the value is then the chance that the player's vote
        decides.
    normalised : bool
        Scale the values to add up to 1, the Banzhaf index of the tables of voting power.

    Returns
    -------
    ndarray, shape (n,)

    References
    ----------
    Banzhaf 1965, Weighted voting doesn't work.

    Examples
    --------
    Votes 50, 49 and 1 with 51 needed: the 49 decide as seldom as the 1.

    >>> banzhaf([0, 0, 0, 1, 0, 1, 0, 1], normalised=True)
    array([0.6, 0.2, 0.2])
    """
    v = checked_game(v)
    n = players_of(v)
    value = (2 * _sums_with_each_player(v.copy(), n) - v.sum()) / 2 ** (n - 1)
    if not normalised:
        return value
    if value.sum() == 0:
        raise ValueError("The Banzhaf values add up to 0, so they cannot be scaled to add up to 1")
    return value / value.sum()


def _sums_with_each_player(u, n):
    """For each player, the sum of u over the coalitions that contain it. Folds ``u`` in place."""
    top = np.empty(n)
    for i in reversed(range(n)):
        without, with_i = u[: 2**i], u[2**i : 2 ** (i + 1)]
        top[i] = with_i.sum()
        without += with_i
    return top


def sums(x):
    """x(S), the sum of x over each coalition's members, for all 2**n coalitions."""
    total = np.zeros(1)
    for share in x:
        total = np.concatenate([total, total + share])
    return total


def _sizes(n):
    """The number of members of each coalition, as bytes."""
    size = np.zeros(1, dtype=np.uint8)
    for _ in range(n):
        size = np.concatenate([size, size + np.uint8(1)])
    return size


def players_of(v):
    return len(v).bit_length() - 1


def _countable(n):
    n = whole("n", n, low=1)
    if n > MAX_PLAYERS:
        raise ValueError(
            f"{n} players have 2**{n} coalitions, too many to list (at most {MAX_PLAYERS} players). "
            "shapley_sample(fn, n, permutations) estimates the value without listing them"
        )
    return n


def _finite(value, S):
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"The worth of coalition {sorted(S)} is {value!r}; it must be a finite number")
    return number


def checked_game(v):
    """A checked array of 2**n worths, n at least 1, with v[0] = 0."""
    v = vector("v", v)
    if len(v) < 2 or len(v) & (len(v) - 1):
        n = max(1, players_of(v))
        raise ValueError(
            f"v has {len(v)} worths; a game of n players has 2**n, such as {2**n} or {2 ** (n + 1)}: one for each "
            "coalition, the empty one included"
        )
    if v[0] != 0:
        raise ValueError(f"v[0] is {v[0]:g}; it is the worth of the empty coalition and must be 0")
    return v
