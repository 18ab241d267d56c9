"""Lesson 8: commit to an answer, then look: where is a kernel's response strongest, and which shape comes out?"""

import numpy as np

from lepton_kit.validate import generator
from lepton_kit.widgets.controls import Choice, Range, Toggle
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.panels import map_uri, outline, panel, photo_uri
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.rounds import LETTERS, place_round, shape_round
from lepton_kit.widgets.svg import COLOURS, GREY, INK, element, svg, text

__all__ = ["GuessExplorer", "draw_round"]

_SIDE, _TOP = 210, 64


def draw_round(asked, guess, shown):
    """The question with its four answers; with ``shown`` what is right, and the map that says so.

    Parameters
    ----------
    asked : lepton_kit.widgets.rounds.Round
    guess : int, -1 for none yet
    shown : bool

    Returns SVG text.
    """
    marks = [text(10, 22, asked.question)]
    if asked.image is not None:
        marks += panel(photo_uri(asked.image), 10, _TOP, _SIDE, "picture")
        marks += _frames(10, asked.image.shape, asked.places, 3)
        for (i, j), number in np.ndenumerate(asked.kernel):
            x, y = 250 + 44 * j, _TOP + 44 * i
            marks.append(element("rect", x=x, y=y, width=40, height=40, fill="white", stroke=GREY))
            marks.append(text(x + 20, y + 25, f"{number:g}".replace("-", "−"), anchor="middle"))
        marks.append(text(250, _TOP - 8, "kernel", size=12, fill=GREY))
        if shown:
            marks += panel(map_uri(asked.made, float(np.abs(asked.made).max())), 500, _TOP, _SIDE, "map")
            marks += _frames(500, asked.made.shape, asked.places, 1)
    left, top = (250, _TOP + 158) if asked.image is not None else (30, _TOP + 10)
    for k, answer in enumerate(asked.answers):
        said = answer if shown or asked.image is None else answer[0]
        x, y = (left + 124 * (k % 2), top + 26 * (k // 2)) if asked.image is not None else (left, top + 34 * k)
        right, colour = shown and k == asked.right, COLOURS[2] if shown and k == asked.right else INK
        said += " ✓ right" if right else " ✗" if shown and k == guess else " ◂ your guess" if k == guess else ""
        bold = "bold" if right or k == guess else "normal"
        size = 13 if asked.image is not None else 15
        marks.append(text(x, y, said, size=size, fill=colour, font_weight=bold))
    return svg(720, _TOP + _SIDE + 12 if asked.image is not None else top + 34 * 4, *marks)


def _frames(left, shape, places, size):
    """The four frames with their letters."""
    marks = []
    for letter, (row, column) in zip(LETTERS, places, strict=False):
        marks += outline(left, _TOP, _SIDE, shape, (row, column, size))
        x, y = left + _SIDE / shape[1] * (column + size) + 3, _TOP + _SIDE / shape[0] * row + 10
        place = {"x": min(x, left + _SIDE - 14), "y": y - 11, "width": 13, "height": 14}
        marks.append(element("rect", fill="white", stroke=INK, **place))
        marks.append(text(place["x"] + 6.5, y, letter, size=11, anchor="middle", font_weight="bold"))
    return marks


class GuessExplorer(Explorer):
    """Commit to an answer, then look. A new question takes guess and answer away.

    Parameters
    ----------
    images : ndarray of uint8, shape (n, h, h)
        Pictures to ask about.
    rng : None, int or Generator
        Mixes the answers.
    """

    title = "Guess explorer"

    def __init__(self, images, *, rng=0):
        images, rng = np.asarray(images), generator(rng)
        if images.dtype != np.uint8 or images.ndim != 3 or not len(images) or min(images.shape[1:]) < 12:
            raise ValueError(f"Grey pictures of uint8, shape (n, h, h), are wanted; got {images.dtype} {images.shape}")
        kinds = ("upright edges", "level edges", "spots")
        shapes = ((28, 1, 5, 8, 1), (28, 1, 3, 16, 2), (13, 32, 3, 64, 1), (32, 3, 5, 10, 3))
        self.rounds = []
        for k, shape in enumerate(shapes):
            self.rounds.append(place_round(images[k % len(images)], kinds[k % 3], rng))
            self.rounds.append(shape_round(*shape, rng))
        super().__init__()

    def controls(self):
        """The question, the guess, and whether the answer is shown."""
        guesses = {"no guess yet": -1} | {letter: k for k, letter in enumerate(LETTERS)}
        return {
            "question": Range("Question", low=1, high=len(self.rounds), step=1, start=1),
            "guess": Choice("Your guess", options=guesses, start=-1),
            "shown": Toggle("Show the answer"),
        }

    def set(self, **values):
        """Set some controls. Another question begins without guess and answer."""
        if values.get("question", self._values["question"]) != self._values["question"]:
            values = {"guess": -1, "shown": False} | values
        return super().set(**values)

    def changed(self, name, value):
        if not self._quiet:
            self.set(**{name: value})

    def view(self, question, guess, shown):
        asked = self.rounds[question - 1]
        shown = shown and guess >= 0
        words = f"Question {question} of {len(self.rounds)}. {asked.question} "
        if asked.image is None:
            words += f"{'; '.join(asked.answers)}. "
        if guess < 0:
            words += "Commit to a guess; then the answer can be shown."
        elif not shown:
            words += f"Your guess is {LETTERS[guess]}. Show the answer when you are sure."
        else:
            verdict = "Right" if guess == asked.right else f"No, not {LETTERS[guess]}"
            words += f"{verdict}: it is {asked.answers[asked.right]}. {asked.why}"
        return Picture(draw_round(asked, guess, shown), alt=words)
