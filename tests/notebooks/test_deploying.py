"""Lesson 20: the open task's bar lets through whoever looks for a scale, and nobody who takes a fixed share."""

import numpy as np
import pytest

from lepton_kit.exercises import check
from lepton_kit.exercises.content import content_module

questions = content_module("20", "questions")


def clipped_at(share):
    return lambda w, bits: share * questions.largest(w, bits)


def golden(w, bits):
    """The same search by SciPy."""
    from scipy.optimize import minimize_scalar

    top = questions.largest(w, bits)
    return minimize_scalar(
        lambda s: ((w - questions.quantise(w, s, bits)) ** 2).mean(), bounds=(0.2 * top, top), method="bounded"
    ).x


def test_searching_in_another_way_passes():
    assert check("20.8", golden).correct


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9, 1.5])
def test_one_share_for_all_does_not(share):
    assert not check("20.8", clipped_at(share)).correct


@pytest.mark.parametrize("scale", [lambda w, bits: 0.0, lambda w, bits: w, lambda w, bits: np.nan])
def test_what_is_no_scale_is_told(scale):
    verdict = check("20.8", scale)
    assert not verdict.correct and "one scale above 0 is wanted" in verdict.message


def test_rounding_is_off_by_half_a_step_at_most():
    w = np.random.default_rng(0).normal(size=500)
    for bits in (2, 3, 8):
        s = questions.largest(w, bits)
        rounded = questions.quantise(w, s, bits)
        assert np.abs(w - rounded).max() <= s / 2 + 1e-12
        assert len(np.unique(rounded)) <= 2**bits - 1


@pytest.mark.parametrize("kilobytes", [75, 75.08, 75.1, 76.88])
def test_kilobytes_for_bytes_are_told(kilobytes):
    assert "asks for bytes" in check("20.3", kilobytes).message
