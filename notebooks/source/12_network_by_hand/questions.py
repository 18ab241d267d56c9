"""Lesson 12, a network by hand."""

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
from lepton_kit.vision.layers import convolve
from lepton_kit.vision.surfaces import descend

PATCH = np.array([[0.0, 0.2, 0.9], [0.0, 0.4, 1.0], [0.1, 0.3, 0.8]])
KERNEL = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
BIASES = np.array([-0.5, -3.0])

FLAT = np.ones((3, 3))
LIGHT_THEN_DARK = np.array([[1.0, 0, 0], [1, 0, 0], [1, 0, 0]])


def _outputs(patch=PATCH, kernel=KERNEL, biases=BIASES, bend=lambda z: np.maximum(z, 0)):
    return bend((patch * kernel).sum() + biases)


def _numbers(answer, shape):
    try:
        array = numbers(answer)
    except Unjudged:
        return False
    return array.shape == shape and bool(np.isfinite(array).all())


def _response(kernel, picture):
    """What comes out where the kernel lies on a 3 x 3 picture."""
    return float(convolve(picture, kernel)[0, 0])


def _marks(kernel):
    """Responses to one even patch, an upright edge and a level edge."""
    return [_response(numbers(kernel), picture) for picture in (FLAT, LIGHT_THEN_DARK, LIGHT_THEN_DARK.T)]


def _slope(f, w, h):
    return (f(w + h) - f(w - h)) / (2 * h)


def _is_setting(answer):
    return _numbers(answer, (2,)) and numbers(answer)[0] > 0 and 0 <= numbers(answer)[1] < 1


def _way(setting):
    rate, momentum = numbers(setting).tolist()
    return descend("valley", rate=rate, momentum=momentum, steps=40)


def _places(rng):
    """Functions that rise, fall and stand still, and places on both sides of 0."""
    for f in (np.exp, np.sin, np.cos, np.cbrt, np.square):
        for w, h in ((float(rng.integers(1, 6)), 0.1), (-float(rng.integers(1, 6)), 0.5)):
            yield f, w, h
    yield np.square, 0.0, 0.25


