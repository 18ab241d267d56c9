"""Which division of v(N) holds: excess, blocking coalitions and the core.

Games are arrays of 2**n worths, as in :mod:`lepton_kit.partnership.games`. An allocation x gives x_i to player i, and
the excess v(S) - x(S) is what coalition S would gain by leaving.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lepton_kit.partnership.games import checked_game, players_of, sums
from lepton_kit.partnership.labels import Floats, Labels, Numbers, aligned
from lepton_kit.partnership.least_excess import TOLERANCE, ScaledGame, least_core, members
from lepton_kit.validate import vector

__all__ = ["Blocking", "Core", "blocking_coalition", "core", "core_vertices", "excess"]


@dataclass(frozen=True, slots=True)
class Blocking:
    """A coalition that would leave: its players, its worth v(S), what it is paid, x(S), and the gain v(S) - x(S)."""

    players: Labels
    worth: float
    paid: float

    @property
    def gain(self) -> float:
        """v(S) - x(S), what the players would share out among themselves on top."""
        return self.worth - self.paid


@dataclass(frozen=True, slots=True)
class Core:
    """Whether any allocation makes every coalition stay.

    ``point`` is one such allocation, shape (n,), as far inside as can be; None if the core is empty. ``epsilon`` is the
    least possible largest excess: positive, it is the fine for leaving that would make staying pay.
    """

    is_empty: bool
    point: Floats | None
    epsilon: float


def excess(v: Numbers, x: Numbers) -> Floats:
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
    _, (x,) = aligned(x=x)
    return v - sums(vector("x", x, size=players_of(v), hint="x says what each player gets."))


def blocking_coalition(v: Numbers, x: Numbers) -> Blocking | None:
    """Return the coalition that gains most by leaving the allocation x, or None if none gains, so that x is in the
    core.

    Parameters
    ----------
    v : array_like, shape (2**n,)
    x : array_like, shape (n,)
        What each player gets; it must share out v(N). A dict or Series names the players, in the order of the game.

    Returns
    -------
    Blocking or None
        Of several coalitions with the same gain, the one with the fewest players.

    Examples
    --------
    >>> blocking_coalition([0, 0, 0, 0, 0, 1, 1, 1], {"L1": 0.25, "L2": 0.25, "R": 0.5})
    Blocking(players=('L1', 'R'), worth=1.0, paid=0.75)
    >>> blocking_coalition([0, 0, 0, 0, 0, 1, 1, 1], [0, 0, 1]) is None
    True
    """
    v = checked_game(v)
    names, (x,) = aligned(x=x)
    e = excess(v, x)
    dust = TOLERANCE * np.maximum(np.abs(v), np.abs(x).max())
    if abs(e[-1]) > dust[-1]:
        raise ValueError(f"x shares out {v[-1] - e[-1]:g}, but all players together are worth {v[-1]:g}; give it all")
    if (e <= dust).all():
        return None
    S = min(np.flatnonzero(e >= (e - dust).max()), key=lambda code: (int(code).bit_count(), code))
    players = tuple(name for i, name in enumerate(names or range(players_of(v))) if S >> i & 1)
    return Blocking(players, worth=float(v[S]), paid=float(v[S] - e[S]))


def core(v: Numbers) -> Core:
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
    return Core(least.epsilon > 0, None if least.epsilon > 0 else least.point, least.epsilon)


def core_vertices(v: Numbers) -> Floats:
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
        raise ValueError(f"The core of {n} players can have very many corners: at most 5. core(v) gives a point")
    A, w = members(range(1, 2**n), n), w[1:]
    rows = np.array([[*proper, 2**n - 2] for proper in combinations(range(2**n - 2), n - 1)])
    rows = rows[np.abs(np.linalg.det(A[rows])) > 0.5]  # the determinant of zeros and ones is a whole number
    points = np.linalg.solve(A[rows], w[rows][:, :, None])[:, :, 0]
    points = points[(points @ A.T >= w - TOLERANCE).all(axis=1)]
    corners = points[np.unique(np.round(points, 9) + 0.0, axis=0, return_index=True)[1]]
    if n == 3 and len(corners) > 2:
        middle = corners - corners.mean(axis=0)
        corners = corners[np.argsort(np.arctan2(middle[:, 0], middle[:, 1]))]
    return np.array([game.allocation(y) for y in corners]).reshape(-1, n)
