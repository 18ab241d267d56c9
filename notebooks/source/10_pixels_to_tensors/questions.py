"""Lesson 10, from pixels to tensors."""

import numpy as np

from lepton_kit.exercises.comparing import near, same_function
from lepton_kit.exercises.question import Misconception, Question


def _pictures(rng):
    """Stacks of one to three pictures, none of them square but one."""
    return [(rng.integers(0, 99, shape).astype(float),) for shape in ((2, 2, 3), (1, 3, 4), (1, 4, 4), (3, 2, 5))]


def _sets(rng):
    """Training and test pictures of different mean and spread, also of different number."""
    return [
        (rng.integers(2, 11, (n, 2, 2)).astype(float), rng.integers(low, low + 9, (m, 2, 2)).astype(float))
        for n, m, low in ((2, 2, 5), (3, 1, 0), (2, 4, 0))
    ]


def _bursts(rng):
    """Bursts that are in both sets, in one or in none, with several pictures each."""
    yield np.array([1, 2]), np.array([3, 4])
    yield np.array([1, 1, 2, 3]), np.array([3, 4, 4, 1, 1])
    for n, m in ((4, 3), (6, 9), (9, 5)):
        yield rng.integers(1, 7, n), rng.integers(3, 9, m)


def _mirrored(images):
    return images[:, :, ::-1]


def _normalised(train, test):
    return (test - train.mean()) / train.std()


def _per_pixel(answer):
    """Whether the spread in one pixel alone changes what comes out for another."""
    train, test = np.arange(8.0).reshape(2, 2, 2), np.ones((1, 2, 2))
    wild = train.copy()
    wild[0, 0, 0] -= 50
    with np.errstate(all="ignore"):
        return bool(np.allclose(answer(train, test)[0, 1, 1], answer(wild, test)[0, 1, 1]))


def _leaked(train_scenes, test_scenes):
    return np.isin(test_scenes, train_scenes).sum()


