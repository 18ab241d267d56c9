"""What the proxy and few trainings cost and are good for, against one training, plain sampling and the other seed."""

import time
from functools import partial

import numpy as np

from lepton_kit.partnership.games import shapley, shapley_sample
from lepton_kit.valuation import Trainer, linear_proxy, shapley_with_proxy, stored_game
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
]
