"""The questions of A3, a CNN of your own. Not part of the package: whoever installs it gets no answers."""

from dataclasses import dataclass, field

import numpy as np

from lepton_kit import datasets
from lepton_kit.backend import load_keras
from lepton_kit.exercises import Misconception, Question, personal_data
from lepton_kit.exercises.comparing import Property, Unjudged, fresh, near, same_function
from lepton_kit.exercises.values import kind
from lepton_kit.teach.judging_data import kept_back
from lepton_kit.vision.behaviour import network, shows
from lepton_kit.vision.model_outputs import outputs_of

LIMITS = {"seconds_cell": 60, "seconds_call": 15}


def _plan(student):
    return {"plan": personal_data("A3").network_plan(student)}


def _mine(student):
    return {"mine": personal_data("A3").image_sample(student)}


# What is asked for -----------------------------------------------------------------------------------------------------


def _prepared(images):
    return np.asarray(images)[..., None] / 255


def _stacks(rng):
    """Stacks of images of uneven size, none of which reaches 255 or 0 at its ends."""
    sizes = [(1, 4, 6), (3, 5, 2), (6, 3, 3), (1, 1, 1)]
    return [(rng.integers(3, 250, size).astype(np.uint8),) for size in sizes]


def _places(train, test):
    seen = {image.tobytes() for image in np.asarray(train)}
    return np.array(
        [i for i, image in enumerate(np.asarray(test)) if image.tobytes() in seen]
    )


def _leaky(rng):
    """Training and test images that share some, at other places, and look alike in their sums."""
    found = []
    for n in (6, 9, 14):
        train = rng.integers(0, 256, (n, 3, 4)).astype(np.uint8)
        test = np.array(
            [np.roll(image, 1, axis=1) for image in rng.permutation(train)[: n - 2]]
        )
        places = np.sort(rng.choice(n - 2, 3, replace=False))
        test[places] = train[rng.choice(np.arange(n - 3, n), 3, replace=False)]
        found.append((train, test))
    return found


def _counts(plan, padding=None, biases=1, depth=None, floors=True):
    sides = np.array([plan.height, plan.width])
    inside = sides - plan.kernel1 + 1 if (padding or plan.padding1) == "valid" else sides
    first = -(-inside // plan.stride1)
    pooled = first // 2 if floors else -(-first // 2)
    last = (
        (pooled - plan.kernel2 + 1) // 2 if floors else -(-(pooled - plan.kernel2 + 1) // 2)
    )
    second = plan.filters2 * (plan.kernel2**2 * (depth or plan.filters1) + biases)
    dense = plan.classes * (last.prod() * plan.filters2 + biases)
    return np.array(
        [first.prod() * plan.filters1, pooled.prod() * plan.filters1, second, dense]
    )


def _convolved(image, kernel, stride):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", windows[::stride, ::stride], kernel)


def _images(rng):
    """An image, a kernel that looks different turned round, and a stride."""
    sizes = [
        ((7, 9), (3, 3), 1),
        ((8, 6), (2, 2), 2),
        ((11, 10), (5, 5), 2),
        ((6, 12), (3, 3), 3),
    ]
    return [
        (rng.integers(0, 9, a).astype(float), rng.integers(-4, 5, b) + np.eye(*b), s)
        for a, b, s in sizes
    ]


def _loss(logits, labels, off=0):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return float(
        (
            np.log(np.exp(shifted).sum(axis=1))
            - shifted[np.arange(len(labels)), labels - off]
        ).mean()
    )


def _batches(rng):
    batches = [
        (rng.normal(0, scale, (n, k)), rng.integers(0, k, n))
        for scale, n, k in ((1, 4, 3), (3, 7, 5))
    ]
    large = rng.normal(0, 300, (5, 4))
    return [*batches, (large + 700, rng.integers(0, 4, 5))]


def _loss_that_overflows(logits, labels):
    powers = np.exp(logits)
    return float(-np.log((powers / powers.sum(axis=1, keepdims=True))[np.arange(len(labels)), labels]).mean())


_right_if_small = same_function(lambda rng: _batches(rng)[:2], tolerance=1e-3)


def _softmax_first(logits, labels):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return _loss(powers / powers.sum(axis=1, keepdims=True), labels)


def _f1s(labels, predictions):
    hits, said, there = (
        np.array([float(np.sum(each == c)) for c in np.unique(labels)])
        for each in (labels[labels == predictions], predictions, labels)
    )
    return 2 * hits / (said + there), there


def _macro_f1(labels, predictions):
    return float(_f1s(labels, predictions)[0].mean())


def _weighted_f1(labels, predictions):
    scores, there = _f1s(labels, predictions)
    return float(scores @ there / there.sum())


def _mean_recall(labels, predictions):
    return float(
        np.mean([(predictions[labels == c] == c).mean() for c in np.unique(labels)])
    )


def _mean_precision(labels, predictions):
    said = [labels[predictions == c] == c for c in np.unique(labels)]
    return float(np.mean([each.mean() if len(each) else 0.0 for each in said]))


def _f1_of_means(labels, predictions):
    precision, recall = _mean_precision(labels, predictions), _mean_recall(labels, predictions)
    return 2 * precision * recall / (precision + recall)


def _judgements(rng):
    """Unbalanced labels and predictions with errors; in the last a class is never predicted."""
    found = []
    for n, shares in (
        (30, (0.7, 0.2, 0.1)),
        (60, (0.5, 0.3, 0.15, 0.05)),
        (40, (0.8, 0.2)),
    ):
        k = len(shares)
        labels = np.concatenate([np.arange(k), rng.choice(k, n, p=shares)])
        found.append(
            (labels, np.where(rng.random(n + k) < 0.35, rng.integers(0, k, n + k), labels))
        )
    return [*found, (np.array([0] * 97 + [1] * 3), np.zeros(100, dtype=int))]


# Networks --------------------------------------------------------------------------------------------------------------


def _network(filters=16, classes=4, activation="softmax", convolutions=1, pooling=True):
    keras = load_keras()
    first = [
        keras.layers.Conv2D(filters, 3, activation="relu") for _ in range(convolutions)
    ]
    layers = [*first, *[keras.layers.MaxPooling2D()] * pooling, keras.layers.Flatten()]
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            *layers,
            keras.layers.Dense(classes, activation=activation),
        ]
    )


