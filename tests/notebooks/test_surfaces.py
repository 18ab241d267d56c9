"""Descent on surfaces whose path is known in closed form."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.exercises.content import content_module

surfaces = content_module("12", "surfaces")
SURFACES, descend = surfaces.SURFACES, surfaces.descend


@pytest.mark.parametrize("name", SURFACES)
def test_each_gradient_is_the_slope_and_vanishes_at_the_best_place(name):
    surface, h = SURFACES[name], 1e-6
    for u, v in np.random.default_rng(0).uniform(-1.5, 1.5, (20, 2)):
        by_u = (surface.loss(u + h, v) - surface.loss(u - h, v)) / (2 * h)
        by_v = (surface.loss(u, v + h) - surface.loss(u, v - h)) / (2 * h)
        assert_allclose(surface.gradient(u, v), (by_u, by_v), atol=1e-6)
    assert_allclose(surface.gradient(*surface.best), 0, atol=1e-5)
    grid = np.meshgrid(*(np.linspace(*limits, 201) for limits in surface.limits))
    assert surface.loss(*surface.best) <= surface.loss(*grid).min() + 1e-9
    assert all(low <= at <= high for at, (low, high) in zip(surface.best, surface.limits, strict=True))


def test_without_momentum_each_direction_shrinks_by_its_own_factor():
    """On a quadratic surface with curvatures 1 and 25, w_k = (1 - rate c)^k w_0."""
    found = descend("valley", (1, 1), rate=0.03, steps=20)
    k = np.arange(21)
    assert_allclose(found.path, np.stack([0.97**k, 0.25**k], axis=1))
    assert_allclose(found.losses, 0.5 * 0.97 ** (2 * k) + 12.5 * 0.25 ** (2 * k))


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_it_diverges_beyond_two_times_one_plus_momentum_over_the_curvature(momentum):
    limit = 2 * (1 + momentum) / 25
    assert descend("valley", rate=1.02 * limit, momentum=momentum, steps=2000).diverged
    held = descend("valley", rate=0.98 * limit, momentum=momentum, steps=2000)
    assert not held.diverged and held.losses[-1] < 1e-6


def test_polyaks_best_momentum_beats_the_best_plain_descent():
    """Polyak (1964): for curvatures 1 and 25 the rate 4 / (5 + 1)^2 and momentum (4 / 6)^2 shrink by 2 / 3 a step."""
    plain = descend("valley", rate=2 / 26, steps=60)
    heavy = descend("valley", rate=4 / 36, momentum=4 / 9, steps=60)
    assert plain.losses[-1] > 1e-4 and heavy.losses[-1] < 1e-15


def test_momentum_carries_it_over_the_ridge():
    assert descend("two hollows", rate=0.05, steps=200).path[-1, 0] < 0
    carried = descend("two hollows", rate=0.05, momentum=0.9, steps=400).path[-1]
    assert_allclose(carried, SURFACES["two hollows"].best, atol=1e-6)


def test_a_start_is_not_changed_and_no_step_is_the_start():
    start = np.array([1.0, 1.0])
    assert len(descend("bowl", start, steps=0).path) == 1
    descend("bowl", start)
    assert start.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"surface": "hill"}, "surface must be one of 'bowl', 'valley'"),
        ({"surface": "bowl", "start": (1, 2, 3)}, "A place has two weights"),
        ({"surface": "bowl", "steps": 2.5}, "steps must be a whole number"),
        ({"surface": "bowl", "momentum": 1.5}, "it must be below 1"),
        ({"surface": "bowl", "rate": float("nan")}, "rate is nan"),
    ],
)
def test_wrong_input_is_explained(arguments, message):
    with pytest.raises(ValueError, match=message):
        descend(**arguments)
