"""Networks that look at pictures: images, labels, models, training, metrics. Importing it loads no Keras."""

from lepton_kit.vision.activations import ACTIVATIONS, neuron, softmax
from lepton_kit.vision.cleaning import find_blanks, find_copies, find_doubtful, perceptual_hash, split
from lepton_kit.vision.deploy import (
    Comparison,
    Monitor,
    Runtime,
    Service,
    compare,
    export,
    open_runtime,
    psi,
    psi_limit,
    working_memory,
)
from lepton_kit.vision.explain import (
    Covered,
    SanityCheck,
    cover,
    feature_maps,
    filters,
    grad_cam,
    occlusion,
    plant_mark,
    randomise,
    saliency,
    sanity_check,
)
from lepton_kit.vision.images import Photos, Skipped, read_folder, read_image
from lepton_kit.vision.labels import Crowd, count_votes, dawid_skene, fleiss_kappa, majority, simulate_votes
from lepton_kit.vision.layers import Activation, Convolution, Dense, Flatten, Pooling, convolve, pool
from lepton_kit.vision.metrics import (
    Averages,
    Groups,
    Interval,
    Leak,
    Reliability,
    Report,
    Thresholds,
    Verdicts,
    averages,
    bootstrap,
    bootstrap_difference,
    by_group,
    draw_confusion,
    draw_reliability,
    evaluate,
    find_temperature,
    judge,
    losses,
    membership,
    mistakes,
    reliability,
    temper,
    thresholds,
)
from lepton_kit.vision.models import article_cnn, fast_cnn, small_cnn, tiny_cnn, to_article
from lepton_kit.vision.network import Momentum, Network, check_gradient, cross_entropy, from_keras, mse
from lepton_kit.vision.sizes import LayerSize, convolution_size
from lepton_kit.vision.surfaces import SURFACES, Descent, Surface, descend
from lepton_kit.vision.tensors import Normaliser, augment, crop, distort, scale

__all__ = [
    "ACTIVATIONS",
    "SURFACES",
    "Activation",
    "Averages",
    "Comparison",
    "Convolution",
    "Covered",
    "Crowd",
    "Dense",
    "Descent",
    "Flatten",
    "Groups",
    "Interval",
    "LayerSize",
    "Leak",
    "Momentum",
    "Monitor",
    "Network",
    "Normaliser",
    "OneCycle",
    "Photos",
    "Pooling",
    "Reliability",
    "Report",
    "Runtime",
    "SanityCheck",
    "Service",
    "Skipped",
    "Surface",
    "Thresholds",
    "Verdicts",
    "article_cnn",
    "augment",
    "averages",
    "bootstrap",
    "bootstrap_difference",
    "by_group",
    "check_gradient",
    "compare",
    "convolution_size",
    "convolve",
    "count_votes",
    "cover",
    "crop",
    "cross_entropy",
    "dawid_skene",
    "descend",
    "distort",
    "draw_confusion",
    "draw_reliability",
    "evaluate",
    "export",
    "fast_cnn",
    "feature_maps",
    "filters",
    "find_blanks",
    "find_copies",
    "find_doubtful",
    "find_temperature",
    "fleiss_kappa",
    "from_keras",
    "grad_cam",
    "judge",
    "losses",
    "majority",
    "membership",
    "mistakes",
    "mse",
    "neuron",
    "occlusion",
    "open_runtime",
    "perceptual_hash",
    "plant_mark",
    "pool",
    "psi",
    "psi_limit",
    "randomise",
    "read_folder",
    "read_image",
    "reliability",
    "saliency",
    "sanity_check",
    "scale",
    "simulate_votes",
    "small_cnn",
    "softmax",
    "split",
    "temper",
    "thresholds",
    "tiny_cnn",
    "to_article",
    "working_memory",
]


def __getattr__(name):
    """Keras itself, and what is made of its classes: imported when they are asked for, and without a word on stderr."""
    if name == "keras":
        from lepton_kit.backend import load_keras

        return load_keras()
    if name == "OneCycle":
        from lepton_kit.vision.schedules import OneCycle

        return OneCycle
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