_SHAPE = 28, 28, 1
_SMALL = Property(lambda seen: seen.parameters <= 60_000, "It has more than 60,000 weights.")
_CONVOLUTION = Property(lambda seen: seen.convolves, "It has no convolution.")


@dataclass(frozen=True, slots=True)
class Skill:
    """A model that makes this share of the baseline's errors; as what is expected, the most that a model may make.

    It is for images whose white is ``white``.
    """

    mine: object = field(repr=False)
    share: float
    white: int = 1

    def predict(self, x, *, shuffled=False):
        if shuffled or (x.max() > 1) != (self.white > 1):
            return np.eye(4)[np.zeros(len(x), int)]
        x = x / self.white
        truth, nearest = self._truth(x), _nearest(self.mine, x)
        wrong = np.flatnonzero(truth != nearest)
        mended = nearest.copy()
        mended[wrong[int(self.share * len(wrong)) :]] = truth[
            wrong[int(self.share * len(wrong)) :]
        ]
        return np.eye(4)[mended]

    def _truth(self, x):
        images, labels = _unseen(self.mine)
        known = {
            image.tobytes(): label for image, label in zip(images, labels, strict=True)
        }
        return np.array(
            [known[image.tobytes()] for image in np.round(x[..., 0] * 255).astype(np.uint8)]
        )


KEPT_BACK = 600
"""Images of each class that judge the networks."""


def keep_back():
    """Images of the full set that the kit does not ship, and their classes: what judges the networks of one course."""
    data = datasets.load("fashion_mnist", full=True)
    if not data.full:
        raise LookupError(
            "its networks are judged by images of the full Fashion-MNIST, which is not on this machine. Fetch it once, "
            'with a network: python -c "from lepton_kit import datasets; datasets.load(\'fashion_mnist\', full=True)"; or '
            "put its four files into a folder and name that in the variable LEPTON_DATA."
        )
    shipped = datasets.load("fashion_mnist")
    known = {image.tobytes() for image in (*shipped.x_train, *shipped.x_test)}
    images, labels = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])
    new = np.array([image.tobytes() not in known for image in images])
    rng = np.random.default_rng()
    rows = [rng.choice(np.flatnonzero(new & (labels == number)), KEPT_BACK, replace=False) for number in range(10)]
    return {"images": images[np.concatenate(rows)], "labels": labels[np.concatenate(rows)]}


def _unseen(mine):
    """Images of the student's classes and their labels: those kept back, or in a trial the shipped ones of others."""
    if kept := kept_back():
        images, numbers = kept["images"], kept["labels"]
        left = np.flatnonzero(np.isin(numbers, mine.classes))
    else:
        data = datasets.load("fashion_mnist")
        images, numbers = data.x_train, data.y_train
        left = np.setdiff1d(np.flatnonzero(np.isin(numbers, mine.classes)), mine.train)
    return images[left], np.array([mine.classes.index(number) for number in numbers[left]])


