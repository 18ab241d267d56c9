"""Lesson 12: networks and runtimes side by side, and which of them a device has room and time for."""

import numpy as np

from lepton_kit.widgets.controls import Choice, Range
from lepton_kit.widgets.explorer import Explorer
from lepton_kit.widgets.picture import Picture
from lepton_kit.widgets.svg import COLOURS, GREY, INK, PALE, element, svg, text

__all__ = ["DeployExplorer", "draw_deploy"]

DEVICES = {"16 KB": 16, "32 KB": 32, "64 KB": 64, "128 KB": 128, "256 KB": 256, "1 MB": 1024, "a server": 1_000_000}


def draw_deploy(names, sizes, memories, latencies, accuracies, room, faults):
    """A row for each candidate: its bytes as a bar against the room there is, its latency and its accuracy.

    Parameters
    ----------
    names : sequence of str, length n
    sizes, memories : array_like, shape (n,)
        Kilobytes of the file, and of the work memory.
    latencies, accuracies : array_like, shape (n,)
        Milliseconds, and shares of right answers.
    room : float
        Kilobytes of the device that are free.
    faults : sequence of str, length n
        Why each will not do, such as "too large"; empty where it will.

    Returns
    -------
    str
        SVG text.
    """
    left, wide, row, top = 160, 290, 34, 52
    bottom = top + row * len(names)
    reach = max(float(np.max(np.add(sizes, memories))) * 1.05, 1.0)
    marks = [
        text(left, 34, "file and work memory, KB", size=12, fill=GREY),
        text(540, 34, "one picture", size=12, anchor="end", fill=GREY),
        text(620, 34, "accuracy", size=12, anchor="end", fill=GREY),
    ]
    for i, name in enumerate(names):
        y, ink = top + i * row, GREY if faults[i] else INK
        file, work = (wide * value / reach for value in (sizes[i], memories[i]))
        style = {"fill_opacity": 0.3 if faults[i] else 1}
        marks.append(text(10, y + 16, name, fill=ink))
        marks.append(element("rect", x=left, y=y + 2, width=file, height=18, fill=COLOURS[0], **style))
        marks.append(element("rect", x=left + file, y=y + 2, width=work, height=18, fill=COLOURS[4], **style))
        marks.append(text(540, y + 16, f"{latencies[i]:.2f} ms", anchor="end", fill=ink))
        marks.append(text(620, y + 16, f"{accuracies[i]:.1%}", anchor="end", fill=ink))
        marks.append(text(636, y + 16, f"✗ {faults[i]}" if faults[i] else "✓ will do", fill=ink, font_weight="bold"))
    if room <= reach:
        x = left + wide * room / reach
        marks.append(element("line", x1=x, x2=x, y1=top - 6, y2=bottom, stroke=COLOURS[1], stroke_width=2))
    marks.append(element("line", x1=left, x2=left, y1=top - 6, y2=bottom, stroke=PALE))
    legend = (("file", COLOURS[0], left), ("work memory", COLOURS[4], left + 60), ("room", COLOURS[1], left + 180))
    for words, colour, x in legend:
        marks.append(element("rect", x=x, y=bottom + 14, width=3 if words == "room" else 12, height=12, fill=colour))
        marks.append(text(x + 18, bottom + 25, words, size=12, fill=GREY))
    return svg(720, bottom + 38, *marks)


class DeployExplorer(Explorer):
    """Choose a device, what its own program takes, and how long a picture may take; see what is left to choose from.

    Parameters
    ----------
    comparison : Comparison
        From ``compare``; add two to choose among two networks.
    """

    title = "Deploy explorer"
    device = Choice("Device", options=DEVICES, start=256, narrow=True)
    program = Range("Share of it that its own program takes", low=0.0, high=0.9, step=0.05, start=0.25)
    accuracy = Range("Accuracy wanted", low=0.8, high=0.95, step=0.005, start=0.8)

    def __init__(self, comparison):
        if not getattr(comparison, "rows", ()):
            raise ValueError(
                "DeployExplorer needs the table that compare(model, x, y, ...) gives, with at least one row"
            )
        self.rows = comparison.rows
        super().__init__()

    def view(self, device, program, accuracy):
        room = device * (1 - program)
        names = [f"{row.network} · {row.target}" for row in self.rows]
        sizes, memories = ([(getattr(row, what) or 0) / 1024 for row in self.rows] for what in ("size", "memory"))
        faults = [
            "too large" if row.need > 1024 * room else "too wrong" if row.accuracy < accuracy else ""
            for row in self.rows
        ]
        fitting = [row for row, fault in zip(self.rows, faults, strict=True) if not fault]
        drawn = draw_deploy(
            names,
            sizes,
            memories,
            [1000 * row.latency[1][0] for row in self.rows],
            [row.accuracy for row in self.rows],
            room,
            faults,
        )
        words = f"{room:,.0f} KB are free: {len(fitting)} of {len(faults)} will do."
        if fitting:
            best = max(fitting, key=lambda row: row.accuracy)
            words += (
                f" The most accurate of them is {best.network} · {best.target}, {best.accuracy:.1%} right, "
                f"with {best.need / 1024:,.0f} KB."
            )
        return Picture(drawn, alt=words)
