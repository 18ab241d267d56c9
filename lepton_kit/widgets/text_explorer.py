"""Lesson 18: write a text, see the class probabilities, and what each word does to them."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from lepton_kit.sequences.text import tokenise
from lepton_kit.vision.inputs import as_names
from lepton_kit.widgets.drawing import COLOURS, GREY, PALE, Names, rect, signed, svg, text
from lepton_kit.widgets.explorer import Entry, Explorer, Picture
from lepton_kit.widgets.panels import bars

__all__ = ["TextExplorer", "influence"]

_MOST = 60
"""Words of a text that are looked at."""


def influence(probabilities: Callable, words: Names) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The answer to a text, and how much of the probability of class 1 goes with each word.

    Parameters
    ----------
    probabilities : callable(list of str) -> array_like, shape (n, classes)
    words : sequence of str, at least one

    Returns
    -------
    p : ndarray, shape (classes,)
    change : ndarray, shape (len(words),)
        p(text) - p(text without the word): above 0 where it speaks for the class.

    Raises
    ------
    ValueError
        If ``probabilities`` gives anything but a row for each text, with a column for the class.

    Examples
    --------
    >>> def shouts(texts):
    ...     return np.array([[1 - 0.9 * ("!" in text), 0.9 * ("!" in text)] for text in texts])
    >>> influence(shouts, ["free", "!"])[1].round(2)
    array([0. , 0.9])
    """
    texts = [" ".join(words), *(" ".join((*words[:i], *words[i + 1 :])) for i in range(len(words)))]
    p = np.asarray(probabilities(texts), dtype=float)
    if p.ndim != 2 or len(p) != len(texts) or p.shape[1] < 2:
        wanted = f"a row for each of {len(texts)} texts and a column for each class, two at least; got shape {p.shape}"
        raise ValueError(f"probabilities(texts) must give {wanted}. Pass the function, such as bag.predict_proba")
    return p[0], p[0, 1] - p[1:, 1]


class TextExplorer(Explorer):
    """Write a text and leave out one word at a time: which one turns the answer?

    The words stand in lines, with a bar above each that speaks for class 1 and below each that speaks against it.

    Parameters
    ----------
    probabilities : callable(list of str) -> array_like, shape (n, classes)
        A quick one: it is asked for one text more than the text has words, at each change.
    class_names : sequence of str
        The words are weighed by the probability of the second, class 1.
    start : str
        The text to begin with.
    """

    def __init__(self, probabilities: Callable, class_names: Names, start: str) -> None:
        self.probabilities, self.class_names = probabilities, as_names(class_names)
        super().__init__(words=Entry("Text", start=start))

    def view(self, words: str) -> Picture:
        cut = tokenise(words)[:_MOST]
        p, change, told = np.zeros(len(self.class_names)), np.zeros(0), "No word yet. Write a text."
        if cut:
            p, change = influence(self.probabilities, cut)
            order, chance = np.argsort(change), float(p[1])
            (against, least), (best, most) = ((cut[i], change[i]) for i in order[[0, -1]])
            told = f"{self.class_names[1]}: probability {chance:.3f}."
            told += f" Without {best!r} it would be {chance - most:.3f}." if most > 0.0005 else ""
            told += f" Most against it: {against!r}, {signed(least, 3)}." if least < -0.0005 else ""

        marks = bars((120, 12, 380, 24), self.class_names, p, bold=1, digits=3) if cut else []
        top, x = 24 * len(p) + 40, 10.0
        meaning = f"bar above: speaks for {self.class_names[1]}; bar below: against"
        marks.append(text(10, top, meaning, fill=GREY))
        y, heights = top + 40, 12 * change / max(np.abs(change).max(initial=0), 1e-9)
        for word, height in zip(cut, heights, strict=True):
            word, width = word[:40], 9 + 8.2 * len(word[:40])
            if x + width > 710:
                x, y = 10.0, y + 48
            marks += [rect(x, y - 15, width, 20, PALE, rx=3), text(x + width / 2, y, word, size=13, anchor="middle")]
            if abs(height) > 0.4:
                low, colour = (y - 16 - height, COLOURS[1]) if height > 0 else (y + 6, COLOURS[0])
                marks.append(rect(x, low, width, abs(height), colour))
            x += width + 4
        return Picture(svg(720, y + 28, *marks), alt=told)
