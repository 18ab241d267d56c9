"""A monitor alarms as seldom as it says while nothing changes, and soon when something does."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.vision.deploy import Monitor, psi, psi_limit

CLASSES = np.array([0.5, 0.3, 0.2])


def stream(n, rng, *, classes=CLASSES, sureness=8.0):
    """Probabilities of ``n`` pictures: a guess drawn from ``classes``, the surer the higher ``sureness``."""
    guesses = rng.choice(len(classes), n, p=classes)
    return rng.dirichlet(np.ones(len(classes)), n) * 0.4 * 8 / (8 + sureness) + _sure(guesses, len(classes), sureness)


def _sure(guesses, k, sureness):
    return np.eye(k)[guesses] * (1 - 0.4 * 8 / (8 + sureness))


def rate(monitor):
    return np.mean([bool(reading.alarm) for reading in monitor.readings])


def test_psi_by_hand():
    """Shares 1/2, 1/2 against 3/4, 1/4: (1/4) log(3/2) - (1/4) log(1/2) = (1/4) log 3; the half cases hardly count."""
    assert_allclose(psi([5e6, 5e6], [75e5, 25e5]), np.log(3) / 4, rtol=1e-5)
    assert psi([10, 20, 30], [10, 20, 30]) == 0
    assert_allclose(psi([10, 20, 30], [12, 8, 40]), psi([12, 8, 40], [10, 20, 30]), rtol=0.2)
    assert np.isfinite(psi([10, 0], [0, 10]))


def test_chance_exceeds_the_limit_of_psi_as_often_as_stated():
    rng, shares = np.random.default_rng(0), np.full(10, 0.1)
    for n, m in ((1000, 200), (2000, 2000)):
        draws = [(rng.multinomial(n, shares), rng.multinomial(m, shares)) for _ in range(2000)]
        over = np.mean([psi(e, a) > psi_limit(e, a, 0.05) for e, a in draws])
        assert 0.03 < over < 0.07


def test_the_customary_limit_means_something_else_for_each_window():
    """.1 is exceeded by chance most of the time with 50 cases in 10 bins, and never with 1,000."""
    rng, shares, e = np.random.default_rng(1), np.full(10, 0.1), np.full(10, 200)
    over = {m: np.mean([psi(e, rng.multinomial(m, shares)) > 0.1 for _ in range(300)]) for m in (50, 1000)}
    assert over[50] > 0.5 and over[1000] == 0


@pytest.mark.parametrize("false_alarms", [0.01, 0.1])
def test_the_rate_of_false_alarms_is_the_stated_one_or_less(false_alarms):
    """Over 10 references of 2,000 and 50 windows each: 500 windows without a change, and three standard errors."""
    rates = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        monitor = Monitor(stream(2000, rng), window=200, false_alarms=false_alarms)
        monitor.see(stream(200 * 50, rng))
        rates.append(rate(monitor))
    assert false_alarms / 4 < np.mean(rates) < false_alarms + 3 * np.sqrt(false_alarms / 500) + false_alarms / 4


def test_rare_classes_set_off_no_more_alarms():
    """With nine classes of 1 in 100 the chi-squared distribution itself would alarm more than twice as often."""
    shares, rates = np.array([0.91, *[0.01] * 9]), []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        monitor = Monitor(stream(1000, rng, classes=shares), window=50, false_alarms=0.02)
        monitor.see(stream(50 * 100, rng, classes=shares))
        rates.append(np.mean(["classes" in reading.alarm for reading in monitor.readings]))
    assert 0.003 < np.mean(rates) < 0.02


@pytest.mark.parametrize(
    ("change", "which"),
    [({"sureness": 5.0}, "confidence"), ({"classes": np.array([0.35, 0.3, 0.35])}, "classes")],
)
def test_a_change_is_seen_and_named(change, which):
    rng = np.random.default_rng(3)
    monitor = Monitor(stream(2000, rng), window=200)
    assert monitor.see(stream(200 * 20, rng, **change))
    assert rate(monitor) > 0.9
    assert all(which in reading.alarm for reading in monitor.readings if reading.alarm)


def test_larger_windows_see_smaller_changes():
    change, rates = {"classes": np.array([0.43, 0.33, 0.24])}, []
    for window in (50, 200, 800):
        rng = np.random.default_rng(4)
        monitor = Monitor(stream(5000, rng), window=window)
        monitor.see(stream(window * 40, rng, **change))
        rates.append(rate(monitor))
    assert rates == sorted(rates) and rates[0] < 0.3 and rates[-1] > 0.7


def test_pictures_are_counted_into_windows_however_they_arrive():
    rng = np.random.default_rng(5)
    P = stream(1000, rng)
    whole, pieces = (Monitor(P, window=100) for _ in range(2))
    seen = whole.see(stream(350, np.random.default_rng(6)))
    for part in np.array_split(stream(350, np.random.default_rng(6)), 23):
        pieces.see(part)
    assert len(seen) == 3 and tuple(pieces.readings) == seen
    assert repr(whole) == "3 windows of 100 pictures, 0 with an alarm"
    assert str(seen[0]).startswith("window 0: confidence p = ")


def test_a_stream_of_one_class_and_one_confidence_is_read():
    """int8 networks give ties: a stream may be sure of one class all along."""
    certain = np.tile([1.0, 0.0], (100, 1))
    assert [reading.alarm for reading in Monitor(certain, window=50).see(certain)] == ["", ""]
    [other, _] = Monitor(certain, window=50).see(certain[:, ::-1])
    assert other.alarm == "classes" and other.confidence == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda P: Monitor(P, window=5), "window must be a whole number, at least 20"),
        (lambda P: Monitor(P[:30], window=50), "reference has 30 rows and a window 50"),
        (lambda P: Monitor(P, false_alarms=5), "false_alarms must lie between 0 and 1"),
        (lambda P: Monitor(P * 2), "must lie between 0 and 1"),
        (lambda P: Monitor(P * np.nan), "must be a finite number"),
        (lambda P: Monitor(P.argmax(axis=1)), "must lie between 0 and 1"),
        (lambda P: Monitor(P).see(P[:, :2] / P[:, :2].sum(axis=1, keepdims=True)), "2 classes; the reference has 3"),
        (lambda P: psi([1, 2], [1, 2, 3]), "expected has 2 bins and actual has 3"),
        (lambda P: psi([0, 0], [1, 2]), "without a single case"),
        (lambda P: psi([1, -2], [1, 2]), r"expected\[1\] is -2"),
    ],
)
def test_a_slip_is_told(call, message):
    with pytest.raises(ValueError, match=message):
        call(stream(400, np.random.default_rng(0)))
