"""Lesson 11, labels."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from lepton_kit import datasets
from lepton_kit.exercises.comparing import (
    Property,
    Unjudged,
    near,
    properties,
    same_function,
)
from lepton_kit.exercises.content import content_module
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import numbers, plain_name


def _weighed():
    """The share of the lesson's 600 pictures on which Dawid and Skene's model is right."""
    crowd = content_module("11", "crowd")
    items = datasets.load("fashion_mnist").y_train[:600].astype(int)
    careful, hasty = (np.full((10, 10), s / 9) + np.eye(10) * (1 - s - s / 9) for s in (0.15, 0.4))
    alike, button = np.eye(10), np.zeros((10, 10))
    for a, b in ((0, 6), (2, 4), (5, 7)):
        alike[[a, a, b, b], [a, b, a, b]] = 0.5
    button[:, 3] = 1
    votes = crowd.simulate_votes(items, [careful, careful, hasty, alike, button, button], rng=3)
    return (crowd.dawid_skene(votes, classes=10).labels == items).mean()


GUESSES = [
    Guess("11.a", None, "The next cell compares. Where did you hesitate?"),
    Guess("11.b", lambda: 0.0, "The next cell computes it for several pairs."),
    Guess("11.c", _weighed, "The next cell shows it, and what it believes of each labeller."),
]


def _pairs(rng):
    """Two labellers of two to four classes: at odds, of one mind, and with a class that only one of them uses."""
    yield np.array([0, 1, 0, 1]), np.array([0, 1, 0, 1])
    yield np.array([0, 0, 1]), np.array([1, 1, 0])
    yield np.array([0, 0, 1, 1]), np.array([0, 2, 1, 2])
    yield np.array([0, 0, 0]), np.array([1, 1, 1])
    for n, k in ((6, 2), (12, 3), (20, 4)):
        a = rng.permutation(np.arange(n) % k)
        yield a, np.where(rng.random(n) < 0.6, a, rng.integers(0, k, n))


def _kappa(a, b):
    observed = (a == b).mean()
    chance = sum((a == c).mean() * (b == c).mean() for c in np.union1d(a, b))
    return (observed - chance) / (1 - chance)


def _agreement_beyond(chance):
    """Kappa with another idea of chance, a function of both labellers."""
    return lambda a, b: ((a == b).mean() - chance(a, b)) / (1 - chance(a, b))


def _tables(rng):
    """Votes with clear winners, with ties, with one labeller and with one picture."""
    yield (np.array([[3]]),)
    yield (np.array([[0, 5, 5]]),)
    yield (np.array([[2, 1], [0, 3]]),)
    yield (np.array([[0, 4, 4, 1], [1, 1, 0, 0], [2, 0, 2, 1]]),)
    for n, m in ((3, 5), (4, 3), (5, 4)):
        yield (rng.integers(0, 4, (n, m)),)


def _most_votes(votes):
    return np.array([np.bincount(row).argmax() for row in votes])


def _deliveries(rng):
    """Firsts and labels: no copies, copies of one mind, copies of copies at odds."""
    yield np.array([0, 0]), np.array([3, 5])
    yield np.array([0, 1, 0]), np.array([2, 2, 2])
    yield np.array([0, 1, 1, 0, 1]), np.array([4, 2, 3, 4, 0])
    for n in (6, 9):
        first = np.arange(n)
        first[n // 2 :] = rng.integers(0, n // 2, n - n // 2)
        yield (first, np.concatenate([np.arange(n // 2), rng.integers(0, n // 2, n - n // 2)]))


def _contradictions(first, labels):
    return np.flatnonzero(labels != labels[first])


def _shares(rng):
    """One picture or several, shares that stay, that change, and a class that the partner does not have."""
    yield np.array([[0.5, 0.5]]), np.array([0.5, 0.5]), np.array([0.9, 0.1])
    yield np.array([[0.25, 0.75]]), np.array([0.4, 0.6]), np.array([0.4, 0.6])
    yield (np.array([[0.2, 0.3, 0.5]]), np.array([0.5, 0.25, 0.25]), np.array([0.5, 0.5, 0.0]))
    for n, k in ((2, 3), (4, 2)):
        yield (rng.dirichlet(np.ones(k), n), rng.dirichlet(3 * np.ones(k)), rng.dirichlet(3 * np.ones(k)))


def _reweighted(P, old, new):
    Q = P * new / old
    return Q / Q.sum(axis=1, keepdims=True)


# The open task ------------------------------------------------------------------------------------------------------

_SHOP = {"pictures": 300, "careful": 0, "hasty": 5, "neighbours": 15}


def _plan(answer):
    """A plan by name, from a dict in which votes may be missing, or from four numbers in its order; else None."""
    if isinstance(answer, Mapping):
        given = {plain_name(str(name)): number for name, number in answer.items()}
        answer = {"careful": 0, "hasty": 0, "neighbours": 15} | given
    try:
        values = numbers(answer, _SHOP)
    except Unjudged:
        return None
    whole = values.shape == (4,) and bool(np.all((values >= 0) & (values % 1 == 0)))
    plan = dict(zip(_SHOP, map(int, values), strict=True)) if whole else None
    return plan if plan and plan["pictures"] and plan["neighbours"] and plan["careful"] + plan["hasty"] else None


def _in_budget(plan):
    spending = content_module("11", "spending")
    return spending.price(plan) <= spending.BUDGET


@cache
def _worst(plan):
    """The lowest end of the five paired intervals against the shop's plan; it stops at the first that is not above 0."""
    right = content_module("11", "spending").right_answers
    for seed in range(5):
        gain = right(dict(plan), seed).astype(float) - right(_SHOP, seed)
        low = gain.mean() - 1.96 * gain.std(ddof=1) / np.sqrt(len(gain))
        if low <= 0:
            return low
    return low


