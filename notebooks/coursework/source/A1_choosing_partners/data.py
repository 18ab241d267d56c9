"""The eight offers of A1: costs, returns, marks, and a colleague's report on them, for each student other ones."""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.exercises.personal import Draw, normalised
from lepton_kit.partnership import Partner, Portfolio, weighted_sum

__all__ = ["NAMES", "Offers", "partners"]

NAMES = (
    "Quillmere University", "Tarnside Institute", "Ostergate Group", "Brindlecloud", "Fernlight Software", "Pedlarway",
    "Hullabaloo & Finch", "Saint Orrin Hospital", "Lantern Hill School", "Copperleaf Bank", "Vossel Works",
    "City of Marrowby",
)  # fmt: skip
_UNIT = 0.25  # money is drawn in quarters of a million: a computer adds and compares them without rounding
_WEIGHTS = (
    (0.15, 0.2, 0.25, 0.4),
    (0.1, 0.2, 0.3, 0.4),
    (0.15, 0.25, 0.25, 0.35),
    (0.2, 0.2, 0.25, 0.35),
)
_SENSES = "max", "max", "max", "min"
_SETS = (np.arange(2**8)[:, None] >> np.arange(8)) & 1
_CLEAR = 0.00513  # how far apart two scores must be for a rank to be beyond doubt


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Offers(Tabular):
    """Eight offers, in million euros a year, with n = 8 partners and k = 4 criteria. Names and numbers are made up.

    Attributes
    ----------
    portfolio : Portfolio
        Names, costs and returns.
    criteria : tuple of k texts
    X : ndarray, shape (n, k)
        Marks from 1 to 10 for three criteria; months until the partner earns.
    senses : tuple of k texts
        "max", or "min" where less is better.
    weights : ndarray, shape (k,)
    budget : float
    synergy : ndarray, shape (n, n)
        What a pair is worth on top, above and below the diagonal.
    conflicts : tuple of pairs
        Numbers of two partners who will not both sign.
    alpha : float
        The share of each surplus that Lepton keeps.
    report : dict
        A colleague's list of net contributions, by name.
    """

    portfolio: Portfolio
    criteria: tuple[str, ...]
    X: np.ndarray
    senses: tuple[str, ...]
    weights: np.ndarray
    budget: float
    synergy: np.ndarray
    conflicts: tuple[tuple[int, int], ...]
    alpha: float
    report: dict = field(repr=False)

    @property
    def names(self):
        """The partners' names, a tuple of length n."""
        return self.portfolio.names

    @property
    def rules(self):
        """Synergy and conflicts as keywords of :func:`~lepton_kit.partnership.select`."""
        return {"synergy": self.synergy, "conflicts": self.conflicts}

    def _tables(self):
        rows = [("", "cost C", "return R", *self.criteria, "colleague's net")]
        for partner, marks in zip(self.portfolio, self.X, strict=True):
            rows.append(
                (
                    partner.name,
                    partner.cost,
                    partner.returns,
                    *marks.tolist(),
                    self.report[partner.name],
                )
            )
        yield rows

    def _notes(self):
        [i, j], [k, m] = np.argwhere(np.triu(self.synergy))[0], self.conflicts[0]
        extra, name = self.synergy[i, j], self.names
        yield f"Synergy: {name[i]} and {name[j]} together bring € {extra:g} million more."
        yield f"Conflict: {name[k]} and {name[m]} will not both sign."
        yield f"Budget € {self.budget:g} million; Lepton keeps the share α = {self.alpha:g}."
        weights = ", ".join(
            f"{what} {w:g}" for what, w in zip(self.criteria, self.weights, strict=True)
        )
        yield f"Weights: {weights}."


def partners(student):
    """The eight offers of a student.

    In each copy the best set within the budget is one only, and is none of what a list by score, by net or by net for
    cost would sign; synergy and conflict both matter to it; somebody's withdrawal changes who scores first; and three
    nets of the colleague's report are wrong while their total is right.

    Returns
    -------
    Offers

    Raises
    ------
    ValueError
        If the id is none.

    Examples
    --------
    >>> mine = partners("s001")
    >>> mine.X.shape, partners(" S001").names == mine.names, partners("s002").names == mine.names
    ((8, 4), True, False)
    """
    return _offers(normalised(student))


