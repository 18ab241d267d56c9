"""From text to numbers."""

import pytest

from lepton_kit.backend import load_keras
from lepton_kit.sequences import Vocabulary, tokenise

TEXTS = [
    "free money now !",
    "see you at the meeting",
    "money for free , click",
    "the server is down",
    "click now !",
] * 8


def test_words_marks_and_masks():
    assert tokenise("It's 5% off!! <name>, e-mail <url>") == [
        "it's",
        "5",
        "%",
        "off",
        "!",
        "!",
        "<name>",
        "e",
        "mail",
        "<url>",
    ]
    assert tokenise("") == [] and tokenise("... ,") == []
    assert tokenise("fine 🙂👍, ☹!") == ["fine", "🙂", "👍", "☹", "!"]
    assert tokenise("Straße ÉTÉ") == ["straße", "été"]


def test_a_word_is_the_same_however_it_was_typed():
    assert tokenise("Don\N{RIGHT SINGLE QUOTATION MARK}t") == tokenise("don't") == ["don't"]
    assert tokenise("cafe\N{COMBINING ACUTE ACCENT}") == tokenise("café") == ["café"]
    assert tokenise("\N{LATIN SMALL LIGATURE FI}ne") == ["fine"] and len(tokenise("İstanbul")) == 1
    assert tokenise("£5, 5 €, $5") == ["£", "5", "5", "€", "$", "5"]
    assert tokenise("\N{FULLWIDTH LATIN CAPITAL LETTER A}！", "character") == ["a", "!"]


def test_chinese_by_characters_and_by_pairs():
    assert tokenise("不 好", "character") == ["不", "好"]
    assert tokenise("不好看", "pair") == ["不好", "好看"]
    assert tokenise("好", "pair") == ["好"]


def test_a_vocabulary_encodes_and_decodes():
    known = Vocabulary.of(TEXTS, size=100)
    for text in TEXTS[:5]:
        assert known.decode(known.encode(text)) == " ".join(tokenise(text))
    assert known.encode("zebra") == [1] and known.decode([0, 1, 0]) == "<unknown>"
    assert len(known) == len(known.words) + 2 == max(max(known.encode(text)) for text in TEXTS) + 1


def test_the_words_of_most_texts_come_first_and_one_text_counts_once():
    assert Vocabulary.of(["a a a a b", "b c", "b c"], size=2).words == ("b", "c")


@pytest.mark.parametrize("text", ["", " ... ", "🙂"])
def test_a_text_without_a_word_is_one_unknown_word(text):
    """Else all of it is padding, and a mean over no word is no number."""
    assert Vocabulary.of(TEXTS).encode(text) == [1]


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: tokenise("a", "letter"), "unit must be one of 'word'"),
        (lambda: Vocabulary.of([], size=3), "at least one was wanted"),
        (lambda: Vocabulary.of(["a"], size=0), "size must be"),
        (lambda: Vocabulary(("a",)).decode([9]), "a word's number must be"),
    ],
)
def test_wrong_input_is_explained(act, message):
    with pytest.raises(ValueError, match=message):
        act()


@pytest.mark.parametrize("act", [lambda: tokenise(3), lambda: Vocabulary.of("one text"), lambda: Vocabulary.of([1])])
def test_what_is_no_text_is_a_type_error(act):
    with pytest.raises(TypeError, match=r"str|list"):
        act()


def test_keras_comes_through_the_quiet_door():
    from lepton_kit.sequences import keras

    assert keras is load_keras()
