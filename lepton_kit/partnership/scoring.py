"""Choosing by criteria: who is dominated, who scores best, and in which order.

Symbols as in lesson 2: X is the table of partners (rows) by criteria (columns), w the weights, and each criterion has a
sense, "max" where more is better and "min" where less is. Where X is a DataFrame, weights and senses may be given by
name, as a dict or a Series; they are then matched by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from lepton_kit.partnership.labels import Floats, aligned, labelled_table
from lepton_kit.validate import matrix, one_of, vector

__all__ = ["SCALINGS", "pareto_front", "rank", "scale", "topsis", "weighted_sum"]

Senses: TypeAlias = Sequence[str] | Mapping[Any, str]
Scaling: TypeAlias = Literal["minmax", "sum", "vector", "none"]

SCALINGS: tuple[Scaling, ...] = ("minmax", "sum", "vector", "none")
"""How columns of different units are made comparable; see :func:`scale`."""

_BLOCK = 4096  # rows that fit the processor's cache together with what is computed from them


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
    X, sign, unit, low, high, divisor, _ = _table(X, senses, scaling)
    if scaling == "none":
        return X * sign
    scaled = X / (sign * unit)
    if scaling == "minmax":
        scaled -= np.where(sign > 0, low, -high) / unit
    return np.divide(scaled, divisor, out=np.zeros_like(scaled), where=divisor > 0)


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
    X, sign, unit, low, high, divisor, weights = _table(X, senses, scaling, weights)
    weights = checked_weights(weights, X.shape[1])
    # Distances do not change when a column is shifted, nor closeness with a common factor: a factor a column is enough,
    # and the scaled and weighted table is never stored.
    factor = np.divide(weights, divisor, out=np.zeros_like(weights), where=divisor > 0)
    squared = (factor / (factor.max() or 1)) ** 2
    best, worst = np.where(sign > 0, [high, low], [low, high]) / unit
    closeness = np.empty(len(X))
    for rows, block in _blocks(X):
        block /= unit[:, None]
        to_best, to_worst = (_distance(block, end, squared) for end in (best, worst))
        to_best += to_worst
        closeness[rows] = np.divide(to_worst, to_best, out=np.full_like(to_best, 0.5), where=to_best > 0)
    return closeness


def rank(scores: Any) -> npt.NDArray[np.intp]:
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


def pareto_front(X: Any, senses: Senses) -> npt.NDArray[np.bool_]:
    """Which partners no other one dominates: beats somewhere without losing anywhere. Equal rows stay together.

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
    X = scale(X, senses, scaling="none")
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


def checked_weights(weights: Any, k: int) -> Floats:
    """k weights, none negative, together 1."""
    weights = vector("weights", weights, size=k, low=0, hint="One weight for each criterion, a column of X.")
    if abs(weights.sum() - 1) > 1e-6:
        raise ValueError(
            f"The weights sum to {weights.sum():.6g}; they must sum to 1. Divide each by their sum: w / w.sum()"
        )
    return weights


def _table(X: Any, senses: Any, scaling: str, weights: Any = None) -> tuple[Any, ...]:
    """X, the signs of its columns, a unit for each in which squares neither overflow nor vanish, the divisors, and
    weights."""
    _, _, X, (senses, weights) = labelled_table("X", X, senses=senses, weights=weights)
    X = matrix("X", X)
    k = X.shape[1]
    if isinstance(senses, str) or not np.iterable(senses) or len(senses := list(senses)) != k:
        raise ValueError(
            f"senses must be {k} of 'max' and 'min', one for each column of X, such as {['max'] * k}; got {senses!r}"
        )
    sign = np.array([1.0 if one_of(f"senses[{j}]", s, ("max", "min")) == "max" else -1.0 for j, s in enumerate(senses)])
    low, high = _ends(X)
    unit = np.maximum(np.abs(low), np.abs(high))
    unit[unit < 1e-300] = 1
    match one_of("scaling", scaling, SCALINGS):
        case "minmax":
            divisor = high / unit - low / unit
        case "sum":
            divisor = sum(np.abs(block / unit[:, None]).sum(axis=1) for _, block in _blocks(X))
        case "vector":
            divisor = np.sqrt(sum(np.square(block / unit[:, None]).sum(axis=1) for _, block in _blocks(X)))
        case "none":
            divisor = 1 / unit
    return X, sign, unit, low, high, divisor, weights


def _ends(X: Floats) -> tuple[Floats, Floats]:
    """The least and the greatest entry of each column."""
    ends = [(block.min(axis=1), block.max(axis=1)) for _, block in _blocks(X)]
    return np.min([low for low, _ in ends], axis=0), np.max([high for _, high in ends], axis=0)


def _blocks(X: Floats) -> Iterator[tuple[slice, Floats]]:
    """Slices of rows, each with its part of X turned on its side: (k, rows) in cache is several times as fast."""
    for start in range(0, len(X), _BLOCK):
        rows = slice(start, start + _BLOCK)
        yield rows, X[rows].T.copy()


def _distance(block: Floats, end: Floats, squared: Floats) -> Floats:
    """Weighted Euclidean distance of each column of the block from one point."""
    difference = block - end[:, None]
    difference *= difference
    distance: Floats = squared @ difference
    return np.sqrt(distance, out=distance)
