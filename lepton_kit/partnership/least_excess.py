"""The nucleolus: of all divisions of v(N), the one whose most tempted coalitions are tempted least."""

import numpy as np
from scipy.linalg import null_space

from lepton_kit.partnership.core_stability import TOLERANCE, ScaledGame, least_largest_excess, members
from lepton_kit.partnership.games import sums

__all__ = ["nucleolus"]


def nucleolus(v):
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
        raise ValueError(
            f"The imputation set is empty: alone the players are worth {game.alone.sum():g} in all, together only "
            f"{game.v[-1]:g}, so no allocation can give each at least what it has alone"
        )
    if w[-1] <= TOLERANCE:
        return game.allocation(np.zeros(n))
    fixed, paid = [2**n - 1], [w[-1]]
    open_ = np.arange(1, 2**n - 1)
    while len(fixed) < n:
        still_free = sum(np.abs(sums(direction)) for direction in null_space(members(fixed, n)).T) > 1e-7
        open_ = open_[still_free[open_]]
        epsilon, _, tight = least_largest_excess(w, fixed, paid, open_, low=0.0)
        if not tight:
            raise RuntimeError("The linear programs of the nucleolus came to a halt: no coalition has a positive dual")
        for S in tight:
            if np.linalg.matrix_rank(members([*fixed, S], n)) > len(fixed):
                fixed.append(S)
                paid.append(w[S] - epsilon)
    return game.allocation(np.linalg.solve(members(fixed, n), paid))
