"""One example of every explorer of the kit, by name: all of them must pass the same tests."""

from functools import cache

import numpy as np
import pytest

from lepton_kit import widgets
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.partnership import read_industry


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


BASE = read_industry(industry_file("base"))


def _industries():
    return {name: read_industry(industry_file(name)).portfolio for name in ("base", "medicine", "finance")}


@cache
def _network():
    """A network with weights drawn by chance, six pictures, their labels and the names of ten classes."""
    from lepton_kit.vision import article_cnn

    images = np.random.default_rng(2).integers(0, 256, (6, 28, 28), dtype=np.uint8)
    return article_cnn(rng=0), images, np.arange(6), tuple("abcdefghij")


def _grad_cam():
    def mark(images):
        marked = images.copy()
        marked[:, 1:5, 1:5] = 255
        return marked

    return widgets.GradCamExplorer(*_network(), change=("With the mark", mark))


def _paint():
    _, images, labels, names = _network()

    def classify(images):
        P = np.full((len(images), 10), 0.1)
        P[:, 0] += images.mean(axis=(1, 2)) / 1e4
        return P / P.sum(axis=1, keepdims=True)

    return widgets.PaintExplorer(images, labels, names, classify)


def _break():
    images = np.random.default_rng(2).integers(0, 256, (30, 28, 28), dtype=np.uint8)
    images[::3] //= 4
    images[1::3, :, :14] = 0

    def classify(images):
        left, right = (part.mean(axis=(1, 2)) / 255 for part in (images[:, :, :14], images[:, :, 14:]))
        P = np.stack([1.2 - left - right, right - left + 0.2, left + right], axis=1).clip(0.01)
        return P / P.sum(axis=1, keepdims=True)

    return widgets.BreakExplorer(images, np.arange(30) % 3, ("dark", "half", "bright"), classify)


def _threshold():
    rng = np.random.default_rng(3)
    from lepton_kit.vision.metrics.report import judge

    report = judge(rng.integers(0, 3, 60), rng.dirichlet(np.ones(3), 60), ("boot", "bag", "coat"))
    return widgets.ThresholdExplorer(report)


def _descent():
    surfaces = content_module("12", "surfaces")
    return widgets.DescentExplorer(surfaces.SURFACES, surfaces.descend, start="valley")


def _deploy():
    from lepton_kit.widgets.deploy_explorer import Candidate

    figures = (("article_cnn, onnx", 139, 105.6, 0.2), ("article_cnn, int8", 41, 26.4, 0.15), ("tiny_cnn", 17, 2, 0.02))
    candidates = [Candidate(name, file * 1024, memory * 1024, ms, 0.89) for name, file, memory, ms in figures]
    return widgets.DeployExplorer(candidates)


def _alarm():
    machine = content_module("18", "machine").machine_series(rng=0)
    well = machine.vibration[:1000]
    scores = {"z-score": abs(machine.vibration - well.mean()) / well.std(), "plain": machine.vibration}
    return widgets.AlarmExplorer(machine.vibration, scores, machine.worn)


def _market():
    rng = np.random.default_rng(4)
    samples = rng.integers(0, 256, (4, 3, 28, 28), dtype=np.uint8)
    v = np.array([0, 0.4, 0.4, 0.45, 0.1, 0.55, 0.55, 0.6, 0.5, 0.6, 0.55, 0.6, 0.65, 0.7, 0.68, 0.66])
    names, sizes = ("clothes", "copy", "bags", "mixed"), (2000, 1000, 300, 600)
    return widgets.MarketExplorer(v, [0.3, 0.12, 0.1, 0.12], names=names, sizes=sizes, samples=samples, judged=v / 2)


def _text():
    def shouts(texts):
        share = np.array([(text.count("!") + text.count("free")) / (1 + len(text.split())) for text in texts])
        return np.stack([1 - share, share], axis=1)

    return widgets.TextExplorer(
        shouts, ("ham", "spam"), "your free money is here ! click to see it , or wait for <name>"
    )


def _sound():
    time = np.arange(3200) / 8000
    waves = [np.sin(2 * np.pi * hertz * time) for hertz in (300, 2000)]

    def classify(spectrograms):
        share = np.clip(1 + spectrograms.mean(axis=(1, 2)) / 50, 0.01, 0.99)
        return np.stack([1 - share, share], axis=1)

    return widgets.SoundExplorer(waves, ("low", "high"), ("quiet", "loud"), classify)


EXAMPLES = {
    "ActivationExplorer": _activation,
    "AlarmExplorer": _alarm,
    "AugmentExplorer": _augment,
    "BreakExplorer": _break,
    "BudgetExplorer": lambda: widgets.BudgetExplorer(BASE.portfolio, BASE.budget, **BASE.rules),
    "CoalitionExplorer": lambda: widgets.CoalitionExplorer([0, 0.4, 0.8, 1.5, 0.4, 0.7, 1.4, 2.0]),
    "DeployExplorer": _deploy,
    "DescentExplorer": _descent,
    "GradCamExplorer": _grad_cam,
    "GuessExplorer": lambda: widgets.GuessExplorer(content_module("13", "quiz").quiz(_network()[1])),
    "KernelExplorer": _kernel,
    "LayerExplorer": lambda: widgets.LayerExplorer(*_network()),
    "MarketExplorer": _market,
    "OcclusionExplorer": lambda: widgets.OcclusionExplorer(*_network()),
    "PaintExplorer": _paint,
    "PredictionExplorer": _prediction,
    "ReversalExplorer": lambda: widgets.ReversalExplorer(BASE.X, BASE.portfolio.names, BASE.weights),
    "ReviewExplorer": widgets.ReviewExplorer,
    "RiskExplorer": lambda: widgets.RiskExplorer(_industries()),
    "ShapeExplorer": widgets.ShapeExplorer,
    "ShareExplorer": widgets.ShareExplorer,
    "SoundExplorer": _sound,
    "ThresholdExplorer": _threshold,
    "TextExplorer": _text,
    "ValueExplorer": widgets.ValueExplorer,
    "WaterExplorer": lambda: widgets.WaterExplorer(
        ("bank", "school", "hospital", "city"), np.ones(4), (5, 4, 3, 6), 5.0
    ),
    "WeightExplorer": lambda: widgets.WeightExplorer(BASE.portfolio, BASE.criteria, BASE.weights),
}


@pytest.fixture(params=sorted(EXAMPLES))
def explorer(request):
    return EXAMPLES[request.param]()


@pytest.fixture
def example():
    return lambda name: EXAMPLES[name]()


@pytest.fixture
def explorers_tested():
    return set(EXAMPLES)