QUESTIONS = [
    Question(
        id="12.1",
        answer=_outputs,
        accept=near(),
        praise="The patch is the same. The bias decides how strong an edge must be before the neuron answers.",
        hints=[
            "Nine products, their sum, the bias, and then the bend.",
            "The sum of the products is `(patch * kernel).sum()`. Add each bias; what does relu do with the second?",
            "`outputs = np.maximum((patch * kernel).sum() + np.array([-0.5, -3.0]), 0)`",
        ],
        misconceptions=[
            Misconception(
                "forgot relu",
                lambda: _outputs(bend=lambda z: z),
                "The second sum is negative. Relu makes a 0 of it.",
            ),
            Misconception(
                "forgot the bias",
                lambda: _outputs(biases=np.zeros(2)),
                "That is the sum of the products. Add the bias before you bend.",
            ),
            Misconception(
                "lets nothing through",
                lambda: np.zeros(2),
                "Both are 0, so nothing came through. The sum of the products is 2.6; was the kernel transposed, or was "
                "the smaller taken in place of the larger (`np.maximum` is relu)?",
            ),
        ],
        read="See *One neuron*.",
    ),
    Question(
        id="12.2",
        answer=lambda: -KERNEL,
        accept=properties(
            lambda answer: _numbers(answer, (3, 3)),
            "An array of 3 x 3 numbers",
            Property(lambda k: abs(_marks(k)[0]) < 1e-6, "On an even patch it must give 0: do the nine add up to 0?"),
            Property(lambda k: _marks(k)[1] >= 1, "Where light on the left meets dark, it must give at least 1."),
            Property(lambda k: abs(_marks(k)[2]) < 1e-6, "An edge that lies level must give 0."),
        ),
        praise="Silent on what is even and on level edges, loud where light turns to dark from left to right.",
        hints=[
            "An edge is a difference: which side must be subtracted from which?",
            "Positive numbers in the left column, negative ones in the right, every row the same.",
            "`my_kernel = -kernel` is one; `[[1, 0, -1], [2, 0, -2], [1, 0, -1]]` another.",
        ],
        misconceptions=[
            Misconception(
                "marks dark to light",
                lambda: KERNEL,
                "That answers where dark turns to light. Change the signs.",
                shows=lambda k: (
                    _numbers(k, (3, 3)) and _marks(k)[1] < 0 and max(abs(_marks(k)[0]), abs(_marks(k)[2])) < 1e-6
                ),
            ),
            Misconception(
                "marks both kinds of edges",
                lambda: np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
                "It is silent where all is even, and answers to level edges as well as to upright ones. Make every row the "
                "same.",
                shows=lambda k: (
                    _numbers(k, (3, 3)) and abs(_marks(k)[0]) < 1e-6 and min(abs(_marks(k)[1]), abs(_marks(k)[2])) > 1e-6
                ),
            ),
            Misconception(
                "marks level edges",
                lambda: KERNEL.T,
                "That marks edges that lie level. Turn it by a quarter.",
                shows=lambda k: _numbers(k, (3, 3)) and abs(_marks(k)[2]) >= 1 and abs(_marks(k)[1]) < 1e-6,
            ),
            Misconception(
                "measures brightness",
                lambda: np.ones((3, 3)),
                "That adds up the patch: it answers to everything that is light. Something must be subtracted.",
                shows=lambda k: _numbers(k, (3, 3)) and numbers(k).min() >= 0 and numbers(k).max() > 0,
            ),
        ],
        read="See *The same neuron everywhere* and its explorer.",
    ),
    Question(
        id="12.3",
        answer=lambda: _slope,
        accept=same_function(_places),
        praise="Two looks at the function and no calculus: the referee for every gradient you will ever write.",
        hints=[
            "Look a little to the right of w and a little to the left. How far apart are the two places?",
            "The slope is the difference of the two values, divided by the way between the places.",
            "`return (f(w + h) - f(w - h)) / (2 * h)`",
        ],
        misconceptions=[
            Misconception(
                "looked to one side",
                lambda: lambda f, w, h: (f(w + h) - f(w)) / h,
                "That looks to the right only. Its error shrinks with h, that of two sides with h squared.",
            ),
            Misconception(
                "divided by half the way",
                lambda: lambda f, w, h: (f(w + h) - f(w - h)) / h,
                "From w - h to w + h the way is 2h long.",
            ),
            Misconception(
                "left the sign out",
                lambda: lambda f, w, h: abs(f(w + h) - f(w - h)) / (2 * h),
                "Where a function falls, its slope is negative: leave `abs` out.",
            ),
            Misconception(
                "looked to the left only",
                lambda: lambda f, w, h: (f(w) - f(w - h)) / h,
                "That looks to the left only. Its error shrinks with h, that of two sides with h squared.",
            ),
            Misconception(
                "took left minus right",
                lambda: lambda f, w, h: (f(w - h) - f(w + h)) / (2 * h),
                "The sign is turned: the value on the right comes first.",
            ),
        ],
        read="See *Who is to blame?*",
    ),
    Question(
        id="12.4",
        points=2,
        answer=lambda: (4 / 36, 4 / 9),
        accept=properties(
            _is_setting,
            "A rate above 0 and a momentum from 0 to below 1, as in (0.05, 0.3),",
            Property(lambda s: not _way(s).diverged, "With this setting the path leaves for infinity."),
            Property(lambda s: _way(s).losses[-1] < 1e-6, "After 40 steps the loss is not yet below 0.000001."),
        ),
        praise="No rate without momentum can do that: momentum adds up along the valley and cancels across it.",
        hints=[
            "Without momentum, a rate that is fast along the valley is too fast across it.",
            "Try moderate momentum, 0.3 to 0.6, and then a rate a little above the 0.08 that plain descent can bear.",
            "Polyak's best: `setting = (4 / 36, 4 / 9)`",
        ],
        misconceptions=[
            Misconception(
                "rate too high",
                lambda: (0.2, 0.5),
                "It diverges: the curvature across is 25, so the rate must stay below 2 (1 + momentum) / 25.",
                shows=lambda s: _is_setting(s) and _way(s).diverged,
            ),
            Misconception(
                "no momentum",
                lambda: (0.075, 0.0),
                "It will not do without momentum: at no rate that it can bear does plain descent shrink the way along "
                "the valley by more than a twelfth a step.",
                shows=lambda s: _is_setting(s) and numbers(s)[1] == 0,
            ),
            Misconception(
                "too much momentum",
                lambda: (0.1, 0.95),
                "With so much momentum it shoots past the best place again and again, and 40 steps do not calm it.",
                shows=lambda s: _is_setting(s) and numbers(s)[1] > 0.75,
            ),
        ],
        read="See *Downhill*.",
    ),
]
