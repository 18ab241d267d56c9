"""Lesson 8: one test image, the probabilities that the network gives it, and the truth."""

import numpy as np

from lepton_kit.widgets.controls import Choice, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture, png_uri
from lepton_kit.widgets.svg import COLOURS, GREY, element, svg, text

__all__ = ["PredictionExplorer", "draw_prediction"]


def draw_prediction(image, probabilities, class_names, truth):
    """The image beside one bar a class; the predicted class in bold, the true one marked.

    Parameters
    ----------
    image : ndarray of uint8, shape (height, width) or (height, width, 3)
    probabilities : array_like, shape (classes,)
    class_names : sequence of str
    truth : int
        Index of the true class.

    Returns
    -------
    str
        SVG text.
    """
    row, top, side, bars, full = 24, 34, 240, 400, 250
    predicted = int(np.argmax(probabilities))
    height = max(top + row * len(class_names) + 12, side + top + 12)
    pixels = element(
        "image", href=png_uri(image), x=10, y=top, width=side, height=side, style="image-rendering: pixelated"
    )
    frame = element("rect", x=10, y=top, width=side, height=side, fill="none", stroke=GREY)
    marks = [text(10, 20, "what the network sees", fill=GREY), text(bars, 20, "probability", fill=GREY)]
    for i, (name, p) in enumerate(zip(class_names, probabilities, strict=True)):
        y = top + i * row
        colour = COLOURS[2] if i == truth else COLOURS[1] if i == predicted else COLOURS[5]
        weight = "bold" if i == predicted else "normal"
        marks.append(
            text(bars - 10, y + 15, f"{name} ◂ truth" if i == truth else name, anchor="end", font_weight=weight)
        )
        marks.append(element("rect", x=bars, y=y + 2, width=max(1.0, full * p), height=row - 6, fill=colour))
        marks.append(text(bars + full * p + 6, y + 15, f"{p:.3f}", size=12, font_weight=weight))
    return svg(720, height, pixels, frame, *marks)


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

    title = "Prediction explorer"

    def __init__(self, images, labels, probabilities, class_names):
        if not len(images) == len(labels) == len(probabilities) or not len(images):
            raise ValueError(
                "Images, labels and probabilities go together, at least one of each; "
                f"got {len(images)}, {len(labels)} and {len(probabilities)}"
            )
        self.images, self.labels = np.asarray(images), np.asarray(labels)
        self.probabilities, self.class_names = np.asarray(probabilities), tuple(class_names)
        true = self.probabilities[np.arange(len(labels)), self.labels]
        self.orders = {"as they come": np.arange(len(labels)), "most wrong first": np.argsort(true, kind="stable")}
        super().__init__()

    def controls(self):
        """Which image, and in which order."""
        return {
            "image": Range("Test image", low=0, high=len(self.labels) - 1, step=1, start=0),
            "order": Choice("Order", options={name: name for name in self.orders}, start="as they come"),
        }

    def view(self, image, order):
        at = self.orders[order][image]
        p, truth = self.probabilities[at], int(self.labels[at])
        predicted = int(np.argmax(p))
        verdict = "right" if predicted == truth else f"wrong: it is {self.class_names[truth]}, given {p[truth]:.3f}"
        said = f"the network says {self.class_names[predicted]}, probability {p[predicted]:.3f}"
        picture = draw_prediction(self.images[at], p, self.class_names, truth)
        return Picture(picture, alt=f"Test image {at}: {said}, {verdict}.")
