"""Texts and series: words as numbers, scores as alarms. Importing it loads no Keras.

Recurrent cells and attention in NumPy are a few lines each and stand where they are read, in lesson 18.
"""

from typing import Any

from lepton_kit.sequences.anomaly import AlarmReport, alarms, smooth
from lepton_kit.sequences.text import Vocabulary, tokenise

__all__ = ["AlarmReport", "Vocabulary", "alarms", "smooth", "tokenise"]


def __getattr__(name: str) -> Any:
    """``from lepton_kit.sequences import keras`` gives Keras itself, imported late and without a word on stderr."""
    if name == "keras":
        from lepton_kit.backend import load_keras

        return load_keras()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
