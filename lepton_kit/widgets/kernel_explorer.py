"""Lesson 7: a kernel on a picture, its nine products at one place, and the map that it makes of all places."""

import numpy as np

from lepton_kit.vision.layers import convolve
from lepton_kit.widgets.controls import WHOLE_ROW, Choice, Number, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture, png_uri
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, signed, svg, text

__all__ = ["PRESETS", "KernelExplorer", "draw_kernel"]

PRESETS = {
    "upright edges": (-1, 0, 1, -1, 0, 1, -1, 0, 1),
    "level edges": (-1, -1, -1, 0, 0, 0, 1, 1, 1),
    "spots": (-1, -1, -1, -1, 8, -1, -1, -1, -1),
    "blur": (0.11,) * 9,
    "nothing changed": (0, 0, 0, 0, 1, 0, 0, 0, 0),
}
_OWN = "your own"
_SIDE, _TOP = 208, 34


def draw_kernel(image, kernel, bias, made, row, column):
    """The picture with the window, the nine products, and the map with the pixel that they make.

    Parameters
    ----------
    image : ndarray, shape (h, w)
        Pixels from 0 to 1.
    kernel : ndarray, shape (3, 3)
    bias : float
    made : ndarray, shape (h - 2, w - 2)
        What the convolution gives.
    row, column : int
        The pixel of the map that is looked at.

    Returns SVG text.
    """
    window, orange = image[row : row + 3, column : column + 3], COLOURS[1]
    marks = [text(10, 22, f"picture, {image.shape[0]} x {image.shape[1]}", size=12, fill=GREY)]
    marks += _pixels(10, np.rint(255 * image).astype(np.uint8), (row, column, 3))
    marks.append(text(250, 22, "pixel × kernel", size=12, fill=GREY))
    for i, j in np.ndindex(3, 3):
        x, y, product = 250 + 74 * j, _TOP + 48 * i, window[i, j] * kernel[i, j]
        marks.append(element("rect", x=x, y=y, width=70, height=44, fill="white", stroke=orange))
        factors = f"{window[i, j]:.2f} × {kernel[i, j]:g}".replace("-", "−")
        marks.append(text(x + 35, y + 17, factors, size=10, anchor="middle"))
        marks.append(text(x + 35, y + 36, signed(product), size=13, anchor="middle", font_weight="bold"))
    total = float((window * kernel).sum())
    for k, (words, number) in enumerate((("sum of the nine", total), ("bias", bias), ("output pixel", total + bias))):
        y, weight = 196 + 20 * k, "bold" if k == 2 else "normal"
        marks.append(text(250, y, words, size=12, font_weight=weight))
        marks.append(text(468, y, signed(number), size=13, anchor="end", font_weight=weight))
    marks.append(element("line", x1=250, x2=468, y1=221, y2=221, stroke=INK))
    reach = float(np.abs(made).max())
    marks.append(text(500, 22, f"map, {made.shape[0]} x {made.shape[1]}", size=12, fill=GREY))
    marks += _pixels(500, _signed_colours(made / (reach or 1)), (row, column, 1))
    legend = _TOP + _SIDE + 20
    for k, (value, colour) in enumerate(((-reach, COLOURS[0]), (0.0, "white"), (reach, orange))):
        marks.append(element("rect", x=500 + 78 * k, y=legend - 11, width=12, height=12, fill=colour, stroke=PALE))
        marks.append(text(517 + 78 * k, legend, signed(value), size=12))
    return svg(720, legend + 12, *marks)


def _pixels(left, pixels, frame):
    """An array as a square picture with a frame around some of its pixels."""
    (row, column, size), scale = frame, _SIDE / pixels.shape[0]
    place = {"x": left, "y": _TOP, "width": _SIDE, "height": _SIDE}
    inner = {"x": left + scale * column, "y": _TOP + scale * row, "width": scale * size, "height": scale * size}
    return [
        element("image", href=png_uri(pixels), style="image-rendering: pixelated", **place),
        element("rect", fill="none", stroke=GREY, **place),
        element("rect", fill="none", stroke="white", stroke_width=4, **inner),
        element("rect", fill="none", stroke=COLOURS[1] if size > 1 else INK, stroke_width=2, **inner),
    ]


def _signed_colours(values):
    """From -1, blue, over 0, white, to 1, orange."""
    ends = [np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) for colour in COLOURS[:2]]
    colour = np.where(values[..., None] < 0, *ends)
    return np.rint(255 + (colour - 255) * np.abs(values)[..., None]).astype(np.uint8)


class KernelExplorer(Explorer):
    """Write nine numbers or take a preset, move the window, and see every product and the whole map.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, h)
        A square grey picture.
    """

    title = "Kernel explorer"

    def __init__(self, image):
        image = np.asarray(image)
        if image.dtype != np.uint8 or image.ndim != 2 or image.shape[0] != image.shape[1] or len(image) < 3:
            raise ValueError(f"A square picture of uint8 is wanted, shape (h, h); got {image.dtype}, {image.shape}")
        self.image = image / 255
        super().__init__()

    def controls(self):
        """The preset, nine numbers, the bias, and where the window lies."""
        last = len(self.image) - 3
        start = next(iter(PRESETS))
        names = (f"row {i + 1}, column {j + 1}" for i, j in np.ndindex(3, 3))
        return {
            "preset": Choice("Kernel", options={name: name for name in (*PRESETS, _OWN)}, start=start),
            **{
                f"k{k}": Number(name, low=-9.0, high=9.0, step=0.5, start=float(PRESETS[start][k]))
                for k, name in enumerate(names)
            },
            "bias": Range("Bias", low=-3.0, high=3.0, step=0.1, start=0.0),
            "row": Range("Window, row", low=0, high=last, step=1, start=last // 2),
            "column": Range("Window, column", low=0, high=last, step=1, start=min(8, last)),
        }

    def arrange(self, inputs):
        from ipywidgets import GridBox, Layout

        layout = Layout(grid_template_columns="repeat(3, minmax(0, 220px))", grid_area=WHOLE_ROW, width="auto")
        numbers = GridBox([inputs[f"k{k}"] for k in range(9)], layout=layout)
        return [inputs["preset"], numbers, inputs["bias"], inputs["row"], inputs["column"]]

    def set(self, **values):
        """Set some controls. A preset sets the nine numbers, and other numbers are a kernel of your own."""
        values = {f"k{k}": value for k, value in enumerate(PRESETS.get(values.get("preset"), ()))} | values
        if not set(values).isdisjoint(f"k{k}" for k in range(9)):
            kernel = tuple((self._values | values)[f"k{k}"] for k in range(9))
            values["preset"] = next((name for name, preset in PRESETS.items() if preset == kernel), _OWN)
        return super().set(**values)

    def changed(self, name, value):
        if not self._quiet:
            self.set(**{name: value})

    def view(self, preset, bias, row, column, **numbers):
        kernel = np.array([numbers[f"k{k}"] for k in range(9)]).reshape(3, 3)
        made = convolve(self.image, kernel, bias)
        here = made[row, column]
        words = (
            f"Kernel: {preset}. Window at row {row}, column {column}: the sum of the nine products is "
            f"{here - bias:z.2f}, plus bias {bias:.2f} gives the output pixel {here:z.2f}. "
            f"The map goes from {made.min():z.2f} to {made.max():z.2f}."
        )
        return Picture(draw_kernel(self.image, kernel, bias, made, row, column), alt=words)
