"""Lesson 12: a kernel on a picture, its nine products at one place, and the map that it makes of all places."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.vision.layers import convolve
from lepton_kit.widgets.controls import WHOLE_ROW, Number
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, cells, line, rect, signed, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range
from lepton_kit.widgets.panels import as_grey, legend, map_uri, outline, panel, photo_uri

__all__ = ["PRESETS", "KernelExplorer"]

PRESETS = {
    "upright edges": (-1, 0, 1, -1, 0, 1, -1, 0, 1),
    "level edges": (-1, -1, -1, 0, 0, 0, 1, 1, 1),
    "spots": (-1, -1, -1, -1, 8, -1, -1, -1, -1),
    "blur": (0.11,) * 9,
    "nothing changed": (0, 0, 0, 0, 1, 0, 0, 0, 0),
}
_OWN = "your own"
_NUMBERS = [f"k{k}" for k in range(9)]
_SIDE, _TOP = 208, 34


class KernelExplorer(Explorer):
    """Write nine numbers or take a preset, move the window, and see every product and the whole map.

    Parameters
    ----------
    image : ndarray of uint8, shape (h, h)
        A square grey picture.
    """

    def __init__(self, image: ArrayLike) -> None:
        self.image = as_grey(np.asarray(image)[None], side=3)[0] / 255
        last, start = len(self.image) - 3, next(iter(PRESETS))
        places = (f"row {i + 1}, column {j + 1}" for i, j in np.ndindex(3, 3))
        ends = {"low": -9.0, "high": 9.0, "step": 0.5}
        boxes = (Number(at, **ends, start=float(number)) for at, number in zip(places, PRESETS[start], strict=True))
        super().__init__(
            preset=Choice("Kernel", options=(*PRESETS, _OWN), start=start),
            **dict(zip(_NUMBERS, boxes, strict=True)),
            bias=Range("Bias", low=-3.0, high=3.0, step=0.1, start=0.0),
            row=Range("Window, row", low=0, high=last, step=1, start=last // 2),
            column=Range("Window, column", low=0, high=last, step=1, start=min(8, last)),
        )

    def arrange(self, inputs: dict[str, Any]) -> list[Any]:
        """The nine numbers as three rows of three."""
        from ipywidgets import GridBox, Layout

        layout = Layout(grid_template_columns="repeat(3, minmax(0, 220px))", grid_area=WHOLE_ROW, width="auto")
        numbers = GridBox([inputs[name] for name in _NUMBERS], layout=layout)
        return [inputs["preset"], numbers, inputs["bias"], inputs["row"], inputs["column"]]

    def set(self, **values: Any) -> "KernelExplorer":
        """Set some controls. A preset sets the nine numbers, and other numbers are a kernel of your own."""
        values = dict(zip(_NUMBERS, PRESETS.get(values.get("preset", ""), ()), strict=False)) | values
        if not values.keys().isdisjoint(_NUMBERS):
            kernel = tuple((self._values | values)[name] for name in _NUMBERS)
            values["preset"] = next((name for name, preset in PRESETS.items() if preset == kernel), _OWN)
        return super().set(**values)

    def view(self, preset: str, bias: float, row: int, column: int, **numbers: float) -> Picture:
        image, kernel = self.image, np.array([numbers[name] for name in _NUMBERS]).reshape(3, 3)
        window, made = image[row : row + 3, column : column + 3], convolve(image, kernel, bias)
        here, size = made[row, column], "{} x {}".format
        words = f"Kernel: {preset}. Window at row {row}, column {column}: the sum of the nine products is "
        words += f"{here - bias:z.2f}, plus bias {bias:.2f} gives the output pixel {here:z.2f}. "
        words += f"The map goes from {made.min():z.2f} to {made.max():z.2f}."

        photo, reach = np.rint(255 * image).astype(np.uint8), float(np.abs(made).max())
        marks = panel(photo_uri(photo), 10, _TOP, _SIDE, f"picture, {size(*image.shape)}")
        marks += outline(10, _TOP, _SIDE, image.shape, (row, column, 3))
        marks.append(text(250, _TOP - 8, "pixel × kernel", fill=GREY))
        for (i, j), pixel in np.ndenumerate(window):
            x, y = 250 + 74 * j, _TOP + 48 * i
            factors = f"{pixel:.2f} × {kernel[i, j]:g}".replace("-", "−")
            marks.append(rect(x, y, 70, 44, "white", stroke=COLOURS[1]))
            marks.append(text(x + 35, y + 17, factors, size=10, anchor="middle"))
            marks.append(text(x + 35, y + 36, signed(pixel * kernel[i, j]), size=13, anchor="middle", bold=True))
        for k, (what, number) in enumerate((("sum of the nine", here - bias), ("bias", bias), ("output pixel", here))):
            marks += cells(196 + 20 * k, left={250: what}, right={468: signed(number)}, bold=k == 2)
        marks.append(line(250, 221, 468, 221, INK))
        marks += panel(map_uri(made, reach), 500, _TOP, _SIDE, f"map, {size(*made.shape)}")
        marks += outline(500, _TOP, _SIDE, made.shape, (row, column, 1)) + legend(500, _TOP + _SIDE + 20, reach)
        return Picture(svg(720, _TOP + _SIDE + 32, *marks), alt=words)
