"""Choosing by criteria: who is dominated, who scores best, and in which order.

Symbols as in lesson 2: X is the table of partners (rows) by criteria (columns), w the weights, and each criterion has a
sense, "max" where more is better and "min" where less is. Where X is a DataFrame, weights and senses may be given by
name, as a dict or a Series; they are then matched by name.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from lepton_kit.partnership.labels import Floats, Mask, Places, aligned, labelled_table
from lepton_kit.validate import matrix, one_of, vector

__all__ = ["SCALINGS", "pareto_front", "rank", "scale", "topsis", "weighted_sum"]

Senses: TypeAlias = Sequence[str] | Mapping[Any, str]
Scaling: TypeAlias = Literal["minmax", "sum", "vector", "none"]

SCALINGS: tuple[Scaling, ...] = ("minmax", "sum", "vector", "none")
"""How columns of different units are made comparable; see :func:`scale`."""


def scale(X: Any, senses: Senses, *, scaling: Scaling = "minmax") -> Floats:
    """The table made comparable: every column without a unit, and more always better.

    "minmax" runs from 0 (worst in the table) to 1 (best); "sum" divides by the sum of the column's magnitudes, "vector"
    by its Euclidean length; "none" leaves the numbers. A criterion to be minimised is negated, never inverted. A column
    that cannot be scaled (constant under "minmax", all zero under "sum" and "vector") becomes 0: it favours nobody.

    Parameters
    ----------
    X : array_like or DataFrame, shape (n, k)
        n partners by k criteria.
    senses : sequence of {"max", "min"}, length k, or dict by name
    scaling : {"minmax", "sum", "vector", "none"}

    Returns
    -------
    ndarray, shape (n, k)

    Raises
    ------
    ValueError
        If a shape does not fit, a number is not finite, or a sense or the scaling is unknown.

    Examples
    --------
    >>> scale([[3, 10], [4, 30]], ["max", "min"], scaling="sum").round(3)
    array([[ 0.429, -0.25 ],
           [ 0.571, -0.75 ]])
    """
    V, divisor, _ = _columns(X, senses, scaling)
    if scaling == "minmax":
        V -= V.min(axis=1, keepdims=True)
    return np.divide(V, divisor, out=np.zeros_like(V), where=divisor > 0).T


def weighted_sum(X: Any, weights: Any, senses: Senses, *, scaling: Scaling = "minmax") -> Floats:
    """Score of each partner, sum_j w_j s_ij, with s the scaled table: more is better.

    Parameters
    ----------
    X : array_like or DataFrame, shape (n, k)
    weights : array_like, Series or dict, shape (k,)
        Not negative, together 1.
    senses : sequence of {"max", "min"}, length k, or dict by name
    scaling : {"minmax", "sum", "vector", "none"}
        See :func:`scale`. The choice can change the winner.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        As :func:`scale`, and if the weights are negative or do not sum to 1.

    Examples
    --------
    The article's A, B and C by cost (less is better) and return, half and half:

    >>> weighted_sum([[0.8, 1.2], [0.7, 1.5], [0.6, 1.0]], [0.5, 0.5], ["min", "max"])
    array([0.2 , 0.75, 0.5 ])
    """
    _, _, X, (weights, senses) = labelled_table("X", X, weights=weights, senses=senses)
    scaled = scale(X, senses, scaling=scaling)
    return scaled @ checked_weights(weights, scaled.shape[1])


def topsis(X: Any, weights: Any, senses: Senses, *, scaling: Scaling = "vector") -> Floats:
    """Closeness of each partner to the ideal one, from 0 (the worst on every criterion) to 1 (the best on every one).

    With v the scaled and weighted table, d+ is a row's distance from the best value of each column, d- from the worst,
    and the closeness is d- / (d+ + d-) (Hwang and Yoon 1981). Where all rows are alike, both are 0 and it is 1/2.

    Parameters
    ----------
    X : array_like or DataFrame, shape (n, k)
    weights : array_like, Series or dict, shape (k,)
        Not negative, together 1.
    senses : sequence of {"max", "min"}, length k, or dict by name
    scaling : {"vector", "minmax", "sum", "none"}
        See :func:`scale`; Hwang and Yoon use "vector".

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        As :func:`weighted_sum`.

    Examples
    --------
    Four fighter aircraft (Hwang and Yoon 1981): speed, range, payload, price, reliability, agility.

    >>> X = [[2.0, 1500, 20000, 5.5, 5, 9], [2.5, 2700, 18000, 6.5, 3, 5],
    ...      [1.8, 2000, 21000, 4.5, 7, 7], [2.2, 1800, 20000, 5.0, 5, 5]]
    >>> topsis(X, [0.2, 0.1, 0.1, 0.1, 0.2, 0.3], ["max", "max", "max", "min", "max", "max"]).round(4)
    array([0.6433, 0.2684, 0.6135, 0.3123])
    """
    V, divisor, weights = _columns(X, senses, scaling, weights)
    # Distances do not change when a column is shifted, nor closeness with a common factor: a factor a column is enough.
    factor = np.divide(checked_weights(weights, len(V)), divisor[:, 0], out=np.zeros(len(V)), where=divisor[:, 0] > 0)
    squared = (factor / (factor.max() or 1)) ** 2
    ends = V.max(axis=1, keepdims=True), V.min(axis=1, keepdims=True)
    to_best, to_worst = (np.sqrt(squared @ np.square(V - end)) for end in ends)
    total = to_best + to_worst
    return np.divide(to_worst, total, out=np.full_like(total, 0.5), where=total > 0)


def rank(scores: Any) -> Places:
    """Rank of each score, 1 for the highest; equal scores share the best rank they reach, as in sport: 1, 2, 2, 4.

    Parameters
    ----------
    scores : array_like, shape (n,)
        Neighbours that differ by at most a million-millionth of the largest magnitude tie: rounding must not decide.

    Returns
    -------
    ndarray of int, shape (n,)

    Examples
    --------
    >>> rank([0.3, 0.9, 0.1 + 0.2, 0.1])
    array([2, 1, 2, 4])
    """
    _, (scores,) = aligned(scores=scores)
    scores = vector("scores", scores)
    order = np.argsort(-scores, kind="stable")
    gaps = -np.diff(scores[order])
    starts = np.concatenate([[True], gaps > 1e-12 * np.abs(scores).max()])
    ranks = np.empty(len(scores), dtype=int)
    ranks[order] = np.maximum.accumulate(np.where(starts, np.arange(1, len(scores) + 1), 0))
    return ranks


def pareto_front(X: Any, senses: Senses) -> Mask:
    """Which partners no other one dominates: beats somewhere without losing anywhere. Equal rows stay together.

    What differs by no more than about a million-millionth of a column's largest magnitude is equal.

    Parameters
    ----------
    X : array_like or DataFrame, shape (n, k)
    senses : sequence of {"max", "min"}, length k, or dict by name

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> pareto_front([[0.8, 1.2], [0.7, 1.5], [0.6, 1.0]], ["min", "max"])
    array([False,  True,  True])
    """
    X = without_rounding(scale(X, senses, scaling="none"))
    places = np.column_stack([np.unique(column, return_inverse=True)[1] for column in X.T])
    # Whoever dominates a row has a larger sum of places, so in this order each row met is on the front or already gone.
    left = np.argsort(-places.sum(axis=1), kind="stable")
    front = np.zeros(len(X), dtype=bool)
    while len(left):
        met = places[left[0]]
        alike = (places[left] == met).all(axis=1)
        front[left[alike]] = True
        left = left[(places[left] > met).any(axis=1)]
    return front


def without_rounding(X: Floats) -> Floats:
    """Columns in units of their largest magnitude, to twelve digits: 0.1 + 0.2 and 0.3 are then the same."""
    return np.round(X / np.abs(X).max(axis=0, initial=1e-300), 12)


def checked_weights(weights: Any, k: int) -> Floats:
    """k weights, none negative, together 1."""
    weights = vector("weights", weights, size=k, low=0, hint="One weight for each criterion, a column of X.")
    if abs(weights.sum() - 1) > 1e-6:
        raise ValueError(f"The weights sum to {weights.sum():.6g}; they must sum to 1. Divide each by it: w / w.sum()")
    return weights


def _columns(X: Any, senses: Any, scaling: str, weights: Any = None) -> tuple[Floats, Floats, Any]:
    """The table on its side, which is several times as fast, its columns' divisors, shape (k, 1), and the weights.

    Costs are negated, and each criterion is measured in a power of two, so that squares neither overflow nor vanish.
    """
    _, _, X, (senses, weights) = labelled_table("X", X, senses=senses, weights=weights)
    V = matrix("X", X).T.copy()
    k = len(V)
    if isinstance(senses, (str, set, frozenset)) or not np.iterable(senses) or len(senses := list(senses)) != k:
        wanted = f"{k} of 'max' and 'min', one for each column of X, such as {['max'] * k}"
        raise ValueError(f"senses must be {wanted}; got {senses!r}")
    maximised = [one_of(f"senses[{j}]", sense, ("max", "min")) == "max" for j, sense in enumerate(senses)]
    exponent = np.frexp(np.abs(V).max(axis=1, keepdims=True))[1].clip(-1000, 1000)
    V *= np.ldexp(np.where(maximised, 1.0, -1.0)[:, None], -exponent)
    match one_of("scaling", scaling, SCALINGS):
        case "minmax":
            divisor = np.ptp(V, axis=1, keepdims=True)
        case "sum":
            divisor = np.abs(V).sum(axis=1, keepdims=True)
        case "vector":
            divisor = np.linalg.norm(V, axis=1, keepdims=True)
        case "none":
            divisor = np.ldexp(1.0, -exponent)
    return V, divisor, weights
