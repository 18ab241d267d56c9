"""The pictures of lesson 8."""

import numpy as np
from matplotlib import pyplot as plt

__all__ = ["draw_learning", "draw_sharing"]


def draw_learning(delivered, best, ax=None):
    """Share delivered by year under each rule, ``{name: array (years, runs)}``, mean of ten years, with 95 % bands."""
    ax = ax or plt.subplots(figsize=(7.2, 3.4))[1]
    for (name, won), line in zip(delivered.items(), ("-", "--", ":"), strict=False):
        tens = won.reshape(-1, 10, won.shape[1]).mean(axis=1)  # shape (years / 10, runs)
        years = 10 * np.arange(1, len(tens) + 1)
        mean, error = (
            tens.mean(axis=1),
            1.96 * tens.std(axis=1, ddof=1) / np.sqrt(tens.shape[1]),
        )
        [drawn] = ax.plot(years, mean, line, marker="o", markersize=4, label=name)
        ax.fill_between(
            years, mean - error, mean + error, color=drawn.get_color(), alpha=0.2
        )
    ax.axhline(best, color="#767676", linestyle="-", linewidth=1)
    ax.text(
        0.01,
        best + 0.004,
        "the best of the three",
        transform=ax.get_yaxis_transform(),
        va="bottom",
    )
    ax.set(xlabel="year", ylabel="delivered, mean of ten years", ylim=(0.55, 0.86))
    ax.legend(loc="lower right", fontsize=9)
    return ax


def draw_sharing(sizes, tails, means, ax=None):
    """Mean and CVaR of one sum of money in the hands of more and more partners, each with its interval (value, error)."""
    ax = ax or plt.subplots(figsize=(7.2, 3.2))[1]
    for points, name, line in (
        (means, "mean net return", "o-"),
        (tails, "CVaR, a loss", "s--"),
    ):
        value, error = np.array(points).T
        ax.errorbar(sizes, value, yerr=error, fmt=line, capsize=3, label=name)
    ax.axhline(0, color="#222222", linewidth=1)
    ax.set(xlabel="partners who share the work", ylabel="€ million a year", xticks=sizes)
    ax.legend(loc="upper center", ncols=2, fontsize=9)
    ax.margins(y=0.25)
    return ax
