"""Lesson 17, cats and dogs."""

from functools import cache

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.exercises.calling import written
from lepton_kit.exercises.comparing import Property, Unjudged, same_function
from lepton_kit.exercises.content import content_module
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import numbers, unfit
from lepton_kit.vision.behaviour import look, network
from lepton_kit.vision.classifier import patterns
from lepton_kit.vision.cleaning import find_copies, split
from lepton_kit.vision.hooks import watch
from lepton_kit.vision.tensors import augment

trials = content_module("17", "learners")


def _birds_known():
    """The share of the test's birds that stand in the training too, if all outlines are split as they come."""
    from lepton_kit import datasets

    data = datasets.load("animal_silhouettes")
    first = find_copies(data.images)
    train, test = split(data.labels, test=0.25, rng=0)
    birds = test[data.labels[test] == data.class_names.index("Bird")]
    return np.isin(first[birds], first[train]).mean()


GUESSES = [
    Guess("17.a", _birds_known, "The next cell counts."),
    Guess(
        "17.b",
        lambda: "level",
        "The next cells train nine networks, which takes half a minute.",
        choices=("level", "momentum", "SGD"),
    ),
]


def _balanced(labels, guesses):
    return np.mean([(guesses[labels == k] == k).mean() for k in np.unique(labels)])


def _camera(rng):
    """Few of a class and many of another, classes that are never guessed, guessed but absent, or alone."""
    yield np.array([0, 1, 1]), np.array([1, 1, 1])
    yield np.array([1, 1, 1]), np.array([1, 0, 1])
    yield np.array([0, 2, 2, 2]), np.array([0, 2, 1, 1])
    for _ in range(6):
        labels = rng.choice(3, int(rng.integers(4, 12)), p=[0.2, 0.5, 0.3])
        yield (labels, np.where(rng.random(len(labels)) < 0.6, labels, rng.integers(0, 3, len(labels))))


def _pixels(rng):
    """Black, white, and pictures in grey and in colour."""
    yield (np.array([[[0, 255]]], dtype=np.uint8),)
    for shape in ((1, 2, 2), (2, 2, 2), (1, 1, 2, 3)):
        yield (rng.integers(0, 256, shape, dtype=np.uint8),)


def _pet(probabilities):
    return (probabilities[:, trials.DOGS].sum(axis=1) > probabilities[:, trials.CATS].sum(axis=1)).astype(int)


def _by_top(probabilities):
    return ((probabilities.argmax(axis=1) >= 151) & (probabilities.argmax(axis=1) < 269)).astype(int)


def _by_mean(probabilities):
    return (probabilities[:, trials.DOGS].mean(axis=1) > probabilities[:, trials.CATS].mean(axis=1)).astype(int)


def _photos(rng):
    """Rows where all is on a sofa but for a rest, on the first or last breed, or spread over many; one sure dog."""
    rows = np.full((9, 1000), 1e-6)
    rows[[0, 1, 2, 3], [151, 268, 281, 285]] = 0.3
    rows[[0, 1, 2, 3], [282, 283, 160, 200]] = 0.2
    rows[[4, 5], [280, 269]] = 0.4  # a fox and a timber wolf are neither
    rows[[4, 5], [151, 281]] = 0.2
    rows[[4, 5], [283, 200]] = 0.1
    rows[6, trials.DOGS] = 0.3 / 118
    rows[6, 282] = 0.2
    rows[7, [160, 282]] = 0.6, 0.3
    rows[8, 200] = 0.9
    rows[:, 831] += 1 - rows.sum(axis=1)  # a studio couch
    for row in rows:
        yield (row[None],)
    yield (rows[rng.permutation(9)],)


def _promise(learn, images, labels):
    keep = find_copies(images) == np.arange(len(images))
    return _without_cleaning(learn, images[keep], labels[keep])


def _without_cleaning(learn, images, labels):
    train, test = split(labels, rng=0)
    return (learn(images[train], labels[train])(images[test]) == labels[test]).mean()


_TRIED = (
    ("a learner by rote, on noise", trials.rote, trials.noise),
    ("the same learner, with each picture there three times", trials.rote, lambda: trials.noise(3)),
    ("a learner that tells dark from bright, on such pictures", trials.by_brightness, trials.dark_and_bright),
)


