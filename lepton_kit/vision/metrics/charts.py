"""Charts of what was measured: the result goes in with an axes or none, the axes come out."""

import numpy as np

from lepton_kit.style import COLOURS, GREY

__all__ = ["draw_confusion", "draw_reliability"]


def draw_confusion(report, *, ax=None):
    """The confusion matrix: one row a true class, darker where more of its images went, every count but 0 written.

    Parameters
    ----------
    report : Report
    ax : matplotlib.axes.Axes, optional
        Made if not given.

    Returns
    -------
    matplotlib.axes.Axes
    """
    if not hasattr(report, "confusion"):
        raise TypeError(f"draw_confusion draws a Report, from evaluate or judge; got {type(report).__name__}")
    ax = _axes(ax, 5.2, 4.4)
    counts = np.asarray(report.confusion)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if shares[row, column] > 0.5 else "black"
            ax.text(column, row, f"{count}", ha="center", va="center", fontsize=8, color=colour)
    places = np.arange(len(counts))
    ax.set_xticks(places, report.class_names, rotation=45, ha="right", rotation_mode="anchor", fontsize=9)
    ax.set_yticks(places, report.class_names, fontsize=9)
    ax.set(xlabel="guess", ylabel="truth")
    ax.grid(False)
    return ax


def draw_reliability(reliability, *, ax=None):
    """How often right against how sure; on the diagonal the two are equal. Larger dots stand for more images.

    The line passes through the bins that hold a hundredth of the images at least; the others say little.

    Parameters
    ----------
    reliability : Reliability
    ax : matplotlib.axes.Axes, optional
        Made if not given.

    Returns
    -------
    matplotlib.axes.Axes
    """
    if not hasattr(reliability, "confidence"):
        raise TypeError(f"draw_reliability draws what reliability(report) gives; got {type(reliability).__name__}")
    ax = _axes(ax, 3.4, 3.2)
    ax.plot([0, 1], [0, 1], color=GREY, lw=1, ls="--")
    many = reliability.count >= reliability.count.sum() / 100
    ax.plot(reliability.confidence[many], reliability.accuracy[many], lw=1, color=COLOURS[0])
    sizes = 8 + 120 * reliability.count / reliability.count.max()
    ax.scatter(reliability.confidence, reliability.accuracy, s=sizes, color=COLOURS[0], alpha=0.8, clip_on=False)
    ax.set(xlabel="how sure", ylabel="how often right", xlim=(0, 1.02), ylim=(0, 1.02))
    return ax


def _axes(ax, width, height):
    if ax is not None:
        return ax
    from matplotlib import pyplot as plt

    return plt.subplots(figsize=(width, height))[1]
