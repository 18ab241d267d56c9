"""Partnerships as mathematics: partners and value, criteria, choice, mechanism, review. Needs NumPy and SciPy only."""

# ruff: noqa: F403

from types import ModuleType as _Module

from lepton_kit.partnership.bandit import *
from lepton_kit.partnership.bargaining import *
from lepton_kit.partnership.beta_reputation import *
from lepton_kit.partnership.budget_frontier import *
from lepton_kit.partnership.candidates import *
from lepton_kit.partnership.cases import *
from lepton_kit.partnership.core_stability import *
from lepton_kit.partnership.difference_in_differences import *
from lepton_kit.partnership.games import *
from lepton_kit.partnership.knapsack import *
from lepton_kit.partnership.least_excess import *
from lepton_kit.partnership.mechanisms import *
from lepton_kit.partnership.network import *
from lepton_kit.partnership.pairwise_comparison import *
from lepton_kit.partnership.portfolios import *
from lepton_kit.partnership.risk import *
from lepton_kit.partnership.scoring import *
from lepton_kit.partnership.sensitivity import *
from lepton_kit.partnership.smart_contract import *
from lepton_kit.partnership.water_filling import *

__all__ = sorted(name for name, value in vars().items() if name[0] != "_" and not isinstance(value, _Module))