def _honest(promises):
    """By rote and on noise a half is right, by brightness nearly all."""
    for (about, _, _), promised, (low, high) in zip(_TRIED, promises, [(0.3, 0.7), (0.3, 0.7), (0.9, 1)], strict=True):
        share = np.nan if unfit(promised, like=0.0) else float(numbers(promised))
        if not 0 <= share <= 1:
            wanted = "Your function should return one number from 0 to 1, the accuracy that you promise"
            raise Unjudged(f"{wanted}; it gives {written(promised)}.")
        if not low <= share <= high:
            return f"For {about}, you promise {share:.2f}; an honest promise lies from {low:g} to {high:g}."
    return None


def _promised(promise, i):
    _, learn, pictures = _TRIED[i]
    return promise(learn, *pictures())


def _photo_net(*, scale=(2.0, -1.0), end="softmax", from_logits=False, momentum=0.9, classes=3):
    keras = load_keras()
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((64, 64, 3)),
            layers.Rescaling(*scale),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(4),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(4),
            layers.Flatten(),
            layers.Dense(classes, activation=end),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(optimizer=keras.optimizers.SGD(0.01, momentum=momentum), loss=loss, metrics=["accuracy"])
    return model


_SHAPE = 64, 64, 3
_BUILT = network(
    _SHAPE,
    Property(lambda seen: seen.convolves, "It has no convolution."),
    Property(lambda seen: seen.pools, "It has no pooling: the maps stay as large as they come out of the convolution."),
    Property(
        lambda seen: seen.centred,
        "Nothing in it normalises: pixels from 0 to 1 reach the first convolution as they are, or nearly all the same. Put "
        "`keras.layers.Rescaling(2.0, -1.0)` first.",
    ),
    Property(lambda seen: seen.outputs.shape[1:] == (3,), "It should end in three numbers, one a class."),
    Property(
        lambda seen: seen.ending == "softmax", "It should end in softmax: for each photo three numbers that add up to 1."
    ),
)


def _centred_for_bytes(model):
    """Whether pixels from 0 to 255 would reach the first kernel around 0 and spread out."""
    taken = next(call.taken for call in watch(model, 255 * patterns(_SHAPE)) if call.kernels)
    return abs(taken.mean()) <= 0.5 * taken.std() <= 1


_COMPILED = (
    Property(lambda m: m.compiled, "It is not compiled: `model.compile(optimizer=..., loss=...)`."),
    Property(
        lambda m: trials.loss_wants(m) != "other",
        "Its loss should be sparse categorical cross-entropy: the labels are class numbers.",
    ),
    Property(
        lambda m: trials.loss_wants(m) == "probabilities", "Its loss takes logits, and softmax gives probabilities."
    ),
    Property(trials.has_momentum, "Its optimiser should be SGD with momentum."),
    Property(trials.loss_falls, "Trained for twelve steps on pictures in three colours, its loss does not fall."),
)


def _photo_network(answer, expected):
    problem = _BUILT(answer, expected)
    return problem or next((each.message for each in _COMPILED if not each.holds(answer)), None)


def _step(w, v, g, rate, momentum):
    v = momentum * v - rate * g
    return w + v, v


def _steps(rng):
    """Steps uphill and downhill, from rest and in motion, with and without momentum."""
    yield 1.0, 0.0, 2.0, 0.1, 0.9
    yield 1.0, -0.5, 0.0, 0.1, 0.0
    for _ in range(6):
        w, v, g = rng.normal(0, 2, 3).round(1).tolist()
        yield (w, v, g, float(rng.choice([0.01, 0.1, 0.5])), float(rng.choice([0.3, 0.5, 0.9])))


def _varied(images, labels, new):
    from sklearn.svm import SVC

    more = [images, *(augment(images, rotate=10, shift=2, flip=True, rng=seed) for seed in range(4))]
    rows = np.concatenate(more).reshape(5 * len(images), -1) / 255
    return SVC(C=10).fit(rows, np.tile(labels, 5)).predict(new.reshape(len(new), -1) / 255)


def _draws():
    return trials.animals()[0]


_MORE = 0.02


@cache
def _baseline():
    """A support vector machine, the best of the plain learners on the pixels that were tried."""
    return trials.share([trials.by_kernel(*draw) for draw in _draws()])


def _better(results):
    reached = trials.share(results)
    if reached >= _baseline() + _MORE:
        return None
    return (
        f"In the mean of five draws {reached:.3f} are right; a support vector machine on the pixels has "
        f"{_baseline():.3f}, and the bar is {_MORE:g} above that."
    )


def _classes(classify):
    return set(np.unique(classify(*_draws()[0])).tolist())


