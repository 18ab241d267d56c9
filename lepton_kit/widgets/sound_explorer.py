"""Lesson 19: a spoken digit as sound and as spectrogram, altered by hand, and what a network makes of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.sequences.sound import FLOOR, FRAMES, HOP, RATE, alter, centres, log_mel, middle
from lepton_kit.vision.classifier import as_classifier
from lepton_kit.vision.inputs import as_names
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.drawing import COLOURS, GREY, Marks, Names, image, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Explorer, Picture, Range, Toggle
from lepton_kit.widgets.panels import bars, most_probable
from lepton_kit.widgets.picture import png_uri

__all__ = ["SoundExplorer", "draw_sound"]

_LEFT, _WIDTH, _HEIGHT = 56, 330, 128  # of a spectrogram on the page
_HERTZ = (250, 500, 1000, 2000)


def draw_sound(
    wave: np.ndarray, spectrograms: Mapping[str, np.ndarray], class_names: Names, probabilities: np.ndarray
) -> str:
    """A sound, spectrograms below it, and a classifier's probabilities for the last of them beside those for the first.

    Parameters
    ----------
    wave : ndarray, shape (samples,)
        One second at most, from -1 to 1.
    spectrograms : mapping of title to ndarray, shape (bands, frames)
        Decibels from -50 to 0; the loudest is drawn black.
    class_names : sequence of str, length k
    probabilities : ndarray, shape (n, k)
        One row a spectrogram.

    Returns SVG text.
    """
    reach = np.abs(middle(wave, FRAMES * HOP)).reshape(200, -1).max(axis=1)  # in each of 200 slices, up and down
    axes, bottom = Axes(_LEFT, 19, _WIDTH, 44, xlim=(0, 399), ylim=(-1, 1)), 62 + 170 * len(spectrograms)
    marks = axes.line(np.arange(400), np.stack([reach, -reach], axis=1).ravel(), COLOURS[0])
    marks += [text(_LEFT, 14, "sound", fill=GREY), text(_LEFT + _WIDTH, bottom, "seconds", anchor="end", fill=GREY)]
    for k in range(4):
        marks.append(text(_LEFT + _WIDTH * k / 4, bottom, f"{k / 4:g}", size=11, anchor="middle", fill=GREY))
    for k, (title, decibels) in enumerate(spectrograms.items()):
        marks += _spectrogram(decibels, 84 + 170 * k, title)
    head = "probability" + ": outline before, bar after" * (len(spectrograms) > 1)
    marks += bars((490, 84, 150, 24), class_names, probabilities[-1], before=probabilities[0], head=head)
    return svg(720, max(bottom + 10, 90 + 24 * len(class_names)), *marks)


def _spectrogram(decibels: np.ndarray, top: float, title: str) -> Marks:
    grey = np.rint(255 * decibels / FLOOR).astype(np.uint8)[::-1]
    marks = [text(_LEFT, top - 8, title, fill=GREY), image(png_uri(grey), _LEFT, top, _WIDTH, _HEIGHT)]
    marks.append(rect(_LEFT, top, _WIDTH, _HEIGHT, stroke=GREY))
    bands = len(decibels)
    for hertz in _HERTZ:
        y = top + _HEIGHT * (1 - (np.interp(hertz, centres(bands), np.arange(bands)) + 0.5) / bands)
        marks.append(text(_LEFT - 6, y + 4, f"{hertz} Hz", size=11, anchor="end", fill=GREY))
    return marks


class SoundExplorer(Explorer):
    """Look at a spoken digit, and alter it as another moment, speaker, room, line or street would.

    Parameters
    ----------
    waves : sequence of array_like, shape (samples,)
        8,000 samples a second.
    names : sequence of str
        What each clip is, such as "7, Allison Smith".
    class_names : sequence of str
    classify : callable or model
        Takes spectrograms in decibels, shape (n, 32, 50), and gives probabilities, shape (n, k).

    Raises
    ------
    ValueError
        If clips and names do not go together, or what ``classify`` gives are no probabilities of these classes.
    """

    still: ClassVar[dict[str, Any]] = {"noise": -20.0, "shift": 8}

    shift = Range("Later, frames of 20 ms", low=-15, high=15, step=1, start=0)
    speed = Range("Speed, times", low=0.6, high=1.6, step=0.05, start=1.0)
    pitch = Range("Frequencies, times", low=0.7, high=1.4, step=0.05, start=1.0)
    echo = Range("Echo, share of the power", low=0.0, high=0.8, step=0.05, start=0.0)
    noise = Range("Noise, dB below the loudest", low=FLOOR, high=0.0, step=1.0, start=FLOOR)
    mask = Range("Masked bands and frames", low=0, high=16, step=1, start=0)
    telephone = Toggle("Through a telephone")

    def __init__(self, waves: Sequence[ArrayLike], names: Names, class_names: Names, classify: Callable) -> None:
        self.waves, self.names = [np.asarray(wave, dtype=float) for wave in waves], tuple(names)
        if len(self.names) != len(self.waves):
            raise ValueError(f"Each clip needs one of the names; got {len(self.names)} for {len(self.waves)} clips")
        self.spectrograms = np.array([log_mel(wave) for wave in self.waves])
        self.classify = as_classifier(classify, self.spectrograms)
        self.class_names = as_names(class_names, self.classify.classes)
        super().__init__(clip=Choice("Clip", options={name: k for k, name in enumerate(self.names)}, start=0))

    def view(self, clip: int, **change: Any) -> Picture:
        before = self.spectrograms[clip]
        after = alter(before, **change, rng=0)
        loud = np.flatnonzero(after.max(axis=0) > -25)
        low, high = (loud[[0, -1]] * HOP / RATE) if loud.size else (0, 0)
        changed = np.abs(after - before).mean()
        words = f"Clip {self.names[clip]}: loud from {low:.2f} to {high:.2f} s; its spectrogram changed by "
        P = self.classify.predict(np.stack([before, after]))
        words += f"{changed:.1f} dB in the mean ({self._told(change)}); the network hears "
        words += f"{most_probable(self.class_names, P[1])}, before {self.class_names[P[0].argmax()]}, {P[0].max():.2f}."
        shown = {"its log-mel spectrogram": before, "altered": after}
        return Picture(draw_sound(self.waves[clip], shown, self.class_names, P), alt=words)

    def _told(self, change: dict[str, Any]) -> str:
        """Which controls are not at their start."""
        moved = [
            f"{self._controls[name].label.partition(',')[0].lower()} {value:g}" if value is not True else "telephone"
            for name, value in change.items()
            if value != self._controls[name].start
        ]
        return ", ".join(moved) or "nothing altered"
