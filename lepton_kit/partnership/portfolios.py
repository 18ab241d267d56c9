"""Partners, what they cost and bring, and the article's formula in each of its readings.

Symbols as in lesson 1: C_i is the cost of partner i, R_i its return, alpha_i and beta_i the weights put on them.
"""

from dataclasses import dataclass, field

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.validate import one_of, paired, vector

__all__ = [
    "ARTICLE",
    "PRINTED_NET",
    "PRINTED_TOTAL",
    "READINGS",
    "Partner",
    "Portfolio",
    "net_by_reading",
    "net_contribution",
    "selection_score",
    "transfer",
]


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner: its name, its cost C_i and its return R_i, in one money unit, and what kind of partner it is.

    Raises
    ------
    ValueError
        If the name is empty, or the cost or the return is negative or no finite number.

    Examples
    --------
    >>> Partner("bank", 5, 11).net
    6.0
    """

    name: str
    cost: float
    returns: float
    kind: str = field(default="", kw_only=True)

    def __post_init__(self):
        if not isinstance(self.name, str) or not self.name.strip():
            raise ValueError(f"A partner's name comes first and is a text, such as 'bank'; got {self.name!r}")
        for what in ("cost", "returns"):
            [number] = vector(f"{what} of {self.name}", [getattr(self, what)], low=0)
            object.__setattr__(self, what, float(number))

    @property
    def net(self):
        """Net contribution, N_i = R_i - C_i."""
        return self.returns - self.cost


@dataclass(frozen=True, slots=True)
class Portfolio(Tabular):
    """Several partners, with their numbers as arrays of shape (n,) in the order given.

    Raises
    ------
    ValueError
        If there is no partner, an entry is no Partner, or two partners share a name.

    Examples
    --------
    >>> three = Portfolio([Partner("hospital", 8, 18), Partner("bank", 5, 11), Partner("school", 5, 11)])
    >>> three.net
    array([10.,  6.,  6.])
    >>> three.total
    22.0
    """

    partners: tuple[Partner, ...]

    def __post_init__(self):
        object.__setattr__(self, "partners", tuple(self.partners))
        if not self.partners:
            raise ValueError("A portfolio needs at least one Partner; got none")
        for entry in self.partners:
            if not isinstance(entry, Partner):
                raise ValueError(f"A portfolio holds Partner(name, cost, returns) entries; got {entry!r}")
        twice = {name for name in self.names if self.names.count(name) > 1}
        if twice:
            raise ValueError(f"Each partner needs a name of its own; given twice: {', '.join(sorted(twice))}")

    def __len__(self):
        return len(self.partners)

    def __iter__(self):
        return iter(self.partners)

    @property
    def names(self):
        """The partners' names, a tuple of length n."""
        return tuple(partner.name for partner in self.partners)

    @property
    def cost(self):
        """C, shape (n,)."""
        return np.array([partner.cost for partner in self.partners])

    @property
    def returns(self):
        """R, shape (n,)."""
        return np.array([partner.returns for partner in self.partners])

    @property
    def net(self):
        """N = R - C, shape (n,)."""
        return net_contribution(self.returns, self.cost)

    @property
    def total(self):
        """S = sum of N."""
        return float(self.net.sum())

    def _rows(self):
        yield "partner", "cost C", "return R", "net N = R − C"
        for partner in self.partners:
            yield partner.name, f"{partner.cost:g}", f"{partner.returns:g}", f"{partner.net:g}"
        yield "together", f"{self.cost.sum():g}", f"{self.returns.sum():g}", f"{self.total:g}"


def net_contribution(returns, costs):
    """Net contribution of each partner, N_i = R_i - C_i: equation (1).

    Parameters
    ----------
    returns, costs : array_like, shape (n,)
        What each partner brings and costs, in the same money unit.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        If the lengths differ or a cost is negative.

    Examples
    --------
    >>> net_contribution([1.2, 1.5, 1.0], [0.8, 0.7, 0.6]).round(2)
    array([0.4, 0.8, 0.4])
    """
    R, C = _returns_and_costs(returns, costs)
    return R - C


