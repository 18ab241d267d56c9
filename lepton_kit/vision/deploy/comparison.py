"""One network in several runtimes, side by side: size, speed, accuracy, and how far the answers differ."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.backend import load_keras
from lepton_kit.display import Tabular
from lepton_kit.validate import one_of, whole
from lepton_kit.vision.classifier import as_classifier, as_keras
from lepton_kit.vision.deploy.edge import working_memory
from lepton_kit.vision.deploy.exporting import export
from lepton_kit.vision.deploy.runtime import TARGETS
from lepton_kit.vision.inputs import as_labels

__all__ = ["BATCHES", "Comparison", "Measured", "compare", "latencies"]

BATCHES = (1, 64)
_HEAD = (
    "network",
    "runtime",
    "size",
    "work memory",
    "1 picture",
    "p99",
    "64 pictures",
    "p99",
    "accuracy",
    "differs by",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One network in one runtime.

    Attributes
    ----------
    network, target : str
    size : int
        Bytes of the file.
    memory : int or None
        Bytes for what flows between the layers, of one picture; None where the network is no chain of layers.
    latency : dict of int to (float, float)
        Seconds for a batch of that many pictures: median and 99th percentile.
    accuracy : float
        Share of right classes.
    difference : float
        Largest difference of a probability from Keras' on the same pictures.
    """

    network: str
    target: str
    size: int
    memory: int | None
    latency: dict[int, tuple[float, float]]
    accuracy: float
    difference: float

    @property
    def need(self) -> float:
        """Bytes of file and work memory together; infinite where the latter is not known."""
        return self.size + self.memory if self.memory is not None else np.inf

    def _cells(self) -> tuple[str, ...]:
        times = [f"{1000 * seconds:.2f} ms" for batch in BATCHES for seconds in self.latency[batch]]
        memory = "?" if self.memory is None else f"{self.memory / 1024:.1f} KB"
        size = f"{self.size / 1024:.1f} KB"
        return self.network, self.target, size, memory, *times, f"{self.accuracy:.4f}", f"{self.difference:.1e}"


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Tabular):
    """The table that :func:`compare` measured. Add two to set two networks side by side."""

    rows: tuple[Measured, ...]

    def __getitem__(self, target: str) -> Measured:
        """The first row of that target."""
        return next(row for row in self.rows if row.target == one_of("target", target, self.targets))

    @property
    def targets(self) -> tuple[str, ...]:
        """The runtimes in the table, in order."""
        return tuple(row.target for row in self.rows)

    def fitting(self, limit: int) -> "Comparison":
        """The rows whose file and work memory fit into ``limit`` bytes together."""
        limit = whole("limit", limit, low=1)
        return Comparison(tuple(row for row in self.rows if row.need <= limit))

    def __add__(self, other: "Comparison") -> "Comparison":
        if not isinstance(other, Comparison):
            return NotImplemented
        return Comparison((*self.rows, *other.rows))

    def _summary(self) -> str:
        return "" if self.rows else "nothing fits"

    def _rows(self) -> list[tuple[str, ...]]:
        return [_HEAD, *(row._cells() for row in self.rows)]


def compare(
    model: Any,
    x: ArrayLike,
    y: ArrayLike,
    *,
    examples: ArrayLike | None = None,
    targets: Sequence[str] = tuple(TARGETS),
    rounds: int = 50,
) -> Comparison:
    """Export a trained network to each target and measure what comes out.

    Parameters
    ----------
    model : keras.Model
        Any classifier of images; its name goes into the table.
    x, y : array_like
        Test images and their classes, at least 64.
    examples : array_like of images
        Training images for "int8"; see ``export``.
    targets : sequence of str
        Keys of ``TARGETS``.
    rounds : int
        How often each batch is timed; the runtimes take turns, so that a busy moment meets all of them.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If images, labels and model do not fit together, there are fewer than 64, or "int8" has no examples.

    Examples
    --------
    >>> from lepton_kit import datasets
    >>> from lepton_kit.vision import article_cnn
    >>> data = datasets.load("fashion_mnist")
    >>> table = compare(article_cnn(rng=0), data.x_test[:64], data.y_test[:64], targets=["litert"], rounds=2)
    >>> table["litert"].difference < 1e-5
    True
    """
    classifier = as_classifier(as_keras(model), x)
    images = classifier.take(x, "x")
    labels = as_labels(y, len(images), classifier.classes)
    if len(images) < max(BATCHES):
        raise ValueError(f"x has {len(images)} images; at least {max(BATCHES)} are needed, a batch to be timed")
    rounds = whole("rounds", rounds, low=1)
    if isinstance(targets, str) or not len(targets):
        raise ValueError(f"targets must be a list of runtimes such as ['onnx', 'int8']; got {targets!r}")
    runtimes = {target: export(model, target, examples=examples) for target in targets}
    reference = (runtimes.get("keras") or export(model, "keras")).predict(images)
    given = {target: runtime.predict(images) for target, runtime in runtimes.items()}
    seconds = {
        batch: latencies({target: runtime.predict for target, runtime in runtimes.items()}, images[:batch], rounds)
        for batch in BATCHES
    }
    chain = isinstance(model, load_keras().Sequential)
    return Comparison(
        tuple(
            Measured(
                network=model.name,
                target=target,
                size=runtime.size,
                memory=working_memory(model, bytes_each=1 if target == "int8" else 4) if chain else None,
                latency={batch: _median_and_p99(seconds[batch][target]) for batch in BATCHES},
                accuracy=float((given[target].argmax(axis=1) == labels).mean()),
                difference=float(np.abs(given[target] - reference).max()),
            )
            for target, runtime in runtimes.items()
        )
    )


def latencies(
    functions: dict[str, Callable[[npt.NDArray], Any]], images: npt.NDArray, rounds: int
) -> dict[str, npt.NDArray[np.float64]]:
    """Seconds of each call ``function(images)``, by name, shape (rounds,); they take turns after a call to warm up."""
    for function in functions.values():
        function(images)
    taken = {name: np.empty(rounds) for name in functions}
    for turn in range(rounds):
        for name, function in functions.items():
            start = time.perf_counter()
            function(images)
            taken[name][turn] = time.perf_counter() - start
    return taken


def _median_and_p99(seconds: npt.NDArray) -> tuple[float, float]:
    return float(np.median(seconds)), float(np.percentile(seconds, 99))
