"""A selection problem as data: what goes together, what is forced, and the matrices of its integer program.

:mod:`~lepton_kit.partnership.knapsack` solves it. Here the caller's numbers are checked and the quadratic objective
is made linear: with y_ij for "both i and j are chosen", y_ij <= x_i and y_ij <= x_j hold it down where the pair's
synergy is a gain, and y_ij >= x_i + x_j - 1 holds it up where it is a loss (Glover and Woolsey 1974).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from lepton_kit.validate import matrix, number, paired, vector

__all__ = ["Problem", "problem"]


@dataclass(frozen=True, eq=False)
class Problem:
    """A checked selection problem with n partners; pairs are arrays of shape (m, 2), forced and excluded masks."""

    value: np.ndarray
    cost: np.ndarray
    budget: float
    pairs: np.ndarray
    synergy: np.ndarray
    conflicts: np.ndarray
    requires: np.ndarray
    forced: np.ndarray
    excluded: np.ndarray
    deviation: np.ndarray
    gamma: float

    def total_value(self, x):
        """Value of the chosen partners and of the pairs among them."""
        return float(self.value[x].sum() + self.synergy[x[self.pairs].all(axis=1)].sum())

    def worst_cost(self, x):
        """Cost of the chosen partners if the gamma largest deviations among them strike, the last one in part."""
        large = np.sort(self.deviation[x])[::-1]
        return float(self.cost[x].sum() + large @ np.clip(self.gamma - np.arange(len(large)), 0, 1))

    def allows(self, x):
        """Whether x keeps every rule and, but for rounding, the budget."""
        rules = x[self.forced].all() and not x[self.excluded].any()
        rules = rules and not x[self.conflicts].all(axis=1).any()
        rules = rules and (x[self.requires[:, 1]] | ~x[self.requires[:, 0]]).all()
        return bool(rules) and self.affordable(x)

    def affordable(self, x):
        """Whether the worst cost stays within the budget, but for rounding."""
        return self.worst_cost(x) <= self.budget + 1e-12 * max(self.budget, self.cost.max())

    @cached_property
    def units(self):
        """What values and costs are multiplied by, powers of two: the solver's tolerances want numbers of its size."""
        return _unit(self.value, self.synergy), _unit(self.cost, self.deviation)

    @cached_property
    def linear(self):
        """The program in the units above: maximise c @ z with A z <= upper and low <= z <= high.

        z holds x, which is whole, then y for each pair and, for a robust budget, the shared and own reserves of
        Bertsimas and Sim (2004). The first row of A is the budget.
        """
        n, p = len(self.value), len(self.pairs)
        x, y = np.arange(n), np.arange(n, n + p)
        by_value, by_cost = self.units
        shared, own = [n + p], np.arange(n + p + 1, 2 * n + p + 1)
        some = 0 < self.gamma < n  # for none or all of the deviations no reserves are needed
        cost = by_cost * (self.cost + self.deviation if self.gamma >= n else self.cost)
        columns = 2 * n + p + 1 if some else n + p
        c = np.zeros(columns)
        c[: n + p] = by_value * np.concatenate([self.value, self.synergy])
        low, high = np.zeros(columns), np.ones(columns)
        low[:n], high[:n] = self.forced, ~self.excluded
        if some:
            high[n + p :] = by_cost * np.append(self.deviation.max(), self.deviation)

        rows = _Rows()
        reserve = [(shared, self.gamma), (own, 1)] if some else []
        rows.add(self.budget * by_cost, (x, cost), *reserve, single=True)
        gain, loss = self.synergy > 0, self.synergy < 0
        for side in (0, 1):
            rows.add(0, (y[gain], 1), (self.pairs[gain, side], -1))
        rows.add(1, (self.pairs[loss, 0], 1), (self.pairs[loss, 1], 1), (y[loss], -1))
        rows.add(1, (self.conflicts[:, 0], 1), (self.conflicts[:, 1], 1))
        rows.add(0, (self.requires[:, 0], 1), (self.requires[:, 1], -1))
        if some:
            rows.add(0, (x, self.deviation * by_cost), (np.full(n, shared), -1), (own, -1))
        A, upper = rows.matrix(columns)
        return c, A, upper, low, high

    @cached_property
    def relaxation(self):
        """Value of the linear relaxation, where partners can be signed in part, and its price of a unit of budget.

        At a kink the price is not unique; a budget that is larger by a millionth of the dearest partner tells what a
        little more is worth. Between kinks the value is a straight line, so it can be read back at the budget itself.
        """
        c, A, upper, low, high = self.linear
        more = 1e-6 * A[[0]].max()
        upper = np.append(upper[0] + more, upper[1:])
        found = linprog(-c, A_ub=A, b_ub=upper, bounds=np.column_stack([low, high]), method="highs")
        if found.status:
            raise RuntimeError(f"The solver gave up on the linear relaxation: {found.message}")
        price = max(0.0, -float(found.ineqlin.marginals[0]))
        by_value, by_cost = self.units
        return float(-found.fun - price * more) / by_value, price * by_cost / by_value


