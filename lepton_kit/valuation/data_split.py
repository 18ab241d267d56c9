"""Who holds which labelled images: candidates for a data partnership, drawn from one training set."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any
from warnings import warn

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit import datasets
from lepton_kit.partnership.labels import aligned
from lepton_kit.validate import generator, number, probability, whole

__all__ = ["CANDIDATES", "SEEDS", "DataPartner", "DataPartners", "data_partners"]

_GAME = datasets.card("partner_game").details
CANDIDATES: tuple[dict[str, Any], ...] = tuple(_GAME["candidates"])
"""The eight candidates of the last lesson, a dict each, as the card of the stored game lists them."""
SEEDS: tuple[int, ...] = tuple(_GAME["seeds"])
"""With which seeds the stored game was trained."""

_COLUMNS = ("name", "classes", "amount", "price", "overlap", "overlap_with", "label_noise")


@dataclass(frozen=True, slots=True, eq=False)
class DataPartner:
    """One candidate and the labelled images that it would deliver.

    Attributes
    ----------
    name : str
    indices : ndarray of int32, shape (m,)
        Which images of the training set it delivers.
    labels : ndarray of uint8, shape (m,)
        Their labels as delivered, wrong ones included.
    price : float
        What it asks for them.
    classes : tuple of int
        The classes among its labels.
    """

    name: str
    indices: np.ndarray
    labels: np.ndarray
    price: float
    classes: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.indices)

    def __repr__(self) -> str:
        return f"DataPartner({self.name}: {len(self):,} images of classes {self.classes}, price {self.price:g})"


class DataPartners(tuple[DataPartner, ...]):
    """The candidates in order: partner i is bit i of a coalition. Subscripted by number or by name."""

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        """One partner, or the candidates of a slice."""
        if isinstance(key, str):
            if key not in self.names:
                raise KeyError(f"There is no partner {key!r}; there are {', '.join(self.names)}")
            key = self.names.index(key)
        if isinstance(key, slice):
            return DataPartners(super().__getitem__(key))
        return super().__getitem__(key)

    def __repr__(self) -> str:
        return "DataPartners(\n" + "".join(f"  {partner!r}\n" for partner in self) + ")"

    @property
    def names(self) -> tuple[str, ...]:
        """The partners' names, in order."""
        return tuple(partner.name for partner in self)

    @property
    def prices(self) -> np.ndarray:
        """The partners' prices, shape (n,)."""
        return np.array([partner.price for partner in self], dtype=float)

    def members(self, names: Iterable[str]) -> tuple[int, ...]:
        """The numbers of the partners named, one or several, in ascending order: a coalition as a score wants it.

        Examples
        --------
        >>> data_partners(np.arange(10_000) % 10).members(["Mixed", "Atlas", "Bagsy"])
        (0, 3, 7)
        """
        named = {names} if isinstance(names, str) else set(names)
        return tuple(sorted(self.names.index(self[name].name) for name in named))


