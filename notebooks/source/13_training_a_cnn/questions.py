"""Lesson 13, training a CNN."""

from functools import cache

import numpy as np

from lepton_kit import datasets
from lepton_kit.backend import load_keras
from lepton_kit.exercises.comparing import Property, near, same_function
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.vision.behaviour import look, network, shows
from lepton_kit.vision.classifier import as_classifier, patterns
from lepton_kit.vision.hooks import watch
from lepton_kit.vision.models import article_cnn

GUESSES = [
    Guess(
        "13.a",
        lambda: "it stops",
        "Run the next cell: it takes the three lines that are left.",
        choices=("it trains", "it stops"),
    ),
    Guess("13.b", lambda: np.log(10), "The next cell lets `evaluate` say it."),
]


def _pixels(rng):
    """Batches of bytes: black and white alone, a dark batch without white, one picture, several."""
    yield (np.array([[[0, 255]]], dtype=np.uint8),)
    yield (np.array([[[7, 51], [30, 12]]], dtype=np.uint8),)
    yield (rng.integers(0, 256, (1, 3, 3), dtype=np.uint8),)
    yield (rng.integers(20, 240, (3, 2, 2), dtype=np.uint8),)


def _surprise(probabilities, truth):
    return -np.log(probabilities[truth])


def _deeper(*last, hidden="relu"):
    """The article's network with a dense layer of 64 before the last layers, which are (units, activation)."""
    keras = load_keras()
    first = [type(layer).from_config(layer.get_config()) for layer in article_cnn(rng=0).layers[:-1]]
    dense = [keras.layers.Dense(units, activation=name) for units, name in ((64, hidden), *(last or [(10, "softmax")]))]
    return keras.Sequential([keras.Input((28, 28, 1)), *first, *dense])


_SHAPE = 28, 28, 1
_CONVOLUTIONS = (3, 3, 1, 32), (3, 3, 32, 64)
_MAPS = (26, 26, 32), (11, 11, 64)


_BUILT = network(
    _SHAPE,
    Property(
        lambda seen: seen.kernels[:2] == _CONVOLUTIONS,
        "It should keep the article's two convolutions: 32 and then 64 kernels of 3 x 3.",
    ),
    Property(
        lambda seen: seen.out[:2] == _MAPS and seen.into[1] == (13, 13, 32),
        "It should keep the article's two poolings of 2 x 2, and no padding: 28, 26, 13, 11 and 5 pixels a side.",
    ),
    Property(lambda seen: all(seen.bent[:2]), "Relu is missing behind a convolution."),
    Property(
        lambda seen: all(len(shape) == 1 for shape, kernel in zip(seen.into, seen.kernels, strict=True) if len(kernel) == 2),
        "Its dense layer of 64 works on each place of the maps by itself: Flatten goes before it.",
    ),
    Property(
        lambda seen: seen.kernels[2:] == ((1600, 64), (64, 10)),
        "Behind Flatten, where 1,600 numbers come in, its dense layers should have 64 and then 10 units.",
    ),
    Property(lambda seen: seen.bent[2], "The new layer should have relu."),
    Property(
        lambda seen: seen.ending == "softmax", "It should end in softmax: ten numbers for each picture that add up to 1."
    ),
)


def _as_the_article(answer, expected):
    """The asked network, given the same weights, gives the same: whatever its layers are called."""
    if problem := _BUILT(answer, expected):
        return problem
    images = patterns(_SHAPE)
    weights = [np.asarray(weight) for call in watch(answer, images) for weight in call.layer.weights if call.kernels]
    if (has := look(answer, _SHAPE).parameters) != (wanted := expected.count_params()):
        why = "Is there a layer too many, or a bias missing?"
        return f"It has {has:,} weights; with that one layer more there are {wanted:,}. {why}"
    expected.set_weights(weights)
    given, wanted = (model.predict(images, verbose=0) for model in (answer, expected))
    if np.allclose(given, wanted, atol=1e-4):
        return None
    return "With the same weights it gives something else than the article's: is there a layer too many, or another pooling?"


