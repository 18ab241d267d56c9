"""The triangle of all divisions among three players: core, Shapley value, nucleolus and who would leave."""

import numpy as np

from lepton_kit.partnership.core_stability import excess
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, signed, svg, text

__all__ = ["draw_coalitions", "named"]

_CORNERS = np.array([[40.0, 372.0], [240.0, 40.0], [440.0, 372.0]])  # where all goes to player 0, 1, 2
_CODES = (1, 2, 4, 3, 5, 6)  # the coalitions that could leave: singles, then pairs


def draw_coalitions(names, v, x, corners, phi, nu, leaving):
    """Draw the triangle of all divisions of v(N) among three players, with the core, two solutions and one division x.

    Parameters
    ----------
    names : sequence of 3 str
    v : array_like, shape (8,)
        Worth of each coalition, by bitmask; v[7] > 0.
    x, phi, nu : array_like, shape (3,)
        The division on trial, the Shapley value and the nucleolus.
    corners : array_like, shape (m, 3)
        Corners of the core in drawing order; no row if it is empty.
    leaving : int
        Bitmask of the coalition that would leave; 0 if none.

    Returns
    -------
    str
        SVG text.
    """
    total = v[7]
    frame = element("polygon", points=_points(np.eye(3) * total, total), fill="none", stroke=INK, stroke_width=1.5)
    marks = [*_core(corners, total), frame]
    for code in sorted(_CODES, key=lambda code: code == leaving):
        marks += _boundary(code, v, total, code == leaving)
    for name, (px, py), dy in zip(names, _CORNERS, (20, -10, 20), strict=True):
        marks.append(text(px, py + dy, f"all to {name}", size=12, anchor="middle"))
    for solution, mark in ((nu, _square), (phi, _diamond), (x, _dot)):
        if np.min(solution) >= -1e-9:
            marks.append(mark(*_place(solution, total)))
    return svg(720, 410, *marks, *_table(names, v, x, leaving), *_legend(len(corners) > 0, np.min(phi) >= -1e-9))


def _place(x, total):
    return np.asarray(x, dtype=float) / total @ _CORNERS


def _points(rows, total):
    return " ".join(f"{px:.1f},{py:.1f}" for px, py in (_place(row, total) for row in rows))


def _core(corners, total):
    if len(corners) == 0:
        return []
    shape = "polygon" if len(corners) > 2 else "polyline"
    colour = COLOURS[2]
    if len(corners) == 1:
        px, py = _place(corners[0], total)
        return [element("circle", cx=px, cy=py, r=9, fill=colour, fill_opacity=0.35)]
    stroke = {"stroke": colour, "stroke_width": 2 if len(corners) > 2 else 7, "stroke_opacity": 0.6}
    return [element(shape, points=_points(corners, total), fill=colour, fill_opacity=0.25, **stroke)]


def _boundary(code, v, total, leaves):
    """The line on which a coalition is paid its worth: one player's payment is fixed along it."""
    alone = code in (1, 2, 4)
    i = (code if alone else 7 - code).bit_length() - 1
    paid = (v[code] if alone else total - v[code]) / total
    if not 0 <= paid <= 1:
        return []
    ends = np.zeros((2, 3))
    ends[:, i] = paid
    ends[0, i - 1] = ends[1, i - 2] = 1 - paid
    (x1, y1), (x2, y2) = ends @ _CORNERS
    look = {"stroke": COLOURS[1], "stroke_width": 3} if leaves else {"stroke": GREY, "stroke_width": 1}
    return [element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke_dasharray="2 4" if alone else "7 4", **look)]


def _dot(px, py):
    return element("circle", cx=px, cy=py, r=6, fill=COLOURS[1], stroke="white", stroke_width=1.5)


def _diamond(px, py, r=5):
    return element("path", d=f"M{px - r:.1f},{py:.1f}l{r},{-r}l{r},{r}l{-r},{r}z", fill=COLOURS[0])


def _square(px, py):
    return element("rect", x=px - 7, y=py - 7, width=14, height=14, fill="none", stroke=INK, stroke_width=1.5)


def _table(names, v, x, leaving):
    marks = []
    columns = (570, 625, 705)
    for at, words in zip((470, *columns), ("coalition", "worth", "is paid", "would gain"), strict=True):
        marks.append(text(at, 50, words, size=11, fill=GREY, anchor="start" if at == 470 else "end"))
    e = excess(v, x)
    for row, code in enumerate(_CODES):
        y = 74 + 22 * row
        if code == leaving:
            marks.append(element("rect", x=464, y=y - 16, width=248, height=22, fill=COLOURS[4], fill_opacity=0.35))
        weight = "bold" if code == leaving else "normal"
        marks.append(text(470, y, named(names, code, " + "), size=12, font_weight=weight))
        for at, value in zip(columns, (v[code], v[code] - e[code], e[code]), strict=True):
            marks.append(text(at, y, signed(value), size=12, anchor="end", font_weight=weight))
    words = f"{named(names, leaving, ' + ')} would leave" if leaving else "Nobody gains by leaving"
    return [*marks, text(470, 222, words, size=15, fill=INK, font_weight="bold")]


def _legend(has_core, shapley_inside):
    entries = (
        (_dot(480, 252), "your division"),
        (_diamond(480, 278), "Shapley value" if shapley_inside else "Shapley value: outside"),
        (_square(480, 304), "nucleolus"),
        (
            element("rect", x=470, y=321, width=20, height=16, fill=COLOURS[2], fill_opacity=0.35),
            "core" if has_core else "core: empty",
        ),
        (element("path", d="M470,355h22", stroke=GREY, stroke_dasharray="7 4"), "a pair is paid its worth"),
        (element("path", d="M470,379h22", stroke=GREY, stroke_dasharray="2 4"), "one is paid its worth"),
    )
    rule = element("line", x1=464, x2=712, y1=234, y2=234, stroke=PALE)
    return [
        rule,
        *(mark for mark, _ in entries),
        *(text(504, y, words, size=12) for y, (_, words) in zip((256, 282, 308, 333, 359, 383), entries, strict=True)),
    ]


def named(names, code, between):
    """The players of a coalition, by name."""
    return between.join(name for i, name in enumerate(names) if code >> i & 1)
