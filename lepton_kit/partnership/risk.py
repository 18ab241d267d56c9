"""Risk of a portfolio of partners: many possible years, and how bad the bad ones are."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from lepton_kit.partnership.labels import Floats, Numbers, Pool, Rng, aligned, cost_first, one_each
from lepton_kit.partnership.parallel_draws import map_draws
from lepton_kit.partnership.portfolios import money
from lepton_kit.validate import number, probability, vector

__all__ = ["Tail", "simulate", "var_cvar"]


class Tail(NamedTuple):
    """Value at risk and conditional value at risk, both losses: a larger number is worse."""

    var: float
    cvar: float


def var_cvar(losses: Numbers, level: float = 0.95, *, probabilities: Numbers = None) -> Tail:
    """Value at risk and conditional value at risk of a sample of losses, or of a list of cases with probabilities.

    VaR is the smallest loss that is not exceeded with probability ``level``; CVaR is the mean of the worst 1 -
    ``level`` of the probability, of which a case may belong only in part.

    Parameters
    ----------
    losses : array_like, shape (m,)
        Losses, so that more is worse: give ``-net`` for net returns.
    level : float
        From 0, where CVaR is the mean, to less than 1; 0.95 looks at the worst 5 %.
    probabilities : array_like, shape (m,), optional
        Adding up to 1; all the same if not given.

    Returns
    -------
    Tail
        Unpacks to ``var, cvar``.

    Raises
    ------
    ValueError
        If the level is not in [0, 1), or the probabilities do not add up to 1.

    References
    ----------
    Rockafellar & Uryasev 2000, Optimization of conditional value-at-risk; Rockafellar & Uryasev 2002 for losses with
    atoms.

    Examples
    --------
    Ten cases; the worst 15 % are all of the last and half of the last but one:

    >>> tail = var_cvar([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], level=0.85)
    >>> tail.var, round(tail.cvar, 4)
    (9.0, 9.6667)
    """
    _, (losses, probabilities) = aligned(losses=losses, probabilities=probabilities)
    L = vector("losses", losses)
    if isinstance(level, (int, float, np.number)) and 1 < level <= 100:
        raise ValueError(f"level must lie between 0 and 1; got {level:g}. Did you mean {level / 100:g}?")
    level = probability("level", level)
    if level == 1:
        raise ValueError("level must be less than 1: nothing lies beyond the worst case. losses.max() gives that one")
    m = len(L)
    p = np.full(m, 1 / m) if probabilities is None else vector("probabilities", probabilities, size=m, low=0)
    if not np.isclose(p.sum(), 1, rtol=0, atol=1e-9):
        raise ValueError(f"probabilities add up to {p.sum():g}; they must add up to 1")
    order = np.argsort(L, kind="stable")
    reached = (np.cumsum(p[order]) >= level - 1e-12) & (p[order] > 0)
    var = L[order[np.argmax(reached)]]
    return Tail(float(var), float(var + p @ np.maximum(L - var, 0) / (1 - level)))


@cost_first
def simulate(
    cost: Any,
    returns: Numbers = None,
    failure: Numbers = None,
    *,
    spread: float = 0.2,
    correlation: float = 0.2,
    draws: int = 100_000,
    rng: Rng = None,
    executor: Pool = None,
) -> Floats:
    """Simulate the portfolio's net return of a year, many times: uncertain returns, and partners that fail together.

    Parameters
    ----------
    cost, returns : array_like, Series or dict, shape (n,)
        Cost C_i of each partner, which is spent in any case, and the expected return R_i if it does not fail; or a
        Portfolio alone.
    failure : float or array_like, shape (n,)
        Chance that a partner fails within the year and brings nothing; one for all or one each.
    spread : float
        Standard deviation of the log return of a partner that does not fail.
    correlation : float
        Between 0 and 1: how much partners fail for a common reason. 0 fails each alone, 1 all at once.
    draws : int
        How many years to simulate.
    rng : None, int or Generator
    executor : concurrent.futures.Executor, optional
        Threads, processes or a cluster; the answer is the same to the last bit. See
        :func:`~lepton_kit.partnership.parallel_draws.map_draws`.

    Returns
    -------
    ndarray, shape (draws,)
        Net return of each simulated year. ``var_cvar(-net)`` gives its risk.

    References
    ----------
    Vasicek 2002, The distribution of loan portfolio value: failure when sqrt(rho) M + sqrt(1 - rho) e_i, with one
    common M and each partner's own e_i, both standard normal, falls below the failure's quantile.

    Examples
    --------
    >>> net = simulate([0.8, 0.7, 0.6], [1.2, 1.5, 1.0], failure=0.1, draws=20_000, rng=1)
    >>> round(float(net.mean()), 2)  # .9 of the returns, less the costs: 1.23
    1.23
    """
    names, C, R = money(cost, returns)
    vector("returns", R, low=0)
    if failure is None:
        raise ValueError("failure is missing: the chance that a partner brings nothing, such as 0.1, or one each")
    chance = one_each("failure", failure, len(R), names, low=0, high=1)
    spread = number("spread", spread, low=0)
    correlation = probability("correlation", correlation)
    year = partial(_years, R, float(C.sum()), ndtri(chance), spread, correlation)
    return np.concatenate(map_draws(year, draws, rng=rng, executor=executor))


def _years(
    R: Floats, cost: float, threshold: Floats, spread: float, correlation: float, count: int, rng: np.random.Generator
) -> Floats:
    common = rng.standard_normal((count, 1))
    health = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * rng.standard_normal((count, len(R)))
    size = np.exp(spread * rng.standard_normal((count, len(R))) - spread**2 / 2)
    return np.where(health > threshold, R * size, 0.0).sum(axis=1) - cost
