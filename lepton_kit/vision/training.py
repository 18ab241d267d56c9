"""Training: one loop for every recipe, which can be watched, and stopped without losing what was learnt."""

import time
from dataclasses import dataclass

import numpy as np

from lepton_kit.backend import load_keras, load_tensorflow
from lepton_kit.display import Facts
from lepton_kit.validate import generator, one_of
from lepton_kit.vision.inputs import as_examples, cross_entropy, probabilities, unit
from lepton_kit.vision.logbook import Logbook
from lepton_kit.vision.optimisers import optimiser
from lepton_kit.vision.recipes import RECIPES, Recipe
from lepton_kit.vision.rework import Reworked

__all__ = ["RECIPES", "Progress", "Recipe", "Training", "fit"]

PULSE = 0.2
"""Seconds between two reports to a monitor, and the longest that a stop has to wait."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training is. ``loss`` and ``accuracy`` are those of the steps since the last report."""

    step: int
    steps: int
    epoch: int
    epochs: int
    loss: float
    accuracy: float
    rate: float
    seconds: float
    seconds_left: float


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Training(Facts):
    """What a training did.

    Attributes
    ----------
    recipe : Recipe
    history : dict of str to list of float
        ``loss`` and ``accuracy`` of each epoch on the training images as it went along, and ``val_loss`` and
        ``val_accuracy`` after it if validation data were given. A stopped epoch counts as far as it went.
    step_loss : ndarray, shape (steps,)
    seconds : float
        Wall time, including the time that TensorFlow takes to build its graph.
    images_per_second : float
    precision : {"bfloat16", "float32"}
        What the layers computed in; the trained weights are float32.
    stopped : bool
        Whether it was stopped early. The model keeps what it had learnt.
    """

    recipe: Recipe
    history: dict
    step_loss: np.ndarray
    seconds: float
    images_per_second: float
    precision: str
    stopped: bool

    def _facts(self):
        last = {name: values[-1] for name, values in self.history.items() if values}
        yield "recipe", f"{self.recipe.name}{', stopped early' if self.stopped else ''}"
        yield "epochs", str(len(self.history["loss"]))
        yield "time", f"{self.seconds:.1f} s, {self.images_per_second:,.0f} images a second in {self.precision}"
        for name in ("accuracy", "val_accuracy"):
            if name in last:
                yield name.replace("_", " "), f"{last[name]:.4f} in the last epoch"


def fit(model, x, y, recipe="fast", *, validation=None, rng=None, monitor=None, stop=None, log_dir=None):
    """Train a classifier by a recipe; the model that was given holds the trained weights afterwards.

    Parameters
    ----------
    model : keras.Model
        Ends in softmax. If it is not compiled, it is afterwards, so that ``model.evaluate`` works; what it was compiled
        with has no effect here.
    x : array_like, shape (n, height, width) or (n, height, width, channels)
        Images, ``uint8`` from 0 to 255 or floats from 0 to 1. The model learns on the scale from 0 to 1.
    y : array_like, shape (n,)
        Class numbers.
    recipe : str or Recipe
        "fast", "article", or a recipe of your own.
    validation : (x, y), optional
        Looked at after each epoch; nothing is learnt from it.
    rng : None, int or Generator
        Shuffles. The same seed, first weights, machine, versions and number of threads gave the same losses to the last
        digit wherever we looked; TensorFlow does not promise it, and another processor rounds otherwise.
    monitor : callable(Progress), optional
        Told about five times a second, and at the end.
    stop : object with is_set(), optional
        Such as a ``threading.Event``: set it, from any thread, and the training ends within a fraction of a second. An
        interrupt from the keyboard does the same. Either way the model keeps what it has learnt.
    log_dir : str or Path, optional
        A folder for TensorBoard, one a run, written after each epoch. ``tensorboard --logdir`` takes the folder above.

    Returns
    -------
    Training

    Raises
    ------
    ValueError
        If images, labels, model and recipe do not fit together, or the learning rate is so high that the loss is lost.
    FileExistsError
        If ``log_dir`` already holds a run.
    ImportError
        If Keras is not installed.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from lepton_kit import datasets
    >>> from lepton_kit.vision import article_cnn
    >>> data, network = datasets.load("fashion_mnist"), article_cnn(rng=0)
    >>> training = fit(network, data.x_train[:640], data.y_train[:640], replace(RECIPES["article"], epochs=1), rng=0)
    >>> training.step_loss.shape, training.precision, training.stopped
    ((20,), 'float32', False)
    """
    x, y = as_examples(x, y, model)
    if validation is not None:
        validation = _pair(validation)
        validation = as_examples(*validation, model, "validation")
    if not isinstance(recipe, Recipe):
        recipe = RECIPES[one_of("recipe", recipe, tuple(RECIPES))]
    if monitor is not None and not callable(monitor):
        raise TypeError(f"monitor must be callable, as in monitor=print; got {type(monitor).__name__}")
    if stop is not None and not hasattr(stop, "is_set"):
        raise TypeError(f"stop must be something to set, such as threading.Event(); got {type(stop).__name__}")
    if not model.trainable_variables:
        raise ValueError("model has no weights that may learn; set layer.trainable = True where it should")
    rng = generator(rng)

    start = time.perf_counter()
    learner = _Learner(model, x, y, recipe, monitor, stop)
    validated, log = [], None if log_dir is None else Logbook(log_dir, recipe)
    try:
        while not learner.finished:
            learner.epoch(rng)
            if validation is not None:
                learner.reworked.write_back()
                validated.append(_score(model, *validation))
            if log:
                log.write(learner.losses, learner.hits, learner.rates, *validated[-1:])
    finally:
        learner.reworked.write_back()
        if log:
            log.close()
    if not model.compiled:
        model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return learner.result(time.perf_counter() - start, validated)


