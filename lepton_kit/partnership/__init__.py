"""Partnerships as mathematics: partners and value, criteria, choice, mechanism, review. Needs NumPy and SciPy only.

The names imported here are the core. The others that this face offers belong to one lesson each and are loaded when
they are first asked for; every name can also be had from its module.
"""
# ruff: noqa: F401 - a face offers what it imports

from importlib import import_module
from typing import Any

from lepton_kit.partnership.article_model import ARTICLE, net_contribution, transfer
from lepton_kit.partnership.bargaining import nash_bargain
from lepton_kit.partnership.beta_reputation import prob_better, update_trust
from lepton_kit.partnership.budget_frontier import frontier
from lepton_kit.partnership.core_stability import blocking_coalition, core, excess
from lepton_kit.partnership.difference_in_differences import did
from lepton_kit.partnership.games import shapley, synergy_game, worth
from lepton_kit.partnership.knapsack import greedy, select
from lepton_kit.partnership.least_excess import nucleolus
from lepton_kit.partnership.moral_hazard import share_contract
from lepton_kit.partnership.pairwise_comparison import ahp
from lepton_kit.partnership.portfolios import Partner, Portfolio
from lepton_kit.partnership.risk import simulate, var_cvar
from lepton_kit.partnership.scoring import pareto_front, rank, scale, topsis, weighted_sum
from lepton_kit.partnership.sensitivity import smaa, stability_interval
from lepton_kit.partnership.smart_contract import Escrow
from lepton_kit.partnership.water_filling import allocate

_TOPICS = {
    "article_model": ("PRINTED_NET", "PRINTED_TOTAL", "READINGS", "net_by_reading", "selection_score"),
    "bandit": ("exit_threshold", "gittins", "thompson"),
    "beta_reputation": ("trust_prior",),
    "core_stability": ("core_vertices",),
    "games": ("shapley_sample",),
    "industries": ("Industry", "read_industry"),
    "least_excess": ("least_core",),
    "mechanisms": ("Frictions", "joint_research", "market_cooperation", "resource_sharing"),
    "moral_hazard": ("share_welfare",),
    "network": ("coverage", "partner_graph", "removal_impact"),
    "scoring": ("SCALINGS",),
    "yearly_review": ("simulate_reviews",),
}
_HOME = {name: module for module, names in _TOPICS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
