"""What money buys: the best selection for each of many budgets."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.knapsack import Selection, select
from lepton_kit.partnership.labels import Floats, Mask, Numbers, listed
from lepton_kit.partnership.portfolios import Portfolio
from lepton_kit.validate import vector

__all__ = ["Frontier", "frontier"]


@dataclass(frozen=True, slots=True, eq=False)
class Frontier(Tabular):
    """The best selection for each of m budgets.

    Attributes
    ----------
    budgets : ndarray, shape (m,)
    selections : tuple of Selection
    value : ndarray, shape (m,)
        Best value for each budget.
    relaxed : ndarray, shape (m,)
        The same where partners can be signed in part.
    shadow_price : ndarray, shape (m,)
        What a little more of each budget is then worth, per unit.
    x : ndarray of bool, shape (m, n)
        Who is chosen for each budget.
    """

    budgets: Floats
    selections: tuple[Selection, ...]
    value: Floats
    relaxed: Floats
    shadow_price: Floats
    x: Mask

    def _rows(self):
        yield "budget", "value", "cost", "chosen"
        for budget, best in zip(self.budgets, self.selections, strict=True):
            yield float(budget), best.value, best.cost, listed(best.chosen) or "nobody"


def frontier(value: Numbers, cost: Numbers = None, budgets: Numbers = None, **rules: Any) -> Frontier:
    """The best selection for each budget: what money buys.

    Parameters
    ----------
    value, cost
        As :func:`select` takes them; ``frontier(portfolio, budgets)`` takes a Portfolio's.
    budgets : array_like, shape (m,)
    **rules
        Any further keyword of :func:`select`.

    Returns
    -------
    Frontier

    Examples
    --------
    >>> print(frontier([0.4, 0.8, 0.4], [0.8, 0.7, 0.6], [0.5, 1.0, 1.3, 2.1]))
    budget  value  cost   chosen
       0.5      0     0   nobody
         1    0.8   0.7        1
       1.3    1.2   1.3     1, 2
       2.1    1.6   2.1  0, 1, 2
    """
    if budgets is None:
        if not (isinstance(value, Portfolio) or hasattr(value, "columns")):
            raise ValueError("Give frontier(value, cost, budgets), or frontier(portfolio, budgets)")
        cost, budgets = None, cost
    limits: Floats = vector("budgets", budgets, low=0)
    best = tuple(select(value, cost, float(budget), **rules) for budget in limits)
    columns = ([getattr(one, what) for one in best] for what in ("value", "relaxed", "shadow_price", "x"))
    return Frontier(limits, best, *map(np.array, columns))
