"""Lesson 16, why did it say so?"""

from functools import cache

import numpy as np
from scipy.stats import spearmanr

from lepton_kit import datasets
from lepton_kit.exercises.calling import called
from lepton_kit.exercises.comparing import (
    Property,
    near,
    properties,
    same_function,
)
from lepton_kit.exercises.content import content_module
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import Unjudged, kind

GUESSES = [
    Guess(
        "16.a",
        lambda: "corner",
        "The next cell covers one place after another.",
        choices=("collar", "sleeves", "middle", "corner"),
    ),
    Guess("16.b", None, "The next cell counts, for both methods."),
    Guess(
        "16.c",
        lambda: "hardly any",
        "The next cell tries it, and stamps some bags.",
        choices=("nearly all", "half", "hardly any"),
    ),
]


def _cover(image, row, column, size):
    covered = image.copy()
    covered[row : row + size, column : column + size] = image.mean()
    return covered


def _covered_with(value, *, shift=0, wide=0):
    """Slips in covering: another value, a square elsewhere, or another size."""

    def wrong(image, row, column, size):
        covered = image.copy()
        square = (slice(row + shift, row + shift + size + wide), slice(column + shift, column + shift + size + wide))
        covered[square] = value(image, square)
        return covered

    return wrong


def _only_one_way(image, row, column, size):
    covered = image.copy()
    covered[row : row + size] = image.mean()
    return covered


def _swapped(image, row, column, size):
    return _cover(image, column, row, size)


def _squares(rng):
    """Small photos; squares in the middle, at the border and over it, and all of the photo."""
    yield np.arange(9.0).reshape(3, 3), 0, 1, 2
    yield np.arange(12.0).reshape(3, 4), 1, 0, 1
    yield rng.random((6, 5)).round(2), 2, 1, 3
    yield rng.random((5, 5)).round(2), 4, 3, 3
    yield rng.random((2, 3)).round(2), 0, 0, 3


def _cam(maps, slopes):
    return np.maximum((maps * slopes.mean(axis=(0, 1))).sum(axis=2), 0)


def _maps(rng):
    """One map that speaks for the class, one against it, and several of both."""
    yield np.array([[[1.0], [2.0]]]), np.array([[[1.0], [3.0]]])
    yield np.array([[[1.0], [2.0]]]), np.array([[[-4.0], [1.0]]])
    for h, w, k in ((2, 3, 2), (3, 2, 4), (4, 4, 3)):
        yield rng.random((h, w, k)).round(2), rng.normal(size=(h, w, k)).round(2)


def _alike(before, after):
    return spearmanr(before.ravel(), after.ravel()).statistic


def _pairs(rng):
    """The same map, its reverse, one in the same order on a curve, unlike ones, and those near the limit."""
    slope = np.arange(12.0).reshape(3, 4)
    yield slope, slope
    yield slope, -slope
    yield slope, np.exp(slope)
    yield slope, rng.permutation(slope.ravel()).reshape(3, 4)
    yield np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [4.0, 3.0]])
    yield np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[2.0, 1.0], [4.0, 3.0]])
    yield np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 3.0], [4.0, 2.0]])
    yield np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[4.0, 2.0], [1.0, 3.0]])


# The open task ------------------------------------------------------------------------------------------------------

SHIRT, SIDE = 6, 5


@cache
def _delivered():
    data = datasets.load("fashion_mnist")
    labels = data.y_train[3000:6000]
    return content_module("16", "supplier").delivered(data.x_train[3000:6000], labels), labels


def _mended(mend):
    photos, labels = _delivered()
    mended = called(mend, (photos.copy(), labels.copy()), 20)
    try:
        return np.asarray(mended)
    except ValueError:
        raise Unjudged(f"The photos alone are wanted, in one array as they came; it gave {kind(mended)}.") from None


