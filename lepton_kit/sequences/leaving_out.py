"""What each word does to a text's answer, whoever gives the answer: leave it out and ask again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.sequences.text import tokenise
from lepton_kit.validate import whole

__all__ = ["Influence", "influence"]


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """What each word does to a reader's answer: the probability of a class, and how much of it goes with each word."""

    words: tuple[str, ...]
    probabilities: npt.NDArray[np.float64]
    change: npt.NDArray[np.float64]


def influence(
    probabilities: Callable[[Sequence[str]], ArrayLike], text: str, *, of: int = 1, unit: str = "word", most: int = 80
) -> Influence:
    """Leave out one word at a time and see what becomes of the probability of class ``of``.

    Parameters
    ----------
    probabilities : callable(list of str) -> array_like, shape (n, classes)
    text : str
    of : int
        The class.
    unit : {"word", "character", "pair"}
    most : int
        Only this many words are looked at.

    Returns
    -------
    Influence
        ``change[i]`` is p(text) - p(text without word i): above 0 where the word speaks for the class.

    Raises
    ------
    ValueError
        If the text holds no word.

    Examples
    --------
    >>> def shouts(texts):
    ...     return np.array([[1 - 0.9 * ("!" in text), 0.9 * ("!" in text)] for text in texts])
    >>> influence(shouts, "free pills !").change.round(2)
    array([0. , 0. , 0.9])
    """
    if not callable(probabilities):
        raise TypeError("probabilities must be a function of a list of texts, such as bag.predict_proba")
    of = whole("of", of)
    if unit == "pair":
        unit = "character"  # a pair cannot be left out of a text; a character can
    words = tokenise(text, unit)[:most]
    if not words:
        raise ValueError("There is no word in this text. Write one")
    space = " " if unit == "word" else ""
    versions = [space.join(words), *(space.join(words[:i] + words[i + 1 :]) for i in range(len(words)))]
    p = np.asarray(probabilities(versions), dtype=float)
    if p.ndim != 2 or len(p) != len(versions) or not 0 <= of < p.shape[1]:
        raise ValueError(
            f"probabilities(texts) must give a row for each text and a column for class {of}; got {p.shape}"
        )
    return Influence(tuple(words), p[0], p[0, of] - p[1:, of])