def data_partners(
    y: ArrayLike,
    *,
    table: Iterable[Mapping[str, Any]] | Mapping[str, Sequence[Any]] | Any = CANDIDATES,
    rng: np.random.Generator | int | None = 0,
) -> DataPartners:
    """Deal the images of a training set out to candidates.

    Parameters
    ----------
    y : array_like of int, shape (m,)
        The true label of each training image.
    table : DataFrame, dict of columns, or rows that are dicts
        One row a candidate:

        - ``name``; ``classes``, the labels that it holds; ``amount``, images, as evenly over its classes as can be;
        - ``price`` (0 if left out);
        - ``overlap`` (0): share of its images that an earlier candidate delivers too, with the labels delivered there;
          ``overlap_with``: which one, by name; any earlier one if left out;
        - ``label_noise`` (0): share of its labels that are wrong, each another one of its classes, or any other class
          if it holds one only. With k classes (k - 1) / k is pure noise: 1 would be labels that are wrong on purpose.
    rng : None, int or Generator

    Returns
    -------
    DataPartners
        A sequence of :class:`DataPartner` with ``names`` and ``prices``.

    Raises
    ------
    ValueError
        If a row has no images, asks for a class that ``y`` lacks or for more images than are left, or the like. What
        a DataFrame lacks (nan, None) is as if left out.

    Warns
    -----
    UserWarning
        If nobody holds one of the classes of ``y``: no coalition can learn it.

    Examples
    --------
    >>> y = np.arange(10_000) % 10
    >>> partners = data_partners(y, rng=0)
    >>> partners.names
    ('Atlas', 'Copycat', 'Soles', 'Bagsy', 'Hasty', 'Static', 'Mini', 'Mixed')
    >>> partners["Bagsy"]
    DataPartner(Bagsy: 300 images of classes (8,), price 10)
    >>> hasty = partners["Hasty"]
    >>> float((hasty.labels != y[hasty.indices]).mean())
    0.2
    """
    y, random, rows = _labels(y), generator(rng), _rows(table)
    free = np.ones(len(y), dtype=bool)
    known = np.unique(y)
    partners: list[DataPartner] = []
    for row in rows:
        name, classes, amount = row["name"], row["classes"], row["amount"]
        if missing := sorted(set(classes) - set(known.tolist())):
            raise ValueError(f"{name} is to hold class {missing[0]}, which y lacks; y has {known.tolist()}")
        shared = round(row["overlap"] * amount)
        others = [p for p in partners if row["overlap_with"] in ("", p.name)]
        if shared and not others:
            earlier = ", ".join(p.name for p in partners) or "none"
            wanted = row["overlap_with"] or "an earlier row"
            raise ValueError(f"{name} is to overlap with {wanted}; the rows before it are {earlier}")
        held = np.concatenate([p.indices for p in others] or [np.empty(0, np.int32)])
        delivered = np.concatenate([p.labels for p in others] or [np.empty(0, np.uint8)])
        pool = np.unique(held, return_index=True)[1]
        copied = pool[_even_draw(name, y[held[pool]], classes, shared, random, "less overlap")]
        fresh = np.flatnonzero(free)
        fresh = fresh[_even_draw(name, y[fresh], classes, amount - shared, random, "more overlap with others")]
        free[fresh] = False
        indices = np.concatenate([held[copied], fresh]).astype(np.int32)
        labels = np.concatenate([delivered[copied], y[fresh]]).astype(np.uint8)
        wrong = random.choice(amount, round(row["label_noise"] * amount), replace=False)
        if len(wrong) and len(known) < 2:
            raise ValueError(f"{name} is to have wrong labels, and y knows no class but {known[0]}")
        for i in wrong:
            labels[i] = random.choice([c for c in (classes if len(classes) > 1 else known) if c != y[indices[i]]])
        partners.append(DataPartner(name, indices, labels, row["price"], tuple(np.unique(labels).tolist())))
    if nobody := sorted(set(known.tolist()) - {c for partner in partners for c in partner.classes}):
        warn(f"Nobody holds class {', '.join(map(str, nobody))}: no coalition can learn it", stacklevel=2)
    return DataPartners(partners)


def _even_draw(name, labels, classes, amount, random, remedy):
    """Positions of ``amount`` images, in turn one of each class as long as there are any."""
    order = random.permutation(np.flatnonzero(np.isin(labels, classes)))
    if amount > len(order):
        wanted = f"{name} is to deliver {amount:,} images of classes {classes}"
        raise ValueError(f"{wanted}, and {len(order):,} are left to draw from. Give a smaller amount, or {remedy}")
    turn = np.empty(len(order), dtype=int)
    for c in classes:
        turn[labels[order] == c] = np.arange(np.count_nonzero(labels[order] == c))
    return order[np.argsort(turn, kind="stable")[:amount]]


