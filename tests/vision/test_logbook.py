"""What a training writes for TensorBoard is what TensorBoard reads."""

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from lepton_kit.backend import load_tensorflow
from lepton_kit.vision import Recipe, article_cnn, fit

RNG = np.random.default_rng(0)
X, Y = RNG.integers(0, 256, (60, 28, 28), dtype=np.uint8), RNG.integers(0, 10, 60)
SHORT = Recipe("short", epochs=2, batch=20, rate=0.01, schedule="one-cycle")


def _read(folder, tag):
    events = EventAccumulator(str(folder)).Reload()
    found = [(each.step, float(load_tensorflow().make_ndarray(each.tensor_proto))) for each in events.Tensors(tag)]
    return [step for step, _ in found], [value for _, value in found]


def test_tensorboard_reads_every_step_and_every_validation(tmp_path, capfd):
    training = fit(article_cnn(rng=0), X, Y, SHORT, validation=(X, Y), rng=0, log_dir=tmp_path / "runs" / "first")
    folder = tmp_path / "runs" / "first"
    steps, losses = _read(folder / "train", "loss")
    assert steps == [1, 2, 3, 4, 5, 6]
    np.testing.assert_allclose(losses, training.step_loss, rtol=1e-6)
    np.testing.assert_allclose(_read(folder / "train", "learning rate")[1], SHORT.rates(6), rtol=1e-6)
    for tag in ("loss", "accuracy"):
        steps, values = _read(folder / "validation", tag)
        assert steps == [3, 6]
        np.testing.assert_allclose(values, training.history[f"val_{tag}"], rtol=1e-6)
    assert "short" in str(EventAccumulator(str(folder / "train")).Reload().Tensors("recipe"))
    assert capfd.readouterr().err == ""


def test_logging_changes_nothing_about_the_training(tmp_path):
    plain = fit(article_cnn(rng=0), X, Y, SHORT, rng=0)
    logged = fit(article_cnn(rng=0), X, Y, SHORT, rng=0, log_dir=str(tmp_path))
    np.testing.assert_array_equal(plain.step_loss, logged.step_loss)


def test_a_stopped_run_is_logged_as_far_as_it_went(tmp_path):
    class Stop:
        steps = 0

        def is_set(self):
            self.steps += 1
            return self.steps > 1

    training = fit(article_cnn(rng=0), X, Y, SHORT, rng=0, stop=Stop(), log_dir=tmp_path)
    assert training.stopped
    assert len(_read(tmp_path / "train", "loss")[0]) == len(training.step_loss) < 6


@pytest.mark.parametrize("wrong", [3, __file__])
def test_what_is_no_folder_is_told(wrong):
    with pytest.raises(ValueError, match="log_dir must name a folder"):
        fit(article_cnn(rng=0), X, Y, SHORT, rng=0, log_dir=wrong)


def test_two_runs_do_not_share_a_folder(tmp_path):
    fit(article_cnn(rng=0), X, Y, SHORT, rng=0, log_dir=tmp_path)
    with pytest.raises(FileExistsError, match="already holds a run; give each run a folder of its own"):
        fit(article_cnn(rng=0), X, Y, SHORT, rng=0, log_dir=tmp_path)
