"""Windows, a generated machine, scores and alarms."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.sequences import (
    alarms,
    linear_forecast,
    machine_series,
    rolling_score,
    smooth,
    threshold,
    windows,
    zscore,
)


@pytest.mark.parametrize("seed", range(6))
def test_each_window_ends_where_it_says(seed):
    rng = np.random.default_rng(seed)
    steps, width = rng.integers(8, 30), rng.integers(1, 5)
    series = rng.normal(size=(steps, 2))
    x, at = windows(series, width)
    assert at[-1] == steps - 1
    for window, t in zip(x, at, strict=True):
        assert_array_equal(window, series[t - width + 1 : t + 1])


def test_windows_are_a_copy():
    series = np.arange(5.0)
    x, _ = windows(series, 2)
    x[:] = 9
    assert_array_equal(series, np.arange(5))


def test_the_machine_is_made_as_its_words_say():
    for seed in range(5):
        machine = machine_series(rng=seed)
        starts = np.flatnonzero(np.diff(machine.worn.astype(int)) == 1)
        assert len(machine) == 4_000 and len(starts) == 4
        assert not machine.worn[:1200].any()
        assert ((machine.failures - starts >= 60) & (machine.failures - starts <= 120)).all()
        assert not machine.worn[machine.failures + 1].any()
        assert (machine.load >= 0).all() and (machine.load <= 1).all() and np.isfinite(machine.vibration).all()
    assert_array_equal(machine_series(rng=3).vibration, machine_series(rng=3).vibration)
    assert not machine_series(1000, failures=0, rng=0).worn.any()


def test_temperature_follows_load_with_a_delay():
    machine = machine_series(rng=0)
    shift = [np.corrcoef(machine.load[: 1200 - k], machine.temperature[k:1200])[0, 1] for k in range(12)]
    assert 2 <= int(np.argmax(shift)) <= 9


def test_a_linear_rule_is_found_exactly():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 3, 2))
    y = 2 * x[:, 0, 1] - x[:, 2, 0] ** 2 + 0.5
    assert_allclose(linear_forecast(x, y, fit=np.arange(60) < 40), y, atol=1e-9)


def test_scores_by_hand():
    rng = np.random.default_rng(0)
    series = rng.normal(size=40)
    score = rolling_score(series, 7)
    for t in range(7, 40):
        past = series[t - 7 : t]
        assert score[t] == pytest.approx((series[t] - past.mean()) / past.std())
    assert_allclose(smooth(series, 5), [series[max(0, t - 4) : t + 1].mean() for t in range(40)])
    assert_allclose(smooth(series, 1), series)
    assert zscore(series, series).max() == pytest.approx(np.abs(series - series.mean()).max() / series.std())
    assert (series > threshold(series, false=0.1)).mean() == 0.1


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
        for (a, b), early, late in zip(faults, report.warning, report.delay, strict=True):
            assert (early is None and late is None) or early + late == b - 1 - a
        begun = [t for t in range(40) if scores[t] > 0.8 and (t == 0 or scores[t - 1] <= 0.8)]
        assert report.false == sum(not truth[t] and not (t > 0 and truth[t - 1]) for t in begun)


def test_a_lower_limit_finds_no_less():
    machine = machine_series(rng=1)
    score = smooth(zscore(machine.vibration, machine.vibration[:1000]), 6)
    found = [alarms(score, machine.worn, limit).found for limit in (0.5, 1, 2, 3, 9)]
    assert found == sorted(found, reverse=True) and found[-1] == 0


def test_an_alarm_report_reads():
    assert (
        str(alarms([0, 9], [False, True], 5)) == "1 of 1 faults found, 0 steps or more before the end; 0 false alarms"
    )
    assert str(alarms([0, 0], [False, True], 5)) == "0 of 1 faults found; 0 false alarms"


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: windows([1, 2], 3), "does not fit into a series of 2"),
        (lambda: windows([1, 2], 0), "width must be"),
        (lambda: windows([1, np.nan], 1), "finite"),
        (lambda: machine_series(400), "hours must be a whole number, at least 2500"),
        (lambda: machine_series(failures=-1), "failures"),
        (lambda: linear_forecast(np.ones((3, 2, 1)), [1, 2], fit=[True] * 3), "3 were wanted"),
        (lambda: linear_forecast(np.ones((3, 2, 1)), [1, 2, 3], fit=[0, 1, 1]), "True or False"),
        (lambda: zscore([[1, 2]], [[1], [2]]), "they must agree"),
        (lambda: zscore([1.0], [2.0, 2.0]), "never changes"),
        (lambda: rolling_score([1, 2, 3], 3), "at least one must be left"),
        (lambda: smooth([1, 2], 0), "width"),
        (lambda: threshold([1, 2], false=2), "between 0 and 1"),
        (lambda: alarms([1, 2], ["a", "b"], 1), "True or False"),
        (lambda: alarms([1, 2], [0, 1], np.inf), "limit"),
    ],
)
def test_wrong_input_is_explained(act, message):
    with pytest.raises(ValueError, match=message):
        act()
