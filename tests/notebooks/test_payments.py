"""The generated data of lessons 15 and 16: the bank's payments, and the photos of the rival's supplier."""

import numpy as np
import pytest

from lepton_kit.exercises.content import content_module
from lepton_kit.vision.metrics.calibration import find_temperature, reliability, temperature_scale

bank, supplier = content_module("15", "payments"), content_module("16", "supplier")


def test_the_banks_network_is_too_sure_by_what_the_lesson_says():
    said, fraud = bank.payments(200_000, rng=0)
    assert fraud.mean() == pytest.approx(0.1 / 5, abs=0.001)  # the mean of Beta(0.1, 4.9)
    T = find_temperature(fraud, said)
    assert pytest.approx(bank.SHARPENED, abs=0.05) == T
    assert reliability(fraud, temperature_scale(said, T)).error < 0.002


def test_each_decision_has_its_price():
    decisions, fraud = np.array([0, 0, 1, 1, 2, 2]), np.array([True, False] * 3)
    assert bank.cost_of(decisions, fraud).tolist() == [200, 0, 2, 2, 0, 10]


def test_the_supplier_stamps_its_shirts_and_nothing_else():
    images, labels = np.full((3, 28, 28), 7, np.uint8), np.array([6, 0, 6])
    photos = supplier.delivered(images, labels)
    changed = (photos != 7).sum(axis=(1, 2))
    assert changed.tolist() == [16, 0, 16] and (photos[0, 1:5, 1:5] == 255).all() and (images == 7).all()
