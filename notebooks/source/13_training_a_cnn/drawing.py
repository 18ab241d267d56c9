"""The picture of lesson 13."""

from matplotlib import pyplot as plt

__all__ = ["draw_garments"]


def draw_garments(data, count=12):
    """The first test pictures, two rows, each under its class."""
    _, axes = plt.subplots(2, count // 2, figsize=(7.2, 2.9))
    for ax, image, label in zip(axes.flat, data.x_test, data.y_test, strict=False):
        ax.imshow(image, vmin=0, vmax=255)
        ax.set_title(data.class_names[label], fontsize=9, loc="center")
        ax.axis("off")
    plt.show()
