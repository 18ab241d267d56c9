"""Copies and splits, against what was planted and against brute force."""

import numpy as np
import pytest

from lepton_kit import datasets
from lepton_kit.vision import distort, find_copies, split
from lepton_kit.vision.cleaning import perceptual_hash

IMAGES = datasets.load("fashion_mnist").x_train[:300]


def test_exact_copies_are_found_and_nothing_else():
    order = np.random.default_rng(0).permutation(np.tile(np.arange(300), 2))
    first = {}
    want = [first.setdefault(number, place) for place, number in enumerate(order)]
    assert find_copies(IMAGES[order]).tolist() == want
    assert find_copies((IMAGES / 255)[order]).tolist() == want


def test_the_shipped_subset_holds_no_exact_copy():
    data = datasets.load("fashion_mnist")
    every = np.concatenate([data.x_train, data.x_test])
    assert (find_copies(every) == np.arange(len(every))).all()


def test_near_copies_are_those_of_brute_force():
    images = np.concatenate([IMAGES[:120], distort(IMAGES[:20], contrast=0.95, noise=0.005, rng=0)])
    apart = np.abs(images[:, None].astype(float) - images).mean(axis=(2, 3)) / 255
    want = np.arange(140)
    for i in range(140):
        for j in np.flatnonzero(apart[i] <= 0.03):
            want[want == max(want[i], want[j])] = min(want[i], want[j])
    found = find_copies(images, near=0.03)
    assert (found[120:] == np.arange(20)).sum() >= 15
    assert (want[found] == want).all()  # the hash may miss some, never adds any


def test_copies_of_copies_get_the_first_number():
    steps = np.stack([np.full((8, 8), level, dtype=np.uint8) for level in (100, 105, 110, 200)])
    assert find_copies(steps, near=0.02).tolist() == [0, 0, 0, 3]


def test_the_hash_survives_brightness_and_size():
    from lepton_kit.vision import scale

    big = scale(IMAGES[:50], 56)
    apart = np.bitwise_count(perceptual_hash(IMAGES[:50]) ^ perceptual_hash(big))
    assert np.median(apart) <= 4
    colour = np.repeat(IMAGES[:5, :, :, None], 3, axis=3)
    assert (perceptual_hash(colour) == perceptual_hash(IMAGES[:5])).all()


def test_no_copy_on_both_sides_and_every_class_in_its_share():
    rng = np.random.default_rng(1)
    for seed in range(30):
        labels = rng.choice(4, 400, p=[0.6, 0.25, 0.1, 0.05])
        groups = rng.integers(0, 150, 400) if seed % 2 else None
        train, test = split(labels, test=0.25, copies=groups, rng=seed)
        assert sorted([*train, *test]) == list(range(400))
        if groups is None:
            shares = np.bincount(labels[test], minlength=4) / np.bincount(labels, minlength=4)
            assert np.abs(shares - 0.25).max() < 0.03
        else:
            assert not set(groups[train]) & set(groups[test])
            assert 0.2 < len(test) / 400 < 0.3
        again = split(labels, test=0.25, copies=groups, rng=seed)
        assert (again[0] == train).all() and (again[1] == test).all()


def test_both_sides_have_every_class_however_rare():
    train, test = split([0] * 50 + [1, 1], test=0.01, rng=0)
    assert 1 in np.array([0] * 50 + [1, 1])[test] and 1 in np.array([0] * 50 + [1, 1])[train]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: split([0, 0, 1]), "Class 1 has one example, copies apart"),
        (lambda: split([0, 0, 0], copies=[5, 5, 5]), "Class 0 has one example, copies apart"),
        (lambda: split([0, 0], test=1), "test must be a share between 0 and 1, such as 0.2; got 1"),
        (lambda: split([0, 0], test=20), "got 20"),
        (lambda: split([0, 0], copies=[1]), "copies must hold one number for each of the 2 labels"),
        (lambda: split(["a", "b"]), "labels must be one row of class numbers"),
        (lambda: split([]), "labels must be one row of class numbers"),
        (lambda: find_copies(IMAGES, near=-1), "near is -1; it must be at least 0"),
        (lambda: find_copies(IMAGES[0]), "Is it a single image"),
    ],
)
def test_wrong_input_is_explained(call, message):
    with pytest.raises(ValueError, match=message):
        call()
