"""The pictures of lesson 7."""

import numpy as np
from matplotlib import pyplot as plt
from scipy.stats import beta

__all__ = ["draw_levels", "draw_reviews", "draw_trust"]


def draw_trust(trust, ax=None):
    """What is believed of each partner's rate, ``{name: Trust}``, as a density."""
    ax = ax or plt.subplots(figsize=(7.2, 3.4))[1]
    p = np.linspace(0, 1, 301)
    for (name, (a, b)), line in zip(trust.items(), ("-", "--", ":", "-."), strict=False):
        label = f"{name}: Beta({a:g}, {b:g}), mean {a / (a + b):.2f}"
        ax.plot(p, beta.pdf(p, a, b), line, label=label)
    ax.set(xlabel="rate p of delivering", ylabel="density", xlim=(0, 1), ylim=(0, None))
    ax.legend(loc="upper left", fontsize=9)
    return ax


def draw_reviews(history, rates, break_even, ax=None):
    """The mean trust after each yearly review while a partner stays, its true rate dotted."""
    ax = ax or plt.subplots(figsize=(7.2, 3.4))[1]
    years = np.arange(1, len(history.mean) + 1)
    for i, (name, rate) in enumerate(rates.items()):
        stayed, mark = history.years_stayed[i], "osD^v"[i % 5]
        label = f"{name}, true rate {rate}: gain {history.gain[:, i].sum():.1f}"
        ax.plot(
            years[:stayed], history.mean[:stayed, i], f"{mark}-", color=f"C{i}", label=label
        )
        ax.axhline(rate, color=f"C{i}", linestyle=":", linewidth=1)
    ax.axhline(break_even, color="#222222", linewidth=1)
    ax.text(years[-1], break_even + 0.01, "break-even", ha="right", va="bottom")
    ax.set(
        xlabel="year",
        ylabel="trust (mean of p)",
        ylim=(0, 1.35),
        yticks=np.linspace(0, 1, 6),
    )
    ax.legend(loc="upper left", fontsize=9)
    return ax


def draw_levels(levels, gains, ax=None):
    """Gain for each exit level, mean and 95 % interval of the columns of ``gains``, shape (levels, runs)."""
    ax = ax or plt.subplots(figsize=(7.2, 3.2))[1]
    gains = np.asarray(gains)
    error = 1.96 * gains.std(axis=1, ddof=1) / np.sqrt(gains.shape[1])
    ax.errorbar(levels, gains.mean(axis=1), yerr=error, fmt="o-", capsize=3)
    ax.set(xlabel="exit when the chance of being worth it falls below this")
    ax.set(ylabel="gain of a trio in ten years", ylim=(0, 1.15 * gains.mean(axis=1).max()))
    return ax
