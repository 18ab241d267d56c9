"""Lesson 13: one test image, the probabilities that the network gives it, and the truth."""

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.widgets.drawing import GREY, Names, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range
from lepton_kit.widgets.panels import bars, panel
from lepton_kit.widgets.picture import png_uri

__all__ = ["PredictionExplorer", "draw_prediction"]


def draw_prediction(image: np.ndarray, probabilities: np.ndarray, class_names: Names, truth: int) -> str:
    """The image beside one bar a class; the predicted class in bold, the true one marked.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width) or (height, width, 3)
    probabilities : array_like, shape (classes,)
    class_names : sequence of str
    truth : int
        Index of the true class.

    Returns SVG text.
    """
    marks = [*panel(png_uri(image), 10, 34, 240, "what the network sees"), text(430, 26, "probability", fill=GREY)]
    marks += bars((430, 34, 220, 24), class_names, probabilities, truth=truth, digits=3)
    return svg(720, max(286, 46 + 24 * len(class_names)), *marks)


class PredictionExplorer(Explorer):
    """Step through test images and see how sure the network is, and how right.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, height, width)
    labels : ndarray of int, shape (n,)
    probabilities : ndarray, shape (n, classes)
        The network's output for these images.
    class_names : sequence of str

    Raises
    ------
    ValueError
        If the lengths do not fit.
    """

    def __init__(self, images: ArrayLike, labels: ArrayLike, probabilities: ArrayLike, class_names: Names) -> None:
        self.images, self.labels, self.probabilities = (np.asarray(a) for a in (images, labels, probabilities))
        self.class_names = tuple(class_names)
        lengths = [len(self.images), len(self.labels), len(self.probabilities)]
        if not all(lengths) or len(set(lengths)) > 1:
            got = "{}, {} and {}".format(*lengths)
            raise ValueError(f"Images, labels and probabilities go together, at least one of each; got {got}")
        true = self.probabilities[np.arange(lengths[0]), self.labels]
        self.orders = {"as they come": np.arange(lengths[0]), "most wrong first": np.argsort(true, kind="stable")}
        super().__init__()

    def controls(self) -> Controls:
        """Which image, and in which order."""
        return {
            "image": Range("Test image", low=0, high=len(self.labels) - 1, step=1, start=0),
            "order": Choice("Order", options=self.orders.keys(), start="as they come"),
        }

    def view(self, image: int, order: str) -> Picture:
        at = self.orders[order][image]
        p, truth = self.probabilities[at], int(self.labels[at])
        predicted = int(np.argmax(p))
        verdict = "right" if predicted == truth else f"wrong: it is {self.class_names[truth]}, given {p[truth]:.3f}"
        words = f"the network says {self.class_names[predicted]}, probability {p[predicted]:.3f}"
        picture = draw_prediction(self.images[at], p, self.class_names, truth)
        return Picture(picture, alt=f"Test image {at}: {words}, {verdict}.")
