"""Lesson 18, sequences."""

from functools import cache

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
from lepton_kit.sequences import alarms, linear_forecast, machine_series, smooth, windows


def _step(x, h, W, U, b):
    return np.tanh(x @ W + h @ U + b)


def _cases(rng):
    """Cells with fewer, more and as many inputs as units, and one with a single unit."""
    shapes = ((1, 1), (2, 3), (4, 3), (3, 3))
    return [tuple(rng.normal(0, 0.5, s) for s in ((i,), (u,), (i, u), (u, u), (u,))) for i, u in shapes]


@cache
def _machine():
    """The lesson's machine and its score by least squares, a mean over six hours."""
    machine = machine_series(rng=0)
    x, at = windows(machine.load, width=24)
    shaken = machine.vibration[at]
    left = shaken - linear_forecast(x, shaken, fit=at < 1000, squares=False)
    score = np.zeros(len(machine))
    score[at] = left / left[(at >= 1000) & (at < 1200)].std()
    return machine, smooth(score, 6)


def _report(limit):
    machine, score = _machine()
    return alarms(score, machine.worn, float(numbers(limit)))


def _is_number(answer):
    try:
        return numbers(answer).ndim == 0 and bool(np.isfinite(numbers(answer)))
    except Unjudged:
        return False


QUESTIONS = [
    Question(
        id="18.1",
        answer=lambda: np.array([2, 3, 1, 1, 2, 3, 0, 0]),
        accept=near(),
        praise="Two words are unknown, two places are padding, and the network must be able to tell these apart.",
        hints=[
            "Six words, eight places. Which two numbers are kept for special use?",
            "An unknown word is 1, padding is 0, and padding comes last.",
            '`pad_sequences([Vocabulary(("to", "be")).encode("To be or not to be")], 8, **to_the_right)[0]`',
        ],
        misconceptions=[
            Misconception(
                "padded on the left",
                lambda: np.array([0, 0, 2, 3, 1, 1, 2, 3]),
                "Here the zeros go behind the text; `pad` can also put them before it, with side='left'.",
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
        accept=same_function(_cases),
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
        read="See *Why memory fades*.",
    ),
    Question(
        id="18.4",
        answer=lambda: 2.7,
        accept=properties(
            _is_number,
            "One number, the threshold,",
            Property(lambda limit: numbers(limit) > 0, "A threshold above 0 is wanted."),
            Property(lambda limit: _report(limit).found == 4, "A fault stays unfound: the threshold is too high."),
            Property(
                lambda limit: _report(limit).false == 0, "It rings where nothing is worn: the threshold is too low."
            ),
            Property(
                lambda limit: min(_report(limit).warning) >= 20, "One fault is told less than 20 hours ahead: lower."
            ),
        ),
        praise="There is room between what rings for nothing and what rings too late; not every score leaves any.",
        hints=[
            "Take *least squares* in the explorer and leave the mean at one hour: the score is smoothed already.",
            "False alarms? Up. Told too late? Down. There is room between 2 and 4.",
            "`my_threshold = 2.7`",
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
]
