"""Lesson 2: three weights as a point in a triangle, the ranking they give, and the map of who wins where."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.partnership.scoring import rank
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, PALE, Names, cells, element, image, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range
from lepton_kit.widgets.picture import png_uri
from lepton_kit.widgets.rules import RULES

__all__ = ["WeightExplorer", "draw_weights"]

_LEFT, _TOP, _SIDE, _HIGH = 24, 48, 300, 260
_CORNERS = np.array([[_LEFT + _SIDE / 2, _TOP], [_LEFT, _TOP + _HIGH], [_LEFT + _SIDE, _TOP + _HIGH]])
_GRID = np.array([(i, j, 20 - i - j) for i in range(21) for j in range(21 - i)]) / 20
"""Scores are worked out for these weights, and read off between them: exact for a weighted sum."""
_X, _Y = np.meshgrid(np.arange(_LEFT + 1, _LEFT + _SIDE, 2), np.arange(_TOP + 1, _TOP + _HIGH, 2))  # pixels, two wide
_ASIDE = _X - _CORNERS[0, 0]  # of the triangle's middle
_HALF = (_Y - _TOP) * _SIDE / _HIGH / 2  # how far to each side the triangle reaches
INSIDE = np.abs(_ASIDE) <= _HALF


def draw_weights(
    names: Names,
    criteria: Names,
    weights: np.ndarray,
    scores: np.ndarray,
    winners: np.ndarray,
    colours: Mapping[int, str],
) -> str:
    """The triangle of all weights, coloured by winner, with the present weights; beside it the ranking.

    Parameters
    ----------
    names : sequence of n texts
    criteria : sequence of 3 texts
        Top, lower left and lower right corner.
    weights : ndarray, shape (3,)
    scores : ndarray, shape (n,)
    winners : ndarray of int, shape (h, w)
        Who wins, over the rectangle in which the triangle lies.
    colours : dict of int to str
        The colour of each partner that wins anywhere.

    Returns SVG text.
    """
    area = np.bincount(winners[INSIDE], minlength=len(names)) / INSIDE.sum()
    corners = " ".join(f"{x:g},{y:g}" for x, y in _CORNERS)
    palette = np.array([[*bytes.fromhex(colours.get(i, PALE)[1:])] for i in range(len(names))], np.uint8)
    marks = [element("clipPath", element("polygon", points=corners), id="all")]
    area_map = image(png_uri(palette[winners]), _LEFT, _TOP, _SIDE, _HIGH)
    marks.append(element("g", area_map, clip_path="url(#all)", opacity=0.45))
    marks.append(element("polygon", points=corners, fill="none", stroke=INK))
    for i in np.flatnonzero(area >= 0.08).tolist():
        row, column = np.argwhere(INSIDE & (winners == i)).mean(axis=0)
        x, y = _LEFT + 2 * column, _TOP + 2 * row
        marks.append(text(x, y + 4, names[i].split()[0], anchor="middle", bold=True))
    x, y = weights @ _CORNERS
    marks.append(element("circle", cx=x, cy=y, r=7, fill="white", stroke=INK, stroke_width=3))
    low = _TOP + _HIGH + 20
    places = ((_LEFT + _SIDE / 2, _TOP - 10, "middle"), (_LEFT - 18, low, "start"), (_LEFT + _SIDE + 18, low, "end"))
    for (x, y, anchor), criterion, weight in zip(places, criteria, weights, strict=True):
        marks.append(text(x, y, f"{criterion} {weight:.2f}", anchor=anchor))

    zero = 520
    marks += cells(24, left={372: "ranking with these weights"}, right={708: "area won"}, fill=GREY)
    reach = max(float(np.max(np.abs(scores))), 1e-9)
    for k, i in enumerate(np.argsort(-scores, kind="stable")):
        y, width = 48 + 24 * k, 76 * max(float(scores[i]), 0) / reach
        marks.append(text(372, y, names[i], bold=scores[i] == np.max(scores)))
        marks.append(rect(zero, y - 11, width, 14, colours[i] if area[i] else PALE))
        marks.append(text(zero + width + 5, y, f"{scores[i]:.3f}", size=11))
        if area[i]:
            marks.append(text(708, y, "< 1%" if area[i] < 0.005 else f"{area[i]:.0%}", anchor="end"))
    return svg(720, max(_TOP + _HIGH + 36, 48 + 24 * len(names)), *marks)


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
        self.names, self.criteria, self.weights = portfolio.names, tuple(criteria), np.asarray(weights)
        if len(self.criteria) != 3:
            raise ValueError(f"The triangle has room for 3 criteria; got {len(self.criteria)}")
        self.X, self.senses = portfolio.table(self.criteria), ["max"] * 3
        self.winners = {name: self._map(rule) for name, rule in RULES.items()}
        ever = np.unique([winners[INSIDE] for winners in self.winners.values()])
        self.colours = {i: COLOURS[k % len(COLOURS)] for k, i in enumerate(ever.tolist())}
        super().__init__()

    def _map(self, rule: Callable) -> np.ndarray:
        """Who wins at each pixel; those outside the triangle count as the nearest one of their row."""
        from scipy.interpolate import LinearNDInterpolator

        scores = LinearNDInterpolator(_GRID @ _CORNERS, [rule(self.X, weights, self.senses) for weights in _GRID])
        near = _CORNERS[0, 0] + _ASIDE.clip(-0.99 * _HALF, 0.99 * _HALF)
        return scores(near, _Y).argmax(axis=-1)

    def controls(self) -> Controls:
        """The rule, then the importance of each criterion in points; weights are the points' shares."""
        controls: Controls = {"rule": Choice("Rule", options=RULES.keys(), start=next(iter(RULES)))}
        for j, (name, weight) in enumerate(zip(self.criteria, self.weights, strict=True)):
            start = round(100 * float(weight))
            controls[f"w{j}"] = Range(f"Points for {name}", low=0, high=100, step=5, start=start)
        return controls

    def view(self, rule: str, w0: int, w1: int, w2: int) -> Picture:
        points = np.array([w0, w1, w2], dtype=float)
        if not points.any():
            raise ValueError("All three have 0 points: give at least one criterion some weight.")
        weights, names, winners = points / points.sum(), self.names, self.winners[rule]
        scores = RULES[rule](self.X, weights, self.senses)
        first = [name for name, place in zip(names, rank(scores), strict=True) if place == 1]
        listed = ", ".join(f"{name} {w:.2f}" for name, w in zip(self.criteria, weights, strict=True))
        words = f"{rule[0].upper()}{rule[1:]}. Weights: {listed}. {' and '.join(first)} "
        area = np.mean(winners[INSIDE] == scores.argmax())
        words += "come first." if len(first) > 1 else f"comes first, and does so for {area:.0%} of all weights."
        return Picture(draw_weights(names, self.criteria, weights, scores, winners, self.colours), alt=words)
