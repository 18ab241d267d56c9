"""Lesson 2, choosing by criteria."""

from functools import cache
from itertools import product

import numpy as np

from lepton_kit.exercises.calling import called
from lepton_kit.exercises.comparing import Property, near, properties, same_function
from lepton_kit.exercises.content import INDUSTRIES, industry_file
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import numbers
from lepton_kit.partnership.industries import read_industry
from lepton_kit.partnership.scoring import pareto_front, scale, topsis, weighted_sum
from lepton_kit.partnership.sensitivity import stability_interval


@cache
def _base():
    return read_industry(industry_file("base"))


def _winner(scaling="minmax", without=()):
    base = _base()
    stay = [i for i, name in enumerate(base.portfolio.names) if name not in without]
    return base.portfolio.names[stay[weighted_sum(base.X[stay], base.weights, base.senses, scaling=scaling).argmax()]]


GUESSES = [
    Guess("02.a", lambda: pareto_front(_base().X, _base().senses).sum(), "Run the next cell to see who they are."),
    Guess(
        "02.b",
        lambda: "yes" if len({_winner(scaling) for scaling in ("minmax", "sum", "vector")}) == 1 else "no",
        "Run the next cell to see all three.",
        choices=("yes", "no"),
    ),
    Guess(
        "02.c",
        lambda: "no" if _winner(without=["City of Marrowby"]) == _winner() else "yes",
        "Run the next cell to see why.",
        choices=("yes", "no"),
    ),
]


def _table():
    return {"X": _base().X, "w": _base().weights}


def _by_name(scores):
    return dict(zip(_base().portfolio.names, scores.tolist(), strict=True))


