"""The text explorer shows what leaving out a word does."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.widgets import TextExplorer
from lepton_kit.widgets.text_explorer import influence


def shouts(texts):
    """Spam by exclamation marks, ham by cats."""
    p = np.array([0.5 + 0.4 * ("!" in text) - 0.3 * ("cat" in text) for text in texts])
    return np.stack([1 - p, p], axis=1)


def explorer(text="a cat !"):
    return TextExplorer(shouts, ("ham", "spam"), text)


def test_it_names_the_words_that_turn_the_answer():
    said = explorer().picture().alt
    assert said == "spam: probability 0.600. Without '!' it would be 0.200. Most against it: 'cat', −0.300."


def test_influence_is_what_goes_with_a_word():
    def frees(texts):
        p = np.array([np.mean([word == "free" for word in text.split()] or [0.0]) for text in texts])
        return np.column_stack([1 - p, p])

    p, change = influence(frees, ["free", "money", "at", "the", "meeting", "!"])
    assert_allclose(p, [5 / 6, 1 / 6])
    assert_allclose(change, [1 / 6, *[1 / 6 - 1 / 5] * 5])
    assert influence(frees, ["free"])[1].shape == (1,)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (lambda texts: np.ones((1, 2)), "a row for each of 3 texts"),
        (lambda texts: np.ones((len(texts), 1)), "a column for each class, two at least; got shape"),
    ],
)
def test_answers_of_another_shape_are_explained(answers, message):
    with pytest.raises(ValueError, match=message):
        influence(answers, ["a", "b"])


def test_words_without_influence_are_not_named():
    assert explorer("a dog").picture().alt == "spam: probability 0.500."


def test_no_word_and_a_long_text_are_no_trouble():
    assert explorer().set(words=" ... ").picture().alt == "No word yet. Write a text."
    assert "Without '!' it would be 0.500" in explorer().set(words="!").picture().alt
    html = explorer().set(words="wonderful " * 500).picture().html()
    assert len(html) < 30_000


def test_markup_is_text():
    assert "<script" not in explorer().set(words="<script>alert</script> 5 < 6 & cat").poster()


def test_each_word_has_a_box_and_a_bar_where_it_counts():
    assert (
        explorer("a cat !").picture().content.count("<rect") == 1 + 2 + 3 + 2
    )  # ground, classes, words, "cat" and "!"


@pytest.mark.parametrize("names", [None, 2, {"ham", "spam"}])
def test_class_names_that_are_no_row_of_names_are_told(names):
    with pytest.raises(ValueError, match="names of all classes in their order"):
        TextExplorer(shouts, names, "free")
