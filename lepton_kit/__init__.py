"""Lepton Kit: a course in building AI partnerships and the networks they pay for.

Importing this package loads nothing heavy; each lesson imports the part it teaches.
"""

__version__ = "0.2.0"
