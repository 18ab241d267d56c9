"""Reports from arrays, thresholds and the door for plain arrays, against scikit-learn and by hand."""

import numpy as np
import pytest
from sklearn import metrics

from lepton_kit.vision import judge
from lepton_kit.vision.metrics.one_vs_rest import thresholds
from lepton_kit.vision.metrics.predictions import as_guesses


def cases(rounds=20, least=8):
    """Random labels and probabilities of 2 to 6 classes; not every class need occur."""
    rng = np.random.default_rng(0)
    for _ in range(rounds):
        n, k = rng.integers(least, 200), rng.integers(2, 7)
        yield rng.integers(0, k, n), rng.dirichlet(np.ones(k) / 2, size=n)


def test_a_report_from_arrays_agrees_with_scikit_learn():
    for labels, P in cases():
        report, guesses = judge(labels, P), P.argmax(axis=1)
        assert report.accuracy == metrics.accuracy_score(labels, guesses)
        assert report.cross_entropy == pytest.approx(metrics.log_loss(labels, P, labels=np.arange(P.shape[1])))


def test_thresholds_against_scikit_learn_and_by_counting():
    for labels, P in cases(10, least=30):
        found = thresholds(labels, P, positive=1)
        truth = labels == 1
        assert found.roc_area == pytest.approx(metrics.roc_auc_score(truth, P[:, 1]))
        assert found.average_precision == pytest.approx(metrics.average_precision_score(truth, P[:, 1]))
        for threshold in (0.0, 0.2, 0.5, float(P[3, 1]), 1.0):
            yes, at = P[:, 1] >= threshold, found.at(threshold)
            assert (at.true_positives, at.false_positives) == ((yes & truth).sum(), (yes & ~truth).sum())
            assert (at.false_negatives, at.true_negatives) == ((~yes & truth).sum(), (~yes & ~truth).sum())
            assert at.f1 == pytest.approx(metrics.f1_score(truth, yes))
            assert at.accuracy == pytest.approx((yes == truth).mean())
        best = found.cheapest(miss=3, alarm=1)
        assert best.cost(3, 1) == found.cost(3, 1).min()
        assert all(best.cost(3, 1) <= found.at(t).cost(3, 1) for t in np.linspace(0, 1, 101))


def test_the_textbook_example_of_precision_and_recall():
    """The example of sklearn.metrics.precision_recall_curve: labels 0 0 1 1, scores .1 .4 .35 .8."""
    found = thresholds([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    np.testing.assert_allclose(found.precision[::-1], [0.5, 2 / 3, 0.5, 1, 1])
    np.testing.assert_allclose(found.recall[::-1], [1, 1, 0.5, 0.5, 0])
    assert found.at(1.0).precision == 1 and found.at(1.0).recall == 0


def test_calibrated_probabilities_are_cheapest_cut_at_the_ratio_of_costs():
    """Elkan (2001): say yes from p = c_alarm / (c_alarm + c_miss) on; on many images hardly a threshold beats it."""
    rng = np.random.default_rng(1)
    p = rng.random(50_000)
    found = thresholds(rng.random(50_000) < p, p)
    rule = found.at(1 / (1 + 4)).cost(4, 1)
    assert rule <= 1.005 * found.cheapest(4, 1).cost(4, 1)
    assert abs(found.cheapest(4, 1).threshold - 0.2) < 0.03


def test_what_a_learner_prints():
    report = judge([0, 1, 1], np.eye(2)[[0, 1, 0]], ("<bag>", "boot"))
    assert "&lt;bag&gt;" in report._repr_html_()
    assert "area under the ROC curve 0.750" in str(thresholds(report))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: judge([0, 1], [[0.5, 0.5]]), "2 labels for 1 images"),
        (lambda: judge([1, 2], [[0.5, 0.5]] * 2), "Do they count from 1"),
        (lambda: judge([0], [[2.0, -1.0]]), "network without softmax"),
        (lambda: judge([0], [[0.5, 0.2]]), "add up to 0.7, not 1"),
        (lambda: judge([0], [[np.nan, 1]]), "must be a finite number"),
        (lambda: judge([], np.empty((0, 2))), "empty"),
        (lambda: judge(["bag"], [[0.5, 0.5]]), "whole class numbers"),
        (lambda: judge([0.5], [[0.5, 0.5]]), "whole class numbers"),
        (lambda: judge([np.inf], [[0.5, 0.5]]), "labels holds the class number inf|whole class numbers"),
        (lambda: judge([[1, 0]], [[0.5, 0.5]]), "one-hot"),
        (lambda: judge([0], [["a", "b"]]), "numbers only"),
        (lambda: judge(3, [[0.5, 0.5]]), "Report or one row"),
        (lambda: judge([0], [[0.5, 0.5]], ["a"]), "class_names has 1 names"),
        (lambda: judge([0, 1], [[0.5, 0.5], [1]]), "rows of different lengths"),
        (lambda: judge([0, 2], [0.1, 0.2]), "class 1 of two, but labels holds 2"),
        (lambda: as_guesses([[0], [0, 1]], [0, 1]), "labels must be a Report or one row"),
        (lambda: as_guesses([0, 1], "01"), "guesses must be a Report or one row"),
        (lambda: as_guesses({0: 1}, [0]), "labels must be a Report or one row"),
        (lambda: as_guesses([0, 1]), "Give a Report"),
        (lambda: as_guesses([0, 1], [[0.2, 0.8]] * 2), "argmax"),
        (lambda: as_guesses([0, 1], [0.2, 0.8]), "whole class numbers"),
        (lambda: as_guesses([0, 1], [0]), "labels has 2 labels for|guesses has 1 labels for 2"),
        (lambda: as_guesses([0, 1], [0, -1]), "class number -1"),
        (lambda: as_guesses([0, np.inf], [0, 1]), "got inf"),
        (lambda: as_guesses([], []), "empty"),
        (lambda: as_guesses(judge([0], [[1, 0]]), [0]), "holds the guesses already"),
        (lambda: thresholds([0, 0], [0.1, 0.2]), "None of the images are of class 1"),
        (lambda: thresholds([1, 1], [0.1, 0.2]), "All of the images are of class 1"),
        (lambda: thresholds([0, 1], [0.1, 0.2], positive=2), "positive must be a whole number, from 0 to 1"),
        (lambda: thresholds([0, 1], [10, 90]), "percentages"),
        (lambda: thresholds([0, 1], [0.1, 0.2]).at("high"), "threshold must be one number"),
        (lambda: thresholds([0, 1], [0.1, 0.2]).cheapest(-1, 1), "miss is -1"),
    ],
)
def test_wrong_input_is_explained(call, message):
    with pytest.raises(ValueError, match=message):
        call()
