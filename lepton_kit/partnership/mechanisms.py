"""Three ways to work together, on the same two numbers: what a partner's part costs (C) and what comes of it (R).

Joint research shares what is found, resource sharing splits a cost, market co-operation sells through the partner. Each
divides the same surplus R - C, and each loses another part of it. Frictions come off before: intellectual property,
culture and co-ordination, as numbers.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.labels import Floats, Labels, Named, Numbers, cost_first
from lepton_kit.partnership.moral_hazard import payoffs
from lepton_kit.partnership.portfolios import money
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

    def __post_init__(self) -> None:
        for what in ("ip", "coordination"):
            number(what, getattr(self, what), low=0)
        probability("culture", self.culture)

    @cost_first
    def apply(self, cost: Any, returns: Numbers = None) -> tuple[Floats, Floats]:
        """Costs and returns with the frictions in them, two arrays of shape (n,)."""
        _, C, R = money(cost, returns)
        return C + self.ip + self.coordination * (len(C) + 1) / 2, R * (1 - self.culture)


NO_FRICTIONS = Frictions()


@dataclass(frozen=True, slots=True)
class Deal(Tabular, Named):
    """What a mechanism leaves to the start-up and to each partner, and the most it could have left; shape (n,).

    The arrays stand in the order of ``names``. A deal without a surplus is not signed: all its numbers are 0.
    """

    names: Labels
    startup: Floats
    partner: Floats
    first_best: Floats

    @property
    def total(self) -> Floats:
        """What both sides have together."""
        return self.startup + self.partner

    @property
    def lost(self) -> Floats:
        """The surplus that the mechanism itself destroys."""
        return self.first_best - self.total

    def _rows(self):
        yield "partner", "start-up has", "partner has", "first best", "lost"
        yield from zip(self.names, self.startup, self.partner, self.first_best, self.lost, strict=True)


@cost_first
def joint_research(
    cost: Any, returns: Any = None, *, share: float = 0.5, importance: float = 0.5, frictions: Frictions = NO_FRICTIONS
) -> Deal:
    """Joint research: both work on it, nobody can verify how hard, and the intellectual property is shared.

    Parameters
    ----------
    cost, returns : array_like, Series or dict, shape (n,); or a Portfolio alone
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
    names, N = _surplus(cost, returns, frictions)
    return Deal(names, *payoffs(s, 2 * m * N, 2 * (1 - m) * N), N)


@cost_first
def resource_sharing(
    cost: Any, returns: Numbers = None, *, idle: float = 0.0, frictions: Frictions = NO_FRICTIONS
) -> Deal:
    """Resource sharing: the start-up uses what the partner has, such as machines, data or laboratories, for a fee.

    Parameters
    ----------
    cost, returns : array_like, Series or dict, shape (n,); or a Portfolio alone
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
    names, N = _surplus(cost, returns, frictions, idle=probability("idle", idle))
    return Deal(names, N / 2, N / 2, N)


@cost_first
def market_cooperation(
    cost: Any, returns: Numbers = None, *, share: float | None = None, frictions: Frictions = NO_FRICTIONS
) -> Deal:
    """Market co-operation: the start-up makes, the partner sells, and demand falls with the price.

    Parameters
    ----------
    cost, returns : array_like, Series or dict, shape (n,); or a Portfolio alone
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
    names, N = _surplus(cost, returns, frictions)
    if share is None:
        return Deal(names, N / 2, N / 4, N)
    s = probability("share", share)
    return Deal(names, s * N, (1 - s) * N, N)


def _surplus(cost: Any, returns: Numbers, frictions: Frictions, *, idle: float = 0.0) -> tuple[Labels, Floats]:
    """The partners' names, and R - C after frictions, 0 where nobody would sign; the idle share of C costs nothing."""
    if not isinstance(frictions, Frictions):
        raise TypeError(f"frictions must be Frictions(ip=..., culture=..., coordination=...); got {frictions!r}")
    names, C, R = money(cost, returns)
    C, R = frictions.apply(cost=(1 - idle) * C, returns=R)
    return names or tuple(range(len(C))), np.maximum(R - C, 0.0)
