"""Intervals and calibration: closed forms, scikit-learn, SciPy, and brute force."""

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics
from sklearn.calibration import calibration_curve

from lepton_kit.vision import bootstrap, bootstrap_difference, judge, softmax
from lepton_kit.vision.metrics.calibration import find_temperature, reliability, temperature_scale
from lepton_kit.vision.metrics.one_vs_rest import thresholds

NAMED = {
    "accuracy": metrics.accuracy_score,
    "precision": lambda y, g: metrics.precision_score(y, g, average="macro", zero_division=0),
    "recall": lambda y, g: metrics.recall_score(y, g, average="macro", zero_division=0),
    "f1": lambda y, g: metrics.f1_score(y, g, average="macro", zero_division=0),
}


def answers(n=300, k=4, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, k, n)
    return labels, np.where(rng.random(n) < 0.7, labels, rng.integers(0, k, n)), rng


def test_the_interval_of_an_accuracy_is_the_binomial_one():
    """The hits of a resample are Binomial(n, accuracy); so are the interval's ends, up to the draws."""
    right = np.arange(400) < 340
    found = bootstrap(np.ones(400, dtype=int), right, draws=50_000, rng=0)
    assert found.estimate == 0.85
    np.testing.assert_allclose([found.low, found.high], stats.binom(400, 0.85).ppf([0.025, 0.975]) / 400, atol=0.0026)
    assert found.draws.std() == pytest.approx(np.sqrt(0.85 * 0.15 / 400), rel=0.02)


def test_it_agrees_with_scipy():
    labels, guesses, _ = answers()
    ours = bootstrap(labels, guesses, draws=9999, rng=0)
    right = (labels == guesses).astype(float)
    theirs = stats.bootstrap((right,), np.mean, method="percentile", rng=0).confidence_interval
    np.testing.assert_allclose([ours.low, ours.high], [theirs.low, theirs.high], atol=0.005)


@pytest.mark.parametrize("name", NAMED)
def test_counting_agrees_with_drawing_images_one_by_one(name):
    labels, guesses, _ = answers()
    fast = bootstrap(labels, guesses, metric=name, draws=4000, rng=0)
    slow = bootstrap(labels, guesses, metric=NAMED[name], draws=600, rng=1)
    assert fast.estimate == pytest.approx(NAMED[name](labels, guesses))
    assert slow.estimate == pytest.approx(fast.estimate)
    np.testing.assert_allclose([fast.low, fast.high], [slow.low, slow.high], atol=0.012)


def test_one_class_by_itself():
    labels, guesses, _ = answers()
    for name, ours in (("recall", metrics.recall_score), ("precision", metrics.precision_score)):
        found = bootstrap(labels, guesses, metric=name, of=2, rng=0)
        assert found.estimate == pytest.approx(ours(labels, guesses, labels=[2], average="macro"))
        assert found.estimate in found


def test_a_class_that_never_occurs_does_not_count():
    """scikit-learn's macro average runs over the classes that occur in truth or guesses."""
    labels, guesses, _ = answers(k=3)
    labels, guesses = labels * 2, guesses * 2
    assert bootstrap(labels, guesses, metric="f1", rng=0).estimate == pytest.approx(NAMED["f1"](labels, guesses))


def test_five_of_five_are_not_certainty():
    """Wilson (1927): 5 of 5 leaves 1 / (1 + z^2 / 5) open at 95 %."""
    found = bootstrap([1] * 5, [1] * 5, rng=0)
    assert (found.estimate, found.high) == (1, 1)
    assert found.low == pytest.approx(1 / (1 + 1.959964**2 / 5), rel=1e-6)
    none = bootstrap([1, 1, 0], [0, 0, 0], metric="recall", of=1, rng=0)
    assert none.low == 0 and none.high == pytest.approx(1 - 1 / (1 + 1.959964**2 / 2), rel=1e-6)


def test_a_class_without_images_has_no_number():
    found = bootstrap([0, 0, 2], [0, 1, 2], metric="recall", of=1, rng=0)
    assert np.isnan([found.estimate, found.low, found.high]).all() and "no images" in repr(found)
    assert np.isnan(judge([0, 0], [[0.9, 0.1]] * 2).recall[1])


