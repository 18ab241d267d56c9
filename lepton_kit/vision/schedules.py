"""The learning rate of a training that is short on purpose. Importing it loads Keras."""

from typing import Any

from lepton_kit.backend import load_keras
from lepton_kit.validate import number, whole

__all__ = ["OneCycle"]

load_keras()  # first by the quiet door
import keras  # noqa: E402


@keras.saving.register_keras_serializable(package="lepton_kit")
class OneCycle(keras.optimizers.schedules.CosineDecay):
    """A learning rate that climbs for a fifth of the training and then sinks to zero (Smith and Topin 2019).

    High rates get far in few steps but never come to rest; low ones at the end do. The climb is a straight line from a
    25th of the peak, the descent half a cosine.

    Parameters
    ----------
    peak : float
        The highest learning rate: often three to ten times what one would take as a constant.
    steps : int
        Batches in the whole training: epochs times ``math.ceil(images / batch_size)``.

    Examples
    --------
    >>> cycle = OneCycle(0.01, steps=1000)
    >>> [round(float(cycle(step)), 4) for step in (0, 100, 200, 600, 1000)]
    [0.0004, 0.0052, 0.01, 0.005, 0.0]
    """

    def __init__(self, peak: float, steps: int) -> None:
        self.peak, self.steps = number("peak", peak, low=0), whole("steps", steps, low=2)
        climb = max(1, self.steps // 5)
        super().__init__(self.peak / 25, self.steps - climb, warmup_target=self.peak, warmup_steps=climb)

    def get_config(self) -> dict[str, Any]:
        """What it takes to make it again, as Keras saves it."""
        return {"peak": self.peak, "steps": self.steps}
