"""How long a learner waits: our training of the article's network against Keras' own ``model.fit``."""

import time
from dataclasses import replace
from functools import cache

from lepton_kit.bench.engine import Row

__all__ = ["ROWS"]

TARGET = 0.894
"""The test accuracy that our training must reach for its time to count."""


@cache
def _data():
    """The full data; Keras is loaded here too, so that no contender waits for it."""
    from lepton_kit import datasets
    from lepton_kit.vision.backend import load_keras

    load_keras()
    return datasets.load("fashion_mnist", full=True)


def _by_keras(x, y, *, batch, epochs, rng):
    """The article's network, trained as its program does it."""
    from lepton_kit.vision import article_cnn

    model = article_cnn(rng=rng)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, batch_size=batch, epochs=epochs, verbose=0)
    return model


def _by_us(x, y, *, recipe, rng):
    from lepton_kit.vision import article_cnn, fit

    model = article_cnn(rng=rng)
    fit(model, x, y, recipe, rng=rng)
    return model


def _whole_trainings():
    """Seconds from an untrained network to the end of its recipe; ours is infinite if it misses the target."""
    data, seeds = _data(), iter(range(1000))
    pixels = data.x_train[..., None].astype("float32") / 255

    def figures(train, floor, **how):
        from lepton_kit.vision import evaluate

        start = time.perf_counter()
        model = train(y=data.y_train, rng=next(seeds), **how)
        seconds = time.perf_counter() - start
        accuracy = evaluate(model, data.x_test, data.y_test).accuracy
        return {"s": seconds if accuracy >= floor else float("inf"), "test accuracy": accuracy}

    return {
        "fast recipe": lambda: figures(_by_us, TARGET, x=data.x_train, recipe="fast"),
        "article recipe, by model.fit": lambda: figures(_by_keras, 0, x=pixels, batch=32, epochs=10),
    }


def _one_epoch():
    """Images a second of one epoch from a new network on, so with the time it takes to build the graph."""
    from lepton_kit.vision import RECIPES

    data = _data()
    x, y = data.x_train[:20_000], data.y_train[:20_000]
    pixels = x[..., None].astype("float32") / 255
    once = replace(RECIPES["fast"], epochs=1, least_steps=0)

    def rate(train, **how):
        start = time.perf_counter()
        train(y=y, rng=0, **how)
        return len(y) / (time.perf_counter() - start)

    return {
        "fast recipe": lambda: rate(_by_us, x=x, recipe=once),
        "model.fit, batch 128": lambda: rate(_by_keras, x=pixels, batch=128, epochs=1),
    }


ROWS = [
    Row(
        key="training",
        title="fast recipe against the article's, full Fashion-MNIST, to at least .894 test accuracy",
        goal="ten times sooner, and .900 at the end",
        contenders=_whole_trainings,
        rounds=3,
        once=("article recipe, by model.fit",),
    ),
    Row(
        key="images",
        title="images a second in training the article's network",
        goal="more than model.fit",
        contenders=_one_epoch,
        rounds=3,
        unit="images/s",
    ),
]
