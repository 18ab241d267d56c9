"""Lesson 15, is it any good?"""

import numpy as np

from lepton_kit.exercises.comparing import (
    Property,
    Unjudged,
    near,
    properties,
    same_function,
)
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import numbers
from lepton_kit.vision.metrics.one_vs_rest import thresholds

MISS, ALARM = 20, 1


def _f1(confusion, k):
    return 2 * confusion[k, k] / (confusion[k].sum() + confusion[:, k].sum())


def _confusions(rng):
    for classes in (2, 3, 5):
        confusion = rng.integers(1, 9, size=(classes, classes)) + 20 * np.eye(classes, dtype=int)
        yield confusion, int(rng.integers(classes))


def _bags():
    """The bags of the lesson: (whether forged, the probability of it)."""
    rng = np.random.default_rng(9)
    chance = rng.beta(0.4, 2, size=1000)
    return rng.random(1000) < chance, chance


def _found():
    return thresholds(*_bags())


def _cost(threshold):
    return _found().at(float(numbers(threshold))).cost(MISS, ALARM)


def _is_number(answer):
    try:
        return numbers(answer).ndim == 0 and bool(np.isfinite(numbers(answer)))
    except Unjudged:
        return False


def _advantage(members, others, threshold):
    return np.mean(members <= threshold) - np.mean(others <= threshold)


def _losses(rng):
    for members, others in ((4, 4), (30, 20), (7, 50)):
        losses = rng.exponential(1, members).round(1), rng.exponential(2, others).round(1)
        yield *losses, float(losses[0][0])
    yield np.array([2.0, 3.0, 3.0]), np.array([0.5, 1.0]), 2.0  # a test that is worse than none
    yield np.array([1.0]), np.array([1.0]), 1.0
    yield np.array([1.0, 2.0]), np.array([3.0]), 0.5


