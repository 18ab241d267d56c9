"""Lesson 2: three weights as a point in a triangle, the ranking they give, and the map of who wins where."""

import numpy as np

from lepton_kit.partnership.scoring import rank
from lepton_kit.widgets.controls import Choice, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.rules import RULES
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, svg, text

__all__ = ["WeightExplorer", "draw_weights"]

_STEPS = 50  # rows of the map
_LEFT, _TOP, _SIDE, _HIGH = 24, 48, 300, 260


def draw_weights(names, criteria, weights, scores, winners, colours):
    """The triangle of all weights, coloured by winner, with the present weights; beside it the ranking.

    Parameters
    ----------
    names : sequence of n texts
    criteria : sequence of 3 texts
        Top, lower left and lower right corner.
    weights : array_like, shape (3,)
    scores : array_like, shape (n,)
    winners : list of integer arrays
        Row by row from the foot of the triangle, who wins at each point from left to right.
    colours : dict of int to str
        The colour of each partner that wins anywhere.

    Returns
    -------
    str
        SVG text.
    """
    everybody = np.concatenate(winners)
    count = np.bincount(everybody, minlength=len(names))
    area = count / len(everybody)
    corners = " ".join("{:.1f},{:.1f}".format(*_place(corner)) for corner in np.eye(3))
    marks = [element("clipPath", element("polygon", points=corners), id="all")]
    for i in np.flatnonzero(count):
        bands = "".join(_band(row, start, end) for row, start, end in _runs(winners, i))
        marks.append(element("path", d=bands, fill=colours[i], fill_opacity=0.45, clip_path="url(#all)"))
    marks.append(element("polygon", points=corners, fill="none", stroke=INK))
    for i in np.flatnonzero(area >= 0.08):
        x, y = np.mean([_centre(row, (start + end) / 2) for row, start, end in _runs(winners, i)], axis=0)
        marks.append(text(x, y + 4, names[i].split()[0], size=12, anchor="middle", font_weight="bold"))
    marks.append(text(_LEFT + _SIDE / 2, _TOP - 10, f"{criteria[0]} {weights[0]:.2f}", size=12, anchor="middle"))
    foot = _TOP + _HIGH + 20
    marks.append(text(_LEFT - 18, foot, f"{criteria[1]} {weights[1]:.2f}", size=12))
    marks.append(text(_LEFT + _SIDE + 18, foot, f"{criteria[2]} {weights[2]:.2f}", size=12, anchor="end"))
    x, y = _place(weights)
    marks.append(element("circle", cx=x, cy=y, r=7, fill="white", stroke=INK, stroke_width=3))

    left, zero, right = 372, 520, 640
    marks.append(text(left, 24, "ranking with these weights", size=12, fill=GREY))
    marks.append(text(708, 24, "area won", size=12, anchor="end", fill=GREY))
    reach = max(float(np.max(np.abs(scores))), 1e-9)
    for k, i in enumerate(np.argsort(-np.asarray(scores), kind="stable")):
        y, colour = 48 + 24 * k, colours[i] if count[i] else PALE
        weight = "bold" if scores[i] == np.max(scores) else "normal"
        width = max(float(scores[i]), 0) / reach * (right - zero - 44)
        marks.append(text(left, y, names[i], size=12, font_weight=weight))
        marks.append(element("rect", x=zero, y=y - 11, width=width, height=14, fill=colour))
        marks.append(text(zero + width + 5, y, f"{scores[i]:.3f}", size=11))
        if count[i]:
            marks.append(text(708, y, "< 1%" if area[i] < 0.005 else f"{area[i]:.0%}", size=12, anchor="end"))
    return svg(720, max(_TOP + _HIGH + 36, 48 + 24 * len(names)), *marks)


def _place(weights):
    """Where in the picture these weights lie."""
    up, _, right = weights
    return _LEFT + _SIDE * (right + up / 2), _TOP + _HIGH * (1 - up)


def _centre(row, column):
    up, right = (row + 1 / 3) / _STEPS, (column + 1 / 3) / _STEPS
    return _place((up, 1 - up - right, right))


def _runs(winners, i):
    """Where partner i wins: row, first and last column of each run of neighbours."""
    for row, line in enumerate(winners):
        ends = np.flatnonzero(np.diff(line == i, prepend=False, append=False))
        yield from ((row, start, end - 1) for start, end in ends.reshape(-1, 2))


def _band(row, start, end):
    """A run as a closed path, a little over half a cell wider at each end: the triangle cuts off what is too much."""
    left, y = _centre(row, start - (1.5 if start == 0 else 0.5))
    right, _ = _centre(row, end + (1.5 if row + end == _STEPS - 1 else 0.5))
    high = _HIGH / _STEPS
    return f"M{left:.1f},{y + high / 3 + 0.2:.1f}H{right:.1f}v{-high - 0.4:.1f}H{left:.1f}z"


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

    title = "Weight explorer"

    def __init__(self, portfolio, criteria, weights):
        self.names, self.criteria, self.weights = portfolio.names, tuple(criteria), weights
        if len(self.criteria) != 3:
            raise ValueError(f"The triangle has room for 3 criteria; got {len(self.criteria)}")
        self.X, self.senses = portfolio.table(self.criteria), ["max"] * 3
        self.winners = {name: self._map(rule) for name, rule in RULES.items()}
        ever = np.unique(np.concatenate([row for rows in self.winners.values() for row in rows]))
        self.colours = {i: COLOURS[k % len(COLOURS)] for k, i in enumerate(ever.tolist())}
        super().__init__()

    def _map(self, rule):
        X, senses, rows = self.X, self.senses, []
        for row in range(_STEPS):
            up = (row + 1 / 3) / _STEPS
            across = (np.arange(_STEPS - row) + 1 / 3) / _STEPS
            scores = (rule(X, (up, 1 - up - right, right), senses) for right in across)
            rows.append(np.array([each.argmax() for each in scores]))
        return rows

    def controls(self):
        """The rule, then the importance of each criterion in points; weights are the points' shares."""
        found = {"rule": Choice("Rule", options={name: name for name in RULES}, start=next(iter(RULES)))}
        for j, (name, weight) in enumerate(zip(self.criteria, self.weights, strict=True)):
            start = round(100 * float(weight))
            found[f"w{j}"] = Range(f"Points for {name}", low=0, high=100, step=5, start=start)
        return found

    def view(self, rule, w0, w1, w2):
        points = np.array([w0, w1, w2], dtype=float)
        if not points.any():
            raise ValueError("All three have 0 points: give at least one criterion some weight.")
        weights, names = points / points.sum(), self.names
        scores = RULES[rule](self.X, weights, self.senses)
        first = [name for name, place in zip(names, rank(scores), strict=True) if place == 1]
        area = np.concatenate(self.winners[rule])
        said = ", ".join(f"{name} {w:.2f}" for name, w in zip(self.criteria, weights, strict=True))
        verb = "comes" if len(first) == 1 else "come"
        words = f"{rule[0].upper()}{rule[1:]}. Weights: {said}. {' and '.join(first)} {verb} first"
        words += f", and does so for {np.mean(area == scores.argmax()):.0%} of all weights." if len(first) == 1 else "."
        picture = draw_weights(names, self.criteria, weights, scores, self.winners[rule], self.colours)
        return Picture(picture, alt=words)
