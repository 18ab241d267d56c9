"""Scores and alarms."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.sequences import alarms, smooth


def test_a_mean_over_what_was():
    series = np.random.default_rng(0).normal(size=40)
    assert_allclose(smooth(series, 5), [series[max(0, t - 4) : t + 1].mean() for t in range(40)])
    assert_array_equal(smooth(series, 1), series)
    assert_array_equal(smooth([1e16, 1, 3], 1), [1e16, 1, 3])  # a spike leaves no dust behind
    assert_allclose(smooth([1e16, 1, 3, 5], 2)[2:], [2, 4])
    assert_allclose(smooth(series, 100), np.cumsum(series) / np.arange(1, 41))


def test_alarms_by_brute_force():
    for seed in range(30):
        rng = np.random.default_rng(seed)
        scores, truth = rng.random(40), np.repeat(rng.random(10) < 0.4, 4)
        report = alarms(scores, truth, 0.8)
        faults, t = [], 0
        while t < 40:
            if truth[t]:
                end = next((k for k in range(t, 40) if not truth[k]), 40)
                faults.append((t, end))
                t = end
            else:
                t += 1
        assert report.faults == len(faults)
        assert report.found == sum((scores[a:b] > 0.8).any() for a, b in faults)
        for (a, b), early in zip(faults, report.warning, strict=True):
            ringing = [t for t in range(a, b) if scores[t] > 0.8]
            assert early == (b - 1 - ringing[0] if ringing else None)
        begun = [t for t in range(40) if scores[t] > 0.8 and (t == 0 or scores[t - 1] <= 0.8)]
        assert report.false == sum(not truth[t] and not (t > 0 and truth[t - 1]) for t in begun)


def test_a_lower_limit_finds_no_less():
    rng = np.random.default_rng(1)
    scores, truth = rng.random(200), np.repeat(rng.random(20) < 0.4, 10)
    found = [alarms(scores, truth, limit).found for limit in (0.1, 0.5, 0.9, 0.99, 2)]
    assert found == sorted(found, reverse=True) and found[-1] == 0


def test_an_alarm_report_reads():
    assert (
        str(alarms([0, 9], [False, True], 5)) == "1 of 1 faults found, 0 steps or more before the end; 0 false alarms"
    )
    assert str(alarms([0, 0], [False, True], 5)) == "0 of 1 faults found; 0 false alarms"


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: smooth([1, 2], 0), "width"),
        (lambda: alarms([1, 2], ["a", "b"], 1), "True or False"),
        (lambda: alarms([1, 2], [0, 1], np.inf), "limit"),
    ],
)
def test_wrong_input_is_explained(act, message):
    with pytest.raises(ValueError, match=message):
        act()
