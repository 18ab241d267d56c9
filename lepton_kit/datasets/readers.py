"""What the readers of several data sets share. Each stands beside its data, as ``datasets/NAME/read.py``."""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["labelled_texts", "unzipped"]


def unzipped(content: bytes) -> dict[str, np.ndarray]:
    """The arrays of an .npz file, by name; one that would need a pickle is an error."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def labelled_texts(texts: Sequence[str], labels: ArrayLike, test: ArrayLike) -> dict[str, np.ndarray]:
    """Texts and their classes, those for training and, where ``test`` is true, those for testing."""
    x = np.empty(len(texts), dtype=object)
    x[:] = texts
    y, held_out = np.asarray(labels).astype(np.uint8), np.asarray(test, dtype=bool)
    return {"x_train": x[~held_out], "y_train": y[~held_out], "x_test": x[held_out], "y_test": y[held_out]}
