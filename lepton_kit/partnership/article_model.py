"""The article's model as written: its formulas, each reading of the one that is ambiguous, and its worked example.

Symbols as in lesson 1: C_i is the cost of partner i, R_i its return, alpha_i and beta_i the weights put on them.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from lepton_kit.partnership.labels import Floats, Numbers, cost_first, one_each
from lepton_kit.partnership.portfolios import Portfolio, money
from lepton_kit.validate import one_of


@cost_first
def net_contribution(cost: Any, returns: Numbers = None) -> Floats:
    """Net contribution of each partner, N_i = R_i - C_i: equation (1).

    Parameters
    ----------
    cost, returns : array_like, Series or dict, shape (n,)
        What each partner costs and brings, in the same money unit; or a Portfolio alone.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        If the lengths or labels differ, a cost is negative, or the two seem to have changed places.

    Examples
    --------
    >>> net_contribution([0.8, 0.7, 0.6], [1.2, 1.5, 1.0]).round(2)
    array([0.4, 0.8, 0.4])
    """
    _, C, R = money(cost, returns)
    return R - C


@cost_first
def transfer(cost: Any, returns: Numbers = None, *, alpha: Numbers = 0.5, beta: Numbers = 0.5) -> Floats:
    """What Lepton pays to each partner, t_i = alpha_i C_i + beta_i R_i: cost reimbursement plus revenue share.

    The partner bears C and gains t - C; Lepton has R and keeps R - t. With alpha + beta = 1 Lepton keeps alpha (R - C):
    the generalised Nash bargaining solution with alpha as its power (Nash 1950; Kalai 1977).

    The article's selection score, equation (3), is the same sum, and that is one of its faults: a higher cost raises
    the score.

    Parameters
    ----------
    cost, returns : array_like, Series or dict, shape (n,)
        Or a Portfolio alone.
    alpha, beta : float or array_like, shape (n,)
        Shares of the cost and of the return; one number for all partners or one each.

    Returns
    -------
    ndarray, shape (n,)

    Examples
    --------
    >>> transfer([0.8, 0.7, 0.6], [1.2, 1.5, 1.0]).round(2)
    array([1. , 1.1, 0.8])
    """
    return _charge(*_terms(cost, returns, alpha, beta))


def _charge(C: Floats, R: Floats, a: Floats, b: Floats) -> Floats:
    return a * C + b * R


class Reading(NamedTuple):
    """One way to read equation (4): a title, and what each partner is charged, an array or one number for all."""

    title: str
    charge: Callable[[Floats, Floats, Floats, Floats], Any]


READINGS = {
    "definition": Reading("definition (1): the partner's own cost", lambda C, R, a, b: C),
    "own_charge": Reading("own charge: what the article expands and its program computes", _charge),
    "full_sum": Reading("sum over both terms, charged to every partner", lambda *given: _charge(*given).sum()),
    "first_term": Reading("sum over the first term, own return", lambda C, R, a, b: (a * C).sum() + b * R),
    "minus_inside": Reading("minus inside the sum", lambda C, R, a, b: (a * C - b * R).sum()),
    "shared_pool": Reading("pool charged once, shared equally", lambda *given: _charge(*given).mean()),
}
"""Each reading of the article's equation (4), N_i = R_i - sum_j alpha_j C_j - beta_j R_j, by name."""


@cost_first
def net_by_reading(
    cost: Any, returns: Numbers = None, *, alpha: Numbers = 0.5, beta: Numbers = 0.5, reading: str = "definition"
) -> Floats:
    """Net contributions under one reading of the article's equation (4).

    Parameters
    ----------
    cost, returns : array_like, Series or dict, shape (n,)
        Or a Portfolio alone.
    alpha, beta : float or array_like, shape (n,)
    reading : str
        A key of ``READINGS``.

    Returns
    -------
    ndarray, shape (n,)

    Examples
    --------
    >>> net_by_reading(ARTICLE, reading="own_charge").round(2)
    array([0.2, 0.4, 0.2])
    """
    charge = READINGS[one_of("reading", reading, tuple(READINGS))].charge
    terms = _terms(cost, returns, alpha, beta)
    return terms[1] - charge(*terms)


def _terms(cost: Any, returns: Numbers, alpha: Numbers, beta: Numbers) -> tuple[Floats, Floats, Floats, Floats]:
    names, C, R = money(cost, returns)
    return C, R, one_each("alpha", alpha, len(R), names), one_each("beta", beta, len(R), names)


ARTICLE = Portfolio({"university A": (0.8, 1.2), "enterprise B": (0.7, 1.5), "government C": (0.6, 1.0)})
"""The article's worked example."""

PRINTED_NET, PRINTED_TOTAL = (0.4, 0.3, 0.2), 0.9
"""What the article prints for it. Two of the three nets and the total are wrong."""
