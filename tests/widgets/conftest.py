"""One example of every explorer of the kit, by name: all of them must pass the same tests."""

import numpy as np
import pytest

from lepton_kit import widgets


def _prediction():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (5, 28, 28), dtype=np.uint8)
    probabilities = rng.dirichlet(np.ones(3), size=5)
    return widgets.PredictionExplorer(images, [0, 1, 2, 0, 1], probabilities, ("boot", "bag", "coat"))


def _augment():
    images = np.random.default_rng(1).integers(0, 256, (3, 28, 28), dtype=np.uint8)

    def bright(images):
        share = images.mean(axis=(1, 2)) / 255
        return np.stack([1 - share, share], axis=1)

    return widgets.AugmentExplorer(images, [0, 1, 0], ("dark", "bright"), bright)


def _kernel():
    image = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    return widgets.KernelExplorer(image)


def _activation():
    return widgets.ActivationExplorer(np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8))


EXAMPLES = {
    "ActivationExplorer": _activation,
    "AugmentExplorer": _augment,
    "BudgetExplorer": widgets.BudgetExplorer,
    "CoalitionExplorer": widgets.CoalitionExplorer,
    "DescentExplorer": widgets.DescentExplorer,
    "KernelExplorer": _kernel,
    "PredictionExplorer": _prediction,
    "ReversalExplorer": widgets.ReversalExplorer,
    "ReviewExplorer": widgets.ReviewExplorer,
    "RiskExplorer": widgets.RiskExplorer,
    "ShareExplorer": widgets.ShareExplorer,
    "ValueExplorer": widgets.ValueExplorer,
    "WaterExplorer": widgets.WaterExplorer,
    "WeightExplorer": widgets.WeightExplorer,
}


@pytest.fixture(params=sorted(EXAMPLES))
def explorer(request):
    return EXAMPLES[request.param]()


@pytest.fixture
def explorers_tested():
    return set(EXAMPLES)
