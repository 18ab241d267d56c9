"""How long a learner waits: lesson 14's order of layers and the one-cycle schedule against plain ``model.fit``."""

import math
import time
from functools import cache

import numpy as np

from tests.bench.engine import Row

__all__ = ["ROWS"]

BATCH, EPOCHS, PEAK = 128, 2, 0.008
"""The fast training: with Adam's beta_2 at .95 each of five seeds reached .900 to .904 on the test set."""


@cache
def _data():
    """Pixels from 0 to 1 and labels, to learn from and to test; Keras is loaded here, so that no contender waits."""
    from lepton_kit import datasets
    from lepton_kit.backend import load_keras

    load_keras()
    data = datasets.load("fashion_mnist", full=True)
    x_train, x_test = (x / np.float32(255) for x in (data.x_train, data.x_test))
    return x_train, data.y_train, x_test, data.y_test


def _fast(seed, epochs=EPOCHS):
    """Seconds, and the accuracy of the article's network that the fast one becomes."""
    from lepton_kit.exercises.content import content_module
    from lepton_kit.vision import OneCycle, fast_cnn, keras

    to_article = content_module("14", "as_article").to_article
    x, y, x_test, y_test = _data()
    keras.utils.set_random_seed(seed)
    start = time.perf_counter()
    model = fast_cnn(x)
    cycle = OneCycle(PEAK, steps=epochs * math.ceil(len(x) / BATCH))
    adam = keras.optimizers.Adam(cycle, beta_2=0.95)
    model.compile(adam, "sparse_categorical_crossentropy", metrics=["accuracy"], steps_per_execution=64)
    model.fit(x, y, batch_size=BATCH, epochs=epochs, verbose=0)
    article = to_article(model)
    return time.perf_counter() - start, _accuracy(article, x_test, y_test)


def _plain(batch_size, epochs):
    """Seconds and accuracy of the article's network, compiled and fitted as its program does it."""
    from lepton_kit.vision import article_cnn, keras

    x, y, x_test, y_test = _data()
    keras.utils.set_random_seed(0)
    start = time.perf_counter()
    model = article_cnn()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0)
    return time.perf_counter() - start, _accuracy(model, x_test, y_test)


def _accuracy(model, x, y):
    return float((model.predict(x, batch_size=1000, verbose=0).argmax(axis=1) == y).mean())


def _whole_trainings():
    """The article's ten epochs once, the fast training by five seeds: means of seconds and accuracies."""
    _data()

    def fast():
        seconds, accuracies = zip(*(_fast(seed) for seed in range(5)), strict=True)
        return {"s": np.mean(seconds), "accuracy": np.mean(accuracies), "least accuracy": min(accuracies)}

    def article():
        seconds, accuracy = _plain(batch_size=32, epochs=10)
        return {"s": seconds, "accuracy": accuracy}

    return {"faster, one cycle, five seeds": fast, "the article's ten epochs": article}


def _same_epochs():
    """Images a second in two epochs from a new network on; both build their graph in that time."""
    images = EPOCHS * len(_data()[0])
    return {
        "faster": lambda: images / _fast(0)[0],
        "model.fit": lambda: images / _plain(BATCH, EPOCHS)[0],
    }


ROWS = [
    Row(
        key="training",
        title="the fast training against the article's ten epochs, full Fashion-MNIST",
        goal="eight times sooner, and .900 or more on the test set in the mean of five seeds",
        contenders=_whole_trainings,
        rounds=1,
    ),
    Row(
        key="images",
        title=f"training the article's network, {EPOCHS} epochs, batches of {BATCH}",
        goal="1.7 times where the processor has bfloat16, never slower",
        contenders=_same_epochs,
        rounds=3,
        unit="images/s",
    ),
]