QUESTIONS = [
    Question(
        id="15.1",
        answer=lambda: [3, 1, 4, 2],
        accept=near(),
        praise="Each slip leaves its own trace: accuracy, loss and confidence together tell them apart.",
        hints=[
            "Which slip cannot change any guess, and so not the accuracy?",
            "Worse than chance means that the answers are right and the key is wrong. Too good means that it knew the "
            "pictures. Pixels 255 times too bright make every score huge: sure of all, right or wrong.",
            "A: softmax twice, 3. B: the training pictures, 1. C: the pixels, 4. D: the labels, 2.",
        ],
        misconceptions=[
            Misconception(
                "took bright pixels for double softmax",
                lambda: [4, 1, 3, 2],
                "Softmax on probabilities leaves the order of the classes as it was, so no guess changes. In which run "
                "did the accuracy stay the same?",
            ),
            Misconception(
                "took wrong labels for bright pixels",
                lambda: [3, 1, 2, 4],
                "A run far below chance, .1, is no bad luck: the network knows the answers, and the key is shifted.",
            ),
            Misconception(
                "gave the run of each slip",
                lambda: [2, 4, 1, 3],
                "That is the run of each slip, in the order of the slips. The slip of each run is wanted: A, B, C, D.",
            ),
        ],
        read="See *Four ways to fool yourself*.",
    ),
    Question(
        id="15.2",
        answer=lambda: _f1,
        accept=same_function(_confusions),
        praise="F1 is high only where precision and recall both are.",
        hints=[
            "You need three counts of class k: how many were right, how often it was guessed, how many there are.",
            "Precision divides `confusion[k, k]` by the sum of column k, recall by the sum of row k.",
            "`return 2 * confusion[k, k] / (confusion[k].sum() + confusion[:, k].sum())`",
        ],
        misconceptions=[
            Misconception(
                "gave the recall",
                lambda: lambda confusion, k: confusion[k, k] / confusion[k].sum(),
                "That is the recall: row k is the truth. F1 needs the precision too, which looks at column k.",
            ),
            Misconception(
                "gave the precision",
                lambda: lambda confusion, k: confusion[k, k] / confusion[:, k].sum(),
                "That is the precision: column k is what was guessed. F1 needs the recall too, from row k.",
            ),
            Misconception(
                "took the plain mean",
                lambda: lambda confusion, k: confusion[k, k] * (1 / confusion[k].sum() + 1 / confusion[:, k].sum()) / 2,
                "That is the plain mean of precision and recall. F1 is the harmonic mean: 2 p r / (p + r).",
            ),
            Misconception(
                "gave the accuracy",
                lambda: lambda confusion, k: np.trace(confusion) / confusion.sum(),
                "That is the accuracy of all classes. F1 is about class k alone.",
            ),
        ],
        read="See *Which mistakes?*.",
    ),
    Question(
        id="15.3",
        answer=lambda: 1 / (1 + MISS / ALARM),
        accept=properties(
            _is_number,
            "One number, the threshold,",
            Property(lambda t: 0 <= numbers(t) <= 1, "A threshold is a probability, from 0 to 1."),
            Property(
                lambda t: _cost(t) <= 1.1 * _found().cheapest(MISS, ALARM).cost(MISS, ALARM),
                "It costs over 10 % more than the cheapest threshold. `thresholds(forged, chance).at(...)` counts both "
                "kinds of mistake.",
            ),
        ),
        praise="Where a miss is dear, say yes early: from about alarm / (alarm + miss) = 1/21 on.",
        hints=[
            "A missed forgery is 20 times as bad as an opened parcel. Should the threshold be above .5 or below?",
            "At probability p a no costs 20 p on average, and a yes costs 1 - p. Where are they equal?",
            "`thresholds(forged, chance).cheapest(miss=20, alarm=1).threshold`",
        ],
        misconceptions=[
            Misconception(
                "stayed at one half",
                lambda: 0.5,
                "One half is right where both mistakes cost the same. Here a miss costs 20 times as much.",
                shows=lambda t: numbers(t) == 0.5,
            ),
            Misconception(
                "exchanged the costs",
                lambda: _found().cheapest(ALARM, MISS).threshold,
                "So high a threshold avoids false alarms, and these are the cheap mistakes. Which one is dear?",
                shows=lambda t: 0.5 < numbers(t) <= 1,
            ),
            Misconception(
                "gave the cost",
                lambda: float(_found().cheapest(MISS, ALARM).cost(MISS, ALARM)),
                "That looks like a cost. The threshold is wanted, a probability from 0 to 1.",
                shows=lambda t: numbers(t) > 1,
            ),
            Misconception(
                "opened every parcel",
                lambda: 0.0,
                "Opening every parcel misses nothing, and pays for hundreds of false alarms.",
                shows=lambda t: 0 <= numbers(t) < 0.01,
            ),
        ],
        read="See *From which probability on?*.",
    ),
    Question(
        id="15.4",
        answer=lambda: _advantage,
        accept=same_function(_losses),
        praise="Caught minus accused: a guess by coin, or one that accuses everybody, gains nothing.",
        hints=[
            "Of the members, what share is called a member? And of the others?",
            "`np.mean(members <= threshold)` is the share of the members who are caught.",
            "`return np.mean(members <= threshold) - np.mean(others <= threshold)`",
        ],
        misconceptions=[
            Misconception(
                "forgot the accused",
                lambda: lambda members, others, threshold: np.mean(members <= threshold),
                "That is the share of members who are caught. Who calls everybody a member catches them all: take off "
                "the share of others who are accused.",
            ),
            Misconception(
                "left the sign out",
                lambda: lambda members, others, threshold: abs(_advantage(members, others, threshold)),
                "Below 0 the test accuses more than it catches, and that is worth knowing: leave `abs` out.",
            ),
            Misconception(
                "turned the sign",
                lambda: lambda members, others, threshold: -_advantage(members, others, threshold),
                "The sign is turned: a member has the low loss, so it is caught minus accused.",
            ),
            Misconception(
                "counted people, not shares",
                lambda: lambda members, others, threshold: np.sum(members <= threshold) - np.sum(others <= threshold),
                "Members and others may be of different number: compare shares, `np.mean`, not counts.",
            ),
            Misconception(
                "left out the threshold itself",
                lambda: lambda members, others, threshold: np.mean(members < threshold) - np.mean(others < threshold),
                "A loss equal to the threshold counts as a member too: at most means `<=`.",
            ),
        ],
        read="See *What does it give away?*.",
    ),
]