def _dominates(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return bool((a >= b).all() and (a > b).any())


def _pairs(rng):
    """Pairs of partners: better, worse, mixed and equal, drawn so that ties are common, and some plain ones."""
    plain = [([5, 9, 5], [5, 8, 5]), ([5, 8, 5], [5, 9, 5]), ([9, 4, 7], [5, 9, 5]), ([7, 6, 6], [7, 6, 6])]
    plain += [([9, 9, 9], [5, 8, 5]), ([6, 1, 1], [5, 9, 5]), ([4, 7, 8], [6, 7, 7]), ([3], [3]), ([3], [2])]
    for _ in range(12):
        a = rng.integers(1, 6, 3)
        plain.append((a, a + rng.integers(-1, 2, 3)))
        plain.append((a, a - rng.integers(0, 2, 3)))
    return [(np.asarray(a, dtype=float), np.asarray(b, dtype=float)) for a, b in plain]


def _interval(k, scaling="minmax"):
    return lambda X, w: stability_interval(X, w, k, ["max"] * 3, scaling=scaling)


def _by_criterion(*marks):
    return dict(zip(_base().criteria, marks, strict=True))


def _upset(best, scaling="minmax", steps=(-1, 1), least=0, most=10):
    """How many changes of one mark alter who is among the first ``best``."""

    def count(X, w):
        def first(table):
            scores = weighted_sum(table, w, ["max"] * 3, scaling=scaling)
            return frozenset(np.argsort(-scores, kind="stable")[:best].tolist())

        upset = 0
        for who, k, change in product(range(len(X)), range(3), steps):
            table = X.copy()
            table[who, k] += change
            upset += least <= table[who, k] <= most and first(table) != first(X)
        return upset

    return count


def _possible(X, w):
    return sum(0 <= mark + change <= 10 for mark in X.ravel() for change in (-1, 1))


def _industries(rng):
    return [(read_industry(industry_file(name)),) for name in INDUSTRIES]


def _five(sense="min", share=0.2, scaling="minmax", bend=lambda months: months):
    def first_five(industry):
        table = np.column_stack([industry.X, bend(industry.portfolio.column("months"))])
        weights = [*((1 - share) * industry.weights), share]
        scores = weighted_sum(table, weights, [*industry.senses, sense], scaling=scaling)
        return {industry.portfolio.names[i] for i in np.argsort(-scores, kind="stable")[:5]}

    return first_five


def _five_by(scores, senses=("min",)):
    """The first five by another rule for the four columns."""

    def first_five(industry):
        table = np.column_stack([industry.X, industry.portfolio.column("months")])
        order = np.argsort(-scores(table, [*(0.8 * industry.weights), 0.2], [*industry.senses, *senses]), kind="stable")
        return {industry.portfolio.names[i] for i in order[:5]}

    return first_five


def _five_by_net(industry):
    return {industry.portfolio.names[i] for i in np.argsort(-industry.portfolio.net, kind="stable")[:5]}


# The open task ------------------------------------------------------------------------------------------------------


def _scores(rule, X, w):
    scores = numbers(called(rule, (X, np.asarray(w, dtype=float)), 3))
    return scores if scores.shape == (len(X),) else np.full(len(X), np.nan)


@cache
def _random_tables():
    rng = np.random.default_rng(23)
    return [(rng.integers(0, 11, (8, 3)).astype(float), rng.dirichlet([1, 1, 1])) for _ in range(40)]


def _gives_scores(rule):
    """Whether it gives a finite number for each row, also of other tables, with marks of 0 and weights of 0."""
    cases = [(_base().X, _base().weights), *_random_tables(), *((X, w) for X, _ in _random_tables() for w in np.eye(3))]
    return all(np.isfinite(_scores(rule, X, w)).all() for X, w in cases)


def _respects_dominance(rule):
    for X, w in [*_random_tables(), (_base().X, _base().weights)]:
        scores = _scores(rule, X, w)
        for i, j in product(range(len(X)), repeat=2):
            if _dominates(X[i], X[j]) and scores[j] > scores[i] + 1e-9:
                return False
    return True


def _heeds_weights(rule):
    for X, _ in _random_tables():
        for k in range(3):
            scores = _scores(rule, X, np.eye(3)[k])
            if X[:, k].max() > X[scores >= scores.max() - 1e-9, k].max():
                return False
    return True


def _keeps_its_scale(rule):
    for X, w in _random_tables():
        scores = _scores(rule, X, w)
        for i in range(len(X)):
            if not np.allclose(_scores(rule, np.delete(X, i, axis=0), w), np.delete(scores, i), rtol=1e-9, atol=1e-9):
                return False
    return True


def _share_of_brindlecloud(rule):
    who = _base().portfolio.names.index("Brindlecloud")
    weights = np.random.default_rng(29).dirichlet([1, 1, 1], 600)
    return np.mean([_scores(rule, _base().X, w).argmax() == who for w in weights])


def _shows(wrong):
    """Whether a rule gives what this one gives, up to scale: in the base table for some weights."""

    def shown(rule):
        for w in ([0.4, 0.35, 0.25], [0.2, 0.3, 0.5]):
            got, want = _scores(rule, _base().X, w), wrong(_base().X, np.asarray(w))
            if not np.allclose(got, want, rtol=1e-6, atol=1e-9):
                return False
        return True

    return shown


def _topsis(X, w):
    return topsis(X, w, ["max"] * X.shape[1])


def _minmax(X, w):
    return weighted_sum(X, w, ["max"] * X.shape[1])


QUESTIONS = [
    Question(
        id="02.1",
        answer=lambda: _by_criterion(6.0, 4.0, 4.0),
        accept=near(),
        praise="Each text holds in full, so each step gives its higher mark. Somebody else with this rubric would say the same.",
        hints=[
            "Find for each criterion the step whose text says the same as the offer.",
            "They are the steps 5-6, 3-4 and 3-4. All of each text holds.",
            "`marks = [6, 4, 4]`",
        ],
        misconceptions=[
            Misconception(
                "gave the lower marks",
                lambda: np.array([5.0, 3.0, 3.0]),
                "The steps are right. The lower mark is for where only most of the text holds; here all of it does.",
            ),
            Misconception(
                "gave the middle of the steps",
                lambda: np.array([5.5, 3.5, 3.5]),
                "The steps are right. Marks are whole: the higher one where all of the text holds.",
            ),
            Misconception(
                "gave the test bench too much",
                lambda: np.array([6.0, 4.0, 6.0]),
                "Its bench and its people come whenever they are free, and that is step 3-4 of resource support. For 5-6 they "
                "would have to be ours for part of the work.",
            ),
            Misconception(
                "counted the steps",
                lambda: np.array([3.0, 2.0, 2.0]),
                "Those are the numbers of the steps. The marks stand in front of the texts.",
            ),
        ],
        read="See *Who is the best of twelve?*",
    ),
    Question(
        id="02.2",
        answer=lambda: _dominates,
        accept=same_function(_pairs),
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
        id="02.3",
        given=_table,
        answer=lambda X, w: _by_name(weighted_sum(X, w, ["max"] * 3)),
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
                "divided by 10",
                lambda X, w: X / 10 @ w,
                "That scales by the rubric, from 0 to 10. Min-max scaling runs from the worst in the table to the best.",
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
                "divided by the largest after subtracting",
                lambda X, w: (X - X.min(axis=0)) / X.max(axis=0) @ w,
                "The minimum is off, and then the best is no longer the column's maximum: divide by the range, max - min.",
            ),
            Misconception(
                "did not add up",
                lambda X, w: scale(X, ["max"] * 3) * w,
                "Those are the three parts of each score. Add each row up, `.sum(axis=1)`, or write `@ w` for `* w`.",
            ),
            Misconception(
                "turned the scale round",
                lambda X, w: 1 - scale(X, ["max"] * 3) @ w,
                "Here the best has 0 and the worst 1. More is better in all three columns.",
            ),
            Misconception(
                "divided by the sums",
                lambda X, w: X / X.sum(axis=0) @ w,
                "That is the scaling called `sum`. Min-max scaling runs from the worst in the column, 0, to the best, 1.",
            ),
            Misconception(
                "left the weights out",
                lambda X, w: scale(X, ["max"] * 3).mean(axis=1),
                "Those are equal weights. The board's are 0.40, 0.35 and 0.25, in `w`.",
            ),
        ],
        read="See *Weights, and the currency they are in*.",
    ),
    Question(
        id="02.4",
        answer=lambda: 6,
        accept=near(),
        praise="Judgements that do not contradict each other multiply. Whoever says 4 as well has contradicted herself.",
        hints=[
            "Give resources the importance 1. What has the market then, and what has technique?",
            "The market has 3, and technique twice as much as the market.",
            "`times = 2 * 3`",
        ],
        misconceptions=[
            Misconception("added", lambda: 5, "Twice of three times: ratios multiply, they do not add up."),
            Misconception("divided", lambda: 1.5, "That is 3 / 2. Twice of three times is wanted."),
            Misconception(
                "turned round",
                lambda: 1 / 6,
                "That is how important resources are in relation to technique. The question asks the other way round.",
            ),
        ],
        read="See *Where do weights come from?*",
    ),
    Question(
        id="02.5",
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
                printed=True,
            ),
            Misconception(
                "took technical strength",
                lambda X, w: _interval(0)(X, w)[1],
                "k = 0 is technical strength. Resource support is the third criterion, k = 2.",
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
                printed=True,
            ),
        ],
        read="See *How fragile is the answer?*",
    ),
    Question(
        id="02.6",
        given=_table,
        answer=_upset(5),
        accept=near(),
        praise="Nine of 71: about one change in eight.",
        hints=[
            "The function above already counts. What does its argument say?",
            "`best` is how many names are on the list.",
            "`changes = upset_by_a_point(5)`",
        ],
        misconceptions=[
            Misconception(
                "kept the first place",
                _upset(1),
                "That is how many alter the *first* place. Ask for the first five.",
                printed=True,
            ),
            Misconception(
                "counted all changes that are possible",
                _possible,
                "That is how many changes there are. How many of them alter the list?",
            ),
            Misconception(
                "gave the share",
                lambda X, w: _upset(5)(X, w) / _possible(X, w),
                "That is the share of all changes. Their number is wanted.",
            ),
            Misconception(
                "counted those that alter nothing",
                lambda X, w: _possible(X, w) - _upset(5)(X, w),
                "So many leave the list as it is. The others are wanted.",
            ),
            Misconception(
                "changed upwards only",
                _upset(5, steps=(1,)),
                "A mark may also be one too high: the change −1 counts too.",
            ),
            Misconception(
                "did not scale",
                _upset(5, "none"),
                "That is for the marks as they are. Min-max scaling is the default of `weighted_sum`.",
            ),
        ],
        read="See *How fragile is the answer?*",
    ),
    Question(
        id="02.7",
        answer=lambda: _five(),
        accept=same_function(_industries),
        praise="It works for your industry and for all others.",
        hints=[
            "A fourth criterion is a fourth column, a fourth weight and a fourth sense. Which sense have the months?",
            "`np.column_stack([industry.X, months])` has four columns; the senses are three times \"max\" and then \"min\". "
            "`np.argsort(-scores)[:5]` gives the places of the first five.",
            "`scores = weighted_sum(table, [*(0.8 * industry.weights), 0.2], [*industry.senses, \"min\"])`, then "
            "`return {industry.portfolio.names[i] for i in np.argsort(-scores)[:5]}`",
        ],
        misconceptions=[
            Misconception(
                "rewarded the delay",
                lambda: _five("max"),
                'With "max" more months raise the score: the article\'s own slip in equation (3). Months want "min".',
            ),
            Misconception(
                "left the months out",
                lambda: _five(share=0.0),
                "Those are the first five by the three criteria. The months are a fourth column.",
            ),
            Misconception(
                "inverted the months",
                lambda: _five("max", bend=lambda months: 1 / months),
                "1 / months is less for the slow ones, but it bends the scale: from 2 to 4 months then counts as much as all "
                'above 4. The sense "min" keeps the differences as they are.',
            ),
            Misconception(
                "did not scale",
                lambda: _five(scaling="none"),
                "Marks and months have different units. Use min-max scaling.",
            ),
            Misconception(
                "took the last five",
                lambda: _five_by(lambda *table: -weighted_sum(*table)),
                "Those are the last five: `np.argsort` begins with the lowest score. Put a minus before the scores.",
            ),
            Misconception(
                "gave the months a sixth",
                lambda: _five(share=1 / 6),
                "0.2 beside weights that sum to 1 is a sixth of them all. The three weights shrink to four fifths: "
                "`0.8 * industry.weights`.",
            ),
            Misconception(
                "took TOPSIS",
                lambda: _five_by(topsis),
                "Those are TOPSIS' first five. Min-max scaling and weights belong to `weighted_sum`.",
            ),
            Misconception(
                "took the net contributions",
                lambda: _five_by_net,
                "Those are the five with the largest net contribution. The question is about the criteria.",
            ),
        ],
        read="See *Your industry*.",
    ),
    Question(
        id="02.8",
        answer=lambda: lambda X, w: -((10 - X) ** 2) @ w,
        accept=properties(
            callable,
            "A function, its name without brackets,",
            Property(_gives_scores, "A rule gives one number for each row of X, however many there are, for marks and weights of 0 too; yours does not."),
            Property(_respects_dominance, "Somewhere a partner scores higher than another one who dominates it."),
            Property(_heeds_weights, "With all weight on one criterion, the best on it is not first. Does the rule use `w`?"),
            Property(_keeps_its_scale, "When somebody withdraws, the scores of the others change: it scales by the table."),
            Property(
                lambda rule: _share_of_brindlecloud(rule) >= 0.1,
                "Brindlecloud is first for less than a tenth of all weights. Weaknesses must count for more.",
            ),
        ),
        praise="Over the bar. Say aloud what a weakness costs under your rule, and who decided that.",
        hints=[
            "The marks run from 0 to 10 whoever applies: use these ends and not those of the table.",
            "An all-rounder wins where one great weakness counts for more than two small ones. Which curve does that?",
            "Squares do: `-((10 - X) ** 2) @ w` is the distance from an ideal partner with 10, 10, 10.",
        ],
        misconceptions=[
            Misconception(
                "added up the marks as they are",
                lambda: lambda X, w: X @ w,
                "No withdrawal turns it, but it is a weighted sum: it never puts Brindlecloud first on its own.",
                shows=_shows(lambda X, w: X @ w),
            ),
            Misconception(
                "added up min-max scaled marks",
                lambda: _minmax,
                "That scales by the table: when the City of Marrowby withdraws, the order turns.",
                shows=_shows(_minmax),
            ),
            Misconception(
                "took TOPSIS as it is",
                lambda: _topsis,
                "TOPSIS can put Brindlecloud first, but its ideal comes from the table. Fix the ideal: 10, 10, 10.",
                shows=_shows(_topsis),
            ),
        ],
        read="See *Somebody withdraws* and *Close to the best, far from the worst*.",
    ),
]
