"""Lesson 10: change a picture by hand, and see when its label stops being true for a classifier."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.vision.tensors import distort
from lepton_kit.widgets.drawing import Names, svg
from lepton_kit.widgets.explorer import Explorer, Picture, Range, Toggle
from lepton_kit.widgets.panels import as_cases, bars, most_probable, panel, photo_uri

__all__ = ["AugmentExplorer"]


class AugmentExplorer(Explorer):
    """Shift, turn and mirror a picture, change its contrast, add noise.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, 3)
    labels : array_like of int, shape (n,)
    class_names : sequence of str
    classify : callable or model
        Takes images, shape (n, height, width[, 3]), and gives probabilities, shape (n, k).
    **controls
        More of them, which are shown behind the picture's number.

    Raises
    ------
    ValueError
        If images and labels do not go together, or what ``classify`` gives are no probabilities of these classes.
    """

    still: ClassVar[dict[str, Any]] = {"rotate": 30.0}

    rotate = Range("Turn, degrees", low=-180.0, high=180.0, step=5.0, start=0.0)
    contrast = Range("Contrast", low=0.0, high=3.0, step=0.1, start=1.0)
    noise = Range("Noise, share of the range", low=0.0, high=0.5, step=0.02, start=0.0)
    flip = Toggle("Mirror left and right")

    def __init__(
        self, images: ArrayLike, labels: ArrayLike, class_names: Names, classify: Callable, **controls: Any
    ) -> None:
        self.images, self.labels, self.class_names, self.classify = as_cases(images, labels, class_names, classify)
        reach = min(self.images.shape[1:3]) // 2
        super().__init__(
            picture=Range("Picture", low=0, high=len(self.images) - 1, step=1, start=0),
            **controls,
            right=Range("Shift right, pixels", low=-reach, high=reach, step=1, start=0),
            down=Range("Shift down, pixels", low=-reach, high=reach, step=1, start=0),
        )

    def view(self, picture: int, right: int, down: int, brush: int = 0, canvas: Any = (), **change: Any) -> Picture:
        before, truth = self.images[picture], int(self.labels[picture])
        begun = np.array(canvas, dtype=np.uint8).reshape(before.shape) if canvas else before
        after = distort(begun[None], shift=(down, right), **change, rng=0)[0]
        P = self.classify.predict(np.stack([before, after]))
        changed = np.abs(after.astype(int) - before).mean() / 2.55
        words = f"Picture {picture}, {self.class_names[truth]}: "
        words += f"{(begun != before).sum()} pixels painted, " if canvas else ""
        words += f"turned by {change['rotate']:g} degrees, shifted {right} right and {down} down, "
        words += f"contrast {change['contrast']:g}, noise {change['noise']:g}{', mirrored' * change['flip']}; "
        words += f"pixels changed by {changed:.1f} % of the range in the mean; the classifier said "
        words += f"{most_probable(self.class_names, P[0])}; now it says {most_probable(self.class_names, P[1])}, "
        words += "right." if P[1].argmax() == truth else "wrong."

        marks = panel(photo_uri(before), 10, 30, 190, "before") + panel(photo_uri(after), 220, 30, 190, "after")
        head = "probability: outline before, bar after"
        marks += bars((530, 30, 140, 22), self.class_names, P[1], before=P[0], head=head)
        return Picture(svg(720, max(232, 42 + 22 * len(P[1])), *marks), alt=words)
