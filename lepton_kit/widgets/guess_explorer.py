"""Lesson 13: commit to an answer, then look: where is a kernel's response strongest, and which shape comes out?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_kit.widgets.drawing import COLOURS, GREY, INK, Marks, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range, Toggle
from lepton_kit.widgets.panels import map_uri, outline, panel, photo_uri

__all__ = ["LETTERS", "GuessExplorer", "QuizItem", "draw_item"]

LETTERS = "ABCD"

_SIDE, _TOP = 210, 64


@dataclass(frozen=True, slots=True, eq=False)
class QuizItem:
    """A question with four answers, one of them right.

    ``places`` are the windows that the letters stand for, ``feature_map`` gives the answer away; both are absent where
    the answers are words.
    """

    question: str
    answers: tuple[str, ...]
    right: int
    why: str
    image: Any = None
    kernel: Any = None
    feature_map: Any = None
    places: tuple[tuple[int, int], ...] = ()


def draw_item(item: QuizItem, guess: int, shown: bool) -> str:
    """The question with its four answers; with ``shown`` what is right, and the map that says so.

    Parameters
    ----------
    item : QuizItem
    guess : int, -1 for none yet
    shown : bool

    Returns SVG text.
    """
    pictured = item.image is not None
    marks = [text(10, 22, item.question, size=13)]
    if pictured:
        marks += panel(photo_uri(item.image), 10, _TOP, _SIDE, "picture")
        marks += _frames(10, item.image.shape, item.places, 3)
        marks.append(text(250, _TOP - 8, "kernel", fill=GREY))
        for (i, j), number in np.ndenumerate(item.kernel):
            x, y = 250 + 44 * j, _TOP + 44 * i
            marks.append(rect(x, y, 40, 40, "white", stroke=GREY))
            marks.append(text(x + 20, y + 25, f"{number:g}".replace("-", "−"), size=13, anchor="middle"))
        if shown:
            marks += panel(map_uri(item.feature_map, float(np.abs(item.feature_map).max())), 500, _TOP, _SIDE, "map")
            marks += _frames(500, item.feature_map.shape, item.places, 1)
    for k, answer in enumerate(item.answers):
        right, bold = shown and k == item.right, k == guess or (shown and k == item.right)
        words = answer if shown or not pictured else answer[0]
        words += " ✓ right" if right else " ✗" if shown and k == guess else " ◂ your guess" if k == guess else ""
        x, y = (250 + 124 * (k % 2), _TOP + 158 + 26 * (k // 2)) if pictured else (30, _TOP + 10 + 34 * k)
        marks.append(text(x, y, words, size=13 if pictured else 15, fill=COLOURS[2] if right else INK, bold=bold))
    return svg(720, _TOP + (_SIDE + 12 if pictured else 146), *marks)


def _frames(left: float, shape: tuple[int, ...], places: tuple[tuple[int, int], ...], size: int) -> Marks:
    """The four frames with their letters."""
    marks: Marks = []
    for letter, (row, column) in zip(LETTERS, places, strict=False):
        x = min(left + _SIDE / shape[1] * (column + size) + 3, left + _SIDE - 14)
        y = _TOP + _SIDE / shape[0] * row
        marks += outline(left, _TOP, _SIDE, shape, (row, column, size))
        marks.append(rect(x, y - 1, 13, 14, "white", stroke=INK))
        marks.append(text(x + 6.5, y + 10, letter, size=11, anchor="middle", bold=True))
    return marks


class GuessExplorer(Explorer):
    """Commit to an answer, then look. A new question takes guess and answer away.

    Parameters
    ----------
    items : sequence of QuizItem
        What is asked, in order.
    """

    def __init__(self, items: Sequence[QuizItem]) -> None:
        self.items = tuple(items)
        super().__init__()

    def controls(self) -> Controls:
        """The question, the guess, and whether the answer is shown."""
        guesses = {"no guess yet": -1} | {letter: k for k, letter in enumerate(LETTERS)}
        return {
            "question": Range("Question", low=1, high=len(self.items), step=1, start=1),
            "guess": Choice("Your guess", options=guesses, start=-1),
            "shown": Toggle("Show the answer"),
        }

    def set(self, **values: Any) -> "GuessExplorer":
        """Set some controls. Another question begins without guess and answer."""
        if values.get("question", self._values["question"]) != self._values["question"]:
            values = {"guess": -1, "shown": False} | values
        return super().set(**values)

    def view(self, question: int, guess: int, shown: bool) -> Picture:
        item, shown = self.items[question - 1], shown and guess >= 0
        words = f"Question {question} of {len(self.items)}. {item.question} "
        if item.image is None:
            words += f"{'; '.join(item.answers)}. "
        if guess < 0:
            words += "Commit to a guess; then the answer can be shown."
        elif not shown:
            words += f"Your guess is {LETTERS[guess]}. Show the answer when you are sure."
        else:
            verdict = "Right" if guess == item.right else f"No, not {LETTERS[guess]}"
            words += f"{verdict}: it is {item.answers[item.right]}. {item.why}"
        return Picture(draw_item(item, guess, shown), alt=words)
