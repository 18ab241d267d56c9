"""Twelve candidate partners, one of each kind: the table of lessons 2 and 3.

Generated data: names and numbers are invented for the lessons and describe nobody; CC0. The table is small enough to be
typed, so it stands here in full, where it can be read, and needs no file, loader or checksum.
"""

from dataclasses import dataclass

import numpy as np

from lepton_kit.partnership.portfolios import Partner, Portfolio

__all__ = ["Candidates", "candidates"]

_CRITERIA = ("technical strength", "market potential", "resource support")
_OUTPUTS = ("methods", "labelled data", "computing", "customers", "funding", "pilot sites")

# Name, kind; technical strength, market potential, resource support, from 0 to 10; cost, return; its outputs.
_TABLE = (
    ("Quillmere University", "university", (9, 4, 7), 5, 12, "methods, labelled data, computing"),
    ("Tarnside Institute", "research institute", (8, 3, 8), 5, 8, "methods, labelled data"),
    ("Ostergate Group", "industry leader", (5, 9, 5), 8, 18, "customers, funding, pilot sites"),
    ("Brindlecloud", "technology company", (7, 6, 6), 7, 16, "methods, computing, customers"),
    ("Fernlight Software", "software developer", (6, 5, 2), 5, 6, "methods"),
    ("Pedlarway", "e-commerce platform", (4, 9, 5), 6, 11, "customers, labelled data"),
    ("Hullabaloo & Finch", "marketing firm", (3, 7, 1), 4, 8, "customers"),
    ("Saint Orrin Hospital", "hospital", (5, 5, 9), 7, 9, "labelled data, pilot sites"),
    ("Lantern Hill School", "school", (3, 3, 5), 2, 5, "pilot sites"),
    ("Copperleaf Bank", "bank", (4, 6, 10), 7, 10, "funding, customers"),
    ("Vossel Works", "manufacturer", (5, 8, 5), 7, 12, "pilot sites, customers"),
    ("City of Marrowby", "city government", (1, 5, 8), 4, 6, "funding, pilot sites"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The table, with n = 12 partners, k = 3 criteria and m = 6 outputs.

    Attributes
    ----------
    portfolio : Portfolio
        Names, kinds, costs and returns, in units of 100,000.
    criteria : tuple of k texts
    X : ndarray, shape (n, k)
        How good each partner is by each criterion, from 0 to 10.
    weights : ndarray, shape (k,)
    senses : tuple of k texts
    outputs : tuple of m texts
    M : ndarray, shape (n, m)
        1 where the partner contributes to the output.
    budget : float
    synergy : ndarray, shape (n, n)
        Hospital and university read images together; platform and marketing firm reach customers together.
    conflicts : tuple of pairs
        Industry leader and technology company compete and will not join the same alliance.
    requires : tuple of pairs
        The marketing firm needs the software developer: something to show.
    """

    portfolio: Portfolio
    criteria: tuple[str, ...]
    X: np.ndarray
    weights: np.ndarray
    senses: tuple[str, ...]
    outputs: tuple[str, ...]
    M: np.ndarray
    budget: float
    synergy: np.ndarray
    conflicts: tuple[tuple[int, int], ...]
    requires: tuple[tuple[int, int], ...]

    @property
    def rules(self):
        """Synergy, conflicts and requirements as keywords of :func:`~lepton_kit.partnership.knapsack.select`."""
        return {"synergy": self.synergy, "conflicts": self.conflicts, "requires": self.requires}


def candidates():
    """The twelve candidates, with what makes their choice interesting.

    Which scaling is used decides who is first, dropping one from the bottom of the list changes the top, and the best
    portfolio is not the top of the list.

    Returns
    -------
    Candidates

    Examples
    --------
    >>> from lepton_kit.partnership.scoring import weighted_sum
    >>> table = candidates()
    >>> table.portfolio.names[weighted_sum(table.X, table.weights, table.senses, "minmax").argmax()]
    'Ostergate Group'
    >>> table.portfolio.names[weighted_sum(table.X, table.weights, table.senses, "vector").argmax()]
    'Quillmere University'
    """
    names, kinds, criteria, cost, returns, outputs = zip(*_TABLE, strict=True)
    place = {kind: i for i, kind in enumerate(kinds)}
    synergy = np.zeros((len(names), len(names)))
    for one, other, amount in (("university", "hospital", 4), ("e-commerce platform", "marketing firm", 3)):
        synergy[place[one], place[other]] = synergy[place[other], place[one]] = amount
    return Candidates(
        portfolio=Portfolio(Partner(*row[:3], kind=row[3]) for row in zip(names, cost, returns, kinds, strict=True)),
        criteria=_CRITERIA,
        X=np.array(criteria, dtype=float),
        weights=np.array([0.4, 0.35, 0.25]),
        senses=("max", "max", "max"),
        outputs=_OUTPUTS,
        M=np.array([[output in made.split(", ") for output in _OUTPUTS] for made in outputs], dtype=float),
        budget=28.0,
        synergy=synergy,
        conflicts=((place["industry leader"], place["technology company"]),),
        requires=((place["marketing firm"], place["software developer"]),),
    )