def problem(
    value, cost, budget, synergy=None, conflicts=(), requires=(), include=(), exclude=(), *, deviation=None, gamma=0
):
    """Check what :func:`~lepton_kit.partnership.knapsack.select` was given and name what clashes."""
    value, cost = paired(("value", value), ("cost", cost))
    n = len(value)
    vector("cost", cost, low=0, hint="A cost cannot be negative. Did you mean value?")
    budget = number("budget", budget, low=0, hint="For no limit, give cost.sum().")
    gamma = number("gamma", gamma, low=0, hint="It counts how many costs may deviate at once.")
    gamma = min(gamma, float(n))
    if gamma > 0 and deviation is None:
        raise ValueError("gamma says how many costs may deviate at once; deviation, by how much each, is missing")
    if deviation is None:
        deviation = np.zeros(n)
    deviation = vector("deviation", deviation, size=n, low=0, hint="By how much each cost may exceed its estimate.")
    pairs, amounts = _synergy(synergy, n)
    conflicts, requires = _pairs("conflicts", conflicts, n), _pairs("requires", requires, n)
    alike = conflicts[conflicts[:, 0] == conflicts[:, 1], 0]
    if len(alike):
        raise ValueError(f"conflicts has ({alike[0]}, {alike[0]}); a partner cannot be in conflict with itself")
    include, exclude = _places("include", include, n), _places("exclude", exclude, n)
    forced, excluded = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    excluded[exclude] = True
    forced[_closure(include, requires)] = True
    posed = Problem(value, cost, budget, pairs, amounts, conflicts, requires, forced, excluded, deviation, gamma)
    if not posed.allows(forced):
        _name_clash(posed, include)
    return posed


def _name_clash(posed, include):
    """Say which rules cannot hold together."""
    chosen = f"Partners {_listed(np.flatnonzero(posed.forced))} must be chosen"
    brought = np.setdiff1d(np.flatnonzero(posed.forced), include)
    if len(brought):
        needs = ", ".join(f"({i}, {j})" for i, j in posed.requires if posed.forced[i])
        chosen += f" (include={_listed(include)} brings in {_listed(brought)} through requires {needs})"
    both = np.flatnonzero(posed.forced & posed.excluded)
    if len(both):
        raise ValueError(f"{chosen}, but exclude rules out {_listed(both)}. Drop one of the two")
    for i, j in posed.conflicts:
        if posed.forced[i] and posed.forced[j]:
            raise ValueError(f"{chosen}, but conflicts has ({i}, {j}). Drop one of the two")
    robust = f" with gamma = {posed.gamma:g} deviations" if posed.gamma else ""
    raise ValueError(
        f"{chosen}, and together they cost {posed.worst_cost(posed.forced):g}{robust}; the budget is {posed.budget:g}. "
        "Raise the budget or include fewer"
    )


def _closure(include, requires):
    """The included partners and whatever they need, directly or through others; no partner may need itself."""
    if not len(requires):
        return list(include)
    import networkx as nx

    needs = nx.DiGraph(requires.tolist())
    try:
        cycle = nx.find_cycle(needs)
    except nx.NetworkXNoCycle:
        return sorted({j for i in include for j in (i, *(nx.descendants(needs, i) if i in needs else ()))})
    path = " needs ".join(str(i) for i, _ in [*cycle, cycle[0]])
    raise ValueError(f"requires runs in a circle: {path}. Pairs are (i, j), i needs j; drop or turn one of these")


