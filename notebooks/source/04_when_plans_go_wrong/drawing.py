"""The pictures of lesson 4: what protection costs and buys, the article's diagram, and who makes what."""

import numpy as np
from matplotlib import pyplot as plt


def draw_protection(gammas, values, broken, errors):
    """Value of the plan and chance of a broken budget, over the number of overruns that it is protected against."""
    _, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.8))
    left.bar(gammas, values, color="#56b4e9")
    for gamma, value in zip(gammas, values, strict=True):
        left.text(gamma, value + 0.05, f"{value:.1f}", ha="center")
    left.set(
        xlabel="protected against Γ overruns", ylabel="value, million euros", ylim=(0, 3.7)
    )
    right.errorbar(
        gammas,
        100 * np.array(broken),
        yerr=196 * np.array(errors),
        fmt="o",
        color="#d55e00",
        capsize=3,
    )
    right.set(
        xlabel="protected against Γ overruns", ylabel="years over budget, %", ylim=(-4, 100)
    )
    for ax in (left, right):
        ax.set_xticks(list(gammas))


def draw_star(function_of):
    """The article's diagram: Lepton in the middle, six kinds of partner around it, one function on each line."""
    _, ax = plt.subplots(figsize=(7.2, 3.9))
    for k, (kind, function) in enumerate(function_of.items()):
        x, y = (-1.0, 0.0, 1.0)[k % 3], (1.0, -1.0)[k // 3]
        ax.plot([0, x], [0, y], "-", color="#999999", lw=1.5, zorder=0)
        ax.text(
            0.68 * x,
            (0.4 if x == 0 else 0.62) * y,
            function,
            ha="center",
            va="center",
            color="#0072b2",
            backgroundcolor="white",
        )
        ax.text(
            x,
            y,
            kind,
            ha="center",
            va="center",
            bbox={"boxstyle": "round", "fc": "#d8ebf7", "ec": "#999999"},
        )
    ax.text(
        0,
        0,
        "Lepton",
        ha="center",
        va="center",
        weight="bold",
        bbox={"boxstyle": "round", "fc": "#fbe3c4"},
    )
    ax.set(xlim=(-1.4, 1.4), ylim=(-1.2, 1.2))
    ax.axis("off")


def draw_sources(names, outputs, M):
    """Partners on the left, outputs on the right, a line where one makes the other; orange is a single source."""
    n, m = M.shape
    single = M.sum(axis=0) == 1
    _, ax = plt.subplots(figsize=(7.2, 3.0))
    y, z = np.linspace(1, 0, n), np.linspace(1, 0, m)
    for i in range(n):
        ax.text(
            -0.03,
            y[i],
            names[i],
            ha="right",
            va="center",
            weight="bold" if (M[i] * single).any() else "normal",
        )
        ax.plot(0, y[i], "o", color="0.3")
        for o in np.flatnonzero(M[i]):
            colour, width = ("#d55e00", 3.5) if single[o] else ("0.7", 1.5)
            ax.plot([0, 1], [y[i], z[o]], color=colour, lw=width, ls="-", zorder=0)
    for o in range(m):
        ax.plot(1, z[o], "s", color="#d55e00" if single[o] else "0.3")
        ax.text(
            1.03, z[o], outputs[o], va="center", weight="bold" if single[o] else "normal"
        )
    ax.set(xlim=(-0.7, 1.5), ylim=(-0.1, 1.1))
    ax.axis("off")
