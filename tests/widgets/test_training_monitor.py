"""The monitor shows what it is told, asks for a stop, and ends as a still picture."""

import pytest
from lepton_kit.vision.training import Progress

from lepton_kit.widgets import TrainingMonitor
from lepton_kit.widgets.training_monitor import draw_training


def progress(step, *, steps=100):
    return Progress(
        step=step,
        steps=steps,
        epoch=1 + step // 51,
        epochs=2,
        loss=2.3 - step / 50,
        accuracy=step / 110,
        rate=0.01,
        seconds=step / 10,
        seconds_left=(steps - step) / 10,
    )


def test_it_says_how_far_the_training_is():
    words = draw_training([progress(10), progress(60)]).alt
    assert words == "Epoch 2 of 2, step 60 of 100, 4 s left. Loss 1.100, accuracy 0.545 on the latest images."


@pytest.mark.parametrize(("step", "begins"), [(100, "Done: 100 steps in 10.0 s."), (40, "Stopped at step 40 of 100;")])
def test_it_says_how_the_training_ended(step, begins):
    assert draw_training([progress(step)], done=True).alt.startswith(begins)


def test_before_the_first_report():
    assert draw_training([]).alt == "Training has not begun."


def test_the_button_asks_for_a_stop_and_the_picture_follows(capsys):
    with TrainingMonitor() as watch:
        watch(progress(20))
        assert "step 20 of 100" in watch._live.stage.readout
        assert not watch.stop.is_set()
        watch._live.button.click()
        assert watch.stop.is_set()
        assert watch._live.button.disabled
        watch(progress(21))
    assert watch._live.stage.readout.startswith("Stopped at step 21 of 100; the model keeps what it has learnt.")
    assert capsys.readouterr().err == ""


def test_an_update_is_small_however_long_the_training():
    """DESIGN: an update costs at most 30 kB."""
    assert len(draw_training([progress(step, steps=5000) for step in range(1, 5000)]).html()) < 30_000
