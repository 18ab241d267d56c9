"""Five industries as scenario data. All numbers are made up for this course and describe no real organisation.

A case holds what the other functions take: costs and returns, pairwise synergies, chances of failure, past projects.
"""

from dataclasses import dataclass

import numpy as np

from lepton_kit.partnership.portfolios import Partner, Portfolio
from lepton_kit.validate import matrix, vector

__all__ = ["CASES", "Case"]


@dataclass(frozen=True, slots=True)
class Case:
    """An industry case: a question, its candidate partners, and n numbers or n x n numbers about them.

    Parameters
    ----------
    name, question : str
    partners : Portfolio
        Costs and returns in million, generated.
    pairs : mapping of (int, int) -> float
        Synergy of pairs of partners, where there is one.
    failure : sequence of float, length n
        Chance that the partner brings nothing in a year.
    successes, failures : sequence of int, length n
        Past projects, for the trust in each partner.
    budget : float
        What can be spent.

    Examples
    --------
    >>> case = CASES["medical"]
    >>> case.partners.names
    ('teaching hospital', 'imaging company', 'university', 'insurer')
    >>> from lepton_kit.partnership.games import shapley, synergy_game
    >>> shapley(synergy_game(case.partners.net, case.synergy)).round(2)
    array([1.3 , 0.85, 0.6 , 0.25])
    """

    name: str
    question: str
    partners: Portfolio
    pairs: dict[tuple[int, int], float]
    failure: np.ndarray
    successes: np.ndarray
    failures: np.ndarray
    budget: float

    def __post_init__(self):
        n = len(self.partners)
        for what in ("failure", "successes", "failures"):
            numbers = vector(what, getattr(self, what), size=n, low=0)
            numbers.setflags(write=False)
            object.__setattr__(self, what, numbers)

    @property
    def synergy(self):
        """q, shape (n, n): symmetric, zero diagonal, each pair counted once."""
        n = len(self.partners)
        q = np.zeros((n, n))
        for (i, j), value in self.pairs.items():
            q[i, j] = q[j, i] = value
        return matrix("synergy", q)


def _case(name, question, budget, rows, pairs):
    """A case from rows (partner, kind, cost, return, failure, successes, failures)."""
    partners = Portfolio([Partner(who, cost, returns, kind=kind) for who, kind, cost, returns, *_ in rows])
    failure, successes, failures = zip(*(row[4:] for row in rows), strict=True)
    return Case(name, question, partners, pairs, failure, successes, failures, budget)


CASES = {
    case.name: case
    for case in (
        _case(
            "manufacturing",
            "Which plants and suppliers shall train a model that sees faults before the line stops?",
            2.5,
            [
                ("car parts plant", "manufacturer", 1.2, 2.0, 0.05, 9, 1),
                ("sensor maker", "technology company", 0.6, 1.1, 0.10, 6, 2),
                ("institute of mechanics", "research institute", 0.4, 0.7, 0.05, 8, 1),
                ("machine tool builder", "industry leader", 1.0, 1.3, 0.15, 3, 2),
            ],
            {(0, 1): 0.4, (1, 2): 0.1, (0, 3): 0.2, (1, 3): 0.3},
        ),
        _case(
            "smart city",
            "Whose data makes the traffic lights cleverer, and who stays when the mayor changes?",
            3.0,
            [
                ("city government", "city government", 1.5, 2.1, 0.20, 4, 3),
                ("bus company", "industry leader", 0.8, 1.2, 0.10, 6, 2),
                ("map service", "software developer", 0.7, 1.3, 0.05, 9, 1),
                ("electricity supplier", "industry leader", 0.9, 1.1, 0.10, 5, 2),
                ("university", "university", 0.3, 0.5, 0.05, 7, 1),
            ],
            {(0, 1): 0.4, (0, 2): 0.3, (1, 2): 0.2, (0, 3): 0.2, (2, 4): 0.1, (1, 3): -0.1},
        ),
        _case(
            "medical",
            "Who reads the X-rays with us, and who owns what the model learns from them?",
            2.0,
            [
                ("teaching hospital", "hospital", 1.1, 1.9, 0.05, 8, 1),
                ("imaging company", "technology company", 0.8, 1.3, 0.10, 5, 2),
                ("university", "university", 0.4, 0.8, 0.05, 9, 2),
                ("insurer", "bank", 0.6, 0.8, 0.20, 2, 2),
            ],
            {(0, 1): 0.6, (0, 2): 0.3, (0, 3): 0.1, (1, 2): 0.1},
        ),
        _case(
            "education",
            "Which schools and platforms try a tutor that learns, with pupils' data kept at home?",
            1.2,
            [
                ("secondary school", "school", 0.4, 0.7, 0.10, 5, 1),
                ("vocational school", "school", 0.3, 0.5, 0.10, 3, 1),
                ("learning platform", "e-commerce platform", 0.7, 1.2, 0.15, 4, 3),
                ("publisher", "marketing firm", 0.5, 0.6, 0.10, 4, 2),
            ],
            {(0, 1): -0.1, (0, 2): 0.3, (1, 2): 0.2, (2, 3): 0.2},
        ),
        _case(
            "finance",
            "Which banks share what they know of fraud, and what if one shock hits them all?",
            3.0,
            [
                ("savings bank", "bank", 1.0, 1.6, 0.08, 7, 1),
                ("trade bank", "bank", 1.3, 2.1, 0.08, 6, 2),
                ("payment service", "technology company", 0.8, 1.5, 0.12, 5, 1),
                ("online shop", "e-commerce platform", 0.5, 0.9, 0.15, 4, 2),
            ],
            {(0, 1): 0.5, (0, 2): 0.2, (1, 2): 0.3, (2, 3): 0.3},
        ),
    )
}
"""The five industry cases of the article by name, with numbers made up for this course."""
