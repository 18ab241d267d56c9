"""The pictures of lesson 19, and players for sound that say in words what is to be heard."""

import base64
import io
import wave as wave_file
from html import escape

import numpy as np
from matplotlib import pyplot as plt

from lepton_kit.sequences.sound import FRAMES, HOP, RATE, centres

__all__ = ["Players", "draw_digits", "draw_intervals", "draw_sound"]


class Players:
    """Sounds to be played, each with its title; they need no kernel, and where there is no sound the words stand.

    Parameters
    ----------
    sounds : dict of str to array_like, shape (samples,)
        What is heard to its samples, 8,000 a second.
    """

    def __init__(self, sounds):
        self.sounds = sounds

    def _repr_html_(self):
        figures = []
        for title, sound in self.sounds.items():
            file = io.BytesIO()
            with wave_file.open(
                file, "wb"
            ) as target:  # 8 bit: a player is a line of text in the notebook
                target.setparams((1, 1, RATE, 0, "NONE", ""))
                target.writeframes(
                    np.rint(127 * np.asarray(sound) + 128).astype(np.uint8).tobytes()
                )
            uri = "data:audio/wav;base64," + base64.b64encode(file.getvalue()).decode()
            player = f'<audio controls aria-label="{escape(title)}" src="{uri}"></audio>'
            figures.append(
                f'<figure style="margin: 4px 0">{player}<figcaption>{escape(title)}</figcaption></figure>'
            )
        return "\n".join(figures)

    def __repr__(self):
        return "\n".join(
            f"sound of {len(sound) / RATE:.2f} s: {title}"
            for title, sound in self.sounds.items()
        )


def _picture(ax, decibels, title=""):
    ax.imshow(
        -decibels,
        origin="lower",
        aspect="auto",
        vmin=0,
        vmax=50,
        extent=(0, FRAMES * HOP / RATE, 0, len(decibels)),
    )
    ax.set_title(title, fontsize=9.5)
    ax.grid(False)


def _hertz(ax):
    """Name a few bands by the frequency in their middle."""
    marks = (250, 500, 1000, 2000)
    ax.set_yticks(
        np.interp(marks, centres(), np.arange(len(centres()))) + 0.5,
        [f"{hertz} Hz" for hertz in marks],
    )


def draw_sound(wave, decibels):
    """One clip twice: its samples over time, and its log-mel spectrogram below."""
    fig, (top, low) = plt.subplots(
        2, 1, figsize=(7.2, 3.8), height_ratios=(1, 2), sharex=True
    )
    start = (FRAMES * HOP - len(wave)) / 2
    top.plot((start + np.arange(len(wave))) / RATE, wave, linewidth=0.6)
    top.set(ylabel="sample", ylim=(-1.05, 1.05))
    _picture(low, decibels)
    _hertz(low)
    low.set(xlabel="seconds")
    colours = plt.cm.ScalarMappable(plt.Normalize(-50, 0), cmap="gray_r")
    fig.colorbar(colours, ax=low, label="dB below the loudest", pad=0.01)


def draw_digits(rows):
    """Spectrograms in rows, ``{title: (spectrograms, labels)}``, black where it is loud."""
    _, axes = plt.subplots(
        len(rows),
        5,
        figsize=(7.2, 1.45 * len(rows) + 0.3),
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    for line, (title, (spectrograms, labels)) in zip(axes, rows.items(), strict=True):
        for ax, decibels, label in zip(line, spectrograms, labels, strict=False):
            _picture(ax, decibels, f"{title}: {label}" if ax is line[0] else str(label))
        _hertz(line[0])
    for ax in axes[-1]:
        ax.set_xlabel("seconds")


def draw_intervals(rows, ax=None):
    """Shares with their intervals, ``{title: (share, low, high)}``, one under the other."""
    ax = ax or plt.subplots(figsize=(7.2, 0.42 * len(rows) + 0.9))[1]
    for y, (share, low, high) in enumerate(rows.values()):
        ax.plot((low, high), (y, y), color="#0072b2", linewidth=3, linestyle="-")
        ax.plot(share, y, "o", color="#222222")
        ax.text(1.02, y, f"{share:.2f} ({low:.2f} to {high:.2f})", va="center")
    ax.set_yticks(range(len(rows)), list(rows))
    ax.axvline(0.1, color="#767676", linestyle=":")
    ax.set(
        xlim=(0, 1),
        ylim=(len(rows) - 0.5, -0.5),
        xlabel="share heard rightly, 95 % interval; dotted: chance",
    )
    return ax