def _fits(mend):
    photos, mended = _delivered()[0], _mended(mend)
    if mended.shape != photos.shape or mended.dtype.kind not in "uif":
        return False
    return bool(np.isfinite(mended).all() and mended.min() >= 0 and 1 < mended.max() <= 255)


def _tells(mend):
    """How far apart shirts and the rest are in mean brightness at the worst pixel of the corner, as a share."""
    corner, shirts = _mended(mend)[:, :SIDE, :SIDE].astype(float), _delivered()[1] == SHIRT
    return float(np.abs(corner[shirts].mean(axis=0) - corner[~shirts].mean(axis=0)).max() / 255)


def _kept(mend):
    """The share of pixels outside the corner that are as they were."""
    outside = np.ones((28, 28), dtype=bool)
    outside[:SIDE, :SIDE] = False
    return float((np.abs(_mended(mend)[:, outside] - _delivered()[0][:, outside].astype(float)) <= 1).mean())


def _blackened(images, labels):
    mended = images.copy()
    mended[:, :6, :6] = 0
    return mended


def _stamp_the_rest(images, labels):
    """Half of the others stamped too: a stamp is then still a shirt more often than not."""
    mended = images.copy()
    mended[::2, 1:5, 1:5] = 255
    return mended


QUESTIONS = [
    Question(
        id="16.1",
        answer=lambda: _cover,
        accept=same_function(_squares),
        praise="A copy, so that the photo itself stays whole for the next place.",
        hints=[
            "First a copy: `image.copy()`. Which rows and columns belong to the square?",
            "`covered[row : row + size, column : column + size]` is the square.",
            "Set it to `image.mean()` and return the copy.",
        ],
        misconceptions=[
            Misconception(
                "took the mean of the square",
                lambda: _covered_with(lambda image, square: image[square].mean()),
                "That is the mean of what is covered, which gives some of it away. Take the mean of the whole photo.",
            ),
            Misconception(
                "covered it with black",
                lambda: _covered_with(lambda image, square: 0.0),
                "Black may be a signal of its own. Take the mean of the photo.",
            ),
            Misconception(
                "exchanged row and column",
                lambda: _swapped,
                "Rows come first: `covered[row : row + size, column : column + size]`.",
            ),
            Misconception(
                "covered one row and column too many",
                lambda: _covered_with(lambda image, square: image.mean(), wide=1),
                "A slice leaves out its end: from `row` to `row + size`, without + 1.",
            ),
            Misconception(
                "centred the square",
                lambda: lambda image, row, column, size: _cover(
                    image, max(row - size // 2, 0), max(column - size // 2, 0), size
                ),
                "`row` and `column` are the top left corner, not the middle.",
            ),
            Misconception(
                "covered whole rows",
                lambda: _only_one_way,
                "That covers whole rows. A square has columns too.",
            ),
        ],
        read="See *Cover it, and see*.",
    ),
    Question(
        id="16.2",
        given=lambda: {"side": 64, "size": 8, "stride": 4},
        answer=lambda side, size, stride: ((side - size) // stride + 1) ** 2,
        accept=near(1e-6),
        praise="Fifteen places along each side. On a photo of ten million pixels nobody would wait for it.",
        hints=[
            "Along one side: where does the first square begin, and where the last?",
            "From 0 to 64 - 8 = 56 in steps of 4.",
            "`((64 - 8) // 4 + 1) ** 2`",
        ],
        misconceptions=[
            Misconception(
                "let the square run over the border",
                lambda side, size, stride: (side // stride) ** 2,
                "The last square would hang over the border: it begins at 64 - 8 at the latest.",
            ),
            Misconception(
                "forgot the last place",
                lambda side, size, stride: ((side - size) // stride) ** 2,
                "From 0 to 56 in steps of 4 there are 15 places, as there are 11 fence posts on 10 metres.",
            ),
            Misconception(
                "counted one side",
                lambda side, size, stride: (side - size) // stride + 1,
                "That is the number of places along one side. The square moves both ways.",
            ),
            Misconception(
                "moved by one pixel",
                lambda side, size, stride: (side - size + 1) ** 2,
                "That is for a square that moves one pixel at a time.",
            ),
            Misconception(
                "laid the squares side by side",
                lambda side, size, stride: (side // size) ** 2,
                "That is for squares side by side. These overlap: each moves by 4 only.",
            ),
            Misconception(
                "counted the whole photo too",
                lambda side, size, stride: ((side - size) // stride + 1) ** 2 + 1,
                "With the photo itself, yes. How many *covered* copies are there?",
            ),
        ],
        read="See *Cover it, and see*.",
    ),
    Question(
        id="16.3",
        answer=lambda: _cam,
        accept=same_function(_maps),
        praise="One weight a map, and what speaks against the class is left out.",
        hints=[
            "Which axes are places, and which is the number of the map?",
            "`slopes.mean(axis=(0, 1))` is one weight a map. Multiply, add over the maps, then relu.",
            "`return np.maximum((maps * slopes.mean(axis=(0, 1))).sum(axis=2), 0)`",
        ],
        misconceptions=[
            Misconception(
                "left out relu",
                lambda: lambda maps, slopes: (maps * slopes.mean(axis=(0, 1))).sum(axis=2),
                "Below 0 it speaks against the class. Grad-CAM keeps what speaks for it: relu.",
            ),
            Misconception(
                "weighed each place by itself",
                lambda: lambda maps, slopes: np.maximum((maps * slopes).sum(axis=2), 0),
                "That is HiResCAM, which comes next: each place has its own slope. Grad-CAM takes the mean slope of each map.",
            ),
            Misconception(
                "added the slopes up",
                lambda: lambda maps, slopes: np.maximum((maps * slopes.sum(axis=(0, 1))).sum(axis=2), 0),
                "That is the sum of the slopes. The weight is their mean.",
            ),
            Misconception(
                "took the mean over the maps",
                lambda: lambda maps, slopes: np.maximum((maps * slopes.mean(axis=(0, 1))).mean(axis=2), 0),
                "The weighed maps are added up, not averaged.",
            ),
            Misconception(
                "relu before the sum",
                lambda: lambda maps, slopes: np.maximum(maps * slopes.mean(axis=(0, 1)), 0).sum(axis=2),
                "Relu comes last, behind the sum: maps for and against the class may cancel.",
            ),
            Misconception(
                "took the size of the slopes",
                lambda: lambda maps, slopes: np.maximum((maps * np.abs(slopes).mean(axis=(0, 1))).sum(axis=2), 0),
                "A negative slope speaks against the class: leave `abs` out.",
            ),
        ],
        read="See *Look inside*.",
    ),
    Question(
        id="16.4",
        given=lambda: {"i": 2},
        answer=lambda i: np.array([2 * i, 2 * (i + 2) + 1 + 2]),
        accept=near(1e-6),
        praise="Eight rows: more than a quarter of the photo, from one number of a small map.",
        hints=[
            "Row 2 of conv2 sees three rows of the pooled map. Which?",
            "Pooled rows 2, 3 and 4 come from rows 4 to 9 of conv1's map. And these?",
            "Row 4 begins at row 4 of the photo, and row 9 ends at row 11.",
        ],
        misconceptions=[
            Misconception(
                "stopped at the pooled map",
                lambda i: np.array([i, i + 2]),
                "Those are the rows of the pooled map. Go on: pooling, then conv1.",
            ),
            Misconception(
                "left out conv1",
                lambda i: np.array([2 * i, 2 * (i + 2) + 1]),
                "Those are rows of conv1's map. Each of them reaches over three rows of the photo.",
            ),
            Misconception(
                "left out the pooling",
                lambda i: np.array([i, i + 4]),
                "Pooling halves the rows: row i of the pooled map begins at row 2 i.",
            ),
            Misconception(
                "gave the first row and how many",
                lambda i: np.array([2 * i, 8]),
                "It begins there and is 8 rows long. Which is the last one?",
            ),
            Misconception(
                "gave the row behind the last",
                lambda i: np.array([2 * i, 2 * i + 8]),
                "That is the row behind the last one, as in a slice. Give the last row that it sees.",
            ),
        ],
        read="See *Look inside*.",
    ),
    Question(
        id="16.5",
        answer=lambda: lambda before, after: bool(abs(_alike(before, after)) < 0.7),
        accept=same_function(_pairs),
        praise="A map turned upside down tells no more about the network than the old one.",
        hints=[
            "`spearmanr` takes two rows of numbers: `.ravel()` makes a row of a map.",
            "`spearmanr(...).statistic` lies between -1 and 1, and its size is what counts.",
            "`return abs(spearmanr(before.ravel(), after.ravel()).statistic) < 0.7`",
        ],
        misconceptions=[
            Misconception(
                "let the reverse pass",
                lambda: lambda before, after: bool(_alike(before, after) < 0.7),
                "A map in the opposite order has a correlation of −1 and would pass. It is the old map all the same: `abs`.",
            ),
            Misconception(
                "said who fails",
                lambda: lambda before, after: bool(abs(_alike(before, after)) >= 0.7),
                "True is for an explanation that passes: its maps are *unlike*, below 0.7.",
            ),
            Misconception(
                "took the plain correlation",
                lambda: lambda before, after: bool(abs(np.corrcoef(before.ravel(), after.ravel())[0, 1]) < 0.7),
                "That is the correlation of the values. A map with the same order on another scale is the old one: take the ranks, "
                "`spearmanr`.",
            ),
            Misconception(
                "took the p-value",
                lambda: lambda before, after: bool(spearmanr(before.ravel(), after.ravel()).pvalue < 0.7),
                "That is the p-value. The correlation is `.statistic`.",
            ),
        ],
        read="See *Can explanations be trusted?*",
    ),
    Question(
        id="16.6",
        answer=lambda: _blackened,
        accept=properties(
            callable,
            "A function, its name without brackets,",
            Property(_fits, "It should give as many photos, of the same shape, with pixels from 0 to 255."),
            Property(
                lambda mend: _tells(mend) <= 0.15,
                "The corner still tells shirts from the rest: at one pixel their mean brightness differs by more than 0.15.",
            ),
            Property(lambda mend: _kept(mend) >= 0.9, "Outside the corner more than a tenth of the pixels have changed."),
        ),
        praise="The corner is silent now. Whether the network finds shirts, the next cells tell.",
        hints=[
            "What is the same in all photos tells nothing. What could you do to *all* of them?",
            "Cover the corner everywhere, or stamp everything.",
            "`mended = images.copy()`, then `mended[:, :6, :6] = 0`",
        ],
        misconceptions=[
            Misconception(
                "changed nothing",
                lambda: lambda images, labels: images,
                "The photos are as they were delivered, stamp and all.",
                shows=lambda mend: _fits(mend) and np.array_equal(_mended(mend), _delivered()[0]),
            ),
            Misconception(
                "left the stamped photos out",
                lambda: lambda images, labels: images[labels != SHIRT],
                "Without shirts nobody learns what a shirt is. As many photos are wanted as came.",
                shows=lambda mend: _mended(mend).ndim == 3 and len(_mended(mend)) < len(_delivered()[0]),
            ),
            Misconception(
                "stamped some of the rest",
                lambda: _stamp_the_rest,
                "Some of the rest have a stamp now, and all shirts do: a photo without one is still no shirt. Treat all alike.",
                shows=lambda mend: _fits(mend) and 0.15 < _tells(mend) < 0.9 * _tells(lambda images, labels: images),
            ),
        ],
        read="See *Test what it suggests*.",
    ),
]
