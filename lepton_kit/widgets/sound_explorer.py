"""Lesson 19: a spoken digit as sound and as spectrogram, altered by hand, and what a network makes of it."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.sequences.sound import FLOOR, FRAMES, HOP, RATE, alter, centres, log_mel
from lepton_kit.vision.inputs import as_names
from lepton_kit.widgets.drawing import COLOURS, GREY, Marks, Names, element, image, rect, svg, text
from lepton_kit.widgets.explorer import Choice, Controls, Explorer, Picture, Range, Toggle
from lepton_kit.widgets.panels import bars
from lepton_kit.widgets.picture import png_uri

__all__ = ["SoundExplorer", "draw_heard", "draw_sound"]

_LEFT, _WIDTH, _HEIGHT = 56, 330, 128  # of a spectrogram on the page
_HERTZ = (250, 500, 1000, 2000)


def draw_sound(
    wave: np.ndarray,
    before: np.ndarray,
    after: np.ndarray,
    class_names: Names = (),
    probabilities: np.ndarray | None = None,
) -> str:
    """The sound, its spectrogram, the altered one, and a classifier's probabilities for both where there are some.

    Parameters
    ----------
    wave : ndarray, shape (samples,)
        One second at most, from -1 to 1.
    before, after : ndarray, shape (bands, frames)
        Decibels from -50 to 0; the loudest is drawn black.
    class_names : sequence of str, length k
    probabilities : ndarray, shape (2, k), optional
        For the spectrogram before and after.

    Returns SVG text.
    """
    marks = [*_sound(wave), *_spectrogram(before, 84, "its log-mel spectrogram"), *_spectrogram(after, 254, "altered")]
    if probabilities is not None:
        marks.append(text(710, 72, "probability: outline before, bar after", anchor="end", fill=GREY))
        marks += bars((490, 84, 150, 24), class_names, probabilities[1], before=probabilities[0])
    return svg(720, 412, *marks, *_seconds(402))


def draw_heard(wave: np.ndarray, spectrogram: np.ndarray, class_names: Names, probabilities: np.ndarray) -> str:
    """A sound, its spectrogram and the probabilities, shape (k,), as SVG text."""
    marks = [*_sound(wave), *_spectrogram(spectrogram, 84, "its log-mel spectrogram"), *_seconds(232)]
    marks += bars((490, 14, 150, 22), class_names, probabilities)
    return svg(720, 246, *marks)


def _sound(wave: np.ndarray) -> Marks:
    return [text(_LEFT, 14, "sound", fill=GREY), element("path", d=_outline(wave), fill=COLOURS[0])]


def _seconds(y: float) -> Marks:
    numbers = [text(_LEFT + _WIDTH * k / 4, y, f"{k / 4:g}", size=11, anchor="middle", fill=GREY) for k in range(4)]
    return [*numbers, text(_LEFT + _WIDTH, y, "seconds", anchor="end", fill=GREY)]


def _outline(wave: np.ndarray) -> str:
    """The reach of the wave in each of 220 slices, mirrored, as a closed path around y = 44."""
    size = FRAMES * HOP
    early, spare = max(0, len(wave) - size) // 2, max(0, size - len(wave))
    whole = np.pad(wave[early : early + size], (spare // 2, spare - spare // 2))
    reach = 24 * np.abs(whole[: size // 220 * 220]).reshape(220, -1).max(axis=1) + 0.5
    x = _LEFT + _WIDTH * np.arange(220) / 219
    points = [*zip(x, 44 - reach, strict=True), *zip(x[::-1], 44 + reach[::-1], strict=True)]
    return "M" + "L".join(f"{a:.0f},{b:.1f}" for a, b in points) + "Z"


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
    classify : callable, optional
        Takes spectrograms in decibels, shape (n, 32, 50), and gives probabilities, shape (n, k).

    Raises
    ------
    ValueError
        If clips and names do not go together, or what ``classify`` gives are no probabilities of these classes.
    """

    still: ClassVar = {"noise": -20.0, "shift": 8}

    def __init__(
        self,
        waves: Sequence[ArrayLike],
        names: Names,
        class_names: Names = (),
        classify: Callable[[Any], Any] | None = None,
    ) -> None:
        self.waves, self.names = [np.asarray(wave, dtype=float) for wave in waves], as_names(names, len(waves))
        self.class_names, self.classify = as_names(class_names), classify
        self.spectrograms = np.array([log_mel(wave) for wave in self.waves])
        if classify is not None:
            P = np.asarray(classify(self.spectrograms[:2]))
            wanted = (len(self.spectrograms[:2]), len(self.class_names))
            if P.shape != wanted or not np.allclose(P.sum(axis=1), 1, atol=1e-3):
                raise ValueError(f"classify must give probabilities, shape {wanted}; got shape {P.shape}")
        super().__init__()

    def controls(self) -> Controls:
        """Which clip, and seven changes; each starts where it changes nothing."""
        return {
            "clip": Choice("Clip", options={name: k for k, name in enumerate(self.names)}, start=0),
            "shift": Range("Later, frames of 20 ms", low=-15, high=15, step=1, start=0),
            "speed": Range("Speed, times", low=0.6, high=1.6, step=0.05, start=1.0),
            "pitch": Range("Frequencies, times", low=0.7, high=1.4, step=0.05, start=1.0),
            "echo": Range("Echo, share of the power", low=0.0, high=0.8, step=0.05, start=0.0),
            "noise": Range("Noise, dB below the loudest", low=FLOOR, high=0.0, step=1.0, start=FLOOR),
            "mask": Range("Masked bands and frames", low=0, high=16, step=1, start=0),
            "telephone": Toggle("Through a telephone"),
        }

    def view(self, clip: int, **change: Any) -> Picture:
        before = self.spectrograms[clip]
        after = alter(before, **change, rng=0)
        loud = np.flatnonzero(after.max(axis=0) > -25)
        low, high = (loud[[0, -1]] * HOP / RATE) if loud.size else (0, 0)
        changed = np.abs(after - before).mean()
        words = f"Clip {self.names[clip]}: loud from {low:.2f} to {high:.2f} s; its spectrogram changed by "
        words += f"{changed:.1f} dB in the mean ({self._told(change)})"
        if self.classify is None:
            return Picture(draw_sound(self.waves[clip], before, after), alt=f"{words}.")
        P = np.asarray(self.classify(np.stack([before, after])))
        was, best = (self.class_names[k] for k in P.argmax(axis=1))
        words += f"; the network hears {best}, probability {P[1].max():.2f}, before {was}, {P[0].max():.2f}."
        return Picture(draw_sound(self.waves[clip], before, after, self.class_names, P), alt=words)

    def _told(self, change: dict[str, Any]) -> str:
        """Which controls are not at their start."""
        moved = [
            f"{self._controls[name].label.partition(',')[0].lower()} {value:g}" if value is not True else "telephone"
            for name, value in change.items()
            if value != self._controls[name].start
        ]
        return ", ".join(moved) or "nothing altered"
