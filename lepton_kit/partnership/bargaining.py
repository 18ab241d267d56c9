"""Two-sided contracts: how a surplus is bargained over, and what a share does to the effort of both sides.

C is a partner's contribution (its cost), R the return of the deal, t the transfer to the partner.
"""

from dataclasses import dataclass

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.validate import number, paired, probability, vector

__all__ = ["Bargain", "ShareContract", "nash_bargain", "share_contract", "share_welfare"]


@dataclass(frozen=True, slots=True)
class Bargain(Tabular):
    """What was agreed with each partner, arrays of shape (n,).

    ``transfer`` is paid to the partner, the start-up has ``kept`` and the partner has ``gained`` over its cost. Where
    there is no surplus to divide, ``signed`` is False and all three are 0.
    """

    transfer: np.ndarray
    kept: np.ndarray
    gained: np.ndarray
    signed: np.ndarray

    def _rows(self):
        yield "partner", "transfer", "kept", "gained", "signed"
        columns = self.transfer, self.kept, self.gained, self.signed
        yield from zip(range(len(self.kept)), *(column.tolist() for column in columns), strict=True)


def nash_bargain(contribution, return_, power=0.5):
    """Generalised Nash bargaining: the start-up keeps ``power`` of each surplus R - C.

    The transfer t maximises (R - t)**power * (t - C)**(1 - power), so t = power C + (1 - power) R: the article's
    alpha C + beta R with alpha = power and alpha + beta = 1.

    Parameters
    ----------
    contribution, return_ : array_like, shape (n,)
        C, what each partner's part costs it, and R, what the start-up then earns; in one money unit.
    power : float or array_like, shape (n,)
        The start-up's bargaining power, between 0 and 1; one number for all partners or one each.

    Returns
    -------
    Bargain

    Raises
    ------
    ValueError
        If the lengths differ, a contribution is negative or a power is not between 0 and 1.

    References
    ----------
    Nash 1950, The bargaining problem; Kalai 1977 for unequal powers.

    Examples
    --------
    >>> deal = nash_bargain([0.8, 0.7, 0.6], [1.2, 1.5, 1.0], power=0.5)
    >>> deal.transfer.round(2), deal.kept.round(2)
    (array([1. , 1.1, 0.8]), array([0.2, 0.4, 0.2]))
    """
    C, R = contributions_and_returns(contribution, return_)
    hint = "Power is a share: 0.5 splits in half."
    power = vector("power", np.full(len(C), power) if np.ndim(power) == 0 else power, size=len(C), hint=hint)
    for each in power:
        probability("power", each)
    surplus = R - C
    signed = surplus >= 0
    kept = np.where(signed, power * surplus, 0.0)
    gained = np.where(signed, (1 - power) * surplus, 0.0)
    return Bargain(np.where(signed, C + gained, 0.0), kept, gained, signed)


@dataclass(frozen=True, slots=True)
class ShareContract:
    """A linear share and what follows from it.

    ``share`` of the output goes to side 1. ``efforts`` are measured by the output that they bring, ``welfare`` is what
    both have together, ``first_best`` what they could have if effort were contractible, ``loss`` the part of it lost.
    """

    share: float
    efforts: tuple[float, float]
    payoffs: tuple[float, float]
    welfare: float
    first_best: float

    @property
    def output(self):
        """What both efforts bring."""
        return sum(self.efforts)

    @property
    def loss(self):
        """The part of the first-best surplus that is lost, between 0 and 1."""
        return 1 - self.welfare / self.first_best


def share_contract(k1, k2, *, share=None):
    """Share the output of two sides whose efforts nobody can verify: double moral hazard.

    Output is e_1 + e_2, effort e_i costs side i e_i**2 / (2 k_i), and side 1 gets ``share`` of the output. Each side
    works until its own share of the next unit is worth its cost: e_1 = s k_1, e_2 = (1 - s) k_2, where both efforts at
    full strength, k_1 and k_2, would be best. No share induces both; s* = k_1 / (k_1 + k_2) loses least.

    Parameters
    ----------
    k1, k2 : float
        Effectiveness of each side, k = theta**2 / c for productivity theta and effort cost c e**2 / 2. Not negative,
        not both 0.
    share : float, optional
        Side 1's share, between 0 and 1; the best one, s*, if not given.

    Returns
    -------
    ShareContract

    References
    ----------
    Holmström 1982, Moral hazard in teams; Bhattacharyya & Lafontaine 1995, Double-sided moral hazard and the nature of
    share contracts.

    Examples
    --------
    >>> contract = share_contract(3, 1)
    >>> contract.share, contract.welfare, contract.first_best, contract.loss
    (0.75, 1.625, 2.0, 0.1875)
    """
    k1, k2 = _effectiveness(k1, k2)
    s = k1 / (k1 + k2) if share is None else probability("share", share)
    efforts = s * k1, (1 - s) * k2
    output = sum(efforts)
    payoffs = s * output - s**2 * k1 / 2, (1 - s) * output - (1 - s) ** 2 * k2 / 2
    return ShareContract(s, efforts, payoffs, welfare=share_welfare(s, k1, k2), first_best=(k1 + k2) / 2)


def share_welfare(share, k1, k2):
    """Surplus of both sides together at any share: k_1 (s - s**2 / 2) + k_2 (1 - s**2) / 2.

    Parameters
    ----------
    share : float or array_like, shape (m,)
        Side 1's share, between 0 and 1; an array gives a curve.
    k1, k2 : float
        As in :func:`share_contract`.

    Returns
    -------
    float or ndarray, of the shape of ``share``

    Examples
    --------
    >>> share_welfare([0, 0.5, 1], 1, 1)
    array([0.5 , 0.75, 0.5 ])
    """
    k1, k2 = _effectiveness(k1, k2)
    s = np.reshape(vector("share", np.ravel(share)), np.shape(share))
    for extreme in (s.min(), s.max()):
        probability("share", extreme)
    welfare = k1 * (s - s**2 / 2) + k2 * (1 - s**2) / 2
    return welfare if welfare.ndim else float(welfare)


def contributions_and_returns(contribution, return_):
    """C and R as checked arrays of one length, C not negative; numbers count as arrays of one entry."""
    C, R = ([value] if np.isscalar(value) else value for value in (contribution, return_))
    C, R = paired(("contribution", C), ("return_", R))
    return vector("contribution", C, low=0, hint="A contribution is a cost, counted as positive."), R


def _effectiveness(k1, k2):
    k1, k2 = number("k1", k1, low=0), number("k2", k2, low=0)
    if k1 + k2 == 0:
        raise ValueError("k1 and k2 are both 0; with neither side able to produce anything there is nothing to share")
    return k1, k2
