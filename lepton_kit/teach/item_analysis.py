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
_ABSENT = QuestionResult("", 0.0, 0.0, Status.NOT_ATTEMPTED)


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
    by_id = [{question.id: question for question in result.questions} for result in marked]
    total = np.array([result.points for result in marked], dtype=float)
    return [
        _item(id_, [questions.get(id_, _ABSENT) for questions in by_id], total)
        for id_ in dict.fromkeys(id_ for questions in by_id for id_ in questions)
    ]


def _item(id_, answers, total):
    points, most = np.array([(answer.points, answer.max_points) for answer in answers], dtype=float).T
    share = points / np.where(most > 0, most, 1)
    return Item(
        id_,
        float(most.max()),
        float(share.mean()),
        point_biserial(share, total - points),
        upper_lower(share, total),
        dict(Counter(answer.status for answer in answers)),
        dict(Counter(answer.misconception for answer in answers if answer.misconception).most_common()),
    )


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
    return _tail_mean(share, -total) - _tail_mean(share, total) if len(share) >= FEWEST else float("nan")


def _tail_mean(share, total):
    """Mean over the copies of least total, where those that tie with the last of them share its place."""
    k = TAIL * len(share)
    border = np.sort(total)[int(np.ceil(k)) - 1]
    inside, tied = total < border, total == border
    weights = inside + tied * (k - inside.sum()) / tied.sum()
    return float(weights @ share / k)
