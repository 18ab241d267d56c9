"""The pictures of lesson 10."""

from matplotlib import pyplot as plt

__all__ = ["draw_images"]


def draw_images(images, titles, height=1.9):
    """Pictures side by side, each with its title; grey ones from black, 0, to white, 255."""
    _, axes = plt.subplots(1, len(images), figsize=(7.2, height))
    for ax, image, title in zip(axes, images, titles, strict=True):
        ax.imshow(image, vmin=0, vmax=255)
        ax.set_title(title, fontsize=9, loc="center")
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(True)
