"""The pictures of lesson 11."""

from matplotlib import pyplot as plt

__all__ = ["draw_confusion", "draw_costs", "draw_images"]


def draw_images(images, titles, height=1.5):
    """Grey pictures side by side, each with its title."""
    _, axes = plt.subplots(1, len(images), figsize=(7.2, height))
    for ax, image, title in zip(axes, images, titles, strict=True):
        ax.imshow(image, vmin=0, vmax=255)
        ax.set_title(title, fontsize=9, loc="center")
        ax.axis("off")


def draw_confusion(table, names):
    """What a labeller says of each class, as shares in a table; larger ones are darker and written out."""
    _, ax = plt.subplots(figsize=(5.4, 4.2))
    ax.imshow(table, cmap="Blues", vmin=0, vmax=1)
    for i, row in enumerate(table):
        for j, share in enumerate(row):
            if share >= 0.05:
                ink = "white" if share > 0.6 else "#222222"
                ax.text(
                    j,
                    i,
                    f"{share:.2f}",
                    color=ink,
                    ha="center",
                    va="center",
                    fontsize=7,
                )
    ax.set_xticks(range(len(names)), names, rotation=60, ha="right", fontsize=8)
    ax.set_yticks(range(len(names)), names, fontsize=8)
    ax.set(xlabel="what this labeller says", ylabel="what it is")
    ax.grid(False)


def draw_costs(shares, accuracy):
    """Test accuracy over the share of wrong training labels, ``{name: accuracies}``, each line with its name."""
    _, ax = plt.subplots(figsize=(6.4, 3))
    for (name, values), mark in zip(accuracy.items(), "osD^", strict=False):
        ax.plot(100 * shares, values, marker=mark, label=name)
    ax.set(
        xlabel="wrong training labels, per cent", ylabel="test accuracy", ylim=(0.3, 0.9)
    )
    ax.legend(loc="lower left")
