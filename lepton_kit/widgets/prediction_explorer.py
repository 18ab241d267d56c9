"""Lesson 13: one test image, the probabilities that the network gives it, and the truth."""

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.vision.inputs import as_labels, as_names
from lepton_kit.vision.metrics.predictions import as_truth
from lepton_kit.widgets.drawing import Names, svg
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range
from lepton_kit.widgets.panels import as_pixels, bars, most_probable, panel, photo_uri

__all__ = ["PredictionExplorer"]


class PredictionExplorer(Explorer):
    """Step through test images and see how sure the network is, and how right.

    Parameters
    ----------
    images : array_like, shape (n, height, width) or (n, height, width, 3)
    labels : array_like of int, shape (n,)
    probabilities : array_like, shape (n, classes)
        The network's output for these images.
    class_names : sequence of str

    Raises
    ------
    ValueError
        If images, labels, names and probabilities do not go together.
    """

    def __init__(self, images: ArrayLike, labels: ArrayLike, probabilities: ArrayLike, class_names: Names) -> None:
        self.labels, self.probabilities, classes = as_truth(labels, probabilities)
        self.images, self.class_names = as_pixels(images), as_names(class_names, len(classes))
        as_labels(self.labels, len(self.images), len(classes), "labels")
        count = np.arange(len(self.labels))
        true = self.probabilities[count, self.labels]
        self.orders = {"as they come": count, "most wrong first": np.argsort(true, kind="stable")}
        super().__init__(
            image=Range("Test image", low=0, high=len(self.labels) - 1, step=1, start=0),
            order=Choice("Order", options=self.orders.keys(), start="as they come"),
        )

    def view(self, image: int, order: str) -> Picture:
        at = self.orders[order][image]
        p, truth = self.probabilities[at], int(self.labels[at])
        verdict = "right" if p.argmax() == truth else f"wrong: it is {self.class_names[truth]}, given {p[truth]:.3f}"
        words = f"Test image {at}: the network says {most_probable(self.class_names, p, 3)}, {verdict}."
        marks = panel(photo_uri(self.images[at]), 10, 34, 240, "what the network sees")
        marks += bars((430, 34, 220, 24), self.class_names, p, truth=truth, digits=3, head="probability")
        return Picture(svg(720, max(286, 46 + 24 * len(p)), *marks), alt=words)
