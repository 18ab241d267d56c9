"""Choosing a portfolio: whom to sign under a budget, when partners help, hinder, exclude or need each other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from lepton_kit.display import Facts
from lepton_kit.partnership.integer_program import Problem, problem
from lepton_kit.partnership.labels import Labels, Mask, Numbers, listed
from lepton_kit.partnership.solver_output import quiet_solver
from lepton_kit.validate import number

__all__ = ["Selection", "greedy", "select"]


@dataclass(frozen=True, slots=True, eq=False)
class Selection(Facts):
    """Who is chosen, and how good that is known to be.

    Attributes
    ----------
    names : tuple of n names, or of the numbers 0 to n - 1
    x : ndarray of bool, shape (n,)
        Which partners are chosen; ``portfolio[x]``, ``value[x]`` and ``cost @ x`` all work.
    value, cost : float
        Of the chosen partners, from the caller's own numbers.
    bound : float
        No selection is worth more.
    gap : float
        ``(bound - value) / |value|``: 0 means proven best. For a value of 0, the bound itself.
    status : {"optimal", "time limit", "greedy"}
        "optimal" is proven to within the gap that was asked for.
    worst_cost : float
        Cost if the gamma largest deviations strike; the cost itself if there are none.
    problem : Problem
        What was solved.
    relaxed, shadow_price : float
        Value of the linear relaxation, where partners can be signed in part, and what a little more budget is worth
        there, per unit. Computed when first asked for. Where values are net of cost, the price comes on top of the unit
        itself: at .87 a unit more brings 1.87 back, so money pays that costs up to .87 in interest.
    """

    names: Labels
    x: Mask
    value: float
    cost: float
    bound: float
    gap: float
    status: str
    worst_cost: float
    problem: Problem = field(repr=False)

    @property
    def shadow_price(self) -> float:
        """What a little more budget is worth, per unit, where partners can be signed in part."""
        return self.problem.relaxation[1]

    @property
    def relaxed(self) -> float:
        """The best value where partners can be signed in part."""
        return self.problem.relaxation[0]

    @property
    def chosen(self) -> Labels:
        """Who is chosen, a tuple of names (of numbers where the partners have no names)."""
        return tuple(self.names[i] for i in np.flatnonzero(self.x))

    def _facts(self):
        yield "chosen", f"{listed(self.chosen, 20) or 'nobody'} ({len(self.chosen)} of {len(self.x)})"
        yield "value", f"{self.value:.6g}"
        yield "cost", f"{self.cost:.6g}" + (f", at worst {self.worst_cost:.6g}" if self.worst_cost > self.cost else "")
        yield "status", f"{self.status}, at most {self.bound:.6g} is possible (gap {self.gap:.2g})"
        yield "shadow price", f"{self.shadow_price:.4g} a unit of budget"


def select(
    value: Numbers,
    cost: Numbers = None,
    budget: float | None = None,
    *,
    synergy: Any = None,
    conflicts: Iterable[Any] = (),
    requires: Iterable[Any] = (),
    include: Iterable[Any] = (),
    exclude: Iterable[Any] = (),
    deviation: Numbers = None,
    gamma: float = 0,
    gap: float = 0.0,
    time_limit: float | None = None,
) -> Selection:
    """The best set of partners within a budget.

    Maximises sum_i v_i x_i + sum_{i<j} q_ij x_i x_j under sum_i c_i x_i <= budget, x_i being 0 or 1. Solved exactly as
    a mixed-integer linear program by HiGHS. The answer is rounded and checked against every rule again, and its value
    and cost are recomputed from the caller's numbers.

    Parameters
    ----------
    value, cost : array_like, Series or dict, shape (n,)
        What each partner is worth to Lepton after all that Lepton pays for it, and what it takes of the budget; values
        may be negative, costs not. ``select(portfolio, budget)`` takes the nets and the costs of a Portfolio.
    budget : float
    synergy : dict of (i, j) to float, array_like or DataFrame, shape (n, n), optional
        What a pair brings on top (or, negative, loses); each pair counts once. A table q is symmetric, its diagonal
        zero.
    conflicts : iterable of (i, j)
        At most one of the two. Partners are called by name if they have names, else by number from 0.
    requires : iterable of (i, j)
        i needs j. Needs that run in a circle are refused: one of them is most likely a slip.
    include, exclude : iterable of names or numbers
        Chosen, or left out, in any case.
    deviation : array_like, Series or dict, shape (n,), optional
        By how much each cost may exceed its estimate (Bertsimas and Sim 2004).
    gamma : float
        The budget holds whichever gamma of the chosen partners' costs deviate in full; a broken number lets one more
        deviate in part. 0 trusts the estimates, n prepares for all at once.
    gap : float
        How far from the bound, relative to the value, the search may stop; 0 asks for the proven optimum.
    time_limit : float, optional
        Seconds for the solver. If it strikes, the best set found so far is returned and the status says so.

    Returns
    -------
    Selection

    Raises
    ------
    ValueError
        If a number is missing, not finite or negative where it cannot be, if a partner is unknown, needs run in a
        circle, or what is forced cannot be: the message names what clashes.
    RuntimeError
        If the solver fails or its answer breaks a rule.

    Notes
    -----
    The solver calculates in floating point: what is worth less than about a ten-thousand-millionth of the largest value
    may be overlooked.

    Examples
    --------
    The hospital is the best single partner per unit of cost, and not part of the best portfolio:

    >>> from lepton_kit.partnership import Portfolio
    >>> three = Portfolio({"hospital": (8, 18), "bank": (5, 11), "school": (5, 11)})
    >>> print(select(three, budget=10))
    chosen        bank, school (2 of 3)
    value         12
    cost          10
    status        optimal, at most 12 is possible (gap 0)
    shadow price  1.2 a unit of budget
    >>> select(three, 13, include=["school"], conflicts=[("school", "hospital")]).chosen
    ('bank', 'school')
    """
    posed = problem(value, cost, budget, synergy, conflicts, requires, include, exclude, deviation, gamma)
    options = {"mip_rel_gap": number("gap", gap, low=0, hint="0 asks for the optimum, 0.01 for one per cent.")}
    if time_limit is not None:
        options["time_limit"] = number("time_limit", time_limit, low=0, hint="It is in seconds.")
    return _selection(posed, *_solve(posed, options))


def greedy(value: Numbers, cost: Numbers = None, budget: float | None = None, *, synergy: Any = None) -> Selection:
    """From the top of the list: sign whoever adds most value per unit of cost, while the money lasts.

    Synergies with those already signed count. Fast, natural, and often wrong: compare with :func:`select`.

    Parameters
    ----------
    value, cost, budget, synergy
        As :func:`select` takes them; a Portfolio too.

    Returns
    -------
    Selection
        With the linear relaxation as its bound.

    Examples
    --------
    >>> greedy([10, 6, 6], [8, 5, 5], budget=10).chosen
    (0,)
    """
    posed = problem(value, cost, budget, synergy=synergy)
    n = len(posed.value)
    q = sparse.coo_array((posed.synergy, posed.pairs.T), shape=(n, n)).tocsr()
    q = q + q.T
    x = np.zeros(n, dtype=bool)
    gain, tolerance = posed.value.copy(), posed.budget * 1e-12
    while True:
        open_to = ~x & (gain > 0) & (posed.cost <= posed.budget - posed.cost[x].sum() + tolerance)
        if not open_to.any():
            return _selection(posed, x, posed.relaxation[0], "greedy")
        ratio = np.divide(gain, posed.cost, out=np.full(n, np.inf), where=posed.cost > 0)
        best = max(np.flatnonzero(open_to).tolist(), key=lambda i: (ratio[i], gain[i]))
        x[best] = True
        gain += q[[best]].toarray()[0]


def _solve(posed: Problem, options: dict[str, float]) -> tuple[Mask, float, str]:
    """The solver's best set, its bound and its status."""
    n = len(posed.value)
    c, A, upper, low, high = posed.within_reach.linear
    whole = np.arange(len(c)) < n
    # A budget next to nothing from a set's cost leads HiGHS 1.12 astray, to worse sets or to none. Its budget therefore
    # is a little larger, by a hundred times its tolerance, and the few sets in between are ruled out one by one.
    upper = upper + 1.23e-4 * (np.arange(len(upper)) == 0)
    while True:
        rows = LinearConstraint(A, -np.inf, upper)
        with quiet_solver():
            best = milp(-c, integrality=whole, bounds=Bounds(low, high), constraints=rows, options=dict(options))
        if best.status not in (0, 1):
            if not options.setdefault("presolve", True):
                raise RuntimeError(f"The solver gave up on a problem that has an answer: {best.message}")
            options["presolve"] = False  # there a set too dear by less than its tolerance may seem a contradiction
            continue
        x = posed.forced if best.x is None else best.x[:n] > 0.5
        if posed.allows(x):
            known = best.mip_dual_bound is not None and np.isfinite(best.mip_dual_bound)
            bound = -best.mip_dual_bound / posed.within_reach.units[0] if known else posed.relaxation[0]
            return x, bound, "time limit" if best.status else "optimal"
        if posed.affordable(x):
            raise RuntimeError(f"The solver's answer {np.flatnonzero(x).tolist()} breaks a rule; please report it")
        cover = x.copy()  # as few of its partners as are too dear together
        for i in np.argsort(posed.cost):
            cover[i] = False
            cover[i] = x[i] and posed.affordable(cover)
        dearer = (posed.cost >= posed.cost[cover].max()) & (posed.deviation >= posed.deviation[cover].max())
        A = sparse.vstack([A, np.append(cover | dearer, np.zeros(len(c) - n))[None]], format="csc")
        upper = np.append(upper, cover.sum() - 1.0)  # nor do as many of them and of those who cost no less


def _selection(posed: Problem, x: Mask, bound: float, status: str) -> Selection:
    """The result, with value and cost recomputed from the data."""
    value = posed.total_value(x)
    if bound - value <= 1e-9 * abs(value):  # no more than the solver's rounding
        bound = value
    gap = (bound - value) / (abs(value) or 1.0)
    return Selection(posed.names, x, value, float(posed.cost[x].sum()), bound, gap, status, posed.worst_cost(x), posed)