def test_a_class_may_have_a_name():
    report = judge([0, 1, 1], [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], {0: "bag", 1: "boot"})
    assert report.class_names == ("bag", "boot")
    assert bootstrap(report, metric="recall", of="boot", rng=0).estimate == 0.5
    assert thresholds(report, positive="boot").true_positives[-1] == 2
    with pytest.raises(ValueError, match="of 'boat' is none of 'bag', 'boot'"):
        bootstrap(report, metric="recall", of="boat")
    with pytest.raises(ValueError, match="no names are known here"):
        thresholds([0, 1], [0.1, 0.9], positive="boot")


def test_whole_numbers_are_printed_as_such():
    """Nothing right, and a certainty whose logarithm is 0."""
    assert "2.0" not in str(judge([0, 0], [[0.0, 1.0]] * 2)) and "-0.0000" not in str(judge([1, 1], [[0.0, 1.0]] * 2))
    labels = np.zeros(3000, dtype=int)
    difference = bootstrap_difference(labels, labels, np.arange(3000) == 0, rng=0)  # one of 3,000 worse
    assert str(difference).startswith("0.000, 95%") and difference.estimate < 0


def test_a_difference_on_the_same_images():
    labels, first, rng = answers()
    second = np.where(rng.random(len(labels)) < 0.3, labels, first)
    found = bootstrap_difference(labels, first, second, draws=20_000, rng=0)
    steps = (second == labels).astype(float) - (first == labels)
    assert found.estimate == pytest.approx(steps.mean())
    assert found.draws.std() == pytest.approx(steps.std() / np.sqrt(len(steps)), rel=0.02)
    slow = bootstrap_difference(labels, first, second, metric=metrics.accuracy_score, draws=600, rng=1)
    np.testing.assert_allclose([found.low, found.high], [slow.low, slow.high], atol=0.02)
    assert 0 not in found


def test_a_classifier_does_not_differ_from_itself():
    labels, guesses, _ = answers()
    found = bootstrap_difference(labels, guesses, guesses, metric="f1", rng=0)
    assert found.estimate == 0 and -found.low == found.high == pytest.approx(1.959964**2 / (300 + 1.959964**2))


def test_no_interval_is_a_point():
    """Five pictures say little, whatever is measured on them and however clear it looks."""
    right, wrong = [0, 1, 0, 1, 1], [1, 0, 1, 0, 0]
    for metric, of in (("accuracy", None), ("recall", None), ("f1", None), ("f1", 1), ("precision", 1), ("recall", 1)):
        for guesses in (right, wrong):
            found = bootstrap(right, guesses, metric=metric, of=of, rng=0)
            assert 0 <= found.low < found.high <= 1 and found.high - found.low > 0.4
    better = bootstrap_difference(right, wrong, right, rng=0)  # Wilson: at least .566 gained, at most .434 lost
    assert (better.estimate, better.high) == (1, 1) and better.low == pytest.approx(0.1310, abs=1e-4)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """Coverage over 300 samples of 300 images from a known accuracy of .8, within three standard errors of 95 %."""
    rng = np.random.default_rng(3)
    zeros = np.zeros(300, dtype=int)
    held = [0.8 in bootstrap(zeros, (rng.random(300) > 0.8), draws=400, rng=rng) for _ in range(300)]
    assert abs(np.mean(held) - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 300) + 0.01


def test_the_same_seed_gives_the_same_interval_and_many_cells_do_not_change_it():
    labels, guesses, _ = answers(3000, 60)
    one, two = (bootstrap(labels, guesses, draws=3000, rng=5) for _ in range(2))
    assert (one.low, one.high) == (two.low, two.high) and len(one.draws) == 3000


def test_reliability_agrees_with_scikit_learn():
    """Two classes, confidence above one half: the same curve as sklearn.calibration.calibration_curve."""
    rng = np.random.default_rng(0)
    sure = 0.5 + 0.5 * rng.random(500)
    labels = (rng.random(500) > sure).astype(int)
    found = reliability(labels, np.stack([sure, 1 - sure], axis=1), bins=10)
    right, mean = calibration_curve(labels == 0, sure, n_bins=10)
    np.testing.assert_allclose(found.accuracy, right)
    np.testing.assert_allclose(found.confidence, mean)