@lru_cache(maxsize=32)
def _offers(student):
    draw = Draw(student, "A1 partners")
    money = draw.until(lambda: _money(draw), _selects_clearly)
    X, weights = draw.until(lambda: _marks(draw), lambda marks: _reverses(*marks, money))
    cost, net, budget, synergy, conflict = money
    names = draw.some(NAMES, 8)
    wrong, high = draw.some(range(8), 3), draw.whole(1, 4)
    low = draw.one([each for each in range(1, 5) if each != high])
    errors = dict(zip(wrong, (high, -low, low - high), strict=True))
    synergy = _UNIT * synergy
    for array in (X, weights, synergy):
        array.flags.writeable = False
    return Offers(
        portfolio=Portfolio(
            Partner(*row) for row in zip(names, _UNIT * cost, _UNIT * (cost + net), strict=True)
        ),
        criteria=("technical strength", "market potential", "resource support", "months"),
        X=X,
        senses=_SENSES,
        weights=weights,
        budget=_UNIT * budget,
        synergy=synergy,
        conflicts=(conflict,),
        alpha=draw.one((0.3, 0.35, 0.4, 0.6, 0.65, 0.7)),
        report={name: float(_UNIT * (net[i] + errors.get(i, 0))) for i, name in enumerate(names)},
    )


def _money(draw):
    """Costs, nets, a budget, a synergy, and a conflict between two who would be signed without it."""
    cost = np.array([draw.whole(3, 8) for _ in range(8)])  # any two can be paid
    net, budget = np.array(draw.some(range(2, 15), 8)), draw.whole(16, 24)
    signed = _SETS[np.where(_SETS @ cost <= budget, _SETS @ net, -1).argmax()]
    conflict = tuple(sorted(draw.some(np.flatnonzero(signed).tolist(), 2)))
    one, other = draw.some(range(8), 2)
    synergy = np.zeros((8, 8))
    synergy[one, other] = synergy[other, one] = draw.whole(3, 5)
    return cost, net, budget, synergy, conflict


def _portfolios(cost, net, budget, synergy, conflict):
    """The numbers of the best set, of those without conflict and without synergy, and of what two lists sign."""
    i, j = conflict
    fits, apart = _SETS @ cost <= budget, _SETS[:, i] + _SETS[:, j] < 2
    plain, joint = _SETS @ net, _SETS @ net + ((_SETS @ synergy) * _SETS).sum(axis=1) / 2
    bests = _only(joint, fits & apart), _only(joint, fits), _only(plain, fits & apart)
    return *bests, _down(net, cost, budget), _down(net / cost, cost, budget)


def _selects_clearly(money):
    """Five portfolios that differ, and a shadow price that is no other price."""
    cost, net, budget, *_ = money
    if (
        len(set((net / cost).round(9))) < 8
        or None in (found := _portfolios(*money))
        or len(set(found)) < 5
    ):
        return False
    million = round(1 / _UNIT)
    now, more = (
        (_SETS @ net)[_SETS @ cost <= money].max() for money in (budget, budget + million)
    )
    return _apart(
        [_in_part(net, cost, budget), (more - now) / million, now / budget, (net / cost).max()]
    )


def _only(worth, allowed):
    """The number of the one best set of those allowed, or None if there are two."""
    worth = np.where(allowed, worth, -1.0)
    return int(worth.argmax()) if np.sum(worth == worth.max()) == 1 else None


def _down(key, cost, budget):
    """The number of the set that a list by ``key`` signs, going down it and taking whom it still can pay."""
    code, left = 0, budget
    for i in np.argsort(-key, kind="stable"):
        if cost[i] <= left:
            code, left = code | 1 << int(i), left - cost[i]
    return code


def _in_part(net, cost, budget):
    """Net for cost of the partner who is signed in part if all can be; -1 if the budget ends between two partners."""
    for i in np.argsort(-net / cost, kind="stable"):
        if cost[i] >= budget:
            return net[i] / cost[i] if cost[i] > budget else -1.0
        budget -= cost[i]
    return -1.0


def _apart(numbers):
    numbers = sorted(numbers)
    return numbers[0] > 0.003 and all(b - a > 0.003 for a, b in pairwise(numbers))


def _marks(draw):
    X = np.array(
        [[*(draw.whole(1, 10) for _ in range(3)), draw.whole(2, 30)] for _ in range(8)],
        dtype=float,
    )
    return X, np.array(draw.some(draw.one(_WEIGHTS), 4))


def _reverses(X, w, money):
    """Clear scores; the first changes when one, two or three others withdraw; the list by score signs a sixth set."""
    if (np.ptp(X, axis=0) == 0).any():
        return False
    firsts = [_first(X, w), *(_first(np.delete(X, k, axis=0), w) for k in range(8))]
    if None in firsts:
        return False
    after = {
        k: now + (now >= k) for k, now in enumerate(firsts[1:])
    }  # their numbers before somebody withdrew
    turned = {k: now for k, now in after.items() if firsts[0] not in (k, now)}
    by_score = _down(weighted_sum(X, w, _SENSES), money[0], money[2])
    return (
        1 <= len(turned) <= 3
        and set(turned) != set(turned.values())
        and by_score not in _portfolios(*money)
    )


def _first(X, w):
    """Who scores first, or None where that is not clear."""
    scores = weighted_sum(X, w, _SENSES)
    *_, second, first = np.sort(scores)
    return int(scores.argmax()) if first - second > _CLEAR else None
