"""Bargaining over a price: how Lepton and a partner share the surplus of their deal, and what a rival's offer changes.

The partner bears C, the return R arrives at Lepton, and Lepton pays the partner t: Lepton keeps R - t, the partner
gains t - C.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.labels import Floats, Labels, Mask, Named, Numbers, cost_first, one_each
from lepton_kit.partnership.portfolios import money

__all__ = ["Bargain", "nash_bargain"]


@dataclass(frozen=True, slots=True, eq=False)
class Bargain(Tabular, Named):
    """What was agreed with each partner, arrays of shape (n,) in the order of ``names``.

    ``transfer`` is paid to the partner, Lepton has ``kept``, and the partner has ``gained`` over its cost. Where the
    two part without a deal, ``signed`` is False and all three are 0.
    """

    names: Labels
    transfer: Floats
    kept: Floats
    gained: Floats
    signed: Mask

    def _rows(self):
        yield "partner", "transfer", "kept", "gained", "signed"
        yield from zip(self.names, self.transfer, self.kept, self.gained, self.signed, strict=True)


@cost_first
def nash_bargain(
    cost: Any, returns: Numbers = None, *, power: Numbers = 0.5, disagreement: Any = 0.0, outside_option: Any = None
) -> Bargain:
    """Generalised Nash bargaining: Lepton keeps ``power`` of each surplus that there is to share.

    The transfer t maximises (R - t)**power * (t - C - d)**(1 - power), with d what the partner has without the deal.
    For d = 0 that is t = power C + (1 - power) R: the article's alpha C + beta R with alpha = power and alpha + beta =
    1.

    Parameters
    ----------
    cost, returns : array_like, Series or dict, shape (n,)
        C, what each partner's part costs it, and R, what Lepton then earns, in one money unit; or a Portfolio alone.
    power : float or array_like, shape (n,)
        Lepton's bargaining power, between 0 and 1; one number for all partners or one each.
    disagreement : float or array_like, shape (n,)
        The profit d that a partner makes *while the two are at odds* (Nash 1953, threats): it is covered first, and
        what is left of R - C is shared.
    outside_option : float or array_like, shape (n,), optional
        The profit that a partner could have *by leaving for good* (the outside-option principle of Binmore, Shaked &
        Sutton 1989): it changes nothing unless it is more than the partner would gain here, and is then just matched.

    Returns
    -------
    Bargain

    Raises
    ------
    ValueError
        If lengths or labels differ, a cost is negative, a power is not between 0 and 1, or cost and returns seem to
        have changed places.

    References
    ----------
    Nash 1950, The bargaining problem; 1953, Two-person cooperative games; Kalai 1977 for unequal powers.

    Examples
    --------
    >>> deal = nash_bargain([0.8, 0.7, 0.6], [1.2, 1.5, 1.0], power=0.5)
    >>> deal.transfer.round(2), deal.kept.round(2)
    (array([1. , 1.1, 0.8]), array([0.2, 0.4, 0.2]))

    A rival offers the second a profit of 0.5. Which model holds is a question of when the offer can be had:

    >>> at_odds, leaving = nash_bargain([0.7], [1.5], disagreement=0.5), nash_bargain([0.7], [1.5], outside_option=0.5)
    >>> at_odds.transfer.round(2), leaving.transfer.round(2)
    (array([1.35]), array([1.2]))
    """
    names, C, R = money(cost, returns)
    n = len(C)
    share = one_each("power", power, n, names, low=0, high=1)
    threat, surplus = one_each("disagreement", disagreement, n, names), R - C
    gained = threat + (1 - share) * (surplus - threat)
    most = surplus + 1e-12 * np.maximum(C, np.abs(R))  # whether they just agree must not hang on the unit's rounding
    signed = most >= threat
    if outside_option is not None:
        least = one_each("outside_option", outside_option, n, names)
        gained, signed = np.maximum(gained, least), signed & (most >= least)
    gained = np.where(signed, gained, 0.0)
    kept, paid = np.where(signed, np.maximum(surplus - gained, 0.0), 0.0), np.where(signed, C + gained, 0.0)
    return Bargain(names or tuple(range(n)), paid, kept, gained, signed)