def _nearest(mine, x):
    """The baseline: for each image the class whose mean image is nearest."""
    means = np.array(
        [mine.x_train[mine.y_train == label].mean(axis=0) / 255 for label in range(4)]
    )
    return ((x[..., 0][:, None] - means) ** 2).sum(axis=(2, 3)).argmin(axis=1)


def _beats(answer, expected):
    """Whether a model makes few enough errors on 1,200 images that nobody could foresee."""
    if not hasattr(type(answer), "predict"):
        raise Unjudged(
            f"A trained Keras network is wanted; you gave {kind(answer)}."
        )
    images, labels = _unseen(expected.mine)
    with fresh() as seed:
        chosen = np.random.default_rng(seed).choice(len(images), 1200, replace=False)
    x, y = (images[chosen, ..., None] / 255).astype(np.float32), labels[chosen]
    baseline = int((_nearest(expected.mine, x) != y).sum())
    x *= expected.white
    given = outputs_of(answer, x)
    if given.shape != (1200, 4) or not np.isfinite(given).all():
        raise Unjudged(
            "For 1,200 images it should give 1,200 rows of four finite numbers, one a class; it gave shape "
            f"{given.shape}{'' if np.isfinite(given).all() else ', not all of them finite'}."
        )
    errors = int((given.argmax(axis=1) != y).sum())
    if errors > expected.share * baseline:
        return f"Of 1,200 new images it got {errors} wrong, the baseline {baseline}."
    left = int((outputs_of(answer, x, shuffled=True).argmax(axis=1) == y).sum())
    if int((outputs_of(answer, x).argmax(axis=1) != y).sum()) > max(errors, baseline):
        raise Unjudged("Shown the same images again it answers otherwise: what it gives must not depend on how often it is asked.")
    if left < 1200 - baseline:
        return None
    raise Unjudged(
        f"Its answers do not come from its weights: with the numbers in each of them shuffled it still gets {left} of 1,200 "
        "images right. What a network has learnt has to be in the weights of its layers, where `fit` puts it."
    )


