"""How long one picture takes: the article's network in other runtimes, against Keras on the same processor."""

import time
from functools import cache

import numpy as np

from tests.bench.engine import Row

__all__ = ["ROWS"]

CALLS = 100


@cache
def _functions():
    """What is timed, by name; each takes a batch of ``uint8`` images and gives probabilities."""
    from lepton_kit import datasets
    from lepton_kit.vision import article_cnn
    from lepton_kit.vision.deploy import export

    data, model = datasets.load("fashion_mnist"), article_cnn(rng=0)
    here = {name: export(model, name, examples=data.x_train[:200]).predict for name in ("onnx", "litert", "int8")}

    def pixels(images):
        return images[..., None] * np.float32(1 / 255)

    return data.x_test[:1], {
        "onnxruntime": here["onnx"],
        "LiteRT": here["litert"],
        "LiteRT in 8 bits": here["int8"],
        "model.predict_on_batch": lambda images: model.predict_on_batch(pixels(images)),
        "model.predict": lambda images: model.predict(pixels(images), verbose=0),
    }


def _contenders(*, judged):
    """Each gives the median and the 99th percentile of its calls, first the one that the row is about."""
    images, functions = _functions()

    def figures(name):
        functions[name](images)
        seconds = []
        for _ in range(CALLS):
            start = time.perf_counter()
            functions[name](images)
            seconds.append(time.perf_counter() - start)
        found = {"median": float(np.median(seconds)), "p99": float(np.percentile(seconds, 99))}
        return {judged: found[judged], **found}

    return {name: lambda name=name: figures(name) for name in functions}


ROWS = [
    Row(
        key="latency",
        title="one picture through the article's network, median of 100 calls",
        goal="at least 5 times sooner than model.predict_on_batch",
        contenders=lambda: _contenders(judged="median"),
        rounds=3,
    ),
    Row(
        key="latency_p99",
        title="one picture through the article's network, 99th percentile of 100 calls",
        goal="at least 5 times sooner than model.predict_on_batch",
        contenders=lambda: _contenders(judged="p99"),
        rounds=3,
    ),
]
