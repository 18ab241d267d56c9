"""Lesson 20, deploying."""

import numpy as np

from lepton_kit.exercises.comparing import near, same_function
from lepton_kit.exercises.question import Misconception, Question

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


QUESTIONS = [
    Question(
        id="20.1",
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
        id="20.2",
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
            ),
            Misconception(
                "kept the size behind the kernel",
                lambda: 64 * 64 * 16 + 32 * 32 * 16,
                "The kernel must fit inside: 64 pixels become 62.",
            ),
        ],
        read="See *256 KB*.",
    ),
    Question(
        id="20.3",
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
        read="See *What strangers send*.",
    ),
    Question(
        id="20.4",
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
]
