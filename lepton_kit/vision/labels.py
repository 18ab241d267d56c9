"""Labels from several people: majority vote, the model of Dawid and Skene, agreement, and simulated raters."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.validate import generator, matrix, whole

__all__ = ["Crowd", "count_votes", "dawid_skene", "fleiss_kappa", "majority", "simulate_votes"]


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """What the votes say about the items and about the raters. ``n`` items, ``m`` raters, ``k`` classes.

    Attributes
    ----------
    probabilities : ndarray, shape (n, k)
        Of each class, for each item.
    prevalence : ndarray, shape (k,)
        The share of each class among the items.
    confusion : ndarray, shape (m, k, k)
        For each rater, the probability of the answer (column) given the true class (row).
    log_likelihood : float
        Of the votes, in nats.
    rounds : int
        Of expectation and maximisation until nothing moved.
    """

    probabilities: npt.NDArray[np.float64]
    prevalence: npt.NDArray[np.float64]
    confusion: npt.NDArray[np.float64]
    log_likelihood: float
    rounds: int

    @property
    def labels(self) -> npt.NDArray[np.intp]:
        """The most probable class of each item, shape (n,)."""
        return self.probabilities.argmax(axis=1)

    @property
    def accuracy(self) -> npt.NDArray[np.float64]:
        """How often each rater is right, over the classes as frequent as they are, shape (m,)."""
        return np.einsum("c,rcc->r", self.prevalence, self.confusion)

    def __repr__(self) -> str:
        n, k = self.probabilities.shape
        right = ", ".join(f"{share:.2f}" for share in self.accuracy)
        return f"{n:,} items, {k} classes, {len(self.confusion)} raters who are right with probability {right}"


def count_votes(votes: ArrayLike, classes: int | None = None) -> npt.NDArray[np.int_]:
    """How many votes each class got, for each item.

    Parameters
    ----------
    votes : array_like of int, shape (n, m)
        One row an item, one column a rater; class numbers from 0, and -1 where a rater did not vote.
    classes : int, optional
        Their number; one more than the largest vote if not given.

    Returns
    -------
    ndarray of int, shape (n, classes)

    Raises
    ------
    ValueError
        If a vote is no class number, or an item has no vote.

    Examples
    --------
    >>> count_votes([[0, 0, 1], [2, -1, 2]])
    array([[2, 1, 0],
           [0, 0, 2]])
    """
    votes, classes = _votes(votes, classes)
    return (votes[:, :, None] == np.arange(classes)).sum(axis=1)


def majority(votes: ArrayLike, classes: int | None = None) -> npt.NDArray[np.intp]:
    """The class with most votes, for each item; of equal ones that with the smaller number.

    Examples
    --------
    >>> majority([[0, 0, 1], [2, -1, 2], [1, 2, 0]])
    array([0, 2, 0])
    """
    return count_votes(votes, classes).argmax(axis=1)


def dawid_skene(
    votes: ArrayLike,
    *,
    classes: int | None = None,
    raters: ArrayLike | None = None,
    rounds: int = 2000,
    tolerance: float = 1e-9,
) -> Crowd:
    """Estimate the true classes and each rater's errors from the votes alone, by expectation and maximisation.

    Parameters
    ----------
    votes : array_like of int, shape (n, columns)
        As for :func:`count_votes`.
    classes : int, optional
    raters : array_like of int, shape (columns,), optional
        Whose votes each column holds, if somebody voted more than once; numbers from 0.
    rounds : int
        The most that are tried.
    tolerance : float
        It ends when no probability of an item moves by more.

    Returns
    -------
    Crowd

    Raises
    ------
    ValueError
        If the votes are no class numbers, or a rater has none.

    Notes
    -----
    A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm",
    *Applied Statistics* 28 (1979) 20-28, equations 2.3 to 2.5, begun from the shares of votes (their 3.1). The
    likelihood may have several maxima; this finds the one near the majority.

    Examples
    --------
    The third rater always says 0; the model finds out, and believes the other two.

    >>> crowd = dawid_skene([[0, 0, 0], [1, 1, 0], [0, 0, 0], [1, 1, 0], [1, 1, 0]])
    >>> crowd.labels, crowd.accuracy.round(2)
    (array([0, 1, 0, 1, 1]), array([1. , 1. , 0.4]))
    """
    votes, classes = _votes(votes, classes)
    raters = _raters(raters, votes.shape[1])
    rounds = whole("rounds", rounds, low=1)
    counts = np.zeros((raters.max() + 1, len(votes), classes))
    for column, rater in enumerate(raters):
        voted = np.flatnonzero(votes[:, column] >= 0)
        counts[rater, voted, votes[voted, column]] += 1
    if not counts.any(axis=(1, 2)).all():
        silent = int(np.argmin(counts.any(axis=(1, 2))))
        raise ValueError(f"Rater {silent} has not voted at all; leave that column out")

    P = counts.sum(axis=0)
    P /= P.sum(axis=1, keepdims=True)
    for number in range(1, rounds + 1):  # noqa: B007, told in the result
        prevalence = P.mean(axis=0)
        confusion = np.einsum("ic,ril->rcl", P, counts)
        answers = confusion.sum(axis=2, keepdims=True)
        confusion = np.divide(confusion, answers, out=np.full_like(confusion, 1 / classes), where=answers > 0)
        tiny = np.finfo(float).tiny  # stands for 0, whose logarithm is not finite
        log = np.log(np.maximum(prevalence, tiny)) + np.einsum(
            "ril,rcl->ic", counts, np.log(np.maximum(confusion, tiny))
        )
        highest = log.max(axis=1, keepdims=True)
        new = np.exp(log - highest)
        likelihood = float((highest[:, 0] + np.log(new.sum(axis=1))).sum())
        new /= new.sum(axis=1, keepdims=True)
        moved, P = np.abs(new - P).max(), new
        if moved <= tolerance:
            break
    return Crowd(P, prevalence, confusion, likelihood, number)


def fleiss_kappa(counts: ArrayLike) -> float:
    """Agreement among many raters beyond what chance gives: 1 is full agreement, 0 is that of chance.

    Parameters
    ----------
    counts : array_like of int, shape (n, k)
        Votes for each class, from :func:`count_votes`; every item with the same number of votes, two or more.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the numbers of votes differ, or all votes are for one class, where chance agrees fully too.

    Notes
    -----
    J. L. Fleiss, "Measuring nominal scale agreement among many raters", *Psychological Bulletin* 76 (1971) 378-382.

    Examples
    --------
    >>> round(fleiss_kappa([[3, 0], [0, 3], [3, 0], [1, 2]]), 3)
    0.657
    """
    counts = matrix("counts", counts)
    if counts.min() < 0 or np.any(counts % 1):
        raise ValueError("counts must hold how many votes each class got, whole numbers from 0 on")
    each = counts.sum(axis=1)
    if np.any(each != each[0]) or each[0] < 2:
        raise ValueError(
            f"Every item needs the same number of votes, two or more; here they have {each.min():g} to {each.max():g}. "
            "Did you give the votes themselves? Use count_votes(votes)"
        )
    observed = ((counts**2).sum(axis=1) - each).mean() / (each[0] * (each[0] - 1))
    chance = ((counts.sum(axis=0) / counts.sum()) ** 2).sum()
    if chance == 1:
        raise ValueError("All votes are for one class, so agreement beyond chance has no meaning")
    return float((observed - chance) / (1 - chance))


def simulate_votes(
    truth: ArrayLike, confusion: ArrayLike, *, rng: np.random.Generator | int | None = None
) -> npt.NDArray[np.int_]:
    """Votes of raters whose errors are known.

    Parameters
    ----------
    truth : array_like of int, shape (n,)
    confusion : array_like, shape (m, k, k)
        For each rater, the probability of each answer (column) given the true class (row).
    rng : None, int or Generator

    Returns
    -------
    ndarray of int, shape (n, m)

    Examples
    --------
    >>> simulate_votes([0, 1, 1], [np.eye(2), 1 - np.eye(2)])  # one rater always right, one always wrong
    array([[0, 1],
           [1, 0],
           [1, 0]])
    """
    confusion = np.asarray(confusion, dtype=float)
    if confusion.ndim != 3 or confusion.shape[1] != confusion.shape[2] or 0 in confusion.shape:
        shape = " x ".join(map(str, confusion.shape))
        raise ValueError(f"confusion must be one k x k table for each rater, shape (m, k, k); got {shape}")
    if not (confusion >= 0).all() or not np.allclose(confusion.sum(axis=2), 1):
        raise ValueError("Each row of a rater's table must hold probabilities that add up to 1")
    truth, _ = _votes(np.asarray(truth)[..., None], confusion.shape[1], least=0, name="truth")
    drawn = generator(rng).random((len(truth), len(confusion)))
    limits = confusion.cumsum(axis=2)[:, truth[:, 0]]
    return np.minimum((drawn.T[..., None] >= limits).sum(axis=2).T, confusion.shape[1] - 1)


def _votes(
    votes: ArrayLike, classes: int | None, *, least: int = -1, name: str = "votes"
) -> tuple[npt.NDArray[np.int_], int]:
    """The votes as whole numbers, and the number of classes."""
    table = matrix(name, votes)
    if np.any(table % 1) or table.min() < least:
        raise ValueError(f"{name} must be class numbers 0, 1, 2, ...{' or -1 for none' * (least < 0)}")
    table = table.astype(int)
    if classes is None:
        classes = max(2, int(table.max()) + 1)
    classes = whole("classes", classes, low=2)
    if table.max() >= classes:
        raise ValueError(
            f"{name} holds the class number {table.max()}; with {classes} classes they go from 0 to {classes - 1}"
        )
    if empty := np.flatnonzero((table < 0).all(axis=1)).tolist():
        raise ValueError(f"Item {empty[0]} has no vote; leave it out")
    return table, classes


def _raters(raters: ArrayLike | None, columns: int) -> npt.NDArray[np.int_]:
    if raters is None:
        return np.arange(columns)
    raters = np.asarray(raters)
    if raters.shape != (columns,) or raters.dtype.kind not in "iu" or raters.min() < 0:
        raise ValueError(
            f"raters must name the rater of each of the {columns} columns by a number from 0; got {raters}"
        )
    return raters