QUESTIONS = [
    Question(
        id="10.1",
        answer=lambda: _mirrored,
        accept=same_function(_pictures),
        praise="The columns run backwards, the rows and the pictures stay. This is all that mirroring is.",
        hints=[
            "Which of the three axes goes from left to right?",
            "A slice with the step −1, `[::-1]`, runs backwards. Leave the other axes alone with `:`.",
            "`return images[:, :, ::-1]`",
        ],
        misconceptions=[
            Misconception(
                "turned upside down",
                lambda: lambda images: images[:, ::-1],
                "That exchanges top and bottom: the second axis holds the rows. Left and right is the third.",
            ),
            Misconception(
                "reversed the order of the pictures",
                lambda: lambda images: images[::-1],
                "That reverses the order of the pictures. The first axis counts them; left and right is the third.",
            ),
            Misconception(
                "reversed every axis",
                lambda: lambda images: np.flip(images),
                "`np.flip` without an axis reverses all of them: order, rows and columns. Only the last is wanted.",
            ),
            Misconception(
                "exchanged rows and columns",
                lambda: lambda images: images.swapaxes(1, 2),
                "That turns rows into columns, which mirrors on the diagonal and changes the shape.",
            ),
        ],
        read="See *What is in a picture?*.",
    ),
    Question(
        id="10.2",
        answer=lambda: _normalised,
        accept=same_function(_sets),
        praise="The test pictures are measured with the training's ruler; nothing about them leaks back.",
        hints=[
            "The formula is z = (x − μ) / σ. Whose μ and σ, and whose x?",
            "x is the test; μ and σ are `train.mean()` and `train.std()`.",
            "`return (test - train.mean()) / train.std()`",
        ],
        misconceptions=[
            Misconception(
                "used the test's own mean",
                lambda: lambda train, test: (test - test.mean()) / test.std(),
                "That normalises the test with its own mean. Then the test has told you something before it began; "
                "use the training's.",
            ),
            Misconception(
                "used the mean of both",
                lambda: (
                    lambda train, test: (
                        (test - np.concatenate([train, test]).mean()) / np.concatenate([train, test]).std()
                    )
                ),
                "Mean and deviation of all pictures together let the test leak into the training. Use the training's.",
            ),
            Misconception(
                "divided before subtracting",
                lambda: lambda train, test: test - train.mean() / train.std(),
                "Division comes before subtraction: put brackets around `test - train.mean()`.",
            ),
            Misconception(
                "divided by the variance",
                lambda: lambda train, test: (test - train.mean()) / train.var(),
                "That divides by the variance. σ is its square root, `train.std()`.",
            ),
            Misconception(
                "took the sample's deviation",
                lambda: lambda train, test: (test - train.mean()) / train.std(ddof=1),
                "That divides by n - 1 in the deviation, as pandas and statistics do for samples. Here σ is `train.std()`.",
            ),
            Misconception(
                "took each pixel's own mean",
                lambda: lambda train, test: (test - train.mean(axis=0)) / (train.std(axis=0) + 1e-7),
                "That gives each pixel its own μ and σ. One mean and one deviation of all the pixels together are wanted: "
                "no `axis`.",
                shows=_per_pixel,
            ),
            Misconception(
                "scaled from least to most",
                lambda: lambda train, test: (test - train.min()) / np.ptp(train),
                "That is min-max scaling. Normalising takes off the mean and divides by the deviation.",
            ),
            Misconception(
                "normalised the training",
                lambda: lambda train, test: (train - train.mean()) / train.std(),
                "That is the training, normalised. The test is wanted, with the training's mean and deviation.",
            ),
        ],
        read="See *Normalise, and why*.",
    ),
    Question(
        id="10.3",
        answer=lambda: _leaked,
        accept=same_function(_bursts),
        praise="Each of these is a question whose answer the classifier has already seen.",
        hints=[
            "For each test picture: does its burst's number occur in the training?",
            "`np.isin(a, b)` says for each entry of `a` whether it occurs in `b`. Count the True ones with `.sum()`.",
            "`return np.isin(test_scenes, train_scenes).sum()`",
        ],
        misconceptions=[
            Misconception(
                "counted training pictures",
                lambda: lambda train_scenes, test_scenes: np.isin(train_scenes, test_scenes).sum(),
                "That counts the training pictures with a sister in the test. Exchange the two.",
            ),
            Misconception(
                "counted bursts",
                lambda: lambda train_scenes, test_scenes: len(set(test_scenes) & set(train_scenes)),
                "That counts bursts. A burst may have several pictures in the test, and each of them counts.",
            ),
            Misconception(
                "counted pairs",
                lambda: lambda train_scenes, test_scenes: (test_scenes[:, None] == train_scenes).sum(),
                "That counts pairs of a test picture and a training picture. Each test picture counts once.",
            ),
            Misconception(
                "gave the share",
                lambda: lambda train_scenes, test_scenes: np.isin(test_scenes, train_scenes).mean(),
                "That is the share of the test pictures; their number is wanted.",
            ),
        ],
        read="See *Splitting without leaks*.",
    ),
    Question(
        id="10.4",
        answer=lambda: (0.8 - 0.82) / (1 - 0.82),
        accept=near(1e-3),
        praise="Below 0: they agree less than two who say 'boot' nine times in ten, unseen. 80 % sounds better.",
        hints=[
            "How often would they agree if both said 'boot' nine times in ten without looking?",
            "Both 'boot' by chance: 0.9 · 0.9. Both 'bag': 0.1 · 0.1. Together they are p_e.",
            "`(0.8 - 0.82) / (1 - 0.82)`",
        ],
        misconceptions=[
            Misconception("gave the agreement", lambda: 0.8, "That is p_o. Kappa takes out what chance gives."),
            Misconception(
                "took one half for chance",
                lambda: 0.6,
                "Chance is one half only if they say both classes equally often. Here it is 0.9 and 0.1.",
            ),
            Misconception(
                "forgot the bags",
                lambda: (0.8 - 0.81) / (1 - 0.81),
                "They may agree by chance on 'bag' too: add 0.1 · 0.1.",
            ),
            Misconception(
                "did not divide",
                lambda: 0.8 - 0.82,
                "That is p_o − p_e. Divide by the most that could be reached, 1 − p_e.",
            ),
        ],
        read="See *Labelling: by hand, by machine, by the crowd*.",
    ),
]
