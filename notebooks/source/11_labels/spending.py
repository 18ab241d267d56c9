"""Lesson 11: what a budget for labels buys. A plan is spent on votes, the votes become labels, a classifier learns."""

from functools import cache

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from lepton_kit import datasets
from lepton_kit.exercises.content import content_module

__all__ = ["BUDGET", "PRICES", "price", "right_answers"]

BUDGET = 1500
PRICES = {"careful": 3, "hasty": 1}  # cents a vote
_WRONG = {"careful": 0.1, "hasty": 0.45}


def price(plan):
    """What a plan costs in cents: each picture gets all its votes."""
    return plan["pictures"] * sum(plan.get(who, 0) * cents for who, cents in PRICES.items())


@cache
def _course():
    data, rows = datasets.load("fashion_mnist"), content_module("10", "shop").rows
    return rows(data.x_train), data.y_train.astype(int), rows(data.x_test), data.y_test


def right_answers(plan, seed):
    """1 for each of 2,000 test pictures that a classifier gets right which has learnt from the plan's labels, else 0.

    ``plan`` has the keys "pictures", "careful" and "hasty" (votes a picture) and "neighbours" (of the classifier).
    """
    crowd, (x, y, new, truth) = content_module("11", "crowd"), _course()
    at = np.random.default_rng(seed).permutation(len(y))[: plan["pictures"]]
    errors = [
        np.full((10, 10), wrong / 9) + np.eye(10) * (1 - wrong - wrong / 9)
        for who, wrong in _WRONG.items()
        for _ in range(plan.get(who, 0))
    ]
    votes = crowd.simulate_votes(y[at], errors, rng=100 + seed)
    labels = crowd.majority(votes, 10)
    neighbours = min(plan.get("neighbours", 15), len(at))
    return KNeighborsClassifier(neighbours).fit(x[at], labels).predict(new) == truth
