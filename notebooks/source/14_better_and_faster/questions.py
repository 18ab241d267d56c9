"""Lesson 14, better and faster."""

from math import comb

import numpy as np
from scipy import stats

from lepton_kit.exercises.comparing import Unjudged, exactly, near, same_function
from lepton_kit.exercises.content import content_module
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import kind, numbers

GUESSES = [
    Guess("14.a", None, "The next cell trains, and draws both curves."),
    Guess(
        "14.b",
        lambda: _augmented(),
        "The next cell draws all eight ideas, after 120 steps and after 600.",
        choices=("below", "level", "above"),
    ),
]


def _best_epoch(loss, val_loss):
    return int(np.argmin(val_loss)) + 1


def _first_rise(loss, val_loss):
    return next((k for k in range(1, len(val_loss)) if val_loss[k] > val_loss[k - 1]), len(val_loss))


def _curves(rng):
    """A fixed pair of curves that waver, and three drawn ones."""
    yield [1.2, 0.7, 0.5, 0.3, 0.2, 0.1], [1.1, 0.8, 0.85, 0.7, 0.75, 0.9]
    for epochs in (5, 9, 14):
        falling, wavering = (-np.sort(-rng.random(epochs)), 0.4 + rng.permutation(epochs) / epochs)
        yield falling.round(3).tolist(), wavering.round(3).tolist()


_RUNS = {
    "plain": (0.771, 0.784, 0.766),
    "dropout": (0.779, 0.788, 0.774),
    "smaller batches": (0.769, 0.786, 0.762),
    "augmentation": (0.789, 0.801, 0.786),
    "larger kernels": (0.770, 0.783, 0.781),
    "more pictures": (0.852, 0.846, 0.859),
}
"""Test accuracies of three seeds each; as the lesson's cell shows them."""


def _interval(error=lambda d, old: d.std(ddof=1) / np.sqrt(len(d)), t=lambda n: stats.t.ppf(0.975, n - 1)):
    """The paired interval, or what a slip in its standard error or its t makes of it."""

    def interval(new, old):
        difference = np.subtract(new, old)
        reach = t(len(difference)) * error(difference, np.asarray(old))
        return difference.mean() - reach, difference.mean() + reach

    return interval


def _augmented():
    """Where augmentation ends after 600 steps, against plain, by the lesson's table."""
    runs = content_module("14", "tables").helps()
    low, high = _interval()(runs["augmentation"].accuracy[:, -1], runs["plain"].accuracy[:, -1])
    return "below" if high < 0 else "above" if low > 0 else "level"


def _unpaired(difference, old):
    new = difference + old
    return np.sqrt((new.var(ddof=1) + old.var(ddof=1)) / len(old))


def _pairs(rng):
    """Two to nine pairs: an idea that helps, one that hurts, and seeds that differ by more than the idea does."""
    for n, gain in ((2, 0.03), (3, 0.02), (5, -0.04), (9, 0.0)):
        old = (0.75 + 0.03 * rng.standard_normal(n)).round(3)
        yield (old + gain + 0.01 * rng.standard_normal(n)).round(3), old


def _accuracies(answer):
    """Rows of two accuracies, or word of what else it is."""
    pairs = numbers(answer)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise Unjudged(f"Rows of two accuracies are wanted, yours and plain's, as `compare` gives them; you gave {kind(answer)}.")
    return pairs


def _properties_of_pairs(answer, expected):
    """At least five true pairs of accuracies, and an interval of their differences above 0."""
    pairs = _accuracies(answer)
    if not 0 <= pairs.min() <= pairs.max() <= 1:
        return "Accuracies are shares, from 0 to 1."
    if len(pairs) < 5:
        return f"Those are {len(pairs)} seeds, and five are wanted at least."
    if not np.ptp(pairs, axis=0).all():
        return "Each seed gave the very same accuracy. Does the seed reach the pictures and the weights?"
    low, high = _interval()(*pairs.T)
    if low > 0:
        return None
    return f"Your interval goes from {low:+.3f} to {high:+.3f}: it is not wholly above 0. Another idea, or more seeds?"


_BETTER = np.array([[0.79, 0.765], [0.771, 0.752], [0.788, 0.758], [0.794, 0.776], [0.77, 0.749]])
"""Accuracies that an answer may have."""


