"""The pictures of lesson 15."""

import numpy as np
from matplotlib import pyplot as plt

from lepton_kit.style import COLOURS, GREY

__all__ = ["draw_confusion", "draw_draws", "draw_reliability"]


def draw_confusion(report):
    """How many pictures of each true class (rows) got each answer (columns)."""
    from sklearn.metrics import ConfusionMatrixDisplay

    _, ax = plt.subplots(figsize=(6.2, 5.4))
    table = ConfusionMatrixDisplay(report.confusion, display_labels=report.class_names)
    table.plot(
        ax=ax,
        cmap="Blues",
        colorbar=False,
        xticks_rotation="vertical",
        text_kw={"fontsize": 9},
    )
    ax.set(xlabel="what it says", ylabel="what it is")
    ax.grid(False)
    return ax


def draw_draws(intervals, ax=None):
    """The draws behind each of two intervals, ``{name: Interval}``, the second one hatched."""
    ax = ax or plt.subplots(figsize=(6.4, 2.8))[1]
    looks = (
        {"color": COLOURS[5]},
        {"facecolor": "none", "edgecolor": COLOURS[0], "hatch": "////"},
    )
    for (name, interval), look in zip(intervals.items(), looks, strict=True):
        ax.hist(interval.draws, bins=np.arange(0.8, 1, 0.005), label=name, **look)
    ax.set(xlabel="accuracy of a draw", ylabel="draws", xlim=(0.8, 0.98))
    ax.legend(loc="upper left")
    return ax


def draw_reliability(curves):
    """How often right against how sure, ``{title: Reliability}``, side by side; larger dots stand for more pictures.

    The line passes through what holds a hundredth of the pictures at least; the rest says little.
    """
    _, axes = plt.subplots(1, len(curves), figsize=(7.2, 2.9), sharey=True)
    for ax, (title, curve) in zip(axes, curves.items(), strict=True):
        ax.plot([0, 1], [0, 1], color=GREY, lw=1, ls="--")
        many = curve.count >= curve.count.sum() / 100
        ax.plot(curve.confidence[many], curve.accuracy[many], lw=1, color=COLOURS[0])
        sizes = 8 + 120 * curve.count / curve.count.max()
        ax.scatter(
            curve.confidence,
            curve.accuracy,
            s=sizes,
            color=COLOURS[0],
            alpha=0.8,
            clip_on=False,
        )
        ax.set_title(f"{title}\nerror {curve.error:.3f}", fontsize=10)
        ax.set(xlabel="how sure", xlim=(0, 1.02), ylim=(0, 1.02))
    axes[0].set_ylabel("how often right")
    return axes
