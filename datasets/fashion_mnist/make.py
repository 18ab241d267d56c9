"""Make the shipped subset of Fashion-MNIST from the full data: `python datasets/fashion_mnist/make.py [target.npz]`."""

import sys
from pathlib import Path

import numpy as np

from lepton_kit import datasets

EACH_TRAIN, EACH_TEST = 1_000, 200
HERE = Path(__file__).parent


def first_of_each_class(labels, each):
    """Positions of the first ``each`` images of every class, in their original order."""
    return np.sort(np.concatenate([np.flatnonzero(labels == label)[:each] for label in np.unique(labels)]))


def make(target, full):
    """Write the subset of ``full`` (an ImageData) to ``target``."""
    train = first_of_each_class(full.y_train, EACH_TRAIN)
    test = first_of_each_class(full.y_test, EACH_TEST)
    np.savez_compressed(
        target,
        x_train=full.x_train[train],
        y_train=full.y_train[train],
        x_test=full.x_test[test],
        y_test=full.y_test[test],
    )


if __name__ == "__main__":
    everything = datasets.load("fashion_mnist", full=True)
    if not everything.full:
        sys.exit("The subset is made from the full data: set LEPTON_DATA to the folder that holds its four .gz files.")
    make(sys.argv[1] if len(sys.argv) > 1 else HERE / "fashion_mnist.npz", everything)
