"""Lesson 20: networks as files side by side, and which of them a device has room for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, HALO, INK, PALE, Marks, cells, key, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range

__all__ = ["Candidate", "DeployExplorer"]

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


class DeployExplorer(Explorer):
    """Choose a device, what its own program takes, and the accuracy you need; see what is left to choose from.

    A row for each candidate: file and work memory as bars against the room for each, latency and accuracy.

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
        room = np.array(device) * (1 - program)
        need = np.array([(one.file, one.memory) for one in self.candidates]) / 1024
        wrong = np.array([one.accuracy < accuracy for one in self.candidates])
        reasons = {"file too large": need[:, 0] > room[0], "memory too small": need[:, 1] > room[1], "too wrong": wrong}
        faults = [next((why for why, holds in reasons.items() if holds[i]), "") for i in range(len(need))]
        fitting = [one for one, fault in zip(self.candidates, faults, strict=True) if not fault]
        words = f"{room[0]:,.0f} KB of flash and {room[1]:,.0f} KB of memory are free: "
        words += f"{len(fitting)} of {len(faults)} will do."
        if fitting:
            best = max(fitting, key=lambda one: one.accuracy)
            words += f" The most accurate of them is {best.name}, {best.accuracy:.1%} right."

        bottom = 52 + 34 * len(faults)
        heads = {x: name for x, name, _ in _COLUMNS}
        numbers: Marks = []
        marks = cells(34, left=heads, right={525: "one picture", 595: "accuracy"}, fill=GREY)
        limits = zip(heads, need.max(axis=0), strict=True)
        columns = [Axes(x, 46, 105, bottom - 46, xlim=(0, most or 1), ylim=(0, 1)) for x, most in limits]
        for i, (one, fault) in enumerate(zip(self.candidates, faults, strict=True)):
            y, fill = 68 + 34 * i, GREY if fault else INK
            for (x, _, colour), axes, kilobytes in zip(_COLUMNS, columns, need[i], strict=True):
                end = float(axes.x(kilobytes))
                marks.append(rect(x, y - 14, end - x, 18, colour, fill_opacity=0.3 if fault else 1))
                numbers.append(text(end + 4, y, f"{kilobytes:.0f}", fill=GREY, **HALO))
            right = {525: f"{one.milliseconds:.2f} ms", 595: f"{one.accuracy:.1%}"}
            marks += cells(y, left={10: one.name}, right=right, size=13, fill=fill)
            marks.append(text(605, y, f"✗ {fault}" if fault else "✓ will do", size=13, fill=fill, bold=True))
        for axes, free in zip(columns, room.tolist(), strict=True):
            marks += axes.rule(x=0, colour=PALE, dashed=False)
            marks += axes.rule(x=free, colour=COLOURS[1]) if free <= axes.xlim[1] else []
        entries = [(x, colour, name.partition(",")[0]) for x, name, colour in _COLUMNS]
        entries.append((500, COLOURS[1], "room for it, where it is less"))
        return Picture(svg(775, bottom + 38, *marks, *numbers, *key(bottom + 25, entries)), alt=words)
