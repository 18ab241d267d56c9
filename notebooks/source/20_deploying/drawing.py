"""The pictures of lesson 20."""

import numpy as np
from matplotlib import pyplot as plt

__all__ = ["draw_bits", "draw_events", "draw_rounds"]


def draw_bits(bits, accuracy, full, ax=None):
    """Accuracy against the bits of each weight, with that of 32 bits as a line."""
    ax = ax or plt.subplots(figsize=(6.0, 2.8))[1]
    ax.plot(bits, accuracy, "o-")
    ax.axhline(full, color="#222222", linestyle=":", linewidth=1)
    ax.text(max(bits), full + 0.03, "32 bits", ha="right", va="bottom")
    ax.set(
        xlabel="bits for each weight",
        ylabel="accuracy",
        ylim=(0, 1.02),
        xticks=sorted(bits),
    )
    return ax


def draw_events(events):
    """One boot as each event shows it, ``{name: (pictures, labels)}``."""
    fig, axes = plt.subplots(1, len(events), figsize=(7.2, 1.7))
    for ax, (name, (pictures, labels)) in zip(axes, events.items(), strict=True):
        ax.imshow(pictures[np.flatnonzero(labels == 9)[0]], vmin=0, vmax=255, cmap="gray")
        ax.set_title(name, fontsize=10, loc="center")
        ax.axis("off")
    return fig


def draw_rounds(curves, levels, ax=None):
    """Accuracy after each round, ``{name: values}``, and lines for what is reached without them."""
    ax = ax or plt.subplots(figsize=(7.2, 3.2))[1]
    for (name, curve), style in zip(curves.items(), ("o-", "s--"), strict=False):
        ax.plot(np.arange(1, len(curve) + 1), curve, style, label=name)
    right = max(map(len, curves.values()))
    for k, (name, level) in enumerate(
        levels.items()
    ):  # the first is written above its line, the second below
        ax.axhline(level, color="#222222", linestyle=":", linewidth=1)
        ax.text(
            right,
            level + (-0.02, 0.02)[k == 0],
            name,
            ha="right",
            va=("top", "bottom")[k == 0],
        )
    ax.set(xlabel="round", ylabel="accuracy", ylim=(0, 1.02))
    ax.legend(loc="lower right")
    return ax
