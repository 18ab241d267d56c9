"""What a data set is in memory: pictures, texts or rows of readings, split already or as they were collected."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lepton_kit.display import Facts

__all__ = ["Clips", "Collection", "ImageData", "PredictionData", "RowData", "TextData"]


@dataclass(frozen=True, slots=True, repr=False, eq=False, kw_only=True)
class _Shown(Facts):
    """Printed as its card's title, its ``_own()`` facts, origin and licence."""

    source: str
    card: Any

    def _title(self):
        return self.card.title

    def _facts(self):
        return self._own() | {"origin": self.card.origin, "licence": self.card.licence}

    def _told(self, images, number, kind):
        height, width = images.shape[1:]
        return {
            "images": number,
            "size": f"{height} x {width} pixels, grey, 0 to 255",
            "classes": ", ".join(self.class_names),
            "kind": kind,
        }


@dataclass(frozen=True, slots=True, repr=False, eq=False, kw_only=True)
class _Split(_Shown):
    """What is split already."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


@dataclass(frozen=True, slots=True, repr=False, eq=False, kw_only=True)
class ImageData(_Split):
    """Labelled grey images, split into training and test.

    Attributes
    ----------
    x_train, x_test : ndarray of uint8, shape (n, height, width)
        0 is black, 255 is white.
    y_train, y_test : ndarray of uint8, shape (n,)
        The class of each image, an index of ``class_names``.
    class_names : tuple of str
    source : str
        Where these images were read from.
    full : bool
        Whether this is the whole data set, not the subset that ships with the kit.
    card : Card
    """

    class_names: tuple[str, ...]
    full: bool

    def _own(self):
        number = f"{len(self.x_train):,} for training, {len(self.x_test):,} for testing"
        kind = f"real data, {'complete' if self.full else 'a subset with equal numbers of each class'}"
        return self._told(self.x_train, number, kind)


@dataclass(frozen=True, slots=True, repr=False, eq=False, kw_only=True)
class Collection(_Shown):
    """Labelled grey images as they were collected: not cleaned, not split. It is read as ``vision.Photos`` is.

    Attributes
    ----------
    images : ndarray of uint8, shape (n, height, width)
        0 is black, 255 is white.
    labels : ndarray of uint8, shape (n,)
        The class of each image, an index of ``class_names``.
    class_names : tuple of str
    source : str
        Where these images were read from.
    card : Card
    """

    images: np.ndarray
    labels: np.ndarray
    class_names: tuple[str, ...]

    def _own(self):
        return self._told(self.images, f"{len(self.images):,}, not split", "as collected: neither cleaned nor split")


@dataclass(frozen=True, slots=True, repr=False, eq=False, kw_only=True)
class Clips(_Shown):
    """Spoken digits, not split: a clip is for training or for testing by who speaks, or by chance, as its user decides.

    Attributes
    ----------
    labels : ndarray of uint8, shape (n,)
        The digit that is said.
    speakers : ndarray of str, shape (n,)
        Who says it: a name, or a machine's voice.
    waves : ndarray of object, shape (n,)
        The sound of each, samples from -1 to 1, 8,000 a second; None where only the spectrogram is kept.
    source : str
        Where these clips were read from.
    card : Card
    spectrograms : ndarray of float32, shape (n, 32, 50), or None
        Log-mel spectrograms in decibels, -50 to 0.
    accents : ndarray of str, shape (n,), or None
        The accent or language of each.
    """

    labels: np.ndarray
    speakers: np.ndarray
    waves: np.ndarray
    spectrograms: np.ndarray | None = None
    accents: np.ndarray | None = None

    def _own(self):
        return {
            "clips": f"{len(self.labels):,}, not split",
            "voices": str(len(np.unique(self.speakers))),
            "kind": self.card.details["kind"],
        }


@dataclass(frozen=True, slots=True, repr=False, eq=False, kw_only=True)
class TextData(_Split):
    """Labelled texts, split into training and test so that near-copies stay on one side.

    Attributes
    ----------
    x_train, x_test : ndarray of object, shape (n,)
        Each entry is a str.
    y_train, y_test : ndarray of uint8, shape (n,)
        The class of each text, an index of ``class_names``.
    class_names : tuple of str
    source : str
        Where these texts were read from.
    card : Card
    """

    class_names: tuple[str, ...]

    def _own(self):
        y = np.concatenate([self.y_train, self.y_test])
        shares = zip(self.class_names, np.bincount(y, minlength=len(self.class_names)) / len(y), strict=True)
        return {
            "texts": f"{len(self.x_train):,} for training, {len(self.x_test):,} for testing",
            "classes": ", ".join(f"{name} {share:.0%}" for name, share in shares),
            "kind": "real data",
        }


@dataclass(frozen=True, slots=True, repr=False, eq=False, kw_only=True)
class RowData(_Split):
    """Rows of readings, each normal or not, split into training and test. Rows are not in the order of time.

    Attributes
    ----------
    x_train, x_test : ndarray of float, shape (n, readings)
    y_train, y_test : ndarray of bool, shape (n,)
        True where the row is an anomaly.
    source : str
        Where these rows were read from.
    card : Card
    """

    def _own(self):
        share = np.concatenate([self.y_train, self.y_test]).mean()
        return {
            "rows": f"{len(self.x_train):,} for training, {len(self.x_test):,} for testing, {share:.1%} anomalies",
            "readings": f"{self.x_train.shape[1]} in each row; the rows are not in the order of time",
            "kind": "real data",
        }


@dataclass(frozen=True, slots=True, repr=False, eq=False, kw_only=True)
class PredictionData(_Shown):
    """What networks predicted that were trained on the images of every coalition of partners.

    Attributes
    ----------
    predictions : ndarray of uint8, shape (seeds, 2**n, m)
        The class that coalition S's network gives each test image; bit i of S says whether partner i belongs to it.
    y_test : ndarray of uint8, shape (m,)
        The true classes.
    indices : tuple of n ndarrays of int
        Which training images each partner delivers.
    labels : tuple of n ndarrays of uint8
        Their labels as delivered.
    source : str
        Where these predictions were read from.
    card : Card
    """

    predictions: np.ndarray
    y_test: np.ndarray
    indices: tuple[np.ndarray, ...]
    labels: tuple[np.ndarray, ...]

    def _own(self):
        seeds, coalitions, images = self.predictions.shape
        return {
            "predictions": f"of {seeds} x {coalitions} networks for {images:,} test images",
            "partners": f"{len(self.indices)}, with {sum(map(len, self.indices)):,} images to train on",
            "kind": "computed from real data",
        }
