"""The stored game of data partners out of ``partner_game.npz``, which ``make.py`` wrote."""

from typing import Any

import numpy as np

from lepton_kit.datasets.containers import PredictionData
from lepton_kit.datasets.readers import unzipped

KIND = PredictionData


def read(files: dict[str, bytes]) -> dict[str, Any]:
    """Predictions of every coalition's networks, the true classes, and each partner's images and labels."""
    parts = unzipped(*files.values())
    ends = np.cumsum(parts.pop("sizes"))[:-1]
    predictions = np.ascontiguousarray(np.moveaxis(parts["predictions"], 0, -1))  # on disk image by image: far smaller
    return parts | {
        "predictions": predictions,
        "indices": tuple(np.split(parts["indices"], ends)),
        "labels": tuple(np.split(parts["labels"], ends)),
    }