def test_calibration_error_by_hand():
    """Guo et al. (2017), equation 3, for 10 images at .95 of which 8 are right and 30 at .65 of which 21 are."""
    P = np.array([[0.95, 0.05]] * 10 + [[0.65, 0.35]] * 30)
    labels = np.r_[[0] * 8, [1] * 2, [0] * 21, [1] * 9]
    found = reliability(labels, P, bins=10)
    assert found.error == pytest.approx((10 * 0.15 + 30 * 0.05) / 40)
    assert found.count.tolist() == [30, 10] and found.high.tolist() == [0.7, 1.0]
    one = reliability(labels, P, bins=1)
    assert one.error == pytest.approx(abs(P.max(axis=1).mean() - 29 / 40))


def test_bins_include_their_upper_bound_and_certainty_has_one():
    found = reliability([0, 0], [[0.8, 0.2], [1.0, 0.0]], bins=5)
    assert found.high.tolist() == [0.8, 1.0]


def test_class_numbers_may_be_large():
    found = bootstrap([0, 10**9], [0, 10**9], metric="recall", of=10**9, rng=0)
    assert found.estimate == 1 and found.high == 1


def test_temperature_is_softmax_of_divided_scores():
    scores = np.random.default_rng(0).normal(size=(50, 6)) * 3
    np.testing.assert_allclose(temperature_scale(softmax(scores), 2.5), softmax(scores / 2.5))
    np.testing.assert_allclose(temperature_scale(softmax(scores), 1), softmax(scores))
    assert (temperature_scale(softmax(scores), 7).argmax(axis=1) == scores.argmax(axis=1)).all()
    np.testing.assert_allclose(temperature_scale([[1.0, 0.0]], 1), [[1, 0]], atol=1e-30)


def test_the_temperature_that_was_put_in_is_found():
    """Labels drawn from softmax(s), a network that says softmax(3 s): temperature 3 calibrates it."""
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(20_000, 5))
    truth = softmax(scores)
    labels = (rng.random((20_000, 1)) > truth.cumsum(axis=1)).sum(axis=1)
    said = softmax(3 * scores)
    T = find_temperature(labels, said)
    assert abs(T - 3) < 0.1
    assert reliability(labels, said).error > 0.2
    assert reliability(labels, temperature_scale(said, T)).error < 0.02


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bootstrap([0, 1], [0, 1], metric="auc"), "metric must be one of 'accuracy'"),
        (lambda: bootstrap([0, 1], [0, 1], of=1), "Accuracy is about all classes"),
        (lambda: bootstrap([0, 1], [0, 1], metric="recall", of=2), "of must be a whole number, from 0 to 1"),
        (lambda: bootstrap([0, 1], [0, 1], metric=len, of=1), "of goes with a named metric"),
        (lambda: bootstrap([0, 1], [0, 1], metric=lambda y, g: np.nan), "What metric gives is nan"),
        (lambda: bootstrap([0, 1], [0, 1], metric=lambda y, g: y), "What metric gives must be one number"),
        (lambda: bootstrap([0, 1], [0, 1], draws=0), "draws must be a whole number"),
        (lambda: bootstrap_difference([0, 1], [0, 1], [0]), "labels for"),
        (lambda: reliability([0], [[1, 0]], bins=0), "bins must be a whole number"),
        (lambda: reliability([0], [[90, 10]]), "percentages"),
        (lambda: temperature_scale([[0.9, 0.1]], 0), "must be above 0"),
        (lambda: temperature_scale([[3.0, -1.0]], 1), "network without softmax"),
        (lambda: temperature_scale(0.5, 1), "must be a table"),
        (lambda: find_temperature([0, 0], [[0.9, 0.1]] * 2), "nearly every guess is right"),
        (lambda: find_temperature([1, 1], [[0.9, 0.1]] * 2), "Do they belong together"),
        (lambda: find_temperature([0, 1], [[0.5, 0.5]] * 2), "Do they belong together"),
    ],
)
def test_wrong_input_is_explained(call, message):
    with pytest.raises(ValueError, match=message):
        call()
