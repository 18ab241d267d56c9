"""The pictures of lesson 2."""

import numpy as np
from matplotlib import pyplot as plt

__all__ = ["draw_acceptability", "draw_candidates"]

_LEFT = {
    "Pedlarway",
    "Orrin",
    "Copperleaf",
    "Vossel",
    "Brindlecloud",
}  # whose label has more room on that side
_LIFT = {"Ostergate": 0.25}


def draw_candidates(X, names, front, line=(), ax=None):
    """Partners by their first two criteria, those on the front filled; a dashed line joins two of them by name."""
    ax = ax or plt.subplots(figsize=(7.2, 4.2))[1]
    X, names = np.asarray(X), list(names)
    for on, face, label in (
        (True, "C0", "on the Pareto front"),
        (False, "white", "dominated"),
    ):
        some = X[np.asarray(front) == on]
        ax.plot(some[:, 0], some[:, 1], "o", color="C0", mfc=face, ms=8, label=label)
    for name, (technical, market, *_) in zip(names, X, strict=True):
        shift, side = (-0.2, "right") if name in _LEFT else (0.2, "left")
        ax.text(
            technical + shift,
            market + _LIFT.get(name, 0),
            name,
            ha=side,
            va="center",
            size=9.5,
        )
    ends = X[[names.index(name) for name in line]]
    ax.plot(ends[:, 0], ends[:, 1], "--", color="C1", lw=1.5, zorder=0)
    ax.set(
        xlim=(0, 11),
        ylim=(2, 10.2),
        xlabel="technical strength, points",
        ylabel="market potential, points",
    )
    ax.set_title("Twelve partners by two of the three criteria")
    ax.legend(loc="upper right")
    return ax


def draw_acceptability(shares, names, ax=None):
    """For which share of all weights each partner is first, second or third, fourth or fifth."""
    ax = ax or plt.subplots(figsize=(7.2, 3.9))[1]
    shares, names = np.asarray(shares), np.asarray(names)
    order = np.argsort(-shares[:, :5].sum(axis=1), kind="stable")
    start = np.zeros(len(names))
    for part, label in (
        (slice(0, 1), "first"),
        (slice(1, 3), "2nd or 3rd"),
        (slice(3, 5), "4th or 5th"),
    ):
        width = shares[order, part].sum(axis=1)
        ax.barh(names[order], width, left=start, label=label, alpha=0.85)
        start = start + width
    for y, end in enumerate(start):
        ax.text(end + 0.01, y, f"{end:.0%}", va="center", size=9)
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    ax.set(xlabel="share of all weights", xlim=(0, 1))
    ax.set_title("On the short list, and in which place")
    ax.legend(loc="lower right")
    return ax
