"""Lesson 18, texts and series."""

from functools import cache

import numpy as np

from lepton_kit import datasets
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
from lepton_kit.exercises.values import numbers
from lepton_kit.sequences import alarms, smooth, tokenise


@cache
def _bag_of_words():
    """The share of test mails that the lesson's bag of words gets right."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    mails = datasets.load("spam_mails")
    counts = TfidfVectorizer(analyzer=tokenise, sublinear_tf=True)
    bag = make_pipeline(counts, LogisticRegression(C=10, max_iter=1000)).fit(mails.x_train, mails.y_train)
    return float(bag.score(mails.x_test, mails.y_test))


GUESSES = [
    Guess("18.a", _bag_of_words, "The next cell counts."),
    Guess(
        "18.b",
        lambda: "a thousandth or less",
        "The next cell goes back 40 steps, with three stretches.",
        choices=("a third", "a hundredth", "a thousandth or less"),
    ),
    Guess(
        "18.c",
        None,
        "The next cell trains both and compares them with the bag. An interval that holds 0 shows no winner.",
        choices=("bag of words", "GRU", "transformer", "no clear winner"),
    ),
]


def _step(x, h, W, U, b):
    return np.tanh(x @ W + h @ U + b)


def _steps(rng):
    """Cells with fewer, more and as many inputs as units, and one with a single unit."""
    shapes = ((1, 1), (2, 3), (4, 3), (3, 3))
    return [tuple(rng.normal(0, 0.5, s) for s in ((i,), (u,), (i, u), (u, u), (u,))) for i, u in shapes]


def _store(c, f, i, g):
    return f * c + i * g


def _stores(rng):
    """One, two and three numbers; gates that are wide open, shut, and neither."""
    yield (np.array([0.5, -0.8]), np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.array([0.3, 0.9]))
    for units in (1, 2, 3):
        c, f, i, g = rng.uniform(0.1, 0.9, (4, units)).round(2)
        yield c, f, i, -g


def _attention(Q, K, V, *, scale=np.sqrt, axis=1):
    scores = Q @ K.T / scale(K.shape[1])
    weights = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True) @ V


def _texts(rng):
    """One place that looks at one, more askers than places and fewer, and scores too large for exp."""
    for m, n, d, v in ((1, 1, 2, 1), (1, 3, 2, 2), (3, 2, 4, 1), (2, 4, 3, 3)):
        yield tuple(rng.normal(0, 1, shape).round(2) for shape in ((m, d), (n, d), (n, v)))
    yield 40 * np.eye(2), 40 * np.eye(2), np.array([[1.0], [2.0]])


# Series -------------------------------------------------------------------------------------------------------------

FAULTS, MOST_HOURS, FALSE_ALARM, MORE = 4, 48, 8, 3


@cache
def _machine(seed):
    return content_module("18", "machine").machine_series(rng=seed)


def surprise(load, vibration, *, width=24, squares=False, fit=1000, hours=6):
    """The lesson's score: what a linear forecast from the last day's loads leaves over."""
    x = np.lib.stride_tricks.sliding_window_view(load, width)
    x, y = (np.column_stack([x, *([x**2] * squares), np.ones(len(x))]), vibration[width - 1 :])
    left = np.r_[np.zeros(width - 1), y - x @ np.linalg.lstsq(x[:fit], y[:fit])[0]]
    return smooth(left / left[1000:1200].std(), hours)


def _far_from_mean(load, vibration):
    well = vibration[:1200]
    return smooth((vibration - well.mean()) / well.std(), 6)


@cache
def _lesson_score():
    return surprise(_machine(0).load, _machine(0).vibration)


def _report(limit):
    return alarms(_lesson_score(), _machine(0).worn, float(numbers(limit)))


def _is_number(answer):
    try:
        return numbers(answer).ndim == 0 and bool(np.isfinite(numbers(answer)))
    except Unjudged:
        return False


def _scored(score, seed):
    """The scores that a learner's function gives for a machine, a finite number for each hour."""
    machine = _machine(seed)
    scores = numbers(called(score, (machine.load.copy(), machine.vibration.copy()), 20))
    if scores.shape != machine.load.shape or not np.isfinite(scores).all():
        raise Unjudged(
            f"For a machine of 4,000 hours your function gives shape {scores.shape}; one finite number for each hour is "
            "wanted. Hours before the first whole window can have the score 0."
        )
    return machine, scores


