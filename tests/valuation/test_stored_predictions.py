"""The stored game is the one that its card describes, and says what the lesson says."""

import runpy
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit import datasets
from lepton_kit.partnership import banzhaf, core, nucleolus, shapley
from lepton_kit.valuation import (
    CANDIDATES,
    Recipe,
    Trainer,
    data_partners,
    stored_game,
    stored_worths,
)

MAKE = runpy.run_path(str(datasets.card("partner_game").folder / "make.py"))
SUBSET = datasets.load("fashion_mnist")


@pytest.fixture(scope="module")
def game():
    return stored_game()


def shipped(y, count):
    """Which images of the full set ship with the kit: the first ones of each class, in their order."""
    return np.sort(np.concatenate([np.flatnonzero(y == c)[:count] for c in range(10)]))


def test_the_partners_are_those_that_the_split_deals_today(game):
    for stored, dealt, row in zip(game.partners, data_partners(SUBSET.y_train), CANDIDATES, strict=True):
        assert (stored.name, stored.price, stored.classes) == (dealt.name, dealt.price, dealt.classes)
        assert_array_equal(stored.indices, dealt.indices)
        assert_array_equal(stored.labels, dealt.labels)
        assert len(stored) == row["amount"]


def test_shapes_and_the_test_images_that_ship(game):
    assert game.predictions.shape == (2, 256, 10_000) and game.predictions.dtype == np.uint8
    assert game.predictions.max() == 9 and not game.predictions[:, 0].any()
    assert_array_equal(np.bincount(game.y_test), [1000] * 10)
    assert_array_equal(game.y_test[shipped(game.y_test, 200)], SUBSET.y_test)


@pytest.mark.fashion_mnist
def test_the_true_classes_are_those_of_the_full_test_set(game):
    full = datasets.load("fashion_mnist", full=True)
    assert_array_equal(game.y_test, full.y_test)
    assert_array_equal(full.x_test[shipped(full.y_test, 200)], SUBSET.x_test)
    assert_array_equal(full.x_train[shipped(full.y_train, 1000)], SUBSET.x_train)


def test_no_network_predicts_a_class_that_its_members_do_not_hold(game):
    for S in (1, 4, 8, 0b1100, 0b11110111):
        held = {c for i in range(8) if S >> i & 1 for c in game.partners[i].classes}
        assert set(np.unique(game.predictions[:, S])) <= held


def test_worths_are_accuracies_above_chance_and_seeds_their_mean(game):
    one, two = stored_worths(seed=0), stored_worths(seed=1)
    assert one[9] == pytest.approx((game.predictions[0, 9, :5000] == game.y_test[:5000]).mean() - 0.1)
    assert_allclose(stored_worths(), (one + two) / 2, atol=1e-15)
    halves = stored_worths() + stored_worths(slice(5_000, None))
    assert_allclose(halves / 2, stored_worths(slice(None)), atol=1e-12)


def test_shapley_and_banzhaf_are_what_shapiq_makes_of_the_measured_game():
    shapiq = pytest.importorskip("shapiq")
    v = stored_worths()

    def table(coalitions):
        return v[np.atleast_2d(coalitions).astype(int) @ (1 << np.arange(8))]

    for ours, name in ((shapley, "SV"), (banzhaf, "BV")):
        theirs = shapiq.ExactComputer(table, 8)(name)
        assert_allclose(ours(v), [theirs[i,] for i in range(8)], atol=1e-12)


def test_what_the_lesson_tells():
    v = stored_worths()
    atlas, bagsy, static, mini, mixed = 1, 8, 32, 64, 128
    assert v[atlas | bagsy | mixed] > v[-1] and v[-1 - static] > v[-1]  # three beat eight; without Static it is better
    assert v[bagsy] < 0.02 and v[-1] - v[-1 - bagsy] > 0.05  # nothing alone, most of all at the end
    assert v[mini] > 0.5 and abs(v[-1] - v[-1 - mini]) < 0.01  # a hundred images
    assert core(v).is_empty and core(v).epsilon > 0.4
    with pytest.raises(ValueError):
        nucleolus(v)


def test_an_owner_who_adds_a_copy_gains_by_shapley_and_not_by_banzhaf():
    v = stored_worths()
    n, S = 8, np.arange(512)
    for i in range(n):  # player 8 is a copy of player i
        copied = v[(S & 255) | np.where(S >> 8 & 1, 1 << i, 0)]
        assert banzhaf(copied)[[i, 8]].sum() == pytest.approx(banzhaf(v)[i])
    atlas = v[(S & 255) | (S >> 8 & 1)]
    assert shapley(atlas)[[0, 8]].sum() > 1.3 * shapley(v)[0]


@pytest.mark.fashion_mnist
def test_recomputing_writes_what_can_be_read_and_compared(tmp_path, monkeypatch):
    def stored(self, members):
        prediction = stored_game().predictions[self.seed, sum(1 << i for i in members)].copy()
        prediction[:100] += self.seed  # a hundred predictions of one seed differ
        return prediction % 10

    monkeypatch.setattr(Trainer, "predict", stored)
    told = []
    MAKE["make"](tmp_path / "game.npz", progress=lambda *news: told.append(news[:2]))
    assert told[0] == (0, 510) and told[-1] == (510, 510)
    told = MAKE["compare"](tmp_path / "game.npz")
    assert told.startswith("0.50% of the predictions differ from those stored, and accuracies by up to 0.0")


def test_the_stored_file_compares_equal_to_itself():
    about = datasets.card("partner_game")
    assert MAKE["compare"](about.folder / "partner_game.npz") == "Every prediction is as stored."


@pytest.mark.fashion_mnist
def test_a_live_training_agrees_with_the_stored_one(game):
    """Other processors and threads change some predictions, and accuracies by a little."""
    trainer = Trainer(game.partners, seed=0)
    members = game.partners.members(["Atlas", "Bagsy", "Mixed"])
    S = sum(1 << i for i in members)
    stored = game.predictions[0, S, shipped(game.y_test, 200)]
    assert trainer.recipe == Recipe() and (trainer.predict(members) == stored).mean() > 0.93


def test_the_card_is_read_once_when_the_package_is_imported():
    watch = "from lepton_kit import datasets; card, read = datasets.card, []"
    count = "datasets.card = lambda name: read.append(name) or card(name)"
    code = f"{watch}; {count}; import lepton_kit.valuation; print(*read)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["partner_game"]
