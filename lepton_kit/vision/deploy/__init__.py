"""A trained network out of the notebook: in a file, and in other runtimes."""

from lepton_kit.vision.deploy.exporting import export
from lepton_kit.vision.deploy.runtime import Runtime, open_runtime

__all__ = ["Runtime", "export", "open_runtime"]
