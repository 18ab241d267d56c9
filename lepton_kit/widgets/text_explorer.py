"""Lesson 18: write a text, see the class probabilities, and what each word does to them."""

from collections.abc import Callable

import numpy as np

from lepton_kit.sequences.leaving_out import influence
from lepton_kit.widgets.drawing import COLOURS, GREY, PALE, Marks, Names, rect, signed, svg, text
from lepton_kit.widgets.explorer import Controls, Entry, Explorer, Picture

__all__ = ["TextExplorer", "draw_text"]

_FOR, _AGAINST = COLOURS[1], COLOURS[0]


def draw_text(words: Names, change: np.ndarray, probabilities: np.ndarray, class_names: Names, of: int) -> str:
    """The words in lines, a bar above each that speaks for class ``of`` and below each that speaks against it.

    Parameters
    ----------
    words : sequence of str
    change : array_like, shape (len(words),)
        How much of the probability goes with each word.
    probabilities : array_like, shape (classes,)
    class_names : sequence of str
    of : int

    Returns SVG text.
    """
    marks: Marks = []
    for i, (name, p) in enumerate(zip(class_names, np.asarray(probabilities), strict=True)):
        y, colour = 14 + 24 * i, _FOR if i == of else _AGAINST
        marks += [text(110, y + 14, name, size=13, anchor="end"), rect(120, y, max(1.0, 380 * p), 18, colour)]
        marks.append(text(126 + 380 * p, y + 14, f"{p:.3f}", size=13))
    top, x = 24 * len(class_names) + 40, 10.0
    marks.append(text(10, top, f"bar above: speaks for {class_names[of]}; bar below: against", fill=GREY))
    y, heights = top + 40, 12 * np.asarray(change) / max(np.abs(change).max(initial=0), 1e-9)
    for word, height in zip(words, heights, strict=True):
        width = 9 + 8.2 * len(word[:40])
        if x + width > 710:
            x, y = 10.0, y + 48
        marks += [rect(x, y - 15, width, 20, PALE, rx=3), text(x + width / 2, y, word[:40], size=13, anchor="middle")]
        if abs(height) > 0.4:
            low, colour = (y - 16 - height, _FOR) if height > 0 else (y + 6, _AGAINST)
            marks.append(rect(x, low, width, abs(height), colour))
        x += width + 4
    return svg(720, y + 28, *marks)


class TextExplorer(Explorer):
    """Write a text and leave out one word at a time: which one turns the answer?

    Parameters
    ----------
    probabilities : callable(list of str) -> array_like, shape (n, classes)
        A quick one: it is asked for one text more than the text has words, at each change.
    class_names : sequence of str
    start : str
        The text to begin with.
    of : int
        The class whose probability the words are weighed by.
    unit : {"word", "character"}
        What is left out.
    """

    most = 60

    def __init__(
        self, probabilities: Callable, class_names: Names, start: str, *, of: int = 1, unit: str = "word"
    ) -> None:
        self.probabilities, self.class_names = probabilities, tuple(class_names)
        self.start, self.of, self.unit = start, of, unit
        super().__init__()

    def controls(self) -> Controls:
        """The text."""
        return {"words": Entry("Text", start=self.start)}

    def view(self, words: str) -> Picture:
        if not any(letter.isalnum() for letter in words):
            drawn = draw_text([], np.zeros(0), np.zeros(len(self.class_names)), self.class_names, self.of)
            return Picture(drawn, alt="No word yet. Write a text.")
        found = influence(self.probabilities, words, of=self.of, unit=self.unit, most=self.most)
        p, order = float(found.probabilities[self.of]), np.argsort(found.change)
        (against, least), (best, most) = ((found.words[i], found.change[i]) for i in order[[0, -1]])
        told = f"{self.class_names[self.of]}: probability {p:.3f}."
        told += f" Without {best!r} it would be {p - most:.3f}." if most > 0.0005 else ""
        told += f" Most against it: {against!r}, {signed(least, 3)}." if least < -0.0005 else ""
        picture = draw_text(found.words, found.change, found.probabilities, self.class_names, self.of)
        return Picture(picture, alt=told)
