"""The activation explorer counts dead neurons as the slopes say, and hands on what pooling gives."""

import numpy as np
import pytest

from lepton_kit import datasets
from lepton_kit.exercises.content import content_module
from lepton_kit.widgets import ActivationExplorer


@pytest.fixture(scope="module")
def images():
    return datasets.load("fashion_mnist").x_test[:100]


def dead(explorer, **values):
    found = explorer.set(**values).picture().alt.split("and ")[1].split(" of 8")[0]
    return 0 if found == "none" else int(found)


@pytest.mark.parametrize("bias", [-4.0, -2.0, -1.0, 0.0, 3.0])
def test_a_relu_is_dead_where_no_picture_lifts_its_sum_above_zero(images, bias):
    sums = content_module("12", "by_hand").Convolution(1, 8, rng=0)(images[..., None] / np.float32(255)).reshape(-1, 8)
    assert dead(ActivationExplorer(images), bias=bias) == (sums.max(axis=0) + bias <= 0).sum()


def test_a_leak_keeps_them_alive(images):
    explorer = ActivationExplorer(images)
    assert dead(explorer, bias=-4.0) == 8
    assert dead(explorer, activation="leaky relu") == 0


@pytest.mark.parametrize(("pooling", "numbers"), [((), 676), (("max", 2), 169), (("mean", 4), 36)])
def test_pooling_says_how_many_numbers_are_left(images, pooling, numbers):
    assert f"has {numbers} numbers" in ActivationExplorer(images).set(pooling=pooling).picture().alt


@pytest.mark.parametrize("wrong", [np.zeros((2, 9, 9)), np.zeros((9, 9), np.uint8), np.zeros((1, 9, 8), np.uint8)])
def test_wrong_pictures_are_told(wrong):
    with pytest.raises(ValueError, match="Square grey pictures of uint8"):
        ActivationExplorer(wrong)
