"""Lesson 12, a network by hand."""

from functools import cache

import numpy as np

from lepton_kit.exercises.comparing import (
    Property,
    Unjudged,
    exactly,
    near,
    properties,
    same_function,
)
from lepton_kit.exercises.content import content_module
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import numbers
from lepton_kit.vision.activations import softmax
from lepton_kit.vision.layers import convolve

PATCH = np.array([[0.0, 0.2, 0.9], [0.0, 0.4, 1.0], [0.6, 0.8, 1.0]])
KERNEL = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
BIASES = np.array([0.5, -3.0])

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
    return content_module("12", "surfaces").descend("valley", rate=rate, momentum=momentum, steps=40)


def _places(rng):
    """Functions that rise, fall and stand still, and places on both sides of 0."""
    for f in (np.exp, np.sin, np.cos, np.cbrt, np.square):
        for w, h in ((float(rng.integers(1, 6)), 0.1), (-float(rng.integers(1, 6)), 0.5)):
            yield f, w, h
    yield np.square, 0.0, 0.25


def _slide(image, kernel):
    return np.einsum("hwij,ij->hw", np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel)


def _bordered(image, side):
    return np.pad(image, ((side - 1) // 2, side // 2))


def _slides(rng):
    """Kernels of one to four, lopsided both ways, on pictures that are not square, down to one that it fills."""
    yield np.array([[2.0, 3.0]]), np.array([[-0.25]])
    yield np.arange(4.0).reshape(2, 2), np.array([[1.0, 0.0], [0.0, -3.0]])
    for shape, k in (((3, 4), 2), ((5, 4), 3), ((4, 6), 4)):
        yield (rng.integers(0, 9, shape).astype(float), rng.integers(-4, 5, (k, k)).astype(float))


def _p():
    return softmax(np.array([1.0, 3.0, 0.0]))


def _loss():
    return float(-np.log(_p()[0]))


# The open task ------------------------------------------------------------------------------------------------------


def _are_kernels(answer):
    return _numbers(answer, (4, 3, 3)) and bool(np.abs(numbers(answer)).max(axis=(1, 2)).min() > 0)


def _alike(answer):
    """Whether some of the kernels are the same but for a positive factor."""
    flat = numbers(answer).reshape(4, 9)
    flat = flat / np.linalg.norm(flat, axis=1, keepdims=True)
    return bool((flat @ flat.T)[np.triu_indices(4, 1)].max() > 0.999)


def _behind(answer):
    """The first of five draws by chance that these kernels do not beat, None if they beat all."""
    return _first_not_beaten(tuple(numbers(answer).ravel().tolist()))


@cache
def _first_not_beaten(flat):
    ours = content_module("12", "features").right_answers(np.reshape(flat, (4, 3, 3)))
    for seed in range(5):
        gain = ours - _by_chance(seed)
        if gain.mean() - 1.96 * gain.std(ddof=1) / np.sqrt(len(gain)) <= 0:
            return seed
    return None


@cache
def _by_chance(seed):
    features = content_module("12", "features")
    return features.right_answers(features.chance_kernels(seed))


GUESSES = [
    Guess("12.a", lambda: "left", "The next cell draws the map.", choices=("left", "right", "both")),
    Guess("12.b", lambda: 0.075, "The next cell takes forty steps with each."),
]

QUESTIONS = [
    Question(
        id="12.1",
        answer=_outputs,
        accept=near(),
        praise="The patch is the same. The bias decides how strong an edge must be before the neuron answers.",
        hints=[
            "Nine products, their sum, the bias, and then the bend.",
            "The sum of the products is `(patch * kernel).sum()`. Add each bias; what does relu do with the second?",
            "`outputs = np.maximum((patch * kernel).sum() + np.array([0.5, -3.0]), 0)`",
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
                "transposed the kernel",
                lambda: _outputs(kernel=KERNEL.T),
                "That subtracts the upper row from the lower one. This kernel subtracts the left column from the right one.",
            ),
            Misconception(
                "turned the kernel round",
                lambda: _outputs(kernel=-KERNEL),
                "Both are 0 because the sum came out as −2.3: light was subtracted from dark. The right column counts plus.",
            ),
            Misconception(
                "took the mean",
                lambda: _outputs(kernel=KERNEL / 9),
                "That is the mean of the nine products. A neuron adds them up.",
            ),
            Misconception(
                "kept what is negative",
                lambda: np.minimum(_outputs(bend=lambda z: z), 0),
                "`np.minimum` keeps what is negative. Relu keeps what is positive: `np.maximum`.",
            ),
        ],
        read="See *How can a sum see?*.",
    ),
    Question(
        id="12.2",
        answer=lambda: _slide,
        accept=same_function(_slides),
        praise="Two loops, one sum. All that a library adds is speed.",
        hints=[
            "At how many places does a kernel of side k fit into a row of w pixels?",
            "At w − k + 1. At (i, j) it lies on `image[i : i + k, j : j + k]`; multiply that by the kernel and add up.",
            "`k = len(kernel)`, then for each i and j `(image[i : i + k, j : j + k] * kernel).sum()`, "
            "in an array of shape (h − k + 1, w − k + 1)",
        ],
        misconceptions=[
            Misconception(
                "turned the kernel round",
                lambda: lambda image, kernel: _slide(image, kernel[::-1, ::-1]),
                "That is the convolution of mathematics, which turns the kernel by half a turn. Networks leave it as it is.",
            ),
            Misconception(
                "transposed the kernel",
                lambda: lambda image, kernel: _slide(image, kernel.T),
                "Rows and columns of the kernel have changed places.",
            ),
            Misconception(
                "stopped one place too early",
                lambda: lambda image, kernel: _slide(image, kernel)[:-1, :-1],
                "The last place is missing: a kernel of side k fits at w − k + 1 places of a row, not at w − k.",
            ),
            Misconception(
                "kept the size",
                lambda: lambda image, kernel: _slide(_bordered(image, len(kernel)), kernel),
                "That lays zeros around the picture. Take only the places where the kernel fits inside.",
            ),
            Misconception(
                "bent it",
                lambda: lambda image, kernel: np.maximum(_slide(image, kernel), 0),
                "Relu comes afterwards. The map itself has negative numbers too.",
            ),
        ],
        read="See *The same neuron everywhere*.",
    ),
    Question(
        id="12.3",
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
                shows=lambda k: (
                    _numbers(k, (3, 3)) and abs(_marks(k)[2]) >= 1 and max(abs(_marks(k)[0]), abs(_marks(k)[1])) < 1e-6
                ),
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
        id="12.4",
        answer=lambda: 10,
        accept=exactly(),
        praise="One number at the end sees more than a tenth of the picture, and its neighbour four pixels further on.",
        hints=[
            "Go backwards. One number behind the last pooling comes from how many in a row before it?",
            "Pooling: twice as many. A 3 x 3 convolution: two more. Go through all four layers.",
            "1, 2, 4, 8, 10: `width = 10`",
        ],
        misconceptions=[
            Misconception(
                "forgot that steps grow",
                lambda: 7,
                "That adds up what each layer sees. Behind a pooling, neighbours lie two pixels apart: go backwards, and "
                "double at each pooling.",
            ),
            Misconception("stopped one layer early", lambda: 8, "The first convolution is still to come: two more."),
            Misconception(
                "multiplied the kernels", lambda: 36, "3 · 2 · 3 · 2: a convolution adds two, only pooling doubles."
            ),
            Misconception("counted pixels", lambda: 100, "That is how many pixels it sees. How many in a row?"),
            Misconception(
                "took the kernel's width",
                lambda: 3,
                "That is what one number sees of the layer before it. How much does it see of the picture?",
            ),
            Misconception(
                "counted what comes out",
                lambda: 5,
                "That is how many numbers in a row come out at the end. How many pixels does one of them see?",
            ),
        ],
        read="See *Forgetting where*.",
    ),
    Question(
        id="12.5",
        answer=lambda: _loss(),
        accept=near(1e-3),
        praise="It would rather have said class 1, and pays for it: a guess among three would have cost 1.1.",
        hints=[
            "First the probability that softmax gives to class 0.",
            "e¹ / (e¹ + e³ + e⁰). The cross-entropy is minus its natural logarithm.",
            "`loss = -np.log(softmax(np.array([1.0, 3.0, 0.0]))[0])`",
        ],
        misconceptions=[
            Misconception("stopped at the probability", lambda: float(_p()[0]), "That is p. Take −ln of it."),
            Misconception(
                "took another class", lambda: float(-np.log(_p()[1])), "That is for class 1. The truth is class 0."
            ),
            Misconception(
                "took log to base 2", lambda: _loss() / np.log(2), "That is in bits. The natural logarithm is meant, `np.log`."
            ),
            Misconception(
                "took log to base 10",
                lambda: _loss() / np.log(10),
                "That is the logarithm to base 10. The natural one is meant, `np.log`.",
            ),
            Misconception(
                "added up all classes",
                lambda: float(-np.log(_p()).sum()),
                "That adds −ln p of all three classes. Only the true one counts.",
            ),
            Misconception(
                "took the entropy",
                lambda: float(-(_p() * np.log(_p())).sum()),
                "That weighs −ln p with p, which is the entropy. The truth weighs 1 for class 0, and 0 for the rest.",
            ),
            Misconception(
                "took 1 − p", lambda: float(1 - _p()[0]), "That is how much probability is missing. Take −ln p of the true class."
            ),
        ],
        read="See *From scores to a loss*.",
    ),
    Question(
        id="12.6",
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
        id="12.7",
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
    Question(
        id="12.8",
        points=2,
        answer=lambda: [KERNEL, -KERNEL, KERNEL.T, -KERNEL.T],
        accept=properties(
            _are_kernels,
            "Four kernels of 3 x 3 numbers, such as `[kernel, -kernel, spot, -spot]`,",
            Property(
                lambda kernels: _behind(kernels) is None,
                "Against at least one of the five draws the paired interval reaches down to 0: see `compare(...)`.",
            ),
        ),
        praise="Relu keeps one sign, so an edge needs two kernels. Four sorts of edges: few things are told by less.",
        hints=[
            "Which edges tell a boot from a bag? And what does relu keep of an edge's other side?",
            "Upright edges and level edges, each from dark to light and from light to dark.",
            "`my_kernels = [kernel, -kernel, kernel.T, -kernel.T]`",
        ],
        misconceptions=[
            Misconception(
                "saw the same four times",
                lambda: [KERNEL] * 4,
                "Some of your kernels are the same but for their size. Four maps that say the same are one map.",
                shows=lambda answer: _are_kernels(answer) and _alike(answer),
            ),
            Misconception(
                "measured brightness",
                lambda: [np.ones((3, 3)), KERNEL, np.eye(3), np.eye(3)[::-1]],
                "Several of them add up light and subtract nothing, so they say how bright it is, three times over. "
                "Edges tell more.",
                shows=lambda answer: (
                    _are_kernels(answer) and sum(np.min(kernel) >= 0 for kernel in numbers(answer)) > 1
                ),
            ),
            Misconception(
                "saw upright edges only",
                lambda: [KERNEL, -KERNEL, np.array([[-2, 1, 1]] * 3), np.array([[-1, 2, -1]] * 3)],
                "All four are blind to level edges: soles, belts and hems get lost.",
                shows=lambda answer: (
                    _are_kernels(answer) and all(abs(_response(k, LIGHT_THEN_DARK.T)) < 1e-6 for k in numbers(answer))
                ),
            ),
        ],
        read="See *The same neuron everywhere* and its explorer.",
    ),
]
