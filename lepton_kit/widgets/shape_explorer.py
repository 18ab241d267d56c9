"""Lesson 13: what a convolution makes of a size, how many weights it has, and how much it multiplies."""

from xml.etree.ElementTree import Element

import numpy as np

from lepton_kit.vision.sizes import convolution_size
from lepton_kit.widgets.drawing import COLOURS, GREY, PALE, cells, element, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range

__all__ = ["ShapeExplorer"]

_SIDE, _TOP = 240, 40
_LOOKS = ((COLOURS[1], "none"), (COLOURS[0], "4 3"))  # the first place of the kernel, and the others


def _grid(left: float, count: int, cell: float) -> Element:
    """The lines between the pixels, one path."""
    at, far = np.arange(1, count) * cell, count * cell
    across = "".join(f"M{left},{_TOP + y:.1f}h{far:.1f}" for y in at)
    down = "".join(f"M{left + x:.1f},{_TOP}v{far:.1f}" for x in at)
    return element("path", d=across + down, fill="none", stroke=GREY, stroke_width=0.3)


class ShapeExplorer(Explorer):
    """Set size, kernel, stride and border; read what comes out, the weights and the multiplications.

    The picture shows where the kernel is laid on what comes in, and the places that come out.
    """

    size = Range("Size of the maps that come in", low=4, high=64, step=1, start=28)
    channels = Range("Maps that come in", low=1, high=64, step=1, start=1)
    kernel = Range("Side of a kernel", low=1, high=9, step=1, start=3)
    kernels = Range("Kernels", low=1, high=128, step=1, start=32)
    stride = Range("Stride", low=1, high=4, step=1, start=1)
    padding = Choice(
        "Padding", options={"valid: the kernel fits inside": "valid", "same: a border of zeros": "same"}, start="valid"
    )

    def view(self, size: int, channels: int, kernel: int, kernels: int, stride: int, padding: str) -> Picture:
        made = convolution_size(size, kernel, stride=stride, padding=padding, channels=channels, kernels=kernels)
        (before, after), out = made.border, made.output
        if padding == "valid":
            side = f"({size} − {kernel}) / {stride} + 1" if stride > 1 else f"{size} − {kernel} + 1"
        else:
            side = f"{size} / {stride}, rounded up" if stride > 1 else f"{size}, kept by the border"
        words = f"Kernels of {kernel} x {kernel}, {kernels} in all, with stride {stride} and padding {padding} make "
        words += f"{size} x {size} x {channels} into {out} x {out} x {kernels}: "
        words += f"{made.parameters:,} weights, {made.multiplications:,} multiplications for one picture."

        whole, border = size + before + after, f", border {before} + {after}" if before + after else ""
        cell = _SIDE / whole
        marks = cells(24, left={10: f"in: {size} x {size}{border}", 280: f"out: {out} x {out}"}, size=13, fill=GREY)
        marks.append(rect(10, _TOP, _SIDE, _SIDE, PALE, stroke=GREY))
        marks.append(rect(10 + cell * before, _TOP + cell * before, cell * size, cell * size, "white", stroke=GREY))
        marks += [_grid(10, whole, cell), _grid(280, out, cell)]
        for k, (i, j) in enumerate(((0, 0), (0, 1), (1, 0), (out - 1, out - 1))):
            if max(i, j) < out:
                place = (10 + cell * stride * j, _TOP + cell * stride * i, cell * kernel, cell * kernel)
                colour, dashes = _LOOKS[k > 0]
                marks.append(rect(*place, stroke=colour, stroke_width=2, stroke_dasharray=dashes))
                marks.append(rect(*place, colour, fill_opacity=0.12))
        left_over = whole - (out - 1) * stride - kernel
        if left_over:
            marks.append(text(10, _TOP + _SIDE + 18, f"left over: {left_over} at the right and below"))
        marks += [rect(280, _TOP, cell * out, cell * out, stroke=GREY), rect(280, _TOP, cell, cell, COLOURS[1])]
        sums = (
            ("side of a map", side, out),
            ("weights", f"{kernels} ({kernel} · {kernel} · {channels} + 1)", made.parameters),
            ("multiplications", f"weights, no biases · {out}²", made.multiplications),
        )
        for y, (what, how, number) in zip((_TOP, _TOP + 70, _TOP + 140), sums, strict=True):
            marks += [text(540, y + 4, what, fill=GREY), text(540, y + 22, how)]
            marks.append(text(540, y + 40, f"{number:,}", size=14, bold=True))
        return Picture(svg(720, _TOP + _SIDE + 28, *marks), alt=words)
