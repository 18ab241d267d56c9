"""How each question worked: its difficulty, how well it tells students apart, and which misconceptions it met."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

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
    statuses: dict
    misconceptions: dict


def items(results):
    """The statistics of each question.

    Parameters
    ----------
    results : sequence of dict
        Marked results of one assignment.

    Returns
    -------
    list of Item
    """
    marked = [result for result in results if result["points"] is not None]
    ids = list(dict.fromkeys(each["id"] for result in marked for each in result["questions"]))
    answers = {id_: [_of(result, id_) for result in marked] for id_ in ids}
    share = {id_: np.array([each["points"] / (each["max_points"] or 1) for each in answers[id_]]) for id_ in ids}
    points = {id_: np.array([each["points"] for each in answers[id_]], dtype=float) for id_ in ids}
    total = sum(points.values(), np.zeros(len(marked)))
    return [
        Item(
            id_,
            float(max(each["max_points"] for each in answers[id_])),
            float(share[id_].mean()),
            point_biserial(share[id_], total - points[id_]),
            upper_lower(share[id_], total),
            dict(Counter(each["status"] for each in answers[id_])),
            dict(Counter(each["misconception"] for each in answers[id_] if each["misconception"]).most_common()),
        )
        for id_ in ids
    ]


def point_biserial(share, rest):
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


def upper_lower(share, total):
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


def _of(result, question_id):
    empty = {"points": 0.0, "max_points": 0.0, "status": "NOT_ATTEMPTED", "misconception": ""}
    return next((each for each in result["questions"] if each["id"] == question_id), empty)