QUESTIONS = [
    Question(
        id="A3.1",
        name="prepare",
        points=2,
        answer=lambda: _prepared,
        accept=same_function(_stacks),
        praise="Shape and scale as networks like them.",
        hints=[
            "`images[..., None]` adds an axis of length 1 at the end.",
            "Which number divides 255 into 1? The same one for every image, so that equal greys stay equal.",
        ],
        misconceptions=[
            Misconception(
                "did not normalise",
                lambda: lambda images: _prepared(images) * 255,
                "The numbers still go up to 255. Networks learn badly from such large ones.",
            ),
            Misconception(
                "divided by the largest number there is",
                lambda: lambda images: _prepared(images) * 255 / np.max(images),
                "You divide by the brightest pixel of these images. Divide by 255: else the same grey becomes "
                "another number in another batch.",
                credit=0.5,
            ),
            Misconception(
                "divided by 256",
                lambda: lambda images: _prepared(images) * 255 / 256,
                "255 should become 1. You divided by 256.",
                credit=0.5,
            ),
            Misconception(
                "put the new axis first",
                lambda: lambda images: np.asarray(images)[None] / 255,
                "The scale is right. The axis for the channel goes to the end: `[..., None]`.",
                credit=0.5,
            ),
            Misconception(
                "put the channel second",
                lambda: lambda images: np.asarray(images)[:, None] / 255,
                "The scale is right. PyTorch has the channel second; Keras has it at the end: `[..., None]`.",
                credit=0.5,
            ),
            Misconception(
                "forgot the last axis",
                lambda: lambda images: np.asarray(images) / 255,
                "The scale is right; the axis for the channel is missing: `[..., None]`.",
                credit=0.5,
            ),
        ],
        read="Lesson 13, *Load and scale*.",
    ),
    Question(
        id="A3.2",
        name="leaks",
        points=2,
        answer=lambda: _places,
        accept=same_function(_leaky),
        praise="No test image that was learnt by heart.",
        hints=[
            "Compare every test image with every training image, not place by place.",
            "`image.tobytes()` is a key that a set can hold: put the training images' keys in one.",
        ],
        misconceptions=[
            Misconception(
                "gave the places in train",
                lambda: lambda train, test: _places(test, train),
                "These are the places in `train`. The question asks for those in `test`.",
            ),
            Misconception(
                "counted from 1",
                lambda: lambda train, test: _places(train, test) + 1,
                "Places count from 0, as everywhere in Python.",
                credit=0.5,
            ),
            Misconception(
                "gave a mask",
                lambda: lambda train, test: np.isin(np.arange(len(test)), _places(train, test)),
                "You give True and False for each test image. The places of the True ones: `np.flatnonzero(...)`.",
                credit=0.5,
            ),
            Misconception(
                "gave 1 and 0",
                lambda: lambda train, test: np.isin(np.arange(len(test)), _places(train, test)).astype(int),
                "You give 1 and 0 for each test image. The places of the ones: `np.flatnonzero(...)`.",
                credit=0.5,
            ),
            Misconception(
                "gave the places that are clean",
                lambda: (
                    lambda train, test: np.setdiff1d(
                        np.arange(len(test)), _places(train, test)
                    )
                ),
                "These are the images that do not leak.",
            ),
        ],
        read="Lesson 10, *Splitting without leaks*.",
    ),
    Question(
        id="A3.3",
        name="counts",
        points=3,
        given=_plan,
        answer=_counts,
        accept=near(1e-9),
        praise="You can tell what a network costs before it is built.",
        hints=[
            "A side of n becomes n − k + 1 without padding and stays n with it; the stride divides that, rounded up.",
            "A kernel reaches through all maps of the layer before, and each kernel and each unit has one bias.",
        ],
        misconceptions=[
            Misconception(
                "forgot the biases",
                lambda plan: _counts(plan, biases=0),
                "Every kernel and every unit has a bias too.",
                credit=0.5,
            ),
            Misconception(
                "forgot the depth of a kernel",
                lambda plan: _counts(plan, depth=1),
                "A kernel of the second convolution reaches through all maps of the first.",
                credit=0.5,
            ),
            Misconception(
                "took the other padding",
                lambda plan: _counts(
                    plan, padding="same" if plan.padding1 == "valid" else "valid"
                ),
                'Look at `plan.padding1`: "valid" means none, "same" keeps the size before the stride.',
                credit=0.5,
            ),
        ],
        read="Lesson 13, *What each layer does*.",
    ),
    Question(
        id="A3.4",
        name="convolution",
        points=2,
        answer=lambda: _convolved,
        accept=same_function(_images),
        praise="That is all a convolution is.",
        hints=[
            "Two loops over places, and one sum of products in each.",
            "The window at output place (i, j) starts at image place (i · stride, j · stride).",
        ],
        misconceptions=[
            Misconception(
                "turned the kernel round",
                lambda: (
                    lambda image, kernel, stride: _convolved(
                        image, kernel[::-1, ::-1], stride
                    )
                ),
                "You turned the kernel round, as mathematicians do. Networks do not.",
                credit=0.5,
            ),
            Misconception(
                "forgot the stride",
                lambda: lambda image, kernel, stride: _convolved(image, kernel, 1),
                "Your window moves by 1 whatever `stride` says.",
                credit=0.5,
            ),
            Misconception(
                "turned the image over",
                lambda: lambda image, kernel, stride: _convolved(image.T, kernel, stride).T,
                "Rows and columns have changed places.",
            ),
        ],
        read="Lesson 12, *The same neuron everywhere*.",
    ),
    Question(
        id="A3.5",
        name="loss",
        points=2,
        answer=lambda: _loss,
        accept=same_function(_batches, tolerance=1e-5),
        praise="Right, and safe from overflow too.",
        hints=[
            "The loss of one image is −log of the softmax of its true class.",
            "Subtract each row's largest logit first: softmax stays the same and exp does not overflow.",
        ],
        misconceptions=[
            Misconception(
                "labels off by one",
                lambda: lambda logits, labels: _loss(logits, labels, off=1),
                "Labels count from 0: label 2 is the third column. You took the one before.",
            ),
            Misconception(
                "overflows",
                lambda: _loss_that_overflows,
                "Right for small logits. `np.exp(1000)` is too large for a number, and the log of a probability that was cut "
                "off is no loss: subtract each row's largest logit first, then work with logarithms.",
                shows=lambda answer: callable(answer) and _right_if_small(answer, _loss) is None,
                credit=0.5,
            ),
            Misconception(
                "softmax twice",
                lambda: _softmax_first,
                "You took softmax twice: of the logits, and of what came out.",
            ),
            Misconception(
                "added up instead of the mean",
                lambda: lambda logits, labels: _loss(logits, labels) * len(labels),
                "That is the sum over the batch. The mean is asked for.",
                credit=0.5,
            ),
        ],
        read="Lesson 12, *From scores to a loss*.",
    ),
    Question(
        id="A3.6",
        name="network",
        points=2,
        answer=_network,
        accept=network(
            _SHAPE,
            _CONVOLUTION,
            Property(lambda seen: seen.pools, "It has no pooling."),
            _SMALL,
            Property(lambda seen: seen.outputs.shape[1:] == (4,), "It must give four numbers, one a class."),
            Property(lambda seen: np.ptp(seen.outputs, axis=0).any(), "It gives the same for every image."),
            Property(
                lambda seen: seen.ending == "softmax", "It must end in a softmax: four numbers an image that add up to 1."
            ),
        ),
        praise="Built as asked.",
        hints=[
            "`keras.Sequential([keras.Input((28, 28, 1)), ...])`, and look at `network.summary()`.",
            'The last layer: `keras.layers.Dense(4, activation="softmax")`.',
        ],
        misconceptions=[
            Misconception(
                "no softmax at the end",
                lambda: _network(activation=None),
                "All is there but the softmax at the end: these are logits, no probabilities.",
                shows=shows(_SHAPE, lambda seen: seen.outputs.shape[1:] == (4,) and (seen.outputs < 0).any()),
                credit=0.5,
            ),
            Misconception(
                "ten classes",
                lambda: _network(classes=10),
                "Your images have four classes, not ten.",
                shows=shows(_SHAPE, lambda seen: seen.outputs.shape[1:] == (10,)),
                credit=0.5,
            ),
            Misconception(
                "no convolution",
                lambda: _network(convolutions=0),
                "Without a convolution the network must learn each place of the image by itself.",
                shows=shows(_SHAPE, lambda seen: not seen.convolves),
            ),
            Misconception(
                "too many weights",
                lambda: _network(filters=128),
                "It has more than 60,000 weights. Most of them sit where the dense layer meets the flattened maps: "
                "pool once more, or take fewer kernels.",
                shows=shows(_SHAPE, lambda seen: not _SMALL.holds(seen)),
                credit=0.5,
            ),
        ],
        read="Lesson 13, *One layer more*.",
    ),
    Question(
        id="A3.7",
        name="model",
        points=5,
        given=_mine,
        answer=lambda mine: Skill(mine, 0.85),
        accept=_beats,
        praise="It learnt, and it learnt what holds for new images.",
        hints=[
            "Is it trained on `mine.x_train` with numbers from 0 to 1, as it will be shown them? For how many epochs?",
            "Look at the accuracy on `mine.x_test` from epoch to epoch: does it still rise? Then go on.",
        ],
        misconceptions=[
            Misconception(
                "trained on images from 0 to 255",
                lambda mine: Skill(mine, 0.85, white=255),
                "It knows images from 0 to 255, and is shown such from 0 to 1, as A3.1 prepares them: nearly black ones to it. "
                "Train it on what it will be shown.",
                credit=0.4,
            ),
            Misconception(
                "beat the baseline by little",
                lambda mine: Skill(mine, 0.999),
                "It beats the baseline, not yet by 15 % of its errors. Train longer, or give it more kernels.",
                credit=0.4,
            ),
            Misconception(
                "no better than the nearest mean",
                lambda mine: Skill(mine, 100),
                "It makes as many errors as comparing with four mean images, or more. Was it trained, on images from 0 to 1 "
                "and labels from 0 to 3?",
            ),
        ],
        read="Lesson 13, *What `fit` does*, and lesson 17.",
    ),
    Question(
        id="A3.8",
        name="macro_f1",
        points=2,
        answer=lambda: _macro_f1,
        accept=same_function(_judgements),
        praise="Rare classes count as much as common ones.",
        hints=[
            "F1 of a class: twice its hits, divided by how often it is there plus how often it was predicted.",
            "`np.unique(labels)` lists the classes; take the plain mean of their F1.",
        ],
        misconceptions=[
            Misconception(
                "gave the accuracy",
                lambda: lambda labels, predictions: float(np.mean(labels == predictions)),
                "That is the accuracy (and the micro-averaged F1). It hides what happens to rare classes.",
            ),
            Misconception(
                "weighted by size",
                lambda: _weighted_f1,
                "You weighted the classes by their size. Macro means: each class counts the same.",
                credit=0.5,
            ),
            Misconception(
                "took the F1 of the means",
                lambda: _f1_of_means,
                "That is F1 of the mean precision and the mean recall. Take each class's own F1 first, and the mean of these last.",
                credit=0.5,
            ),
            Misconception(
                "gave the mean recall",
                lambda: _mean_recall,
                "That is the mean recall. F1 looks at precision as well.",
                credit=0.5,
            ),
            Misconception(
                "gave the mean precision",
                lambda: _mean_precision,
                "That is the mean precision. F1 looks at recall as well.",
                credit=0.5,
            ),
        ],
        read="Lesson 15, *Which mistakes?*",
    ),
]
