"""The pictures of lesson 17: rows of images, training at several rates, heat on a picture."""

import numpy as np
from matplotlib import pyplot as plt


def draw_images(images, titles=(), columns=12):
    """Images in rows, each with its title above."""
    rows = max(1, -(-len(images) // columns))
    _, axes = plt.subplots(
        rows, columns, figsize=(7.2, (0.8 if columns > 6 else 1.4) * rows), squeeze=False
    )
    for ax in axes.flat:
        ax.axis("off")
    for ax, image, title in zip(
        axes.flat, images, [*titles, *[""] * len(images)], strict=False
    ):
        ax.imshow(image, vmin=0, vmax=255)
        ax.set_title(title, fontsize=8, loc="center")


def draw_mistakes(images, report, most=12):
    """The pictures that were got wrong, the surest first, each under the class that it was taken for."""
    wrong = np.flatnonzero(report.predictions != report.labels)
    wrong = wrong[np.argsort(-report.probabilities[wrong].max(axis=1), kind="stable")][
        :most
    ]
    titles = [f"{report.class_names[k]}?" for k in report.predictions[wrong]]
    draw_images(images[wrong], titles, columns=6)


def draw_rates(losses):
    """The training loss over the epochs, a panel for each optimizer, a line for each rate."""
    names = list(dict.fromkeys(name for name, _ in losses))
    _, axes = plt.subplots(1, len(names), figsize=(7.2, 2.6), sharey=True, squeeze=False)
    for ax, name in zip(axes[0], names, strict=True):
        rates = [rate for known, rate in losses if known == name]
        for rate, marks in zip(rates, (":", "--", "-"), strict=False):
            loss = losses[name, rate]
            ax.plot(range(1, len(loss) + 1), loss, marks, label=f"rate {rate:g}")
        ax.set(title=name, xlabel="epoch")
        ax.legend(fontsize=8)
    axes[0, 0].set_ylabel("training loss")
    axes[0, 0].set_ylim(0, 1.05 * max(max(loss) for loss in losses.values()))


def draw_heat(images, heats, titles):
    """Each image beside itself under the heat of a class: the brighter, the more speaks for the class there."""
    _, axes = plt.subplots(2, len(images), figsize=(7.2, 2.7), squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for column, image, heat, title in zip(axes.T, images, heats, titles, strict=True):
        column[0].imshow(image, vmin=0, vmax=255, cmap="gray")
        column[0].set_title(title, fontsize=8, loc="center")
        column[1].imshow(np.asarray(image), vmin=0, vmax=255, cmap="gray")
        column[1].imshow(heat / (heat.max() or 1), cmap="inferno", alpha=0.65)
