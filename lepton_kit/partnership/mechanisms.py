"""Three ways to work together, on the same two numbers: what a partner contributes (C) and what comes of it (R).

Joint research shares what is found, resource sharing splits a cost, market co-operation sells through the partner. Each
divides the same surplus R - C, and each loses another part of it. Frictions come off before: intellectual property,
culture and co-ordination, as numbers.
"""

from dataclasses import dataclass

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.bargaining import contributions_and_returns
from lepton_kit.validate import number, probability

__all__ = ["Deal", "Frictions", "joint_research", "market_cooperation", "resource_sharing"]


@dataclass(frozen=True, slots=True)
class Frictions:
    """What working together costs besides the work.

    Parameters
    ----------
    ip : float
        Money a deal: drafting, filing and defending who owns what is found.
    culture : float
        Share of the return lost in misunderstandings, between 0 and 1.
    coordination : float
        Money for each pair of parties that must be kept in step. With n partners and the start-up, all in touch with
        each other, there are n (n + 1) / 2 pairs (Brooks 1975), so (n + 1) / 2 to each partner: it grows with the
        network.

    Examples
    --------
    >>> Frictions(ip=0.05, culture=0.1, coordination=0.02).apply([0.8, 0.7, 0.6], [1.2, 1.5, 1.0])
    (array([0.89, 0.79, 0.69]), array([1.08, 1.35, 0.9 ]))
    """

    ip: float = 0.0
    culture: float = 0.0
    coordination: float = 0.0

    def __post_init__(self):
        for what in ("ip", "coordination"):
            number(what, getattr(self, what), low=0)
        probability("culture", self.culture)

    def apply(self, contribution, return_):
        """Costs and returns with the frictions in them, two arrays of shape (n,)."""
        C, R = contributions_and_returns(contribution, return_)
        return C + self.ip + self.coordination * (len(C) + 1) / 2, R * (1 - self.culture)


NO_FRICTIONS = Frictions()


@dataclass(frozen=True, slots=True)
class Deal(Tabular):
    """What a mechanism leaves to the start-up and to each partner, and the most it could have left; shape (n,).

    A deal without a surplus is not signed: all its numbers are 0.
    """

    startup: np.ndarray
    partner: np.ndarray
    first_best: np.ndarray

    @property
    def total(self):
        """What both sides have together."""
        return self.startup + self.partner

    @property
    def lost(self):
        """The surplus that the mechanism itself destroys."""
        return self.first_best - self.total

    def _rows(self):
        yield "partner", "start-up has", "partner has", "first best", "lost"
        columns = self.startup, self.partner, self.first_best, self.lost
        yield from zip(range(len(self.startup)), *(column.tolist() for column in columns), strict=True)


def joint_research(contribution, return_, *, share=0.5, importance=0.5, frictions=NO_FRICTIONS):
    """Joint research: both work on it, nobody can verify how hard, and the intellectual property is shared.

    Parameters
    ----------
    contribution, return_ : array_like, shape (n,)
        C and R of each partner if both sides gave their best.
    share : float
        The start-up's share of what is found, between 0 and 1. The best is ``share=importance``.
    importance : float
        How much of the result hangs on the start-up's effort, k_1 / (k_1 + k_2) of :func:`share_contract`.
    frictions : Frictions

    Returns
    -------
    Deal

    Notes
    -----
    Double moral hazard with k_1 + k_2 = 2 (R - C): at share s and importance m the part m (1 - s)**2 + (1 - m) s**2 of
    the surplus is lost (Holmström 1982; Bhattacharyya & Lafontaine 1995). That R - C is the surplus of best efforts is
    the kit's own simplification.

    Examples
    --------
    >>> joint_research(0.8, 1.2).lost.round(2)
    array([0.1])
    """
    s, m = probability("share", share), probability("importance", importance)
    N = _surplus(contribution, return_, frictions)
    k1, k2 = 2 * m * N, 2 * (1 - m) * N
    output = s * k1 + (1 - s) * k2
    return Deal(s * output - s**2 * k1 / 2, (1 - s) * output - (1 - s) ** 2 * k2 / 2, N)


def resource_sharing(contribution, return_, *, idle=0.0, frictions=NO_FRICTIONS):
    """Resource sharing: the start-up uses what the partner has, such as machines, data or laboratories, for a fee.

    Parameters
    ----------
    contribution, return_ : array_like, shape (n,)
        C, what the resource costs the partner, and R, what the start-up makes with it.
    idle : float
        Share of C that the partner has paid for anyway and does not use, between 0 and 1: lending it costs nothing.
    frictions : Frictions

    Returns
    -------
    Deal

    Notes
    -----
    Use can be metered, so nothing is lost: the fee covers the cost of lending, and each side has half of the surplus
    R - (1 - idle) C, which is the Shapley value of a game of two (Shapley 1953; Young 1994, Cost allocation). Idle
    capacity as one number is the kit's own simplification.

    Examples
    --------
    >>> resource_sharing(0.8, 1.2, idle=0.25).partner.round(2)
    array([0.3])
    """
    C, R = contributions_and_returns(contribution, return_)
    N = _surplus((1 - probability("idle", idle)) * C, R, frictions)
    return Deal(N / 2, N / 2, N)


def market_cooperation(contribution, return_, *, share=None, frictions=NO_FRICTIONS):
    """Market co-operation: the start-up makes, the partner sells, and demand falls with the price.

    Parameters
    ----------
    contribution, return_ : array_like, shape (n,)
        C and R if the price were set for the good of both.
    share : float, optional
        The start-up's share of the revenue and of the cost of what is sold, between 0 and 1. Without it the partner
        buys at a wholesale price, and each puts its own margin on top.
    frictions : Frictions

    Returns
    -------
    Deal

    Notes
    -----
    With linear demand two margins, one upon the other, leave half of the surplus R - C to the maker, a quarter to the
    seller, and a quarter to nobody (Spengler 1950). Sharing revenue and cost in one proportion makes both want the
    price that is best for both, and loses nothing (Cachon & Lariviere 2005).

    Examples
    --------
    >>> market_cooperation(0.7, 1.5).lost.round(2), market_cooperation(0.7, 1.5, share=0.6).startup.round(2)
    (array([0.2]), array([0.48]))
    """
    N = _surplus(contribution, return_, frictions)
    if share is None:
        return Deal(N / 2, N / 4, N)
    s = probability("share", share)
    return Deal(s * N, (1 - s) * N, N)


def _surplus(contribution, return_, frictions):
    """R - C after frictions, 0 where nobody would sign."""
    if not isinstance(frictions, Frictions):
        raise TypeError(f"frictions must be Frictions(ip=..., culture=..., coordination=...); got {frictions!r}")
    C, R = frictions.apply(contribution, return_)
    return np.maximum(R - C, 0.0)
