"""Networks that look at pictures: images, labels, models, training, metrics. Importing it loads no Keras."""

from lepton_kit.vision.images import Photos, Skipped, read_folder, read_image
from lepton_kit.vision.labels import Crowd, count_votes, dawid_skene, fleiss_kappa, majority, simulate_votes
from lepton_kit.vision.metrics import Report, evaluate
from lepton_kit.vision.models import article_cnn
from lepton_kit.vision.training import RECIPES, Progress, Recipe, Training, fit

__all__ = [
    "RECIPES",
    "Crowd",
    "Photos",
    "Progress",
    "Recipe",
    "Report",
    "Skipped",
    "Training",
    "article_cnn",
    "count_votes",
    "dawid_skene",
    "evaluate",
    "fit",
    "fleiss_kappa",
    "majority",
    "read_folder",
    "read_image",
    "simulate_votes",
]


def __getattr__(name):
    """``from lepton_kit.vision import keras`` gives Keras itself, imported late and without a word on stderr."""
    if name == "keras":
        from lepton_kit.vision.backend import load_keras

        return load_keras()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
