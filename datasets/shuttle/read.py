"""A shuttle's readings out of ``shuttle.npz``, which ``make.py`` wrote."""

import numpy as np

from lepton_kit.datasets.containers import RowData
from lepton_kit.datasets.readers import unzipped

KIND = RowData


def read(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    """Readings and whether each row is an anomaly; the first three of five rows are for training."""
    arrays = unzipped(*files.values())
    x = arrays["readings"].T.astype(float)
    y = np.unpackbits(arrays["anomaly"])[: len(x)].astype(bool)
    cut = len(x) * 3 // 5
    return {"x_train": x[:cut], "y_train": y[:cut], "x_test": x[cut:], "y_test": y[cut:]}