def worth(score, seed):
    """Hours of warning for each fault of one machine, less what its false alarms cost."""
    machine, scores = _scored(score, seed)
    report = alarms(scores, machine.worn, 1.05 * scores[:1200].max())
    return (sum(min(hours or 0, MOST_HOURS) for hours in report.warning) - FALSE_ALARM * report.false) / FAULTS


@cache
def _worths(score):
    """What a score is worth on 40 machines that the lesson does not show."""
    return np.array([worth(score, seed) for seed in range(200, 240)])


def _least_gain(score):
    """The lower end of the 95 % interval of what a score gains on the lesson's, on the same machines."""
    gain = _worths(score) - _worths(surprise)
    return gain.mean() - 1.96 * gain.std(ddof=1) / np.sqrt(len(gain))


def _looks_at(score):
    """Which of the two a score depends on: where one of them is turned round, it changes."""
    load, vibration = _machine(0).load, _machine(0).vibration
    given, other = (score(load, vibration), {"load": (load[::-1], vibration), "vibration": (load, vibration[::-1])})
    return [name for name, case in other.items() if not np.allclose(score(*case), given)]


@cache
def _mended_by(score):
    """What makes a score far better: its sign turned, or load and vibration exchanged; "" where neither does."""
    tries = {"sign": lambda *series: -np.asarray(score(*series)), "order": lambda *series: score(*series[::-1])}
    worths = {way: _worths(mended).mean() for way, mended in tries.items()}
    best = max(worths, key=worths.__getitem__)
    return best if worths[best] > max(_worths(score).mean(), _worths(surprise).mean() - 10) else ""


def _with_squares(load, vibration):
    return surprise(load, vibration, squares=True)


def _overflowing(Q, K, V):
    with np.errstate(all="ignore"):
        weights = np.exp(Q @ K.T / np.sqrt(K.shape[1]))
        return weights / weights.sum(axis=1, keepdims=True) @ V


