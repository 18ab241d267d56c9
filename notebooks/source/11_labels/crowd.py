"""Lesson 11: labels from several people. Their votes, simulated and real; majority; agreement; Dawid and Skene.

Votes are whole numbers, one row an item, one column a labeller: class numbers from 0, and -1 where somebody did not
vote.
"""

from dataclasses import dataclass

import numpy as np

__all__ = [
    "Crowd",
    "count_votes",
    "dawid_skene",
    "fleiss_kappa",
    "majority",
    "simulate_votes",
]


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """What the votes say about ``n`` items and ``m`` labellers, with ``k`` classes.

    Attributes
    ----------
    probabilities : ndarray, shape (n, k)
        Of each class, for each item.
    prevalence : ndarray, shape (k,)
        The share of each class among the items.
    confusion : ndarray, shape (m, k, k)
        For each labeller, the probability of the answer (column) given the true class (row).
    log_likelihood : float
        Of the votes, in nats.
    rounds : int
        Of expectation and maximisation until nothing moved.
    """

    probabilities: np.ndarray
    prevalence: np.ndarray
    confusion: np.ndarray
    log_likelihood: float
    rounds: int

    @property
    def labels(self):
        """The most probable class of each item, shape (n,)."""
        return self.probabilities.argmax(axis=1)

    @property
    def accuracy(self):
        """How often each labeller is right, over the classes as frequent as they are, shape (m,)."""
        return np.einsum("c,rcc->r", self.prevalence, self.confusion)


def dawid_skene(votes, classes=None, raters=None, rounds=2000, tolerance=1e-9):
    """Estimate true classes and each labeller's errors from the votes alone, by expectation and maximisation.

    ``raters`` names whose votes each column holds, by a number from 0, where somebody voted more than once. It ends
    when no probability moves by more than ``tolerance``. A. P. Dawid and A. M. Skene (1979), equations 2.3 to 2.5,
    begun from the shares of the votes (their 3.1); it finds the likelihood's maximum near the majority.
    """
    votes, classes = _votes(votes, classes)
    raters = np.arange(votes.shape[1]) if raters is None else np.asarray(raters)
    counts = np.zeros((raters.max() + 1, len(votes), classes))
    for column, rater in enumerate(raters):
        voted = np.flatnonzero(votes[:, column] >= 0)
        counts[rater, voted, votes[voted, column]] += 1
    P = counts.sum(axis=0)
    P /= P.sum(axis=1, keepdims=True)
    for number in range(1, rounds + 1):  # noqa: B007, told in the result
        # if we knew the classes, we could count each labeller's errors
        prevalence = P.mean(axis=0)
        confusion = np.einsum("ic,ril->rcl", P, counts)
        answers = confusion.sum(axis=2, keepdims=True)
        confusion = np.divide(
            confusion, answers, out=np.full_like(confusion, 1 / classes), where=answers > 0
        )
        # if we knew the errors, we could work out the classes
        log = _log(prevalence) + np.einsum("ril,rcl->ic", counts, _log(confusion))
        highest = log.max(axis=1, keepdims=True)
        new = np.exp(log - highest)
        likelihood = float((highest[:, 0] + np.log(new.sum(axis=1))).sum())
        new /= new.sum(axis=1, keepdims=True)
        moved, P = np.abs(new - P).max(), new
        if moved <= tolerance:
            break
    return Crowd(P, prevalence, confusion, likelihood, number)


def _log(p):
    return np.log(
        np.maximum(p, np.finfo(float).tiny)
    )  # stands for 0, whose logarithm is not finite


def count_votes(votes, classes=None):
    """How many votes each class got, for each item: shape (n, classes).

    Examples
    --------
    >>> count_votes([[0, 0, 1], [2, -1, 2]])
    array([[2, 1, 0],
           [0, 0, 2]])
    """
    votes, classes = _votes(votes, classes)
    return (votes[:, :, None] == np.arange(classes)).sum(axis=1)


def majority(votes, classes=None):
    """The class with most votes, for each item; of equal ones that with the smaller number.

    Examples
    --------
    >>> majority([[0, 0, 1], [2, -1, 2], [1, 2, 0]])
    array([0, 2, 0])
    """
    return count_votes(votes, classes).argmax(axis=1)


def fleiss_kappa(counts):
    """Agreement among many beyond what chance gives, from ``count_votes``: 1 is full agreement, 0 is that of chance.

    J. L. Fleiss (1971). Every item needs the same number of votes, two or more.

    Examples
    --------
    >>> round(fleiss_kappa([[3, 0], [0, 3], [3, 0], [1, 2]]), 3)
    0.657
    """
    counts = np.asarray(counts, dtype=float)
    votes = counts.sum(axis=1)
    if counts.ndim != 2 or np.any(votes != votes[0]) or votes[0] < 2:
        raise ValueError(
            "Every item needs the same number of votes, two or more, counted by class: count_votes(votes)"
        )
    observed = ((counts**2).sum(axis=1) - votes).mean() / (votes[0] * (votes[0] - 1))
    chance = ((counts.sum(axis=0) / counts.sum()) ** 2).sum()
    if chance == 1:
        raise ValueError(
            "All votes are for one class, so agreement beyond chance has no meaning"
        )
    return float((observed - chance) / (1 - chance))


def simulate_votes(truth, confusion, rng=None):
    """Votes of labellers whose errors are known, shape (n, m); ``confusion`` as in :class:`Crowd`.

    Examples
    --------
    >>> simulate_votes([0, 1, 1], [np.eye(2), 1 - np.eye(2)])  # one always right, one always wrong
    array([[0, 1],
           [1, 0],
           [1, 0]])
    """
    confusion = np.asarray(confusion, dtype=float)
    if confusion.ndim != 3 or not np.allclose(confusion.sum(axis=2), 1):
        raise ValueError(
            "confusion must be one k x k table for each labeller, its rows probabilities that add up to 1"
        )
    drawn = np.random.default_rng(rng).random((len(truth), len(confusion)))
    limits = confusion.cumsum(axis=2)[:, np.asarray(truth)]
    return np.minimum((drawn.T[..., None] >= limits).sum(axis=2).T, confusion.shape[1] - 1)


def _votes(votes, classes):
    """The votes as whole numbers, and the number of classes."""
    table = np.asarray(votes)
    if table.ndim != 2 or table.dtype.kind not in "iu" or table.min() < -1:
        raise ValueError(
            "votes must be a table of class numbers 0, 1, 2, ... or -1 for none, one row an item; "
            f"got {table.dtype} of shape {table.shape}"
        )
    classes = max(2, int(table.max()) + 1) if classes is None else classes
    if table.max() >= classes:
        raise ValueError(
            f"votes holds the class number {table.max()}; with {classes} classes they go from 0 to {classes - 1}"
        )
    if empty := np.flatnonzero((table < 0).all(axis=1)).tolist():
        raise ValueError(f"Item {empty[0]} has no vote; leave it out")
    if silent := np.flatnonzero((table < 0).all(axis=0)).tolist():
        raise ValueError(
            f"Labeller {silent[0]} has not voted at all; leave that column out"
        )
    return table, classes
