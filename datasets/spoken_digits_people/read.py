"""What people say, out of ``spoken_digits_people.npz``, which ``make.py`` wrote."""

from pathlib import Path

import numpy as np

from lepton_kit.datasets.containers import Clips
from lepton_kit.datasets.readers import unzipped
from lepton_kit.exercises.content import run_file

KIND = Clips
packing = run_file(Path(__file__).parents[1] / "packing.py")


def read(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    """The sound of what people say, who says it and in which language."""
    arrays = unzipped(*files.values())
    return {"waves": packing.unpacked_waves(arrays)} | packing.said(arrays)
