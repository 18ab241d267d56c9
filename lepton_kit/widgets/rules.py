"""The ways of scoring that the explorers of lesson 2 offer."""

from functools import partial

from lepton_kit.partnership.scoring import topsis, weighted_sum

__all__ = ["RULES"]

RULES = {
    "weighted sum, min-max scaling": partial(weighted_sum, scaling="minmax"),
    "weighted sum, vector scaling": partial(weighted_sum, scaling="vector"),
    "weighted sum, shares of the sum": partial(weighted_sum, scaling="sum"),
    "weighted sum, numbers as they are": partial(weighted_sum, scaling="none"),
    "TOPSIS, vector scaling": partial(topsis, scaling="vector"),
}
"""rule(X, weights, senses) -> scores, by name."""
