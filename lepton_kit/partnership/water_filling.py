"""Sharing a budget among partners when each further unit brings less: water-filling."""

from dataclasses import dataclass

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.labels import Floats, Labels, Named, Numbers, aligned
from lepton_kit.validate import number, paired, vector

__all__ = ["Allocation", "allocate"]


@dataclass(frozen=True, slots=True, eq=False)
class Allocation(Tabular, Named):
    """Who gets how much.

    Attributes
    ----------
    names : tuple of n names, or of the numbers 0 to n - 1
    x : ndarray, shape (n,)
        What each partner gets; together the budget.
    value : float
        sum_i a_i log(1 + x_i / c_i).
    shadow_price : float
        What a little more budget is worth, per unit: the marginal value that all who get something have in common.
    """

    names: Labels
    x: Floats
    value: float
    shadow_price: float

    def _rows(self):
        return [("partner", "gets"), *self.by_name("x").items(), ("shadow price", self.shadow_price)]


def allocate(weight: Numbers, scale: Numbers, budget: float) -> Allocation:
    """The split of a budget that maximises sum_i a_i log(1 + x_i / c_i).

    The first unit for partner i is worth a_i / c_i, and each further one less. At the best split everybody who gets
    anything has the same marginal value, the shadow price m, and nobody else offers more: x_i = max(0, a_i / m - c_i).
    With equal weights that is water poured over a ground of heights c_i.

    Parameters
    ----------
    weight : array_like, Series or dict, shape (n,)
        a, not negative: how much partner i's contribution matters.
    scale : array_like, Series or dict, shape (n,)
        c, above 0, in the unit of the budget: how much it takes until returns diminish.
    budget : float

    Returns
    -------
    Allocation

    Raises
    ------
    ValueError
        If the lengths or labels differ, a weight or the budget is negative, a scale is not above 0, or all weights are
        0.

    Examples
    --------
    A power of 5 over channels with noise 5, 4, 3 and 6 (Cover and Thomas 2006, section 9.4, is the method):

    >>> allocate([1, 1, 1, 1], [5, 4, 3, 6], budget=5).x.round(3)
    array([0.667, 1.667, 2.667, 0.   ])
    """
    names, (weight, scale) = aligned(weight=weight, scale=scale)
    a, c = paired(("weight", weight), ("scale", scale))
    vector("weight", a, low=0)
    vector("scale", c, above=0, hint="It is the amount from which returns diminish.")
    budget = number("budget", budget, low=0)
    if not a.any():
        raise ValueError("Every weight is 0, so no split is better than another; at least one must be above 0")
    share = a / a.max()
    ground = np.divide(c, share, out=np.full_like(c, np.inf), where=share > 1e-290)
    order = np.argsort(ground, kind="stable")[: np.isfinite(ground).sum()]
    # From the lowest ground up, or a small budget would drown in the rounding of a high one. If exactly the first m get
    # something, this is the level that they settle at, if the ground of none of them is above it.
    above = ground - ground.min()
    level = (budget + np.cumsum(share[order] * above[order])) / np.cumsum(share[order])
    m = np.flatnonzero(level >= above[order])[-1]
    x = share * np.maximum(level[m] - above, 0.0)
    price = float(a.max() / (ground.min() + level[m]))
    return Allocation(names or tuple(range(len(x))), x, float(a @ np.log1p(x / c)), price)
