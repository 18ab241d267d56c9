"""From text to words, however it was typed."""

import re
import unicodedata
from itertools import pairwise

from lepton_kit.validate import one_of

__all__ = ["tokenise"]

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