def _is_missing(value):
    """Whether a table says nothing there, as a DataFrame of rows that lack a column does."""
    return value is None or (np.ndim(value) == 0 and bool(value != value))


def _labels(y):
    y = np.asarray(y)
    if y.ndim != 1 or not y.size or not np.issubdtype(y.dtype, np.integer) or y.min() < 0 or y.max() > 255:
        reach = f", {y.min()} to {y.max()}" if y.size and np.issubdtype(y.dtype, np.number) else ""
        raise ValueError(f"y must be whole numbers from 0 to 255, shape (m,); got {y.dtype}, shape {y.shape}{reach}")
    return y


def _rows(table):
    """The table's rows, checked, as dicts that have every column."""
    try:
        if hasattr(table, "to_dict"):  # a DataFrame
            table = table.to_dict("records")
        elif isinstance(table, Mapping):
            table = [dict(zip(table, row, strict=True)) for row in zip(*aligned(**table)[1], strict=True)]
        table = [dict(row) for row in table]
    except (TypeError, ValueError) as problem:
        wanted = "a DataFrame, a dict of columns of one length, or rows that are dicts"
        raise ValueError(f"table must be {wanted}; got {type(table).__name__}: {problem}") from None
    rows = []
    for given in table:
        given = {k: v for k, v in given.items() if k in _COLUMNS[:3] or not _is_missing(v)}
        if missing := [column for column in _COLUMNS[:3] if column not in given]:
            raise ValueError(f"Row {len(rows)} of the table has no {missing[0]!r}; it has {', '.join(given)}")
        if unknown := [column for column in given if column not in _COLUMNS]:
            raise ValueError(f"The table has no column {unknown[0]!r}; columns are {', '.join(_COLUMNS)}")
        if _is_missing(given["name"]) or not (name := str(given["name"])):
            raise ValueError(f"Row {len(rows)} of the table has no name; got {given['name']!r}")
        classes = tuple(sorted({whole(f"a class of {name}", c, high=255) for c in np.ravel(given["classes"]).tolist()}))
        if not classes or given["amount"] == 0:
            raise ValueError(f"{name} has no data: it needs at least one class and one image, or leave it out")
        row = {
            "name": name,
            "classes": classes,
            "amount": whole(f"amount of {name}", given["amount"], low=1),
            "price": number(f"price of {name}", given.get("price", 0), low=0),
            "overlap": probability(f"overlap of {name}", given.get("overlap", 0)),
            "overlap_with": str(given.get("overlap_with", "")),
            "label_noise": probability(f"label_noise of {name}", given.get("label_noise", 0)),
        }
        rows.append(row)
    names = [row["name"] for row in rows]
    if not rows or len(set(names)) < len(names):
        raise ValueError(f"The table must have at least one row, and no name twice; got {', '.join(names) or 'none'}")
    return rows


def check_partners(partners: Any, images: int) -> None:
    """ValueError unless the partners deliver some of that many images."""
    if not isinstance(partners, Sequence) or not partners or not all(hasattr(p, "indices") for p in partners):
        raise ValueError(f"partners must be what data_partners(y) gives; got {partners!r}")
    last = max(partner.indices.max(initial=0) for partner in partners)
    if last >= images:
        full = "Were the partners drawn from the full training set? Then give that"
        given = f"A partner delivers image {last:,}, and there are {images:,}"
        raise ValueError(f"{given}. {full} (data=, or full_train=True of a Trainer)")


def checked_members(members: Iterable[int], n: int) -> list[int]:
    """The numbers of a coalition's members, each once, in ascending order; else ValueError."""
    try:
        chosen = sorted({index(i) for i in members})
    except TypeError:  # names, or one number
        chosen = [-1]
    if chosen and not 0 <= chosen[0] <= chosen[-1] < n:
        wanted = f"numbers of partners, 0 to {n - 1}, such as partners.members([name, ...]) gives"
        raise ValueError(f"members must be {wanted}; got {members!r}")
    return chosen
