"""From text to numbers: cut it into words, number the words, make all texts of one length, remember the padding."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from lepton_kit.validate import one_of, whole

__all__ = ["Vocabulary", "tokenise"]

_LETTER = r"(?:[^\W_]|[\u0300-\u036f])"  # an accent that is a character of its own belongs to its letter
_WORD = re.compile(rf"<[a-z]+>|{_LETTER}+(?:'{_LETTER}+)?|[!$%?£€\u2600-\u27bf\U0001f000-\U0001faff]")


def tokenise(text: str, unit: str = "word") -> list[str]:
    """Cut a text into pieces, lower case, each character in its usual form (NFKC), however a keyboard spelt it.

    Parameters
    ----------
    text : str
    unit : {"word", "character", "pair"}
        Words, with the marks ! ? $ £ € %, emoji, and masks such as <name> as words of their own; single characters
        without spaces; or each two neighbouring characters. The last two suit Chinese, written without spaces.

    Returns
    -------
    list of str

    Examples
    --------
    >>> tokenise("FREE money! Don't wait, <name> 🙂.")
    ['free', 'money', '!', "don't", 'wait', '<name>', '🙂']
    >>> tokenise("质量不错", "pair")
    ['质量', '量不', '不错']
    """
    if not isinstance(text, str):
        raise TypeError(f"A text is a str; got {type(text).__name__}. Many texts? Cut them one by one")
    one_of("unit", unit, ("word", "character", "pair"))
    text = unicodedata.normalize("NFKC", text.lower()).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if unit == "word":
        return _WORD.findall(text)
    characters = [c for c in text if not c.isspace()]
    in_pairs = unit == "pair" and len(characters) > 1
    return [a + b for a, b in pairwise(characters)] if in_pairs else characters


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a model knows, by number: 0 is padding, 1 any word that it does not know.

    Parameters
    ----------
    words : tuple of str
        The known words; ``words[0]`` has number 2.
    unit : {"word", "character", "pair"}

    Examples
    --------
    >>> known = Vocabulary.of(["to be or not to be", "to see"], size=2)
    >>> known.words, known.encode("to be seen")
    (('to', 'be'), [2, 3, 1])
    >>> known.decode([2, 3, 1, 0])
    'to be <unknown>'
    """

    words: tuple[str, ...] = field(repr=False)
    unit: str = "word"
    _number: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_number", {word: i for i, word in enumerate(self.words, start=2)})

    @classmethod
    def of(cls, texts: Iterable[str], *, size: int = 5_000, unit: str = "word") -> "Vocabulary":
        """The ``size`` pieces that most texts use, the most used first. Take the training texts only."""
        size, texts = whole("size", size, low=1), _texts(texts)
        used = Counter(word for text in texts for word in dict.fromkeys(tokenise(text, unit)))
        return cls(tuple(word for word, _ in used.most_common(size)), unit)

    def __len__(self) -> int:
        """How many numbers there are, with padding and unknown."""
        return len(self.words) + 2

    def encode(self, text: str) -> list[int]:
        """The numbers of a text's words; a text without any, such as "...", is one unknown word, not silence."""
        return [self._number.get(word, 1) for word in tokenise(text, self.unit)] or [1]

    def decode(self, numbers: Iterable[int]) -> str:
        """The words of these numbers, without padding."""
        table = ("", "<unknown>", *self.words)
        return " ".join(table[whole("a word's number", n, high=len(table) - 1)] for n in numbers if n)


def _texts(texts: Iterable[str]) -> list[str]:
    """A list of texts, at least one, none of another kind."""
    if isinstance(texts, str):
        raise TypeError("One text was given where many are wanted: put it in a list, [text]")
    if not hasattr(texts, "__iter__"):
        raise TypeError(f"A list of texts, each a str, was wanted; got {type(texts).__name__}")
    texts = list(texts)
    if not texts:
        raise ValueError("There is no text; at least one was wanted")
    for i, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(f"texts[{i}] is of type {type(text).__name__}; a str was wanted")
    return texts
