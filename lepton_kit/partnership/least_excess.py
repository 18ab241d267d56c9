"""Making the largest excess as small as can be: the least core, and the nucleolus, which goes on to the next largest.

Linear programs over all coalitions, started from a few constraints and completed by those that an answer violates.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.linalg import null_space
from scipy.optimize import linprog

from lepton_kit.partnership.games import checked_game, players_of, sums
from lepton_kit.partnership.labels import Floats, Numbers, Places

__all__ = ["LeastCore", "least_core", "nucleolus"]

MAX_PLAYERS = 20
"""The most players for which linear programs over all coalitions are solved."""

TOLERANCE = 1e-9
"""What counts as zero in a game scaled to synergies of at most 1: ten times the accuracy asked of the solver."""


@dataclass(frozen=True, slots=True)
class LeastCore:
    """The least possible largest excess, ``epsilon``, and one allocation that attains it, ``point``, shape (n,)."""

    epsilon: float
    point: Floats


def least_core(v: Numbers) -> LeastCore:
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


def nucleolus(v: Numbers) -> Floats:
    """Nucleolus: the allocation whose excesses, sorted from the largest down, are lexicographically least.

    It always exists, is unique, and lies in the core whenever the core is not empty.

    Parameters
    ----------
    v : array_like, shape (2**n,)
        At most 20 players.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        If the players are worth more alone than together, so that no allocation gives each what it has alone.

    Notes
    -----
    A sequence of linear programs (Kopelowitz 1967; Maschler, Peleg & Shapley 1979): make the largest excess as small as
    can be, fix the coalitions that stand at it in every optimum, go on with the others. A positive dual value proves
    that a coalition stands there in every optimum, and at least one is positive; each round so fixes one more
    independent equation, and after at most n rounds a single point is left.

    References
    ----------
    Schmeidler 1969, The nucleolus of a characteristic function game.

    Examples
    --------
    The Talmud's estate of 200 and claims of 100, 200 and 300 (Aumann & Maschler 1985): a group is worth what is left
    when the others are paid in full.

    >>> from lepton_kit.partnership.games import worth
    >>> claim = [100, 200, 300]
    >>> nucleolus(worth(lambda S: max(0, 200 - sum(claim) + sum(claim[i] for i in S)), 3))
    array([50., 75., 75.])
    """
    game = ScaledGame(v)
    n, w = game.n, game.w
    if w[-1] < -TOLERANCE:
        worths = f"alone the players are worth {game.alone.sum():g} in all, together only {game.v[-1]:g}"
        raise ValueError(f"The imputation set is empty: {worths}, so no allocation can give each what it has alone")
    if w[-1] <= TOLERANCE:
        return game.allocation(np.zeros(n))
    fixed, paid = [2**n - 1], [w[-1]]
    open_ = np.arange(1, 2**n - 1)
    while len(fixed) < n:
        still_free = np.sum([np.abs(sums(direction)) for direction in null_space(members(fixed, n)).T], axis=0) > 1e-7
        open_ = open_[still_free[open_]]
        epsilon, _, tight = least_largest_excess(w, fixed, paid, open_, low=0.0)
        if not tight:
            raise RuntimeError("The linear programs of the nucleolus came to a halt: no coalition has a positive dual")
        for S in tight:
            if np.linalg.matrix_rank(members([*fixed, S], n)) > len(fixed):
                fixed.append(S)
                paid.append(w[S] - epsilon)
    return game.allocation(np.linalg.solve(members(fixed, n), paid))


class ScaledGame:
    """A game with what each has alone taken out, and scaled to worths of at most 1: w(S) = (v(S) - alone(S)) / scale.

    All solutions here move along with such a change, and the solver's tolerances then fit any unit of money.
    """

    def __init__(self, v: Numbers) -> None:
        self.v = checked_game(v)
        self.n = players_of(self.v)
        if self.n > MAX_PLAYERS:
            raise ValueError(f"v is a game of {self.n} players; linear programs over all coalitions take at most 20")
        self.alone = self.v[1 << np.arange(self.n)]
        w = self.v - sums(self.alone)
        w[np.abs(w) <= 1e-12 * (np.abs(self.v) + np.abs(self.alone).sum())] = 0  # no more than rounding
        # Whoever loses so much together is never tempted most: the true amount would only drown the others'.
        w = np.maximum(w, -2 * self.n * max(w.max(), abs(w[-1])))
        self.scale = np.abs(w).max()
        self.w = w / (self.scale or 1.0)

    def allocation(self, y: Floats) -> Floats:
        """An allocation of the scaled game in the caller's money."""
        x = self.alone + self.scale * y
        unit = max(self.scale, np.abs(self.alone).max())
        return _tidy(x, unit) if unit else x


def _tidy(x: Floats, unit: float) -> Floats:
    """Numbers within rounding error of a short decimal become that decimal; 1/3 stays 1/3."""
    short = np.round(x, min(300, 9 - math.ceil(math.log10(unit)))) + 0.0
    return np.where(np.abs(x - short) < 1e-13 * unit, short, x)


def members(coalitions: Iterable[int], n: int) -> Floats:
    """One row of zeros and ones a coalition."""
    return (np.array(list(coalitions))[:, None] >> np.arange(n) & 1).astype(float)


def least_largest_excess(
    w: Floats, fixed: list[int], paid: list[float], open_: Places, low: float | None
) -> tuple[float, Floats, list[int]]:
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
