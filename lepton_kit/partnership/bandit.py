"""Whom to try next, and when to stop: exploring new partners while earning from the old ones.

A partner succeeds at an unknown rate, known as Beta(a, b). Trying one tells something about it, which has a value
today.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq

from lepton_kit.partnership.beta_reputation import together
from lepton_kit.partnership.labels import Floats, Numbers, Places, Rng, aligned
from lepton_kit.validate import generator, number, probability, whole

__all__ = ["ExitRule", "exit_threshold", "gittins", "thompson"]


def thompson(a: Numbers, b: Numbers, *, rng: Rng = None) -> Hashable:
    """Choose a partner as often as it is likely to be the best: draw a rate for each, take the highest.

    Parameters
    ----------
    a, b : array_like, Series or dict, shape (n,)
        Trust in each partner, Beta(a_i, b_i), above 0.
    rng : None, int or Generator

    Returns
    -------
    int or str
        Number, or name, of the partner to work with next.

    References
    ----------
    Thompson 1933, On the likelihood that one unknown probability exceeds another.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> choices = [thompson([8, 5], [2, 5], rng=rng) for _ in range(1000)]
    >>> choices.count(0)  # in 1,000: the chance that the first is better is .934
    943
    """
    names, (a, b) = aligned(a=a, b=b)
    a, b = together(above=0, a=a, b=b)
    if a.ndim != 1:
        raise ValueError(f"a and b must hold one number a partner, shape (n,); got shape {a.shape}")
    best = int(np.argmax(generator(rng).beta(a, b)))
    return best if names is None else names[best]


def gittins(a: float, b: float, discount: float) -> float:
    """Gittins index of a partner: the sure rate that would be as good as trying this one and keeping the choice.

    Working with the partner of the highest index has the largest expected total of all rules, later successes
    discounted (Gittins & Jones 1974). It says nothing of the far future: the rule may settle on a partner that is not
    the best.

    Parameters
    ----------
    a, b : float
        Trust, Beta(a, b), above 0.
    discount : float
        What a success next year is worth against one today; from 0 to 0.999.

    Returns
    -------
    float
        Between the mean a / (a + b), which it equals at discount 0, and 1.

    Notes
    -----
    Backward induction over successes and failures, with the option to retire to a sure rate; the index is the sure rate
    at which both are worth the same. Looking ahead stops when later years weigh less than 1e-4 together, or after
    3,000, with the better of the two rates for the rest: an error below 2e-9 up to discount 0.995, below 1e-6 at 0.999.

    References
    ----------
    Gittins 1979, Bandit processes and dynamic allocation indices.

    Examples
    --------
    >>> round(gittins(1, 1, 0.9), 4), round(gittins(2, 2, 0.9), 4)
    (0.7029, 0.6346)
    """
    a, b, discount = _one_partner(a, b, discount)
    mean, years = a / (a + b), _look_ahead(discount)

    def advantage(sure: float) -> float:
        return _staying(a, b, discount, sure, years)[0][0] - sure

    return float(brentq(advantage, mean, 1.0, xtol=1e-12)) if advantage(mean) > 1e-12 else mean


@dataclass(frozen=True, slots=True)
class ExitRule:
    """When to leave a partner: a boundary for each year t = 0, 1, ..., arrays of shape (years + 1,).

    ``successes[t]`` is the fewest successes in t yearly reviews with which staying is worth it (t + 1: none is enough),
    and ``mean[t]`` the expected rate with that record. ``value`` is what the partnership is worth at the start above
    the exit, in successes a year for ever.
    """

    successes: Places
    mean: Floats
    value: float


def exit_threshold(
    break_even: float, *, a: float = 1.0, b: float = 1.0, discount: float = 0.9, years: int = 10
) -> ExitRule:
    """Abandonment threshold: the record below which a partner should be left.

    Each year the partner succeeds or fails; a year costs ``break_even`` successes, and leaving is final. Staying buys
    information too, so the threshold starts below break-even and rises towards it as there is less left to learn.

    Parameters
    ----------
    break_even : float
        Cost of a year over what a success brings, between 0 and 1.
    a, b : float
        Trust at the start, Beta(a, b), above 0.
    discount : float
        What a success next year is worth against one today; from 0 to 0.999.
    years : int
        For how many reviews the boundary is wanted. Staying on after them is possible.

    Returns
    -------
    ExitRule

    Notes
    -----
    Staying is worth it where the Gittins index is at least ``break_even``: optimal stopping by backward induction.

    Examples
    --------
    >>> rule = exit_threshold(0.6, years=6)
    >>> rule.successes
    array([0, 1, 1, 2, 2, 3, 4])
    """
    a, b, discount = _one_partner(a, b, discount)
    break_even, years = probability("break_even", break_even), whole("years", years, low=1)
    staying = _staying(a, b, discount, break_even, max(years + 1, _look_ahead(discount)), keep=years + 1)
    successes = np.array([int(np.sum(value < break_even - 1e-12)) for value in staying])
    mean = (a + successes) / (a + b + np.arange(years + 1))
    return ExitRule(successes, np.minimum(mean, 1.0), value=max(0.0, float(staying[0][0] - break_even)))


def _staying(a: float, b: float, discount: float, sure: float, years: int, keep: int = 1) -> list[Floats]:
    """Value of one more year, and of the best choice after it, by year and number of successes, as a rate a year.

    ``sure`` is the rate that leaving brings for ever. Returns the first ``keep`` years, entry t of shape (t + 1,).
    """
    successes = np.arange(years + 1)
    best = np.maximum((a + successes) / (a + b + years), sure)
    kept: list[Floats] = []
    for t in range(years - 1, -1, -1):
        p = (a + successes[: t + 1]) / (a + b + t)
        stay = discount * best[:-1] + p * (1 - discount + discount * np.diff(best))
        best = np.maximum(stay, sure)
        if t < keep:
            kept.append(stay)
    return kept[::-1]


def _look_ahead(discount: float) -> int:
    """After how many years it no longer matters what is still learned."""
    return 2 if discount == 0 else min(3000, 2 + math.ceil(math.log(1e-4) / math.log(discount)))


def _one_partner(a: Any, b: Any, discount: float) -> tuple[float, float, float]:
    a, b = together(above=0, a=a, b=b)
    if a.ndim:
        raise ValueError(f"a and b are the trust in one partner, two numbers; got shape {a.shape}. Loop over partners")
    discount = number("discount", discount, low=0, high=0.999, hint="At 1 a later success weighs no less, for ever.")
    return float(a), float(b), discount
