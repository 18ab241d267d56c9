"""A student's own market of data partners, for the brief on what data is worth."""

from dataclasses import dataclass, replace
from functools import lru_cache

from lepton_kit import datasets
from lepton_kit.display import Tabular
from lepton_kit.exercises.personal import Draw, normalised, seed
from lepton_kit.valuation import DataPartners, data_partners

__all__ = ["DataMarket", "data_market"]

_NAMES = ("Amberley", "Bexhill", "Cawdor", "Dunmore", "Elsdon", "Fenwick", "Garsdale", "Hawes", "Ilkley", "Jarrow")


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class DataMarket(Tabular):
    """Six partners who offer labelled images, and a budget for what they ask.

    Attributes
    ----------
    partners : DataPartners
        Of each the ``name``, the ``labels`` as delivered, the ``indices`` of its images in
        ``datasets.load("fashion_mnist").x_train`` and the ``price``, in units of 10,000 euros.
    budget : float
        In the same unit; it limits the sum of the prices.
    """

    partners: DataPartners
    budget: float

    def _rows(self):
        yield "partner", "images", "classes among its labels", "price"
        for partner in self.partners:
            yield partner.name, f"{len(partner):,}", " ".join(map(str, partner.classes)), f"{partner.price:g}"
        yield "budget", "", "", f"{self.budget:g}"


def data_market(student):
    """A student's own partners: of different classes, sizes, overlap and care; which is which, the images tell.

    Parameters
    ----------
    student : str
        The id.

    Returns
    -------
    DataMarket

    Raises
    ------
    ValueError
        If the student id is missing.

    Examples
    --------
    >>> market = data_market("s001")
    >>> len(market.partners), sum(len(partner) for partner in market.partners) > 2_000
    (6, True)
    """
    return _market(normalised(student))


def _table(draw):
    """The partners as ``data_partners`` takes them: two halves of the clothes, a copy, two of all kinds, one alone."""
    classes = draw.some(range(10), 10)
    alone, first, second = classes[:1], sorted(classes[1:6]), sorted(classes[6:])
    names = draw.some(_NAMES, 6)
    most = sorted(first + second)
    return [
        {"name": names[0], "classes": first, "amount": 100 * draw.whole(10, 18)},
        {"name": names[1], "classes": second, "amount": 100 * draw.whole(6, 10)},
        {"name": names[2], "classes": first, "amount": 100 * draw.whole(5, 8), "overlap": draw.whole(6, 10) / 10}
        | {"overlap_with": names[0]},
        {"name": names[3], "classes": most, "amount": 100 * draw.whole(8, 12), "label_noise": draw.whole(2, 5) / 10},
        {"name": names[4], "classes": most, "amount": 10 * draw.whole(10, 20)},
        {"name": names[5], "classes": alone, "amount": 50 * draw.whole(4, 8)},
    ]


@lru_cache(maxsize=8)
def _market(student):
    draw = Draw(student, "A4 market")
    table = _table(draw)
    partners = data_partners(datasets.load("fashion_mnist").y_train, table=table, rng=seed(student, "A4 images"))
    asked = [draw.whole(2, 5) + round(len(partner) / 100 * draw.whole(5, 15) / 10) for partner in partners]
    priced = [replace(partner, price=float(price)) for partner, price in zip(partners, asked, strict=True)]
    budget = float(round(sum(asked) * draw.whole(35, 55) / 100))
    return DataMarket(DataPartners(tuple(draw.some(priced, len(priced)))), budget)
