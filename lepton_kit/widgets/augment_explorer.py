"""Lesson 10: change a picture by hand, and see when its label stops being true for a classifier."""

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.vision.tensors import distort
from lepton_kit.widgets.drawing import GREY, Names, svg, text
from lepton_kit.widgets.explorer import Controls, Explorer, Picture, Range, Toggle
from lepton_kit.widgets.panels import as_cases, as_named_classifier, bars, panel
from lepton_kit.widgets.picture import png_uri

__all__ = ["AugmentExplorer", "draw_augmented"]


def draw_augmented(before: np.ndarray, after: np.ndarray, class_names: Names, probabilities: np.ndarray) -> str:
    """The picture before and after, and a classifier's probabilities for both.

    Parameters
    ----------
    before, after : ndarray of uint8, shape (height, width) or (height, width, 3)
    class_names : sequence of str, length k
    probabilities : ndarray, shape (2, k)
        For the picture before and after.

    Returns SVG text.
    """
    marks = panel(png_uri(before), 10, 30, 190, "before") + panel(png_uri(after), 220, 30, 190, "after")
    marks.append(text(710, 22, "probability: outline before, bar after", anchor="end", fill=GREY))
    marks += bars((530, 30, 140, 22), class_names, probabilities[1], before=probabilities[0])
    return svg(720, max(232, 42 + 22 * len(class_names)), *marks)


class AugmentExplorer(Explorer):
    """Shift, turn and mirror a picture, change its contrast, add noise.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, 3)
    labels : array_like of int, shape (n,)
    class_names : sequence of str
    classify : callable or model
        Takes images, shape (n, height, width[, 3]), and gives probabilities, shape (n, k).

    Raises
    ------
    ValueError
        If images and labels do not go together, or what ``classify`` gives are no probabilities of these classes.
    """

    still: ClassVar = {"rotate": 30.0}

    def __init__(self, images: ArrayLike, labels: ArrayLike, class_names: Names, classify: Callable) -> None:
        self.images, self.labels, self.class_names = as_cases(images, labels, class_names)
        self.classify = as_named_classifier(classify, self.images, self.class_names)
        super().__init__()

    def controls(self) -> Controls:
        """Which picture, and five changes; each starts where it changes nothing."""
        reach = min(self.images.shape[1:3]) // 2
        return {
            "picture": Range("Picture", low=0, high=len(self.images) - 1, step=1, start=0),
            "rotate": Range("Turn, degrees", low=-180.0, high=180.0, step=5.0, start=0.0),
            "right": Range("Shift right, pixels", low=-reach, high=reach, step=1, start=0),
            "down": Range("Shift down, pixels", low=-reach, high=reach, step=1, start=0),
            "contrast": Range("Contrast", low=0.0, high=3.0, step=0.1, start=1.0),
            "noise": Range("Noise, share of the range", low=0.0, high=0.5, step=0.02, start=0.0),
            "flip": Toggle("Mirror left and right"),
        }

    def view(
        self, picture: int, rotate: float, right: int, down: int, contrast: float, noise: float, flip: bool
    ) -> Picture:
        before = self.images[picture : picture + 1]
        moves: dict[str, Any] = {"rotate": rotate, "shift": (down, right), "flip": flip}
        after = distort(before, **moves, contrast=contrast, noise=noise, rng=0)
        moved = np.abs(after.astype(int) - before).mean() / 2.55
        label = self.class_names[self.labels[picture]]
        words = f"Picture {picture}, {label}: turned by {rotate:g} degrees, shifted {right} right and {down} down, "
        words += f"contrast {contrast:g}, noise {noise:g}{', mirrored' * flip}; pixels changed by {moved:.1f} % of the "
        words += "range in the mean"
        P = self.classify.predict(np.concatenate([before, after]))
        best = int(P[1].argmax())
        verdict = "right" if best == self.labels[picture] else "wrong"
        words = f"{words}; the classifier says {self.class_names[best]}, probability {P[1, best]:.2f}, {verdict}."
        return Picture(draw_augmented(before[0], after[0], self.class_names, P), alt=words)
