"""The pictures of lesson 16."""

import numpy as np
from matplotlib import pyplot as plt

__all__ = ["draw_maps"]


def draw_maps(photo, maps):
    """A photo, and maps of what mattered in it beside, ``{title: map}``: bright is much; the cross marks the most."""
    _, axes = plt.subplots(1, 1 + len(maps), figsize=(7.2, 2.3), layout="constrained")
    axes[0].imshow(photo, cmap="gray")
    axes[0].set_title("the photo", fontsize=9)
    for ax, (title, values) in zip(axes[1:], maps.items(), strict=True):
        ax.imshow(values, cmap="cividis", vmin=0)
        row, column = np.unravel_index(np.argmax(values), np.shape(values))
        ax.plot(column, row, "x", color="#d55e00", ms=9, mew=2)
        ax.set_title(title, fontsize=9)
    for ax in axes:
        ax.axis("off")
    return axes
