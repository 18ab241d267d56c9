"""Partnerships as mathematics: partners and value, criteria, choice, mechanism, review. Needs NumPy and SciPy only.

Every name that this face offers can also be had from its module.
"""
# ruff: noqa: F401, I001 - a face offers what it imports

from lepton_kit.partnership.article_model import ARTICLE, PRINTED_NET, PRINTED_TOTAL, READINGS
from lepton_kit.partnership.article_model import net_by_reading, net_contribution, transfer
from lepton_kit.partnership.bandit import exit_threshold, gittins, thompson
from lepton_kit.partnership.bargaining import nash_bargain
from lepton_kit.partnership.beta_reputation import prob_better, update_trust
from lepton_kit.partnership.budget_frontier import frontier
from lepton_kit.partnership.core_stability import blocking_coalition, core, core_vertices, excess
from lepton_kit.partnership.difference_in_differences import did
from lepton_kit.partnership.games import banzhaf, shapley, shapley_sample, synergy_game, worth
from lepton_kit.partnership.industries import Industry, read_industry
from lepton_kit.partnership.knapsack import greedy, select
from lepton_kit.partnership.least_excess import least_core, nucleolus
from lepton_kit.partnership.mechanisms import Frictions, joint_research, market_cooperation, resource_sharing
from lepton_kit.partnership.moral_hazard import share_contract, share_welfare
from lepton_kit.partnership.network import coverage, partner_graph, removal_impact
from lepton_kit.partnership.pairwise_comparison import ahp
from lepton_kit.partnership.portfolios import Partner, Portfolio
from lepton_kit.partnership.risk import simulate, var_cvar
from lepton_kit.partnership.scoring import SCALINGS, pareto_front, rank, scale, topsis, weighted_sum
from lepton_kit.partnership.sensitivity import smaa, stability_interval
from lepton_kit.partnership.smart_contract import Escrow
from lepton_kit.partnership.water_filling import allocate
from lepton_kit.partnership.yearly_review import simulate_reviews
