"""The eight questions of lesson 13 about kernels and shapes, made from pictures and sizes; GuessExplorer asks them."""

import numpy as np

from lepton_kit.vision.layers import convolve
from lepton_kit.vision.sizes import convolution_size
from lepton_kit.widgets.drawing import signed
from lepton_kit.widgets.guess_explorer import LETTERS, QuizItem
from lepton_kit.widgets.kernel_explorer import PRESETS
from lepton_kit.widgets.panels import as_grey

__all__ = ["place_item", "quiz", "shape_item"]


def quiz(images, *, seed=0):
    """Four questions about the strongest place in a picture and four about the shape of the maps, by turns.

    Raises
    ------
    ValueError
        If ``images`` are no square grey pictures of ``uint8``, shape (n, h, h), large enough for four places.
    """
    images, rng = as_grey(images, side=12), np.random.default_rng(seed)
    kinds = ("upright edges", "level edges", "spots")
    shapes = ((28, 1, 5, 8, 1), (28, 1, 3, 16, 2), (13, 32, 3, 64, 1), (32, 3, 5, 10, 3))
    items = []
    for k, shape in enumerate(shapes):
        items += [
            place_item(images[k % len(images)], kinds[k % 3], rng),
            shape_item(*shape, rng),
        ]
    return items


def place_item(image: np.ndarray, preset: str, rng: np.random.Generator) -> QuizItem:
    """Where does this kernel answer most strongly? The other places are among the weakest and in between."""
    kernel = np.reshape(PRESETS[preset], (3, 3))
    feature_map = convolve(image / 255, kernel)
    order = np.argsort(feature_map, axis=None)[::-1]
    places: list[tuple[int, int]] = []
    clearly = int(
        (feature_map > 0.6 * feature_map.max()).sum()
    )  # those behind it are clearly weaker
    for start in (
        0,
        len(order) - 1,
        clearly,
        len(order) // 2,
        *range(clearly, len(order), 7),
    ):
        row, column = (int(at) for at in np.unravel_index(order[start], feature_map.shape))
        if (
            all(max(abs(row - i), abs(column - j)) >= 5 for i, j in places)
            and len(places) < 4
        ):
            places.append((row, column))
    places = [places[k] for k in rng.permutation(len(places))]
    responses = [feature_map[place] for place in places]
    question = f"The kernel for {preset} slides over this picture. Which frame gives the largest number?"
    answers = tuple(
        f"{letter}: {signed(response)}"
        for letter, response in zip(LETTERS, responses, strict=False)
    )
    why = "Multiply and add: a large number needs light where the kernel is positive and dark where it is negative."
    return QuizItem(
        question,
        answers,
        int(np.argmax(responses)),
        why,
        image,
        kernel,
        feature_map,
        tuple(places),
    )


def shape_item(
    size: int,
    channels: int,
    kernel: int,
    kernels: int,
    stride: int,
    rng: np.random.Generator,
) -> QuizItem:
    """Which shape comes out? The wrong ones are what usual slips give."""
    side = convolution_size(
        size, kernel, stride=stride, channels=channels, kernels=kernels
    ).output
    slips = [
        (side + (kernel if stride == 1 else 1), kernels),
        (side, channels * kernels if channels > 1 else kernels + 1),
    ]
    shapes = [
        (side, kernels),
        *slips,
        (size - kernel + 1 if stride > 1 else size - kernel, kernels),
    ]
    order = rng.permutation(4).tolist()
    how = (
        f"({size} − {kernel}) / {stride}, rounded down, + 1"
        if stride > 1
        else f"{size} − {kernel} + 1"
    )
    question = f"{kernels} kernels of {kernel} x {kernel}, stride {stride}, no border, slide over {channels} "
    question += (
        f"map{'s' if channels > 1 else ''} of {size} x {size}. Which shape comes out?"
    )
    answers = tuple(
        "{}: {} x {} x {}".format(LETTERS[k], *shapes[i][:1], *shapes[i])
        for k, i in enumerate(order)
    )
    why = f"{how} = {side}, and each kernel makes one map, however many maps it reaches through."
    return QuizItem(question, answers, order.index(0), why)