class _Learner:
    """The steps of one training, run in strides of about ``PULSE`` seconds; records, reports, listens for a stop."""

    def __init__(self, model, x, y, recipe, monitor, stop):
        self.recipe, self.monitor, self.stop = recipe, monitor, stop
        self.n = len(x)
        self.epochs, self.per_epoch, self.batch = recipe.plan(self.n)
        self.rates = recipe.rates(self.epochs * self.per_epoch)
        self.reworked = Reworked(model, unit(x[:5000]), recipe.rework)
        self.run = _steps(self.reworked, x, y, recipe.optimiser)
        self.losses, self.hits, self.seconds = [], [], 0.0
        self.stride, self.stopped = 1, False

    @property
    def finished(self):
        return self.stopped or len(self.losses) == len(self.rates)

    def epoch(self, rng):
        """Show every image once, in a new order; the few that do not fill a batch are others each time."""
        batches = rng.permutation(self.n)[: self.per_epoch * self.batch].reshape(self.per_epoch, self.batch)
        try:
            while len(batches) and not self.stopped:
                some, batches = batches[: self.stride], batches[self.stride :]
                self._run(some)
                self.stopped = self.stop is not None and self.stop.is_set()
        except KeyboardInterrupt:
            self.stopped = True

    def _run(self, batches):
        start, done = time.perf_counter(), len(self.losses)
        rates = self.rates[done : done + len(batches)]
        loss, hits = (part.numpy() for part in self.run(batches.astype(np.int32), rates))
        if not np.isfinite(loss).all():
            self.reworked.restore()
            raise ValueError(
                f"The loss became {loss[~np.isfinite(loss)][0]} after {done} of {len(self.rates)} steps, and the model "
                f"is left as it was. The recipe's learning rate, {self.recipe.rate:g}, is too high; try a tenth."
            )
        self.losses.extend(loss.tolist())
        self.hits.extend((hits / self.batch).tolist())
        took = time.perf_counter() - start
        self.seconds += took
        self.stride = max(1, min(2 * self.stride, int(len(batches) * PULSE / took)))
        if self.monitor is not None:
            self.monitor(self._progress(len(batches)))

    def _progress(self, latest):
        step, steps = len(self.losses), len(self.rates)
        return Progress(
            step=step,
            steps=steps,
            epoch=-(-step // self.per_epoch),
            epochs=self.epochs,
            loss=float(np.mean(self.losses[-latest:])),
            accuracy=float(np.mean(self.hits[-latest:])),
            rate=float(self.rates[step - 1]),
            seconds=self.seconds,
            seconds_left=self.seconds / step * (steps - step),
        )

    def result(self, seconds, validated):
        def by_epoch(values):
            return [float(np.mean(values[i : i + self.per_epoch])) for i in range(0, len(values), self.per_epoch)]

        history = {"loss": by_epoch(self.losses), "accuracy": by_epoch(self.hits)}
        if validated:
            history["val_loss"], history["val_accuracy"] = (list(column) for column in zip(*validated, strict=True))
        return Training(
            recipe=self.recipe,
            history=history,
            step_loss=np.array(self.losses),
            seconds=seconds,
            images_per_second=len(self.losses) * self.batch / seconds,
            precision=self.reworked.precision,
            stopped=self.stopped,
        )


def _steps(reworked, x, y, rule):
    """A compiled ``run(batches, rates)``: one step a row of ``batches``; returns each step's loss and hits."""
    tf, ops = load_tensorflow(), load_keras().ops
    network, offset, factor = reworked.network, reworked.mean, 1 / reworked.deviation
    pixel = 1 / 255 if x.dtype == np.uint8 else 1.0
    images, labels = tf.constant(x), tf.constant(y)
    weights = [variable.value for variable in network.trainable_variables]
    move = optimiser(rule, weights)

    @tf.function(input_signature=[tf.TensorSpec((None, None), tf.int32), tf.TensorSpec((None,), tf.float32)])
    def run(batches, rates):
        steps = tf.shape(batches)[0]
        losses, hits = tf.TensorArray(tf.float32, steps), tf.TensorArray(tf.int32, steps)
        for i in tf.range(steps):
            batch = (tf.cast(tf.gather(images, batches[i]), tf.float32) * pixel - offset) * factor
            truth = tf.gather(labels, batches[i])
            with tf.GradientTape() as tape:
                chances = network(batch, training=True)
                loss = tf.reduce_mean(ops.sparse_categorical_crossentropy(truth, chances))
                total = tf.add_n([loss, *network.losses])
            move(tape.gradient(total, weights), rates[i])
            guesses = tf.argmax(chances, axis=1, output_type=tf.int32)
            losses, hits = losses.write(i, loss), hits.write(i, tf.math.count_nonzero(guesses == truth, dtype=tf.int32))
        return losses.stack(), hits.stack()

    return run


def _score(model, x, y):
    P = probabilities(model, x)
    return cross_entropy(P, y), float((P.argmax(axis=1) == y).mean())


def _pair(validation):
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise ValueError(f"validation must be a pair (x, y); got {type(validation).__name__}")
    return validation
