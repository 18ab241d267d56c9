"""Does an explanation explain the network? It must change when what the network has learnt is taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from lepton_kit.backend import load_keras
from lepton_kit.validate import generator, one_of, whole
from lepton_kit.vision.explain.maps import explained, grad_cam, hires_cam, saliency
from lepton_kit.vision.explain.occlusion_maps import occlusion

__all__ = ["METHODS", "SanityCheck", "randomise", "sanity_check"]

METHODS = {"saliency": saliency, "occlusion": occlusion, "grad_cam": grad_cam, "hires_cam": hires_cam}
"""Explanations by name, each a function of model, image and label."""

ALIKE = 0.7
"""A mean rank correlation above this is too much: one map then tells half of the other's variance (0.7 squared)."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class SanityCheck:
    """How alike explanations are before and after the weights were drawn anew.

    Attributes
    ----------
    method : str
    correlation : ndarray, shape (draws, n)
        Spearman's rank correlation of the two maps, of each picture under each draw: 1 where nothing changed, about 0
        where nothing is left.
    """

    method: str
    correlation: npt.NDArray

    @property
    def mean(self) -> float:
        """The mean rank correlation, in size: a map turned upside down is as much the old one."""
        return float(np.abs(self.correlation).mean())

    @property
    def passed(self) -> bool:
        """Whether the explanation depends on what the network has learnt."""
        return self.mean <= ALIKE

    @property
    def verdict(self) -> str:
        """The result in a sentence."""
        if self.passed:
            return f"{self.method} passes: without what the network has learnt, it says something else"
        return f"{self.method} fails: it says nearly the same without what the network has learnt"

    def __repr__(self) -> str:
        draws, n = self.correlation.shape
        return f"{self.verdict}. Mean rank correlation {self.mean:.2f}; pictures: {n}, random networks: {draws}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"


def randomise(model: Any, *, rng: np.random.Generator | int | None = None) -> Any:
    """A copy of a network with weights drawn anew: it has the same layers and has learnt nothing.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional, nested or not; it stays as it is.
    rng : None, int or Generator

    Returns
    -------
    keras.Model
        Its kernels are drawn from a normal distribution of variance 2 / inputs (He et al. 2015); biases and the like
        are back where they began.

    Raises
    ------
    TypeError, ValueError
        If the model is none that can be explained.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> model = article_cnn(rng=0)
    >>> bool(np.allclose(model.get_weights()[0], randomise(model, rng=1).get_weights()[0]))
    False
    """
    rng, keras = generator(rng), load_keras()
    copy = keras.models.clone_model(explained(model).model)
    for variable in copy.variables:
        if len(variable.shape) > 1:
            inputs = np.prod(variable.shape[:-1])
            variable.assign(rng.normal(0, np.sqrt(2 / inputs), variable.shape).astype(np.float32))
    return copy


def sanity_check(
    model: Any,
    images: ArrayLike,
    method: str | Callable = "saliency",
    *,
    draws: int = 3,
    rng: np.random.Generator | int | None = None,
) -> SanityCheck:
    """Explain pictures before and after the weights are drawn anew, and compare (Adebayo et al. 2018).

    A method that draws the same map for a network that has learnt nothing shows the picture, not the network. Passing
    does not make an explanation true; failing makes it worthless.

    Parameters
    ----------
    model : keras.Model
        A trained classifier.
    images : array_like, shape (n, h, w) or (n, h, w, channels)
    method : {"saliency", "occlusion", "grad_cam", "hires_cam"} or callable(model, image, label)
        What is asked about is the class that the trained network predicts.
    draws : int
        Networks with random weights to compare with.
    rng : None, int or Generator

    Returns
    -------
    SanityCheck

    Raises
    ------
    ValueError
        If there are no pictures, no such method, or the method does not give one number a pixel.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> images = np.random.default_rng(0).random((2, 28, 28))
    >>> sanity_check(article_cnn(rng=0), images, lambda model, image, label: image, draws=2, rng=0)
    <lambda> fails: it says nearly the same without what the network has learnt. Mean rank correlation 1.00; pictures: 2, random networks: 2
    """  # noqa: E501
    explain = method if callable(method) else METHODS[one_of("method", method, tuple(METHODS))]
    name = method if isinstance(method, str) else getattr(method, "__name__", type(method).__name__)
    draws, rng, images = whole("draws", draws, low=1), generator(rng), np.asarray(images)
    if images.ndim not in (3, 4) or not len(images):
        raise ValueError(f"images must be a batch of pictures, at least one; got shape {images.shape}")
    known = isinstance(
        method, str
    )  # what is ours takes what is known of the network; a method of one's own the network
    classifier = explained(model, images[0])
    labels = classifier.predict(images).argmax(axis=1)
    before = [
        _ranks(name, explain(classifier if known else model, image, int(label)))
        for image, label in zip(images, labels, strict=True)
    ]
    correlation = np.empty((draws, len(images)))
    for row in correlation:
        other = randomise(classifier, rng=rng)
        other = explained(other, images[0]) if known else other
        for i, (image, label) in enumerate(zip(images, labels, strict=True)):
            row[i] = _correlation(before[i], _ranks(name, explain(other, image, int(label))))
    return SanityCheck(name, correlation)


def _ranks(name: str, explanation: ArrayLike) -> npt.NDArray:
    """The ranks of a map's values, around zero."""
    from scipy.stats import rankdata

    values = np.asarray(explanation, dtype=float)
    if values.ndim < 2 or not np.isfinite(values).all():
        raise ValueError(f"{name} must give a map of finite numbers, one a pixel; got shape {values.shape}")
    ranks = rankdata(values)
    return ranks - ranks.mean()


def _correlation(a: npt.NDArray, b: npt.NDArray) -> float:
    """The correlation of two rows of ranks; two even maps are alike, and an even one is like no other."""
    if len(a) != len(b):
        raise ValueError(f"The two maps must have one size; they have {len(a)} and {len(b)} numbers")
    size = np.sqrt((a @ a) * (b @ b))
    return (a @ b) / size if size else float(not a.any() and not b.any())
