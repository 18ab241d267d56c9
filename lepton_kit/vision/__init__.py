"""Networks that look at pictures: images, labels, models, training, metrics. Importing it loads no Keras."""

from lepton_kit.vision.activations import ACTIVATIONS, neuron, softmax
from lepton_kit.vision.cleaning import find_blanks, find_copies, find_doubtful, perceptual_hash, split
from lepton_kit.vision.images import Photos, Skipped, read_folder, read_image
from lepton_kit.vision.labels import Crowd, count_votes, dawid_skene, fleiss_kappa, majority, simulate_votes
from lepton_kit.vision.layers import Activation, Convolution, Dense, Flatten, Pooling, convolve, pool
from lepton_kit.vision.metrics import Report, evaluate
from lepton_kit.vision.models import article_cnn
from lepton_kit.vision.network import Momentum, Network, check_gradient, cross_entropy, from_keras, mse
from lepton_kit.vision.surfaces import SURFACES, Descent, Surface, descend
from lepton_kit.vision.tensors import Normaliser, augment, crop, distort, scale
from lepton_kit.vision.training import RECIPES, Progress, Recipe, Training, fit

__all__ = [
    "ACTIVATIONS",
    "RECIPES",
    "SURFACES",
    "Activation",
    "Convolution",
    "Crowd",
    "Dense",
    "Descent",
    "Flatten",
    "Momentum",
    "Network",
    "Normaliser",
    "Photos",
    "Pooling",
    "Progress",
    "Recipe",
    "Report",
    "Skipped",
    "Surface",
    "Training",
    "article_cnn",
    "augment",
    "check_gradient",
    "convolve",
    "count_votes",
    "crop",
    "cross_entropy",
    "dawid_skene",
    "descend",
    "distort",
    "evaluate",
    "find_blanks",
    "find_copies",
    "find_doubtful",
    "fit",
    "fleiss_kappa",
    "from_keras",
    "majority",
    "mse",
    "neuron",
    "perceptual_hash",
    "pool",
    "read_folder",
    "read_image",
    "scale",
    "simulate_votes",
    "softmax",
    "split",
]


def __getattr__(name):
    """``from lepton_kit.vision import keras`` gives Keras itself, imported late and without a word on stderr."""
    if name == "keras":
        from lepton_kit.vision.backend import load_keras

        return load_keras()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
