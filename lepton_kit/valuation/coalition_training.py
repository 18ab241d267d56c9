"""What a coalition's images are worth to the article's network: train it on them, and count what it gets right."""

import hashlib
import inspect
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property
from importlib.metadata import version
from threading import Lock

import numpy as np

from lepton_kit import __version__, datasets
from lepton_kit.backend import load_keras
from lepton_kit.validate import number, whole
from lepton_kit.valuation.data_split import DataPartner, check_partners, checked_members
from lepton_kit.vision.models import fast_cnn, has_bfloat16

__all__ = ["CHANCE", "Recipe", "Trainer"]

CHANCE = 0.1
"""The accuracy of a guess among ten classes: what nobody's images are worth."""

_ONE_AT_A_TIME = Lock()  # threads share the process's one compiled model


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a coalition's network is trained: Adam, cosine decay from ``learning_rate`` to 0 over ``steps`` batches."""

    learning_rate: float = 4e-3
    steps: int = 200
    batch_size: int = 32

    def __post_init__(self) -> None:
        number("learning_rate", self.learning_rate, above=0)
        whole("steps", self.steps, low=1)
        whole("batch_size", self.batch_size, low=1)


@dataclass(frozen=True, eq=False)
class Trainer:
    """The score of a coalition by training: accuracy on the test images, minus .1 for guessing.

    Call it with the numbers of the members; :meth:`predict` gives the predicted class of each test image. It can be
    sent to other processes and machines: images are read there, by the data set's name, and must be the same.

    Parameters
    ----------
    partners : sequence of DataPartner
        Drawn from the 10,000 training images that ship with the kit, unless ``full_train``.
    seed : int
        Draws the first weights and each image's place in the queue; both are the same for every coalition.
    full_train, full_test : bool
        The 60,000 training and the 10,000 test images of the full Fashion-MNIST; it numbers its images otherwise.
    recipe : Recipe
    data : ImageData, optional
        Images of your own, 28 x 28 in ten classes, in place of Fashion-MNIST. They travel with each piece of work.

    Notes
    -----
    The network is :func:`~lepton_kit.vision.models.fast_cnn`, which computes what the article's does. One compiled
    model a process serves all coalitions: weights and optimizer are put back before each. Everybody's images stand in
    one queue, in an order that is drawn once; a coalition's are taken in that order, again and again until the steps
    are done. The same number of threads gives the same bits; another number does not: see :func:`one_thread`.

    Examples
    --------
    >>> from lepton_kit.valuation import data_partners
    >>> score = Trainer(data_partners(datasets.load("fashion_mnist").y_train))
    >>> score(()), score.recipe.steps
    (0.0, 200)
    """

    partners: Sequence[DataPartner] = field(repr=False)
    seed: int = 0
    full_train: bool = False
    full_test: bool = False
    recipe: Recipe = Recipe()
    data: datasets.ImageData | None = field(default=None, repr=False)

    def __call__(self, members: Iterable[int]) -> float:
        """Accuracy of the members' network above chance; 0 for nobody and for members without images."""
        members = checked_members(members, len(self.partners))
        if not any(len(self.partners[i]) for i in members):
            return 0.0
        return float((self.predict(members) == self.images.y_test).mean() - CHANCE)

    def predict(self, members: Iterable[int]) -> np.ndarray:
        """The class that the members' network gives each test image, uint8, shape (m,); 0 throughout for nobody."""
        x, labels = self.queue(members)
        data = self.images
        if not len(x):
            return np.zeros(len(data.x_test), np.uint8)
        with _ONE_AT_A_TIME:
            network, first = _compiled(self.recipe, self.seed, *self._pixels)
            for variable, value in first:
                variable.assign(value)
            batch = self.recipe.batch_size
            network.fit(_scaled(x), labels, batch_size=batch, shuffle=False, verbose=0)
            chances = network.predict(_scaled(data.x_test), batch_size=1_000, verbose=0)
        return chances.argmax(axis=1).astype(np.uint8)

    def queue(self, members: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """The members' images and labels in the order in which they are trained on, ``steps * batch_size`` of each."""
        sizes = [len(partner) for partner in self.partners]
        places = np.split(np.random.default_rng(self.seed).random(sum(sizes)), np.cumsum(sizes)[:-1])
        chosen = checked_members(members, len(self.partners))
        if not chosen:
            return self.images.x_train[:0], self.images.y_train[:0]
        indices, labels, keys = (
            np.concatenate([part[i] for i in chosen])
            for part in ([p.indices for p in self.partners], [p.labels for p in self.partners], places)
        )
        order = np.resize(np.argsort(keys), self.recipe.steps * self.recipe.batch_size * bool(len(keys)))
        return self.images.x_train[indices[order]], labels[order]

    @property
    def images(self) -> datasets.ImageData:
        """The images that are trained on and predicted."""
        data = self.data or _loaded(self.full_train, self.full_test)
        if (self.full_train or self.full_test) and not data.full:
            raise datasets.DataError("full_train and full_test want all of Fashion-MNIST, which is not on this machine")
        check_partners(self.partners, len(data.x_train))
        return data

    @cached_property
    def _pixels(self):
        """Mean and variance of everybody's pixels: what the first layer standardises by, whoever joins."""
        seen = self.images.x_train[np.unique(np.concatenate([p.indices for p in self.partners]))] / 255
        return float(seen.mean()), float(seen.var())

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all that decides about the predictions: images, labels, recipe, code and versions."""
        data = self.images
        used = hashlib.sha256()
        for partner in self.partners:
            for part in (data.x_train[partner.indices], np.asarray(partner.labels, np.uint8)):
                used.update(f"{part.shape}".encode() + part.tobytes())
        for part in (data.x_test, data.y_test):
            used.update(part.tobytes())
        code = inspect.getsource(sys.modules[__name__])
        versions = [__version__, *(f"{name} {version(name)}" for name in ("keras", "numpy")), has_bfloat16()]
        used.update(repr((self.seed, asdict(self.recipe), versions, code)).encode())
        return used.hexdigest()

    def __getstate__(self):
        """What travels to another process: the fields, not the numbers that were worked out from them."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@cache
def _loaded(full_train, full_test):
    """Fashion-MNIST, each part as it ships or in full."""
    shipped = datasets.load("fashion_mnist")
    if not (full_train or full_test):
        return shipped
    full = datasets.load("fashion_mnist", full=True)
    train = {} if full_train else {"x_train": shipped.x_train, "y_train": shipped.y_train}
    test = {} if full_test else {"x_test": shipped.x_test, "y_test": shipped.y_test}
    return replace(full, **train, **test)


@cache
def _compiled(recipe, seed, mean, variance):
    """The process's one model for a recipe and a seed, and what each of its variables holds before any training."""
    keras = load_keras()
    half = np.sqrt(variance)
    network = fast_cnn(np.array([[mean - half, mean + half]]), rng=seed)
    network.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(recipe.learning_rate, recipe.steps)),
        loss="sparse_categorical_crossentropy",
        steps_per_execution=recipe.steps,
    )
    network.optimizer.build(network.trainable_variables)
    return network, [
        (v, keras.ops.convert_to_numpy(v).copy()) for v in (*network.variables, *network.optimizer.variables)
    ]


def _scaled(images):
    return images[..., None] / np.float32(255)
