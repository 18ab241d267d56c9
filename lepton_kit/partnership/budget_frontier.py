"""What money buys: the best selection for each of many budgets."""

from dataclasses import dataclass

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.knapsack import Selection, select
from lepton_kit.validate import vector

__all__ = ["Frontier", "frontier"]


@dataclass(frozen=True, slots=True, eq=False)
class Frontier(Tabular):
    """The best selection for each of m budgets.

    Attributes
    ----------
    budgets, value, cost, shadow_price : ndarray, shape (m,)
    x : ndarray of bool, shape (m, n)
    selections : tuple of Selection
    """

    budgets: np.ndarray
    selections: tuple[Selection, ...]

    def _column(self, name):
        return np.array([getattr(selection, name) for selection in self.selections])

    @property
    def value(self):
        """Best value for each budget."""
        return self._column("value")

    @property
    def cost(self):
        """What is spent of each budget."""
        return self._column("cost")

    @property
    def shadow_price(self):
        """What a little more of each budget is worth, per unit."""
        return self._column("shadow_price")

    @property
    def x(self):
        """Who is chosen for each budget."""
        return self._column("x")

    def _rows(self):
        rows = [("budget", "value", "cost", "chosen")]
        for budget, best in zip(self.budgets, self.selections, strict=True):
            rows.append((float(budget), best.value, best.cost, ", ".join(map(str, best.chosen)) or "nobody"))
        return rows


def frontier(value, cost, budgets, synergy=None, **rules):
    """The best selection for each budget: what money buys.

    Parameters
    ----------
    value, cost : array_like, shape (n,)
    budgets : array_like, shape (m,)
    synergy : array_like or sparse array, shape (n, n), optional
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
    budgets = vector("budgets", budgets, low=0)
    return Frontier(budgets, tuple(select(value, cost, budget, synergy, **rules) for budget in budgets))
