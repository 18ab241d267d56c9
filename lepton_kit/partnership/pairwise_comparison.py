"""Weights from comparing two things at a time: the analytic hierarchy process (Saaty 1980)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.labels import Floats, Labels, Named, labelled_table, listed
from lepton_kit.validate import matrix

__all__ = ["AHP", "ahp"]

# Saaty's mean consistency index of random judgements, by the number of things compared, 1 to 15.
_RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)


@dataclass(frozen=True, slots=True, eq=False)
class AHP(Tabular, Named):
    """What follows from a table of pairwise judgements.

    Attributes
    ----------
    names : tuple of n names, or of the numbers 0 to n - 1
    weights : ndarray, shape (n,)
        The principal eigenvector, together 1.
    lambda_max : float
        Its eigenvalue: n if the judgements agree with each other, more if not.
    consistency_index : float
        (lambda_max - n) / (n - 1).
    consistency_ratio : float
        The index in units of what random judgements have. Saaty accepts up to 0.1.
    """

    names: Labels
    weights: Floats
    lambda_max: float
    consistency_index: float
    consistency_ratio: float

    def _rows(self):
        verdict = "consistent enough" if self.consistency_ratio <= 0.1 else "judge again"
        yield "criterion", "weight"
        yield from ((name, f"{weight:.3f}") for name, weight in self.by_name("weights").items())
        yield "consistency ratio", f"{self.consistency_ratio:.3f}, {verdict}"


def ahp(A: Any) -> AHP:
    """Weights and consistency of a table of pairwise judgements.

    Parameters
    ----------
    A : array_like or DataFrame, shape (n, n)
        A[i, j] says how many times as important i is as j, on Saaty's scale from 1/9 to 9. The diagonal is 1 and
        A[j, i] is 1 / A[i, j]; 5 per cent of slack is left for reciprocals typed with two decimals.

    Returns
    -------
    AHP

    Raises
    ------
    ValueError
        If the table is not square, not positive or not reciprocal.

    Notes
    -----
    For n over 15 the random index is Alonso and Lamata's (2006) line, (2.7699 n - 4.3513 - n) / (n - 1).

    Examples
    --------
    Technical strength counts twice as much as market potential and four times as much as resource support:

    >>> print(ahp([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]]))
            criterion                    weight
                    0                     0.571
                    1                     0.286
                    2                     0.143
    consistency ratio  0.000, consistent enough
    """
    rows, names, A, _ = labelled_table("A", A)
    if rows is not None and rows != names:
        given = f"A has the rows {listed(rows)} and the columns {listed(names or '')}"
        raise ValueError(f"{given}; name both alike, in one order")
    A = matrix("A", A, above=0, hint="A judgement is a ratio: 1/3 says 'a third as important'.")
    n = len(A)
    if A.shape != (n, n):
        raise ValueError(f"A must be square, each thing against each; got {A.shape[0]} x {A.shape[1]}")
    slack = np.abs(np.log(A) + np.log(A.T))
    if slack.max() > np.log(1.05):
        i, j = sorted(int(place) for place in np.unravel_index(slack.argmax(), A.shape))
        if i == j:
            raise ValueError(f"A[{i}, {i}] is {A[i, i]:g}; a thing is as important as itself: 1")
        wanted = f"one must be 1 over the other, {1 / A[i, j]:.4g}"
        raise ValueError(f"A[{i}, {j}] is {A[i, j]:g} and A[{j}, {i}] is {A[j, i]:g}; {wanted}")
    values, vectors = np.linalg.eig(A)
    first = values.real.argmax()
    weights = np.abs(vectors[:, first].real)
    lambda_max = float(values[first].real)
    index = max(lambda_max - n, 0.0) / (n - 1) if n > 1 else 0.0
    random = _RANDOM_INDEX[n - 1] if n <= len(_RANDOM_INDEX) else (1.7699 * n - 4.3513) / (n - 1)
    return AHP(names or tuple(range(n)), weights / weights.sum(), lambda_max, index, index / random if random else 0.0)
