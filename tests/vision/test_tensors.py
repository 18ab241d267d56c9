"""Scale and change: what must hold for every picture."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.vision import augment, distort, scale

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (4, 12, 10), dtype=np.uint8)
COLOUR = RNG.integers(0, 256, (4, 12, 10, 3), dtype=np.uint8)
BOTH = pytest.mark.parametrize("images", [GREY, COLOUR, GREY / 255, (COLOUR / 255).astype(np.float32)])


@BOTH
def test_scaling_by_a_whole_number_keeps_the_mean_and_a_flat_picture(images):
    assert abs(scale(images, (6, 5)).mean(dtype=float) / images.mean(dtype=float) - 1) < 0.05
    flat = np.full_like(images, images.dtype.type(0.5 * images.max()))
    assert_allclose(scale(flat, (5, 7)), flat[:, :5, :1].repeat(7, axis=2), atol=1e-6)
    assert scale(images, (30, 31)).shape == (4, 30, 31, *images.shape[3:])


@BOTH
def test_no_change_changes_nothing(images):
    same = distort(images)
    assert_allclose(same, images, atol=1e-6)
    assert same.dtype == (np.uint8 if images.dtype == np.uint8 else np.float32)
    assert (augment(images, rng=0) == same).all()


@BOTH
def test_shift_and_flip_move_pixels(images):
    assert_allclose(distort(images, shift=(2, -1))[:, 2:, :-1], images[:, :-2, 1:], atol=1e-6)
    assert (distort(images, shift=(2, 0))[:, :2] == 0).all()
    assert_allclose(distort(images, flip=True), images[:, :, ::-1], atol=1e-6)


@pytest.mark.parametrize(("degrees", "turns"), [(90, 1), (180, 2), (-90, 3), (360, 0)])
def test_quarter_turns_go_anticlockwise(degrees, turns):
    square = COLOUR[:, :10]
    assert (distort(square, rotate=degrees) == np.rot90(square, turns, axes=(1, 2))).all()


def test_turning_there_and_back_keeps_the_middle_of_a_smooth_picture():
    y, x = np.mgrid[-1:1:41j, -1:1:41j]
    blob = (255 * np.exp(-3 * (x**2 + (y - 0.2) ** 2))).astype(np.uint8)[None]
    back = distort(distort(blob, rotate=25), rotate=-25)
    assert np.abs(back.astype(int) - blob)[0, 10:31, 10:31].max() <= 4


def test_contrast_turns_about_middle_grey_and_noise_has_the_spread_asked_for():
    grey = np.full((2, 100, 100), 0.5, dtype=np.float32)
    assert (distort(grey, contrast=3) == 0.5).all()
    assert_allclose(distort(grey + 0.1, contrast=2), 0.7, atol=1e-6)
    assert distort(grey, noise=0.1, rng=0).std() == pytest.approx(0.1, rel=0.03)
    assert (distort(GREY, contrast=0) == 128).all()


def test_each_image_gets_its_own_change_and_a_seed_repeats_it():
    same = np.repeat(GREY[:1], 6, axis=0)
    many = augment(same, rotate=20, shift=2, flip=True, rng=5)
    assert len(np.unique(many.reshape(6, -1), axis=0)) == 6
    assert (many == augment(same, rotate=20, shift=2, flip=True, rng=5)).all()
    assert (same == GREY[0]).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: scale(GREY[0], 2), r"Is it a single image"),
        (lambda: scale(GREY, 0), "size must be a number of pixels"),
        (lambda: scale(GREY, "8"), "size must be a number of pixels"),
        (lambda: scale(GREY.astype(float), 8), "float64 pixels from 0 to 255"),
        (lambda: scale([["a"]], 8), "the pixels of images"),
        (lambda: scale(np.full((1, 2, 2), np.nan), 8), "no finite numbers"),
        (lambda: scale(np.zeros((0, 2, 2)), 8), "holds no image"),
        (lambda: distort(GREY, contrast=-1), "contrast is -1; it must be at least 0"),
        (lambda: distort(GREY, noise=float("nan")), "noise is nan"),
        (lambda: augment(GREY, shift=-1), "shift is -1; it must be at least 0"),
    ],
)
def test_wrong_input_is_explained(call, message):
    with pytest.raises(ValueError, match=message):
        call()
