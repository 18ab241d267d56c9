"""The monitor is a Keras callback: it notes every training, shows it in a notebook, and stops it when asked."""

import numpy as np
import pytest

from lepton_kit.vision import article_cnn, keras
from lepton_kit.widgets import TrainingMonitor, training_monitor
from lepton_kit.widgets.training_monitor import Progress, draw_training

RNG = np.random.default_rng(0)
X, Y = RNG.random((60, 28, 28)), RNG.integers(0, 10, 60)


def progress(step, *, steps=100, **values):
    told = values or {"accuracy": step / 110, "loss": 2.3 - step / 50}
    return Progress(step, steps, epoch=1 + step // 51, epochs=2, values=told, seconds=step / 10)


def compiled(metrics=("accuracy",), **options):
    model = article_cnn(rng=0)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=list(metrics), **options)
    return model


@pytest.fixture
def every_batch(monkeypatch):
    monkeypatch.setattr(training_monitor, "PULSE", 0)


@pytest.fixture
def notebook(monkeypatch):
    monkeypatch.setattr(training_monitor, "_in_notebook", lambda: True)


def test_it_says_how_far_the_training_is():
    words = draw_training([progress(10), progress(60)]).alt
    assert words == "Epoch 2 of 2, step 60 of 100, 4 s left. On the latest batches: loss 1.100, accuracy 0.545."


@pytest.mark.parametrize(("step", "begins"), [(100, "Done: 100 steps in 10.0 s."), (40, "Stopped at step 40 of 100;")])
def test_it_says_how_the_training_ended(step, begins):
    assert draw_training([progress(step)], done=True).alt.startswith(begins)


def test_before_the_first_report():
    assert draw_training([]).alt == "Training has not begun."


def test_an_update_is_small_however_long_the_training():
    """DESIGN: an update costs at most 30 kB."""
    assert len(draw_training([progress(step, steps=5000) for step in range(1, 5000)]).html()) < 30_000


def test_it_is_a_callback_of_any_fit(every_batch):
    """Its means over the latest batches, weighed by their number, are Keras' mean over the epoch."""
    monitor, model = TrainingMonitor(), compiled()
    assert isinstance(monitor, keras.callbacks.Callback)
    history = model.fit(X, Y, batch_size=20, epochs=2, validation_data=(X, Y), callbacks=[monitor], verbose=0).history
    training = [report for report in monitor.seen if "loss" in report.values]
    assert [report.step for report in training] == [1, 2, 3, 4, 5, 6] and training[0].steps == 6
    for name in ("loss", "accuracy"):
        told = [report.values[name] for report in training]
        np.testing.assert_allclose([np.mean(told[:3]), np.mean(told[3:])], history[name], rtol=1e-5)
    assert [report.values["val_loss"] for report in monitor.seen if "val_loss" in report.values] == history["val_loss"]
    assert monitor.picture(done=True).alt.startswith("Done: 6 steps in ") and "on validation" in monitor.picture().alt


@pytest.mark.parametrize(
    "how",
    [{"batch_size": 25}, {"batch_size": 7, "epochs": 3}, {"steps_per_epoch": 2, "batch_size": 10}],
    ids=str,
)
@pytest.mark.parametrize("options", [{}, {"metrics": ()}, {"steps_per_execution": 4}])
def test_it_takes_whatever_fit_is_given(how, options):
    monitor = TrainingMonitor()
    compiled(**options).fit(X, Y, callbacks=[monitor], verbose=0, **how)
    assert monitor.picture(done=True).alt.startswith("Done: ")


def test_a_generator_is_no_trouble(every_batch):
    batches = ((X[:5], Y[:5]) for _ in iter(int, 1))
    monitor = TrainingMonitor()
    compiled().fit(batches, steps_per_epoch=3, epochs=2, shuffle=False, callbacks=[monitor], verbose=0)
    assert monitor.picture(done=True).alt.startswith("Done: 6 steps")


def test_a_second_training_begins_a_new_picture():
    monitor, model = TrainingMonitor(), compiled()
    for _ in range(2):
        model.fit(X, Y, batch_size=30, callbacks=[monitor], verbose=0)
    assert monitor.seen[-1].step == 2


def test_the_button_stops_the_training_and_the_model_keeps_what_it_learnt(every_batch, notebook, capfd):
    monitor, model = TrainingMonitor(), compiled()
    before = model.get_weights()[0]

    def click(batch, logs):
        if batch == 1:
            monitor._live.button.click()

    clicking = keras.callbacks.LambdaCallback(on_train_batch_end=click)
    model.fit(X, Y, batch_size=10, epochs=50, callbacks=[clicking, monitor], verbose=0)
    assert monitor._live.stage.readout.startswith("Stopped at step 2 of 300; the model keeps what it has learnt.")
    assert monitor._live.button.disabled and not np.array_equal(before, model.get_weights()[0])
    assert capfd.readouterr().err == ""


def test_outside_a_notebook_nothing_is_shown(capfd):
    compiled().fit(X, Y, callbacks=[TrainingMonitor()], verbose=0)
    assert capfd.readouterr() == ("", "")
