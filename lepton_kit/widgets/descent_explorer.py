"""Lesson 12: gradient descent on a surface of two weights, by rate and momentum."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, INK, element, image, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range
from lepton_kit.widgets.picture import png_uri

__all__ = ["DescentExplorer"]

_BANDS = 12


@cache
def _ground(surface: Any) -> str:
    """The surface from above in bands of equal change of the square root of the loss, darker where it is lower."""
    u, v = (np.linspace(low, high, n) for (low, high), n in zip(surface.limits, (330, 198), strict=True))
    height = np.sqrt(surface.loss(*np.meshgrid(u, v[::-1])) - surface.loss(*surface.best))
    return png_uri((185 + 70 * np.floor(_BANDS * height / height.max()) / _BANDS).astype(np.uint8))


class DescentExplorer(Explorer):
    """Choose a surface, a rate and a momentum; see the way down, or the way out.

    The path lies on the surface, seen from above; beside it stands how far above the best the loss is after each step.

    Parameters
    ----------
    surfaces : mapping of str to surface
        Each has a ``title``, a ``loss(u, v)``, the ``limits`` within which it is shown and its ``best`` place.
    descend : callable
        ``descend(name, rate=, momentum=, steps=)`` gives the ``path``, the ``losses`` along it and whether it
        ``diverged``.
    start : str
        The surface to begin with.
    """

    rate = Range("Learning rate", low=0.005, high=0.25, step=0.005, start=0.05)
    momentum = Range("Momentum", low=0.0, high=0.95, step=0.05, start=0.0)
    steps = Range("Steps", low=1, high=100, step=1, start=40)

    def __init__(self, surfaces: Mapping[str, Any], descend: Callable[..., Any], *, start: str) -> None:
        self.surfaces, self.descend = dict(surfaces), descend
        titles = {surface.title: name for name, surface in self.surfaces.items()}
        super().__init__(surface=Choice("Surface", options=titles, start=start))

    def view(self, surface: str, rate: float, momentum: float, steps: int) -> Picture:
        chosen, descent = self.surfaces[surface], self.descend(surface, rate=rate, momentum=momentum, steps=steps)
        gaps = descent.losses - chosen.loss(*chosen.best)
        done = len(gaps) - 1
        after = f"after {done} step{'s' * (done > 1)}"
        words = f"{chosen.title[0].upper()}{chosen.title[1:]}. Rate {rate:g}, momentum {momentum:g}: "
        if descent.diverged:
            words += f"it diverges: {after} the loss is {descent.losses[-1]:.2g}"
        else:
            u, v = descent.path[-1]
            words += f"{after} at u {u:z.2f}, v {v:z.2f}, the loss is {gaps[-1]:.2g} above the best"
            words += ", higher than at the start" if gaps[-1] > gaps[0] else ""

        above = Axes(50, 34, 330, 198, *chosen.limits)
        frame = (above.left, above.top, above.width, above.height)
        near = np.clip(descent.path, -50, 50)  # what is far outside is cut off anyway
        (us, vs), (u, v) = near.T, descent.path[0]
        way = above.line(us, vs, COLOURS[0], width=1.5) + above.dots(us, vs, COLOURS[0], radius=2.5)
        marks = [element("clipPath", rect(*frame, "black"), id="ground"), image(_ground(chosen), *frame)]
        marks += above.frame(xlabel="weight u", ylabel="weight v", title="darker is lower")
        marks.append(element("g", *way, clip_path="url(#ground)"))
        marks += above.dots(u, v, INK, radius=4) + above.label(u, v, "start", dx=8, dy=-6)
        best = {"x": above.x(chosen.best[0]), "y": above.y(chosen.best[1]) + 7}
        marks.append(text(words="★", size=20, anchor="middle", fill=COLOURS[1], **best))

        chart = Axes(470, 34, 238, 198, (0, max(len(gaps) - 1, 5)), (-8, 4))
        marks += chart.frame(xlabel="step", ylabel="loss above the best, as a power of ten", ticks=6)
        powers = np.log10(np.clip(gaps, 1e-8, 1e4))
        marks += chart.line(np.arange(len(gaps)), powers, COLOURS[0])
        marks += chart.dots(len(gaps) - 1, powers[-1], COLOURS[0], radius=4)
        return Picture(svg(720, 276, *marks), alt=f"{words}.")
