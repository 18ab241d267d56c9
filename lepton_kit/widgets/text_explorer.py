"""Lesson 11: write a text, see the class probabilities, and what each word does to them."""

from lepton_kit.sequences.leaving_out import influence
from lepton_kit.widgets.controls import Entry
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, signed, svg, text

__all__ = ["TextExplorer", "draw_text"]

_FOR, _AGAINST = COLOURS[1], COLOURS[0]


def draw_text(words, change, probabilities, class_names, of):
    """The words in lines, a bar above each that speaks for class ``of`` and below each that speaks against it.

    Parameters
    ----------
    words : sequence of str
    change : array_like, shape (len(words),)
        How much of the probability goes with each word.
    probabilities : array_like, shape (classes,)
    class_names : sequence of str
    of : int

    Returns
    -------
    str
        SVG text.
    """
    marks, full, reach = [], 380, max((abs(float(c)) for c in change), default=0) or 1
    for i, (name, p) in enumerate(zip(class_names, probabilities, strict=True)):
        y = 14 + 24 * i
        colour = _FOR if i == of else _AGAINST
        marks.append(text(110, y + 14, name, anchor="end"))
        marks.append(element("rect", x=120, y=y, width=max(1.0, full * p), height=18, fill=colour))
        marks.append(text(126 + full * p, y + 14, f"{p:.3f}"))
    top = 24 * len(class_names) + 40
    marks.append(text(10, top, f"bar above: speaks for {class_names[of]}; bar below: against", size=12, fill=GREY))
    x, y = 10.0, top + 40
    for word, each in zip(words, change, strict=True):
        wide = 9 + 8.2 * len(word[:40])
        if x + wide > 710:
            x, y = 10.0, y + 48
        marks.append(element("rect", x=x, y=y - 15, width=wide, height=20, fill=PALE, rx=3))
        marks.append(text(x + wide / 2, y, word[:40], anchor="middle", fill=INK))
        tall = 12 * abs(float(each)) / reach
        if tall > 0.4:
            above = each > 0
            at = {"x": x, "width": wide, "height": tall}
            marks.append(element("rect", y=y - 16 - tall if above else y + 6, fill=_FOR if above else _AGAINST, **at))
        x += wide + 4
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

    title = "Text explorer"
    most = 60

    def __init__(self, probabilities, class_names, start, *, of=1, unit="word"):
        self.probabilities, self.class_names = probabilities, tuple(class_names)
        self.start, self.of, self.unit = start, of, unit
        super().__init__()

    def controls(self):
        """The text."""
        return {"words": Entry("Text", start=self.start)}

    def arrange(self, inputs):
        """The text over the whole width."""
        inputs["words"].layout.grid_area = "auto / 1 / auto / -1"
        return list(inputs.values())

    def view(self, words):
        if not any(letter.isalnum() for letter in words):
            empty = [0.0] * len(self.class_names)
            return Picture(draw_text([], [], empty, self.class_names, self.of), alt="No word yet. Write a text.")
        found = influence(self.probabilities, words, of=self.of, unit=self.unit, most=self.most)
        name, p = self.class_names[self.of], float(found.probabilities[self.of])
        order = sorted(zip(found.change, found.words, strict=True), key=lambda pair: pair[0])
        said = [f"{name}: probability {p:.3f}."]
        if order[-1][0] > 0.0005:
            said.append(f"Without {order[-1][1]!r} it would be {p - order[-1][0]:.3f}.")
        if order[0][0] < -0.0005:
            said.append(f"Most against it: {order[0][1]!r}, {signed(order[0][0], 3)}.")
        picture = draw_text(found.words, found.change, found.probabilities, self.class_names, self.of)
        return Picture(picture, alt=" ".join(said))
