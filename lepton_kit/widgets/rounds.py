"""Questions with four answers about kernels and shapes, made from pictures and sizes; the guess explorer asks them."""

from dataclasses import dataclass

import numpy as np

from lepton_kit.vision.layers import convolve
from lepton_kit.vision.sizes import convolution_size
from lepton_kit.widgets.kernel_explorer import PRESETS
from lepton_kit.widgets.svg import signed

__all__ = ["LETTERS", "Round", "place_round", "shape_round"]

LETTERS = "ABCD"


@dataclass(frozen=True, slots=True)
class Round:
    """A question with four answers, one of them right.

    ``places`` are the windows that the letters stand for, ``made`` is the map that gives the answer away; both are
    absent where the answers are words.
    """

    question: str
    answers: tuple[str, ...]
    right: int
    why: str
    image: np.ndarray | None = None
    kernel: np.ndarray | None = None
    made: np.ndarray | None = None
    places: tuple[tuple[int, int], ...] = ()


def place_round(image, preset, rng):
    """Where does this kernel answer most strongly? The other places are among the weakest and in between."""
    kernel = np.reshape(PRESETS[preset], (3, 3))
    made = convolve(image / 255, kernel)
    order, places = np.argsort(made, axis=None)[::-1], []
    clearly = int((made > 0.6 * made.max()).sum())  # those behind it are clearly weaker
    for start in (0, len(order) - 1, clearly, len(order) // 2, *range(clearly, len(order), 7)):
        place = np.unravel_index(order[start], made.shape)
        if all(max(abs(place[0] - i), abs(place[1] - j)) >= 5 for i, j in places) and len(places) < 4:
            places.append((int(place[0]), int(place[1])))
    mixed = rng.permutation(len(places))
    places = [places[k] for k in mixed]
    responses = [made[place] for place in places]
    return Round(
        question=f"The kernel for {preset} slides over this picture. Which frame gives the largest number?",
        answers=tuple(f"{letter}: {signed(response)}" for letter, response in zip(LETTERS, responses, strict=False)),
        right=int(np.argmax(responses)),
        why="Multiply and add: a large number needs light where the kernel is positive and dark where it is negative.",
        image=image,
        kernel=kernel,
        made=made,
        places=tuple(places),
    )


def shape_round(size, channels, kernel, kernels, stride, rng):
    """Which shape comes out? The wrong ones are what usual slips give."""
    made = convolution_size(size, kernel, stride=stride, channels=channels, kernels=kernels).output
    slips = [
        (made + (kernel if stride == 1 else 1), kernels),
        (made, channels * kernels if channels > 1 else kernels + 1),
        (size - kernel + 1 if stride > 1 else size - kernel, kernels),
    ]
    mixed = rng.permutation(4)
    shapes = [[(made, kernels), *slips][k] for k in mixed]
    how = f"({size} − {kernel}) / {stride}, rounded down, + 1" if stride > 1 else f"{size} − {kernel} + 1"
    return Round(
        question=f"{kernels} kernels of {kernel} x {kernel}, stride {stride}, no border, slide over {channels} "
        f"map{'s' if channels > 1 else ''} of {size} x {size}. Which shape comes out?",
        answers=tuple(f"{letter}: {s} x {s} x {n}" for letter, (s, n) in zip(LETTERS, shapes, strict=True)),
        right=int(np.flatnonzero(mixed == 0)[0]),
        why=f"{how} = {made}, and each kernel makes one map, however many maps it reaches through.",
    )
