"""Difference in differences: the published example, the definition, and coverage."""

import warnings
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.stats import ttest_ind

from lepton_kit.partnership.difference_in_differences import did

MEANS = [20.44, 21.03, 23.33, 21.17]
STATES = ["NJ", "NJ", "PA", "PA"]


def panel(rng, units=20, times=6, start=3, effect=2.0, trend=0.0):
    """Long rows of a panel with unit and time effects, half of the units treated from ``start`` on."""
    unit, time = np.repeat(np.arange(units), times), np.tile(np.arange(times), units)
    group = unit < units // 2
    own, common = rng.normal(size=units) * 3, rng.normal(size=times)
    y = own[unit] + common[time] + trend * time * group + effect * (group & (time >= start))
    return y + rng.normal(size=len(y)), unit, time, group & (time >= start)


@pytest.mark.parametrize(
    ("time", "treated", "options"),
    [
        ([0, 1, 0, 1], [1, 1, 0, 0], {}),
        ([0, 1, 0, 1], [0, 1, 0, 0], {}),
        ([1992.2, 1992.9] * 2, [True, True, False, False], {"start": 1992.9}),
        (["before", "after"] * 2, [0, 1, 0, 0], {}),
        (["before", "after"] * 2, [1, 1, 0, 0], {"start": "after"}),
        (np.array(["1992-02", "1992-11"] * 2, dtype="datetime64[M]"), [1, 1, 0, 0], {"start": "1992-11"}),
    ],
)
def test_minimum_wage(time, treated, options):
    """Card & Krueger 1994, table 3: 20.44 -> 21.03 in New Jersey, 23.33 -> 21.17 in Pennsylvania: 2.75 (there 2.76)."""
    result = did(MEANS, STATES, time, treated, **options)
    assert result.estimate == pytest.approx(2.75)
    assert (result.low, result.high) == (-np.inf, np.inf)
    assert [row[1:] for row in result.pre_trend] == [(0, 0, 0)]


def test_cholera():
    """Snow 1855: deaths in 10,000 houses before and after Lambeth took its water from above the town, as a difference
    in differences in Cunningham 2021, Causal inference: the mixtape, section 9.1."""
    deaths, company = [135, 147, 85, 19], ["Southwark and Vauxhall"] * 2 + ["Lambeth"] * 2
    assert did(deaths, company, [1849, 1854] * 2, [0, 0, 0, 1]).estimate == -78


def test_boatlift():
    """Card 1990, The impact of the Mariel boatlift: unemployed among Miami's black workers and in other cities, in per
    cent, 1979 and 1981."""
    city = ["Miami"] * 2 + ["Atlanta, Houston, Los Angeles, Tampa"] * 2
    assert did([8.3, 9.6, 10.3, 12.6], city, [1979, 1981] * 2, [0, 1, 0, 0]).estimate == pytest.approx(-1.0)


def test_two_by_two_is_welch_on_the_changes():
    rng = np.random.default_rng(0)
    before, change = rng.normal(size=12), rng.normal(size=12)
    treated = np.arange(12) < 5
    result = did(
        np.concatenate([before, before + change]),
        np.tile(np.arange(12), 2),
        np.repeat([0, 1], 12),
        np.tile(treated, 2),
    )
    welch = ttest_ind(change[treated], change[~treated], equal_var=False)
    interval = welch.confidence_interval(0.95)
    assert result.estimate == pytest.approx(change[treated].mean() - change[~treated].mean())
    assert_allclose([result.low, result.high], [interval.low, interval.high])


def test_the_estimate_is_that_of_two_way_fixed_effects():
    """In a balanced panel with one start, least squares with unit and time effects gives the same number."""
    y, unit, time, treated = panel(np.random.default_rng(1))
    dummies = np.column_stack([treated, unit[:, None] == np.arange(20), time[:, None] == np.arange(1, 6)]).astype(float)
    assert did(y, unit, time, treated).estimate == pytest.approx(np.linalg.lstsq(dummies, y, rcond=None)[0][0])


def test_the_interval_covers():
    """Of 400 samples about 95 % contain the effect; four binomial standard errors allowed."""
    inside = 0
    for seed in range(400):
        result = did(*panel(np.random.default_rng(seed), units=12))
        inside += result.low <= 2.0 <= result.high
    assert abs(inside / 400 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 400)


def test_pre_trend_shows_a_trend():
    rng = np.random.default_rng(3)
    parallel, sloped = did(*panel(rng, units=60)), did(*panel(rng, units=60, trend=2.0))
    assert [row.time for row in parallel.pre_trend] == [0, 1, 2]
    assert parallel.pre_trend[-1][1:] == (0, 0, 0)
    assert all(row.low < 0 < row.high for row in parallel.pre_trend[:-1])
    assert sloped.pre_trend[0].estimate == pytest.approx(-4, abs=1)
    assert sloped.pre_trend[0].high < 0


def test_the_result_shows_its_table():
    result = did(MEANS, STATES, [0, 1, 0, 1], [1, 1, 0, 0])
    assert str(result).splitlines()[1].split() == ["effect", "2.75", "-inf", "inf"]
    assert result._repr_html_().count("<tr>") == 3


