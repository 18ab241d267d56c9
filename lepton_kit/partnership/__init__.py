"""Partnerships as mathematics: partners and value, criteria, choice, mechanism, review. Needs NumPy and SciPy only."""

# ruff: noqa: F403

from types import ModuleType as _Module

from lepton_kit.partnership.ahp import *
from lepton_kit.partnership.allocation import *
from lepton_kit.partnership.bandit import *
from lepton_kit.partnership.candidates import *
from lepton_kit.partnership.cases import *
from lepton_kit.partnership.contracts import *
from lepton_kit.partnership.escrow import *
from lepton_kit.partnership.evaluation import *
from lepton_kit.partnership.frontier import *
from lepton_kit.partnership.games import *
from lepton_kit.partnership.industries import *
from lepton_kit.partnership.mechanisms import *
from lepton_kit.partnership.network import *
from lepton_kit.partnership.nucleolus import *
from lepton_kit.partnership.partner import *
from lepton_kit.partnership.review import *
from lepton_kit.partnership.risk import *
from lepton_kit.partnership.scoring import *
from lepton_kit.partnership.selection import *
from lepton_kit.partnership.sensitivity import *
from lepton_kit.partnership.stable import *

__all__ = sorted(name for name, value in vars().items() if name[0] != "_" and not isinstance(value, _Module))
