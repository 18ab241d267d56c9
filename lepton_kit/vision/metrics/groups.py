"""One number for all can hide that some are served worse: the metrics group by group, and their gaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.display import Tabular
from lepton_kit.validate import one_of
from lepton_kit.vision.inputs import as_class
from lepton_kit.vision.metrics.predictions import as_guesses

__all__ = ["Groups", "by_group"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Groups(Tabular):
    """How a classifier does for each group of images.

    Attributes
    ----------
    names : tuple
        The groups, sorted.
    count : ndarray of int, shape (g,)
    shares : dict of str to ndarray, shape (g,)
        "accuracy"; and, if one class was named, its "selection rate" (how often it is guessed), its "recall" (how often
        it is found where it is) and its "false positive rate" (how often it is guessed where it is not).
    """

    names: tuple
    count: npt.NDArray
    shares: dict[str, npt.NDArray]

    def gap(self, what: str = "accuracy") -> float:
        """Best group minus worst. Of the selection rate it is the demographic parity difference, of the recall the
        difference in equal opportunity (Hardt, Price and Srebro 2016)."""
        values = self.shares[one_of("what", what, tuple(self.shares))]
        return float(values.max() - values.min())

    def _summary(self) -> str:
        return ", ".join(f"{what}: gap {self.gap(what):.3f}" for what in self.shares)

    def _rows(self) -> Iterator[tuple[str, ...]]:
        yield "group", "images", *self.shares
        for i, (name, count) in enumerate(zip(self.names, self.count, strict=True)):
            yield str(name), f"{count:,}", *(f"{values[i]:.3f}" for values in self.shares.values())


def by_group(
    labels: Any, guesses: ArrayLike | None = None, *, groups: ArrayLike, positive: int | str | None = None
) -> Groups:
    """The metrics of each group of images.

    Parameters
    ----------
    labels : Report, or array_like of int, shape (n,)
    guesses : array_like of int, shape (n,)
        Not with a report.
    groups : array_like, shape (n,)
        The group of each image: names or numbers.
    positive : int or str, optional
        A class to look at by itself.

    Returns
    -------
    Groups

    Raises
    ------
    ValueError
        If there is not one group for each image, or a group has no image of the named class, or no other.

    Notes
    -----
    M. Hardt, E. Price and N. Srebro, "Equality of opportunity in supervised learning", NIPS 2016.

    Examples
    --------
    >>> by_group([1, 0, 1, 0], [1, 0, 0, 0], groups=["day", "day", "night", "night"], positive=1)
    accuracy: gap 0.500, selection rate: gap 0.500, recall: gap 1.000, false positive rate: gap 0.000
    group  images  accuracy  selection rate  recall  false positive rate
    day         2     1.000           0.500   1.000             0.000
    night       2     0.500           0.000   0.000             0.000
    """
    labels, guesses, class_names = as_guesses(labels, guesses)
    groups = np.asarray(groups)
    if groups.shape != labels.shape:
        raise ValueError(f"groups must name the group of each of the {len(labels)} images; got shape {groups.shape}")
    if groups.dtype.kind == "f" and not np.isfinite(groups).all():
        raise ValueError("groups holds a NaN or inf; give every image a group, also the unknown ones")
    names, member = np.unique(groups.astype(str) if groups.dtype == object else groups, return_inverse=True)
    count = np.bincount(member)

    def share(what: npt.NDArray, among: npt.NDArray, kind: str = "") -> npt.NDArray:
        of = np.bincount(member[among], minlength=len(names))
        if not of.all():
            raise ValueError(f"Group {names[of.argmin()]} has no image {kind} class {positive}; leave positive out")
        return np.bincount(member[among], what[among], len(names)) / of

    everyone = np.ones(len(labels), dtype=bool)
    shares = {"accuracy": share(guesses == labels, everyone)}
    if positive is not None:
        positive = as_class("positive", positive, class_names)
        yes, is_one = guesses == positive, labels == positive
        shares["selection rate"] = share(yes, everyone)
        shares["recall"] = share(yes, is_one, "of")
        shares["false positive rate"] = share(yes, ~is_one, "outside")
    return Groups(tuple(names.tolist()), count, shares)
