"""Masked mails out of ``mails.jsonl.gz``, which ``make.py`` wrote."""

import gzip
import json

import numpy as np

from lepton_kit.datasets.containers import TextData
from lepton_kit.datasets.readers import labelled_texts

KIND = TextData


def read(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    """Texts and classes (1 is spam) of lines of JSON with ``label``, ``split`` and ``text``."""
    [content] = files.values()
    rows = [json.loads(line) for line in gzip.decompress(content).splitlines()]
    return labelled_texts(
        [row["text"] for row in rows],
        [row["label"] == "spam" for row in rows],
        [row["split"] == "test" for row in rows],
    )
