"""Lesson 2: drop one alternative and watch what happens to the ranks of the others."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.partnership.scoring import rank
from lepton_kit.widgets.drawing import COLOURS, GREY, PALE, Marks, Names, cells, line, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture
from lepton_kit.widgets.rules import RULES

__all__ = ["ReversalExplorer", "draw_reversal"]


def draw_reversal(names: Names, before: np.ndarray, after: np.ndarray, dropped: int | None = None) -> str:
    """Two ranked lists, with all and without one, and a line for each partner from its place to its new place.

    Parameters
    ----------
    names : sequence of n texts
    before : array_like, shape (n,)
        Scores with all.
    after : array_like, shape (n,)
        Scores without the dropped one; its own entry is not shown.
    dropped : int, optional

    Returns SVG text.
    """
    kept = [i for i in range(len(names)) if i != dropped]
    was, now = _ranks(before, kept), _ranks(after, kept)
    here, there = ({i: 52 + 24 * k for k, i in enumerate(sorted(kept, key=lambda i: -s[i]))} for s in (before, after))
    head, then = "with all", "the same"
    if dropped is not None:
        head, then = "with all, of those who stay", f"without {names[dropped]}"
    marks = cells(24, left={20: head, 432: then}, fill=GREY)

    def entry(x: float, y: float, place: object, i: int, scores: Any, **look: Any) -> Marks:
        words = cells(y, left={x + 26: names[i]}, right={x + 18: place}, size=13, bold=place == 1, **look)
        return words + cells(y, right={x + 250: f"{scores[i]:.3f}"}, size=11, fill=GREY)

    for i in sorted(kept, key=lambda i: was[i] != now[i]):
        up = was[i] - now[i]
        colour, width, arrow = (COLOURS[0], 3, "▲") if up > 0 else (COLOURS[1], 3, "▼") if up < 0 else (PALE, 2, "")
        marks.append(line(276, here[i] - 4, 424, there[i] - 4, colour, stroke_width=width))
        marks += entry(20, here[i], was[i], i, before) + entry(426, there[i], now[i], i, after)
        marks += [text(684, there[i], f"{arrow} {abs(up)}", fill=colour, bold=True)] * bool(up)
    if dropped is not None:
        marks += entry(20, 56 + 24 * len(kept), "–", dropped, before, fill=GREY, text_decoration="line-through")
    return svg(720, 56 + 24 * len(names), *marks)


def _ranks(scores: ArrayLike, kept: Sequence[int]) -> dict[int, int]:
    return dict(zip(kept, rank(np.asarray(scores)[kept]).tolist(), strict=True))


class ReversalExplorer(Explorer):
    """Leave one alternative out and see whether the others change places, for several ways of scoring.

    Parameters
    ----------
    X : array_like, shape (n, k)
        n alternatives by k criteria, more is better.
    names : sequence of n texts
    weights : array_like, shape (k,)
    """

    title = "Rank reversal explorer"

    def __init__(self, X: ArrayLike, names: Names, weights: ArrayLike) -> None:
        self.X, self.names, self.weights = np.asarray(X, dtype=float), tuple(names), weights
        super().__init__()

    def controls(self) -> Controls:
        """The rule, and whom to leave out."""
        options = {"nobody": -1} | {name: i for i, name in enumerate(self.names)}
        return {
            "rule": Choice("Rule", options=RULES.keys(), start=next(iter(RULES))),
            "dropped": Choice("Leave out", options=options, start=-1),
        }

    def view(self, rule: str, dropped: int) -> Picture:
        everybody = np.arange(len(self.names))
        kept = np.flatnonzero(everybody != dropped)
        before, after = self._scores(rule, everybody), np.full(len(everybody), np.nan)
        after[kept] = self._scores(rule, kept)
        first, winner = self._first(before), self._first(after)
        if dropped < 0:
            words = f"{rule[0].upper()}{rule[1:]}: {first} first of {len(before)}. Leave one out to see who moves."
            return Picture(draw_reversal(self.names, before, after), alt=words)
        was, now = _ranks(before, kept.tolist()), _ranks(after, kept.tolist())
        moved = sum(was[i] != now[i] for i in was)
        words = f"Without {self.names[dropped]}, {moved} of the other {len(was)} change places"
        same = all((was[i] == 1) == (now[i] == 1) for i in was)
        words += f"; {winner} stays first." if same else f"; {winner} is now first, before it was {first}."
        return Picture(draw_reversal(self.names, before, after, dropped), alt=words)

    def _scores(self, rule: str, kept: np.ndarray) -> np.ndarray:
        return RULES[rule](self.X[kept], self.weights, ["max"] * self.X.shape[1])

    def _first(self, scores: np.ndarray) -> str:
        return " and ".join(self.names[i] for i in np.flatnonzero(scores >= np.nanmax(scores) - 1e-12))
