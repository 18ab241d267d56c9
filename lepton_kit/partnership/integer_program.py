"""A selection problem as data: what goes together, what is forced, and the matrices of its integer program.

:mod:`~lepton_kit.partnership.knapsack` solves it. Here the caller's numbers are checked and the quadratic objective
is made linear: with y_ij for "both i and j are chosen", y_ij <= x_i and y_ij <= x_j hold it down where the pair's
synergy is a gain, and y_ij >= x_i + x_j - 1 holds it up where it is a loss (Glover and Woolsey 1974).
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from lepton_kit.partnership.labels import Floats, Labels, Mask, Places, aligned, labelled_table, listed, place_of
from lepton_kit.partnership.portfolios import Portfolio
from lepton_kit.validate import matrix, number, paired, vector

__all__ = ["Problem", "pair_amounts", "problem"]


@dataclass(frozen=True, eq=False)
class Problem:
    """A checked selection problem with n partners; pairs are arrays of shape (m, 2), forced and excluded masks."""

    names: Labels
    value: Floats
    cost: Floats
    budget: float
    pairs: Places
    synergy: Floats
    conflicts: Places
    requires: Places
    forced: Mask
    excluded: Mask
    deviation: Floats
    gamma: float

    def total_value(self, x: Mask) -> float:
        """Value of the chosen partners and of the pairs among them."""
        return float(self.value[x].sum() + self.synergy[x[self.pairs].all(axis=1)].sum())

    def worst_cost(self, x: Mask) -> float:
        """Cost of the chosen partners if the gamma largest deviations among them strike, the last one in part."""
        large = np.sort(self.deviation[x])[::-1]
        return float(self.cost[x].sum() + large @ np.clip(self.gamma - np.arange(len(large)), 0, 1))

    def allows(self, x: Mask) -> bool:
        """Whether x keeps every rule and, but for rounding, the budget."""
        broken = self.forced & ~x | self.excluded & x
        clash, alone = x[self.conflicts].all(axis=1), x[self.requires[:, 0]] & ~x[self.requires[:, 1]]
        return not (broken.any() or clash.any() or alone.any()) and self.affordable(x)

    def affordable(self, x: Mask) -> bool:
        """Whether the worst cost stays within the budget, but for rounding."""
        return self.worst_cost(x) <= self.budget * (1 + 1e-12)

    @cached_property
    def within_reach(self) -> "Problem":
        """The problem without the numbers of those who alone are too dear or excluded, lest the rest drown in them."""
        alone = self.cost + min(self.gamma, 1) * self.deviation
        some = ~self.excluded & (alone <= self.budget * (1 + 1e-12))
        left = replace(self, value=self.value * some, cost=self.cost * some, deviation=self.deviation * some)
        return replace(left, synergy=self.synergy * some[self.pairs].all(axis=1), excluded=~some)

    @cached_property
    def within(self) -> float:
        """The budget, or the least of the costs if that is more: beside it, a cost may be out of all proportion."""
        return max(self.budget, float(self.cost.min(where=self.cost > 0, initial=np.inf)))

    @cached_property
    def units(self) -> tuple[float, float]:
        """What values and costs are multiplied by, powers of two: the solver's tolerances want numbers of its size."""
        return _unit(self.value, self.synergy), _unit(np.minimum([self.cost, self.deviation], 1e3 * self.within))

    @cached_property
    def linear(self) -> tuple[Floats, sparse.csc_array, Floats, Floats, Floats]:
        """The program in the units above: maximise c @ z with A z <= upper and low <= z <= high.

        z holds x, which is whole, then y for each pair and, for a robust budget, the shared and own reserves of
        Bertsimas and Sim (2004). The first row of A is the budget.
        """
        n, p = len(self.value), len(self.pairs)
        some = 0 < self.gamma < n  # for none or all of the deviations no reserves are needed
        by_value, by_cost = self.units
        reserves = by_cost * np.append(self.deviation.max(), self.deviation) if some else np.empty(0)
        nothing = np.zeros(len(reserves))
        c = np.concatenate([by_value * self.value, by_value * self.synergy, nothing])
        low = np.concatenate([self.forced, np.zeros(p), nothing])
        high = np.concatenate([~self.excluded, np.ones(p), reserves])
        z = sparse.eye_array(len(c), format="csr")  # z[i] is the row of the constraint "variable i"
        y, (left, right) = np.arange(n, n + p), self.pairs.T
        gain, loss = self.synergy > 0, self.synergy < 0
        dearest = by_cost * (self.cost + self.deviation if self.gamma >= n else self.cost)
        struck = np.append(self.gamma, np.ones(n)) if some else nothing
        rows = [
            (np.concatenate([dearest, np.zeros(p), struck])[None], self.budget * by_cost),
            (z[y[gain]] - z[left[gain]], 0),
            (z[y[gain]] - z[right[gain]], 0),
            (z[left[loss]] + z[right[loss]] - z[y[loss]], 1),
            (z[self.conflicts[:, 0]] + z[self.conflicts[:, 1]], 1),
            (z[self.requires[:, 0]] - z[self.requires[:, 1]], 0),
        ]
        if some:
            rows.append((sparse.diags_array(reserves[1:]) @ z[:n] - z[np.full(n, n + p)] - z[n + p + 1 :], 0))
        upper = np.concatenate([np.full(block.shape[0], float(limit)) for block, limit in rows])
        return c, sparse.csc_array(sparse.vstack([block for block, _ in rows])), upper, low, high

    @cached_property
    def relaxation(self) -> tuple[float, float]:
        """Value of the linear relaxation, where partners can be signed in part, and its price of a unit of budget.

        At a kink the price is not unique; a budget that is larger by a millionth of itself, or of the dearest partner,
        tells what a little more is worth. Between kinks the value is a straight line, so it can be read back.
        """
        c, A, upper, low, high = self.linear
        more = 1e-6 * min(A[[0]].max(), self.within * self.units[1])
        upper = np.append(upper[0] + more, upper[1:])
        best = linprog(-c, A_ub=A, b_ub=upper, bounds=np.column_stack([low, high]), method="highs")
        if best.status:
            raise RuntimeError(f"The solver gave up on the linear relaxation: {best.message}")
        price = max(0.0, -float(best.ineqlin.marginals[0]))
        by_value, by_cost = self.units
        return float(-best.fun - price * more) / by_value, price * by_cost / by_value


