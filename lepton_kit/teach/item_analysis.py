"""How each question worked: its difficulty, how well it tells students apart, and which misconceptions it met."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lepton_kit.exercises.verdict import Status
from lepton_kit.teach.marking_result import MarkingResult, QuestionResult

__all__ = ["Item", "items", "point_biserial", "upper_lower"]

TAIL = 0.27
FEWEST = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One question over all marked copies.

    ``difficulty`` is the mean share of its points, 1 where everybody had all. ``biserial`` and ``upper_lower`` are the
    two measures of discrimination, nan where they cannot be had.
    """

    id: str
    max_points: float
    difficulty: float
    biserial: float
    upper_lower: float
    statuses: dict[Status, int]
    misconceptions: dict[str, int]


def items(results: Sequence[MarkingResult]) -> list[Item]:
    """The statistics of each question.

    Parameters
    ----------
    results : sequence of MarkingResult
        Marked results of one assignment.

    Returns
    -------
    list of Item
    """
    marked = [result for result in results if result.points is not None]
    ids = list(dict.fromkeys(question.id for result in marked for question in result.questions))
    by_id = [{question.id: question for question in result.questions} for result in marked]
    absent = {id_: QuestionResult(id_, 0.0, 0.0, Status.NOT_ATTEMPTED) for id_ in ids}
    answers = {id_: [questions.get(id_, absent[id_]) for questions in by_id] for id_ in ids}
    share = {id_: np.array([answer.points / (answer.max_points or 1) for answer in answers[id_]]) for id_ in ids}
    points = {id_: np.array([answer.points for answer in answers[id_]], dtype=float) for id_ in ids}
    total = sum(points.values(), np.zeros(len(marked)))
    return [
        Item(
            id_,
            float(max(answer.max_points for answer in answers[id_])),
            float(share[id_].mean()),
            point_biserial(share[id_], total - points[id_]),
            upper_lower(share[id_], total),
            dict(Counter(answer.status for answer in answers[id_])),
            dict(Counter(answer.misconception for answer in answers[id_] if answer.misconception).most_common()),
        )
        for id_ in ids
    ]


def point_biserial(share: NDArray[np.float64], rest: NDArray[np.float64]) -> float:
    """Correlation of the share of a question's points with the points of all other questions.

    For right-or-wrong answers it is the point-biserial correlation, taken against the rest so that the question is not
    compared with itself (Henrysson 1963).

    Examples
    --------
    >>> point_biserial(np.array([0, 0, 1, 1]), np.array([1.0, 2, 3, 4]))
    0.8944271909999159
    """
    if len(share) < 3 or np.ptp(share) == 0 or np.ptp(rest) == 0:
        return float("nan")
    return float(np.corrcoef(share, rest)[0, 1])


def upper_lower(share: NDArray[np.float64], total: NDArray[np.float64]) -> float:
    """Mean share in the best 27 % of the copies less that in the weakest 27 % (Kelley 1939); nan for under 8 copies.

    Copies of equal totals at the border count with the same weight, so that their order does not matter.
    """
    n = len(share)
    if n < FEWEST:
        return float("nan")
    k = TAIL * n
    order = np.argsort(total, kind="stable")
    return _tail_mean(share[order][::-1], total[order][::-1], k) - _tail_mean(share[order], total[order], k)


def _tail_mean(share, total, k):
    """Mean over the first k copies, where those that tie with the last of them share its place."""
    border = total[int(np.ceil(k)) - 1]
    tied = total == border
    inside = np.arange(len(total)) < np.argmax(tied)
    weights = inside + tied * (k - inside.sum()) / tied.sum()
    return float(weights @ share / k)
