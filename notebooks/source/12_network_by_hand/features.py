"""Lesson 12: four kernels, and how far a plain classifier gets on what they leave of a picture."""

from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.linear_model import RidgeClassifier

from lepton_kit import datasets
from lepton_kit.vision import pool

__all__ = ["chance_kernels", "right_answers"]


def chance_kernels(seed):
    """Four kernels drawn by chance, shape (4, 3, 3)."""
    return np.random.default_rng(seed).standard_normal((4, 3, 3))


def right_answers(kernels):
    """1 for each of 2,000 test pictures that is told rightly, else 0.

    Each kernel makes a map, relu bends it, the largest of each 6 x 6 square is kept, and a linear classifier learns from
    1,000 pictures what the 64 numbers of a picture mean. The kernels themselves do not learn.
    """
    x, x_test, y, y_test = _pictures()
    kernels = np.array(kernels, dtype=float)
    kernels = kernels / np.maximum(
        np.linalg.norm(kernels, axis=(1, 2), keepdims=True), 1e-9
    )
    learnt = RidgeClassifier(1.0).fit(_features(x, kernels), y)
    return (learnt.predict(_features(x_test, kernels)) == y_test).astype(float)


def _features(windows, kernels):
    maps = np.tensordot(windows, kernels, axes=([3, 4], [1, 2]))
    pooled = pool(np.maximum(maps, 0), 6)
    return pooled.reshape(len(pooled), -1)


@cache
def _pictures():
    """3 x 3 windows of 1,000 training and 2,000 test pictures, and their classes."""
    data = datasets.load("fashion_mnist")
    views = [
        sliding_window_view(images / np.float32(255), (3, 3), axis=(1, 2))
        for images in (data.x_train[:1000], data.x_test)
    ]
    return *views, data.y_train[:1000], data.y_test