def problem(
    value: Any,
    cost: Any,
    budget: Any,
    synergy: Any = None,
    conflicts: Iterable[Any] = (),
    requires: Iterable[Any] = (),
    include: Iterable[Hashable] = (),
    exclude: Iterable[Hashable] = (),
    deviation: Any = None,
    gamma: float = 0,
) -> Problem:
    """Check whatever :func:`~lepton_kit.partnership.knapsack.select` was given and name what clashes."""
    if isinstance(value, Portfolio) or hasattr(value, "columns"):
        if cost is not None and budget is not None:
            raise ValueError("A Portfolio has costs already: select(portfolio, budget)")
        portfolio = Portfolio(value)
        budget = cost if budget is None else budget
        value, cost = (dict(zip(portfolio.names, numbers, strict=True)) for numbers in (portfolio.net, portfolio.cost))
    if cost is None or budget is None:
        raise ValueError("Give select(value, cost, budget), or select(portfolio, budget)")
    names, (value, cost, deviation) = aligned(value=value, cost=cost, deviation=deviation)
    value, cost = paired(("value", value), ("cost", cost))
    n = len(value)
    vector("cost", cost, low=0, hint="A cost cannot be negative. Did you mean value?")
    budget = number("budget", budget, low=0, hint="For no limit, give cost.sum().")
    gamma = min(number("gamma", gamma, low=0, hint="It counts how many costs may deviate at once."), float(n))
    if gamma > 0 and deviation is None:
        raise ValueError("gamma says how many costs may deviate at once; deviation, by how much each, is missing")
    hint = "By how much each cost may exceed its estimate."
    deviation = vector("deviation", np.zeros(n) if deviation is None else deviation, size=n, low=0, hint=hint)
    pairs, amounts = pair_amounts("synergy", synergy, names, n)
    conflicts, requires = _pairs("conflicts", conflicts, names, n), _pairs("requires", requires, names, n)
    include, exclude = _places("include", include, names, n), _places("exclude", exclude, names, n)
    names = names or tuple(range(n))
    for i in conflicts[conflicts[:, 0] == conflicts[:, 1], 0][:1]:
        raise ValueError(f"conflicts has ({names[i]}, {names[i]}); a partner cannot be in conflict with itself")
    forced, excluded = _closure(include, requires, names), np.isin(range(n), exclude)
    rules = amounts, conflicts, requires, forced, excluded, deviation * (gamma > 0), gamma
    posed = Problem(names, value, cost, budget, pairs, *rules)
    if not posed.allows(forced):
        _name_clash(posed, include)
    return posed


def _name_clash(posed: Problem, include: list[int]) -> None:
    """Say which rules cannot hold together."""

    def who(places: Iterable[int]) -> str:
        return listed(posed.names[i] for i in places)

    chosen = f"Partners {who(np.flatnonzero(posed.forced))} must be chosen"
    if len(brought := np.setdiff1d(np.flatnonzero(posed.forced), include)):
        needs = ", ".join(f"({posed.names[i]}, {posed.names[j]})" for i, j in posed.requires if posed.forced[i])
        chosen += f" (include={who(include)} brings in {who(brought)} through requires {needs})"
    if len(both := np.flatnonzero(posed.forced & posed.excluded)):
        raise ValueError(f"{chosen}, but exclude rules out {who(both)}. Drop one of the two")
    for pair in posed.conflicts[posed.forced[posed.conflicts].all(axis=1)][:1]:
        raise ValueError(f"{chosen}, but conflicts has ({who(pair)}). Drop one of the two")
    robust = f" with gamma = {posed.gamma:g} deviations" if posed.gamma else ""
    limit = f"the budget is {posed.budget:g}. Raise the budget or include fewer"
    raise ValueError(f"{chosen}, and together they cost {posed.worst_cost(posed.forced):g}{robust}; {limit}")


