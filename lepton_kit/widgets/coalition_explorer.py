"""Lesson 6: three partners divide what they make together, and any of them may leave with the others."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.partnership.core_stability import blocking_coalition, core_vertices, excess
from lepton_kit.partnership.games import shapley
from lepton_kit.partnership.least_excess import nucleolus
from lepton_kit.style import COLOURS, GREY, INK, PALE
from lepton_kit.validate import vector
from lepton_kit.widgets.drawing import Marks, Names, cells, element, line, rect, signed, svg, text
from lepton_kit.widgets.explorer import Explorer, Picture, Range

__all__ = ["CoalitionExplorer"]

_CORNERS = np.array([[40.0, 372.0], [240.0, 40.0], [440.0, 372.0]])  # where all goes to player 0, 1, 2
_NAMED_AT = ((10, 392), (240, 30), (458, 392))
_MARKS = (  # of a division, the Shapley value and the nucleolus
    lambda x, y: element("circle", cx=x, cy=y, r=6, fill=COLOURS[1], stroke="white", stroke_width=1.5),
    lambda x, y: element("path", d=f"M{x - 5:.1f},{y:.1f}l5,-5l5,5l-5,5z", fill=COLOURS[0]),
    lambda x, y: rect(x - 7, y - 7, 14, 14, stroke=INK, stroke_width=1.5),
)
_CODES = (1, 2, 4, 3, 5, 6)  # the coalitions that could leave: singles, then pairs


@lru_cache(maxsize=64)
def _solutions(v: tuple[float, ...]) -> tuple[Any, Any, Any]:
    return core_vertices(v), shapley(v), nucleolus(v)


class CoalitionExplorer(Explorer):
    """Divide v(N) among three partners, change what each pair is worth, and see who would leave.

    The triangle holds all divisions, with the core, the Shapley value and the nucleolus; beside it stands what each
    coalition is worth and is paid.

    Parameters
    ----------
    v : array_like, shape (8,)
        Worth of each coalition by bitmask. Nobody may be worth less than 0 alone, and all together must be worth
        something and at least what they are worth alone.
    names : sequence of 3 str
    """

    def __init__(self, v: ArrayLike, names: Names = ("A", "B", "C")) -> None:
        self.v = vector("v", v, size=8, hint="A game of three players has 2**3 worths.").round(9)
        self.names = tuple(names)
        if self.v[[1, 2, 4]].min() < 0 or self.v[7] <= 0 or self.v[[1, 2, 4]].sum() > self.v[7] + 1e-9:
            raise ValueError("The triangle shows games in which being together pays: v(N) > 0, at least the sum alone")
        self.wide = max(0.0, 8.0 * max(len(self._named(code)) for code in _CODES) - 70)  # what long names take
        (A, B, _), worth = self.names, self.v.tolist()
        low, high = max(0.1, worth[1] + worth[2] + worth[4]), 1.5 * worth[7]
        pairs = {f"v{code}": (f"Worth of {self._named(code)}", worth[code]) for code in (3, 5, 6)}
        super().__init__(
            first=Range(f"{A}'s part of the whole", low=0.0, high=1.0, step=0.01, start=0.35),
            second=Range(f"{B}'s part of what is left", low=0.0, high=1.0, step=0.01, start=0.5),
            **{key: Range(what, low=0.0, high=high, step=0.05, start=start) for key, (what, start) in pairs.items()},
            v7=Range("Worth of all three", low=low, high=high, step=0.05, start=worth[7]),
        )

    def view(self, first: float, second: float, v3: float, v5: float, v6: float, v7: float) -> Picture:
        v = self.v.copy()
        v[[3, 5, 6, 7]] = v3, v5, v6, v7
        core, phi, nu = _solutions(tuple(v.tolist()))
        x = v7 * np.array([first, (1 - first) * second, (1 - first) * (1 - second)])
        block = blocking_coalition(v, x)
        leaving = sum(1 << int(i) for i in block.players) if block else 0  # type: ignore[call-overload]
        words = f"Paid: {self._shares(x)}. Nobody gains by leaving: this division is in the core."
        if block:
            who, money = self._named(leaving, " and "), f"worth {block.worth:.2f}, paid {block.paid:.2f}"
            words = f"Paid: {self._shares(x)}. {who} would leave: {money}, a gain of {block.gain:.2f}."
        words += f" Shapley {self._shares(phi)}; nucleolus {self._shares(nu)}."
        if len(core) == 0:
            words += " The core is empty: whatever the division, somebody would leave."

        wide = {"stroke_width": {1: 18, 2: 7}.get(len(core), 2), "stroke_linecap": "round", "stroke_linejoin": "round"}
        look = {"fill": COLOURS[2], "fill_opacity": 0.25, "stroke": COLOURS[2], "stroke_opacity": 0.6}
        around = np.r_[core, core[:1]] / v7  # a core as small as a line or a dot shows as its edge
        marks = [element("polygon", points=_points(around), **look, **wide)]
        marks.append(element("polygon", points=_points(np.eye(3)), fill="none", stroke=INK, stroke_width=1.5))
        for code in sorted(_CODES, key=lambda code: code == leaving):
            marks += _boundary(code, v, code == leaving)
        for name, (across, down), anchor in zip(self.names, _NAMED_AT, ("start", "middle", "end"), strict=True):
            marks.append(text(across, down, f"all to {name}", anchor=anchor))
        for solution, mark in zip((nu, phi, x), _MARKS[::-1], strict=True):
            if np.min(solution) >= -1e-9:
                marks.append(mark(*(solution / v7 @ _CORNERS)))
        marks += self._table(v, x, leaving) + _legend(len(core) > 0, bool(np.min(phi) >= -1e-9))
        return Picture(svg(720 + self.wide, 410, *marks), alt=words)

    def _table(self, v: np.ndarray, x: np.ndarray, leaving: int) -> Marks:
        """What each coalition that could leave is worth, is paid and would gain."""
        worth, paid, gain = (at + self.wide for at in (570, 625, 705))
        heads, gains = {worth: "worth", paid: "is paid", gain: "would gain"}, excess(v, x)
        marks = cells(50, left={470: "coalition"}, right=heads, size=11, fill=GREY)
        for y, code in zip(range(74, 206, 22), _CODES, strict=True):
            if code == leaving:
                marks.append(rect(464, y - 16, 248 + self.wide, 22, COLOURS[4], fill_opacity=0.35))
            right = {worth: signed(v[code]), paid: signed(v[code] - gains[code]), gain: signed(gains[code])}
            marks += cells(y, left={470: self._named(code)}, right=right, bold=code == leaving)
        return marks

    def _named(self, code: int, between: str = " + ") -> str:
        """The players of a coalition, by name."""
        return between.join(name for i, name in enumerate(self.names) if code >> i & 1)

    def _shares(self, x: np.ndarray) -> str:
        return ", ".join(f"{name} {signed(value)}" for name, value in zip(self.names, x, strict=True))


def _points(shares: np.ndarray) -> str:
    return " ".join(f"{px:.1f},{py:.1f}" for px, py in shares @ _CORNERS)


def _boundary(code: int, v: np.ndarray, leaves: bool) -> Marks:
    """The line on which a coalition is paid its worth: one player's payment is fixed along it."""
    alone = code in (1, 2, 4)
    i = (code if alone else 7 - code).bit_length() - 1
    paid = (v[code] if alone else v[7] - v[code]) / v[7]
    if not 0 <= paid <= 1:
        return []
    colour, width = (COLOURS[1], 3) if leaves else (GREY, 1)
    (x1, y1), (x2, y2) = paid * _CORNERS[i] + (1 - paid) * np.delete(_CORNERS, i, axis=0)
    return [line(x1, y1, x2, y2, colour, stroke_width=width, stroke_dasharray="2 4" if alone else "7 4")]


def _legend(has_core: bool, shapley_inside: bool) -> Marks:
    words = ["your division", "Shapley value" + ": outside" * (not shapley_inside), "nucleolus"]
    words += ["core" + ": empty" * (not has_core), "a pair is paid its worth", "one is paid its worth"]
    marks = [line(464, 234, 712, 234, PALE), *(mark(480, 252 + 25 * k) for k, mark in enumerate(_MARKS))]
    marks.append(rect(470, 319, 20, 16, COLOURS[2], fill_opacity=0.35))
    marks += [line(470, y, 492, y, stroke_dasharray=dashes) for y, dashes in ((352, "7 4"), (377, "2 4"))]
    return marks + [text(504, 256 + 25 * k, word) for k, word in enumerate(words)]
