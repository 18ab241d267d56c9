"""The data sets of the course: real, small, licence-clean, and verified each time they are read."""

from lepton_kit.datasets.catalogue import Card, Check, DataError, card, load, names, verify
from lepton_kit.datasets.containers import Clips, Collection, ImageData, PredictionData, RowData, TextData

__all__ = [
    "Card",
    "Check",
    "Clips",
    "Collection",
    "DataError",
    "ImageData",
    "PredictionData",
    "RowData",
    "TextData",
    "card",
    "load",
    "names",
    "verify",
]
