"""Rows of ``lepton bench``: scoring a million partners, weighing all weights, choosing among five hundred."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from tests.bench.engine import Row

__all__ = ["ROWS"]

PARTNERS, DRAWS = 1_000_000, 1_000_000  # of TOPSIS; of SMAA


def _topsis():
    import skcriteria
    from pymcdm.methods import TOPSIS as Pymcdm
    from pymcdm.normalizations import vector_normalization
    from skcriteria.agg.topsis import TOPSIS as Skcriteria
    from skcriteria.preprocessing.scalers import VectorScaler

    from lepton_kit.partnership.scoring import topsis

    X = np.random.default_rng(0).uniform(1, 9, (PARTNERS, 6))
    w, senses = np.full(6, 1 / 6), ["max"] * 6

    def plain():
        V = X / np.sqrt((X**2).sum(axis=0)) * w
        to_best = np.sqrt(((V - V.max(axis=0)) ** 2).sum(axis=1))
        to_worst = np.sqrt(((V - V.min(axis=0)) ** 2).sum(axis=1))
        to_worst / (to_best + to_worst)

    def with_skcriteria():
        Skcriteria().evaluate(VectorScaler("matrix").transform(skcriteria.mkdm(X, [max] * 6, weights=w)))

    return {
        "lepton_kit": _untold(partial(topsis, X, w, senses)),
        "NumPy arithmetic, no checks": plain,
        "scikit-criteria": with_skcriteria,
        "pymcdm, with validation": _untold(partial(Pymcdm(vector_normalization), X, w, np.ones(6), verbose=False)),
    }


def _smaa():
    from lepton_kit.partnership.sensitivity import smaa

    run = partial(smaa, np.random.default_rng(0).random((200, 6)), ["max"] * 6, DRAWS, rng=1)

    def in_threads():
        with ThreadPoolExecutor() as pool:
            run(executor=pool)

    return {"lepton_kit": _untold(run), "lepton_kit, in threads": in_threads}


def _select():
    from scipy.optimize import Bounds, LinearConstraint, milp

    from lepton_kit.partnership.integer_program import problem
    from lepton_kit.partnership.knapsack import select

    asked = _five_hundred()
    c, A, upper, low, high = problem(**asked).linear
    whole = np.zeros(len(c))
    whole[: len(asked["value"])] = 1

    def bare():
        rows = LinearConstraint(A, -np.inf, upper)
        milp(-c, integrality=whole, bounds=Bounds(low, high), constraints=rows, options={"mip_rel_gap": 1e-4})

    return {"lepton_kit": _untold(partial(select, **asked, gap=1e-4)), "scipy.optimize.milp, same matrices": bare}


def _five_hundred():
    """500 partners on a shuffled ring: each has synergies with four others and conflicts with another four."""
    rng = np.random.default_rng(0)
    n = 500
    cost = rng.integers(10, 100, n).astype(float)
    value = cost * rng.uniform(0.5, 2, n)
    ring, q = rng.permutation(n), np.zeros((n, n))
    for step in (1, 2):
        q[ring, np.roll(ring, step)] = rng.uniform(0, 20, n)
    other = rng.permutation(n)
    conflicts = np.vstack([np.column_stack([other, np.roll(other, step)]) for step in (1, 2)])
    return {"value": value, "cost": cost, "budget": 0.2 * cost.sum(), "synergy": q + q.T, "conflicts": conflicts}


def _untold(function):
    """The same without its result: the engine times what returns nothing."""

    def run():
        function()

    return run


ROWS = [
    Row(
        "topsis",
        f"TOPSIS, {PARTNERS:,} partners by 6 criteria",
        "within 1.1 times of the NumPy arithmetic, at least 8 times faster than scikit-criteria",
        _topsis,
        once=("pymcdm, with validation",),
    ),
    Row("smaa", f"SMAA, 200 partners by 6 criteria, {DRAWS:,} draws", "under 2 s", _smaa, rounds=3),
    Row(
        "select",
        "Selection among 500 partners, four synergies and four conflicts each, gap 1e-4",
        "at most 5 % over the solver alone",
        _select,
    ),
]
