"""Lesson 18's vocabulary: the words that most texts use have numbers, and come back from them."""

import doctest

import pytest

from lepton_kit.exercises.content import content_module
from lepton_kit.sequences import tokenise

MODULE = content_module("18", "vocabulary")
Vocabulary = MODULE.Vocabulary
TEXTS = [
    "free money now !",
    "see you at the meeting",
    "money for free , click",
    "the server is down",
    "click now !",
] * 8


def test_a_vocabulary_encodes_and_decodes():
    known = Vocabulary.of(TEXTS, size=100)
    for text in TEXTS[:5]:
        assert known.decode(known.encode(text)) == " ".join(tokenise(text))
    assert known.encode("zebra") == [1] and known.decode([0, 1, 0]) == "<unknown>"
    assert len(known) == len(known.words) + 2 == max(max(known.encode(text)) for text in TEXTS) + 1


def test_the_words_of_most_texts_come_first_and_one_text_counts_once():
    assert Vocabulary.of(["a a a a b", "b c", "b c"], size=2).words == ("b", "c")


def test_its_example_holds():
    assert doctest.testmod(MODULE) == (0, 3)


@pytest.mark.parametrize("text", ["", " ... ", "🙂"])
def test_a_text_without_a_word_is_one_unknown_word(text):
    """Else all of it is padding, and a mean over no word is no number."""
    assert Vocabulary.of(TEXTS).encode(text) == [1]


@pytest.mark.parametrize(
    ("act", "error", "message"),
    [
        (lambda: Vocabulary.of([], size=3), ValueError, "at least one was wanted"),
        (lambda: Vocabulary.of(["a"], size=0), ValueError, "size must be"),
        (lambda: Vocabulary(("a",)).decode([9]), ValueError, "a word's number must be"),
        (lambda: Vocabulary.of("one text"), TypeError, r"put it in a list, \[text\]"),
        (lambda: Vocabulary.of([1]), TypeError, r"texts\[0\] is of type int; a str was wanted"),
        (lambda: Vocabulary.of(3), TypeError, "A list of texts, each a str, was wanted; got int"),
    ],
)
def test_wrong_input_is_explained(act, error, message):
    with pytest.raises(error, match=message):
        act()
