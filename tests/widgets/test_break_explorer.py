"""The break explorer shows what distort makes of the pictures and what the classifier says of them."""

import numpy as np
import pytest

from lepton_kit.vision import bootstrap, judge
from lepton_kit.vision.tensors import distort
from lepton_kit.widgets import BreakExplorer
from lepton_kit.widgets.break_explorer import BREAKS
from lepton_kit.widgets.panels import photo_uri

NAMES = ("left", "right")
IMAGES = np.zeros((8, 28, 28), dtype=np.uint8)
IMAGES[:4, 4:10, 2:8] = IMAGES[4:, 18:24, 20:26] = 200
LABELS = np.repeat([0, 1], 4)


def classify(images):
    """Probability of 'right': the share of brightness in the right half."""
    right = images[:, :, 14:].sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    return np.stack([1 - right, right], axis=1)


@pytest.fixture(scope="module")
def explorer():
    return BreakExplorer(IMAGES, LABELS, NAMES, classify)


@pytest.mark.parametrize("kind", BREAKS)
def test_level_nought_changes_nothing(explorer, kind):
    explorer.reset().set(kind=kind)
    assert "0. Right: 1.000, 95% interval 0.676 to 1.000." in explorer.picture().alt
    assert (explorer.images[kind, 0] == IMAGES).all()


def test_every_level_is_what_the_classifier_says_of_distorted_pictures(explorer):
    for kind, (_, amounts, change) in BREAKS.items():
        assert len(amounts) == 7 and amounts[0] == 0
        for level, amount in enumerate(amounts):
            wanted = judge(LABELS, classify(distort(IMAGES, **change(amount), rng=0)), NAMES)
            assert explorer.reports[kind, level].confusion.tolist() == wanted.confusion.tolist()
            assert f"Right: {bootstrap(wanted, rng=0)}." in explorer.set(kind=kind, level=level).picture().alt


def test_a_cell_opens_its_pictures(explorer):
    """Turned by 90 degrees, anticlockwise, the square at the top left comes to the bottom left."""
    explorer.reset().set(kind="turn", level=6, truth=0, guess=0)
    assert "left taken for left: 4 of 4." in explorer.picture().alt
    assert explorer.picture().content.count(photo_uri(distort(IMAGES[:1], rotate=90.0)[0])) == 4
    explorer.set(guess=1)
    assert "left taken for right: 0 of 4." in explorer.picture().alt
    assert explorer.picture().content.count("data:image") == 1  # the matrix alone


def test_it_opens_at_the_most_frequent_mistake():
    shown = BreakExplorer(IMAGES, [1, 1, 0, 0, 1, 1, 1, 0], NAMES, classify)
    assert (shown.values["truth"], shown.values["guess"]) == (1, 0)


def test_the_classifier_is_tried_and_then_asked_once():
    calls = []
    BreakExplorer(IMAGES, LABELS, NAMES, lambda images: calls.append(len(images)) or classify(images)).picture()
    assert calls == [8, 21 * len(IMAGES)]


def test_colour_and_many_classes_fit():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (30, 8, 8, 3), dtype=np.uint8)
    names = [f"class {i}" for i in range(14)]
    shown = BreakExplorer(images, np.arange(30) % 14, names, lambda x: rng.dirichlet(np.ones(14), len(x)))
    assert len(shown.picture().html()) < 30_000


def test_wrong_input_is_explained():
    for wrong, message in (
        ((IMAGES / 255, LABELS, NAMES, classify), "images must be uint8"),
        ((IMAGES, LABELS[:3], NAMES, classify), "3 labels for 8 images"),
        ((IMAGES, LABELS, ("one",), classify), "class_names has 1 names"),
        ((IMAGES, LABELS, NAMES, lambda images: classify(images)[:8]), r"gave shape \(8, 2\) for 168 images"),
        ((IMAGES, LABELS, NAMES, lambda images: images[:, 0, :2]), "add up to 0, not 1"),
    ):
        with pytest.raises(ValueError, match=message):
            BreakExplorer(*wrong)
    with pytest.raises(TypeError, match="a function from images to probabilities"):
        BreakExplorer(IMAGES, LABELS, NAMES, None)
