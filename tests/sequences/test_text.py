"""From text to words."""

import pytest

from lepton_kit.sequences import tokenise


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


@pytest.mark.parametrize(
    ("act", "error", "message"),
    [
        (lambda: tokenise("a", "letter"), ValueError, "unit must be one of 'word'"),
        (lambda: tokenise(3), TypeError, "A text is a str; got int"),
    ],
)
def test_wrong_input_is_explained(act, error, message):
    with pytest.raises(error, match=message):
        act()