QUESTIONS = [
    Question(
        id="14.1",
        answer=lambda: _best_epoch,
        accept=same_function(_curves),
        praise="Training on past it makes the network surer of its mistakes. Stopping there is the cheapest cure.",
        hints=[
            "On which pictures must the loss be lowest: those it learns from, or those it does not?",
            "`np.argmin` finds the place of the smallest number; Python counts from 0, epochs from 1.",
            "`return int(np.argmin(val_loss)) + 1`",
        ],
        misconceptions=[
            Misconception(
                "looked at the training loss",
                lambda: lambda loss, val_loss: int(np.argmin(loss)) + 1,
                "The loss on the training pictures goes on falling while the network learns them by heart. Look at "
                "`val_loss`.",
            ),
            Misconception(
                "counted from 0",
                lambda: lambda loss, val_loss: int(np.argmin(val_loss)),
                "Python's first place is 0, the first epoch is 1: add one.",
            ),
            Misconception(
                "took the highest loss",
                lambda: lambda loss, val_loss: int(np.argmax(val_loss)) + 1,
                "A loss is best where it is lowest.",
            ),
            Misconception(
                "gave the loss itself",
                lambda: lambda loss, val_loss: float(np.min(val_loss)),
                "That is the lowest loss. The question is in which epoch it was reached.",
            ),
            Misconception(
                "stopped at the first rise",
                lambda: _first_rise,
                "Curves waver: one bad epoch is not the end. Find the lowest point of the whole curve.",
            ),
        ],
        read="See *What can be had from 300 pictures?*",
    ),
    Question(
        id="14.2",
        given=lambda: {"runs": _RUNS},
        answer=lambda runs: {name for name in runs if min(runs[name]) > max(runs["plain"])},
        accept=exactly(),
        praise="Two of five pass. How many of five useless ideas would, now and then? That is the next question but one.",
        hints=[
            "By how much do the three runs of *plain* differ among themselves?",
            "Every run beats every plain one if the worst of them beats the best plain one.",
            '`{name for name in runs if min(runs[name]) > max(runs["plain"])}`',
        ],
        misconceptions=[
            Misconception(
                "compared the means only",
                lambda runs: {name for name in runs if np.mean(runs[name]) > np.mean(runs["plain"])},
                "A higher mean of three runs may be luck. Here every run has to beat every plain one.",
            ),
            Misconception(
                "compared the best runs",
                lambda runs: {name for name in runs if max(runs[name]) > max(runs["plain"])},
                "The best of three is the luckiest of three. Compare the worst run with the best plain one.",
            ),
            Misconception(
                "compared first runs",
                lambda runs: {name for name in runs if runs[name][0] > runs["plain"][0]},
                "One run against one run: another seed may turn it round. Use all three.",
            ),
        ],
        read="See *Luck or skill?*",
    ),
    Question(
        id="14.3",
        answer=lambda: 1 / comb(8, 4),
        accept=near(),
        praise="1 in 70. Each further seed makes luck about four times rarer.",
        hints=[
            "Eight runs, four of them the idea's. In how many ways can four of eight be chosen?",
            "`math.comb(8, 4)` counts them, and one of them is the four best.",
            "`1 / math.comb(8, 4)`",
        ],
        misconceptions=[
            Misconception("took three seeds", lambda: 1 / comb(6, 3), "That is for three seeds each.", printed=True),
            Misconception(
                "tossed four coins",
                lambda: 1 / 2**4,
                "That each run beats *its partner* has this chance. Here each has to beat *all four* plain ones.",
            ),
            Misconception("counted orders", lambda: 1 / 24, "The order among the four does not matter: choose four of eight."),
            Misconception(
                "counted the four worst too",
                lambda: 2 / comb(8, 4),
                "That counts the idea whose runs are all worse as well. Only the best four pass.",
            ),
            Misconception("counted the ways", lambda: comb(8, 4), "So many ways there are. How likely is one of them?"),
        ],
        read="See *Luck or skill?*",
    ),
    Question(
        id="14.4",
        answer=lambda: 1 - (1 - 1 / 20) ** 5,
        accept=near(),
        praise="Between 1 in 5 and 1 in 4: five useless ideas often enough make one success. (They share the plain runs, so they are not "
        "quite independent; that changes little.)",
        hints=[
            "How likely is it that *none* of the five passes?",
            "One useless idea fails with chance 19/20; all five fail with its fifth power.",
            "`1 - (1 - 1 / 20) ** 5`",
        ],
        misconceptions=[
            Misconception(
                "added the chances",
                lambda: 5 / 20,
                "Nearly. Adding counts it twice if two ideas pass; with 30 ideas it would be more than 1.",
            ),
            Misconception("took the chance that none passes", lambda: (19 / 20) ** 5, "So likely is it that none passes."),
            Misconception("took the chance that all pass", lambda: (1 / 20) ** 5, "That all five pass is far rarer."),
            Misconception("took one idea", lambda: 1 / 20, "That is one idea. There are five chances to be lucky.", printed=True),
        ],
        read="See *Luck or skill?*",
    ),
    Question(
        id="14.5",
        points=2,
        answer=lambda: _interval(),
        accept=same_function(_pairs),
        praise="What both networks of a pair have in common has gone out of it.",
        hints=[
            "First the differences, new minus old. Then their mean, and how far to go from it.",
            "`difference.std(ddof=1) / np.sqrt(n)` is the standard error; t is `stats.t.ppf(0.975, n - 1)`.",
            "`reach = stats.t.ppf(0.975, n - 1) * difference.std(ddof=1) / np.sqrt(n)`, then mean minus and plus it.",
        ],
        misconceptions=[
            Misconception(
                "did not pair",
                lambda: _interval(_unpaired),
                "That adds the variances of both columns, as if they were strangers. Take the standard deviation of the differences.",
            ),
            Misconception(
                "took the normal 1.96",
                lambda: _interval(t=lambda n: stats.norm.ppf(0.975)),
                "1.96 is for very many pairs. With few, the standard deviation is uncertain too: Student's t.",
            ),
            Misconception(
                "left out ddof=1",
                lambda: _interval(lambda d, old: d.std() / np.sqrt(len(d))),
                "NumPy divides by n unless told otherwise: `std(ddof=1)`.",
            ),
            Misconception(
                "did not divide by the root of n",
                lambda: _interval(lambda d, old: d.std(ddof=1)),
                "That is how far single differences lie apart. Their mean is surer, by the root of n.",
            ),
            Misconception(
                "left 5 % on one side",
                lambda: _interval(t=lambda n: stats.t.ppf(0.95, n - 1)),
                "2.5 % lie outside on each side: 0.975.",
            ),
            Misconception(
                "counted n degrees of freedom",
                lambda: _interval(t=lambda n: stats.t.ppf(0.975, n)),
                "One number is used up for the mean: n - 1.",
            ),
            Misconception(
                "took old minus new",
                lambda: lambda new, old: _interval()(old, new),
                "New minus old, so that what is better is above 0.",
            ),
        ],
        read="See *Luck or skill?*",
    ),
    Question(
        id="14.6",
        answer=lambda: 350,
        accept=near(),
        praise="Whoever is to be better at equal time has to be better with 350 steps against 600.",
        hints=[
            "How long do 600 steps of plain take?",
            "600 x 14 ms = 8.4 s. How many steps of 24 ms are that?",
            "`600 * 14 / 24`",
        ],
        misconceptions=[
            Misconception("turned it round", lambda: 600 * 24 / 14, "A dearer step means fewer of them."),
            Misconception("took the residual network", lambda: 300, "That is the residual network, with 28 ms a step."),
            Misconception("gave the seconds", lambda: 8.4, "That is the time of 600 plain steps, in seconds. How many of 24 ms fit in?"),
        ],
        read="See *At equal time*.",
    ),
    Question(
        id="14.7",
        answer=lambda: 5_408,
        accept=near(),
        praise="A quarter of the work, and the same numbers come out.",
        hints=[
            "Pooling of 2 x 2 halves both sides of a map. What stays as it is?",
            "26 becomes 13; the 32 maps remain 32.",
            "`13 * 13 * 32`",
        ],
        misconceptions=[
            Misconception("counted before the pooling", lambda: 26 * 26 * 32, "So many there are before the pooling."),
            Misconception("halved one side only", lambda: 26 * 26 * 16, "Both sides are halved, so a quarter is left."),
            Misconception("counted one map", lambda: 169, "That is one map of 32."),
            Misconception("pooled the maps away too", lambda: 13 * 13 * 16, "Pooling works within a map: there are still 32."),
        ],
        read="See *The same, ten times sooner*.",
    ),
    Question(
        id="14.8",
        points=2,
        answer=lambda: _BETTER,
        accept=_properties_of_pairs,
        praise="Above plain in the whole interval. How many ideas did you try before this one?",
        hints=[
            "Which idea was above plain in the table, and why? Which of them is done after 120 steps?",
            "After 120 steps one idea of the picture has its whole interval above 0, with the partner's own 300: which?",
            "Write `train(x, y)` that compiles `ideas.network(\"batch normalisation\")` with a cycle of 120 steps, fits and returns "
            "it; then `pairs = compare(train, seeds=8)`.",
        ],
        misconceptions=[
            Misconception(
                "gave too few seeds",
                lambda: _BETTER[:3],
                "Three pairs say little: t is 4.3. Five are wanted at least.",
                shows=lambda answer: len(_accuracies(answer)) < 5,
            ),
            Misconception(
                "gave losses",
                lambda: 1.2 / _BETTER,
                "Some of these are above 1 and far from 100, as losses are. `evaluate` gives loss and accuracy: take `[1]`.",
                shows=lambda answer: 1 < _accuracies(answer).max() < 5,
            ),
            Misconception(
                "gave one seed again and again",
                lambda: np.repeat(_BETTER[:1], 6, axis=0),
                "Each row is the same: the seed does not reach your network. `keras.utils.set_random_seed(seed)`.",
                shows=lambda answer: not np.ptp(_accuracies(answer), axis=0).any(),
            ),
            Misconception(
                "put plain first",
                lambda: _BETTER[:, ::-1],
                "The second column is better in the whole interval. Yours comes first, plain second; or is your idea worse?",
                shows=lambda answer: _interval()(*_accuracies(answer).T)[1] < 0,
            ),
        ],
        read="See *Open task*.",
    ),
]
