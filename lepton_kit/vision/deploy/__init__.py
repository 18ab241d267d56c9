"""A trained network out of the notebook: in other runtimes, and behind a web address."""

from lepton_kit.vision.deploy.exporting import export
from lepton_kit.vision.deploy.runtime import Runtime, open_runtime
from lepton_kit.vision.deploy.service import Service

__all__ = ["Runtime", "Service", "export", "open_runtime"]
