"""Lesson 8: what a convolution makes of a size, how many weights it has, and how much it multiplies."""

import numpy as np

from lepton_kit.vision.sizes import convolution_size
from lepton_kit.widgets.controls import Choice, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, svg, text

__all__ = ["ShapeExplorer", "draw_shape"]

_SIDE, _TOP = 240, 40


def draw_shape(size, kernel, stride, made, lines):
    """Where the kernel is laid on what comes in, the places that come out, and the sums.

    Parameters
    ----------
    size, kernel, stride : int
    made : lepton_kit.vision.LayerSize
    lines : sequence of (str, str)
        What is worked out, and how.

    Returns SVG text.
    """
    above, below = made.border
    whole = size + above + below
    cell = _SIDE / whole
    marks = [text(10, 24, f"in: {size} x {size}" + (f", border {above} + {below}" if above + below else ""), fill=GREY)]
    marks.append(element("rect", x=10, y=_TOP, width=_SIDE, height=_SIDE, fill=PALE, stroke=GREY))
    inner = {"x": 10 + cell * above, "y": _TOP + cell * above, "width": cell * size, "height": cell * size}
    marks.append(element("rect", fill="white", stroke=GREY, **inner))
    marks.append(_lines(10, whole, cell))
    reached = (made.output - 1) * stride + kernel
    places = [(0, 0), (0, 1), (1, 0), (made.output - 1, made.output - 1)]
    for k, (i, j) in enumerate(places):
        if max(i, j) < made.output:
            place = {"x": 10 + cell * stride * j, "y": _TOP + cell * stride * i}
            colour, dashes = (COLOURS[1], {}) if k == 0 else (COLOURS[0], {"stroke_dasharray": "4 3"})
            box = {"width": cell * kernel, "height": cell * kernel, "stroke_width": 2, "stroke": colour}
            marks.append(element("rect", fill=colour, fill_opacity=0.12, **place, **box, **dashes))
    if whole > reached:
        marks.append(text(10, _TOP + _SIDE + 18, f"left over: {whole - reached} at the right and below", size=12))
    small = cell * made.output
    marks.append(text(280, 24, f"out: {made.output} x {made.output}", fill=GREY))
    marks.append(element("rect", x=280, y=_TOP, width=small, height=small, fill="white", stroke=GREY))
    marks.append(_lines(280, made.output, cell))
    corner = {"x": 280, "y": _TOP, "width": cell, "height": cell}
    marks.append(element("rect", fill=COLOURS[1], **corner))
    for k, (what, how) in enumerate(lines):
        y = _TOP + 70 * k
        marks.append(text(540, y + 4, what, size=12, fill=GREY))
        for n, part in enumerate(how.split("\n")):
            bold = "bold" if n else "normal"
            marks.append(text(540, y + 22 + 18 * n, part, size=12 + 2 * n, fill=INK, font_weight=bold))
    return svg(720, _TOP + _SIDE + 28, *marks)


def _lines(left, count, cell):
    """The lines between the pixels, one path."""
    at, far = np.arange(1, count) * cell, count * cell
    across = "".join(f"M{left},{_TOP + y:.1f}h{far:.1f}" for y in at)
    down = "".join(f"M{left + x:.1f},{_TOP}v{far:.1f}" for x in at)
    return element("path", d=across + down, fill="none", stroke=GREY, stroke_width=0.3)


class ShapeExplorer(Explorer):
    """Set size, kernel, stride and border; read what comes out, the weights and the multiplications."""

    title = "Shape explorer"
    size = Range("Size of the maps that come in", low=4, high=64, step=1, start=28)
    channels = Range("Maps that come in", low=1, high=64, step=1, start=1)
    kernel = Range("Side of a kernel", low=1, high=9, step=1, start=3)
    kernels = Range("Kernels", low=1, high=128, step=1, start=32)
    stride = Range("Stride", low=1, high=4, step=1, start=1)
    padding = Choice(
        "Padding", options={"valid: the kernel fits inside": "valid", "same: a border of zeros": "same"}, start="valid"
    )

    def view(self, size, channels, kernel, kernels, stride, padding):
        made = convolution_size(size, kernel, stride=stride, padding=padding, channels=channels, kernels=kernels)
        if padding == "valid":
            side = f"({size} − {kernel}) / {stride} + 1" if stride > 1 else f"{size} − {kernel} + 1"
        else:
            side = f"{size} / {stride}, rounded up" if stride > 1 else f"{size}, kept by the border"
        lines = [
            ("side of a map", f"{side}\n{made.output}"),
            ("weights", f"{kernels} ({kernel} · {kernel} · {channels} + 1)\n{made.parameters:,}"),
            ("multiplications", f"weights, no biases · {made.output}²\n{made.multiplications:,}"),
        ]
        words = (
            f"{kernels} kernels of {kernel} x {kernel} with stride {stride} and padding {padding} make "
            f"{size} x {size} x {channels} into {made.output} x {made.output} x {kernels}: "
            f"{made.parameters:,} weights, {made.multiplications:,} multiplications for one picture."
        )
        return Picture(draw_shape(size, kernel, stride, made, lines), alt=words)