QUESTIONS = [
    Question(
        id="17.1",
        answer=lambda: _balanced,
        accept=same_function(_camera),
        praise="For the salesman's camera it gives one half: no better than a sign that says dog.",
        hints=[
            "For each class: of the pictures that are of it, what share was guessed to be?",
            "`(guesses[labels == k] == k).mean()` is the recall of class `k`; `np.unique(labels)` are the classes.",
            "`np.mean([(guesses[labels == k] == k).mean() for k in np.unique(labels)])`",
        ],
        misconceptions=[
            Misconception(
                "accuracy",
                lambda: lambda labels, guesses: (labels == guesses).mean(),
                "That is accuracy: each picture counts the same. Take the share in each class first, then the mean of these.",
            ),
            Misconception(
                "precision",
                lambda: lambda labels, guesses: np.mean([(labels[guesses == k] == k).mean() for k in np.unique(guesses)]),
                "That is the mean precision, of what was *guessed* to be a cat. Recall asks of the cats how many were found.",
            ),
            Misconception(
                "two classes only",
                lambda: lambda labels, guesses: np.nanmean(
                    [(guesses[labels == k] == k).sum() / max((labels == k).sum(), 1) for k in (0, 1)]
                ),
                "It looks at the classes 0 and 1, whether they occur or not. Take those in `np.unique(labels)`.",
            ),
        ],
        read="See the opening.",
    ),
    Question(
        id="17.2",
        points=2,
        answer=lambda: _promise,
        accept=trials.tried(lambda: [(learn, *pictures()) for _, learn, pictures in _TRIED], _honest),
        praise="Whoever learns by rote is found out, copies or not.",
        hints=[
            "Remove what is there twice, divide, and ask only about pictures that `learn` has not been given.",
            "`keep = find_copies(images) == np.arange(len(images))` says what to keep; take the labels along.",
            "Then `train, test = split(labels, rng=0)`, `predict = learn(images[train], labels[train])`, and the mean "
            "of `predict(images[test]) == labels[test]`.",
        ],
        misconceptions=[
            Misconception(
                "measured accuracy on the training data",
                lambda: lambda learn, images, labels: (learn(images, labels)(images) == labels).mean(),
                "You promise 1.00 for a learner that knows by heart what it has seen and guesses all else: you asked "
                "it about its own training pictures.",
                shows=lambda answer: _promised(answer, 0) > 0.9,
            ),
            Misconception(
                "split before removing the copies",
                lambda: _without_cleaning,
                "With each picture there three times, a learner by rote looks nearly perfect: its copies sit in the "
                "training. Remove the copies first, then split.",
                shows=lambda answer: _promised(answer, 0) <= 0.9 < _promised(answer, 1),
            ),
        ],
        read="See *Clean* and *Split in three*.",
    ),
    Question(
        id="17.3",
        answer=lambda: _step,
        accept=same_function(_steps),
        praise="The velocity remembers; the gradient only pushes.",
        hints=[
            "First the velocity changes, then the weight moves by the new velocity.",
            "The new velocity: `momentum * v - rate * g`.",
            "`v = momentum * v - rate * g` and `return w + v, v`",
        ],
        misconceptions=[
            Misconception(
                "went uphill",
                lambda: lambda w, v, g, rate, momentum: (w + momentum * v + rate * g, momentum * v + rate * g),
                "The gradient points uphill, and the loss is to fall: subtract `rate * g`.",
            ),
            Misconception(
                "moved by the old velocity",
                lambda: lambda w, v, g, rate, momentum: (w + v, momentum * v - rate * g),
                "The weight moves by the new velocity: compute `v` first.",
            ),
            Misconception(
                "let the velocity point uphill",
                lambda: lambda w, v, g, rate, momentum: (w - momentum * v - rate * g, momentum * v + rate * g),
                "Your velocity points uphill, and you subtract it. Here, as in Keras, it points downhill and is added: "
                "`v = momentum * v - rate * g`, then `w + v`.",
            ),
            Misconception(
                "wrote it as PyTorch does",
                lambda: lambda w, v, g, rate, momentum: (w - rate * (momentum * v + g), momentum * v + g),
                "That is PyTorch's form: its velocity is not yet multiplied by the rate. Here, as in Keras, the rate is in "
                "the velocity: `v = momentum * v - rate * g`.",
            ),
            Misconception(
                "took Nesterov's step",
                lambda: (
                    lambda w, v, g, rate, momentum: (
                        w + momentum * (momentum * v - rate * g) - rate * g,
                        momentum * v - rate * g,
                    )
                ),
                "That is Nesterov's step, which looks ahead. Plain momentum moves by the new velocity: `w + v`.",
            ),
            Misconception(
                "forgot the momentum",
                lambda: lambda w, v, g, rate, momentum: (w - rate * g, -rate * g),
                "That is plain SGD: of the old velocity nothing is left. Keep `momentum * v`.",
            ),
            Misconception(
                "returned the weight alone",
                lambda: lambda w, v, g, rate, momentum: w + momentum * v - rate * g,
                "The velocity is needed in the next step: return both, `w + v, v`.",
                shows=lambda answer: np.ndim(answer(1.0, 0.0, 2.0, 0.1, 0.9)) == 0,
            ),
        ],
        read="See *Three optimizers, at fair rates*.",
    ),
    Question(
        id="17.4",
        points=2,
        answer=_photo_net,
        accept=_photo_network,
        praise="It fits the photos, normalises, ends in probabilities, and its loss falls.",
        hints=[
            "The first layer says what a photo is, (height, width, channels); the last, how many classes there are.",
            "Input, Rescaling, Conv2D, MaxPooling2D, Conv2D, MaxPooling2D, Flatten, Dense with softmax.",
            'Compile with `keras.optimizers.SGD(0.01, momentum=0.9)` and `loss="sparse_categorical_crossentropy"`.',
        ],
        misconceptions=[
            Misconception(
                "softmax and from_logits",
                lambda: _photo_net(from_logits=True),
                "`from_logits=True` makes the loss apply softmax itself, and the network has done so already: twice "
                "flattens all differences. Leave it out.",
                shows=lambda m: look(m, _SHAPE).ending == "softmax" and trials.loss_wants(m) == "logits",
            ),
            Misconception(
                "logits without softmax",
                lambda: _photo_net(end=None),
                "The loss expects probabilities, and the last layer gives any numbers: end it in softmax.",
                shows=lambda m: look(m, _SHAPE).ending == "logits" and trials.loss_wants(m) != "logits",
            ),
            Misconception(
                "logits with a loss for logits",
                lambda: _photo_net(end=None, from_logits=True),
                "Logits with `from_logits=True` go well together, and train as well. But the question wants probabilities "
                "to come out: end the network in softmax and leave `from_logits` out.",
                shows=lambda m: look(m, _SHAPE).ending == "logits" and trials.loss_wants(m) == "logits",
            ),
            Misconception(
                "normalised what is not divided by 255",
                lambda: _photo_net(scale=(1 / 127.5, -1.0)),
                "That normalises bytes, from 0 to 255. These pixels go from 0 to 1 already, and all of them end up next to -1: "
                "`keras.layers.Rescaling(2.0, -1.0)`.",
                shows=lambda m: not look(m, _SHAPE).centred and _centred_for_bytes(m),
            ),
            Misconception(
                "not normalised",
                lambda: _photo_net(scale=(1.0, 0.0)),
                "It is given pixels from 0 to 1, none of them negative, and nothing in it normalises them. "
                "`keras.layers.Rescaling(2.0, -1.0)` brings them to -1 to 1.",
                shows=lambda m: not look(m, _SHAPE).centred,
            ),
            Misconception(
                "no momentum",
                lambda: _photo_net(momentum=0.0),
                "SGD in Keras has no momentum unless you say so: `keras.optimizers.SGD(0.01, momentum=0.9)`.",
                shows=lambda m: m.compiled and not trials.has_momentum(m),
            ),
            Misconception(
                "two classes",
                lambda: _photo_net(classes=2),
                "The last layer has as many units as there are classes, and these photos have three.",
                shows=lambda m: look(m, _SHAPE).outputs.shape[1:] == (2,),
            ),
        ],
        read="See *Build* and *Three optimizers, at fair rates*.",
    ),
    Question(
        id="17.5",
        answer=lambda: lambda images: images / 127.5 - 1,
        accept=same_function(_pixels),
        praise="Black is -1 and white is 1, as MobileNetV2 has learnt it.",
        hints=[
            "Black, 0, becomes -1, and white, 255, becomes 1. What becomes of the middle, 127.5?",
            "Divide so that white becomes 2, then subtract 1.",
            "`images / 127.5 - 1`",
        ],
        misconceptions=[
            Misconception(
                "from 0 to 1",
                lambda: lambda images: images / 255,
                "That is from 0 to 1, as the course's own networks take it. MobileNetV2 wants -1 to 1.",
            ),
            Misconception(
                "half as far",
                lambda: lambda images: images / 255 - 0.5,
                "That goes from -0.5 to 0.5, half as far as wanted.",
            ),
            Misconception(
                "stretched without dividing",
                lambda: lambda images: images * 2.0 - 1,
                "`2 x - 1` is for pixels from 0 to 1. These go to 255: divide first.",
            ),
            Misconception(
                "standardised",
                lambda: lambda images: (images - images.mean()) / (images.std() + 1e-9),
                "That brings *these* pictures to mean 0 and deviation 1. The network has learnt one fixed scale for all.",
            ),
            Misconception(
                "integers that wrap around",
                lambda: lambda images: (2 * images - 255) / 255,
                "In `uint8` twice 200 is 144: divide first, which makes floats of them.",
            ),
        ],
        read="See *A teacher*.",
    ),
    Question(
        id="17.6",
        answer=lambda: _pet,
        accept=same_function(_photos),
        praise="Without one picture of yours. What is left for your twenty to teach?",
        hints=[
            "How probable is it that the photo shows a dog of any breed? That is a sum over columns.",
            "`probabilities[:, 281:286].sum(axis=1)`: the end of a slice is left out, so 286 takes 285 along.",
            "`(probabilities[:, 151:269].sum(axis=1) > probabilities[:, 281:286].sum(axis=1)).astype(int)`",
        ],
        misconceptions=[
            Misconception(
                "the most probable class decides",
                lambda: _by_top,
                "The most probable class may be a sofa, and a cat on it is none the less a cat. Compare the two sums.",
            ),
            Misconception(
                "compared means",
                lambda: _by_mean,
                "With means, 118 breeds share what one dog gets, and 5 kinds of cats what one cat gets. Compare sums.",
            ),
            Misconception(
                "compared the likeliest of each",
                lambda: lambda probabilities: (
                    probabilities[:, trials.DOGS].max(axis=1) > probabilities[:, trials.CATS].max(axis=1)
                ).astype(int),
                "That compares the likeliest breed with the likeliest kind of cat. What may be any of ten breeds is a dog "
                "all the same: compare the sums.",
            ),
            Misconception(
                "gave how probable a dog is",
                lambda: lambda probabilities: probabilities[:, trials.DOGS].sum(axis=1),
                "That is how probable a dog is. Is it more probable than a cat? 1 for a dog, 0 for a cat.",
            ),
            Misconception(
                "cats are 1",
                lambda: lambda probabilities: 1 - _pet(probabilities),
                "A cat should be 0 and a dog 1.",
            ),
            Misconception(
                "left the last class out",
                lambda: lambda probabilities: (
                    probabilities[:, 151:268].sum(axis=1) > probabilities[:, 281:285].sum(axis=1)
                ).astype(int),
                "A slice leaves its end out: `151:268` stops at 267. Take `151:269` and `281:286`.",
            ),
        ],
        read="See *What the teacher had seen before*.",
    ),
    Question(
        id="17.7",
        points=2,
        answer=lambda: _varied,
        accept=trials.tried(_draws, _better, seconds=20),
        praise="Over the bar, in the mean of five draws. Does your interval in the next cell lie above nothing?",
        hints=[
            "Twenty of each are few. What knows more about animals than these forty pictures, or makes more of them?",
            "Two ways: the features of a network that learnt the eight other animals, or augmented pictures.",
            "`vision.augment(images, rotate=10, shift=2, flip=True, rng=seed)` for eight seeds, `np.concatenate` with the "
            "images, `np.tile(labels, 9)`, and `SVC(C=10)` on the pixels.",
        ],
        misconceptions=[
            Misconception(
                "a support vector machine, and no more",
                lambda: trials.by_kernel,
                "That is the plain learner that sets the bar, or it does as well: it knows the forty pictures and no more. "
                "Make more of them, or bring what a teacher knows.",
                shows=lambda answer: abs(trials.share([answer(*draw) for draw in _draws()]) - _baseline()) < 0.003,
            ),
            Misconception(
                "labels off by one",
                lambda: lambda images, labels, new: _varied(images, labels, new) + 1,
                "Your classes begin at 1, and the labels at 0: a cat is 0, a dog 1.",
                shows=lambda answer: _classes(answer) == {1, 2},
            ),
            Misconception(
                "always says the same",
                lambda: lambda images, labels, new: np.zeros(len(new), int),
                "It gives every picture the same class, which is right for half of them.",
                shows=lambda answer: len(_classes(answer)) == 1,
            ),
            Misconception(
                "took one for the other",
                lambda: lambda images, labels, new: 1 - _varied(images, labels, new),
                "It is wrong far more often than a coin: cats and dogs are exchanged somewhere.",
                shows=lambda answer: trials.share([answer(*draw) for draw in _draws()]) < 0.4,
            ),
        ],
        read="See *Twenty of each*.",
    ),
]
