"""Did the partnership cause anything: difference in differences, with a look at what was different before."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from lepton_kit.display import Tabular
from lepton_kit.partnership.labels import Floats, Mask, aligned, listed
from lepton_kit.validate import vector

__all__ = ["DiD", "Gap", "did"]


class Gap(NamedTuple):
    """How far the treated are ahead of the others at one time, compared with the last time before the start."""

    time: Any
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class DiD(Tabular):
    """Effect on the treated, its interval, and the gaps at each time before the start.

    The last row of ``pre_trend`` is the time that the others are compared with, so it is 0. If the two groups would
    have moved in parallel, the other rows are near 0 too.
    """

    estimate: float
    low: float
    high: float
    pre_trend: tuple[Gap, ...]

    def _rows(self):
        yield "", "estimate", "low", "high"
        yield "effect", self.estimate, self.low, self.high
        for row in self.pre_trend:
            yield f"before: {row.time}", *row[1:]


def did(y: Any, unit: Any, time: Any, treated: Any, *, start: Any = None) -> DiD:
    """Difference in differences: how much more the treated changed than the others.

    Parameters
    ----------
    y : array_like, shape (m,)
        Outcome, a row for each unit at each time.
    unit, time : array_like, shape (m,)
        Whose row it is and when: names or numbers; times must have an order.
    treated : array_like of bool or 0/1, shape (m,)
        Either "is under treatment in this row", which then says when it starts, or "belongs to the treated", the same
        in all rows of a unit.
    start : optional
        First time under treatment; needed if ``treated`` is the same in all rows and there are more than two times.

    Returns
    -------
    DiD
        With intervals of 95 per cent; with a single treated or untreated unit they are infinite: nothing is known about
        chance.

    Raises
    ------
    ValueError
        If a unit lacks a time or has it twice, if treatment starts at different times or ends again, or if a group or
        the time before the start is empty.

    Notes
    -----
    Rows of one unit are not independent. So each unit is collapsed to one number, its mean after the start less its
    mean before, and the two groups of such numbers are compared by Welch's t-test (Bertrand, Duflo & Mullainathan 2004,
    section IV.C): right also with few units.

    Examples
    --------
    Jobs a restaurant before and after New Jersey raised its minimum wage, Pennsylvania not (Card & Krueger 1994):

    >>> jobs, state = [20.44, 21.03, 23.33, 21.17], ["NJ", "NJ", "PA", "PA"]
    >>> round(did(jobs, state, ["before", "later"] * 2, [1, 1, 0, 0], start="later").estimate, 2)
    2.75
    """
    _, (y, unit, time, treated) = aligned(y=y, unit=unit, time=time, treated=treated)
    y = vector("y", y)
    unit, time = _labels("unit", unit, len(y)), _labels("time", time, len(y))
    D = vector("treated", treated, size=len(y), hint="Each row says whether it is treated.")
    if not np.isin(D, (0, 1)).all():
        raise ValueError(f"treated must be 0 or 1 in each row; got {D[~np.isin(D, (0, 1))][0]:g}")
    times = _in_order(time, D, start)
    names, table, D = _panel(unit, time, times, y, D)
    group, first = _design(names, times, D, start)
    change = table[:, first:].mean(axis=1) - table[:, :first].mean(axis=1)
    *earlier, last = table[:, :first].T
    *rows, reference = times[:first].tolist()
    pre_trend = [Gap(t, *_difference(gap - last, group)) for t, gap in zip(rows, earlier, strict=True)]
    return DiD(*_difference(change, group), (*pre_trend, Gap(reference, 0.0, 0.0, 0.0)))


def _labels(name: str, values: Any, size: int) -> np.ndarray:
    """Labels of the rows, all of one kind and none missing."""
    labels = np.asarray(values)
    if labels.shape != (size,):
        raise ValueError(f"{name} must hold one label for each of the {size} rows of y; got shape {labels.shape}")
    entries = labels.tolist()
    if any(entry is None or entry != entry for entry in entries):
        raise ValueError(f"{name} has gaps; every row needs its {name}")
    if len({isinstance(entry, str) for entry in entries}) > 1:
        raise ValueError(f"{name} mixes text and numbers; use one of the two")
    if labels.dtype.kind == "M" or (isinstance(entries[0], date) and getattr(entries[0], "tzinfo", None) is None):
        labels = labels.astype("datetime64[us]")
        days = labels.astype("datetime64[D]")
        return days if (days == labels).all() else labels
    return np.array(entries) if labels.dtype == object else labels


def _in_order(time: np.ndarray, D: Floats, start: Any) -> np.ndarray:
    """The distinct times from the first to the last."""
    times = np.unique(time)
    if time.dtype.kind not in "US":
        return times
    later = set(time[D == 1].tolist()) if start is None else {start}
    if len(times) == 2 and len(later) == 1:
        return np.array(sorted(times.tolist(), key=later.__contains__))
    given = "time holds text, which has no order in time: the alphabet has 'after' before 'before'"
    two = f"either start={str(times[0])!r} or start={str(times[-1])!r}, whichever came second"
    raise ValueError(f"{given}. Use numbers or dates; or, for two times, let start name the later, treated one: {two}")


def _panel(unit: np.ndarray, time: np.ndarray, times: np.ndarray, *columns: Floats) -> tuple[Any, ...]:
    """The names of the units, and the columns as tables with a row a unit and a column a time."""
    names, row = np.unique(unit, return_inverse=True)
    column = np.argmax(time[:, None] == times, axis=1)
    count = np.bincount(row * len(times) + column, minlength=len(names) * len(times)).reshape(-1, len(times))
    for i, j in np.argwhere(count != 1)[:1]:
        found = "no row" if count[i, j] == 0 else f"{count[i, j]} rows"
        raise ValueError(f"unit {names[i]} has {found} at time {times[j]}; every unit needs one row at every time")
    order = np.lexsort((column, row))
    return names, *(values[order].reshape(count.shape) for values in columns)


def _design(names: np.ndarray, times: np.ndarray, D: Floats, start: Any) -> tuple[Mask, int]:
    """Which units are treated, and at which column the treatment starts."""
    group = D.any(axis=1)
    if group.all() or not group.any():
        raise ValueError(f"{'All' if group.all() else 'No'} units are treated; they are compared with the others")
    if len(times) == 1:
        raise ValueError(f"All rows are at the one time {times[0]}; a change needs a time before and a time after")
    begins = np.where(D[group] == 1, np.arange(len(times)), len(times)).min(axis=1)
    constant = bool(D[group].all())
    if start is not None:
        with suppress(ValueError):  # text that is no date
            start = np.datetime64(start, "us") if times.dtype.kind == "M" else start
        if not np.any(times == start):
            raise ValueError(f"start {start!r} is none of the times {listed(times)}")
        first = int(np.argmax(times == start))
    elif constant and len(times) > 2:
        when = f"say when the treatment starts: start=, one of {listed(times[1:])}"
        raise ValueError(f"treated is the same at all {len(times)} times, so {when}")
    else:
        first = 1 if constant else int(begins[0])
    if not constant:
        for i in np.flatnonzero(begins != first)[:1]:
            found = f"unit {names[group][i]} starts at {times[begins[i]]}, not at {times[first]}"
            raise ValueError(f"{found}; one start for all is wanted. Compare those of each start on their own")
        if not D[group][:, first:].all():
            raise ValueError("treated goes back to 0 after the start; it must stay 1, since an effect may linger")
    if first == 0:
        raise ValueError(f"The treatment starts at the first time, {times[0]}; without a time before nothing changes")
    return np.asarray(group), first


def _difference(values: Floats, group: Mask) -> tuple[float, float, float]:
    """Mean of the group less the mean of the others, with Welch's interval."""
    from scipy.stats import ttest_ind  # half of what importing this package would take

    ours, others = values[group], values[~group]
    estimate = float(ours.mean() - others.mean())
    if min(len(ours), len(others)) < 2:
        return estimate, -np.inf, np.inf
    ours, others = (np.where(np.ptp(x) > 1e-12 * np.abs(x).max(), x - x.mean(), 0.0) for x in (ours, others))
    if not ours.any() and not others.any():
        return estimate, estimate, estimate
    around = ttest_ind(ours, others, equal_var=False).confidence_interval(0.95)
    return estimate, estimate + float(around.low), estimate + float(around.high)
