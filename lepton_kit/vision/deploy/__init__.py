"""A trained network out of the notebook: other runtimes, small devices, a service, an alarm when the world moves."""

from lepton_kit.vision.deploy.comparison import Comparison, compare
from lepton_kit.vision.deploy.drift import Monitor, psi, psi_limit
from lepton_kit.vision.deploy.edge import working_memory
from lepton_kit.vision.deploy.exporting import export
from lepton_kit.vision.deploy.runtime import Runtime, open_runtime
from lepton_kit.vision.deploy.service import Service

__all__ = [
    "Comparison",
    "Monitor",
    "Runtime",
    "Service",
    "compare",
    "export",
    "open_runtime",
    "psi",
    "psi_limit",
    "working_memory",
]
