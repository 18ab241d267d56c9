"""The runs behind this lesson's tables: `python bench.py helps 0` for seed 0, `python bench.py sooner 0` likewise.

Each run appends to `helps.csv` or `sooner.csv` beside this file; what is in there is not run again. Seconds are the processor's, of both cores together, so that
other work on the machine counts little; `wall` is the clock's.
"""

import csv
import math
import sys
import time
from pathlib import Path
from unittest.mock import patch

import numpy as np

from lepton_kit import datasets
from lepton_kit.exercises.content import content_module
from lepton_kit.vision import OneCycle, article_cnn, augment, fast_cnn, keras, models

HERE, IDEAS = Path(__file__).parent, content_module("14", "ideas")
LOOKS, PEAK = (60, 120, 240, 360, 480, 600), 0.008


def helps(seed, known):
    """Each idea for one partner's pictures: how it does on 1,000 others after some numbers of steps."""
    data = datasets.load("fashion_mnist")
    others = data.x_train[9000:] / np.float32(255), data.y_train[9000:]
    moved = augment(others[0], shift=3, flip=True, rng=0), others[1]
    for idea in IDEAS.NAMES:
        if (idea, seed) in known:
            continue
        keras.utils.set_random_seed(seed)
        model, (x, y) = IDEAS.network(idea), IDEAS.batches(data, idea, seed)
        model.fit(x[:50], y[:50], verbose=0)  # builds the graph, which is not to count
        keras.utils.set_random_seed(seed)
        model.set_weights(IDEAS.network(idea).get_weights())
        for variable in model.optimizer.variables:
            if "learning_rate" not in variable.path:
                variable.assign(keras.ops.zeros_like(variable))
        seconds, done, rows = 0.0, 0, []
        for step in LOOKS:
            start, part = time.process_time(), slice(50 * done, 50 * step)
            model.fit(x[part], y[part], batch_size=50, shuffle=False, verbose=0)
            seconds, done = seconds + time.process_time() - start, step
            _, accuracy, loss = model.evaluate(*others, batch_size=1000, verbose=0)
            shifted = model.evaluate(*moved, batch_size=1000, verbose=0)[1]
            told = (f"{number:.3f}" for number in (accuracy, shifted, loss))
            rows.append((idea, seed, step, f"{seconds:.2f}", *told))
        yield rows


def behind(*first):
    """Makes the article's network behind some of the fast one's first layers."""

    def network(images):
        fast = fast_cnn(images)
        layers = [fast.get_layer(name) for name in first]
        return keras.Sequential([keras.Input((28, 28, 1)), *layers, *article_cnn().layers])

    return network


def article(images):
    """The article's network; it looks at no pictures to be built."""
    return article_cnn()


def float32(images):
    """The fast network without bfloat16."""
    with patch.object(models, "has_bfloat16", lambda: False):
        return fast_cnn(images)


RUNGS = {  # batch, peak of the cycle, network, batches before Keras looks
    "as the article": (32, None, article, 1),
    "batches of 128": (128, None, article, 1),
    "one cycle": (128, PEAK, article, 1),
    "standardised pixels": (128, PEAK, behind("standardise"), 1),
    "edges cut off": (128, PEAK, behind("crop", "standardise"), 1),
    "pooling before relu": (128, PEAK, float32, 1),
    "bfloat16": (128, PEAK, fast_cnn, 1),
    "steps_per_execution": (128, PEAK, fast_cnn, 64),
}


def sooner(seed, known):
    """Two epochs of the full set as the article has them, and one change after the other, each kept."""
    data, epochs = datasets.load("fashion_mnist", full=True), 2
    x, x_test = (images / np.float32(255) for images in (data.x_train, data.x_test))
    for name, (batch, peak, make, many) in RUNGS.items():
        if (name, seed) in known:
            continue
        keras.utils.set_random_seed(seed)
        steps, model = epochs * math.ceil(len(x) / batch), make(x)
        cycle = (
            {} if peak is None else {"learning_rate": OneCycle(peak, steps), "beta_2": 0.95}
        )
        wall, cpu = time.perf_counter(), time.process_time()
        adam, loss = keras.optimizers.Adam(**cycle), "sparse_categorical_crossentropy"
        model.compile(adam, loss, metrics=["accuracy"], steps_per_execution=many)
        model.fit(x, data.y_train, batch_size=batch, epochs=epochs, verbose=0)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        accuracy = model.evaluate(x_test, data.y_test, batch_size=1000, verbose=0)[1]
        yield [(name, seed, steps, f"{cpu:.1f}", f"{wall:.1f}", f"{accuracy:.4f}")]


if __name__ == "__main__":
    run, *seeds = sys.argv[1:]
    with (HERE / f"{run}.csv").open("a+", newline="", encoding="utf-8") as file:
        file.seek(0)
        known = {(row[0], int(row[1])) for row in csv.reader(file)}
        for seed in map(int, seeds):
            for rows in {"helps": helps, "sooner": sooner}[run](seed, known):
                csv.writer(file, lineterminator="\n").writerows(rows)
                file.flush()
