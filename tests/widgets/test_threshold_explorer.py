"""The threshold explorer shows what thresholds, reliability and temperature_scale say."""

import numpy as np
import pytest

from lepton_kit.vision import judge
from lepton_kit.vision.metrics.calibration import reliability, temperature_scale
from lepton_kit.vision.metrics.one_vs_rest import thresholds
from lepton_kit.widgets import ThresholdExplorer

NAMES = ("boot", "bag", "coat")
LABELS = np.random.default_rng(0).integers(0, 3, 200)
P = np.random.default_rng(1).dirichlet(np.ones(3), 200) / 2 + np.eye(3)[LABELS] / 2


@pytest.fixture
def explorer():
    return ThresholdExplorer(judge(LABELS, P, NAMES))


def test_it_says_what_the_counts_say(explorer):
    for positive, threshold, miss, alarm in ((0, 0.3, 1, 1), (1, 0.55, 20, 1), (2, 0.9, 0, 7)):
        shown = explorer.set(positive=positive, threshold=threshold, miss=miss, alarm=alarm).picture()
        found = thresholds(LABELS, P, positive=positive)
        here = found.at(threshold)
        assert f"precision {here.precision:.3f}, recall {here.recall:.3f}, F1 {here.f1:.3f}" in shown.alt
        assert (
            f"{here.false_negatives} missed, {here.false_positives} false alarms, cost {here.cost(miss, alarm):g}"
            in shown.alt
        )
        assert f"against {found.cheapest(miss, alarm).cost(miss, alarm):g} at best" in shown.alt


def test_temperature_reaches_all_three_charts(explorer):
    shown = explorer.set(temperature=2.5).picture()
    tempered = temperature_scale(P, 2.5)
    assert f"the calibration error is {reliability(LABELS, tempered).error:.3f}" in shown.alt
    assert f"{thresholds(LABELS, tempered, positive=0).at(0.5).false_negatives} missed" in shown.alt


def test_the_ends_of_the_threshold_say_yes_to_all_and_to_none(explorer):
    assert "recall 1.000" in explorer.set(threshold=0).picture().alt
    assert "precision 1.000, recall 0.000" in explorer.set(threshold=1).picture().alt


def test_the_curve_changes_the_picture_only(explorer):
    first = explorer.picture()
    other = explorer.set(curve="ROC").picture()
    assert other.alt == first.alt and other.content != first.content
    assert "false positive rate</text>" in other.content and "precision</text>" in first.content


def test_a_class_without_a_picture_is_not_offered():
    some = LABELS < 2
    explorer = ThresholdExplorer(judge(LABELS[some], P[some], NAMES), positive=1)
    assert explorer._controls["positive"].ends == (0, 1)
    with pytest.raises(ValueError, match="Is it a must be one of 0, 1; not 2"):
        ThresholdExplorer(judge(LABELS[some], P[some], NAMES), positive="coat")


def test_a_class_may_have_a_name():
    by_name = ThresholdExplorer(judge(LABELS, P, NAMES), positive="bag")
    assert by_name.picture().alt == ThresholdExplorer(judge(LABELS, P, NAMES), positive=1).picture().alt
    assert by_name.set(positive="coat").values["positive"] == 2


def test_wrong_input_is_explained():
    with pytest.raises(ValueError, match="All images are of one class"):
        ThresholdExplorer(judge(np.zeros(5, dtype=int), P[:5], NAMES))
    with pytest.raises(ValueError, match="positive must be a whole number, from 0 to 2"):
        ThresholdExplorer(judge(LABELS, P, NAMES), positive=7)