def _surprises(rng):
    """Rows of two to five probabilities; the truth is likely, unlikely, first and last."""
    for k in (2, 3, 3, 5):
        row = rng.dirichlet(np.ones(k)).round(2) + 0.01
        yield from ((row / row.sum(), truth) for truth in {0, int(rng.integers(k)), k - 1})


_HALF, _BAR = 17_413, 0.84


def _share_right(model):
    """The share of the 2,000 test pictures on which a network is right."""
    data = datasets.load("fashion_mnist")
    P = as_classifier(model, data.x_test).predict(data.x_test)
    return float((P.argmax(axis=1) == data.y_test).mean())


@cache
def _thin():
    """A network of 14,810 weights as it begins, the same each time."""
    keras = load_keras()
    layers, drawn = keras.layers, keras.initializers.GlorotUniform
    return keras.Sequential(
        [
            keras.Input(_SHAPE),
            layers.Conv2D(40, 3, activation="relu", kernel_initializer=drawn(0)),
            layers.MaxPooling2D(4),
            layers.Flatten(),
            layers.Dense(10, activation="softmax", kernel_initializer=drawn(1)),
        ]
    )


@cache
def _smaller():
    """The same with its last layer by least squares: over the bar in two seconds, and no random number is drawn for it."""
    keras, data = load_keras(), datasets.load("fashion_mnist")
    model = keras.models.clone_model(_thin())
    model.set_weights(_thin().get_weights())
    body = keras.Sequential([keras.Input(_SHAPE), *model.layers[:-1]])
    maps = body.predict(data.x_train[:5000, ..., None] / 255, batch_size=1000, verbose=0)
    A = np.hstack([maps, np.ones((len(maps), 1))])
    W = 10 * np.linalg.solve(A.T @ A + np.eye(A.shape[1]), A.T @ np.eye(10)[data.y_train[:5000]])
    model.layers[-1].set_weights([W[:-1], W[-1]])
    return model


_FEW = network(
    _SHAPE,
    Property(lambda seen: seen.parameters <= _HALF, "It has more than 17,413 weights: `smaller.summary()` lists them."),
    Property(
        lambda seen: seen.ending == "softmax" and seen.outputs.shape[1] == 10,
        "It should end in softmax over ten classes: ten numbers for each picture that add up to 1.",
    ),
)


def _small_and_good(answer, expected):
    """At most half the weights, ten probabilities, and over the bar on the test pictures."""
    if problem := _FEW(answer, expected):
        return problem
    if (share := _share_right(answer)) >= _BAR:
        return None
    return f"It is right on {share:.3f} of the test pictures, and the bar is {_BAR}. Another epoch, rate or layer?"


