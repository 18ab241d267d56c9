"""Lesson 2: drop one alternative and watch what happens to the ranks of the others."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.partnership.scoring import rank
from lepton_kit.widgets.drawing import COLOURS, GREY, PALE, Marks, Names, cells, line, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture
from lepton_kit.widgets.rules import RULES

__all__ = ["ReversalExplorer"]


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

    rule = Choice("Rule", options=RULES.keys(), start=next(iter(RULES)))

    def __init__(self, X: ArrayLike, names: Names, weights: ArrayLike) -> None:
        self.X, self.names, self.weights = np.asarray(X, dtype=float), tuple(names), weights
        options = {"nobody": -1} | {name: i for i, name in enumerate(self.names)}
        super().__init__(dropped=Choice("Leave out", options=options, start=-1))

    def view(self, rule: str, dropped: int) -> Picture:
        everybody = np.arange(len(self.names))
        kept = np.flatnonzero(everybody != dropped)
        before, after = self._scores(rule, everybody), np.full(len(everybody), np.nan)
        after[kept] = self._scores(rule, kept)
        was, now = (dict(zip(kept.tolist(), rank(scores[kept]).tolist(), strict=True)) for scores in (before, after))
        first, winner = self._first(before), self._first(after)
        words = f"{rule[0].upper()}{rule[1:]}: {first} first of {len(before)}. Leave one out to see who moves."
        head, then = "with all", "the same"
        if dropped >= 0:
            head, then = "with all, of those who stay", f"without {self.names[dropped]}"
            moved = sum(was[i] != now[i] for i in was)
            words = f"Without {self.names[dropped]}, {moved} of the other {len(was)} change places; {winner} "
            same = all((was[i] == 1) == (now[i] == 1) for i in was)
            words += "stays first." if same else f"is now first, before it was {first}."

        here, there = (
            {i: 52 + 24 * k for k, i in enumerate(sorted(was, key=lambda i: -s[i]))} for s in (before, after)
        )
        marks = cells(24, left={20: head, 432: then}, fill=GREY)
        for i in sorted(was, key=lambda i: was[i] != now[i]):
            up = was[i] - now[i]
            colour, width, arrow = (COLOURS[0], 3, "▲") if up > 0 else (COLOURS[1], 3, "▼") if up < 0 else (PALE, 2, "")
            marks.append(line(276, here[i] - 4, 424, there[i] - 4, colour, stroke_width=width))
            marks += self._entry(20, here[i], was[i], i, before) + self._entry(426, there[i], now[i], i, after)
            marks += [text(684, there[i], f"{arrow} {abs(up)}", fill=colour, bold=True)] * bool(up)
        if dropped >= 0:
            look = {"fill": GREY, "text_decoration": "line-through"}
            marks += self._entry(20, 56 + 24 * len(kept), "–", dropped, before, **look)
        return Picture(svg(720, 56 + 24 * len(everybody), *marks), alt=words)

    def _entry(self, x: float, y: float, place: object, i: int, scores: np.ndarray, **look: Any) -> Marks:
        """Place, name and score of one of them."""
        words = cells(y, left={x + 26: self.names[i]}, right={x + 18: place}, size=13, bold=place == 1, **look)
        return words + cells(y, right={x + 250: f"{scores[i]:.3f}"}, size=11, fill=GREY)

    def _scores(self, rule: str, kept: np.ndarray) -> np.ndarray:
        return RULES[rule](self.X[kept], self.weights, ["max"] * self.X.shape[1])

    def _first(self, scores: np.ndarray) -> str:
        return " and ".join(self.names[i] for i in np.flatnonzero(scores >= np.nanmax(scores) - 1e-12))
