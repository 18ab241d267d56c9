"""The triangle of all divisions among three players: core, Shapley value, nucleolus and who would leave."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

import numpy as np
import numpy.typing as npt

from lepton_kit.partnership.stable import excess
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, PALE, Marks, element, line, rect, signed, svg, text

__all__ = ["draw_coalitions", "named"]

Array = npt.NDArray[np.floating]
_CORNERS = np.array([[40.0, 372.0], [240.0, 40.0], [440.0, 372.0]])  # where all goes to player 0, 1, 2
_CODES = (1, 2, 4, 3, 5, 6)  # the coalitions that could leave: singles, then pairs


def draw_coalitions(
    names: Sequence[str], v: Array, x: Array, corners: Array, phi: Array, nu: Array, leaving: int
) -> str:
    """Draw the triangle of all divisions of v(N) among three players, with the core, two solutions and one division x.

    Parameters
    ----------
    names : sequence of 3 str
    v : ndarray, shape (8,)
        Worth of each coalition, by bitmask; v[7] > 0.
    x, phi, nu : ndarray, shape (3,)
        The division on trial, the Shapley value and the nucleolus.
    corners : ndarray, shape (m, 3)
        Corners of the core in drawing order; no row if it is empty.
    leaving : int
        Bitmask of the coalition that would leave; 0 if none.

    Returns SVG text.
    """
    total = v[7]
    marks = _core(corners, total)
    marks.append(element("polygon", points=_points(np.eye(3)), fill="none", stroke=INK, stroke_width=1.5))
    for code in sorted(_CODES, key=lambda code: code == leaving):
        marks += _boundary(code, v, code == leaving)
    for name, at, anchor in zip(names, ((10, 392), (240, 30), (458, 392)), ("start", "middle", "end"), strict=True):
        marks.append(text(*at, f"all to {name}", anchor=anchor))
    for solution, mark in ((nu, _square), (phi, _diamond), (x, _dot)):
        if np.min(solution) >= -1e-9:
            marks.append(mark(*(solution / total @ _CORNERS)))
    return svg(720, 410, *marks, *_table(names, v, x, leaving), *_legend(len(corners) > 0, np.min(phi) >= -1e-9))


def _points(shares: Array) -> str:
    return " ".join(f"{px:.1f},{py:.1f}" for px, py in shares @ _CORNERS)


def _core(corners: Array, total: float) -> Marks:
    """A polygon, or a thick line, a dot or nothing where the core is as small as that."""
    if len(corners) == 0:
        return []
    colour, shares = COLOURS[2], corners / total
    if len(corners) == 1:
        px, py = shares[0] @ _CORNERS
        return [element("circle", cx=px, cy=py, r=9, fill=colour, fill_opacity=0.35)]
    stroke = {"stroke": colour, "stroke_width": 2 if len(corners) > 2 else 7, "stroke_opacity": 0.6}
    return [element("polygon", points=_points(shares), fill=colour, fill_opacity=0.25, **stroke)]


def _boundary(code: int, v: Array, leaves: bool) -> Marks:
    """The line on which a coalition is paid its worth: one player's payment is fixed along it."""
    alone = code in (1, 2, 4)
    i = (code if alone else 7 - code).bit_length() - 1
    paid = (v[code] if alone else v[7] - v[code]) / v[7]
    if not 0 <= paid <= 1:
        return []
    ends = np.zeros((2, 3))
    ends[:, i] = paid
    ends[0, i - 1] = ends[1, i - 2] = 1 - paid
    colour, width = (COLOURS[1], 3) if leaves else (GREY, 1)
    return [line(*(ends @ _CORNERS).ravel(), colour, stroke_width=width, stroke_dasharray="2 4" if alone else "7 4")]


def _dot(px: float, py: float) -> Element:
    return element("circle", cx=px, cy=py, r=6, fill=COLOURS[1], stroke="white", stroke_width=1.5)


def _diamond(px: float, py: float) -> Element:
    return element("path", d=f"M{px - 5:.1f},{py:.1f}l5,-5l5,5l-5,5z", fill=COLOURS[0])


def _square(px: float, py: float) -> Element:
    return rect(px - 7, py - 7, 14, 14, stroke=INK, stroke_width=1.5)


def _table(names: Sequence[str], v: Array, x: Array, leaving: int) -> Marks:
    columns, gains = (570, 625, 705), excess(v, x)
    marks = [text(470, 50, "coalition", size=11, fill=GREY)]
    for at, words in zip(columns, ("worth", "is paid", "would gain"), strict=True):
        marks.append(text(at, 50, words, size=11, fill=GREY, anchor="end"))
    for row, code in enumerate(_CODES):
        y, bold = 74 + 22 * row, code == leaving
        if bold:
            marks.append(rect(464, y - 16, 248, 22, COLOURS[4], fill_opacity=0.35))
        marks.append(text(470, y, named(names, code, " + "), bold=bold))
        for at, value in zip(columns, (v[code], v[code] - gains[code], gains[code]), strict=True):
            marks.append(text(at, y, signed(value), anchor="end", bold=bold))
    words = f"{named(names, leaving, ' + ')} would leave" if leaving else "Nobody gains by leaving"
    return [*marks, text(470, 222, words, size=15, bold=True)]


def _legend(has_core: bool, shapley_inside: bool) -> Marks:
    entries = (
        (_dot(480, 252), "your division"),
        (_diamond(480, 277), "Shapley value" if shapley_inside else "Shapley value: outside"),
        (_square(480, 302), "nucleolus"),
        (rect(470, 319, 20, 16, COLOURS[2], fill_opacity=0.35), "core" if has_core else "core: empty"),
        (line(470, 352, 492, 352, stroke_dasharray="7 4"), "a pair is paid its worth"),
        (line(470, 377, 492, 377, stroke_dasharray="2 4"), "one is paid its worth"),
    )
    words = [text(504, 256 + 25 * k, words) for k, (_, words) in enumerate(entries)]
    return [line(464, 234, 712, 234, PALE), *(mark for mark, _ in entries), *words]


def named(names: Sequence[str], code: int, between: str) -> str:
    """The players of a coalition, by name."""
    return between.join(name for i, name in enumerate(names) if code >> i & 1)
