"""Lesson 19, speech."""

import numpy as np
from scipy.stats import binomtest, t

from lepton_kit.exercises.comparing import Property, near, properties, same_function
from lepton_kit.exercises.content import content_module
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import numbers

MEN = content_module("19", "measured").MEN

GUESSES = [
    Guess("19.a", lambda: np.mean(MEN["raw"]), "The next cell shows it, and your own network's result."),
    Guess("19.b", lambda: np.mean(MEN["and flite"]), "The next cell shows all three, man by man."),
]


def _decibels(power):
    return 10 * np.log10(np.maximum(power / np.max(power), 1e-5))


def _powers(rng):
    """Loud and soft, a row and a table, with complete silence and without, above and below 1."""
    yield (np.array([1.0, 0.1, 0.0]),)
    yield (np.array([2e-4, 3e-8, 4e-5]),)
    for shape in (4, 7, (2, 5), (3, 4)):
        yield (rng.gamma(0.3, 10.0 ** rng.integers(-3, 4), shape),)


def _later(picture, frames):
    moved = np.full(picture.shape, -50.0)
    width = picture.shape[1]
    if frames >= 0:
        moved[:, frames:] = picture[:, : max(0, width - frames)]
    else:
        moved[:, :frames] = picture[:, -frames:]
    return moved


def _filled(picture, frames, fill):
    return np.where(_later(picture + 100, frames) == -50, fill, _later(picture, frames))


def _pictures(rng):
    """Small spectrograms, moved right, left, not at all, and out of the picture; as wide as high and not."""
    for shape, frames in (((2, 4), 1), ((2, 4), -1), ((3, 3), 2), ((3, 5), -2), ((2, 4), 0), ((2, 3), 5), ((2, 3), -3)):
        yield rng.uniform(-49, -0.5, shape).round(2), frames


def _leak(speakers, test):
    speakers, test = np.asarray(speakers), np.asarray(test)
    return float(np.isin(speakers[test], speakers[~test]).mean())


def _splits(rng):
    """No leak, nothing but leak, and in between; speakers with many clips and with one."""
    yield ["ann", "ann", "ben", "ben"], np.array([True, True, False, False])
    yield ["ann", "ann", "ben", "ben"], np.array([True, False, False, True])
    yield (["ann", "ann", "ann", "ann", "ben", "cal", "cal"], np.array([True, True, True, False, True, False, False]))
    for n in (6, 9, 14):
        test = rng.random(n) < 0.5
        test[:2] = True, False
        yield rng.choice(["ann", "ben", "cal", "dee", "eve"], n).tolist(), test


def _wilson(right, n, method="wilson"):
    return list(binomtest(right, n).proportion_ci(method=method))


# The open task ------------------------------------------------------------------------------------------------------

GAIN = 0.05


def _pairs(answer):
    return numbers(answer)


def _lower_end(answer):
    """Of the paired 95 % interval of the difference."""
    without, with_it = _pairs(answer)
    difference, n = with_it - without, len(without)
    return difference.mean() - t.ppf(0.975, n - 1) * difference.std(ddof=1) / np.sqrt(n)


def _gain(answer):
    without, with_it = _pairs(answer)
    return float((with_it - without).mean())


_OPEN = properties(
    lambda answer: _pairs(answer).ndim == 2 and len(_pairs(answer)) == 2,
    "Two lists of one length, for the usual order and for yours,",
    Property(lambda answer: _pairs(answer).shape[1] >= 3, "One entry a seed, and at least three seeds in each list."),
    Property(
        lambda answer: bool(np.all((_pairs(answer) >= 0) & (_pairs(answer) <= 1))),
        "These are no shares: each lies between 0 and 1.",
    ),
    Property(
        lambda answer: _gain(answer) >= GAIN, "In the mean yours is less than five points better. Which clips are most like rms and slt?"
    ),
    Property(
        lambda answer: _lower_end(answer) > 0,
        "The mean is over the bar, but the paired 95 % interval reaches 0: take more seeds, or order clips that help more evenly.",
    ),
)

