"""Lesson 6, from pixels to tensors."""

import numpy as np

from lepton_kit.exercises.comparing import near, same_function
from lepton_kit.exercises.question import Misconception, Question

_PICTURES = np.arange(12.0).reshape(2, 2, 3)
_TRAIN, _TEST = np.array([[1.0, 2.0], [3.0, 6.0]]), np.array([[4.0, 2.0], [0.0, 1.0]])


def _mirrored(images):
    return images[:, :, ::-1]


def _normalised(train, test):
    return (test - train.mean()) / train.std()


def _leaked(train_scenes, test_scenes):
    return np.isin(test_scenes, train_scenes).sum()


QUESTIONS = [
    Question(
        id="06.1",
        answer=lambda: _mirrored,
        accept=same_function([(_PICTURES,), (_PICTURES[:1],), (np.eye(4)[None] + np.arange(4),)]),
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
        id="06.2",
        answer=lambda: _normalised,
        accept=same_function([(_TRAIN, _TEST), (_TEST, _TRAIN), (_TRAIN, _TRAIN * 10)]),
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
                "normalised the training",
                lambda: lambda train, test: (train - train.mean()) / train.std(),
                "That is the training, normalised. The test is wanted, with the training's mean and deviation.",
            ),
        ],
        read="See *Normalise, and why*.",
    ),
    Question(
        id="06.3",
        answer=lambda: _leaked,
        accept=same_function(
            [
                (np.array([1, 1, 2, 3]), np.array([3, 4, 4, 1, 1])),
                (np.array([1, 2]), np.array([3, 4])),
                (np.array([5, 5, 5, 7]), np.array([5, 5, 6])),
            ]
        ),
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
                "gave the share",
                lambda: lambda train_scenes, test_scenes: np.isin(test_scenes, train_scenes).mean(),
                "That is the share of the test pictures; their number is wanted.",
            ),
        ],
        read="See *Splitting without leaks*.",
    ),
    Question(
        id="06.4",
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
