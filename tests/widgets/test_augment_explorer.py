"""The augment explorer shows what distort makes, and what the classifier says of it."""

import numpy as np
import pytest

from lepton_kit.vision.tensors import distort
from lepton_kit.widgets import AugmentExplorer
from lepton_kit.widgets.panels import photo_uri

IMAGES = np.zeros((2, 28, 28), dtype=np.uint8)
IMAGES[:, 4:10, 6:12] = 200


def left_or_right(images):
    """Probability of 'right': the share of brightness in the right half."""
    right = images[:, :, 14:].sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    return np.stack([1 - right, right], axis=1)


def test_it_starts_with_the_picture_itself():
    picture = AugmentExplorer(IMAGES, [0, 0], ("left", "right"), left_or_right).picture()
    assert picture.alt.startswith("Picture 0, left: turned by 0 degrees, shifted 0 right and 0 down, contrast 1, ")
    assert "pixels changed by 0.0 % of the range in the mean;" in picture.alt
    assert picture.content.count(photo_uri(IMAGES[0])) == 2


def test_the_picture_is_what_distort_gives():
    explorer = AugmentExplorer(IMAGES, [0, 0], ("left", "right"), left_or_right).set(
        rotate=40, right=3, down=-2, contrast=1.5, noise=0.1
    )
    after = distort(IMAGES[:1], rotate=40, shift=(-2, 3), contrast=1.5, noise=0.1, rng=0)
    assert photo_uri(after[0]) in explorer.picture().content


@pytest.mark.parametrize("change", [{"flip": True}, {"right": 13}, {"rotate": 180}])
def test_the_classifier_changes_its_mind(change):
    explorer = AugmentExplorer(IMAGES, [0, 0], ("left", "right"), left_or_right)
    assert "says left, probability 1.00, right." in explorer.picture().alt
    assert "says right, probability 1.00, wrong." in explorer.set(**change).picture().alt


def test_wrong_input_is_explained():
    with pytest.raises(ValueError, match="1 labels for 2 images"):
        AugmentExplorer(IMAGES, [0], ("left", "right"), left_or_right)
    with pytest.raises(ValueError, match="the model has 2 classes"):
        AugmentExplorer(IMAGES, [0, 0], ("left", "right", "both"), left_or_right)


def test_floats_from_0_to_1_are_shown_as_bytes():
    floats, whole = (AugmentExplorer(x, [0, 0], ("left", "right"), left_or_right) for x in (IMAGES / 255, IMAGES))
    assert floats.picture().content == whole.picture().content
