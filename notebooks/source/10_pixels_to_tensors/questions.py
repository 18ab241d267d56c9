"""Lesson 10, from pixels to tensors."""

from functools import cache

import numpy as np

from lepton_kit import datasets
from lepton_kit.exercises.comparing import (
    Property,
    Unjudged,
    near,
    properties,
    same_function,
)
from lepton_kit.exercises.content import content_module
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import numbers, plain_name


def _gap():
    """How far the test on a random quarter of the bursts lies above the test that keeps bursts together."""
    from sklearn.neighbors import KNeighborsClassifier

    from lepton_kit.vision import augment, split

    data, rows = datasets.load("fashion_mnist"), content_module("10", "shop").rows
    once, told = data.x_train[2000:2400], []
    burst = rows(np.concatenate([once, *(augment(once, rotate=4, shift=1, rng=s) for s in (1, 2))]))
    kinds, scene = np.tile(data.y_train[2000:2400], 3), np.tile(np.arange(400), 3)
    for copies in (None, scene):
        train, test = split(kinds, test=0.25, copies=copies, rng=0)
        told.append(KNeighborsClassifier(1).fit(burst[train], kinds[train]).score(burst[test], kinds[test]))
    return told[0] - told[1]


GUESSES = [
    Guess("10.a", lambda: (200 + 100) % 256, "The next cell adds them."),
    Guess("10.b", lambda: 13, "The next cell writes the folder and reads it."),
    Guess("10.c", lambda: "wider", "The next cell draws them.", choices=("grey", "as fine", "wider")),
    Guess("10.d", _gap, "The next cell tests both."),
]


def _boot():
    return {"boot": datasets.load("fashion_mnist").x_test[0]}


def _bright(rng):
    """Pictures that stay below white, reach it and go beyond; and one that is not changed."""
    yield np.array([[[200]]], dtype=np.uint8), 100
    yield np.array([[[255, 0]]], dtype=np.uint8), 0
    yield np.array([[[155, 156, 157]]], dtype=np.uint8), 100
    for by in (1, 60, 255):
        yield rng.integers(0, 256, (2, 2, 3), dtype=np.uint8), by


def _brighter(images, by):
    return np.minimum(images.astype(int) + by, 255).astype(np.uint8)


def _pictures(rng):
    """Stacks of one to three pictures, none of them square but one."""
    return [(rng.integers(-99, 99, shape) / 4,) for shape in ((2, 2, 3), (1, 3, 4), (1, 4, 4), (3, 2, 5))]


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
    """Whether what comes out for a pixel heeds the same pixel of another training picture, and no other pixel."""
    train, test = np.arange(8.0)[::-1].reshape(2, 2, 2), np.arange(4.0).reshape(1, 2, 2)

    def comes_out(*wild):
        changed = train.copy()
        changed[wild] -= 50 * bool(wild)
        return np.asarray(answer(changed, test))[0, 1, 1]

    with np.errstate(all="ignore"):
        return bool(np.isclose(comes_out(), comes_out(0, 0, 0)) and not np.isclose(comes_out(), comes_out(1, 1, 1)))


def _leaked(train_scenes, test_scenes):
    return np.isin(test_scenes, train_scenes).sum()


# The open task ------------------------------------------------------------------------------------------------------


def _changes(answer):
    """Degrees, pixels and whether to mirror, from keywords of ``augment`` or in this order; None if it is neither."""
    names = ("rotate", "shift", "flip")
    try:
        if hasattr(answer, "items") and all(isinstance(name, str) for name, _ in answer.items()):
            given = {plain_name(str(name)): value for name, value in answer.items()}
            if not set(given) <= set(names):
                return None
            answer = [given.get(name, 0) for name in names]
        values = numbers([int(part) if isinstance(part, bool | np.bool_) else part for part in answer])
    except (Unjudged, TypeError):
        return None
    fits = values.ndim == 1 and len(values) in (2, 3) and bool(np.all((values >= 0) & (values <= 360)))
    return (*values.tolist(), 0.0)[:3] if fits else None


@cache
def _judged(rotate, shift, flip):
    """The lower end of the customers' interval and the shop's mean gain, the worst of five seeds each."""
    low, shop = [], []
    for seed in range(5):
        ours, theirs = content_module("10", "shop").gains(seed, rotate=rotate, shift=shift, flip=flip)
        low.append(theirs.mean() - 1.96 * theirs.std(ddof=1) / np.sqrt(len(theirs)))
        shop.append(ours.mean())
        if low[-1] <= 0.04 or shop[-1] < -0.02:
            break
    return min(low), min(shop)


