"""What the proxy and few trainings cost and are good for, against one training, plain sampling and the other seed."""

import time
from functools import partial

import numpy as np

from lepton_kit import datasets
from lepton_kit.partnership.games import shapley, shapley_sample
from lepton_kit.valuation import (
    CHANCE,
    Trainer,
    coalition_results,
    data_partners,
    linear_proxy,
    shapley_with_proxy,
    stored_game,
)
from tests.bench.engine import Row
from tests.bench.valuation_tables import rank_correlation, regret

__all__ = ["ROWS"]

DRAWS = 20


def _cost():
    """CPU seconds: what other processes do on the machine does not count."""
    game = stored_game()
    trainer = Trainer(game.partners)
    trainer.predict((0, 7))  # imports Keras and traces

    def measured(work):
        start = time.process_time()
        work()
        return time.process_time() - start

    ours = partial(measured, lambda: linear_proxy(game.partners).worths())
    return {"proxy, 256 worths": ours, "one training": partial(measured, lambda: trainer.predict((0, 3, 7)))}


def _ranks():
    game = stored_game()
    v = game.worths()
    proxy = linear_proxy(game.partners).worths()
    raw = linear_proxy(game.partners, components=16).worths()
    return {
        "proxy": lambda: rank_correlation(v, proxy),
        "16 components": lambda: rank_correlation(v, raw),
        "seed against seed": lambda: rank_correlation(game.worths(seed=0), game.worths(seed=1)),
    }


def _shortlists():
    game = stored_game()
    v, prices = game.worths(), game.partners.prices
    proxy = linear_proxy(game.partners).worths()

    def figures(worths, top):
        loss, trainings = regret(v, prices, worths, top=top)
        return {"1 / regret": 1 / max(loss, 1e-6), "regret in points": 100 * loss, "trainings": trainings}

    additive = np.array([shapley(v)[[i for i in range(8) if S >> i & 1]].sum() for S in range(256)])
    return {
        "proxy's three best": lambda: figures(proxy, 3),
        "proxy alone": lambda: figures(proxy, 1),
        "sum of exact Shapley values": lambda: figures(additive, 1),
    }


def _control_variate():
    game = stored_game()
    v = game.worths()
    proxy, exact = linear_proxy(game.partners).worths(), shapley(v)

    def figures(estimate):
        error = np.median([np.abs(estimate(draw) - exact).max() for draw in range(DRAWS)])
        return {"1 / error": 1 / error, "largest error, median": float(error)}

    def ours(draw):
        return shapley_with_proxy(lambda m: v[sum(1 << i for i in m)], proxy, runs=20, rng=draw).values

    return {
        "20 runs with proxy": lambda: figures(ours),
        "three orders (some 20 runs)": lambda: figures(lambda draw: shapley_sample(v, 8, 3, rng=draw)[0]),
        "proxy alone": lambda: figures(lambda draw: shapley(proxy)),
    }


TEN = tuple(range(10))
OTHER_MARKET = (
    {"name": "Tops", "classes": (0, 2, 4, 6), "amount": 1200, "price": 20},
    {"name": "Rest", "classes": (1, 3, 5, 7, 8, 9), "amount": 900, "price": 25},
    {"name": "Echo", "classes": (1, 3, 5, 7, 8, 9), "amount": 600, "price": 8, "overlap": 0.8, "overlap_with": "Rest"},
    {"name": "Sloppy", "classes": TEN, "amount": 800, "price": 10, "label_noise": 0.4},
    {"name": "Tiny", "classes": TEN, "amount": 60, "price": 3},
    {"name": "Sneakers", "classes": (7,), "amount": 400, "price": 5},
)


def _another_market(cache=None):
    """The proxy was chosen on the stored game; here is one that it has not seen: 63 trainings, some 80 CPU seconds."""
    data = datasets.load("fashion_mnist")
    partners = data_partners(data.y_train, table=OTHER_MARKET, rng=5)
    results = coalition_results(partners, Trainer(partners).predict, cache=cache)
    v = np.array([0.0, *((predicted == data.y_test).mean() - CHANCE for predicted in results.values())])

    def figures(components, ridge):
        proxy = linear_proxy(partners, data, components=components, ridge=ridge).worths()
        loss, trainings = regret(v, partners.prices, proxy, top=3)
        score = lambda members: v[sum(1 << i for i in members)]  # noqa: E731
        estimates = [shapley_with_proxy(score, proxy, runs=20, rng=draw).values for draw in range(DRAWS)]
        error = float(np.median([np.abs(estimate - shapley(v)).max() for estimate in estimates]))
        correlation = rank_correlation(v, proxy)
        return {
            "correlation": correlation,
            "regret of the three best": 100 * loss,
            "trainings": trainings,
            "error": error,
        }

    return {"proxy": partial(figures, 100, 10.0), "20 components": partial(figures, 20, 1.0)}


ROWS = [
    Row("valuation-cost", "a proxy's whole game of 8 partners", "at most half of one training", _cost, rounds=5),
    Row(
        "valuation-ranks",
        "rank correlation with the stored exact game",
        "at least .9",
        _ranks,
        rounds=1,
        unit="correlation",
    ),
    Row(
        "valuation-shortlist",
        "choosing under ten budgets",
        "at most 40 trainings and a mean regret under .7 points",
        _shortlists,
        rounds=1,
        unit="1 / regret",
    ),
    Row(
        "valuation-shares",
        f"Shapley values from 20 trainings, median of {DRAWS} draws",
        "largest error at most .012",
        _control_variate,
        rounds=1,
        unit="1 / error",
    ),
    Row(
        "valuation-another",
        "the proxy on another measured game, of 6 partners",
        "a rank correlation of at least .9, a regret under .7 points, an error of at most .02 from 20 trainings",
        _another_market,
        rounds=1,
        unit="correlation",
    ),
]
