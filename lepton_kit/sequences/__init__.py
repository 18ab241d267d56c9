"""Networks that read in order: text and sensor series. Importing it loads no Keras."""

from lepton_kit.sequences.anomaly import AlarmReport, alarms, rolling_score, smooth, threshold, zscore
from lepton_kit.sequences.cell import RecurrentCell, clip, orthogonal
from lepton_kit.sequences.gates import GatedCell
from lepton_kit.sequences.leaving_out import Influence, influence
from lepton_kit.sequences.self_attention import SelfAttention, attention, positions
from lepton_kit.sequences.series import MachineSeries, first_sign, linear_forecast, machine_series, windows
from lepton_kit.sequences.text import Vocabulary, tokenise

__all__ = [
    "AlarmReport",
    "GatedCell",
    "Influence",
    "MachineSeries",
    "RecurrentCell",
    "SelfAttention",
    "Vocabulary",
    "alarms",
    "attention",
    "clip",
    "first_sign",
    "influence",
    "linear_forecast",
    "machine_series",
    "orthogonal",
    "positions",
    "rolling_score",
    "smooth",
    "threshold",
    "tokenise",
    "windows",
    "zscore",
]


def __getattr__(name):
    """``from lepton_kit.sequences import keras`` gives Keras itself, imported late and without a word on stderr."""
    if name == "keras":
        from lepton_kit.backend import load_keras

        return load_keras()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
