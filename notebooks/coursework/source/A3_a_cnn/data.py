"""A student's own sample of Fashion-MNIST: some of its classes, and some images of each."""

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from lepton_kit import datasets
from lepton_kit.display import Tabular
from lepton_kit.exercises.personal import Draw, normalised
from lepton_kit.validate import whole

__all__ = ["ImageSample", "Plan", "image_sample", "network_plan"]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class ImageSample(Tabular):
    """Images of some classes, numbered anew from 0.

    Attributes
    ----------
    class_names : tuple of k texts
        What the labels 0 to k - 1 mean.
    classes : tuple of k ints
        The classes' numbers in the whole data set.
    x_train, x_test : ndarray of uint8, shape (n, 28, 28)
    y_train, y_test : ndarray of uint8, shape (n,)
    train, test : ndarray of int, shape (n,)
        Where the images stand in ``datasets.load("fashion_mnist")``.
    """

    class_names: tuple[str, ...]
    classes: tuple[int, ...]
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    train: np.ndarray
    test: np.ndarray

    def _rows(self):
        yield "label", "class", "to train with", "to test with"
        for label, name in enumerate(self.class_names):
            yield label, name, (self.y_train == label).sum(), (self.y_test == label).sum()


def image_sample(student, *, classes=4, train=400, test=100, purpose="image sample"):
    """A student's own images.

    Parameters
    ----------
    student : str
        The id.
    classes : int
        How many of the ten classes, at least 2.
    train, test : int
        Images of each class to train with, at most 1,000, and to test with, at most 200.
    purpose : str
        Another one gives other images.

    Returns
    -------
    ImageSample

    Raises
    ------
    ValueError
        If the id is none, or a number is out of range.

    Examples
    --------
    >>> sample = image_sample("s001", train=50, test=10)
    >>> sample.x_train.shape, sample.y_test.max()
    ((200, 28, 28), np.uint8(3))
    """
    counts = (
        whole("classes", classes, low=2, high=10),
        whole("train", train, low=1, high=1000),
    )
    return _sample(normalised(student), *counts, whole("test", test, low=1, high=200), purpose)


@lru_cache(maxsize=8)
def _sample(student, classes, train, test, purpose):
    data, draw = datasets.load("fashion_mnist"), Draw(student, purpose)
    chosen = draw.some(range(10), classes)

    def part(x, y, count):
        rows = [draw.some(np.flatnonzero(y == number).tolist(), count) for number in chosen]
        where = np.array(draw.some(np.ravel(rows).tolist(), count * classes))
        arrays = (
            x[where],
            np.array([chosen.index(number) for number in y[where]], dtype=np.uint8),
            where,
        )
        for array in arrays:
            array.flags.writeable = False  # the sample is shared by whoever asks for it again
        return arrays

    x_train, y_train, where_train = part(data.x_train, data.y_train, train)
    x_test, y_test, where_test = part(data.x_test, data.y_test, test)
    names = tuple(data.class_names[number] for number in chosen)
    return ImageSample(names, tuple(chosen), x_train, y_train, x_test, y_test, where_train, where_test)


@dataclass(frozen=True, slots=True)
class Plan:
    """Image, convolution, pooling, convolution, pooling, dense; every pooling is 2 x 2 and drops what is left over.

    Attributes
    ----------
    height, width, channels : int
        Of an image.
    filters1, kernel1, stride1, padding1, filters2, kernel2 : int, int, int, str, int, int
        Of the two convolutions: number of kernels, side of a kernel, stride, and "valid" or "same". The second has
        stride 1 and no padding.
    classes : int
        Units of the dense layer.
    """

    height: int
    width: int
    channels: int
    filters1: int
    kernel1: int
    stride1: int
    padding1: str
    filters2: int
    kernel2: int
    classes: int

    def _repr_markdown_(self):
        shown = [f"| {each.name} | {getattr(self, each.name)} |" for each in fields(self)]
        return "\n".join(["| `plan.` | |", "|---|---|", *shown])


def network_plan(student):
    """A student's own plan.

    Parameters
    ----------
    student : str
        The id.

    Returns
    -------
    Plan

    Examples
    --------
    >>> network_plan("s001") == network_plan(" S001 ") != network_plan("s002")
    True
    """
    draw = Draw(student, "network plan")
    return Plan(
        height=draw.whole(30, 60),
        width=draw.whole(61, 90),
        channels=draw.one((1, 3)),
        filters1=draw.whole(6, 40),
        kernel1=draw.one((3, 5, 7)),
        stride1=draw.one((1, 2)),
        padding1=draw.one(("valid", "same")),
        filters2=draw.whole(41, 70),
        kernel2=draw.one((3, 5)),
        classes=draw.whole(3, 9),
    )
