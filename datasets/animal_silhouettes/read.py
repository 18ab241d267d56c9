"""Outlines of animals out of ``animal_silhouettes.npz``, which ``make.py`` wrote."""

import numpy as np

from lepton_kit.datasets.containers import Collection
from lepton_kit.datasets.readers import unzipped

KIND = Collection


def read(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    """Pictures of 28 x 28 pixels in 16 levels of grey and their classes; two pixels a byte, the left one first."""
    arrays = unzipped(*files.values())
    levels = np.stack([arrays["pixels"] >> 4, arrays["pixels"] & 15], axis=-1)
    return {"images": levels.reshape(-1, 28, 28) * np.uint8(17), "labels": arrays["labels"]}
