"""How much of a choice is the weights: the interval in which the winner stays, and all weights at once (SMAA)."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.labels import Floats, Labels, Named, Places, Pool, Rng, labelled_table, place_of
from lepton_kit.partnership.parallel_draws import map_draws
from lepton_kit.partnership.scoring import Scaling, Senses, checked_weights, scale, without_rounding
from lepton_kit.validate import whole

__all__ = ["SMAA", "smaa", "stability_interval"]

_BLOCK = 256  # draws whose scores stay in the processor's cache, and too few for the matrix product to start threads


def stability_interval(
    X: Any, weights: Any, k: int | str, senses: Senses, *, scaling: Scaling = "minmax"
) -> tuple[float, float]:
    """The weights of criterion k for which the best partner by weighted sum stays the best.

    While w_k moves, the other weights keep their proportions and are rescaled so that all sum to 1: w_j becomes
    w_j (1 - t) / (1 - w_k) when w_k becomes t. If w_k is 1 the others have no proportions; they then share alike.
    Scores are straight lines in t, so the ends are exact. At an end that is not 0 or 1 another partner draws level. Of
    partners that tie for best at the given weights, the first is followed.

    Parameters
    ----------
    X : array_like or DataFrame, shape (n, k)
    weights : array_like, Series or dict, shape (k,)
        Not negative, together 1.
    k : int or str
        Which criterion, by number from 0 or by its name in the DataFrame.
    senses : sequence of {"max", "min"}, length k, or dict by name
    scaling : {"minmax", "sum", "vector", "none"}

    Returns
    -------
    low, high : float
        Between them lies ``weights[k]``.

    Raises
    ------
    ValueError
        As :func:`~lepton_kit.partnership.scoring.weighted_sum`, and if there is no criterion k.

    Examples
    --------
    The article's A, B and C, cost and return both rewarded as it does: B wins while the weight of cost is under 3/4.

    >>> X = [[0.8, 1.2], [0.7, 1.5], [0.6, 1.0]]
    >>> low, high = stability_interval(X, [0.5, 0.5], 0, ["max", "max"], scaling="none")
    >>> round(low, 4), round(high, 4)
    (0.0, 0.75)
    """
    _, names, X, (weights, senses) = labelled_table("X", X, weights=weights, senses=senses)
    scaled = scale(X, senses, scaling=scaling)
    criteria = scaled.shape[1]
    weights = checked_weights(weights, criteria)
    k = place_of("k", k, names, criteria)
    if criteria == 1:
        return 1.0, 1.0
    others = np.delete(weights, k)
    others = others / others.sum() if others.sum() > 0 else np.full(criteria - 1, 1 / (criteria - 1))
    at_one, at_zero = scaled[:, k], np.delete(scaled, k, axis=1) @ others
    scores = weights[k] * at_one + (1 - weights[k]) * at_zero
    best = np.flatnonzero(scores >= scores.max() - 1e-12 * np.abs(scores).max())[0]
    # The lead over each rival runs straight from lead_zero at t = 0 to lead_one at t = 1; where does it pass through 0?
    lead_zero, lead_one = at_zero[best] - at_zero, at_one[best] - at_one
    for lead, at in ((lead_zero, at_zero), (lead_one, at_one)):
        lead[np.abs(lead) <= 1e-12 * np.abs(at).max()] = 0  # no more than rounding
    crossing = lead_zero / np.where(lead_zero == lead_one, 1, lead_zero - lead_one)
    low = max(crossing[(lead_zero < 0) & (lead_one > 0)], default=0.0)
    high = min(crossing[(lead_zero > 0) & (lead_one < 0)], default=1.0)
    return min(float(low), weights[k].item()), max(float(high), weights[k].item())


@dataclass(frozen=True, slots=True, eq=False)
class SMAA(Tabular, Named):
    """What all weights together say about each partner.

    Attributes
    ----------
    names : tuple of n names, or of the numbers 0 to n - 1
    acceptability : ndarray, shape (n, n)
        Entry [i, r] is the share of all weights for which partner i has rank r + 1. Each row sums to 1. Partners that
        are equal on every criterion share the better rank, as in :func:`~lepton_kit.partnership.scoring.rank`.
    central_weights : ndarray, shape (n, k)
        Mean of the weights for which a partner is first: whom does it suit? A row of zeros, which are no weights at
        all, says that no draw made this partner first.
    draws : int
    """

    names: Labels
    acceptability: Floats
    central_weights: Floats
    draws: int

    def _rows(self):
        k = self.central_weights.shape[1]
        yield "partner", "first in", *(f"central w{j}" for j in range(k))
        for name, share, weights in zip(self.names, self.acceptability[:, 0], self.central_weights, strict=True):
            yield name, f"{share:.3f}", *(f"{w:.2f}" if share else "never first" for w in weights)


def smaa(
    X: Any, senses: Senses, draws: int, *, rng: Rng = None, executor: Pool = None, scaling: Scaling = "minmax"
) -> SMAA:
    """Share of all weights for which each partner takes each rank (SMAA-2, Lahdelma and Salminen 2001).

    Weights are drawn evenly from all that sum to 1 (Dirichlet with parameters 1), and each draw ranks the partners by
    weighted sum. Numbers drawn evenly from 0 to 1 and divided by their sum would not do: they crowd the middle.

    Parameters
    ----------
    X : array_like or DataFrame, shape (n, k)
    senses : sequence of {"max", "min"}, length k, or dict by name
    draws : int
    rng : None, int or Generator
    executor : None or concurrent.futures.Executor
        Who computes; the answer is the same to the last bit. See
        :func:`~lepton_kit.partnership.parallel_draws.map_draws`.
    scaling : {"minmax", "sum", "vector", "none"}

    Returns
    -------
    SMAA

    Raises
    ------
    ValueError, TypeError
        As :func:`~lepton_kit.partnership.scoring.scale` and :func:`~lepton_kit.partnership.parallel_draws.map_draws`.

    Examples
    --------
    The article's A, B and C by cost and return. Exactly: A never wins, B wins for 2/3 of all weights, C for 1/3.

    >>> smaa([[0.8, 1.2], [0.7, 1.5], [0.6, 1.0]], ["min", "max"], 100_000, rng=1).acceptability.round(2)
    array([[0.  , 0.29, 0.71],
           [0.67, 0.33, 0.  ],
           [0.33, 0.38, 0.29]])
    """
    names, _, X, (senses,) = labelled_table("X", X, senses=senses)
    scaled = scale(X, senses, scaling=scaling)
    draws = whole("draws", draws, low=1)
    # Equal rows would tie in every draw: each kind of row enters once, with the number of partners that share it.
    rows = without_rounding(scaled)
    _, first, kind, copies = np.unique(rows, axis=0, return_index=True, return_inverse=True, return_counts=True)
    n, kinds, kind = len(scaled), len(first), kind.ravel()  # NumPy 2.0 gives it a second axis
    count = partial(_count_ranks, scaled=scaled[first], copies=copies)
    chunks = map_draws(count, draws, rng=rng, executor=executor)
    counts, sums = (sum(part) for part in zip(*chunks, strict=True))
    acceptability = np.zeros((kinds, n))
    acceptability[:, : counts.shape[1]] = counts / draws
    central = sums / np.maximum(counts[:, :1], 1)
    return SMAA(names or tuple(range(n)), acceptability[kind], central[kind], draws)


def _count_ranks(count: int, rng: np.random.Generator, *, scaled: Floats, copies: Places) -> tuple[Places, Floats]:
    """How often each row takes each rank, and the sum of the weights that put it first."""
    n, k = scaled.shape
    ranks = copies.sum()
    mask = (1 << (n - 1).bit_length()) - 1
    index, place = np.arange(n), np.arange(n) * n
    downwards = np.ascontiguousarray(-scaled.T)
    counts, sums = np.zeros(n * ranks, dtype=np.int64), np.zeros((n, k))
    store = np.empty((_BLOCK, n))
    for start in range(0, count, _BLOCK):
        weights = rng.standard_exponential((min(_BLOCK, count - start), k))
        weights /= weights.sum(axis=1, keepdims=True)
        # NumPy sorts several times as fast as it argsorts. So the last bits of each score, which hold no more than
        # rounding, carry the row's number: after sorting them, the best first, we read who stands where.
        keys = np.matmul(weights, downwards, out=store[: len(weights)])
        bits = keys.view(np.int64)
        bits &= ~mask
        bits |= index
        keys.sort(axis=1)
        bits &= mask
        winner = bits[:, :1] * k + np.arange(k)
        sums += np.bincount(winner.ravel(), weights.ravel(), n * k).reshape(n, k)
        if ranks > n:
            taken = copies[bits]
            place = (np.cumsum(taken, axis=1) - taken) * n
        bits += place
        counts += np.bincount(bits.ravel(), minlength=n * ranks)
    return counts.reshape(ranks, n).T, sums