def _closure(include: list[int], requires: Places, names: Labels) -> Mask:
    """Who is included or needed by them, directly or through others; no partner may need itself."""
    needs: dict[int, list[int]] = {}
    for i, j in requires.tolist():
        needs.setdefault(i, []).append(j)
    try:
        needed_first = list(TopologicalSorter(needs).static_order())
    except CycleError as circle:
        path = " needs ".join(str(names[i]) for i in reversed(circle.args[1]))
        hint = "Pairs are (i, j), i needs j; drop or turn one of these"
        raise ValueError(f"requires runs in a circle: {path}. {hint}") from None
    forced = np.isin(range(len(names)), include)
    for i in reversed(needed_first):
        forced[needs.get(i, [])] |= forced[i]
    return forced


def pair_amounts(what: str, synergy: Any, names: Labels | None, n: int) -> tuple[Places, Floats]:
    """Pairs i < j and their amounts, from amounts by pair or from a symmetric table, labelled or not."""
    if synergy is None:
        return np.empty((0, 2), dtype=int), np.empty(0)
    if hasattr(synergy, "to_dict") and not hasattr(synergy, "columns"):  # a Series by pairs
        synergy = synergy.to_dict()
    if isinstance(synergy, Mapping):
        pairs = np.sort(_pairs(what, synergy, names, n), axis=1)
        if len(np.unique(pairs, axis=0)) < len(pairs) or (pairs[:, 0] == pairs[:, 1]).any():
            raise ValueError(f"{what} must give each pair of two partners once; got {listed(synergy)}")
        return pairs, vector(what, [*synergy.values(), 0.0])[:-1]
    rows, columns, synergy, _ = labelled_table(what, synergy)
    if columns is not None and columns != tuple(range(n)) and not rows == columns == names:
        order = f"{listed(names or range(n))}, in this order: {what}.loc[names, names]"
        given = f"{what} has the rows {listed(rows or '')} and the columns {listed(columns)}"
        raise ValueError(f"{given}; both must be the partners, {order}")
    q = matrix(what, synergy, shape=(n, n))
    for i, j in np.argwhere(np.abs(q - q.T) > 1e-9 * np.abs(q).max())[:1]:
        given = f"{what}[{i}, {j}] is {q[i, j]:g} and {what}[{j}, {i}] is {q[j, i]:g}"
        raise ValueError(f"{given}; the table must be symmetric. From an upper triangle q, q + q.T makes it so")
    for i in np.flatnonzero(q.diagonal())[:1]:
        raise ValueError(f"{what}[{i}, {i}] is not 0; what a partner brings alone belongs to its own value")
    pairs = np.argwhere(np.triu(q, 1))
    return pairs, q[tuple(pairs.T)]


def _pairs(what: str, pairs: Any, names: Labels | None, n: int) -> Places:
    """An (m, 2) array of partners' numbers from pairs of names or numbers."""
    pairs = pairs.to_numpy().tolist() if hasattr(pairs, "columns") else pairs  # a DataFrame with a pair in each row
    entries = list(pairs) if np.iterable(pairs) else [pairs]
    no_pair = (str, Set) if what == "requires" else str  # who needs whom has an order
    if any(isinstance(pair, no_pair) or not isinstance(pair, Collection) or len(pair) != 2 for pair in entries):
        wanted = "[('bank', 'school')] or [(0, 1), (2, 0)]"
        raise ValueError(f"{what} must be pairs of partners, such as {wanted}; got {pairs!r}")
    places = [[place_of(what, entry, names, n) for entry in pair] for pair in entries]
    return np.array(places, dtype=int).reshape(-1, 2)


def _places(what: str, entries: Any, names: Labels | None, n: int) -> list[int]:
    """Partners' numbers, each once, from names or numbers."""
    entries = entries.values() if isinstance(entries, Mapping) else entries  # yes or no by name is not a list of names
    if isinstance(entries, str) or not np.iterable(entries):
        entries = [entries]
    if any(isinstance(entry, (bool, np.bool_)) for entry in entries):
        raise ValueError(f"{what} holds yes and no; it wants the names or numbers: np.flatnonzero({what})")
    return sorted({place_of(what, entry, names, n) for entry in entries})


def _unit(*amounts: Floats) -> float:
    """A power of two that brings the largest magnitude to about 2**15, without rounding anything."""
    largest = max(np.abs(amount).max(initial=0) for amount in amounts)
    return float(2.0 ** (15 - np.frexp(largest)[1])) if largest else 1.0
