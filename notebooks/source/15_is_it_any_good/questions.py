"""Lesson 15, is it any good?"""

import numpy as np

from lepton_kit.exercises.calling import called
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
from lepton_kit.exercises.values import kind

GUESSES = [
    Guess("15.a", lambda: 0.67, "The next cell tries it, and a rival that says boot every time."),
    Guess("15.b", lambda: 10**0.5, "The next cell draws both."),
    Guess("15.c", lambda: 0.93, "The next cell measures it, heap by heap."),
]
Z2 = 1.96**2


def _f1(confusion, k):
    return 2 * confusion[k, k] / (confusion[k].sum() + confusion[:, k].sum())


def _confusions(rng):
    yield np.array([[2, 1], [3, 4]]), 0
    yield np.array([[5, 0], [2, 1]]), 1
    for classes in (2, 3, 5):
        confusion = rng.integers(1, 9, size=(classes, classes)) + 20 * np.eye(classes, dtype=int)
        yield confusion, int(rng.integers(classes))


def _shares(right, groups):
    return np.array([right[groups == group].mean() for group in np.unique(groups)])


def _groups(rng):
    """Unequal groups by name and number, one in which nothing is right, a single one, and three of them."""
    yield np.array([True, False, True, True]), np.array(["day", "day", "night", "night"])
    yield np.array([True, False, True]), np.array([2, 2, 2])
    yield np.array([True, True, False]), np.array([1, 1, 0])
    for n in (9, 40):
        groups = np.r_[0, 1, 2, rng.choice(3, n, p=[0.6, 0.3, 0.1])]
        yield rng.random(n + 3) < 0.4 + 0.25 * groups, groups


def _advantage(members, others, threshold):
    return np.mean(members <= threshold) - np.mean(others <= threshold)


def _losses(rng):
    for members, others in ((4, 4), (30, 20), (7, 50)):
        losses = rng.exponential(1, members).round(1), rng.exponential(2, others).round(1)
        yield *losses, float(losses[0][0])
    yield (np.array([2.0, 3.0, 3.0]), np.array([0.5, 1.0]), 2.0)  # a test that is worse than none
    yield np.array([1.0]), np.array([1.0]), 1.0
    yield np.array([1.0, 2.0]), np.array([3.0]), 0.5


# The open task ------------------------------------------------------------------------------------------------------

PAYMENTS, BAR = 50_000, 0.70
bank = content_module("15", "payments")
UNSEEN = bank.payments(PAYMENTS, rng=15_015)


def _decided(rule):
    decisions = called(rule, (UNSEEN[0].copy(),), 10)
    try:
        return np.broadcast_to(np.asarray(decisions, dtype=float), PAYMENTS)
    except (TypeError, ValueError):
        raise Unjudged(f"{PAYMENTS:,} numbers are wanted, 0, 1 or 2 for each payment; it gave {kind(decisions)}.") from None


def _spent(rule):
    return float(bank.cost_of(np.rint(_decided(rule)), UNSEEN[1]).mean())


def _allowed(rule):
    return bool(np.isin(_decided(rule), (0, 1, 2)).all())


def _cut(low, high):
    """A rule: pass below ``low``, block from ``high`` on, ask in between."""
    return lambda said: np.where(said < low, 0, np.where(said < high, 1, 2))


