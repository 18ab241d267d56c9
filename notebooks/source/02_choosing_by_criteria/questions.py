"""Lesson 2, choosing by criteria."""

import numpy as np

from lepton_kit.exercises.comparing import near, same_function
from lepton_kit.exercises.content import content_file
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.partnership.portfolios import Portfolio
from lepton_kit.partnership.scoring import scale, weighted_sum
from lepton_kit.partnership.sensitivity import stability_interval

_FOUR = [0.3, 0.3, 0.2, 0.2]


def _offers():
    return Portfolio(content_file("02", "candidates.csv"))


def _table():
    X = _offers().table(["technical strength", "market potential", "resource support"])
    return {"X": X, "w": np.array([0.40, 0.35, 0.25])}


def _dominates(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return bool((a >= b).all() and (a > b).any())


def _four(sense, scaling="minmax"):
    def scores(X, w):
        table = np.column_stack([X, _offers().cost])
        return weighted_sum(table, _FOUR, ["max", "max", "max", sense], scaling=scaling)

    return scores


def _cost_inverted(X, w):
    table = np.column_stack([X, 1 / _offers().cost])
    return weighted_sum(table, _FOUR, ["max"] * 4)


def _interval(k, scaling="minmax"):
    return lambda X, w: stability_interval(X, w, k, ["max"] * 3, scaling=scaling)


QUESTIONS = [
    Question(
        id="02.1",
        answer=lambda: _dominates,
        accept=same_function(
            [
                (np.array([5.0, 9, 5]), np.array([5.0, 8, 5])),
                (np.array([5.0, 8, 5]), np.array([5.0, 9, 5])),
                (np.array([9.0, 4, 7]), np.array([5.0, 9, 5])),
                (np.array([7.0, 6, 6]), np.array([7.0, 6, 6])),
                (np.array([9.0, 9, 9]), np.array([5.0, 8, 5])),
                (np.array([6.0, 1, 1]), np.array([5.0, 9, 5])),
            ]
        ),
        praise="As good everywhere, better somewhere: that is all there is to dominance.",
        hints=[
            "There are two conditions. What must hold for every criterion, and what for at least one?",
            "`np.all(a >= b)` says that a is nowhere worse. What says that it is better somewhere?",
            "`return bool(np.all(a >= b) and np.any(a > b))`",
        ],
        misconceptions=[
            Misconception(
                "wanted better everywhere",
                lambda: lambda a, b: bool(np.all(a > b)),
                "Better on every criterion is too much: Ostergate dominates Vossel Works with two columns equal.",
            ),
            Misconception(
                "let equals dominate each other",
                lambda: lambda a, b: bool(np.all(a >= b)),
                "With that, a partner dominates its own copy, and both would be struck off. Something must be better.",
            ),
            Misconception(
                "better somewhere is enough",
                lambda: lambda a, b: bool(np.any(a > b)),
                "Quillmere is better than Ostergate in technique and worse in the market. Nowhere worse is needed too.",
            ),
            Misconception(
                "compared the sums",
                lambda: lambda a, b: bool(np.sum(a) > np.sum(b)),
                "A sum weighs the criteria, all alike. Dominance works criterion by criterion, without weights.",
            ),
            Misconception(
                "the wrong way round",
                lambda: lambda a, b: _dominates(b, a),
                "That says whether b dominates a.",
            ),
        ],
        read="See *Who can go without any weighing?*",
    ),
    Question(
        id="02.2",
        given=_table,
        answer=lambda X, w: weighted_sum(X, w, ["max"] * 3),
        accept=near(1e-6),
        praise="Ostergate has 0.661 and is first: now you know each step of the way.",
        hints=[
            "Min-max scaling makes the worst entry of each column 0 and the best 1.",
            "`X.min(axis=0)` is the worst of each column. Subtract it, then divide by the range of the column.",
            "`(X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0)) @ w`",
        ],
        misconceptions=[
            Misconception(
                "did not scale",
                lambda X, w: X @ w,
                "Those are the scores of the numbers as they are. Scale each column from 0 to 1 first.",
            ),
            Misconception(
                "divided by the largest only",
                lambda X, w: X / X.max(axis=0) @ w,
                "Divided by the best, the best becomes 1, but the worst does not become 0. Subtract the minimum too.",
            ),
            Misconception(
                "one minimum and one maximum for the whole table",
                lambda X, w: (X - X.min()) / (X.max() - X.min()) @ w,
                "`X.min()` is the smallest of the whole table. Each column has its own: `axis=0`.",
            ),
            Misconception(
                "scaled the rows",
                lambda X, w: (X - X.min(axis=1)[:, None]) / np.ptp(X, axis=1)[:, None] @ w,
                "`axis=1` scales each partner by its own marks. Scale each criterion, a column: `axis=0`.",
            ),
            Misconception(
                "left the weights out",
                lambda X, w: scale(X, ["max"] * 3).mean(axis=1),
                "Those are equal weights. The board's are 0.40, 0.35 and 0.25, in `w`.",
            ),
        ],
        read="See *Scaling, and its surprises*.",
    ),
    Question(
        id="02.3",
        given=_table,
        answer=_four("min"),
        accept=near(1e-6),
        praise="Quillmere is first with 0.583: it costs 5 where Ostergate costs 8.",
        hints=[
            "A fourth criterion is a fourth column, a fourth weight and a fourth sense. Which sense has a cost?",
            '`np.column_stack([X, cost])` has four columns; the senses are three times "max" and then "min".',
            '`weighted_sum(np.column_stack([X, cost]), [0.3, 0.3, 0.2, 0.2], ["max", "max", "max", "min"])`',
        ],
        misconceptions=[
            Misconception(
                "rewarded the cost",
                _four("max"),
                'With "max" a higher cost raises the score: the article\'s own slip in equation (3). Cost wants "min".',
            ),
            Misconception(
                "inverted the cost",
                _cost_inverted,
                "1 / cost is less for the dear ones, but it bends the scale: from 2 to 4 then counts as much as "
                'all above 4. The sense "min" keeps the differences as they are.',
            ),
            Misconception(
                "did not scale",
                _four("min", "none"),
                "Marks and money have different units. Use the scaling `minmax`.",
            ),
            Misconception(
                "left the cost out",
                lambda X, w: weighted_sum(X, w, ["max"] * 3),
                "Those are the scores by the three criteria. The cost is a fourth column.",
            ),
        ],
        read="See *Scaling, and its surprises*, and lesson 1, *What the score rewards*.",
    ),
    Question(
        id="02.4",
        given=_table,
        answer=lambda X, w: _interval(2)(X, w)[1],
        accept=near(1e-3),
        praise="From 0.25 to 0.35, and Quillmere takes over: a tenth of the weight decides.",
        hints=[
            "Which function says within which weights the winner stays the winner?",
            "`stability_interval(X, w, k, senses)` gives both ends; k counts from 0. Which k is resource support?",
            "`stability_interval(X, w, 2, senses)[1]`",
        ],
        misconceptions=[
            Misconception(
                "gave the low end",
                lambda X, w: _interval(2)(X, w)[0],
                "That is the low end of the interval. The question asks how high the weight may go.",
            ),
            Misconception(
                "gave both ends",
                _interval(2),
                "Those are both ends. The question asks for the high one: put `[1]` behind the call.",
            ),
            Misconception(
                "counted the criteria from 1",
                lambda X, w: _interval(1)(X, w)[1],
                "k = 1 is market potential. Criteria are counted from 0, so resource support is k = 2.",
            ),
            Misconception(
                "followed the winner of another scaling",
                lambda X, w: _interval(2, "vector")(X, w)[1],
                "With vector scaling Quillmere is first, and that is how long *it* stays. Use min-max scaling.",
            ),
            Misconception(
                "gave the present weight",
                lambda X, w: w[2],
                "0.25 is where the weight is now. How far can it rise?",
            ),
        ],
        read="See *How fragile is the winner?*",
    ),
]
