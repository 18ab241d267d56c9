"""The alarm explorer says what the report says."""

import numpy as np
import pytest

from lepton_kit.exercises.content import content_module
from lepton_kit.sequences import alarms, smooth
from lepton_kit.widgets import AlarmExplorer

MACHINE = content_module("18", "machine").machine_series(rng=0)
WELL = MACHINE.vibration[:1000]
SCORES = {
    "z": abs(MACHINE.vibration - WELL.mean()) / WELL.std(),
    "week": MACHINE.vibration - smooth(MACHINE.vibration, 168),
}


@pytest.mark.parametrize(
    ("score", "limit", "hours"), [("z", 3.0, 1), ("z", 1.0, 12), ("week", 2.5, 6), ("week", 10.0, 24)]
)
def test_it_says_what_the_report_says(score, limit, hours):
    said = (
        AlarmExplorer(MACHINE.vibration, SCORES, MACHINE.worn).set(score=score, limit=limit, hours=hours).picture().alt
    )
    report = alarms(smooth(SCORES[score], hours), MACHINE.worn, limit)
    assert said.startswith(f"{score}, threshold {limit:.1f}: {report.found} of 4 faults found")
    assert said.endswith(f"; {report.false} false alarms.")
    early = [each for each in report.warning if each is not None]
    assert not early or f"on average {np.mean(early):.0f} hours before" in said


def test_each_fault_is_shaded():
    assert AlarmExplorer(MACHINE.vibration, SCORES, MACHINE.worn).picture().content.count("fill-opacity") == 4


def test_a_short_series_is_drawn_too():
    assert (
        AlarmExplorer([1, 2, 3], {"s": [0, 0, 9]}, [False, False, True])
        .picture()
        .alt.startswith("s, threshold 3.0: 1 of 1")
    )


@pytest.mark.parametrize(("scores", "truth"), [({}, [True]), ({"s": [1, 2]}, [True]), ({"s": [1]}, [True, False])])
def test_lengths_must_fit(scores, truth):
    with pytest.raises(ValueError, match="one entry a step"):
        AlarmExplorer([1], scores, truth)
