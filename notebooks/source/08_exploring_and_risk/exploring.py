"""Lesson 8: rules of exploring, played by many start-ups at once; too long for a cell."""

import numpy as np

__all__ = ["gittins_table", "play"]


def play(rule, rates, *, years, runs, rng):
    """Let ``runs`` start-ups, who know nothing at first, choose one partner a year.

    ``rule(a, b, rng)`` chooses by the trust Beta(a, b) in each partner, arrays of shape (runs, n). ``rates`` are the true ones,
    shape (n,), or (runs, n) if each start-up has other partners. Returns which partner was chosen and whether it
    delivered, two arrays of shape (years, runs).
    """
    rng, every = np.random.default_rng(rng), np.arange(runs)
    rates = np.broadcast_to(rates, (runs, np.shape(rates)[-1]))
    a, b = np.ones((2, *rates.shape), dtype=int)
    chosen, delivered = np.empty((2, years, runs), dtype=int)
    for year in range(years):
        i = rule(a, b, rng)
        won = rng.random(runs) < rates[every, i]
        a[every, i] += won
        b[every, i] += ~won
        chosen[year], delivered[year] = i, won
    return chosen, delivered.astype(bool)


def gittins_table(discount, years, look_ahead=100, grid=401):
    """Gittins indices of Beta(1 + s, 1 + f), entry [s, f] for s + f <= years, to about 0.001.

    As ``gittins`` computes them, for all records at once: backward induction for each sure rate of a grid; the index is
    the largest sure rate for which going on is still as good.
    """
    sure = np.linspace(0, 1, grid)
    last = years + look_ahead
    best = np.maximum((1 + np.arange(last + 1.0)[:, None]) / (2 + last), sure)
    table = np.zeros((years + 1, years + 1))
    for t in range(last - 1, -1, -1):
        p = (1 + np.arange(t + 1.0)[:, None]) / (2 + t)
        go_on = (1 - discount) * p + discount * (p * best[1:] + (1 - p) * best[:-1])
        best = np.maximum(go_on, sure)
        if t <= years:
            s = np.arange(t + 1)
            table[s, t - s] = sure[(go_on >= sure).sum(axis=1) - 1]
    return table