def _synergy(synergy, n):
    """Pairs i < j and their amounts from a symmetric table, dense or sparse."""
    if synergy is None:
        return np.empty((0, 2), dtype=int), np.empty(0)
    if isinstance(synergy, dict):
        raise ValueError(
            f"synergy must be a symmetric table, {n} x {n}, not a dict: fill q[i, j] and q[j, i] for each pair"
        )
    if sparse.issparse(synergy):
        table = sparse.coo_array(synergy)
        vector("synergy", np.append(table.data, 0.0))
        if table.shape != (n, n):
            raise ValueError(f"synergy has shape {table.shape[0]} x {table.shape[1]}; {n} x {n} was wanted")
    else:
        table = sparse.coo_array(matrix("synergy", synergy, shape=(n, n)))
    table = table.tocsr()
    off = (table - table.T).tocoo()
    wrong = np.flatnonzero(np.abs(off.data) > 1e-9 * np.abs(table.data).max(initial=0))
    if len(wrong):
        i, j = (int(places[wrong[0]]) for places in off.coords)
        raise ValueError(
            f"synergy[{i}, {j}] is {table[i, j]:g} and synergy[{j}, {i}] is {table[j, i]:g}; the table must be "
            "symmetric, and each pair counts once. From an upper triangle q, q + q.T makes it so"
        )
    alone = np.flatnonzero(table.diagonal())
    if len(alone):
        raise ValueError(f"synergy[{alone[0]}, {alone[0]}] is not 0; what a partner brings alone belongs into value")
    upper = sparse.triu(table, 1).tocoo()
    return np.column_stack(upper.coords).astype(int), upper.data


def _pairs(name, pairs, n):
    """An (m, 2) array of partners' numbers."""
    wanted = f"{name} must be pairs of partners' numbers, such as [(0, 1), (2, 0)]; got {pairs!r}"
    try:
        array = np.array(list(pairs))
    except (TypeError, ValueError):
        raise ValueError(wanted) from None
    if array.size == 0:
        return np.empty((0, 2), dtype=int)
    if array.ndim != 2 or array.shape[1] != 2 or not np.issubdtype(array.dtype, np.integer):
        raise ValueError(wanted)
    return _in_range(name, array, n)


def _places(name, places, n):
    """An array of partners' numbers, each once."""
    wanted = f"{name} must be partners' numbers, such as [0, 2]; got {places!r}"
    try:
        array = np.array(list(places))
    except TypeError:
        raise ValueError(wanted) from None
    if array.dtype == bool:
        raise ValueError(f"{name} holds yes and no; it wants the numbers of the partners: np.flatnonzero({name})")
    if array.size == 0:
        return np.empty(0, dtype=int)
    if array.ndim != 1 or not np.issubdtype(array.dtype, np.integer):
        raise ValueError(wanted)
    return np.unique(_in_range(name, array, n))


def _in_range(name, array, n):
    outside = array[(array < 0) | (array >= n)]
    if len(outside):
        raise ValueError(f"{name} names partner {outside[0]}; the {n} partners are numbered 0 to {n - 1}")
    return array.astype(int)


def _listed(places):
    return ", ".join(str(i) for i in places)


def _unit(*amounts):
    """A power of two that brings the largest magnitude to about 2**15, without rounding anything."""
    largest = max(np.abs(each).max(initial=0) for each in amounts)
    return float(2.0 ** (15 - np.frexp(largest)[1])) if largest else 1.0


class _Rows:
    """Collects rows of a sparse matrix, many at a time, with the upper limit of each."""

    def __init__(self):
        self.entries, self.upper = [], []

    def add(self, upper, *terms, single=False):
        """A row for each place in the terms, or a single row for all of them; a term is (columns, coefficients)."""
        height = 1 if single else len(terms[0][0])
        start = sum(len(each) for each in self.upper)
        for columns, coefficients in terms:
            rows = np.full(len(columns), start) if single else np.arange(start, start + height)
            self.entries.append((rows, np.asarray(columns), np.broadcast_to(coefficients, len(columns))))
        self.upper.append(np.full(height, float(upper)))

    def matrix(self, columns):
        """The matrix in compressed columns, as the solver takes it, and the upper limits."""
        rows, places, entries = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        upper = np.concatenate(self.upper)
        return sparse.csc_array((entries.astype(float), (rows, places)), shape=(len(upper), columns)), upper
