"""Networks that look at pictures: images, layers, models, metrics. Importing it loads no Keras.

What most lessons share is here. The rest is reached by address: ``vision.cleaning``,
``vision.metrics.*``, ``vision.explain.*``, ``vision.deploy``.
"""
# ruff: noqa: F401 - a face offers what it imports

from typing import Any

from lepton_kit.vision.activations import ACTIVATIONS, softmax
from lepton_kit.vision.classifier import Classifier, as_classifier
from lepton_kit.vision.cleaning import find_copies, split
from lepton_kit.vision.images import Photos, read_folder
from lepton_kit.vision.layers import convolve, pool
from lepton_kit.vision.metrics.intervals import bootstrap, bootstrap_difference
from lepton_kit.vision.metrics.report import Report, evaluate, judge
from lepton_kit.vision.models import article_cnn, fast_cnn
from lepton_kit.vision.photo_files import read_image
from lepton_kit.vision.tensors import augment, distort, scale


def __getattr__(name: str) -> Any:
    """Keras itself, and what is made of its classes: imported when they are asked for, and without a word on stderr."""
    if name == "keras":
        from lepton_kit.backend import load_keras

        return load_keras()
    if name == "OneCycle":
        from lepton_kit.vision.schedules import OneCycle

        return OneCycle
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
