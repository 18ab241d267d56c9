"""Lesson 13: commit to an answer, then look: where is a kernel's response strongest, and which shape comes out?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_kit.widgets.drawing import COLOURS, GREY, INK, Marks, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range, Toggle
from lepton_kit.widgets.panels import map_uri, outline, panel, photo_uri

__all__ = ["LETTERS", "GuessExplorer", "QuizItem"]

LETTERS = "ABCD"
_GUESSES = {"no guess yet": -1} | {letter: k for k, letter in enumerate(LETTERS)}

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


class GuessExplorer(Explorer):
    """Commit to an answer, then look. A new question takes guess and answer away.

    Parameters
    ----------
    items : sequence of QuizItem
        What is asked, in order.
    """

    guess = Choice("Your guess", options=_GUESSES, start=-1)
    shown = Toggle("Show the answer")

    def __init__(self, items: Sequence[QuizItem]) -> None:
        self.items = tuple(items)
        super().__init__(question=Range("Question", low=1, high=len(self.items), step=1, start=1))

    def set(self, **values: Any) -> "GuessExplorer":
        """Set some controls. Another question begins without guess and answer."""
        if values.get("question", self._values["question"]) != self._values["question"]:
            values = {"guess": -1, "shown": False} | values
        return super().set(**values)

    def view(self, question: int, guess: int, shown: bool) -> Picture:
        item, shown = self.items[question - 1], shown and guess >= 0
        pictured, right = item.image is not None, item.right if shown else -1
        words = f"Question {question} of {len(self.items)}. {item.question} "
        words += "" if pictured else f"{'; '.join(item.answers)}. "
        if guess < 0:
            words += "Commit to a guess; then the answer can be shown."
        elif not shown:
            words += f"Your guess is {LETTERS[guess]}. Show the answer when you are sure."
        else:
            verdict = "Right" if guess == right else f"No, not {LETTERS[guess]}"
            words += f"{verdict}: it is {item.answers[right]}. {item.why}"

        marks = [text(10, 22, item.question, size=13)]
        if pictured:
            marks += panel(photo_uri(item.image), 10, _TOP, _SIDE, "picture")
            marks += _frames(10, item.image.shape, item.places, 3)
            marks.append(text(250, _TOP - 8, "kernel", fill=GREY))
            for (i, j), number in np.ndenumerate(item.kernel):
                x, y = 250 + 44 * j, _TOP + 44 * i
                marks.append(rect(x, y, 40, 40, "white", stroke=GREY))
                marks.append(text(x + 20, y + 25, f"{number:g}".replace("-", "−"), size=13, anchor="middle"))
        if pictured and shown:
            marks += panel(map_uri(item.feature_map, float(np.abs(item.feature_map).max())), 500, _TOP, _SIDE, "map")
            marks += _frames(500, item.feature_map.shape, item.places, 1)
        for k, answer in enumerate(item.answers):
            note = " ✓ right" if k == right else "" if k != guess else " ✗" if shown else " ◂ your guess"
            look: dict[str, Any] = {"fill": COLOURS[2] if k == right else INK, "bold": k in (guess, right)}
            answer = answer if shown or not pictured else answer[0]
            x, y = (250 + 124 * (k % 2), _TOP + 158 + 26 * (k // 2)) if pictured else (30, _TOP + 10 + 34 * k)
            marks.append(text(x, y, answer + note, size=13 if pictured else 15, **look))
        return Picture(svg(720, _TOP + (_SIDE + 12 if pictured else 146), *marks), alt=words)


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
