"""Markets for the open task of lesson 21: the measured game with partners shuffled, prices and a budget drawn anew."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import index

import numpy as np

from lepton_kit.partnership.games import sums
from lepton_kit.valuation import linear_proxy, stored_game, stored_worths

__all__ = ["TRAININGS", "Market", "bought", "cheap_worths", "compare", "markets"]

TRAININGS = 12
"""How many coalitions may be trained before a team is bought."""


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """One market: what is asked, the budget, a cheap guess at all worths, the exact ones, and those that judge."""

    price: np.ndarray
    budget: float
    cheap: np.ndarray
    v: np.ndarray
    judged: np.ndarray

    @property
    def best(self) -> int:
        """The place of the best coalition that the budget pays for, by the exact worths."""
        return int(
            np.where(sums(self.price) <= self.budget + 1e-9, self.v, -np.inf).argmax()
        )


@lru_cache(maxsize=1)
def cheap_worths() -> np.ndarray:
    """The game of the eight by a linear classifier of twenty numbers of each picture, without any training."""
    return linear_proxy(stored_game().partners, components=20, ridge=1.0).worths()


@lru_cache(maxsize=16)
def markets(seed: int, count: int = 40) -> tuple[Market, ...]:
    """Some markets with the same eight partners, in another order each time."""
    random, v, judged = (
        np.random.default_rng([21, seed]),
        stored_worths(),
        stored_worths(slice(5_000, None)),
    )
    base, made = stored_game().partners.prices / 100, []
    for _ in range(count):
        order = random.permutation(len(base))
        where = sums(1 << order).astype(
            int
        )  # where each coalition of the new order stands in the old one
        price = (base * 2 ** random.uniform(-1, 1, len(base))).round(2)[order]
        budget = float((price.sum() * random.uniform(0.15, 0.6)).round(2))
        made.append(Market(price, budget, cheap_worths()[where], v[where], judged[where]))
    return tuple(made)


def bought(rule: Callable, market: Market) -> float:
    """What the team that a rule buys is worth on the test images that judge.

    Raises
    ------
    ValueError
        If the rule trains more than it may, or buys what is no team or cannot be paid.
    """
    trained: set[int] = set()

    def ask(S: int) -> float:
        trained.add(int(S))
        if len(trained) > TRAININGS:
            raise ValueError(f"It asks for more than {TRAININGS} trainings.")
        return float(market.v[int(S)])

    answer = rule(market.price.copy(), market.budget, market.cheap.copy(), ask)
    try:
        S = index(answer)
    except TypeError:
        S = -1
    if not 0 <= S < len(market.v):
        wanted = f"a team is wanted, as a whole number from 0 to {len(market.v) - 1}"
        raise ValueError(f"It returns {answer!r}; {wanted}.")
    if sums(market.price)[S] > market.budget + 1e-9:
        raise ValueError(
            f"It buys a team for {sums(market.price)[S]:.2f} with a budget of {market.budget:.2f}."
        )
    return float(market.judged[S])


def compare(rule: Callable, other: Callable, seeds: int = 5) -> None:
    """Print how far a rule falls short of the best, and by how much it leads another, with a paired 95 % interval."""
    for seed in range(seeds):
        shops = markets(seed)
        mine, theirs = (
            np.array([bought(one, shop) for shop in shops]) for one in (rule, other)
        )
        short, d = np.mean([shop.judged[shop.best] for shop in shops] - mine), mine - theirs
        half = 1.96 * d.std(ddof=1) / len(d) ** 0.5
        lead = f"{100 * d.mean():+.2f} ± {100 * half:.2f} against the other"
        print(f"seed {seed}: {100 * short:.2f} points short of the best; {lead}")
