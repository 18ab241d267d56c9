"""Images of clothes: the subset that ``make.py`` wrote, or the full data as they are published."""

import gzip
from typing import Any

import numpy as np

from lepton_kit.datasets.containers import ImageData
from lepton_kit.datasets.readers import unzipped

KIND = ImageData


def read(files: dict[str, bytes]) -> dict[str, Any]:
    """The subset in one archive that ships with the kit, or the full data in four IDX files, in the card's order."""
    if len(files) == 1:
        return unzipped(*files.values()) | {"full": False}
    parts = zip(("x_train", "y_train", "x_test", "y_test"), files.values(), strict=True)
    return {key: _idx(gzip.decompress(content)) for key, content in parts} | {"full": True}


def _idx(content: bytes) -> np.ndarray:
    """The array of an IDX file: two zeros, the type, the number of axes, each length in four bytes, then the bytes."""
    axes = content[3]
    shape = np.frombuffer(content, ">u4", count=axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape).copy()
