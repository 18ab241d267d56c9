"""What machines say, out of ``spoken_digits.npz``, which ``make.py`` wrote."""

from pathlib import Path

import numpy as np

from lepton_kit.datasets.containers import Clips
from lepton_kit.datasets.readers import unzipped
from lepton_kit.exercises.content import run_file

KIND = Clips
packing = run_file(Path(__file__).parents[1] / "packing.py")


def read(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    """Log-mel spectrograms in decibels of what machines say, and the sound of a few of them."""
    arrays = unzipped(*files.values())
    waves = np.full(len(arrays["levels"]), None, dtype=object)
    waves[arrays["heard"]] = packing.unpacked_waves(arrays)
    return {"spectrograms": arrays["levels"].astype(np.float32) - 50, "waves": waves} | packing.said(arrays)
