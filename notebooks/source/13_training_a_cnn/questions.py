"""Lesson 13, training a CNN."""

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.exercises.comparing import Property, exactly, near, same_function
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.vision.behaviour import network, shows
from lepton_kit.vision.classifier import patterns
from lepton_kit.vision.hooks import watch
from lepton_kit.vision.models import article_cnn


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
        lambda seen: (64, 64) not in seen.kernels,
        "Its dense layer of 64 works on each place of the maps by itself: Flatten goes before it.",
    ),
    Property(
        lambda seen: seen.kernels[2:] == ((1600, 64), (64, 10)),
        "Behind Flatten, its dense layers should have 64 and then 10 units.",
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


_RUNS = {
    "plain": (0.771, 0.784, 0.766),
    "dropout": (0.779, 0.788, 0.774),
    "smaller batches": (0.769, 0.786, 0.762),
    "augmentation": (0.789, 0.801, 0.786),
    "larger kernels": (0.770, 0.783, 0.781),
    "more pictures": (0.852, 0.846, 0.859),
}
"""Test accuracies of three seeds each; as the lesson's cell shows them."""


def _best_epoch(loss, val_loss):
    return int(np.argmin(val_loss)) + 1


def _first_rise(loss, val_loss):
    return next((k for k in range(1, len(val_loss)) if val_loss[k] > val_loss[k - 1]), len(val_loss))


def _curves(rng):
    """A fixed pair of curves that waver, and three drawn ones."""
    yield [1.2, 0.7, 0.5, 0.3, 0.2, 0.1], [1.1, 0.8, 0.85, 0.7, 0.75, 0.9]
    for epochs in (5, 9, 14):
        falling, wavering = -np.sort(-rng.random(epochs)), 0.4 + rng.permutation(epochs) / epochs
        yield falling.round(3).tolist(), wavering.round(3).tolist()


QUESTIONS = [
    Question(
        id="13.1",
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
                "counted the whole network", lambda: 34_826, "That is the whole network. conv2 is one part.", printed=True
            ),
            Misconception(
                "kept 64 kernels", lambda: 18_496, "That is conv2 as it is, with 64 kernels. Here it has 48.", printed=True
            ),
            Misconception("took the first convolution", lambda: 320, "That is conv1. The question is about conv2.", printed=True),
        ],
        read="See *What each layer does*.",
    ),
    Question(
        id="13.2",
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
        id="13.3",
        answer=lambda: _surprise,
        accept=same_function(_surprises),
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
        read="See *What the network is trained on*.",
    ),
    Question(
        id="13.4",
        points=2,
        answer=_deeper,
        accept=_as_the_article,
        praise="Three and a half times the weights. Train it and see whether they earn their keep.",
        hints=[
            "Take the layers of `article_cnn` as they stand and put one more before the last.",
            "A Sequential is given a list: Input, Conv2D, MaxPooling2D, Conv2D, MaxPooling2D, Flatten, Dense, Dense.",
            'Before the last layer: `keras.layers.Dense(64, activation="relu")`.',
        ],
        misconceptions=[
            Misconception(
                "left the new layer without activation",
                lambda: _deeper(hidden=None),
                "Two dense layers with nothing between them are one dense layer in disguise: give the new one relu.",
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
        id="13.5",
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
        read="See *Learning by heart*.",
    ),
    Question(
        id="13.6",
        points=2,
        given=lambda: {"runs": _RUNS},
        answer=lambda runs: {name for name in runs if min(runs[name]) > max(runs["plain"])},
        accept=exactly(),
        praise="Only these two differ by more than chance does. The others need more seeds, or are the same.",
        hints=[
            "By how much do the three runs of one and the same recipe differ?",
            "A change is beyond that spread if its worst run is better than the best plain run.",
            '`{name for name in runs if min(runs[name]) > max(runs["plain"])}`',
        ],
        misconceptions=[
            Misconception(
                "compared the means only",
                lambda runs: {name for name in runs if np.mean(runs[name]) > np.mean(runs["plain"])},
                "A higher mean of three runs may be luck: look whether the ranges overlap.",
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
        read="See *Luck or skill*.",
    ),
]
