"""The card payments of Copperleaf Bank in lesson 15: generated, so that the truth is known."""

import numpy as np

__all__ = ["PAYMENTS_COST", "cost_of", "payments"]

PAYMENTS_COST = {"missed": 200, "blocked": 10, "asked": 2}
"""Euros: a fraud that passes, an honest payment that is blocked, a call to the customer."""

SHARPENED = 1.6
"""How far the bank's network overdoes its logits."""


def payments(n, rng=None):
    """Payments as the bank sees them: the probability of fraud that its network gives, and whether it was fraud.

    About 2 % are fraud. The network ranks payments as well as anybody could, and is too sure of itself.
    """
    rng = np.random.default_rng(rng)
    chance = rng.beta(0.1, 4.9, n).clip(1e-9, 1 - 1e-9)
    odds = (chance / (1 - chance)) ** SHARPENED
    return odds / (1 + odds), rng.random(n) < chance


def cost_of(decision, fraud):
    """Euros that each decision costs: 0 lets a payment pass, 1 asks the customer, who knows, and 2 blocks it."""
    missed, blocked, asked = PAYMENTS_COST.values()
    return np.select(
        [decision == 0, decision == 1], [missed * fraud, asked], blocked * ~fraud
    )
