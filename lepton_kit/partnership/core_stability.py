"""Which division of v(N) holds: excess, blocking coalitions, the core and the least core.

Games are arrays of 2**n worths, as in :mod:`lepton_kit.partnership.games`. An allocation x gives x_i to player i, and
the excess v(S) - x(S) is what coalition S would gain by leaving.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import linprog

from lepton_kit.partnership.games import checked_game, players_of, sums
from lepton_kit.validate import vector

__all__ = [
    "Blocking",
    "Core",
    "LeastCore",
    "blocking_coalition",
    "core",
    "core_vertices",
    "excess",
    "least_core",
]

MAX_PLAYERS = 20
"""The most players for which linear programs over all coalitions are solved."""

TOLERANCE = 1e-9
"""What counts as zero in a game scaled to synergies of at most 1: ten times the accuracy asked of the solver."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """A coalition that would leave: its players, its worth v(S), what it is paid, x(S), and the gain v(S) - x(S)."""

    players: tuple[int, ...]
    worth: float
    paid: float

    @property
    def gain(self):
        """v(S) - x(S), what the players would share out among themselves on top."""
        return self.worth - self.paid


@dataclass(frozen=True, slots=True)
class Core:
    """Whether any allocation makes every coalition stay.

    ``point`` is one such allocation, shape (n,), as far inside as can be; None if the core is empty. ``epsilon`` is the
    least possible largest excess: positive, it is the fine for leaving that would make staying pay.
    """

    is_empty: bool
    point: np.ndarray | None
    epsilon: float


@dataclass(frozen=True, slots=True)
class LeastCore:
    """The least possible largest excess, ``epsilon``, and one allocation that attains it, ``point``, shape (n,)."""

    epsilon: float
    point: np.ndarray


def excess(v, x):
    """Excess of each coalition, e(S) = v(S) - x(S): what it would gain by leaving.

    Parameters
    ----------
    v : array_like, shape (2**n,)
    x : array_like, shape (n,)
        What each player gets.

    Returns
    -------
    ndarray, shape (2**n,)
        0 for nobody, and 0 for everybody if x shares out exactly v(N).

    Examples
    --------
    >>> excess([0, 0, 0, 0, 0, 1, 1, 1], [0.25, 0.25, 0.5])
    array([ 0.  , -0.25, -0.25, -0.5 , -0.5 ,  0.25,  0.25,  0.  ])
    """
    v = checked_game(v)
    return v - sums(vector("x", x, size=players_of(v), hint="x says what each player gets."))


def blocking_coalition(v, x):
    """Return the coalition that gains most by leaving the allocation x, or None if none gains, so that x is in the
    core.

    Parameters
    ----------
    v : array_like, shape (2**n,)
    x : array_like, shape (n,)
        What each player gets; it must share out v(N).

    Returns
    -------
    Blocking or None
        Of several coalitions with the same gain, the one with the fewest players.

    Examples
    --------
    >>> blocking_coalition([0, 0, 0, 0, 0, 1, 1, 1], [0.25, 0.25, 0.5])
    Blocking(players=(0, 2), worth=1.0, paid=0.75)
    >>> blocking_coalition([0, 0, 0, 0, 0, 1, 1, 1], [0, 0, 1]) is None
    True
    """
    v = checked_game(v)
    e = excess(v, x)
    dust = TOLERANCE * max(np.abs(v).max(), np.abs(x).max())
    if abs(e[-1]) > dust:
        raise ValueError(
            f"x shares out {v[-1] - e[-1]:g}, but all players together are worth {v[-1]:g}; give it all out"
        )
    if e.max() <= dust:
        return None
    S = min(np.flatnonzero(e >= e.max() - dust), key=lambda code: (int(code).bit_count(), code))
    players = tuple(i for i in range(players_of(v)) if S >> i & 1)
    return Blocking(players, worth=float(v[S]), paid=float(v[S] - e[S]))


def core(v):
    """Core: the allocations of v(N) under which no coalition gains by leaving.

    Parameters
    ----------
    v : array_like, shape (2**n,)
        At most 20 players.

    Returns
    -------
    Core

    References
    ----------
    Gillies 1959; that one linear program decides whether it is empty is due to Bondareva 1963 and Shapley 1967.

    Examples
    --------
    >>> core([0, 0, 0, 0, 0, 1, 1, 1]).point
    array([0., 0., 1.])

    Three partners of whom any two can do the work: whoever is left out can outbid.

    >>> anyone = core([0, 0, 0, 1, 0, 1, 1, 1])
    >>> anyone.is_empty, round(anyone.epsilon, 4)
    (True, 0.3333)
    """
    least = least_core(v)
    is_empty = least.epsilon > 0
    return Core(is_empty, None if is_empty else least.point, least.epsilon)


def least_core(v):
    """Least core: the allocations of v(N) under which the most tempted coalition is tempted as little as possible.

    Parameters
    ----------
    v : array_like, shape (2**n,)
        At most 20 players. With one player there is no coalition to tempt; epsilon is then 0.

    Returns
    -------
    LeastCore

    References
    ----------
    Maschler, Peleg & Shapley 1979, Geometric properties of the kernel, nucleolus, and related solution concepts.

    Examples
    --------
    >>> least_core([0, 0, 0, 1, 0, 1, 1, 1]).point.round(3)
    array([0.333, 0.333, 0.333])
    """
    game = ScaledGame(v)
    n = game.n
    if n == 1 or game.scale == 0:
        return LeastCore(0.0, game.allocation(np.zeros(n)))
    open_ = np.arange(1, 2**n - 1)
    epsilon, y, _ = least_largest_excess(game.w, [2**n - 1], [game.w[-1]], open_, low=None)
    return LeastCore(0.0 if abs(epsilon) <= TOLERANCE else float(epsilon * game.scale), game.allocation(y))


def core_vertices(v):
    """Corners of the core, for games of at most five players.

    Parameters
    ----------
    v : array_like, shape (2**n,)

    Returns
    -------
    ndarray, shape (corners, n)
        One allocation a row; for three players in the order in which a pen would draw them. No row if the core is
        empty.

    Examples
    --------
    >>> core_vertices([0, 0, 0, 0, 0, 1, 1, 1])
    array([[0., 0., 1.]])
    """
    game = ScaledGame(v)
    n, w = game.n, game.w
    if n > 5:
        raise ValueError(
            f"The core of {n} players can have very many corners; at most 5 players. core(v) gives a point"
        )
    A, w = members(range(1, 2**n), n), w[1:]
    rows = np.array([[*proper, 2**n - 2] for proper in combinations(range(2**n - 2), n - 1)])
    rows = rows[np.abs(np.linalg.det(A[rows])) > 0.5]  # the determinant of zeros and ones is a whole number
    points = np.linalg.solve(A[rows], w[rows][:, :, None])[:, :, 0]
    points = points[(points @ A.T >= w - TOLERANCE).all(axis=1)]
    _, one_each = np.unique(np.round(points, 9) + 0.0, axis=0, return_index=True)
    corners = points[one_each]
    if n == 3 and len(corners) > 2:
        middle = corners - corners.mean(axis=0)
        corners = corners[np.argsort(np.arctan2(middle[:, 0], middle[:, 1]))]
    return np.array([game.allocation(y) for y in corners]).reshape(-1, n)


class ScaledGame:
    """A game with what each has alone taken out, and scaled to worths of at most 1: w(S) = (v(S) - alone(S)) / scale.

    All solutions here move along with such a change, and the solver's tolerances then fit any unit of money.
    """

    def __init__(self, v):
        self.v = checked_game(v)
        self.n = players_of(self.v)
        if self.n > MAX_PLAYERS:
            raise ValueError(f"v is a game of {self.n} players; linear programs over all coalitions take at most 20")
        self.alone = self.v[1 << np.arange(self.n)]
        w = self.v - sums(self.alone)
        largest = np.abs(w).max()
        self.scale = largest if largest > 1e-12 * np.abs(self.v).max() else 0.0
        self.w = w / self.scale if self.scale else np.zeros_like(w)

    def allocation(self, y):
        """An allocation of the scaled game in the caller's money."""
        x = self.alone + self.scale * y
        unit = max(self.scale, np.abs(self.alone).max())
        return _tidy(x, unit) if unit else x