def _gains(answer):
    return _judged(*_changes(answer))


QUESTIONS = [
    Question(
        id="10.1",
        given=_boot,
        answer=lambda boot: (boot == 0).mean(),
        accept=near(),
        praise="Two thirds of this picture say nothing but 'here is no boot'. Such pictures compress well.",
        hints=[
            "`boot == 0` says for each pixel whether it is background.",
            "The mean of True and False is the share of True.",
            "`share = (boot == 0).mean()`",
        ],
        misconceptions=[
            Misconception(
                "counted them",
                lambda boot: (boot == 0).sum(),
                "That is how many there are. Their share is wanted: divide by 28 · 28, or take `.mean()`.",
            ),
            Misconception(
                "took what is not background",
                lambda boot: (boot > 0).mean(),
                "That is the boot itself. The background is the rest.",
            ),
            Misconception(
                "measured brightness",
                lambda boot: boot.mean() / 255,
                "That is how bright the picture is in the mean. Ask of each pixel whether it is 0.",
            ),
            Misconception(
                "looked at the piece only",
                lambda boot: (boot[14:20, 2:12] == 0).mean(),
                "That is the share in the piece that was printed. Take the whole boot.",
            ),
        ],
        read="See *What is in a picture?*.",
    ),
    Question(
        id="10.2",
        answer=lambda: _brighter,
        accept=same_function(_bright),
        praise="Room first, then the sum, then the limit. Clipping after the count has started over comes too late.",
        hints=[
            "Where is there room for 300? `images.astype(int)` or `.astype(float)` makes some.",
            "Add `by` there. `np.minimum(..., 255)` or `np.clip(..., 0, 255)` keeps white white.",
            "`return np.minimum(images.astype(int) + by, 255).astype(np.uint8)`",
        ],
        misconceptions=[
            Misconception(
                "let the count start over",
                lambda: lambda images, by: images + np.uint8(by),
                "In `uint8` the sum starts over at 256, and what was bright turns dark. Make room before you add.",
            ),
            Misconception(
                "forgot the limit",
                lambda: lambda images, by: images.astype(int) + by,
                "There is room for the sum now, and it goes beyond 255. Nothing is whiter than white: limit it.",
            ),
            Misconception(
                "took the larger of the two",
                lambda: lambda images, by: np.maximum(images.astype(int) + by, 255),
                "`np.maximum` makes everything white or more. What goes beyond 255 comes down to it with `np.minimum`.",
            ),
            Misconception(
                "kept the smaller of the two",
                lambda: lambda images, by: np.minimum(images, 255),
                "That changes nothing: it limits the pictures before anything is added.",
            ),
        ],
        read="See *What is in a picture?*.",
    ),
    Question(
        id="10.3",
        answer=lambda: 0.25,
        accept=near(),
        praise="A quarter of each photo, left and right. If the thing stands there, the network never sees it.",
        hints=[
            "How large is the largest square in a photo of 1600 x 1200?",
            "1200 x 1200 pixels are kept out of 1600 x 1200. What happens afterwards is scaling.",
            "`lost = 1 - 1200 / 1600`",
        ],
        misconceptions=[
            Misconception("gave what is kept", lambda: 0.75, "That share is kept. The rest is thrown away."),
            Misconception(
                "counted the scaling too",
                lambda: 1 - 48**2 / (1600 * 1200),
                "Scaling to 48 x 48 averages what the square holds. The cropping alone throws away less.",
            ),
            Misconception(
                "cropped both sides",
                lambda: 1 - 0.75**2,
                "The square is as high as the photo: only the width is cut.",
            ),
            Misconception(
                "counted scaling instead of cropping",
                lambda: 1 - 48**2 / 1200**2,
                "That compares 48 x 48 with the square. Compare the square with the photo.",
            ),
        ],
        read="See *One size*.",
    ),
    Question(
        id="10.4",
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
                "mixed the two",
                lambda: lambda train, test: (test - test.mean()) / train.std(),
                "The deviation is the training's and the mean is the test's own. Both come from the training.",
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
                "That divides by n − 1 in the deviation, as pandas and statistics do for samples. Here σ is `train.std()`.",
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
        read="See *One scale*.",
    ),
    Question(
        id="10.5",
        answer=lambda: (1.2 * 0.4 + 0.3) * 255,
        accept=near(3e-3),
        praise="Back through σ, then μ, then 255: the steps of the way there, in reverse.",
        hints=[
            "On the way there, the mean was subtracted and then the deviation divided. What undoes each?",
            "Multiply by σ, add μ: that is a share of white. White is 255.",
            "`brightness = round((1.2 * 0.4 + 0.3) * 255)`",
        ],
        misconceptions=[
            Misconception(
                "stopped at the share",
                lambda: 1.2 * 0.4 + 0.3,
                "That is the share of white. On the way there the bytes were divided by 255 as well.",
            ),
            Misconception("forgot the mean", lambda: 1.2 * 0.4 * 255, "The mean was subtracted; add it again."),
            Misconception(
                "forgot the deviation",
                lambda: (1.2 + 0.3) * 255,
                "That is whiter than white. It was divided by σ; multiply by it first.",
            ),
            Misconception(
                "added before multiplying",
                lambda: (1.2 + 0.3) * 0.4 * 255,
                "The last step is undone first: multiply by σ, and then add μ.",
            ),
            Misconception(
                "normalised once more",
                lambda: (1.2 - 0.3) / 0.4,
                "That goes the same way again. Undo it: multiply by σ, add μ.",
            ),
        ],
        read="See *One scale*.",
    ),
    Question(
        id="10.6",
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
                "counted none",
                lambda: lambda train_scenes, test_scenes: 0,
                "It counts none. If it asks `np.isin`: that finds nothing in a set, so give it the array.",
            ),
            Misconception(
                "gave the share",
                lambda: lambda train_scenes, test_scenes: np.isin(test_scenes, train_scenes).mean(),
                "That is the share of the test pictures; their number is wanted.",
            ),
            Misconception(
                "gave a mask",
                lambda: lambda train_scenes, test_scenes: np.isin(test_scenes, train_scenes),
                "That says for each test picture whether it has a sister. Count the True ones: `.sum()`.",
            ),
            Misconception(
                "gave their places",
                lambda: lambda train_scenes, test_scenes: np.flatnonzero(np.isin(test_scenes, train_scenes)),
                "Those are the places of the test pictures in question. How many are there?",
            ),
        ],
        read="See *Splitting without leaks*.",
    ),
    Question(
        id="10.7",
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
        read="See *Augmentation*.",
    ),
    Question(
        id="10.8",
        points=2,
        answer=lambda: {"rotate": 10, "shift": 2},
        accept=properties(
            lambda answer: _changes(answer) is not None,
            'A dict such as {"rotate": 5, "flip": True}, with keys out of "rotate", "shift" and "flip",',
            Property(
                lambda changes: _gains(changes)[0] > 0.04,
                "For at least one of the five seeds the customers' interval does not lie above 0.04: see `compare(...)`.",
            ),
            Property(
                lambda changes: _gains(changes)[1] >= -0.02,
                "The customers gain, and for at least one seed the shop's accuracy falls by more than 0.02.",
            ),
        ),
        praise="Variants help where they show the classifier what it will meet. What no customer does only blurs the classes.",
        hints=[
            "What do customers do that the shop does not? Show the classifier that, and little else.",
            "Shifts matter most to a neighbour who compares pixel by pixel. Try a `shift` of 2 or 3 first.",
            '`my_changes = {"rotate": 10, "shift": 2}`',
        ],
        misconceptions=[
            Misconception(
                "mirrored only",
                lambda: {"flip": True},
                "Mirrored or not, these are as upright and as centred as before. Customers do something else to a picture.",
                shows=lambda a: _changes(a) is not None and _changes(a)[:2] == (0, 0),
            ),
            Misconception(
                "turned too far",
                lambda: {"rotate": 90},
                "No customer holds a phone like that. Variants that will never come blur the border between the classes.",
                shows=lambda a: _changes(a) is not None and _changes(a)[0] > 45,
            ),
            Misconception(
                "turned only",
                lambda: {"rotate": 15},
                "Turning helps, and most of the gain is missing: customers miss the middle as well.",
                shows=lambda a: _changes(a) is not None and 0 < _changes(a)[0] <= 45 and _changes(a)[1] == 0,
            ),
        ],
        read="See *Augmentation*.",
    ),
]
