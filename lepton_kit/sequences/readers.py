"""Two readers of texts with one face: a bag of words that knows no order, and a recurrent network that does."""

from dataclasses import dataclass, field

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.sequences.gates import GatedCell
from lepton_kit.sequences.models import text_network, train
from lepton_kit.sequences.text import Vocabulary, texts_of, tokenise
from lepton_kit.validate import generator, whole

__all__ = ["BagOfWords", "Influence", "TextReader", "influence"]


@dataclass(frozen=True, slots=True, eq=False)
class BagOfWords:
    """How often each word occurs, weighed by how rare it is (TF-IDF, Spärck Jones 1972), into logistic regression."""

    vectoriser: object = field(repr=False)
    regression: object = field(repr=False)

    @classmethod
    def fit(cls, texts, labels, *, unit="word", strength=10.0):
        """Fit it to texts and their class numbers.

        Parameters
        ----------
        texts : sequence of str
        labels : array_like of int, shape (n,)
        unit : {"word", "character", "pair"}
        strength : float
            scikit-learn's C: the larger, the more it trusts the training texts.

        Examples
        --------
        >>> bag = BagOfWords.fit(["free money", "see you", "free pills", "you said so"], [1, 0, 1, 0])
        >>> bag.probabilities(["free money for you"]).argmax(axis=1)
        array([1])
        """
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        texts, labels = _labelled(texts, labels)
        if not any(tokenise(text, unit) for text in texts):
            raise ValueError("None of the texts holds a word")
        vectoriser = TfidfVectorizer(analyzer=_Cutter(unit), sublinear_tf=True)
        table = vectoriser.fit_transform(texts)
        return cls(vectoriser, LogisticRegression(C=strength, max_iter=1_000).fit(table, labels))

    def probabilities(self, texts):
        """Class probabilities, shape (n, classes)."""
        return self.regression.predict_proba(self.vectoriser.transform(texts_of(texts)))

    def telling_words(self, count=10):
        """The words that speak most for class 0 and for class 1."""
        words = self.vectoriser.get_feature_names_out()
        order = np.argsort(self.regression.coef_[0])
        return list(words[order[:count]]), list(words[order[::-1][:count]])


@dataclass(frozen=True, slots=True)
class _Cutter:
    unit: str

    def __call__(self, text):
        return tokenise(text, self.unit)


@dataclass(frozen=True, slots=True, eq=False)
class TextReader:
    """A recurrent network with its vocabulary: text in, class probabilities out.

    Attributes
    ----------
    vocabulary : Vocabulary
    length : int
        Words that it reads of a text.
    network : keras.Model
    losses : tuple of float
        Mean loss of each epoch of its training.
    """

    vocabulary: Vocabulary
    length: int
    network: object = field(repr=False)
    losses: tuple[float, ...] = field(repr=False)

    @classmethod
    def fit(cls, texts, labels, *, length=80, size=3_000, unit="word", epochs=4, batch=32, rng=None, **network):
        """Make the vocabulary of these texts, then train a network on them.

        Parameters
        ----------
        texts : sequence of str
        labels : array_like of int, shape (n,)
        length, size : int
            Words to read of each text; words to know.
        unit : {"word", "character", "pair"}
        epochs, batch : int
        rng : None, int or Generator
        **network
            Anything that :func:`~lepton_kit.sequences.models.text_network` takes: cell, units, width, dropout.
        """
        texts, labels = _labelled(texts, labels)
        vocabulary, rng = Vocabulary.of(texts, size=size, unit=unit), generator(rng)
        model = text_network(len(vocabulary), length=length, classes=int(labels.max()) + 1, rng=rng, **network)
        x = _padded(vocabulary, texts, length)
        return cls(vocabulary, length, model, tuple(train(model, x, labels, epochs=epochs, batch=batch, rng=rng)))

    def encode(self, texts):
        """The padded word numbers of texts, shape (n, length)."""
        return _padded(self.vocabulary, texts_of(texts), self.length)

    def probabilities(self, texts):
        """Class probabilities, shape (n, classes)."""
        return self.network.predict(self.encode(texts), batch_size=256, verbose=0)

    def quick(self):
        """The same in NumPy, for a few texts at a time: milliseconds where Keras needs tens; a GRU only."""
        table, W, b = (
            self.network.get_layer("embedding").get_weights()[0],
            *self.network.get_layer("output").get_weights(),
        )
        cell = GatedCell.from_keras(self.network.get_layer("gru"))

        def probabilities(texts):
            x = self.encode(texts)
            x = x[:, : max(1, int((x != 0).sum(axis=1).max()))]  # padding that no text needs
            mask = x != 0
            states = cell(table[x], mask) * mask[..., None]
            scores = states.sum(axis=1) / np.maximum(mask.sum(axis=1), 1)[:, None] @ W + b
            p = np.exp(scores - scores.max(axis=1, keepdims=True))
            return p / p.sum(axis=1, keepdims=True)

        return probabilities


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """What each word does to a reader's answer: the probability of a class, and how much of it goes with each word."""

    words: tuple[str, ...]
    probabilities: np.ndarray
    change: np.ndarray


def influence(probabilities, text, *, of=1, unit="word", most=80):
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
        raise TypeError("probabilities must be a function of a list of texts, such as reader.probabilities")
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


def _padded(vocabulary, texts, length):
    rows = [vocabulary.encode(text) for text in texts]
    return load_keras().utils.pad_sequences(rows, length, padding="post", truncating="post")


def _labelled(texts, labels):
    texts, labels = texts_of(texts), np.asarray(labels)
    if labels.shape != (len(texts),) or labels.dtype.kind not in "iub":
        raise ValueError(f"labels must be class numbers, one for each of {len(texts)} texts; got shape {labels.shape}")
    labels = labels.astype(np.int64)
    if labels.min() < 0 or len(np.unique(labels)) < 2:
        raise ValueError("labels must number at least two classes, from 0")
    return texts, labels
