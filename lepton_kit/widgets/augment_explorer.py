"""Lesson 6: change a picture by hand, and see when its label stops being true for a classifier."""

import numpy as np

from lepton_kit.vision.inputs import as_batch, as_names
from lepton_kit.vision.tensors import distort
from lepton_kit.widgets.controls import Range, Toggle
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.panels import as_named_classifier
from lepton_kit.widgets.picture import Picture, png_uri
from lepton_kit.widgets.svg import COLOURS, GREY, element, svg, text

__all__ = ["AugmentExplorer", "draw_augmented"]


def draw_augmented(before, after, class_names=(), probabilities=()):
    """The picture before and after, and a classifier's probabilities for both where there are some.

    Parameters
    ----------
    before, after : ndarray of uint8, shape (height, width) or (height, width, 3)
    class_names : sequence of str, length k
    probabilities : sequence of two array_like, shape (k,)
        For the picture before and after.

    Returns
    -------
    str
        SVG text.
    """
    side, top, row = 190, 30, 22
    marks = []
    for x, words, image in ((10, "before", before), (220, "after", after)):
        marks.append(text(x, 20, words, fill=GREY))
        marks.append(
            element(
                "image", href=png_uri(image), x=x, y=top, width=side, height=side, style="image-rendering: pixelated"
            )
        )
        marks.append(element("rect", x=x, y=top, width=side, height=side, fill="none", stroke=GREY))
    if len(probabilities):
        marks.append(text(710, 20, "probability: outline before, bar after", anchor="end", size=12, fill=GREY))
        best = int(np.argmax(probabilities[1]))
        for i, (name, p, q) in enumerate(zip(class_names, *probabilities, strict=True)):
            y, weight = top + row * i, "bold" if i == best else "normal"
            colour = COLOURS[1] if i == best else COLOURS[5]
            marks.append(text(522, y + 14, name, anchor="end", size=12, font_weight=weight))
            marks.append(element("rect", x=530, y=y + 2, width=140 * q, height=row - 7, fill=colour))
            marks.append(element("rect", x=530, y=y + 2, width=140 * p, height=row - 7, fill="none", stroke=GREY))
            if i == best:
                marks.append(text(536 + 140 * max(p, q), y + 14, f"{q:.2f}", size=12, font_weight="bold"))
    return svg(720, max(top + side, top + row * len(class_names)) + 12, *marks)


class AugmentExplorer(Explorer):
    """Shift, turn and mirror a picture, change its contrast, add noise.

    Parameters
    ----------
    images : array_like of uint8, shape (n, height, width) or (n, height, width, 3)
    labels : array_like of int, shape (n,)
    class_names : sequence of str
    classify : callable or model, optional
        Takes images, shape (n, height, width[, 3]), and gives probabilities, shape (n, k).

    Raises
    ------
    ValueError
        If images and labels do not go together, or what ``classify`` gives are no probabilities of these classes.
    """

    title = "Augment explorer"

    def __init__(self, images, labels, class_names, classify=None):
        self.images, self.labels = as_batch(images), np.asarray(labels)
        self.class_names = as_names(class_names, len(class_names))
        if self.images.dtype != np.uint8:
            raise ValueError("images must be uint8, from 0 to 255, as they are shown")
        if self.labels.shape != (len(self.images),):
            raise ValueError(f"{len(self.images)} images need as many labels; got shape {self.labels.shape}")
        self.classify = None if classify is None else as_named_classifier(classify, self.images, self.class_names)
        super().__init__()

    def controls(self):
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

    def view(self, picture, rotate, right, down, contrast, noise, flip):
        before = self.images[picture : picture + 1]
        change = {"rotate": rotate, "shift": (down, right), "contrast": contrast, "noise": noise, "flip": flip}
        after = distort(before, **change, rng=0)
        moved = np.abs(after.astype(int) - before).mean() / 2.55
        label = self.class_names[self.labels[picture]]
        said = f"Picture {picture}, {label}: pixels changed by {moved:.1f} % of the range in the mean"
        if self.classify is None:
            return Picture(draw_augmented(before[0], after[0]), alt=f"{said}.")
        P = self.classify.predict(np.concatenate([before, after]))
        best = int(P[1].argmax())
        verdict = "right" if best == self.labels[picture] else "wrong"
        said = f"{said}; the classifier says {self.class_names[best]}, probability {P[1, best]:.2f}, {verdict}."
        return Picture(draw_augmented(before[0], after[0], self.class_names, P), alt=said)
