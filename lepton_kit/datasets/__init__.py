"""The data sets of the course: real, small, licence-clean, and verified each time they are read."""
# ruff: noqa: F401 - a face offers what it imports

from lepton_kit.datasets.catalogue import Card, DataError, card, load, names, verify
from lepton_kit.datasets.containers import Clips, Collection, ImageData, PredictionData, RowData, TextData
