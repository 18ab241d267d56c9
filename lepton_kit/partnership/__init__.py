"""Partnerships as mathematics: partners and value, criteria, choice, mechanism, review. Needs NumPy and SciPy only."""

from lepton_kit.partnership.partner import *  # noqa: F403
from lepton_kit.partnership.partner import __all__ as _partner

__all__ = [*_partner]
