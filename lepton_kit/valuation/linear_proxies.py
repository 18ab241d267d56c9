"""The whole game for a fraction of one training: a linear classifier whose statistics add up over the partners."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from lepton_kit import datasets
from lepton_kit.partnership.games import worth
from lepton_kit.validate import number, whole
from lepton_kit.valuation.coalition_training import CHANCE
from lepton_kit.valuation.data_split import DataPartner, check_partners, checked_members

__all__ = ["LinearProxy", "image_features", "linear_proxy"]

_ONE_THREAD: Any = {"limits": 1, "user_api": "blas"}  # for many small matrices, threads wait more than they work


@dataclass(frozen=True, slots=True, eq=False)
class LinearProxy:
    """A ridge classifier of every coalition, out of two tables for each partner.

    With X the features of a partner's images, a column of ones among them, and Y its labels as rows of zeros and a one,
    A = X'X and B = X'Y add up over partners, and the coalition's weights are (sum A + ridge I)^-1 sum B.

    Attributes
    ----------
    A : ndarray, shape (n, d, d)
    B : ndarray, shape (n, d, classes)
    features : ndarray, shape (m, d)
        Of the test images.
    y_test : ndarray of int, shape (m,)
    ridge : float
    """

    A: np.ndarray = field(repr=False)
    B: np.ndarray = field(repr=False)
    features: np.ndarray = field(repr=False)
    y_test: np.ndarray = field(repr=False)
    ridge: float

    def __len__(self) -> int:
        return len(self.A)

    def __call__(self, members: Iterable[int]) -> float:
        """Worth of one coalition, accuracy above chance: a score, for ``shapley_sample`` beyond what can be listed."""
        chosen = checked_members(members, len(self))
        if not chosen:
            return 0.0
        A, B = (part[chosen].sum(axis=0) for part in (self.A, self.B))
        scores = self.features @ np.linalg.solve(A + self.ridge * np.eye(len(A), dtype=A.dtype), B)
        scores[:, B[-1] < 0.5] = -np.inf  # the column of ones counts each class's images; none seen, none said
        return float((scores.argmax(axis=1) == self.y_test).mean() - CHANCE)

    def worths(self) -> np.ndarray:
        """Worth of all 2**n coalitions in bitmask order, v of nobody = 0; at most 24 partners.

        Raises
        ------
        ValueError
            If there are more than 24 partners: call the proxy for single coalitions instead.
        """
        with threadpool_limits(**_ONE_THREAD):
            return worth(self, len(self))


def linear_proxy(
    partners: Sequence[DataPartner],
    data: datasets.ImageData | None = None,
    *,
    components: int = 100,
    ridge: float = 10.0,
) -> LinearProxy:
    """Gather the statistics of a :class:`LinearProxy`.

    Parameters
    ----------
    partners : sequence of DataPartner
    data : ImageData, optional
        What the partners' indices count; Fashion-MNIST as it ships without.
    components : int
        Principal components of everybody's pixels that serve as features.
    ridge : float
        Above 0; what keeps small coalitions from following every image.

    Returns
    -------
    LinearProxy
        ``proxy.worths()`` is the whole game, ``proxy(members)`` one coalition. Use it to shortlist what deserves a
        training (:func:`shortlist`) and to sharpen shares from few trainings (:func:`shapley_with_proxy`); it is
        nearly blind among the best coalitions, so do not choose by it alone.

    Examples
    --------
    >>> from lepton_kit.valuation import data_partners
    >>> data = datasets.load("fashion_mnist")
    >>> proxy = linear_proxy(data_partners(data.y_train), data)
    >>> v = proxy.worths()
    >>> v.shape, bool(v[0b1001] > v[0b0001])  # bags add to clothes
    ((256,), True)
    """
    ridge = number("ridge", ridge, above=0)
    images: Any = data or datasets.load("fashion_mnist")
    check_partners(partners, len(images.x_train))
    classes = 1 + int(max(images.y_test.max(), *(p.labels.max(initial=0) for p in partners)))
    used = np.unique(np.concatenate([p.indices for p in partners]))
    with threadpool_limits(**_ONE_THREAD):
        train, test = image_features(images.x_train[used], images.x_test, components=components)
    X = [train[np.searchsorted(used, partner.indices)] for partner in partners]
    Y = [np.eye(classes, dtype=train.dtype)[partner.labels] for partner in partners]
    A, B = (np.array([x.T @ z for x, z in zip(X, right, strict=True)]) for right in (X, Y))
    return LinearProxy(A, B, test, images.y_test, ridge)


def image_features(x_train: np.ndarray, x_test: np.ndarray, *, components: int) -> tuple[np.ndarray, np.ndarray]:
    """Principal components of the training pixels, with a last column of ones, for both sets of images."""
    components = whole("components", components, low=1, high=x_train[0].size)
    flat = [images.reshape(len(images), -1).astype(np.float32) / 255 for images in (x_train, x_test)]
    mean = flat[0].mean(axis=0)
    centred = [x - mean for x in flat]
    _, axes = np.linalg.eigh(centred[0].T @ centred[0] / len(mean))
    top = axes[:, -components:]
    return tuple(np.hstack([x @ top, np.ones((len(x), 1), x.dtype)]) for x in centred)  # type: ignore[return-value]