QUESTIONS = [
    Question(
        id="18.1",
        answer=lambda: np.array([2, 3, 1, 1, 2, 3, 0, 0]),
        accept=near(),
        praise="Two words are unknown, two places are padding, and the network must be able to tell these apart.",
        hints=[
            "Six words, eight places. Which two numbers are kept for special use?",
            "An unknown word is 1, padding is 0, and padding comes last.",
            '`keras.utils.pad_sequences([Vocabulary(("to", "be")).encode("To be or not to be")], 8, padding="post")[0]`',
        ],
        misconceptions=[
            Misconception(
                "padded on the left",
                lambda: np.array([0, 0, 2, 3, 1, 1, 2, 3]),
                "Here the zeros go behind the text: `pad_sequences` puts them before it unless it is told `padding='post'`.",
            ),
            Misconception(
                "dropped the unknown words",
                lambda: np.array([2, 3, 2, 3, 0, 0, 0, 0]),
                "An unknown word keeps its place and gets number 1: that something stood there is worth knowing.",
            ),
            Misconception(
                "took unknown for padding",
                lambda: np.array([2, 3, 0, 0, 2, 3, 0, 0]),
                "0 is padding, and the mask would hide it. An unknown word is 1.",
            ),
            Misconception(
                "did not pad",
                lambda: np.array([2, 3, 1, 1, 2, 3]),
                "These are the words. Fill up to eight places.",
            ),
        ],
        read="See *From words to numbers*.",
    ),
    Question(
        id="18.2",
        answer=lambda: _step,
        accept=same_function(_steps),
        praise="Called once for each step, with the same three weights: that is all a recurrent network does.",
        hints=[
            "What comes in and what is remembered are each weighed by a matrix of their own.",
            "x goes through W and h through U; add b; then bend.",
            "`return np.tanh(x @ W + h @ U + b)`",
        ],
        misconceptions=[
            Misconception(
                "forgot the bend",
                lambda: lambda x, h, W, U, b: x @ W + h @ U + b,
                "The sum is right; tanh bends it. Without a bend a hundred steps are one matrix.",
            ),
            Misconception(
                "forgot the state",
                lambda: lambda x, h, W, U, b: np.tanh(x @ W + b),
                "That cell remembers nothing: where does h come in?",
            ),
            Misconception(
                "forgot the bias",
                lambda: lambda x, h, W, U, b: np.tanh(x @ W + h @ U),
                "The bias b is missing.",
            ),
            Misconception(
                "bent by relu",
                lambda: lambda x, h, W, U, b: np.maximum(0, x @ W + h @ U + b),
                "That bends by relu. The formula has tanh, which stays between -1 and 1 however many steps there are.",
            ),
            Misconception(
                "bent by a sigmoid",
                lambda: lambda x, h, W, U, b: 1 / (1 + np.exp(-(x @ W + h @ U + b))),
                "That bends by a sigmoid, as gates do, and a state could never be below 0. The formula has tanh.",
            ),
            Misconception(
                "swapped what U multiplies",
                lambda: lambda x, h, W, U, b: np.tanh(x @ W + U @ h + b),
                "h stands before U here, as in the formula; U @ h is another number, unless U is symmetric.",
            ),
            Misconception(
                "bent the state first",
                lambda: lambda x, h, W, U, b: x @ W + np.tanh(h @ U) + b,
                "Add everything up first; then bend the sum.",
            ),
        ],
        read="See *A network that remembers*.",
    ),
    Question(
        id="18.3",
        answer=lambda: 31,
        accept=near(),
        praise="A sentence is longer than that. And 0.8 is kind: many cells shorten more.",
        hints=[
            "After two steps 0.8 * 0.8 is left. After n?",
            "0.8 to the power n must be below 0.001. Take logarithms, and mind the sign.",
            "`int(np.ceil(np.log(0.001) / np.log(0.8)))`",
        ],
        misconceptions=[
            Misconception("stopped one short", lambda: 30, "0.8 to the power 30 is 0.00124: not yet below 0.001."),
            Misconception(
                "gave no whole number",
                lambda: np.log(0.001) / np.log(0.8),
                "That is where the line is crossed. How many whole steps is that?",
            ),
            Misconception(
                "subtracted 0.2 a step",
                lambda: 5,
                "Each step takes a fifth of what is left, not a fifth of the whole.",
            ),
        ],
        read="See *A network that remembers*.",
    ),
    Question(
        id="18.4",
        answer=lambda: _store,
        accept=same_function(_stores),
        praise="Two products and a sum: no matrix and no bend stands in the way of what is kept.",
        hints=[
            "Which gate goes with the old store, which with the proposal?",
            "The formula for c_t, number by number: `*`, not `@`.",
            "`return f * c + i * g`",
        ],
        misconceptions=[
            Misconception(
                "forgot to forget",
                lambda: lambda c, f, i, g: c + i * g,
                "That is the LSTM of 1997: it keeps everything. The gate f says how much of c is kept.",
            ),
            Misconception(
                "swapped the gates",
                lambda: lambda c, f, i, g: i * c + f * g,
                "f is for what is kept, i for what is written.",
            ),
            Misconception(
                "took one gate for both, as a GRU does",
                lambda: lambda c, f, i, g: f * c + (1 - f) * g,
                "That is how a GRU mixes. An LSTM has a gate of its own, i, for what is written.",
            ),
            Misconception(
                "let all of the proposal in",
                lambda: lambda c, f, i, g: f * c + g,
                "The gate i says how much of the proposal g is written.",
            ),
            Misconception(
                "bent it",
                lambda: lambda c, f, i, g: np.tanh(f * c + i * g),
                "The tanh comes when the store is shown, in h. The store itself is not bent: that is why it lasts.",
            ),
            Misconception(
                "summed it up",
                lambda: lambda c, f, i, g: f @ c + i @ g,
                "`@` adds all numbers up. Each number of the store has its own gate: take `*`.",
            ),
        ],
        read="See *Gates that keep*.",
    ),
    Question(
        id="18.5",
        points=2,
        answer=lambda: _attention,
        accept=same_function(_texts),
        praise="Four lines, and the heart of every large language model.",
        hints=[
            "How well does each query fit each key? One matrix product gives all m times n scores.",
            "`scores = Q @ K.T / np.sqrt(d)`; a softmax along axis 1; then `weights @ V`. Subtract each row's maximum "
            "before `np.exp`, so that large scores do no harm.",
            "`weights = np.exp(scores - scores.max(axis=1, keepdims=True))`, and "
            "`return weights / weights.sum(axis=1, keepdims=True) @ V`",
        ],
        misconceptions=[
            Misconception(
                "left out the root of d",
                lambda: lambda Q, K, V: _attention(Q, K, V, scale=lambda d: 1),
                "The scores are not divided by the root of d, so with wide queries the softmax looks at one place only.",
            ),
            Misconception(
                "divided by d",
                lambda: lambda Q, K, V: _attention(Q, K, V, scale=lambda d: d),
                "Divide by the *square root* of d.",
            ),
            Misconception(
                "softmax over those who ask",
                lambda: lambda Q, K, V: _attention(Q, K, V, axis=0),
                "Each row must add up to 1: the softmax goes over the n places that are looked at, axis 1.",
            ),
            Misconception(
                "no softmax",
                lambda: lambda Q, K, V: Q @ K.T / np.sqrt(K.shape[1]) @ V,
                "These are raw scores. A softmax makes them shares that add up to 1.",
            ),
            Misconception(
                "one softmax over everything",
                lambda: lambda Q, K, V: _attention(Q, K, V, axis=None),
                "All weights together add up to 1. Each place that asks has shares of its own: the softmax goes row by row.",
            ),
            Misconception(
                "gave the weights",
                lambda: lambda Q, K, V: _attention(Q, K, np.eye(len(K))),
                "These are the weights. What each place takes is `weights @ V`.",
            ),
            Misconception(
                "overflowed",
                lambda: _overflowing,
                "exp of a large score is infinite, and inf / inf is nan. Subtract each row's maximum before np.exp: the "
                "softmax stays the same.",
            ),
        ],
        read="See *Attention: look instead of remember*.",
    ),
    Question(
        id="18.6",
        answer=lambda: 2.5,
        accept=properties(
            _is_number,
            "One number, the threshold,",
            Property(lambda limit: numbers(limit) > 0, "A threshold above 0 is wanted."),
            Property(lambda limit: _report(limit).found == FAULTS, "A fault stays unfound: the threshold is too high."),
            Property(
                lambda limit: _report(limit).false == 0, "It rings where nothing is worn: the threshold is too low."
            ),
            Property(
                lambda limit: min(_report(limit).warning) >= 20, "One fault is told less than 20 hours ahead: lower."
            ),
        ),
        praise="There is room between what rings for nothing and what rings too late; not every score leaves any.",
        hints=[
            "Take *surprise* in the explorer and leave the mean at one hour: the score is smoothed already.",
            "False alarms? Up. Told too late? Down. There is room between 2 and 3.",
            "`my_threshold = 2.5`",
        ],
        misconceptions=[
            Misconception(
                "as high as for the z-score",
                lambda: 4.0,
                "That is a threshold for single hours. A mean over six hours varies less: look at its scale.",
                shows=lambda limit: _is_number(limit) and numbers(limit) > 3.5,
            ),
            Misconception(
                "as low as the mean",
                lambda: 0.5,
                "A threshold so low rings on quiet days, and soon nobody listens.",
                shows=lambda limit: _is_number(limit) and 0 < numbers(limit) < 1.5,
            ),
        ],
        read="See *A machine that wears out* and its explorer.",
    ),
    Question(
        id="18.7",
        points=2,
        answer=lambda: _with_squares,
        accept=properties(
            callable,
            "A function, its name without brackets,",
            Property(
                lambda score: _least_gain(score) > MORE,
                f"The interval of what it gains on `surprise` does not lie above {MORE} hours for each fault. What does "
                "the forecast not know yet?",
            ),
        ),
        praise="Over the bar, on machines that neither you nor it has seen. Try windows of 12 hours, and longer means.",
        hints=[
            "Begin from `surprise`: the forecast may use the loads, and more than that.",
            "Give the least squares the squares of the loads as well: `np.column_stack([x, x**2, np.ones(len(x))])`.",
            "Copy `surprise`, put `x**2` beside `x`, and return `smooth(left, 6)`.",
        ],
        misconceptions=[
            Misconception(
                "looked at the vibration alone",
                lambda: _far_from_mean,
                "That rings at full load. Ask whether the vibration is odd *for the load*.",
                shows=lambda score: _looks_at(score) == ["vibration"],
            ),
            Misconception(
                "looked at the load alone",
                lambda: lambda load, vibration: smooth(load, 6),
                "Your score is the same whatever the machine's vibration is, and it is by that that wear is told.",
                shows=lambda score: _looks_at(score) == ["load"],
            ),
            Misconception(
                "turned the sign",
                lambda: lambda load, vibration: -_with_squares(load, vibration),
                "With its sign turned your score is far better: the alarm rings where a score is high, so what is odd needs a "
                "high one.",
                shows=lambda score: _mended_by(score) == "sign",
            ),
            Misconception(
                "took one for the other",
                lambda: lambda load, vibration: _with_squares(vibration, load),
                "Your score is far better when it is given the load for the vibration: it is called as `score(load, "
                "vibration)`, in this order.",
                shows=lambda score: _mended_by(score) == "order",
            ),
            Misconception(
                "kept the lesson's score",
                lambda: surprise,
                "That is the score to be beaten, or it earns the same.",
                shows=lambda score: callable(score) and abs(_worths(score) - _worths(surprise)).max() < 1e-9,
            ),
        ],
        read="See *A machine that wears out*.",
    ),
]
