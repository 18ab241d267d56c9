"""Lesson 20, deploying."""

from functools import cache

import numpy as np

from lepton_kit.exercises.calling import called
from lepton_kit.exercises.comparing import (
    Property,
    Unjudged,
    near,
    properties,
    same_function,
)
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import numbers, size

GUESSES = [
    Guess("20.a", None, "The next cell measures it on your machine."),
    Guess(
        "20.b",
        lambda: "mirror",
        "The next cell lets all four happen.",
        choices=("dim", "mirror", "autumn", "noise"),
    ),
    Guess("20.c", None, "The next cell trains eight rounds, twice, and draws them."),
]

_TYPES = ("image/png", "image/jpeg", "image/webp")


def _guard(kind, length):
    if length is None:
        return 411
    if kind not in _TYPES:
        return 415
    return 413 if length > 5_000_000 else 200


def _type_first(kind, length):
    return 415 if kind not in _TYPES else _guard(kind, length)


def _length_first(kind, length):
    return 413 if (length or 0) > 5_000_000 else _guard(kind, length)


def _strict(kind, length):
    return 413 if kind in _TYPES and length == 5_000_000 else _guard(kind, length)


def _png_only(kind, length):
    return 415 if length is not None and kind != "image/png" else _guard(kind, length)


def _letters(rng):
    """Letters of every kind: what is allowed and what only looks so, no length, a length of 0, and both sides of 5 MB."""
    kinds = [*_TYPES, "text/html", "image/gif", "image/svg+xml", "image/png2", "application/image/png", ""]
    lengths = [None, 0, 784, 5_000_000, 5_000_001, int(rng.integers(5_000_002, 10**8))]
    return [(kind, length) for kind in kinds for length in lengths]


def _average(layers, sizes):
    return np.average(layers, axis=0, weights=sizes)


def _layers(rng):
    """Biases and kernels of two, three and one partner, of sizes alike, unequal and very unequal."""
    for sizes, shape in (
        ([3, 1], ()),
        ([100, 100, 400], (2,)),
        ([7], (2, 2)),
        ([10, 20, 30], (2, 3)),
        ([1, 9999], (3,)),
    ):
        yield rng.normal(0, 1, (len(sizes), *shape)).round(2), np.array(sizes)


# The open task -------------------------------------------------------------------------------------------------------

LESS = 0.2


def largest(w, bits):
    """The lesson's scale: the largest weight becomes the largest whole number."""
    return np.abs(w).max() / (2 ** (bits - 1) - 1)


def quantise(w, s, bits):
    """Weights in so many bits with the scale s."""
    most = 2 ** (bits - 1) - 1
    return s * np.clip(np.round(w / s), -most, most)


def searched(w, bits):
    """The best of fifty scales."""
    scales = largest(w, bits) * np.linspace(0.3, 1, 50)
    return scales[np.argmin([((w - quantise(w, s, bits)) ** 2).mean() for s in scales])]


