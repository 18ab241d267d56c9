"""Texts and series: texts as words, scores as alarms. Importing it loads no Keras.

Recurrent cells and attention in NumPy are a few lines each and stand where they are read, in lesson 18, and so does the
vocabulary that numbers the words.
"""

from lepton_kit.sequences.anomaly import AlarmReport, alarms, smooth
from lepton_kit.sequences.text import tokenise

__all__ = ["AlarmReport", "alarms", "smooth", "tokenise"]
