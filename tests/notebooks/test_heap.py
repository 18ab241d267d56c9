"""The book-keeping of lesson 17: parts that share nothing, draws without near copies, honest differences."""

import numpy as np
import pytest
from scipy.stats import ttest_rel

from lepton_kit.exercises.content import content_module

heap = content_module("17", "heap")
LABELS = np.repeat([0, 1], [30, 70])
COPIES = np.arange(100) // 2 * 2  # each picture has a near copy beside it


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"train": np.arange(0, 100, 2), "test": np.arange(1, 100, 2)},
        {"train": np.arange(0, 100, 4), "validation": np.arange(2, 100, 4)},
        {"train": np.arange(80), "validation": np.arange(80, 90), "test": np.arange(90, 100)},
        {"test": np.arange(90, 100)},
    ],
    ids=lambda parts: "+".join(parts) or "none",
)
def test_three_parts_share_no_near_copy_and_what_the_folders_say_is_kept(parts):
    if "test" in parts and len(parts["test"]) == 50:  # all of it has copies in the training, which go
        with pytest.raises(ValueError):
            heap.split_in_three(LABELS, copies=COPIES, parts=parts, class_names=("cat", "dog"))
        return
    learn, choose, test = heap.split_in_three(LABELS, copies=COPIES, parts=parts, class_names=("cat", "dog"))
    for one, other in ((learn, choose), (learn, test), (choose, test)):
        assert not set(COPIES[one]) & set(COPIES[other])
    if "test" in parts:
        np.testing.assert_array_equal(test, parts["test"])
    if "train" in parts:
        assert set(learn) <= set(parts["train"])
    assert min(len(learn), len(choose), len(test)) > 0 and set(LABELS[learn]) == {0, 1}


def test_a_class_that_nothing_is_left_of_to_learn_is_named():
    parts = {"train": np.arange(30, 90), "test": np.r_[0:30, 90:100]}
    with pytest.raises(ValueError, match="No picture of cat is left to learn from"):
        heap.split_in_three(LABELS, copies=np.arange(100), parts=parts, class_names=("cat", "dog"))


def test_a_draw_has_a_few_of_each_and_no_near_copy_among_the_others():
    few, others = heap.draw_few(LABELS, COPIES, 10, draw=3)
    assert np.bincount(LABELS[few]).tolist() == [10, 10] and len(set(few)) == 20
    assert not set(COPIES[few]) & set(COPIES[others])
    np.testing.assert_array_equal(few, heap.draw_few(LABELS, COPIES, 10, draw=3)[0])


def test_a_lead_is_the_interval_of_the_paired_t_test():
    rng = np.random.default_rng(0)
    first, second = rng.random(5), rng.random(5)
    low, high = ttest_rel(first, second).confidence_interval()
    assert heap.lead(first, second) == f"{(low + high) / 2:+.3f}, give or take {(high - low) / 2:.3f}"
