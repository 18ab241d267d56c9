"""One cycle: up for a fifth, down to nothing, and saved with the model."""

import numpy as np
import pytest

from lepton_kit.vision import OneCycle, article_cnn, keras


@pytest.mark.parametrize("steps", [2, 3, 5, 100, 938])
def test_it_climbs_for_a_fifth_and_sinks_to_nothing(steps):
    rates = np.array([float(OneCycle(0.01, steps)(step)) for step in range(steps + 1)])
    top = rates.argmax()
    assert top == max(1, steps // 5) and rates.max() == pytest.approx(0.01)
    assert rates[0] == pytest.approx(0.01 / 25) and rates[-1] == pytest.approx(0, abs=1e-8)
    assert (np.diff(rates[: top + 1]) > 0).all() and (np.diff(rates[top:]) < 0).all()


def test_the_descent_is_half_a_cosine():
    """Half way down it is at half the peak (Smith and Topin 2019 leave the form open; this is the usual one)."""
    assert float(OneCycle(1.0, 100)(60)) == pytest.approx(0.5)


def test_a_compiled_model_is_saved_with_it(tmp_path):
    model = article_cnn(rng=0)
    model.compile(keras.optimizers.Adam(OneCycle(0.01, 50)), "sparse_categorical_crossentropy")
    model.fit(np.zeros((4, 28, 28)), np.arange(4), verbose=0)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras").optimizer
    assert float(again.learning_rate) == pytest.approx(float(OneCycle(0.01, 50)(1)))
    assert again.get_config()["learning_rate"]["config"] == {"peak": 0.01, "steps": 50}


@pytest.mark.parametrize(("peak", "steps"), [(-1, 10), (float("nan"), 10), (0.1, 1), (0.1, 2.5)])
def test_wrong_input_is_explained(peak, steps):
    with pytest.raises(ValueError, match=r"peak|steps"):
        OneCycle(peak, steps)
