"""Make the shipped file: `python datasets/shuttle/make.py shuttle.csv.gz [target.npz]`, from PyPI's river 0.26.1."""

import gzip
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def make(source, target):
    """Readings as int16, column after column, and whether each row is an anomaly. Order and values stay."""
    with gzip.open(source, "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",", skiprows=1, dtype=np.int16)
    np.savez_compressed(target, readings=table[:, :9].T.copy(), anomaly=np.packbits(table[:, 9].astype(bool)))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    make(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else HERE / "shuttle.npz")
