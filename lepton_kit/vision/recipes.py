"""Recipes: how long, in what steps and by which rule a network is trained. The network itself is not part of it."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from lepton_kit.validate import one_of

__all__ = ["RECIPES", "Recipe"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. Take one of ``RECIPES`` and change it with ``dataclasses.replace``, or write your own.

    Attributes
    ----------
    name : str
    epochs : int
        How often every image is seen.
    batch : int
        Images a step.
    rate : float
        The learning rate, at its highest.
    schedule : {"constant", "one-cycle"}
        One-cycle climbs to ``rate`` in the first fifth and sinks to zero along half a cosine (Smith 2018).
    optimiser : {"adam", "muon"}
        Adam (Kingma and Ba 2015), or Muon for all matrices but the first layer's and Adam for the rest (Jordan 2024).
    least_steps : int
        With little data there are more epochs, to make at least so many steps.
    rework : bool
        Whether a faster copy is trained, in bfloat16 where the processor has it, and its weights are copied back.

    Examples
    --------
    >>> from dataclasses import replace
    >>> replace(RECIPES["fast"], name="longer", epochs=5).epochs
    5
    """

    name: str
    epochs: int
    batch: int
    rate: float
    schedule: str = "constant"
    optimiser: str = "adam"
    least_steps: int = 0
    rework: bool = False

    def __post_init__(self):
        one_of("schedule", self.schedule, ("constant", "one-cycle"))
        one_of("optimiser", self.optimiser, ("adam", "muon"))
        for what, least in (("epochs", 1), ("batch", 1), ("least_steps", 0)):
            value = getattr(self, what)
            if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or value < least:
                raise ValueError(f"{what} must be a whole number of at least {least}; got {value!r}")
        if not isinstance(self.rate, (int, float)) or not 0 < self.rate < np.inf:
            raise ValueError(f"rate, the learning rate, must be a positive number such as 0.001; got {self.rate!r}")

    def plan(self, n):
        """Epochs, steps an epoch and images a step for ``n`` images; all batches have one size.

        Examples
        --------
        >>> RECIPES["article"].plan(60_000)
        (10, 1875, 32)
        """
        steps = ceil(n / self.batch)
        return max(self.epochs, ceil(self.least_steps / steps)), steps, n // steps

    def rates(self, steps):
        """The learning rate of each of ``steps`` steps, shape (steps,)."""
        if self.schedule == "constant":
            return np.full(steps, self.rate, np.float32)
        warm = max(1, steps // 5)
        sinking = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, steps - warm + 1) / (steps - warm + 1))
        return (self.rate * np.concatenate([np.arange(1, warm + 1) / warm, sinking])).astype(np.float32)


RECIPES = {
    "article": Recipe("article", epochs=10, batch=32, rate=0.001),
    "fast": Recipe(
        "fast", epochs=2, batch=256, rate=0.015, schedule="one-cycle", optimiser="muon", least_steps=200, rework=True
    ),
}
"""The article's recipe and ours for the same network."""
