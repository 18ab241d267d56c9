"""Explorers: pictures that answer to a hand. The mathematics is elsewhere; these only show it."""

from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.prediction_explorer import PredictionExplorer
from lepton_kit.widgets.value_explorer import ValueExplorer

__all__ = ["Explorer", "Picture", "PredictionExplorer", "ValueExplorer"]
