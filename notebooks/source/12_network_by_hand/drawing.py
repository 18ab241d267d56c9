"""The pictures of lesson 12."""

import numpy as np
from matplotlib import pyplot as plt

from lepton_kit.exercises.content import content_module
from lepton_kit.vision import ACTIVATIONS

__all__ = [
    "draw_activations",
    "draw_field",
    "draw_frame",
    "draw_images",
    "draw_kernels",
    "draw_losses",
    "draw_pushes",
    "draw_ways",
]


def draw_frame(picture, row, column):
    """A picture with a frame around 3 x 3 of its pixels."""
    _, ax = plt.subplots(figsize=(2.6, 2.6))
    ax.imshow(picture)
    frame = (column - 0.5, row - 0.5)
    ax.add_patch(plt.Rectangle(frame, 3, 3, fill=False, edgecolor="#d55e00", lw=2))
    ax.set_title("The nine pixels in the frame", fontsize=10)
    ax.axis("off")


def draw_images(images):
    """Pictures side by side, ``{title: pixels}``, each from its own darkest to its own lightest number."""
    _, axes = plt.subplots(1, len(images), figsize=(7.2, 2.6))
    for ax, (title, pixels) in zip(axes, images.items(), strict=True):
        ax.imshow(pixels)
        ax.set_title(f"{title}, {pixels.shape[0]} x {pixels.shape[1]}", fontsize=10)
        ax.axis("off")


def draw_activations(names):
    """Activations and their slopes; each line has its own dashes, and none is hidden under another."""
    z = np.linspace(-4, 4, 201)
    _, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.9))
    for name, width in zip(names, (5, 2, 2, 2), strict=False):
        f = ACTIVATIONS[name]
        colour = {"color": "#b0b0b0", "linestyle": "-"} if width == 5 else {}
        left.plot(z, f(z), linewidth=width, label=name, **colour)
        right.plot(z, f.slope(z), linewidth=width, **colour)
    left.set(xlabel="sum z", title="activation f(z)", ylim=(-1.2, 3))
    right.set(xlabel="sum z", title="its slope", ylim=(-0.1, 1.2))
    left.legend(loc="upper left", fontsize=9)


def draw_field(picture, seen):
    """A picture, and a frame around the pixels that are ``seen``."""
    _, ax = plt.subplots(figsize=(2.6, 2.6))
    ax.imshow(picture)
    rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    corner = (columns[0] - 0.5, rows[0] - 0.5)
    ax.add_patch(
        plt.Rectangle(
            corner, len(columns), len(rows), fill=False, edgecolor="#d55e00", lw=2
        )
    )
    ax.set_title("what one number sees", fontsize=10)
    ax.axis("off")


def draw_pushes():
    """How hard two losses push the score of the truth, over the probability that it is given, for two classes."""
    p = np.linspace(0.001, 0.999, 300)
    _, ax = plt.subplots(figsize=(5.4, 2.7))
    ax.plot(p, 1 - p, label="cross-entropy")
    ax.plot(p, 2 * (1 - p) * p * (1 - p), label="squared error")
    ax.set(xlabel="probability of the truth", ylabel="push on its score")
    ax.legend()


def draw_ways(ways):
    """Paths in the valley from above, ``{title: Descent}``; the star is the lowest place."""
    _, axes = plt.subplots(1, len(ways), figsize=(7.2, 2.5), sharey=True)
    u, v = np.meshgrid(np.linspace(-2, 2, 80), np.linspace(-1.2, 1.2, 60))
    for ax, (title, way) in zip(axes, ways.items(), strict=True):
        ax.contour(
            u,
            v,
            content_module("12", "surfaces").SURFACES["valley"].loss(u, v),
            levels=12,
            colors="0.8",
            linewidths=0.8,
        )
        ax.plot(*way.path.T, ".-", lw=1, ms=4)
        ax.plot(0, 0, "k*")
        ax.set(xlim=(-2, 2), ylim=(-1.2, 1.2), title=title, xlabel="weight u")
        ax.grid(False)
    axes[0].set_ylabel("weight v")


def draw_losses(losses):
    """The loss of each batch, the mean of twenty, and that of a guess among ten classes."""
    smooth = np.convolve(losses, np.ones(20) / 20, mode="valid")
    _, ax = plt.subplots(figsize=(6, 2.6))
    ax.plot(losses, "-", color="0.8", lw=1, label="each batch")
    ax.plot(np.arange(19, len(losses)), smooth, "-", color="#0072b2", label="mean of 20")
    ax.axhline(np.log(10), color="k", ls=":", lw=1)
    ax.text(
        len(losses),
        np.log(10) - 0.05,
        "a guess among ten",
        fontsize=9,
        ha="right",
        va="top",
    )
    ax.set(xlabel="step", ylabel="cross-entropy", ylim=(0, None))
    ax.legend(loc="center right")


def draw_kernels(rows):
    """Kernels in rows, ``{title: array of shape (3, 3, n)}``; purple and a minus are negative, orange is positive."""
    count = next(iter(rows.values())).shape[2]
    _, axes = plt.subplots(len(rows), count, figsize=(7.2, 1.1 * len(rows)))
    for row, (title, kernels) in zip(axes, rows.items(), strict=True):
        for k, ax in enumerate(row):
            ax.imshow(kernels[:, :, k], cmap="PuOr_r", vmin=-1, vmax=1)
            for i, j in np.argwhere(kernels[:, :, k] < -0.15):
                dark = kernels[i, j, k] < -0.6
                ax.text(
                    j,
                    i,
                    "−",
                    color="white" if dark else "#222222",
                    ha="center",
                    va="center",
                )
            ax.set(xticks=[], yticks=[])
            ax.grid(False)
        row[0].set_ylabel(title)
