"""What answers are put through that can only be judged by trying them: learners, classifiers, networks."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.exercises.calling import called, written
from lepton_kit.exercises.comparing import Unjudged
from lepton_kit.exercises.values import entries, kind
from lepton_kit.validate import generator
from lepton_kit.vision.cleaning import find_copies

__all__ = ["CATS", "DOGS", "animals", "by_brightness", "by_kernel", "dark_and_bright", "has_momentum", "loss_falls", "loss_wants", "noise", "rote", "share", "tried"]

DOGS, CATS = slice(151, 269), slice(281, 286)  # among the 1,000 classes of ImageNet


def tried(cases, verdict, *, seconds=5):
    """A function that is called with each tuple of ``cases()``; ``verdict(results)`` says what is wrong, or None."""

    def compare(answer, expected):
        if not callable(answer):
            raise Unjudged(f"A function is wanted, its name without brackets; you gave {kind(answer)}.")
        results = []
        for case in cases():
            results.append(called(answer, case, seconds))
        return verdict(results)

    return compare


# Learners, and pictures to learn from: learn(images, labels) gives predict(images) ------------------------------------


def rote(images, labels):
    """Knows by heart what it has seen, and says 0 to all else."""
    known = {image.tobytes(): label for image, label in zip(images, labels, strict=True)}
    return lambda new: np.array([known.get(image.tobytes(), 0) for image in new])


def by_brightness(images, labels):
    """Takes what is brighter than the middle between two classes for the second."""
    middle = np.mean([images[labels == c].mean() for c in (0, 1)])
    return lambda new: (new.reshape(len(new), -1).mean(axis=1) > middle).astype(int)


def noise(times=1):
    """100 pictures of noise, each there so many ``times``, and labels by turns, from which nothing can be learnt."""
    images = generator(1).integers(0, 256, (100, 8, 8), dtype=np.uint8)
    return np.tile(images, (times, 1, 1)), np.tile(np.arange(100) % 2, times)


def dark_and_bright():
    """100 dark and bright pictures, told apart by a look."""
    labels = np.arange(100) % 2
    images = generator(2).integers(0, 100, (100, 8, 8)) + 150 * labels[:, None, None]
    return images.astype(np.uint8), labels


# Few labels: twenty cats and twenty dogs, five times ------------------------------------------------------------------


@cache
def animals():
    """Five draws of 20 distinct cats (0) and dogs (1), as (images, labels, new images), and the new ones' labels."""
    from lepton_kit import datasets

    data = datasets.load("animal_silhouettes")
    wanted = np.isin(data.labels, [2, 4])
    images, labels = data.images[wanted], (data.labels[wanted] == 4).astype(int)
    own = generator(0).permutation(np.flatnonzero(find_copies(images) == np.arange(len(images))))
    new, rest = own[:300], own[300:]
    draws = []
    for seed in range(5):
        rng = generator(seed)
        some = np.concatenate([rng.choice(rest[labels[rest] == c], 20, replace=False) for c in (0, 1)])
        draws.append((images[some], labels[some], images[new]))
    return draws, labels[new]


def share(results):
    """How many of the new animals are right, in the mean of the draws."""
    return float(np.mean([_classes(result) == animals()[1] for result in results]))


def _classes(result):
    """The class that a learner gives each new animal, or word of what else it gives."""
    truth = animals()[1]
    wanted = f"One class for each of the {len(truth)} new pictures is wanted, 0 for a cat and 1 for a dog"
    try:
        guesses = np.asarray(entries(result) if isinstance(result, Iterator) else result)
    except ValueError:  # its parts are of different lengths
        guesses = np.empty(())
    if guesses.dtype.kind not in "biuf" or guesses.shape != truth.shape:
        raise Unjudged(f"{wanted}; it gives {written(result)}.")
    if not np.array_equal(guesses, np.round(guesses)):
        raise Unjudged(f"{wanted}; these are chances or scores: which of the two is larger, or are they above the middle?")
    return guesses


def by_kernel(images, labels, new):
    """The baseline: a support vector machine on the pixels."""
    from sklearn.svm import SVC

    return SVC(C=10).fit(images.reshape(len(images), -1) / 255, labels).predict(new.reshape(len(new), -1) / 255)


# A network that must learn --------------------------------------------------------------------------------------------


def loss_falls(model, steps=12):
    """Whether the loss falls on plain pictures in three colours, with the model's own optimiser; nothing stays of it."""
    labels = np.arange(24) % 3
    images = 0.2 * generator(3).random((24, 64, 64, 3)) + 0.6 * np.eye(3)[labels][:, None, None]
    model.optimizer.build(model.trainable_variables)
    kept = [load_keras().ops.convert_to_numpy(variable).copy() for variable in (*model.variables, *model.optimizer.variables)]
    try:
        losses = [np.ravel(model.train_on_batch(images.astype(np.float32), labels))[0] for _ in range(steps)]
    except ValueError as problem:
        if "Unknown variable" not in str(problem):
            raise
        raise Unjudged("Its optimizer belongs to another network, which it has trained. Compile it with a new one.") from None
    finally:
        for variable, value in zip((*model.variables, *model.optimizer.variables), kept, strict=True):
            variable.assign(value)
        model.reset_metrics()
    return bool(np.isfinite(losses).all() and losses[-1] < losses[0])


def loss_wants(model):
    """What a model's loss takes beside class numbers: "probabilities", "logits" or "other"."""
    keras = load_keras()
    rows = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]], dtype=np.float32)
    truth = np.array([0, 2])
    surprise = -np.log(rows[[0, 1], truth])
    twice = np.log(np.exp(rows).sum(axis=1)) - rows[[0, 1], truth]
    losses = list(model.loss.values()) if isinstance(model.loss, dict) else model.loss
    loss = losses[0] if isinstance(losses, list) and len(losses) == 1 else losses
    try:
        given = float(np.mean(keras.ops.convert_to_numpy(keras.losses.get(loss)(truth, rows))))
    except Exception:  # a loss may be any function, and may want labels of another shape
        return "other"
    close = (("probabilities", surprise.mean()), ("logits", twice.mean()))
    return next((name for name, value in close if abs(given - value) < 1e-3), "other")


def has_momentum(model):
    """Whether a model's optimiser is SGD that goes on by itself: a step in proportion to the gradient, and one after it."""
    keras = load_keras()

    def steps(*gradients):
        optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
        variable, places = keras.Variable([0.0]), [0.0]  # at 0 the smallest step is seen
        for gradient in gradients:
            optimizer.apply([keras.ops.convert_to_tensor([gradient])], [variable])
            places.append(float(np.asarray(variable)[0]))
        return np.diff(places)

    once, twice, after = steps(1e-2)[0], steps(2e-2)[0], steps(1e-2, 0.0)[1]
    return bool(once < 0 and np.isclose(twice, 2 * once, rtol=0.05) and after < 0.05 * once)
