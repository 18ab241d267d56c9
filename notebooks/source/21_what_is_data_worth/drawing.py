"""The pictures of lesson 21."""

import numpy as np
from matplotlib import pyplot as plt

__all__ = ["draw_budgets", "draw_offers", "draw_values", "draw_years", "samples"]


def samples(partners, images, each=3):
    """A few pictures of each partner, of as many of its classes as can be, shape (n, each, 28, 28), and their labels."""
    pictures, labels = [], []
    for partner in partners:
        classes = np.array(partner.classes)[
            np.linspace(0, len(partner.classes) - 1, each).round().astype(int)
        ]
        places = [
            np.flatnonzero(partner.labels == label)[k] for k, label in enumerate(classes)
        ]
        pictures.append(images[partner.indices[places]])
        labels.append(partner.labels[places])
    return np.array(pictures), np.array(labels)


def draw_offers(partners, data, price):
    """What each partner offers: its price, how many images, and six of them with their labels as delivered."""
    short = [
        name.partition("/")[0].replace("Ankle boot", "Boot") for name in data.class_names
    ]
    pictures, labels = samples(partners, data.x_train, each=6)
    figure, axes = plt.subplots(-(-len(partners) // 2), 2, figsize=(7.2, 4.0))
    for i, (partner, ax) in enumerate(zip(partners, axes.flat, strict=True)):
        gaps = np.pad(pictures[i], ((0, 0), (0, 0), (2, 2)), constant_values=255)
        ax.imshow(np.hstack(list(gaps)), vmin=0, vmax=255)
        for k, label in enumerate(labels[i]):
            ax.text(16 + 32 * k, 30, short[label], ha="center", va="top", fontsize=7)
        words = f"{partner.name}: {len(partner):,} images, € {price[i]:.2f} million"
        ax.set_title(words, fontsize=9)
        ax.axis("off")
    return figure


def draw_values(names, values, ax=None):
    """Several values of each partner side by side, ``{label: array of shape (n,)}``, in points of accuracy."""
    ax = ax or plt.subplots(figsize=(7.2, 3.2))[1]
    x = np.arange(len(names))
    for k, ((label, value), mark) in enumerate(zip(values.items(), "osD^", strict=False)):
        ax.plot(x + 0.18 * (k - 1), 100 * value, mark, label=label, markersize=7)
    ax.axhline(0, color="#222222", linewidth=1)
    ax.set(
        xticks=x,
        xticklabels=names,
        ylabel="points of accuracy",
        ylim=(None, 1.35 * ax.get_ylim()[1]),
    )
    ax.legend(ncols=3, loc="upper left", fontsize=9)
    return ax


def draw_budgets(budgets, rules, ax=None):
    """Accuracy that each rule buys for each budget, ``{label: array}``."""
    ax = ax or plt.subplots(figsize=(7.2, 3.2))[1]
    for (label, accuracy), mark in zip(rules.items(), "oDs^", strict=False):
        ax.plot(budgets, accuracy, marker=mark, markersize=5, label=label)
    ax.set(xlabel="budget for prices, € million", ylabel="accuracy on the second half")
    ax.legend(loc="lower right", fontsize=9)
    return ax


def draw_years(wrong, accuracy, trust, axes=None):
    """Five years of a partner whose labels rot: the team's accuracy, and what a yearly sample of labels says."""
    axes = plt.subplots(1, 2, figsize=(7.2, 3.1))[1] if axes is None else axes
    years = np.arange(1, len(wrong) + 1)
    axes[0].plot(years, accuracy, "o-")
    axes[0].set(xlabel="year", ylabel="accuracy of the team", xticks=years, ylim=(0, 1))
    mean = np.array([one.mean for one in trust])
    a, b = np.array([tuple(one) for one in trust]).T
    error = 1.96 * np.sqrt(mean * (1 - mean) / (a + b + 1))
    label = "trust, from 40 labels a year"
    axes[1].errorbar(years, mean, yerr=error, fmt="o-", capsize=3, label=label)
    axes[1].plot(
        years, 1 - np.array(wrong), "x:", color="C2", label="true, which nobody sees"
    )
    axes[1].set(xlabel="year", ylabel="share of right labels", xticks=years)
    axes[1].set(ylim=(0, 1.35), yticks=np.linspace(0, 1, 6))
    axes[1].legend(loc="upper right", fontsize=9)
    return axes
