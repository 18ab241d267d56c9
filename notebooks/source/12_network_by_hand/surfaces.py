"""Loss surfaces over two weights, and the way that gradient descent takes down them."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import number, one_of, vector, whole

__all__ = ["SURFACES", "Descent", "Surface", "descend"]

_FAR = 1e3  # whoever is as far out as this does not come back


@dataclass(frozen=True, slots=True)
class Surface:
    """A loss L(u, v), its gradient, and where to look at it and start."""

    title: str
    loss: Callable = field(repr=False)
    gradient: Callable = field(repr=False)
    limits: tuple[tuple[float, float], tuple[float, float]] = ((-2.0, 2.0), (-1.2, 1.2))
    start: tuple[float, float] = (-1.7, 0.9)
    best: tuple[float, float] = (0.0, 0.0)


SURFACES = {
    "bowl": Surface(
        "round bowl: as steep in every direction",
        lambda u, v: 5 * (u**2 + v**2),
        lambda u, v: (10 * u, 10 * v),
    ),
    "valley": Surface(
        "long valley: 25 times as curved across as along",
        lambda u, v: 0.5 * u**2 + 12.5 * v**2,
        lambda u, v: (u, 25 * v),
    ),
    "two hollows": Surface(
        "two hollows, the right one deeper",
        lambda u, v: (u**2 - 1) ** 2 - 0.3 * u + 4 * v**2,
        lambda u, v: (4 * u * (u**2 - 1) - 0.3, 8 * v),
        best=(1.0355787, 0.0),
    ),
    "bent valley": Surface(
        "bent valley, after Rosenbrock (1960)",
        lambda u, v: 0.25 * (1 - u) ** 2 + 5 * (v + 0.9 - 0.6 * u**2) ** 2,
        lambda u, v: (
            -0.5 * (1 - u) - 12 * u * (v + 0.9 - 0.6 * u**2),
            10 * (v + 0.9 - 0.6 * u**2),
        ),
        best=(1.0, -0.3),
    ),
}


@dataclass(frozen=True, slots=True)
class Descent:
    """Every place on the way, the start included, and the loss there."""

    path: NDArray[np.float64] = field(repr=False)
    losses: NDArray[np.float64] = field(repr=False)
    diverged: bool

    def __repr__(self) -> str:
        verb = "diverged" if self.diverged else "went"
        return f"{verb} from loss {self.losses[0]:.4g} to {self.losses[-1]:.4g} in {len(self.losses) - 1} steps"


def descend(
    surface: str,
    start: ArrayLike | None = None,
    *,
    rate: float = 0.05,
    momentum: float = 0.0,
    steps: int = 50,
) -> Descent:
    """Gradient descent with momentum: v <- momentum v - rate g, w <- w + v.

    Parameters
    ----------
    surface : str
        A name in ``SURFACES``.
    start : array_like, shape (2,), optional
        The surface's own unless given.
    rate : float
        How far a step goes for a slope of 1.
    momentum : float
        The share of the last step that is made again, from 0 to below 1 (Polyak 1964).
    steps : int

    Returns
    -------
    Descent
        It ends early, as diverged, where the path leaves for infinity.

    Examples
    --------
    >>> descend("bowl", (1, 0), rate=0.05, steps=3).path[:, 0]
    array([1.   , 0.5  , 0.25 , 0.125])
    >>> descend("valley", rate=0.09)
    diverged from loss 11.57 to 1.613e+07 in 32 steps
    """
    on = SURFACES[one_of("surface", surface, tuple(SURFACES))]
    w = vector(
        "start",
        on.start if start is None else start,
        size=2,
        hint="A place has two weights.",
    ).copy()
    rate, momentum = number("rate", rate, low=0), number("momentum", momentum, low=0)
    if momentum >= 1:
        raise ValueError(
            f"momentum is {momentum:g}; it must be below 1, or the steps never die down"
        )
    velocity, path = np.zeros(2), [w.copy()]
    for _ in range(whole("steps", steps)):
        velocity = momentum * velocity - rate * np.array(on.gradient(*w))
        w += velocity
        path.append(w.copy())
        if np.abs(w).max() > _FAR:
            break
    path = np.array(path)
    return Descent(path, on.loss(*path.T), bool(np.abs(w).max() > _FAR))