def transfer(returns, costs, alpha=0.5, beta=0.5):
    """What is paid to each partner, t_i = alpha_i C_i + beta_i R_i: cost reimbursement plus revenue share.

    With alpha + beta = 1 and t the transfer, the start-up keeps R - t = alpha (R - C): the generalised Nash bargaining
    solution with alpha as the start-up's power (Nash 1950; Kalai 1977).

    Parameters
    ----------
    returns, costs : array_like, shape (n,)
    alpha, beta : float or array_like, shape (n,)
        Shares of the cost and of the return; one number for all partners or one each.

    Returns
    -------
    ndarray, shape (n,)

    Examples
    --------
    >>> transfer([1.2, 1.5, 1.0], [0.8, 0.7, 0.6]).round(2)
    array([1. , 1.1, 0.8])
    """
    R, C = _returns_and_costs(returns, costs)
    return _weight("alpha", alpha, len(R)) * C + _weight("beta", beta, len(R)) * R


def selection_score(returns, costs, alpha=0.5, beta=0.5):
    """The article's selection score, S_i = alpha_i C_i + beta_i R_i: equation (3).

    It is the same sum as :func:`transfer`, and that is one of the article's faults: a higher cost raises the score.

    Examples
    --------
    >>> selection_score([1.2, 1.5, 1.0], [0.8, 0.7, 0.6]).round(2)
    array([1. , 1.1, 0.8])
    """
    return transfer(returns, costs, alpha, beta)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read equation (4): a title, the formula in LaTeX, and what each partner is charged."""

    title: str
    formula: str
    charge: object = field(repr=False)


READINGS = {
    "definition": Reading(
        "definition (1): the partner's own cost",
        r"N_i = R_i - C_i",
        lambda C, R, a, b: C,
    ),
    "own_charge": Reading(
        "own charge: what the article expands and its program computes",
        r"N_i = R_i - (\alpha_i C_i + \beta_i R_i)",
        lambda C, R, a, b: a * C + b * R,
    ),
    "full_sum": Reading(
        "sum over both terms, charged to every partner",
        r"N_i = R_i - \sum_j (\alpha_j C_j + \beta_j R_j)",
        lambda C, R, a, b: np.full_like(R, (a * C + b * R).sum()),
    ),
    "first_term": Reading(
        "sum over the first term, own return",
        r"N_i = R_i - \sum_j \alpha_j C_j - \beta_i R_i",
        lambda C, R, a, b: (a * C).sum() + b * R,
    ),
    "minus_inside": Reading(
        "minus inside the sum",
        r"N_i = R_i - \sum_j (\alpha_j C_j - \beta_j R_j)",
        lambda C, R, a, b: np.full_like(R, (a * C - b * R).sum()),
    ),
    "shared_pool": Reading(
        "pool charged once, shared equally",
        r"N_i = R_i - \frac{1}{n} \sum_j (\alpha_j C_j + \beta_j R_j)",
        lambda C, R, a, b: np.full_like(R, (a * C + b * R).mean()),
    ),
}
"""Each reading of the article's equation (4), N_i = R_i - sum_j alpha_j C_j - beta_j R_j, by name."""


def net_by_reading(returns, costs, alpha=0.5, beta=0.5, *, reading="definition"):
    """Net contributions under one reading of the article's equation (4).

    Parameters
    ----------
    returns, costs : array_like, shape (n,)
    alpha, beta : float or array_like, shape (n,)
    reading : str
        A key of ``READINGS``.

    Returns
    -------
    ndarray, shape (n,)

    Examples
    --------
    >>> net_by_reading(ARTICLE.returns, ARTICLE.cost, reading="own_charge").round(2)
    array([0.2, 0.4, 0.2])
    """
    R, C = _returns_and_costs(returns, costs)
    a, b = _weight("alpha", alpha, len(R)), _weight("beta", beta, len(R))
    return R - READINGS[one_of("reading", reading, tuple(READINGS))].charge(C, R, a, b)


ARTICLE = Portfolio(
    [Partner("university A", 0.8, 1.2), Partner("enterprise B", 0.7, 1.5), Partner("government C", 0.6, 1.0)]
)
"""The article's worked example."""

PRINTED_NET, PRINTED_TOTAL = (0.4, 0.3, 0.2), 0.9
"""What the article prints for it. Two of the three nets and the total are wrong."""


def _returns_and_costs(returns, costs):
    R, C = paired(("returns", returns), ("costs", costs))
    vector("costs", C, low=0, hint="A cost cannot be negative. Did you mean returns?")
    return R, C


def _weight(name, value, n):
    """A weight for each partner from one number or from n of them."""
    return vector(
        name, np.full(n, value) if np.ndim(value) == 0 else value, size=n, hint=f"One {name} for all, or one each."
    )
