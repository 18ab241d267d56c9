"""Double moral hazard: what a linear share does to the effort of two sides that cannot check each other.

Nothing here needs C or R: what counts is how much each side's effort brings.
"""

from dataclasses import dataclass
from typing import Any

from lepton_kit.partnership.labels import Floats, Numbers
from lepton_kit.validate import number, numbers, probability

__all__ = ["ShareContract", "share_contract", "share_welfare"]


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
    def loss(self) -> float:
        """The part of the first-best surplus that is lost, between 0 and 1."""
        return 1 - self.welfare / self.first_best


def share_contract(k1: float, k2: float, *, share: float | None = None) -> ShareContract:
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
    own = payoffs(s, k1, k2)
    return ShareContract(s, (s * k1, (1 - s) * k2), own, welfare=sum(own), first_best=(k1 + k2) / 2)


def share_welfare(share: Numbers, k1: float, k2: float) -> float | Floats:
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
    s = numbers("share", share, low=0, high=1)
    welfare = sum(payoffs(s, k1, k2))
    return welfare if welfare.ndim else float(welfare)


def payoffs(s: Any, k1: Any, k2: Any) -> tuple[Any, Any]:
    """What each side has at the share s: its part of the output less the cost of its own effort."""
    output = s * k1 + (1 - s) * k2
    return s * output - s**2 * k1 / 2, (1 - s) * output - (1 - s) ** 2 * k2 / 2


def _effectiveness(k1: float, k2: float) -> tuple[float, float]:
    k1, k2 = number("k1", k1, low=0), number("k2", k2, low=0)
    if k1 + k2 == 0:
        raise ValueError("k1 and k2 are both 0; with neither side able to produce anything there is nothing to share")
    return k1, k2
