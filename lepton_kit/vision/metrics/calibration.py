"""Is 90 % sure right nine times in ten? The reliability curve, its error, and one number that mends it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import number, whole
from lepton_kit.vision.activations import softmax
from lepton_kit.vision.metrics.predictions import as_probabilities, as_truth

__all__ = ["Reliability", "find_temperature", "reliability", "temperature_scale"]

_TINY = 1e-38
"""Stands for a probability that is 0 only because a float32 can be no smaller."""
_COLDEST, _HOTTEST = 0.02, 50


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reliability:
    """How sure the classifier was and how often it was right, for images of about the same confidence.

    Attributes
    ----------
    low, high : ndarray, shape (m,)
        The bounds of each bin of confidence that holds an image.
    confidence : ndarray, shape (m,)
        Mean probability of the guessed class.
    accuracy : ndarray, shape (m,)
        Share of the guesses that are right.
    count : ndarray of int, shape (m,)
    """

    low: NDArray
    high: NDArray
    confidence: NDArray
    accuracy: NDArray
    count: NDArray

    @property
    def error(self) -> float:
        """Expected calibration error: the mean distance of confidence and accuracy, by images. 0 is perfect."""
        return float(np.average(np.abs(self.confidence - self.accuracy), weights=self.count))

    def __repr__(self) -> str:
        sure, right = (np.average(each, weights=self.count) for each in (self.confidence, self.accuracy))
        return f"sure {sure:.3f}, right {right:.3f} in the mean; expected calibration error {self.error:.3f}"


def reliability(labels: Any, probabilities: ArrayLike | None = None, *, bins: int = 15) -> Reliability:
    """Reliability curve: images sorted into ``bins`` of equal width by the probability of the guessed class.

    Parameters
    ----------
    labels : Report, or array_like of int, shape (n,)
    probabilities : array_like, shape (n, k)
        Not with a report.
    bins : int

    Returns
    -------
    Reliability
        Of the bins that hold an image.

    Notes
    -----
    M. P. Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI
    2015; C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, "On calibration of modern neural networks", ICML 2017. Even a
    perfectly calibrated classifier has an error above 0 on a finite number of images.

    Examples
    --------
    Ten guesses made with probability .8, of which six are right:

    >>> reliability([0] * 6 + [1] * 4, [[0.8, 0.2]] * 10)
    sure 0.800, right 0.600 in the mean; expected calibration error 0.200
    """
    labels, P, _ = as_truth(labels, probabilities)
    bins = whole("bins", bins, low=1)
    sure, right = P.max(axis=1).astype(float), P.argmax(axis=1) == labels
    place = np.clip(np.ceil(sure * bins).astype(int) - 1, 0, bins - 1)  # a bin includes its upper bound
    count = np.bincount(place, minlength=bins)
    some = count > 0
    confidence, accuracy = (np.bincount(place, each, bins)[some] / count[some] for each in (sure, right))
    at = np.flatnonzero(some)
    return Reliability(at / bins, (at + 1) / bins, confidence, accuracy, count[some])


def temperature_scale(probabilities: Any, temperature: float) -> NDArray[np.float64]:
    """Probabilities at another temperature, p_k^(1/T) made to add up to 1; the guesses stay the same.

    It is softmax of the scores divided by T: above 1 the classifier becomes less sure, below 1 more.

    Parameters
    ----------
    probabilities : Report, or array_like, shape (n, k)
    temperature : float
        Above 0.

    Returns
    -------
    ndarray, shape (n, k)

    Examples
    --------
    >>> temperature_scale([[0.9, 0.1]], 2)
    array([[0.75, 0.25]])
    """
    temperature = number("temperature", temperature)
    if temperature <= 0:
        raise ValueError(f"temperature is {temperature:g}; it must be above 0, and 1 changes nothing")
    P = as_probabilities(getattr(probabilities, "probabilities", probabilities))
    return softmax(np.log(np.maximum(P, _TINY)) / temperature)


def find_temperature(labels: Any, probabilities: ArrayLike | None = None) -> float:
    """The temperature at which the probabilities fit these labels best, by cross-entropy.

    Look for it on images that were neither learnt from nor are the final test.

    Parameters
    ----------
    labels : Report, or array_like of int, shape (n,)
    probabilities : array_like, shape (n, k)
        Not with a report.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If no temperature is best: every guess is right, or the probabilities say nothing about the labels.

    Examples
    --------
    Sure to .9 but right in three of four: at temperature 2, .9 against .1 becomes .75 against .25.

    >>> round(find_temperature([0, 0, 0, 1], [[0.9, 0.1]] * 4), 3)
    2.0
    """
    from scipy.optimize import brentq

    labels, P, _ = as_truth(labels, probabilities)
    logs = np.log(np.maximum(P.astype(float), _TINY))
    true = logs[np.arange(len(labels)), labels]

    def slope(inverse: float) -> float:  # of the cross-entropy, which is convex in 1/T
        return ((softmax(logs * inverse) * logs).sum(axis=1) - true).mean()

    for inverse, sign, why in (
        (1 / _HOTTEST, -1, "the probabilities say next to nothing about these labels. Do they belong together?"),
        (1 / _COLDEST, 1, "nearly every guess is right. Are these the images that it learnt from?"),
    ):
        if slope(inverse) * sign <= 0:
            raise ValueError(f"No temperature from {_COLDEST} to {_HOTTEST} is best for these images: {why}")
    return 1 / float(brentq(slope, 1 / _HOTTEST, 1 / _COLDEST))
