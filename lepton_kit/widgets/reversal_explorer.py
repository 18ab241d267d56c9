"""Lesson 2: drop one alternative and watch what happens to the ranks of the others."""

import numpy as np

from lepton_kit.partnership.scoring import rank
from lepton_kit.widgets.controls import Choice
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.rules import RULES
from lepton_kit.widgets.svg import COLOURS, GREY, PALE, element, svg, text

__all__ = ["ReversalExplorer", "draw_reversal"]


def draw_reversal(names, before, after, dropped=None):
    """Two ranked lists, with all and without one, and a line for each partner from its place to its new place.

    Parameters
    ----------
    names : sequence of n texts
    before : array_like, shape (n,)
        Scores with all.
    after : array_like, shape (n,)
        Scores without the dropped one; its own entry is not shown.
    dropped : int, optional

    Returns
    -------
    str
        SVG text.
    """
    kept = [i for i in range(len(names)) if i != dropped]
    here, there = _lines(before, kept), _lines(after, kept)
    was, now = _ranks(before, kept), _ranks(after, kept)
    head = "with all" if dropped is None else "with all, of those who stay"
    marks = [text(20, 24, head, size=12, fill=GREY)]
    marks.append(text(430, 24, "the same" if dropped is None else f"without {names[dropped]}", size=12, fill=GREY))
    for i in sorted(kept, key=lambda i: was[i] != now[i]):
        up = was[i] - now[i]
        colour, width = (COLOURS[0], 3) if up > 0 else (COLOURS[1], 3) if up < 0 else (PALE, 2)
        y, to = here[i], there[i]
        weight = "bold" if now[i] == 1 else "normal"
        marks.append(element("line", x1=276, x2=424, y1=y - 4, y2=to - 4, stroke=colour, stroke_width=width))
        marks.append(text(20, y, f"{was[i]:>2}  {names[i]}", font_weight="bold" if was[i] == 1 else "normal"))
        marks.append(text(270, y, f"{before[i]:.3f}", size=11, anchor="end", fill=GREY))
        marks.append(text(432, to, f"{now[i]:>2}  {names[i]}", font_weight=weight))
        marks.append(text(676, to, f"{after[i]:.3f}", size=11, anchor="end", fill=GREY))
        if up:
            marks.append(text(684, to, f"{'▲' if up > 0 else '▼'} {abs(up)}", fill=colour, font_weight="bold"))
    bottom = 52 + 24 * len(kept)
    if dropped is not None:
        marks.append(text(20, bottom + 4, f"–  {names[dropped]}", fill=GREY, text_decoration="line-through"))
        marks.append(text(270, bottom + 4, f"{before[dropped]:.3f}", size=11, anchor="end", fill=GREY))
    return svg(720, 52 + 24 * len(names) + 4, *marks)


def _ranks(scores, kept):
    return dict(zip(kept, rank(np.asarray(scores)[kept]).tolist(), strict=True))


def _lines(scores, kept):
    """The height at which each partner stands."""
    order = sorted(kept, key=lambda i: -scores[i])
    return {i: 52 + 24 * k for k, i in enumerate(order)}


class ReversalExplorer(Explorer):
    """Leave one alternative out and see whether the others change places, for several ways of scoring.

    Parameters
    ----------
    X : array_like, shape (n, k)
        n alternatives by k criteria, more is better.
    names : sequence of n texts, optional
    weights : array_like, shape (k,), optional
        The criteria count alike unless given.
    rule : str, optional
        The way of scoring to start with.
    """

    title = "Rank reversal explorer"

    def __init__(self, X, names=None, weights=None, *, rule="weighted sum, min-max scaling"):
        self.X = np.asarray(X, dtype=float)
        n, k = self.X.shape
        self.names = tuple(names) if names is not None else tuple(f"alternative {i}" for i in range(n))
        self.weights = np.full(k, 1 / k) if weights is None else weights
        self.rule = rule
        super().__init__()

    def controls(self):
        """The rule, and whom to leave out."""
        options = {"nobody": -1} | {name: i for i, name in enumerate(self.names)}
        return {
            "rule": Choice("Rule", options={name: name for name in RULES}, start=self.rule),
            "dropped": Choice("Leave out", options=options, start=-1),
        }

    def view(self, rule, dropped):
        kept = np.flatnonzero(np.arange(len(self.names)) != dropped)
        before, after = self._scores(rule, np.arange(len(self.names))), np.full(len(self.names), np.nan)
        after[kept] = self._scores(rule, kept)
        dropped = None if dropped < 0 else dropped
        return Picture(draw_reversal(self.names, before, after, dropped), alt=self._words(rule, before, after, dropped))

    def _scores(self, rule, kept):
        return RULES[rule](self.X[kept], self.weights, ["max"] * self.X.shape[1])

    def _words(self, rule, before, after, dropped):
        first = self._first(before)
        if dropped is None:
            return f"{rule[0].upper()}{rule[1:]}: {first} first of {len(before)}. Leave one out to see who moves."
        kept = [i for i in range(len(before)) if i != dropped]
        was, now = _ranks(before, kept), _ranks(after, kept)
        moved = sum(was[i] != now[i] for i in kept)
        words = f"Without {self.names[dropped]}, {moved} of the other {len(kept)} change places"
        same = all((was[i] == 1) == (now[i] == 1) for i in kept)
        winner = self._first(after)
        return f"{words}; {winner} {'stays' if same else 'is now'} first{'' if same else f', before it was {first}'}."

    def _first(self, scores):
        return " and ".join(self.names[i] for i in np.flatnonzero(scores >= np.nanmax(scores) - 1e-12))