def _better(plan):
    return _worst(tuple(plan.items())) > 0


def _shows(what):
    """Whether an answer is a plan of which this is true."""
    return lambda answer: _plan(answer) is not None and what(_plan(answer))


QUESTIONS = [
    Question(
        id="11.1",
        answer=lambda: 1100.0,
        accept=near(),
        praise="And one label each would have cost 500. What the other 600 buy is what this lesson is about.",
        hints=[
            "How many labels does each picture get at least, and how many pictures get one more?",
            "20,000 labels, and one more for each of 2,000 pictures, at 0.05 euros.",
            "`euros = (20_000 + 2_000) * 0.05`",
        ],
        misconceptions=[
            Misconception("forgot the third", lambda: 1000.0, "On 2,000 pictures a third label is to be paid as well."),
            Misconception("paid three for all", lambda: 1500.0, "The third one is asked only where two disagree."),
            Misconception(
                "forgot the second",
                lambda: 600.0,
                "Each picture has two labels before anybody knows whether they differ.",
            ),
            Misconception(
                "counted the labels", lambda: 22000.0, "That many labels are made. Each costs 0.05 euros."
            ),
        ],
        read="See *Who says that this is a shirt?*.",
    ),
    Question(
        id="11.2",
        answer=lambda: (0.8 - 0.82) / (1 - 0.82),
        accept=near(1e-3),
        praise="Below 0: they agree less than two who say 'boot' nine times in ten, unseen. 80 % sounds better.",
        hints=[
            "How often would they agree if both said 'boot' nine times in ten without looking?",
            "Both 'boot' by chance: 0.9 · 0.9. Both 'bag': 0.1 · 0.1. Together they are p_e.",
            "`(0.8 - 0.82) / (1 - 0.82)`",
        ],
        misconceptions=[
            Misconception("gave the agreement", lambda: 0.8, "That is p_o. Kappa takes out what chance gives."),
            Misconception(
                "took one half for chance",
                lambda: 0.6,
                "Chance is one half only if they say both classes equally often. Here it is 0.9 and 0.1.",
            ),
            Misconception(
                "forgot the bags",
                lambda: (0.8 - 0.81) / (1 - 0.81),
                "They may agree by chance on 'bag' too: add 0.1 · 0.1.",
            ),
            Misconception(
                "did not divide",
                lambda: 0.8 - 0.82,
                "That is p_o − p_e. Divide by the most that could be reached, 1 − p_e.",
            ),
        ],
        read="See *Do they agree?*.",
    ),
    Question(
        id="11.3",
        answer=lambda: _kappa,
        accept=same_function(_pairs),
        praise="Chance is what two habits give, class by class; kappa is the part of the rest that they reach.",
        hints=[
            "p_o is `(a == b).mean()`. For p_e: how often do both say class 0 if neither looks? And the other classes?",
            "For each class c of `np.union1d(a, b)`: `(a == c).mean() * (b == c).mean()`. Their sum is p_e.",
            "`observed = (a == b).mean()`, `chance = sum((a == c).mean() * (b == c).mean() for c in np.union1d(a, b))`, "
            "`return (observed - chance) / (1 - chance)`",
        ],
        misconceptions=[
            Misconception(
                "gave the agreement",
                lambda: lambda a, b: (a == b).mean(),
                "That is p_o, the share on which they agree. Take out what chance gives.",
            ),
            Misconception(
                "took all classes as equally likely",
                lambda: _agreement_beyond(lambda a, b: 1 / len(np.union1d(a, b))),
                "1/k is chance for people who say all k classes equally often. Use how often each of the two says each class.",
            ),
            Misconception(
                "gave both one habit",
                lambda: _agreement_beyond(
                    lambda a, b: sum((((a == c).mean() + (b == c).mean()) / 2) ** 2 for c in np.union1d(a, b))
                ),
                "That is Scott's pi, which gives both labellers the same habit. Cohen's kappa leaves each its own.",
            ),
            Misconception(
                "did not divide",
                lambda: lambda a, b: (
                    (a == b).mean() - sum((a == c).mean() * (b == c).mean() for c in np.union1d(a, b))
                ),
                "That is p_o − p_e. Divide by 1 − p_e, the most that could be reached.",
            ),
        ],
        read="See *Do they agree?*.",
    ),
    Question(
        id="11.4",
        answer=lambda: _most_votes,
        accept=same_function(_tables),
        praise="One head, one vote. Whether that is wise depends on the heads.",
        hints=[
            "Take one row: `np.bincount(row)` says how many votes each class got.",
            "`.argmax()` of the counts is the class with most votes, the first of equal ones. Do that for each row.",
            "`return np.array([np.bincount(row).argmax() for row in votes])`",
        ],
        misconceptions=[
            Misconception(
                "took the mean",
                lambda: lambda votes: np.rint(votes.mean(axis=1)),
                "The mean of class numbers is no class: between T-shirt, 0, and shirt, 6, lies a dress. Count the votes.",
            ),
            Misconception(
                "took the median",
                lambda: lambda votes: np.median(votes, axis=1),
                "Class numbers have no order, so they have no middle. Count the votes.",
            ),
            Misconception(
                "gave the number of votes",
                lambda: lambda votes: np.array([np.bincount(row).max() for row in votes]),
                "That is how many votes the winner got. Which class is it? `.argmax()` says.",
            ),
            Misconception(
                "went by labeller",
                lambda: lambda votes: np.array([np.bincount(column).argmax() for column in votes.T]),
                "That is what each labeller says most often. A picture is a row.",
            ),
            Misconception(
                "let the largest win a tie",
                lambda: lambda votes: np.array([len(n := np.bincount(row)) - 1 - n[::-1].argmax() for row in votes]),
                "Of equal ones the smallest class number is wanted.",
            ),
        ],
        read="See *One label out of many*.",
    ),
    Question(
        id="11.5",
        answer=lambda: 0.36 / 0.42,
        accept=near(1e-3),
        praise="Ben's word lowers it from 0.9, and not by much: he is hardly better than a coin.",
        hints=[
            "If it is a bag: how likely is it that Anna says bag and Ben says boot? And if it is a boot?",
            "A bag: 0.9 · 0.4. A boot: 0.1 · 0.6. Which share of both together is the first?",
            "`bag = 0.9 * 0.4 / (0.9 * 0.4 + 0.1 * 0.6)`",
        ],
        misconceptions=[
            Misconception("asked Anna only", lambda: 0.9, "Ben's vote says something too: he contradicts her."),
            Misconception(
                "stopped at the likelihood",
                lambda: 0.36,
                "That is how likely these two votes are if it is a bag. Compare it with how likely they are for a boot.",
            ),
            Misconception(
                "took Ben for agreeing",
                lambda: 0.54 / 0.58,
                "Ben says boot. If it is a bag, he does so in four cases of ten.",
            ),
            Misconception("gave the boot's", lambda: 0.06 / 0.42, "That is the probability of a boot."),
            Misconception(
                "counted heads",
                lambda: 0.5,
                "One vote each is a tie only for those who count heads. Anna errs less often than Ben.",
            ),
            Misconception(
                "weighed by accuracy",
                lambda: 0.6,
                "0.9 / (0.9 + 0.6) weighs the two words, but a vote has odds: 9 to 1 against 6 to 4.",
            ),
        ],
        read="See *One label out of many*.",
    ),
    Question(
        id="11.6",
        answer=lambda: 0.82,
        accept=near(1e-3),
        praise="Eight points lost to the ruler. And a network that is never wrong would be told 0.90.",
        hints=[
            "When is an answer counted as right? When it is the label. There are two ways to that.",
            "Both right: 0.9 · 0.9. Both wrong: then they agree as well, because there are two classes.",
            "`measured = 0.9 * 0.9 + 0.1 * 0.1`",
        ],
        misconceptions=[
            Misconception(
                "forgot both wrong",
                lambda: 0.81,
                "With two classes, a wrong answer and a wrong label are the same. Add those.",
            ),
            Misconception("subtracted", lambda: 0.8, "Not every wrong label meets a right answer. Go through the cases."),
            Misconception(
                "left it as it was",
                lambda: 0.9,
                "The test counts answers that equal its label, and some of the labels are wrong.",
            ),
            Misconception("gave the disagreement", lambda: 0.18, "That is the share that is counted as wrong."),
        ],
        read="See *What do wrong labels cost?*.",
    ),
    Question(
        id="11.7",
        answer=lambda: _contradictions,
        accept=same_function(_deliveries),
        praise="One index does it: `labels[first]` is the label of each picture's first.",
        hints=[
            "What is `labels[first]`? Each picture that is no copy is its own first.",
            "`labels != labels[first]` says where they differ. `np.flatnonzero` gives the numbers of the True ones.",
            "`return np.flatnonzero(labels != labels[first])`",
        ],
        misconceptions=[
            Misconception(
                "gave a mask",
                lambda: lambda first, labels: labels != labels[first],
                "That says for each picture whether it contradicts. The numbers of those are wanted: `np.flatnonzero`.",
            ),
            Misconception(
                "counted them",
                lambda: lambda first, labels: (labels != labels[first]).sum(),
                "That is how many there are. Which ones?",
            ),
            Misconception(
                "gave all copies",
                lambda: lambda first, labels: np.flatnonzero(first != np.arange(len(first))),
                "Those are all copies. Only those with another label than their first are wanted.",
            ),
            Misconception(
                "gave the firsts",
                lambda: lambda first, labels: first[labels != labels[first]],
                "Those are the firsts that are contradicted. The numbers of the copies are wanted.",
            ),
            Misconception(
                "compared labels with numbers",
                lambda: lambda first, labels: np.flatnonzero(labels != first),
                "`first` holds numbers of pictures, not labels. The label of the first is `labels[first]`.",
            ),
        ],
        read="See *Cleaning a delivery*.",
    ),
    Question(
        id="11.8",
        answer=lambda: _reweighted,
        accept=same_function(_shares),
        praise="Bayes' rule with the old shares taken out and the new ones put in.",
        hints=[
            "Multiply each column by its new share and divide it by its old one. What do the rows add up to then?",
            "`Q = P * new / old`, and then each row by its sum: `Q.sum(axis=1, keepdims=True)`.",
            "`Q = P * new / old` and `return Q / Q.sum(axis=1, keepdims=True)`",
        ],
        misconceptions=[
            Misconception(
                "did not normalise",
                lambda: lambda P, old, new: P * new / old,
                "The rows no longer add up to 1. Divide each by its sum.",
            ),
            Misconception(
                "normalised all at once",
                lambda: lambda P, old, new: (P * new / old) / (P * new / old).sum(),
                "All pictures together add up to 1 there. Each picture's probabilities do: `.sum(axis=1, keepdims=True)`.",
            ),
            Misconception(
                "exchanged old and new",
                lambda: lambda P, old, new: (P * old / new) / (P * old / new).sum(axis=1, keepdims=True),
                "That makes frequent classes rare. What it learnt from is divided out; the partner's shares come in.",
                shows=lambda f: np.allclose(
                    f(np.array([[0.5, 0.5]]), np.array([0.5, 0.5]), np.array([0.8, 0.2])), [[0.2, 0.8]]
                ),
            ),
            Misconception(
                "left the old shares in",
                lambda: lambda P, old, new: (P * new) / (P * new).sum(axis=1, keepdims=True),
                "The old shares are in `P` already. Divide by them before the new ones come in.",
            ),
            Misconception(
                "normalised the columns",
                lambda: lambda P, old, new: (P * new / old) / np.maximum((P * new / old).sum(axis=0), 1e-300),
                "Each picture's probabilities add up to 1, and a picture is a row: `axis=1`.",
            ),
        ],
        read="See *Other shares: label shift*.",
    ),
    Question(
        id="11.9",
        points=2,
        answer=lambda: {"pictures": 1500, "careful": 0, "hasty": 1, "neighbours": 15},
        accept=properties(
            lambda answer: _plan(answer) is not None,
            'A dict of whole numbers such as {"pictures": 250, "careful": 2, "hasty": 0, "neighbours": 15}',
            Property(lambda a: _in_budget(_plan(a)), "That costs more than 1,500 cents: pictures times (3 careful + 1 hasty)."),
            Property(
                lambda a: _better(_plan(a)),
                "For at least one of the five seeds it is not better than the shop's plan: see `compare(...)`.",
            ),
        ),
        praise="Errors in all directions are averaged twice, by votes or by neighbours, and neighbours come for free.",
        hints=[
            "Fifteen neighbours vote already. Do you need to pay for a second vote on the same picture?",
            "One vote a picture, and as many pictures as the money buys.",
            '`plan = {"pictures": 1500, "careful": 0, "hasty": 1, "neighbours": 15}`',
        ],
        misconceptions=[
            Misconception(
                "spent too much",
                lambda: {"pictures": 1500, "careful": 1, "hasty": 0, "neighbours": 15},
                "That costs more than 1,500 cents. A plan costs pictures times (3 careful + 1 hasty).",
                shows=_shows(lambda plan: not _in_budget(plan)),
            ),
            Misconception(
                "believed one neighbour",
                lambda: {"pictures": 1500, "careful": 0, "hasty": 1, "neighbours": 1},
                "Many pictures with many wrong labels, and a classifier that believes each: ask more neighbours.",
                shows=_shows(lambda plan: plan["neighbours"] < 5 and plan["hasty"] > plan["careful"]),
            ),
            Misconception(
                "paid for certainty",
                lambda: {"pictures": 250, "careful": 2, "hasty": 0, "neighbours": 15},
                "Each label is surer now, and there are few pictures. What would the same money buy at one vote a picture?",
                shows=_shows(lambda plan: plan["careful"] + plan["hasty"] > 1),
            ),
        ],
        read="See *What do wrong labels cost?*.",
    ),
]
