"""Lesson 2: three weights as a point in a triangle, the ranking they give, and the map of who wins where."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.partnership.scoring import rank
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, PALE, Marks, Names, cells, element, image, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range
from lepton_kit.widgets.picture import png_uri
from lepton_kit.widgets.rules import RULES

__all__ = ["WeightExplorer"]

_LEFT, _TOP, _SIDE, _HIGH = 24, 48, 300, 260
_CORNERS = np.array([[_LEFT + _SIDE / 2, _TOP], [_LEFT, _TOP + _HIGH], [_LEFT + _SIDE, _TOP + _HIGH]])
_GRID = np.array([(i, j, 20 - i - j) for i in range(21) for j in range(21 - i)]) / 20
"""Scores are worked out for these weights, and read off between them: exact for a weighted sum."""
_X, _Y = np.meshgrid(np.arange(_LEFT + 1, _LEFT + _SIDE, 2), np.arange(_TOP + 1, _TOP + _HIGH, 2))  # pixels, two wide
_ASIDE = _X - _CORNERS[0, 0]  # of the triangle's middle
_HALF = (_Y - _TOP) * _SIDE / _HIGH / 2  # how far to each side the triangle reaches
INSIDE = np.abs(_ASIDE) <= _HALF


class WeightExplorer(Explorer):
    """Weigh three criteria against each other; see the ranking and for which weights each partner comes first.

    Parameters
    ----------
    portfolio : Portfolio
    criteria : sequence of 3 texts
        Columns of the portfolio; more is better.
    weights : array_like, shape (3,)
        To start with.
    """

    def __init__(self, portfolio: Any, criteria: Names, weights: ArrayLike) -> None:
        self.names, self.criteria = portfolio.names, tuple(criteria)
        if len(self.criteria) != 3:
            raise ValueError(f"The triangle has room for 3 criteria; got {len(self.criteria)}")
        self.X, self.senses = portfolio.table(self.criteria), ["max"] * 3
        self.winners = {name: self._map(rule) for name, rule in RULES.items()}
        ever = np.unique([winners[INSIDE] for winners in self.winners.values()])
        self.colours = {i: COLOURS[k % len(COLOURS)] for k, i in enumerate(ever.tolist())}
        shares = zip(self.criteria, np.asarray(weights).tolist(), strict=True)
        points = (Range(f"Points for {name}", low=0, high=100, step=5, start=round(100 * w)) for name, w in shares)
        rules = Choice("Rule", options=RULES.keys(), start=next(iter(RULES)))
        super().__init__(rule=rules, **{f"w{j}": control for j, control in enumerate(points)})

    def _map(self, rule: Callable) -> np.ndarray:
        """Who wins at each pixel; those outside the triangle count as the nearest one of their row."""
        from scipy.interpolate import LinearNDInterpolator

        scores = LinearNDInterpolator(_GRID @ _CORNERS, [rule(self.X, weights, self.senses) for weights in _GRID])
        near = _CORNERS[0, 0] + _ASIDE.clip(-0.99 * _HALF, 0.99 * _HALF)
        return scores(near, _Y).argmax(axis=-1)

    def view(self, rule: str, w0: int, w1: int, w2: int) -> Picture:
        points = np.array([w0, w1, w2], dtype=float)
        if not points.any():
            raise ValueError("All three have 0 points: give at least one criterion some weight.")
        weights, winners = points / points.sum(), self.winners[rule]
        scores = RULES[rule](self.X, weights, self.senses)
        area = np.bincount(winners[INSIDE], minlength=len(scores)) / INSIDE.sum()
        first = [name for name, place in zip(self.names, rank(scores), strict=True) if place == 1]
        listed = ", ".join(f"{name} {w:.2f}" for name, w in zip(self.criteria, weights, strict=True))
        words = f"{rule[0].upper()}{rule[1:]}. Weights: {listed}. {' and '.join(first)} "
        share = f"comes first, and does so for {area[scores.argmax()]:.0%} of all weights."
        words += "come first." if len(first) > 1 else share
        marks = self._triangle(winners, weights, area) + self._ranking(scores, area)
        return Picture(svg(720, max(_TOP + _HIGH + 36, 48 + 24 * len(scores)), *marks), alt=words)

    def _triangle(self, winners: np.ndarray, weights: np.ndarray, area: np.ndarray) -> Marks:
        """All weights, coloured by who wins with them, and the present ones; ``area`` is the share that each wins."""
        corners = " ".join(f"{x:g},{y:g}" for x, y in _CORNERS)
        palette = np.array([[*bytes.fromhex(self.colours.get(i, PALE)[1:])] for i in range(len(area))], np.uint8)
        marks = [element("clipPath", element("polygon", points=corners), id="all")]
        area_map = image(png_uri(palette[winners]), _LEFT, _TOP, _SIDE, _HIGH)
        marks.append(element("g", area_map, clip_path="url(#all)", opacity=0.45))
        marks.append(element("polygon", points=corners, fill="none", stroke=INK))
        x, y = weights @ _CORNERS
        for i in np.flatnonzero(area >= 0.08).tolist():
            row, column = (_TOP, _LEFT) + 2 * np.argwhere(INSIDE & (winners == i)).mean(axis=0)
            row += 24 * (abs(y - row) < 20 and abs(x - column) < 50)  # clear of the present weights
            marks.append(text(column, row + 4, self.names[i].split()[0], anchor="middle", bold=True))
        marks.append(element("circle", cx=x, cy=y, r=7, fill="white", stroke=INK, stroke_width=3))
        low = _TOP + _HIGH + 20
        ends = ((_LEFT + _SIDE / 2, _TOP - 10, "middle"), (_LEFT - 18, low, "start"), (_LEFT + _SIDE + 18, low, "end"))
        for (x, y, anchor), criterion, weight in zip(ends, self.criteria, weights, strict=True):
            marks.append(text(x, y, f"{criterion} {weight:.2f}", anchor=anchor))
        return marks

    def _ranking(self, scores: np.ndarray, area: np.ndarray) -> Marks:
        """The partners by their scores, each with the share of the triangle that it wins."""
        zero, reach = 520, max(float(np.abs(scores).max()), 1e-9)
        marks = cells(24, left={372: "ranking with these weights"}, right={708: "area won"}, fill=GREY)
        for k, i in enumerate(np.argsort(-scores, kind="stable")):
            y, width = 48 + 24 * k, 76 * max(float(scores[i]), 0) / reach
            marks.append(text(372, y, self.names[i], bold=scores[i] == scores.max()))
            marks.append(rect(zero, y - 11, width, 14, self.colours[i] if area[i] else PALE))
            marks.append(text(zero + width + 5, y, f"{scores[i]:.3f}", size=11))
            if area[i]:
                marks.append(text(708, y, "< 1%" if area[i] < 0.005 else f"{area[i]:.0%}", anchor="end"))
        return marks
