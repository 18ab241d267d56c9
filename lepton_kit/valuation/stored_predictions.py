"""The measured game of the last lesson: what 2 x 255 trained networks predicted, so that nobody needs to train them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from lepton_kit import datasets
from lepton_kit.validate import one_of
from lepton_kit.valuation.coalition_training import CHANCE
from lepton_kit.valuation.data_split import CANDIDATES, SEEDS, DataPartner, DataPartners

__all__ = ["StoredGame", "stored_game", "stored_worths"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StoredGame:
    """The predictions of every coalition's network, and who the partners are.

    Attributes
    ----------
    partners : DataPartners
        The eight candidates; their indices count the training images that ship with the kit.
    predictions : ndarray of uint8, shape (seeds, 256, 10000)
        The class that coalition S's network gives each test image of the full Fashion-MNIST; 0 for nobody.
    y_test : ndarray of uint8, shape (10000,)
        The true classes.
    """

    partners: DataPartners
    predictions: np.ndarray
    y_test: np.ndarray

    def worths(self, images: slice | np.ndarray = slice(0, 5_000), *, seed: int | None = None) -> np.ndarray:
        """v(S), the accuracy above chance on these test images, shape (256,); see :func:`stored_worths`."""
        chosen = self.predictions if seed is None else self.predictions[[SEEDS.index(one_of("seed", seed, SEEDS))]]
        v = (chosen[:, :, images] == self.y_test[images]).mean(axis=(0, 2)) - CHANCE
        v[0] = 0
        return v


@cache
def stored_game() -> StoredGame:
    """The stored predictions, their SHA-256 verified.

    Examples
    --------
    >>> game = stored_game()
    >>> game.predictions.shape, game.partners.names[:3]
    ((2, 256, 10000), ('Atlas', 'Copycat', 'Soles'))
    """
    data: Any = datasets.load("partner_game")
    partners = tuple(
        DataPartner(row["name"], indices, labels, float(row["price"]), tuple(np.unique(labels).tolist()))
        for row, indices, labels in zip(CANDIDATES, data.indices, data.labels, strict=True)
    )
    return StoredGame(DataPartners(partners), data.predictions, data.y_test)


def stored_worths(images: slice | np.ndarray = slice(0, 5_000), *, seed: int | None = None) -> np.ndarray:
    """The exact game of the eight candidates, without any training.

    Parameters
    ----------
    images : slice or array of int
        The test images to count on. The first half, by default, is what is decided by; ``slice(5_000, None)`` judges
        the decision.
    seed : int, optional
        The networks of one seed, 0 or 1; without, the mean of both.

    Returns
    -------
    ndarray of float, shape (256,)
        v(S) = accuracy - .1 in bitmask order, v of nobody = 0.

    Examples
    --------
    >>> v = stored_worths()
    >>> bool(v[0b10001001] > v[-1])  # Atlas, Bagsy and Mixed are worth more than all eight
    True
    """
    return stored_game().worths(images, seed=seed)