QUESTIONS = [
    Question(
        id="19.1",
        answer=lambda: [320, 8000],
        accept=near(),
        praise="Twice as many samples a second as ours, and sounds up to 8,000 Hz: *s* and *f* are told apart better.",
        hints=[
            "A second has 16,000 samples. What part of a second are 20 ms?",
            "20 ms are 0.020 s; and the highest frequency is half the rate.",
            "`[0.020 * 16_000, 16_000 / 2]`",
        ],
        misconceptions=[
            Misconception(
                "took the rate for the highest frequency",
                lambda: [320, 16_000],
                "A wave needs two samples at the least, one up and one down: the highest frequency is half the rate.",
            ),
            Misconception(
                "took the rate of our clips",
                lambda: [160, 4000],
                "That is for our clips, with 8,000 a second. This partner records 16,000.",
            ),
            Misconception(
                "divided the rate by 20",
                lambda: [800, 8000],
                "A twentieth of a second is 50 ms. 20 ms are a fiftieth.",
            ),
        ],
        read="See *From sound to numbers*.",
    ),
    Question(
        id="19.2",
        answer=lambda: _decibels,
        accept=same_function(_powers),
        praise="With the floor, complete silence is a number too, and not minus infinity.",
        hints=[
            "First make everything a share of the largest entry.",
            "Then the floor: no share below $10^{-5}$, which is −50 dB. Then ten times the logarithm to base 10.",
            "`return 10 * np.log10(np.maximum(power / np.max(power), 1e-5))`",
        ],
        misconceptions=[
            Misconception(
                "took twenty times the logarithm",
                lambda: lambda power: 20 * np.log10(np.maximum(power / np.max(power), 10**-2.5)),
                "Twenty is for amplitudes. `power` is their square already: ten times its logarithm.",
            ),
            Misconception(
                "took the natural logarithm",
                lambda: lambda power: np.maximum(10 * np.log(np.maximum(power / np.max(power), 1e-30)), -50),
                "`np.log` is the natural logarithm. Decibels count in powers of ten: `np.log10`.",
            ),
            Misconception(
                "left out the floor",
                lambda: lambda power: 10 * np.log10(power / np.max(power)),
                "Silence gives minus infinity here. What is 50 dB below the loudest or deeper is to be −50.",
            ),
            Misconception(
                "did not compare with the loudest",
                lambda: lambda power: 10 * np.log10(np.maximum(power, 1e-5)),
                "These decibels are above a power of 1. Divide by the largest entry first: the loudest is to be 0.",
            ),
            Misconception(
                "compared with the sum",
                lambda: lambda power: 10 * np.log10(np.maximum(power / np.sum(power), 1e-5)),
                "You divided by the sum. The loudest entry is to be 0 dB: divide by the largest.",
            ),
            Misconception(
                "compared row by row",
                lambda: lambda power: 10 * np.log10(np.maximum(power / np.max(power, axis=-1, keepdims=True), 1e-5)),
                "Each row has its own 0 dB here. One loudest entry serves the whole array.",
            ),
        ],
        read="See *From sound to numbers*.",
    ),
    Question(
        id="19.3",
        answer=lambda: 6 * 11 * 64,
        accept=near(),
        praise="Of 1,600 numbers that went in: the picture is larger than a shoe's, so the last layer has more weights too.",
        hints=[
            "A 3 x 3 kernel takes two rows and two columns off; pooling halves and drops what is left over.",
            "32 x 50, 30 x 48, 15 x 24, 13 x 22, and then?",
            "6 x 11 places with 64 maps each: `6 * 11 * 64`",
        ],
        misconceptions=[
            Misconception(
                "counted one map", lambda: 6 * 11, "That is one map of the last pooling. There are 64 of them."
            ),
            Misconception(
                "forgot the last pooling", lambda: 13 * 22 * 64, "That goes into the last pooling. It halves both sides."
            ),
            Misconception(
                "kept the size in the convolutions",
                lambda: 8 * 12 * 64,
                "Without padding a 3 x 3 kernel must fit inside: each convolution takes two off both sides.",
            ),
            Misconception(
                "rounded up",
                lambda: 7 * 11 * 64,
                "13 rows make six pairs; the row that is left over is dropped.",
            ),
            Misconception(
                "took lesson 13's picture", lambda: 5 * 5 * 64, "That is for 28 x 28 pixels. Here there are 32 x 50."
            ),
            Misconception("gave the shape", lambda: (6, 11, 64), "That is the shape. How many numbers is that?"),
        ],
        read="See *A picture, so a CNN*.",
    ),
    Question(
        id="19.4",
        answer=lambda: _later,
        accept=same_function(_pictures),
        praise="Later is later: what leaves the second is lost, and silence comes in.",
        hints=[
            "Begin with a picture of silence: `np.full(picture.shape, -50.0)`. Which columns of yours go where?",
            "To the right: `moved[:, frames:]` takes the first columns. To the left it takes the last. Mind `frames` beyond the width.",
            "For frames >= 0: `moved[:, frames:] = picture[:, :max(0, picture.shape[1] - frames)]`; else "
            "`moved[:, :frames] = picture[:, -frames:]`.",
        ],
        misconceptions=[
            Misconception(
                "rolled",
                lambda: lambda picture, frames: np.roll(picture, frames, axis=1),
                "`np.roll` brings the end of the word back at the beginning. What comes in is to be silence.",
            ),
            Misconception(
                "filled with 0",
                lambda: lambda picture, frames: _filled(picture, frames, 0.0),
                "0 dB is the loudest there is. Silence is −50.",
            ),
            Misconception(
                "moved the other way",
                lambda: lambda picture, frames: _later(picture, -frames),
                "Time runs to the right: later is a move to the right.",
            ),
            Misconception(
                "moved the bands",
                lambda: lambda picture, frames: _later(picture.T, frames).T,
                "That moves the bands, which makes the voice higher. Time is the second axis.",
            ),
        ],
        read="See *What do people do that machines do not?*",
    ),
    Question(
        id="19.5",
        answer=lambda: _wilson(8, 8),
        accept=near(1e-4),  # by the formula with 1.96 too
        praise="Eight of eight, and one in three may still go wrong. A partner who says 100 % means this.",
        hints=[
            "`binomtest(right, n)` has a method that gives the interval.",
            'The method is `proportion_ci(method="wilson")`, as in the cell above.',
            '`list(binomtest(8, 8).proportion_ci(method="wilson"))`',
        ],
        misconceptions=[
            Misconception(
                "took the standard error",
                lambda: [1.0, 1.0],
                "With all right, the usual standard error is 0, as if eight clips had proved it. Wilson's interval has a width.",
            ),
            Misconception(
                "took the exact interval",
                lambda: _wilson(8, 8, "exact"),
                'That is the exact interval (Clopper and Pearson), the default here. Wilson\'s is `method="wilson"`.',
            ),
            Misconception(
                "took ten clips",
                lambda: _wilson(8, 10),
                "That is eight of ten. This partner had eight clips.",
            ),
        ],
        read="See *How much do ten clips tell?*",
    ),
    Question(
        id="19.6",
        given=lambda: {"by_man": MEN["augmented"]},
        answer=lambda by_man: np.std(by_man, ddof=1) / np.sqrt(len(by_man)),
        accept=near(1e-6),
        praise="More than 600 independent clips would give: six men are six observations.",
        hints=[
            "What varies from man to man, and how many men are there?",
            "`by_man.std(ddof=1)` divides by n − 1. Then divide by the root of six.",
            "`by_man.std(ddof=1) / np.sqrt(len(by_man))`",
        ],
        misconceptions=[
            Misconception(
                "divided by n",
                lambda by_man: np.std(by_man) / np.sqrt(len(by_man)),
                "NumPy's `std` divides by n unless it is told `ddof=1`. With six men that matters.",
            ),
            Misconception(
                "gave the standard deviation",
                lambda by_man: np.std(by_man, ddof=1),
                "That is how much men differ. The mean of six varies less: divide by the root of six.",
            ),
            Misconception(
                "took the root of 600",
                lambda by_man: np.std(by_man, ddof=1) / np.sqrt(600),
                "There are 600 clips and six men. The men were drawn, so the men count.",
            ),
            Misconception(
                "took the clips for independent",
                lambda by_man: np.sqrt(np.mean(by_man) * (1 - np.mean(by_man)) / 600),
                "That is what the cell printed: the error if each clip came from another person. They come from six.",
                printed=True,
            ),
            Misconception(
                "divided by six",
                lambda by_man: np.std(by_man, ddof=1) / len(by_man),
                "Divide by the root of six: errors of a mean shrink with the root of the number.",
            ),
        ],
        read="See *How much do ten clips tell?*",
    ),
    Question(
        id="19.7",
        answer=lambda: _leak,
        accept=same_function(_splits),
        praise="0 is an honest split by speaker. Run it on every split that a partner shows you.",
        hints=[
            "Who speaks in training? `speakers[~test]`, once `speakers` is an array.",
            "`np.isin` asks for each test clip whether its speaker is among them; a mean of truths is a share.",
            "`return np.isin(speakers[test], speakers[~test]).mean()`, with `np.asarray` around both first.",
        ],
        misconceptions=[
            Misconception(
                "counted speakers",
                lambda: lambda speakers, test: float(
                    np.isin(np.unique(np.asarray(speakers)[test]), np.asarray(speakers)[~test]).mean()
                ),
                "That is the share of the test *speakers*. The share of the test clips is wanted: some speak more often.",
            ),
            Misconception(
                "looked at the training clips",
                lambda: lambda speakers, test: _leak(speakers, ~np.asarray(test)),
                "That is the share of the training clips whose speaker is tested. Turn it round.",
            ),
            Misconception(
                "gave the share that is honest",
                lambda: lambda speakers, test: 1 - _leak(speakers, test),
                "That is the share of test clips from new speakers. The leak is the rest.",
            ),
            Misconception(
                "gave a number of clips",
                lambda: lambda speakers, test: float(round(_leak(speakers, test) * np.sum(test))),
                "That is a number of clips. Divide by how many are for testing.",
            ),
            Misconception(
                "took a share of all clips",
                lambda: lambda speakers, test: _leak(speakers, test) * float(np.mean(test)),
                "You divided by all clips. The share is of those for testing.",
            ),
        ],
        read="See *Split by clip, or by speaker*.",
    ),
    Question(
        id="19.8",
        answer=lambda: ([0.43, 0.37, 0.45, 0.41], [0.53, 0.60, 0.62, 0.57]),
        accept=_OPEN,
        praise="Over the bar, and more than luck. Now defend it, and say what flite cannot tell.",
        hints=[
            "`compare(names)` gives the two lists for a list of voices, nine invented ones or three of flite's, in about half a minute.",
            "Which voices were built from recordings of people, as rms and slt were?",
            '`shares = compare(["kal", "kal16", "awb"], seeds=range(5))`',
        ],
        misconceptions=[
            Misconception(
                "gave yours first",
                lambda: ([0.74, 0.77, 0.73], [0.62, 0.60, 0.64]),
                "The second list is worse than the first in every seed. First the usual order, then yours.",
                shows=lambda answer: _pairs(answer).shape[1] >= 3 and bool(np.all(np.subtract(*_pairs(answer)) > GAIN)),
            ),
            Misconception(
                "took one seed",
                lambda: ([0.62], [0.74]),
                "One seed is luck or skill, and nobody can tell which: at least three.",
                shows=lambda answer: _pairs(answer).shape[1] == 1,
            ),
        ],
        read="See *Open task*.",
    ),
]
