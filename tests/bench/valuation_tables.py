"""What the stored game says, in tables: the partners, the noise, the proxy and few trainings, the game as a game."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lepton_kit.partnership.core_stability import core
from lepton_kit.partnership.games import banzhaf, shapley, shapley_sample, sums
from lepton_kit.valuation.few_trainings import shapley_with_proxy, shortlist
from lepton_kit.valuation.linear_proxies import linear_proxy
from lepton_kit.valuation.stored_predictions import stored_game

__all__ = ["BUDGETS", "MeasuredTable", "measured_tables", "rank_correlation", "regret", "show"]

BUDGETS = (10, 15, 20, 25, 30, 40, 50, 60, 70, 94)


@dataclass(frozen=True, slots=True)
class MeasuredTable:
    """A title, the names of the columns and the rows, as texts."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def rank_correlation(v: np.ndarray, w: np.ndarray, *, top: float = 1.0) -> float:
    """Spearman's rank correlation of two games, over the coalitions that are best by the first.

    Examples
    --------
    >>> rank_correlation(np.array([0, 1, 2, 4]), np.array([0, 1, 3, 2])).__round__(2)
    0.8
    """
    from scipy.stats import spearmanr

    best = np.argsort(-v, kind="stable")[: round(top * len(v))]
    return float(spearmanr(v[best], w[best]).statistic)


def regret(v: np.ndarray, prices: np.ndarray, proxy: np.ndarray, *, top: int) -> tuple[float, int]:
    """What is lost by training only a proxy's ``top`` coalitions of each budget: the mean regret and the trainings.

    Parameters
    ----------
    v, proxy : ndarray, shape (2**n,)
        Exact and approximate worths.
    prices : ndarray, shape (n,)
    top : int

    Returns
    -------
    mean_regret : float
        v of the best that a budget buys less v of what is chosen, over the ten budgets.
    trainings : int
        How many different coalitions were trained, all budgets together.
    """
    lists = [shortlist(proxy, prices, budget, top=top) for budget in BUDGETS]
    best = [v[shortlist(v, prices, budget)[0]] for budget in BUDGETS]
    losses = [most - v[some].max() for most, some in zip(best, lists, strict=True)]
    return float(np.mean(losses)), len(np.unique(np.concatenate(lists)))


def measured_tables() -> Iterable[MeasuredTable]:
    """The tables of the last lesson, from stored predictions; a few CPU seconds, no training."""
    game = stored_game()
    partners, prices = game.partners, game.partners.prices
    v = game.worths()
    n, S = len(partners), np.arange(len(v))
    shares, power = shapley(v), banzhaf(v)
    yield MeasuredTable(
        "Worth of each partner: accuracy above chance",
        ("partner", "images", "price", "alone", "leave one out", "Shapley", "Banzhaf"),
        tuple(
            (p.name, f"{len(p):,}", f"{p.price:g}", *_three(v[1 << i], v[-1] - v[~(1 << i)], shares[i], power[i]))
            for i, p in enumerate(partners)
        ),
    )
    spend, best = sums(prices), int(v.argmax())
    chosen = {"all": len(v) - 1, "all but Static": len(v) - 1 - (1 << partners.names.index("Static")), "best": best}
    named = " + ".join(partners.names[i] for i in range(n) if best >> i & 1)
    yield MeasuredTable(
        f"Coalitions; the best of {len(v)} is {named}",
        ("coalition", "price", "worth", "on the second half"),
        tuple((k, f"{spend[c]:g}", *_three(v[c], game.worths(slice(5_000, None))[c])) for k, c in chosen.items()),
    )
    one, two = (game.worths(seed=seed) for seed in (0, 1))
    same = sum(shortlist(one, prices, budget)[0] == shortlist(two, prices, budget)[0] for budget in BUDGETS)
    proxy = linear_proxy(partners).worths()
    right = sum(shortlist(v, prices, budget)[0] == shortlist(proxy, prices, budget)[0] for budget in BUDGETS)
    yield MeasuredTable(
        "Rank correlation, and how many of ten budgets buy the same",
        ("", "all", "top quarter", "same choice", "largest Shapley error"),
        (
            ("seed against seed", *_three(rank_correlation(one, two), rank_correlation(one, two, top=0.25)), str(same),
             *_three(np.abs(shapley(one) - shapley(two)).max())),
            ("proxy against exact", *_three(rank_correlation(v, proxy), rank_correlation(v, proxy, top=0.25)),
             str(right), *_three(np.abs(shapley(proxy) - shares).max())),
        ),
    )  # fmt: skip
    lists = [(str(top), *regret(v, prices, proxy, top=top)) for top in (1, 3, 5, 10)]
    yield MeasuredTable(
        "Training the proxy's best of each budget",
        ("best of each", "trainings", "mean regret in points"),
        tuple((top, str(trainings), f"{100 * loss:.2f}") for top, loss, trainings in lists),
    )
    errors = [
        np.abs(shapley_with_proxy(lambda m: v[sum(1 << i for i in m)], proxy, runs=20, rng=draw).values - shares).max()
        for draw in range(20)
    ]
    plain = [np.abs(shapley_sample(v, n, permutations=3, rng=draw)[0] - shares).max() for draw in range(20)]
    yield MeasuredTable(
        "Largest Shapley error after 20 trainings, median of 20 draws",
        ("estimate", "error"),
        (
            ("with the proxy as control variate", *_three(np.median(errors))),
            ("three orders", *_three(np.median(plain))),
        ),
    )
    pairs = np.array([(a, b) for a in S[1:] for b in S[1:] if a < b and not a & b])
    more = np.mean(v[pairs.sum(axis=1)] >= v[pairs].sum(axis=1))
    drops = np.mean([v[c | 1 << i] < v[c] for c in S for i in range(n) if not c >> i & 1])
    yield MeasuredTable(
        "As a game",
        ("", ""),
        (
            ("steps at which one more partner lowers the worth", f"{drops:.1%}"),
            ("disjoint pairs that are worth more together", f"{more:.1%}"),
            ("fine for leaving at which the core is no longer empty", *_three(core(v).epsilon)),
        ),
    )


def show():
    """Print every table."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    for measured in measured_tables():
        table = Table(title=measured.title, title_justify="left")
        for number, column in enumerate(measured.columns):
            table.add_column(column, justify="right" if number else "left")
        for row in measured.rows:
            table.add_row(*row)
        console.print(table)


def _three(*numbers):
    return tuple(f"{number:.3f}" for number in numbers)
