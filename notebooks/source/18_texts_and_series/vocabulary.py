"""From words to numbers: the words that a model knows, each with its own."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lepton_kit.sequences import tokenise
from lepton_kit.validate import whole

__all__ = ["Vocabulary"]


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
        object.__setattr__(
            self, "_number", {word: i for i, word in enumerate(self.words, start=2)}
        )

    @classmethod
    def of(
        cls, texts: Iterable[str], *, size: int = 5_000, unit: str = "word"
    ) -> "Vocabulary":
        """The ``size`` pieces that most texts use, the most used first. Take the training texts only."""
        size, texts = whole("size", size, low=1), _texts(texts)
        used = Counter(
            word for text in texts for word in dict.fromkeys(tokenise(text, unit))
        )
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
        return " ".join(
            table[whole("a word's number", n, high=len(table) - 1)] for n in numbers if n
        )


def _texts(texts: Iterable[str]) -> list[str]:
    """A list of texts, at least one, none of another kind."""
    if isinstance(texts, str):
        raise TypeError(
            "One text was given where many are wanted: put it in a list, [text]"
        )
    if not hasattr(texts, "__iter__"):
        raise TypeError(
            f"A list of texts, each a str, was wanted; got {type(texts).__name__}"
        )
    texts = list(texts)
    if not texts:
        raise ValueError("There is no text; at least one was wanted")
    for i, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(
                f"texts[{i}] is of type {type(text).__name__}; a str was wanted"
            )
    return texts