def test_order_of_rows_and_kind_of_container_do_not_matter():
    rng = np.random.default_rng(4)
    y, unit, time, treated = panel(rng)
    shuffled = rng.permutation(len(y))
    frame = pd.DataFrame({"y": y, "unit": [f"firm {u}" for u in unit], "time": time, "treated": treated})
    frame = frame.iloc[shuffled]
    expected, got = did(y, unit, time, treated), did(frame.y, frame.unit, frame.time, frame.treated)
    assert_allclose([got.estimate, got.low, got.high], [expected.estimate, expected.low, expected.high])
    dated = frame.assign(time=pd.Timestamp("2020-01-01") + pd.to_timedelta(frame.time, unit="D"))
    assert did(dated.y, dated.unit, dated.time, dated.treated).estimate == pytest.approx(expected.estimate)


def test_without_noise_the_interval_is_a_point_and_nothing_warns():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        unit, time = np.repeat(np.arange(4), 2), np.tile([0, 1], 4)
        result = did(0.1 * time + 0.7 * time * (unit < 2), unit, time, unit < 2)
        assert_allclose([result.estimate, result.low, result.high], 0.7)
        half = did(np.where(unit < 2, 0.1 * time, unit * time), unit, time, unit < 2)
        assert half.low < half.estimate < half.high


ROWS = ([1.0, 2, 3, 4], ["a", "a", "b", "b"], [0, 1, 0, 1], [0, 1, 0, 0])


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"y": [1, 2, 3]}, "one label for each of the 3 rows"),
        ({"y": [1, 2, 3, np.nan]}, r"y\[3\] is nan"),
        ({"y": 5}, "one row of numbers"),
        ({"treated": [1, 1, 1, 1]}, "All units are treated"),
        ({"treated": [0, 0, 0, 0]}, "No units are treated"),
        ({"treated": [0, 2, 0, 0]}, "0 or 1.*got 2"),
        ({"treated": ["no", "yes", "no", "no"]}, "numbers only"),
        ({"treated": [0, 1]}, "treated has 2 entries"),
        ({"treated": [1, 0, 0, 0]}, "goes back to 0"),
        ({"treated": [0, 1, 1, 1]}, "All units"),
        ({"unit": ["a", "a", "b", "c"]}, "unit b has no row at time 1"),
        ({"unit": ["a", None, "b", "b"]}, "unit has gaps"),
        ({"unit": pd.Series(["a", "a", 2, 2])}, "mixes text and numbers"),
        ({"time": [0, 1, 0, 0]}, "unit b has 2 rows at time 0"),
        ({"time": [0, 1, 0, np.nan]}, "time has gaps"),
        (
            {"time": ["pre", "post", "pre", "post"], "treated": [1, 1, 0, 0]},
            "no order in time.*either start='post' or start='pre', whichever came second",
        ),
        ({"time": ["pre", "post", "pre", "post"], "start": "then"}, "start 'then' is none of the times"),
        ({"time": [0, 0, 0, 0], "unit": list("abcd")}, "All rows are at the one time 0"),
        ({"start": 5}, "start 5 is none of the times 0, 1"),
        ({"start": 0, "treated": [1, 1, 0, 0]}, "without a time before"),
        ({"start": 0}, "unit a starts at 1, not at 0"),
    ],
)
def test_errors_teach(changed, says):
    rows = dict(zip(("y", "unit", "time", "treated"), ROWS, strict=True)) | changed
    with pytest.raises(ValueError, match=says):
        did(**rows)


def test_more_than_two_times():
    y, unit, time, treated = panel(np.random.default_rng(5), units=4)
    with pytest.raises(ValueError, match=r"same at all 6 times.*one of 1, 2, 3, 4, 5"):
        did(y, unit, time, unit < 2)
    assert did(y, unit, time, unit < 2, start=3).estimate == did(y, unit, time, treated).estimate
    with pytest.raises(ValueError, match="unit 1 starts at 4, not at 3"):
        did(y, unit, time, (unit < 2) & (time >= 3 + unit))
    with pytest.raises(ValueError, match="goes back to 0"):
        did(y, unit, time, (unit < 2) & (time == 3))


@pytest.mark.parametrize("kind", [date.fromisoformat, datetime.fromisoformat, pd.Timestamp, np.datetime64])
@pytest.mark.parametrize("start", ["2021-03-01", date(2021, 3, 1), pd.Timestamp("2021-03-01"), None])
def test_days_are_told_as_days_whatever_holds_them(kind, start):
    days = [kind("2020-03-01"), kind("2021-03-01")] * 2
    effect = did([1, 2, 1, 4], ["a", "a", "b", "b"], days, [0, 0, 1, 1], start=start)
    assert effect.estimate == 2 and "before: 2020-03-01  " in str(effect)
    with pytest.raises(ValueError, match=r"none of the times 2020-03-01, 2021-03-01$"):
        did([1, 2, 1, 4], ["a", "a", "b", "b"], days, [0, 0, 1, 1], start="2019-03-01")


def test_hours_and_time_zones_stay():
    hours = [datetime(2020, 3, 1, 8), datetime(2020, 3, 1, 9)] * 2
    for times in (hours, [hour.replace(tzinfo=UTC) for hour in hours]):
        effect = did([1, 2, 1, 4], ["a", "a", "b", "b"], times, [0, 0, 1, 1])
        assert effect.estimate == 2 and "08:00" in str(effect)
