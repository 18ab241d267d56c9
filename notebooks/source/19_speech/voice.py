"""Lesson 19: one's own voice, from a .wav file or a microphone, and what a network hears. Never marked, never saved."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np

from lepton_kit.sequences.sound import log_mel, read_wav
from lepton_kit.widgets.controls import WHOLE_ROW, front_end
from lepton_kit.widgets.drawing import Names, svg, text
from lepton_kit.widgets.explorer import Explorer, Picture
from lepton_kit.widgets.panels import most_probable
from lepton_kit.widgets.sound_explorer import draw_sound

__all__ = ["VoicePanel"]


class VoicePanel(Explorer):
    """Choose a .wav file of one spoken digit, or record one, and see what a network hears.

    The sound goes to the kernel as a message and is forgotten at the next one, or with *Reset*; nothing is written.

    Parameters
    ----------
    classify : callable
        Takes spectrograms in decibels, shape (n, 32, 50), and gives probabilities, shape (n, k).
    class_names : sequence of str, length k
    """

    title = "Your own voice"

    def __init__(self, classify: Callable[[Any], Any], class_names: Names) -> None:
        self.classify, self.class_names, self.content = classify, tuple(class_names), b""
        super().__init__()

    def arrange(self, inputs: dict[str, Any]) -> list[Any]:
        """The file and the microphone."""
        from ipywidgets import Layout

        source = front_end("sound_input")(layout=Layout(grid_area=WHOLE_ROW))
        source.on_msg(
            lambda _, content, buffers: self.hear(bytes(buffers[0])) if buffers else None
        )
        return [source]

    def hear(self, content: bytes) -> Self:
        """Take the bytes of a .wav file, as when one is chosen; what is wrong with them is told in the panel."""
        self.content = content
        return self.set()

    def reset(self) -> Self:
        """Forget the sound."""
        return self.hear(b"")

    def view(self) -> Picture:
        if not self.content:
            words = "No sound yet. Choose a .wav file of one English digit, or record one."
            return Picture(svg(720, 40, text(10, 25, words)), alt=words)
        wave = read_wav(self.content)
        spectrogram = log_mel(wave)
        P = np.asarray(self.classify(spectrogram[None]))
        second = np.argsort(P[0])[-2]
        words = f"{len(wave) / 8000:.2f} s of sound. The network hears {most_probable(self.class_names, P[0])}; "
        words += f"next comes {self.class_names[second]}, {P[0, second]:.2f}."
        return Picture(
            draw_sound(wave, {"its log-mel spectrogram": spectrogram}, self.class_names, P),
            alt=words,
        )