@cache
def _kernels():
    """Forty kernels that the lesson does not show, bell-shaped and with long tails, small and large, and their bits."""
    rng = np.random.default_rng(20)
    return [
        ((rng.normal, rng.laplace)[k % 2](0, (0.02, 0.3)[k // 2 % 2], (72, 288, 576)[k % 3]), 3 + k % 2)
        for k in range(40)
    ]


@cache
def _ratios(scale):
    """The squared rounding error with a scale over that with ``largest``, for each kernel."""
    ratios = []
    for w, bits in _kernels():
        s = numbers(called(scale, (w.copy(), bits), 3))
        if s.ndim or not np.isfinite(s) or s <= 0:
            raise Unjudged(
                f"For a kernel of {len(w)} weights and {bits} bits your function gives {size(s) if s.ndim else f'{s:g}'}; "
                "one scale above 0 is wanted."
            )
        errors = [((w - quantise(w, one, bits)) ** 2).mean() for one in (float(s), largest(w, bits))]
        ratios.append(errors[0] / errors[1])
    return np.array(ratios)


def _most(scale):
    """The upper end of the 95 % interval of that ratio."""
    ratios = _ratios(scale)
    return ratios.mean() + 1.96 * ratios.std(ddof=1) / np.sqrt(len(ratios))


QUESTIONS = [
    Question(
        id="20.1",
        answer=lambda: 34_826 * 4 / 1024,
        accept=near(1e-3),
        praise="136 KB. The file has a little more, for the layers' names and shapes.",
        hints=[
            "How many bytes are 32 bits?",
            "8 bits are one byte, so 34,826 weights of 4 bytes each; and 1,024 bytes are a KB.",
            "`34_826 * 4 / 1024`",
        ],
        misconceptions=[
            Misconception(
                "gave bytes", lambda: 34_826 * 4, "That is in bytes. Divide by 1,024 for KB."
            ),
            Misconception(
                "took a KB for 1,000 bytes",
                lambda: 34_826 * 4 / 1000,
                "That is in kilobytes of 1,000 bytes. Here a KB has 1,024, as memory is sold.",
            ),
            Misconception(
                "took a byte for a weight",
                lambda: 34_826 / 1024,
                "That is one byte a weight. 32 bits are four bytes.",
            ),
            Misconception(
                "counted bits", lambda: 34_826 * 32 / 1024, "That counts bits. A byte has 8 of them."
            ),
        ],
        read="See *A file*.",
    ),
    Question(
        id="20.2",
        answer=lambda: np.array([0.01, 0.005]),
        accept=near(),
        praise="Steps of .01, and rounding to the nearest step is off by half of one at most.",
        hints=[
            "The scale must let the largest weight, by its size, become the largest whole number.",
            "With b = 8, the largest whole number is 2**7 - 1 = 127. Rounding goes to the nearest step.",
            "`s = 1.27 / 127` and `np.array([s, s / 2])`",
        ],
        misconceptions=[
            Misconception(
                "gave a whole step as the error",
                lambda: np.array([0.01, 0.01]),
                "The scale is right. Rounding goes to the nearest step: how far away can that be at most?",
            ),
            Misconception(
                "spread the range over 255 steps",
                lambda: np.array([2.17 / 255, 2.17 / 510]),
                "That is the scale of a range that need not have 0 in its middle. The formula takes the largest size.",
            ),
            Misconception(
                "divided by 128",
                lambda: np.array([1.27 / 128, 1.27 / 256]),
                "The largest whole number is 2**(8 - 1) - 1, one less than 128.",
            ),
            Misconception(
                "took the smallest weight",
                lambda: np.array([0.9 / 127, 0.45 / 127]),
                "With that scale, 1.27 would need a whole number above 127. Take the largest size.",
            ),
        ],
        read="See *Fewer bits*.",
    ),
    Question(
        id="20.3",
        answer=lambda: 62 * 62 * 16 + 31 * 31 * 16,
        accept=near(),
        praise="The pooling layer is the hungriest: it reads what the convolution wrote, and writes a quarter of it.",
        hints=[
            "Write down for both layers how many numbers it reads and how many it writes.",
            "A 3 x 3 kernel that must fit inside makes 62 of 64. Pooling makes 31 of 62. 8 bits are one byte.",
            "`62 * 62 * 16 + 31 * 31 * 16`",
        ],
        misconceptions=[
            Misconception(
                "took the convolution",
                lambda: 64 * 64 * 3 + 62 * 62 * 16,
                "That is what the convolution needs. Look at the next layer: it reads all that was written.",
            ),
            Misconception(
                "counted what is written only",
                lambda: 62 * 62 * 16,
                "A layer needs what it reads as well as what it writes, at the same time.",
            ),
            Misconception(
                "added up all layers",
                lambda: 64 * 64 * 3 + 62 * 62 * 16 + 31 * 31 * 16,
                "Layers take turns: when pooling works, the picture itself is no longer needed.",
            ),
            Misconception(
                "took 4 bytes for a number",
                lambda: 4 * (62 * 62 * 16 + 31 * 31 * 16),
                "That is in float32. In 8 bits a number has one byte.",
            ),
            Misconception(
                "gave kilobytes",
                lambda: (62 * 62 * 16 + 31 * 31 * 16) / 1024,
                "That is in KB. The question asks for bytes.",
                shows=lambda answer: bool(74.5 < numbers(answer) < 77),  # of 1,024 or 1,000 bytes, rounded or not
            ),
            Misconception(
                "kept the size behind the kernel",
                lambda: 64 * 64 * 16 + 32 * 32 * 16,
                "The kernel must fit inside: 64 pixels become 62.",
            ),
        ],
        read="See *On the edge*.",
    ),
    Question(
        id="20.4",
        answer=lambda: 2 * 3600 / 0.003,
        accept=near(1e-3),
        praise="2.4 million pictures, or 28 days of one a second. Sending each would end it after 48,000.",
        hints=[
            "How many joules are in the battery?",
            "2 Wh are 7,200 J, and 3 mJ are 0.003 J.",
            "`2 * 3600 / 0.003`",
        ],
        misconceptions=[
            Misconception(
                "took watt-hours for joules",
                lambda: 2 / 0.003,
                "A watt-hour is a watt for 3,600 seconds, so 3,600 J.",
            ),
            Misconception(
                "took millijoules for joules", lambda: 2 * 3600 / 3, "3 mJ are 0.003 J."
            ),
            Misconception(
                "sent them",
                lambda: 2 * 3600 / 0.15,
                "That is how many it can send. It sends none, and classifies them itself.",
            ),
            Misconception(
                "classified and sent them",
                lambda: 2 * 3600 / 0.153,
                "That pays for classifying and for sending. It sends none.",
            ),
        ],
        read="See *What does it burn?*",
    ),
    Question(
        id="20.5",
        points=2,
        answer=lambda: _guard,
        accept=same_function(_letters),
        praise="Three lines, before a byte of the picture is read.",
        hints=[
            "The order of the questions is the order of the `if`s.",
            "Ask `if length is None` first, then `if kind not in (...)`, then compare the length.",
            "`return 411` for None; `return 415` for another kind; last, `return 413 if length > 5_000_000 else 200`.",
        ],
        misconceptions=[
            Misconception(
                "asked for the type first",
                lambda: _type_first,
                "A letter without a length is refused for the missing length: that comes first.",
            ),
            Misconception(
                "asked for the size before the type",
                lambda: _length_first,
                "A large file of a wrong type is refused for its type: 415 comes before 413.",
            ),
            Misconception(
                "refused the largest that is allowed",
                lambda: _strict,
                "5,000,000 bytes are allowed; *more* than that is too large.",
            ),
            Misconception(
                "took any image",
                lambda: lambda kind, length: _guard("image/png" if kind.startswith("image/") else kind, length),
                "An SVG or a GIF is an image too, and is not among the three types: compare the whole name.",
            ),
            Misconception(
                "took an empty letter for one without a length",
                lambda: lambda kind, length: _guard(kind, length or None),
                "A length of 0 is a length. `not length` is True for 0 too: ask `length is None`.",
            ),
            Misconception(
                "forgot two of the types",
                lambda: _png_only,
                "JPEG and WebP are welcome too, `image/jpeg` and `image/webp`.",
            ),
        ],
        read="See *A web address*.",
    ),
    Question(
        id="20.6",
        answer=lambda: 1 - 0.99**24,
        accept=near(1e-3),
        praise="More than one day in five. A rate that sounds small is not, for who looks often.",
        hints=[
            "What is the chance that one window stays quiet? And that all 24 do?",
            "All 24 stay quiet with .99 to the power of 24. The rest of the days have an alarm.",
            "`1 - 0.99**24`",
        ],
        misconceptions=[
            Misconception(
                "added the rates up",
                lambda: 0.24,
                "That is how many alarms to expect a day. Some days have two, so days with one or more are rarer.",
            ),
            Misconception(
                "gave the chance of a quiet day", lambda: 0.99**24, "That is the chance that no window alarms at all."
            ),
            Misconception(
                "gave the rate of one window",
                lambda: 0.01,
                "That is one window. There are 24 of them, and each may alarm.",
            ),
        ],
        read="See *The world moves on*.",
    ),
    Question(
        id="20.7",
        answer=lambda: _average,
        accept=same_function(_layers),
        praise="That is all that Lepton does with what comes back. It never sees a picture.",
        hints=[
            "Who has more pictures shall count for more, in proportion.",
            "`np.average` takes `axis` and `weights`.",
            "`return np.average(layers, axis=0, weights=sizes)`",
        ],
        misconceptions=[
            Misconception(
                "counted all partners alike",
                lambda: lambda layers, sizes: np.mean(layers, axis=0),
                "That is the plain mean: a partner with ten pictures counts as much as one with a thousand.",
            ),
            Misconception(
                "added them up",
                lambda: lambda layers, sizes: np.tensordot(sizes, layers, axes=1),
                "Weighted, and not divided by the sum of the sizes.",
            ),
            Misconception(
                "averaged everything",
                lambda: lambda layers, sizes: np.mean(layers),
                "That is one number. Average over the partners only, axis 0: each weight stays a weight.",
            ),
            Misconception(
                "added without sizes",
                lambda: lambda layers, sizes: np.sum(layers, axis=0),
                "That is the sum. An average divides, and here it weighs by the sizes.",
            ),
            Misconception(
                "weighed by one over the size",
                lambda: lambda layers, sizes: np.average(layers, axis=0, weights=1 / np.asarray(sizes)),
                "Upside down: who has more pictures shall count for more.",
            ),
        ],
        read="See *Data that stay at home*.",
    ),
    Question(
        id="20.8",
        points=2,
        answer=lambda: searched,
        accept=properties(
            callable,
            "A function, its name without brackets,",
            Property(
                lambda scale: _most(scale) <= 1 - LESS,
                "The rounding error is not 20 % less than with `largest`. Which smaller scale would be best for this kernel?",
            ),
        ),
        praise="Over the bar. Real tools choose scales in the same way, and call it calibration.",
        hints=[
            "Some scale between a third of `largest` and `largest` itself is best. How would you find it?",
            "Try fifty of them: `largest(w, bits) * np.linspace(0.3, 1, 50)`. Compute the squared error of each.",
            "`errors = [((w - quantise(w, s, bits)) ** 2).mean() for s in scales]`, then `return scales[np.argmin(errors)]`",
        ],
        misconceptions=[
            Misconception(
                "kept the lesson's scale",
                lambda: largest,
                "That is the scale to be beaten, or it does as well.",
                shows=lambda scale: callable(scale) and abs(_ratios(scale) - 1).max() < 1e-9,
            ),
            Misconception(
                "made the scale larger",
                lambda: lambda w, bits: 2 * largest(w, bits),
                "That rounds more coarsely. A *smaller* scale cuts off the largest weights and serves the many small ones.",
                shows=lambda scale: callable(scale) and _ratios(scale).min() > 1,
            ),
        ],
        read="See *Fewer bits*.",
    ),
]
