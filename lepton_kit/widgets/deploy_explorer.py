"""Lesson 20: networks as files side by side, and which of them a device has room for."""

from collections.abc import Sequence
from dataclasses import dataclass

from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, INK, PALE, Marks, Names, cells, key, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range

__all__ = ["Candidate", "DeployExplorer", "draw_deploy"]

DEVICES = {  # kilobytes of flash, which holds the file, and of memory, which holds what flows between the layers
    "ATmega328P: 32 KB flash, 2 KB memory": (32, 2),
    "STM32F103C8: 64 KB flash, 20 KB memory": (64, 20),
    "nRF52833: 512 KB flash, 128 KB memory": (512, 128),
    "nRF52840: 1 MB flash, 256 KB memory": (1024, 256),
    "a server": (10**6, 10**6),
}
_COLUMNS = ((170, "file, KB", COLOURS[0]), (325, "work memory, KB", COLOURS[4]))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A network in a file: what it needs of a device, and what it gives.

    Attributes
    ----------
    name : str
    file, memory : float
        Bytes of the file, and bytes for what flows between the layers.
    milliseconds : float
        For one picture.
    accuracy : float
        Share of right classes.
    """

    name: str
    file: float
    memory: float
    milliseconds: float
    accuracy: float


def draw_deploy(candidates: Sequence[Candidate], room: tuple[float, float], faults: Names) -> str:
    """A row for each candidate: file and work memory as bars against the room for each, latency and accuracy.

    Parameters
    ----------
    candidates : sequence of Candidate, length n
    room : (float, float)
        Kilobytes of flash and of memory that are free.
    faults : sequence of str, length n
        Why each will not do, such as "too wrong"; empty where it will.

    Returns SVG text.
    """
    top, bottom = 52, 52 + 34 * len(candidates)
    heads = {x: name for x, name, _ in _COLUMNS}
    marks: Marks = cells(34, left=heads, right={525: "one picture", 595: "accuracy"}, fill=GREY)
    sizes = [one.file / 1024 for one in candidates], [one.memory / 1024 for one in candidates]
    for (x, _, colour), free, needed in zip(_COLUMNS, room, sizes, strict=True):
        axes = Axes(x, top - 6, 105, bottom - top + 6, xlim=(0, max(*needed, 1e-9)), ylim=(0, 1))
        for i, (kilobytes, fault) in enumerate(zip(needed, faults, strict=True)):
            y, end = top + 34 * i, float(axes.x(kilobytes))
            marks.append(rect(x, y + 2, end - x, 18, colour, fill_opacity=0.3 if fault else 1))
            marks.append(text(end + 4, y + 16, f"{kilobytes:.0f}", fill=GREY))
        marks += axes.rule(x=0, colour=PALE, dashed=False)
        marks += axes.rule(x=free, colour=COLOURS[1]) if free <= axes.xlim[1] else []
    for i, (candidate, fault) in enumerate(zip(candidates, faults, strict=True)):
        y, fill = top + 34 * i + 16, GREY if fault else INK
        right = {525: f"{candidate.milliseconds:.2f} ms", 595: f"{candidate.accuracy:.1%}"}
        marks += cells(y, left={10: candidate.name}, right=right, size=13, fill=fill)
        marks.append(text(605, y, f"✗ {fault}" if fault else "✓ will do", size=13, fill=fill, bold=True))
    words = [(x, colour, name.partition(",")[0]) for x, name, colour in _COLUMNS]
    words.append((500, COLOURS[1], "room for it, where it is less"))
    return svg(775, bottom + 38, *marks, *key(bottom + 25, words))


class DeployExplorer(Explorer):
    """Choose a device, what its own program takes, and the accuracy you need; see what is left to choose from.

    Parameters
    ----------
    candidates : sequence of Candidate, at least one
    """

    device = Choice("Device", options=DEVICES, start=(1024, 256))
    program = Range("Share of it that its own program takes", low=0.0, high=0.9, step=0.05, start=0.25)
    accuracy = Range("Accuracy wanted", low=0.8, high=0.95, step=0.005, start=0.8)

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = tuple(candidates)
        if not self.candidates or not all(isinstance(one, Candidate) for one in self.candidates):
            raise ValueError("DeployExplorer needs a list of Candidate(name, file, memory, milliseconds, accuracy)")
        super().__init__()

    def view(self, device: tuple[float, float], program: float, accuracy: float) -> Picture:
        flash, memory = (kilobytes * (1 - program) for kilobytes in device)

        def fault(one: Candidate) -> str:
            if one.file > 1024 * flash:
                return "file too large"
            if one.memory > 1024 * memory:
                return "memory too small"
            return "too wrong" if one.accuracy < accuracy else ""

        faults = [fault(one) for one in self.candidates]
        fitting = [one for one, fault in zip(self.candidates, faults, strict=True) if not fault]
        words = f"{flash:,.0f} KB of flash and {memory:,.0f} KB of memory are free: "
        words += f"{len(fitting)} of {len(faults)} will do."
        if fitting:
            best = max(fitting, key=lambda one: one.accuracy)
            words += f" The most accurate of them is {best.name}, {best.accuracy:.1%} right."
        return Picture(draw_deploy(self.candidates, (flash, memory), faults), alt=words)
