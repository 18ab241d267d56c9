"""From text to numbers, and two readers with one face."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit import datasets
from lepton_kit.backend import load_keras
from lepton_kit.sequences import (
    BagOfWords,
    TextReader,
    Vocabulary,
    autoencoder,
    influence,
    series_network,
    text_network,
    tokenise,
    train,
)

TEXTS = [
    "free money now !",
    "see you at the meeting",
    "money for free , click",
    "the server is down",
    "click now !",
] * 8
LABELS = np.array([1, 0, 1, 0, 1] * 8)


@pytest.fixture(scope="module")
def mails():
    return datasets.load("spam_mails")


@pytest.fixture(scope="module")
def reader():
    return TextReader.fit(TEXTS, LABELS, length=8, epochs=3, units=6, width=5, rng=0)


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
    assert tokenise("Straße ÉTÉ") == ["straße", "été"]


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


def test_padding_counts_nowhere(reader):
    """A mask: the same text, padded further, gets the same answer."""
    longer = text_network(len(reader.vocabulary), length=20, units=6, width=5, rng=0)
    longer.set_weights(reader.network.get_weights())
    x = reader.encode(TEXTS[:5])
    more = np.pad(x, ((0, 0), (0, 12)))
    assert_allclose(longer.predict(more, verbose=0), reader.network.predict(x, verbose=0), atol=1e-6)


def test_the_quick_way_equals_keras(reader):
    texts = [*TEXTS[:5], "zebra", "click " * 30]
    assert_allclose(reader.quick()(texts), reader.probabilities(texts), atol=1e-5)


def test_the_quick_way_is_for_a_gru_only():
    other = TextReader.fit(TEXTS, LABELS, length=8, epochs=1, units=3, width=3, cell="simple")
    with pytest.raises(ValueError, match="No such layer: gru"):
        other.quick()


def test_a_reader_learns_and_a_seed_repeats_it(reader):
    again = TextReader.fit(TEXTS, LABELS, length=8, epochs=3, units=6, width=5, rng=0)
    assert_allclose(again.losses, reader.losses, rtol=1e-4)
    assert reader.losses[-1] < reader.losses[0]


@pytest.mark.parametrize("cell", ["simple", "gru", "lstm"])
def test_each_cell_builds_and_its_first_weights_come_from_the_seed(cell):
    a, b = (text_network(30, length=4, cell=cell, units=3, width=2, rng=7) for _ in range(2))
    for one, two in zip(a.get_weights(), b.get_weights(), strict=True):
        assert_array_equal(one, two)
    assert a.output_shape == (None, 2)


def test_the_baseline_passes_ninety_three_of_a_hundred_mails(mails):
    """The golden figure of lesson 11: 0.948 when this was written, with scikit-learn 1.7."""
    bag = BagOfWords.fit(mails.x_train, mails.y_train)
    p = bag.probabilities(mails.x_test)
    assert_allclose(p.sum(axis=1), 1)
    assert (p.argmax(axis=1) == mails.y_test).mean() > 0.93
    ham, spam = bag.telling_words(10)
    assert "linux" in ham and "free" in spam


def test_a_bag_knows_no_order():
    bag = BagOfWords.fit(TEXTS, LABELS)
    assert_allclose(*bag.probabilities(["free the server", "server the free"]))


def test_influence_is_what_goes_with_a_word(reader):
    quick = reader.quick()
    found = influence(quick, "Free money at the meeting!", of=1)
    assert found.words == ("free", "money", "at", "the", "meeting", "!")
    without = quick(["free money at the !"])[0, 1]
    assert found.change[4] == pytest.approx(found.probabilities[1] - without)
    assert influence(quick, "free", of=0).change.shape == (1,)


def test_an_autoencoder_rebuilds_what_lies_on_a_plane():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 2)) @ rng.normal(size=(2, 6))
    losses = train(autoencoder(6, code=2, rng=0), x, x, epochs=12, batch=20, rate=1e-2, rng=0)
    assert losses[-1] < losses[0] / 5


def test_training_says_nothing_on_stderr():
    code = (
        "import numpy as np\nfrom lepton_kit.sequences import TextReader\n"
        "TextReader.fit(['a b', 'c d'] * 9, [0, 1] * 9, length=4, epochs=1, units=2, width=2).probabilities(['a'])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr == ""


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: tokenise("a", "letter"), "unit must be one of 'word'"),
        (lambda: Vocabulary.of([], size=3), "at least one was wanted"),
        (lambda: Vocabulary.of(["a"], size=0), "size must be"),
        (lambda: Vocabulary(("a",)).decode([9]), "a word's number must be"),
        (lambda: BagOfWords.fit(["a", "b"], [0, 0]), "at least two classes"),
        (lambda: BagOfWords.fit(["a", "b"], [0.5, 1]), "class numbers, one for each of 2"),
        (lambda: BagOfWords.fit(["a", "b"], [0]), "one for each of 2 texts"),
        (lambda: TextReader.fit(["a", "b"], [0, 1], cell="gated"), "cell must be one of 'simple', 'gru', 'lstm'"),
        (lambda: text_network(30, length=3, dropout=1), "a share below 1"),
        (lambda: text_network(2, length=3), "size must be"),
        (lambda: influence(lambda t: np.ones((len(t), 2)) / 2, " ,"), "no word"),
        (lambda: influence(lambda t: np.ones((1, 2)), "a b"), "a row for each text"),
        (lambda: influence(lambda t: np.ones((len(t), 2)), "a b", of=2), "a column for class 2"),
        (lambda: train(series_network(3, 1, rng=0), np.zeros((2, 3, 1)), [1]), "go in pairs"),
        (lambda: train(series_network(3, 1, rng=0), np.zeros((1, 3, 1)), [np.nan]), "nan or inf"),
        (lambda: train(series_network(3, 1, rng=0), np.ones((1, 3, 1)), [1.0], rate=-1), "rate is -1"),
    ],
)
def test_wrong_input_is_explained(act, message):
    with pytest.raises(ValueError, match=message):
        act()


@pytest.mark.parametrize(
    "act", [lambda: tokenise(3), lambda: Vocabulary.of("one text"), lambda: BagOfWords.fit([1, "a"], [0, 1])]
)
def test_what_is_no_text_is_a_type_error(act):
    with pytest.raises(TypeError, match=r"str|list"):
        act()


def test_keras_comes_through_the_quiet_door():
    from lepton_kit.sequences import keras

    assert keras is load_keras()
