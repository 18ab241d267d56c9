"""What decides about a coalition's training: its members' images in their order, and nothing else."""

import pickle

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lepton_kit import datasets
from lepton_kit.valuation import DataPartner, DataPartners, Recipe, Trainer, data_partners


@pytest.fixture(scope="module")
def partners():
    return data_partners(datasets.load("fashion_mnist").y_train)


def test_every_image_keeps_its_place_in_the_queue_whoever_joins(partners):
    short = Recipe(steps=100)  # 3,200 images
    trainer = Trainer(partners, recipe=short)
    x, labels = trainer.queue((3, 6))
    assert x.shape == (3200, 28, 28) and labels.shape == (3200,)
    assert_array_equal(x[:400], x[400:800])  # 300 + 100 images, again and again
    assert np.bincount(labels[:400])[8] == 300
    bags = [image.tobytes() for image, label in zip(*trainer.queue((3, 6)), strict=True) if label == 8][:300]
    assert bags == [image.tobytes() for image in trainer.queue((3,))[0][:300]]
    assert_array_equal(trainer.queue([6, 3, 3])[0], x)


def test_training_repeats_to_the_last_bit_after_other_coalitions(partners):
    trainer = Trainer(partners, recipe=Recipe(steps=12))
    first = trainer.predict((0, 3))
    others = trainer.predict((1,)), trainer.predict(range(8))
    assert_array_equal(trainer.predict((3, 0)), first)
    assert all((first != other).any() for other in others)
    assert trainer((0, 3)) == pytest.approx((first == trainer.images.y_test).mean() - 0.1)


def test_a_class_that_a_coalition_lacks_is_never_predicted_once_it_is_trained(partners):
    assert set(Trainer(partners, recipe=Recipe(steps=40)).predict((2,))) <= {5, 7, 9}


def test_nobody_and_a_partner_without_data_are_worth_nothing_and_change_nothing(partners):
    nothing = DataPartner("Nothing", np.empty(0, np.int32), np.empty(0, np.uint8), 1.0, ())
    trainer = Trainer(DataPartners((*partners[:2], nothing)), recipe=Recipe(steps=5))
    assert trainer(()) == trainer((2,)) == 0
    assert_array_equal(trainer.predict((0, 2)), trainer.predict((0,)))


def test_it_travels_light_and_says_what_it_depends_on(partners):
    trainer = Trainer(partners)
    print_before = trainer.fingerprint
    sent = pickle.dumps(trainer)
    assert len(sent) < 100_000 and pickle.loads(sent).fingerprint == print_before
    others = [
        Trainer(partners, seed=1),
        Trainer(partners, recipe=Recipe(steps=199)),
        Trainer(data_partners(datasets.load("fashion_mnist").y_train, rng=1)),
    ]
    assert len({print_before, *(other.fingerprint for other in others)}) == 4


@pytest.mark.fashion_mnist
def test_the_full_test_set_holds_the_shipped_one(partners):
    full = Trainer(partners, full_test=True).images
    assert len(full.x_test) == 10_000 and len(full.x_train) == 10_000


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"steps": 2.5}, {"batch_size": -1}, {"learning_rate": 0}])
def test_a_recipe_that_trains_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} .*must be"):
        Recipe(**wrong)


def test_members_are_numbers_of_partners(partners):
    for ask in (Trainer(partners), Trainer(partners).predict):
        with pytest.raises(ValueError, match="members must be numbers of partners, 0 to"):
            ask(("Mini",))


def test_the_full_test_set_is_asked_for_in_vain(partners, monkeypatch):
    from lepton_kit.valuation import coalition_training

    monkeypatch.setattr(coalition_training, "_loaded", lambda *full: datasets.load("fashion_mnist"))
    with pytest.raises(datasets.DataError, match="full_test want all of Fashion-MNIST, which is not on this machine"):
        Trainer(partners, full_test=True).predict((0,))


def test_partners_of_the_full_training_set_are_told_apart():
    elsewhere = data_partners(np.arange(60_000) % 10)
    with pytest.raises(ValueError, match=r"delivers image .* there are 10,000. .* full_train=True of a Trainer"):
        Trainer(elsewhere).predict((0,))


@pytest.mark.fashion_mnist
def test_partners_of_the_full_training_set_are_trained_on_it():
    full = datasets.load("fashion_mnist", full=True)
    elsewhere = data_partners(full.y_train)
    trainer = Trainer(elsewhere, full_train=True)
    assert len(trainer.images.x_test) == 2_000
    x, labels = trainer.queue((0,))
    place = {image.tobytes() for image in full.x_train[elsewhere[0].indices]}
    assert {image.tobytes() for image in x} == place and set(labels) == set(elsewhere[0].classes)