QUESTIONS = [
    Question(
        id="13.1",
        answer=lambda: lambda images: images / 255,
        accept=same_function(_pixels),
        praise="Every batch by the same number, so that a dark picture stays dark.",
        hints=[
            "What is the largest number that a byte can hold, and what should become of it?",
            "White is 255 and becomes 1; black stays 0.",
            "`return images / 255`",
        ],
        misconceptions=[
            Misconception(
                "divided by 256",
                lambda: lambda images: images / 256,
                "A byte has 256 values, and the largest is 255: white would become 0.996.",
            ),
            Misconception(
                "divided without a remainder",
                lambda: lambda images: images // 255,
                "`//` throws away what is behind the decimal point: all but white becomes 0.",
            ),
            Misconception(
                "stretched each batch",
                lambda: lambda images: (images - images.min()) / (images.max() - images.min()),
                "That depends on what else is in the batch. The same pixel must always give the same number.",
            ),
            Misconception(
                "divided by the brightest pixel",
                lambda: lambda images: images / images.max(),
                "The brightest pixel of a batch is not always white. Divide by what white is.",
            ),
            Misconception(
                "brought to -1 to 1",
                lambda: lambda images: images / 127.5 - 1,
                "Some networks are made for -1 to 1; this one takes 0 to 1.",
            ),
        ],
        read="See *Load and scale*.",
    ),
    Question(
        id="13.2",
        answer=lambda: _surprise,
        accept=same_function(_surprises, tolerance=2e-4),  # many add 1e-7 or 1e-6 before the logarithm
        praise="The less probable the network thought the truth, the larger the loss.",
        hints=[
            "Only one of the probabilities matters: that of the true class.",
            "Pick it with `probabilities[truth]` and take the logarithm. What is the sign?",
            "`return -np.log(probabilities[truth])`",
        ],
        misconceptions=[
            Misconception(
                "forgot the minus",
                lambda: lambda probabilities, truth: np.log(probabilities[truth]),
                "The logarithm of a probability is negative, and a loss is not: put a minus before it.",
            ),
            Misconception(
                "took the largest probability",
                lambda: lambda probabilities, truth: -np.log(probabilities.max()),
                "That is what the network believes most. The loss asks how probable it thought the truth.",
            ),
            Misconception(
                "took another logarithm",
                lambda: lambda probabilities, truth: -np.log10(probabilities[truth]),
                "Cross-entropy uses the natural logarithm, `np.log`.",
            ),
            Misconception(
                "took the logarithm to base 2",
                lambda: lambda probabilities, truth: -np.log2(probabilities[truth]),
                "That counts in bits. Cross-entropy uses the natural logarithm, `np.log`.",
            ),
            Misconception(
                "took all the logarithms",
                lambda: lambda probabilities, truth: -np.log(probabilities),
                "Those are the surprises of all classes. The truth is one of them: `[truth]`.",
            ),
            Misconception(
                "took one minus the probability",
                lambda: lambda probabilities, truth: 1 - probabilities[truth],
                "That also falls as the truth gets likelier, but cross-entropy is -log of the probability.",
            ),
        ],
        read="See *What `compile` says*.",
    ),
    Question(
        id="13.3",
        answer=lambda: 3_130,
        accept=near(),
        praise="313 an epoch: 312 full batches, and one of the 16 pictures that are left over.",
        hints=[
            "How many batches of 32 are needed for 10,000 pictures?",
            "10,000 / 32 is 312.5, and the half batch is a step too.",
            "`10 * int(np.ceil(10_000 / 32))`",
        ],
        misconceptions=[
            Misconception("left out the small batch", lambda: 3_120, "Each epoch ends in a batch of 16. It is a step too."),
            Misconception(
                "let batches run over the end of an epoch",
                lambda: 3_125,
                "Half a batch is left at the end of each epoch, and it is a step of its own: round up before you multiply.",
            ),
            Misconception("counted one epoch", lambda: 313, "That is one epoch. There are ten."),
            Misconception("counted pictures", lambda: 100_000, "So many pictures are looked at. A step takes 32 of them."),
        ],
        read="See *What `fit` does*.",
    ),
    Question(
        id="13.4",
        answer=lambda: 13_872,
        accept=near(),
        praise="48 kernels of 3 x 3 x 32 numbers each, and a bias for each kernel.",
        hints=[
            "A kernel reaches through all maps that come in. How many are these?",
            "Each of the 48 kernels has 3 x 3 x 32 numbers and one bias.",
            "`48 * (3 * 3 * 32 + 1)`",
        ],
        misconceptions=[
            Misconception("forgot the biases", lambda: 13_824, "Each of the 48 kernels has a bias too."),
            Misconception(
                "forgot the depth of a kernel",
                lambda: 480,
                "A kernel is not flat: it reaches through all 32 maps of the layer before.",
            ),
            Misconception("counted one kernel", lambda: 289, "That is one kernel with its bias. There are 48."),
            Misconception(
                "counted the whole network", lambda: 34_826, "That is the whole network. The second convolution is one part.", printed=True
            ),
            Misconception(
                "kept 64 kernels", lambda: 18_496, "That is the layer as it is, with 64 kernels. Here it has 48.", printed=True
            ),
            Misconception("took the first convolution", lambda: 320, "That is the first convolution. The question is about the second.", printed=True),
        ],
        read="See *What each layer does*.",
    ),
    Question(
        id="13.5",
        answer=lambda: 3 * 3 * 64,
        accept=near(),
        praise="64 maps of 3 x 3: the picture has become a short list of findings.",
        hints=["What is left of 5 x 5 when a 3 x 3 kernel must fit inside?", "5 - 3 + 1 = 3.", "`3 * 3 * 64`"],
        misconceptions=[
            Misconception(
                "kept the size",
                lambda: 5 * 5 * 64,
                "The kernel must fit inside: a 3 x 3 kernel takes one pixel off each side.",
            ),
            Misconception("took off one side only", lambda: 4 * 4 * 64, "One pixel goes on each side: 5 - 3 + 1 = 3."),
            Misconception("gave the shape", lambda: (3, 3, 64), "That is the shape. How many numbers is that?"),
            Misconception("counted one map", lambda: 9, "That is one map. There are 64 of them."),
            Misconception("pooled once more", lambda: 64, "There is no pooling behind it in this question."),
        ],
        read="See *What each layer does*.",
    ),
    Question(
        id="13.6",
        points=2,
        answer=_deeper,
        accept=_as_the_article,
        praise="Three and a half times the weights. Whether they earn their keep, only a training can tell.",
        hints=[
            "Take the layers of `article_cnn` as they stand and put one more before the last.",
            "A Sequential is given a list: Input, Conv2D, MaxPooling2D, Conv2D, MaxPooling2D, Flatten, Dense, Dense.",
            'Before the last layer: `keras.layers.Dense(64, activation="relu")`.',
        ],
        misconceptions=[
            Misconception(
                "left the new layer without activation",
                lambda: _deeper(hidden=None),
                "Behind the new layer relu is missing. With no activation, two dense layers are one dense layer in disguise.",
                shows=shows(_SHAPE, lambda seen: seen.kernels[-2:] == ((1600, 64), (64, 10)) and not seen.bent[-1]),
            ),
            Misconception(
                "put the new layer last",
                lambda: _deeper((10, "softmax"), (64, "relu")),
                "The ten probabilities must come last; the new layer goes before them.",
                shows=shows(_SHAPE, lambda seen: seen.kernels[-1][-1] == 64),
            ),
            Misconception(
                "ended in ten separate yes-or-no answers",
                lambda: _deeper((10, "sigmoid")),
                "Sigmoid gives ten separate answers that need not add up to 1. A picture has one class: softmax.",
                shows=shows(_SHAPE, lambda seen: seen.ending == "sigmoids"),
            ),
        ],
        read="See *What each layer does*.",
    ),
    Question(
        id="13.7",
        points=2,
        answer=_smaller,
        accept=_small_and_good,
        praise="Over the bar with half the weights. Would it be with a quarter?",
        hints=[
            "Where do the article's 34,826 weights sit? Look at the table of layers.",
            "The last layer has 10 weights for each number that reaches it: fewer kernels, or one more pooling.",
            "Convolutions of 16 and 32 kernels make 12,810 weights. Train four epochs with `Adam(0.003)` and batches of 64.",
        ],
        misconceptions=[
            Misconception(
                "kept too many weights",
                lambda: article_cnn(rng=0),
                "It has more than half of the article's 34,826 weights. `smaller.summary()` shows in which layer they sit.",
                shows=shows(_SHAPE, lambda seen: seen.parameters > _HALF),
            ),
            Misconception(
                "did not train it",
                _thin,
                "It is small enough, and guesses like a network that has never been trained: compile it and fit it first.",
                shows=lambda model: _FEW(model, None) is None and _share_right(model) < 0.3,
            ),
        ],
        read="See *Open task*.",
    ),
]
