"""How long a learner waits: our training of the article's network against Keras' own ``model.fit``."""

import time
from dataclasses import replace
from functools import cache

from tests.bench.engine import Row

__all__ = ["ROWS"]

GOOD = 0.894
"""A test accuracy that both reach: the best that the article's recipe was seen to reach before the kit was built."""


@cache
def _data():
    """The full data; Keras is loaded here too, so that no contender waits for it."""
    from lepton_kit import datasets
    from lepton_kit.backend import load_keras

    load_keras()
    return datasets.load("fashion_mnist", full=True)


def _keras_model(rng):
    """The article's network, compiled as its program does it."""
    from lepton_kit.vision import article_cnn

    model = article_cnn(rng=rng)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def _whole_trainings():
    """Seconds of training, the test accuracy at the end, and the seconds after which it first was ``GOOD``."""
    from lepton_kit.vision import article_cnn, evaluate, fit

    data, seeds = _data(), iter(range(1000))
    pixels = data.x_train[..., None].astype("float32") / 255

    def figures(seconds, accuracies):
        good = next((s for s, accuracy in zip(seconds, accuracies, strict=True) if accuracy >= GOOD), float("inf"))
        return {"s": seconds[-1], f"s to {GOOD}": good, "accuracy": accuracies[-1], "best accuracy": max(accuracies)}

    def ours():
        model = article_cnn(rng=next(seeds))
        start = time.perf_counter()
        fit(model, data.x_train, data.y_train, rng=0)
        seconds = time.perf_counter() - start
        return figures([seconds], [evaluate(model, data.x_test, data.y_test).accuracy])

    def articles():
        model, seconds, accuracies = _keras_model(next(seeds)), [0.0], [0.0]
        for _ in range(10):
            start = time.perf_counter()
            model.fit(pixels, data.y_train, batch_size=32, verbose=0)
            seconds.append(seconds[-1] + time.perf_counter() - start)
            accuracies.append(evaluate(model, data.x_test, data.y_test).accuracy)
        return figures(seconds, accuracies)

    return {"fast recipe": ours, "article recipe, by model.fit": articles}


def _one_epoch():
    """Images a second of one epoch from a new network on, batches of 128; both build their graph in that time."""
    from lepton_kit.vision import RECIPES, article_cnn, fit

    data = _data()
    x, y = data.x_train, data.y_train
    pixels = x[..., None].astype("float32") / 255
    once = replace(RECIPES["fast"], batch=128, epochs=1, least_steps=0)

    def rate(train):
        start = time.perf_counter()
        train()
        return len(y) / (time.perf_counter() - start)

    return {
        "fast recipe": lambda: rate(lambda: fit(article_cnn(rng=0), x, y, once, rng=0)),
        "model.fit": lambda: rate(lambda: _keras_model(0).fit(pixels, y, batch_size=128, verbose=0)),
    }


ROWS = [
    Row(
        key="training",
        title="the fast recipe against the article's ten epochs, full Fashion-MNIST",
        goal="ten times sooner, past .894 on the way and .900 or more at the end",
        contenders=_whole_trainings,
        rounds=3,
        once=("article recipe, by model.fit",),
    ),
    Row(
        key="images",
        title="training the article's network, one epoch, batches of 128",
        goal="1.7 times where the processor has bfloat16, never slower",
        contenders=_one_epoch,
        rounds=3,
        unit="images/s",
    ),
]