def _tidy(x, unit):
    """Numbers within rounding error of a short decimal become that decimal; 1/3 stays 1/3."""
    short = np.round(x, min(300, 9 - math.ceil(math.log10(unit)))) + 0.0
    return np.where(np.abs(x - short) < 1e-13 * unit, short, x)


def members(coalitions, n):
    """One row of zeros and ones a coalition."""
    return (np.array(list(coalitions))[:, None] >> np.arange(n) & 1).astype(float)


def least_largest_excess(w, fixed, paid, open_, low):
    """Minimise the largest excess over the coalitions ``open_``, with y(S) = ``paid`` for the ``fixed`` ones.

    Starts with the constraints of single players and of about 64 others, and adds those that its answer violates, until
    none is. Each y_i is at least ``low``.

    Returns
    -------
    epsilon : float
    y : ndarray, shape (n,)
    tight : list of int
        Coalitions with a positive dual value: in every optimum their excess is epsilon.
    """
    n = players_of(w)
    equal = np.hstack([members(fixed, n), np.zeros((len(fixed), 1))])
    goal = np.append(np.zeros(n), 1.0)
    bounds = [(low, None)] * n + [(None, None)]
    precise = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    listed = np.union1d(open_[open_ & (open_ - 1) == 0], open_[:: max(1, len(open_) // 64)])
    while True:
        rows = -np.hstack([members(listed, n), np.ones((len(listed), 1))])
        best = linprog(goal, rows, -w[listed], equal, paid, bounds, method="highs-ds", options=precise)
        if best.status != 0:
            raise RuntimeError(f"The linear program of the game was not solved: {best.message}")
        y, epsilon = best.x[:n], float(best.x[n])
        gain = w - sums(y)
        worst = open_[np.argsort(gain[open_])[-4 * n :]]
        new = np.setdiff1d(worst[gain[worst] > epsilon + TOLERANCE], listed)
        if len(new) == 0:
            return epsilon, y, listed[best.ineqlin.marginals < -1e-6].tolist()
        listed = np.concatenate([listed, new])
