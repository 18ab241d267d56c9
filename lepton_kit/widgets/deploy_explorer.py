"""Lesson 20: networks and runtimes side by side, and which of them a device has room and time for."""

from collections.abc import Sequence
from typing import Any

from lepton_kit.widgets.drawing import COLOURS, GREY, INK, PALE, Names, cells, key, line, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range

__all__ = ["DeployExplorer", "draw_deploy"]

DEVICES = {"16 KB": 16, "32 KB": 32, "64 KB": 64, "128 KB": 128, "256 KB": 256, "1 MB": 1024, "a server": 1_000_000}


def draw_deploy(rows: Sequence[Any], room: float, faults: Names) -> str:
    """A row for each candidate: its bytes as a bar against the room there is, its latency and its accuracy.

    Parameters
    ----------
    rows : sequence of Measured, length n
    room : float
        Kilobytes of the device that are free.
    faults : sequence of str, length n
        Why each will not do, such as "too large"; empty where it will.

    Returns SVG text.
    """
    left, top, bottom = 160, 52, 52 + 34 * len(rows)
    sizes = [((row.size or 0) / 1024, (row.memory or 0) / 1024) for row in rows]
    reach = max(1.05 * max(map(sum, sizes)), 1.0)
    heads = {540: "one picture", 620: "accuracy"}
    marks = cells(34, left={left: "file and work memory, KB"}, right=heads, fill=GREY)
    for i, (network, fault) in enumerate(zip(rows, faults, strict=True)):
        y, fill, opacity = top + 34 * i, GREY if fault else INK, 0.3 if fault else 1
        file, work = (290 * size / reach for size in sizes[i])
        marks.append(rect(left, y + 2, file, 18, COLOURS[0], fill_opacity=opacity))
        marks.append(rect(left + file, y + 2, work, 18, COLOURS[4], fill_opacity=opacity))
        name = f"{network.network} · {network.target}"
        right = {540: f"{1000 * network.latency[1][0]:.2f} ms", 620: f"{network.accuracy:.1%}"}
        marks += cells(y + 16, left={10: name}, right=right, size=13, fill=fill)
        marks.append(text(632, y + 16, f"✗ {fault}" if fault else "✓ will do", size=13, fill=fill, bold=True))
    if room <= reach:
        x = left + 290 * room / reach
        marks.append(line(x, top - 6, x, bottom, COLOURS[1], stroke_width=2))
    marks.append(line(left, top - 6, left, bottom, PALE))
    words = ((left, COLOURS[0], "file"), (left + 60, COLOURS[4], "work memory"), (left + 180, COLOURS[1], "room"))
    return svg(720, bottom + 38, *marks, *key(bottom + 25, words))


class DeployExplorer(Explorer):
    """Choose a device, what its own program takes, and how long a picture may take; see what is left to choose from.

    Parameters
    ----------
    comparison : Comparison
        From ``compare``; add two to choose among two networks.
    """

    device = Choice("Device", options=DEVICES, start=256, narrow=True)
    program = Range("Share of it that its own program takes", low=0.0, high=0.9, step=0.05, start=0.25)
    accuracy = Range("Accuracy wanted", low=0.8, high=0.95, step=0.005, start=0.8)

    def __init__(self, comparison: Any) -> None:
        self.rows = getattr(comparison, "rows", ())
        if not self.rows:
            wanted = "the table that compare(model, x, y, ...) gives, with at least one row"
            raise ValueError(f"DeployExplorer needs {wanted}; got {type(comparison).__name__}")
        super().__init__()

    def view(self, device: int, program: float, accuracy: float) -> Picture:
        room = device * (1 - program)
        faults = [
            "too large" if row.need > 1024 * room else "too wrong" if row.accuracy < accuracy else ""
            for row in self.rows
        ]
        fitting = [row for row, fault in zip(self.rows, faults, strict=True) if not fault]
        words = f"{room:,.0f} KB are free: {len(fitting)} of {len(faults)} will do."
        if fitting:
            best = max(fitting, key=lambda row: row.accuracy)
            words += f" The most accurate of them is {best.network} · {best.target}, {best.accuracy:.1%} right, "
            words += f"with {best.need / 1024:,.0f} KB."
        return Picture(draw_deploy(self.rows, room, faults), alt=words)