def _best(said):
    """The probability as it would be at temperature 1.6, and for each payment what is cheapest."""
    odds = (said / (1 - said)) ** (1 / 1.6)
    p = odds / (1 + odds)
    return np.where(200 * p < 2, 0, np.where(10 * (1 - p) < 2, 2, 1))


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
                "counted from 0",
                lambda: [2, 0, 3, 1],
                "These are right, counted from 0. The slips are numbered from 1.",
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
        given=lambda: {"n": 10},
        answer=lambda n: n / (n + Z2),
        accept=near(1e-4),
        praise="Ten of ten do not rule out that it is wrong more than one time in four.",
        hints=[
            "Which formula is for the case that all are right?",
            "n / (n + z²), with n = 10 and z = 1.96.",
            "`10 / (10 + 1.96**2)`",
        ],
        misconceptions=[
            Misconception(
                "believed the bootstrap",
                lambda n: 1.0,
                "Every draw from ten right answers has ten right answers: the bootstrap cannot see further. Take Wilson's formula.",
            ),
            Misconception(
                "forgot the square",
                lambda n: n / (n + 1.96),
                "z enters as a square: 1.96² is 3.84.",
            ),
            Misconception(
                "stayed at five scans",
                lambda n: 5 / (5 + Z2),
                "That is where the interval of five of five starts. Now there are ten.",
                printed=True,
            ),
            Misconception(
                "gave what is left open",
                lambda n: Z2 / (n + Z2),
                "That is how much the interval leaves open. It starts at 1 minus that.",
            ),
            Misconception(
                "took the exact interval",
                lambda n: 0.025 ** (1 / n),
                "That is the exact interval of Clopper and Pearson, a little more cautious: a fair answer to the clinic. Wilson's "
                "is asked for here.",
            ),
            Misconception(
                "took the rule of three",
                lambda n: 1 - 3 / n,
                "That is the rule of three, a good one for large n and for one side. Wilson's formula is asked for here.",
            ),
        ],
        read="See *How sure are we of the number?*",
    ),
    Question(
        id="15.3",
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
        id="15.4",
        given=lambda: {"miss": 9000, "alarm": 1000},
        answer=lambda miss, alarm: alarm / (alarm + miss),
        accept=near(1e-6),
        praise="One in ten: at that chance the good customers' interest just pays for the loan that is lost.",
        hints=[
            "Which mistake is the miss, and which the false alarm?",
            "A default that is not seen coming costs 9,000, a false alarm 1,000.",
            "`1000 / (1000 + 9000)`",
        ],
        misconceptions=[
            Misconception(
                "exchanged the costs",
                lambda miss, alarm: miss / (alarm + miss),
                "So high a threshold would avoid false alarms, and these are the cheap mistakes. Which one is dear?",
            ),
            Misconception(
                "divided one by the other",
                lambda miss, alarm: alarm / miss,
                "That is the odds at which the two are equal, 1 to 9. As a probability it is alarm / (alarm + miss).",
            ),
            Misconception(
                "gave how many times as dear",
                lambda miss, alarm: miss / alarm,
                "A miss is 9 times as dear. A threshold is a probability, from 0 to 1.",
            ),
            Misconception(
                "stayed at one half",
                lambda miss, alarm: 0.5,
                "One half is right where both mistakes cost the same.",
            ),
        ],
        read="See *When mistakes have a price*.",
    ),
    Question(
        id="15.5",
        given=lambda: {"p": 0.98, "T": 2},
        answer=lambda p, T: p ** (1 / T) / (p ** (1 / T) + (1 - p) ** (1 / T)),
        accept=near(1e-6),
        praise="Odds of 49 to 1 become 7 to 1: their square root.",
        hints=[
            "The logits are divided by T. What does that do to the probabilities, up to a factor?",
            "Take the square root of both, and bring the two to a sum of 1.",
            "`0.98**0.5 / (0.98**0.5 + 0.02**0.5)`",
        ],
        misconceptions=[
            Misconception(
                "divided the probability",
                lambda p, T: p / T,
                "The logits are divided by T, not the probability: that would be the less probable class now.",
            ),
            Misconception(
                "left the sum above 1",
                lambda p, T: p ** (1 / T),
                "Both square roots together are more than 1. Divide by their sum.",
            ),
            Misconception(
                "made it colder",
                lambda p, T: p**T / (p**T + (1 - p) ** T),
                "That is temperature 1/2, which makes it surer. The exponent is 1 / T.",
            ),
            Misconception(
                "went half of the way to one half",
                lambda p, T: 0.5 + (p - 0.5) / T,
                "That shrinks the probability towards one half. A temperature shrinks the logits.",
            ),
        ],
        read="See *Is 90 % sure right nine times in ten?*",
    ),
    Question(
        id="15.6",
        answer=lambda: lambda right, groups: float(np.ptp(_shares(right, groups))),
        accept=same_function(_groups),
        praise="One number that a mean over all cannot hide.",
        hints=[
            "What do you get from `np.unique(groups)`, and from `right[groups == group]`?",
            "A list of shares, one a group; then the largest minus the smallest.",
            "`shares = [right[groups == g].mean() for g in np.unique(groups)]`, then `max(shares) - min(shares)`",
        ],
        misconceptions=[
            Misconception(
                "counted instead of taking shares",
                lambda: lambda right, groups: np.ptp([right[groups == group].sum() for group in np.unique(groups)]),
                "Groups are of different size: take the share that is right, `.mean()`, not the number.",
            ),
            Misconception(
                "compared the worst group with all",
                lambda: lambda right, groups: right.mean() - _shares(right, groups).min(),
                "The mean over all contains the worst group. Compare it with the best one.",
            ),
            Misconception(
                "compared the best group with all",
                lambda: lambda right, groups: _shares(right, groups).max() - right.mean(),
                "The mean over all contains the best group. Compare it with the worst one.",
            ),
            Misconception(
                "gave the share of the worst group",
                lambda: lambda right, groups: _shares(right, groups).min(),
                "That is how often the worst group is right. How far is the best one ahead?",
            ),
            Misconception(
                "took the first and the last group",
                lambda: lambda right, groups: _shares(right, groups)[-1] - _shares(right, groups)[0],
                "There may be more than two groups, and the first need not be the worst. Take the largest and the smallest share.",
            ),
        ],
        read="See *Whom does it serve badly?*",
    ),
    Question(
        id="15.7",
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
    Question(
        id="15.8",
        answer=lambda: _best,
        accept=properties(
            callable,
            "A function, its name without brackets,",
            Property(_allowed, "Each decision is 0, 1 or 2, one for each payment; some of yours are not."),
            Property(
                lambda rule: _spent(rule) <= BAR,
                "It costs more than the bar allows. Is a payment of which the network says 0.5 % really that safe? "
                "`find_temperature` and `temperature_scale` help, or a search over two thresholds.",
            ),
        ),
        praise="Under the bar. A person in the loop is worth most where the network does not know.",
        hints=[
            "To let it pass costs 200 p, to ask 2, to block 10 (1 - p). Which is least, for small, middling and large p?",
            "Pass below p = 0.01, block from 0.8 on, ask in between; but with p at a temperature that fits the labels.",
            "`T = find_temperature(was_fraud, known)` and `p = temperature_scale(said, T)[:, 1]`",
        ],
        misconceptions=[
            Misconception(
                "believed the network",
                lambda: _cut(0.01, 0.8),
                "The thresholds fit probabilities that mean what they say. These do not: bring them to another temperature first.",
                shows=lambda rule: _allowed(rule) and np.array_equal(_decided(rule), _cut(0.01, 0.8)(UNSEEN[0])),
            ),
            Misconception(
                "asked everybody",
                lambda: lambda said: np.ones(len(said)),
                "To ask everybody costs 2 euros a payment, and the customers leave.",
                shows=lambda rule: _allowed(rule) and bool((_decided(rule) == 1).all()),
            ),
            Misconception(
                "never asked",
                lambda: _cut(1 / 21, 1 / 21),
                "You never ask. Between safe and surely fraud there is a region where 2 euros are well spent.",
                shows=lambda rule: _allowed(rule) and not (_decided(rule) == 1).any(),
            ),
        ],
        read="See *When mistakes have a price* and *Is 90 % sure right nine times in ten?*",
    ),
]
