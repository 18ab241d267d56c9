"""The prediction explorer names image, prediction and truth."""

import numpy as np
import pytest

from lepton_kit.widgets import PredictionExplorer

IMAGES = np.zeros((3, 28, 28), dtype=np.uint8)
SURE = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])


def test_it_says_when_the_network_is_right_and_when_not():
    explorer = PredictionExplorer(IMAGES, [0, 0, 1], SURE, ("boot", "bag"))
    assert explorer.picture().alt == "Test image 0: the network says boot, probability 0.900, right."
    assert "says bag, probability 0.800, wrong: it is boot, given 0.200" in explorer.set(image=1).picture().alt


def test_most_wrong_first_starts_with_the_least_probable_truth():
    explorer = PredictionExplorer(IMAGES, [0, 0, 1], SURE, ("boot", "bag"))
    assert explorer.set(order="most wrong first").picture().alt.startswith("Test image 1:")


def test_lengths_must_fit():
    with pytest.raises(ValueError, match="2 labels for 3 images"):
        PredictionExplorer(IMAGES, [0, 0], SURE, ("boot", "bag"))
