"""The data sets: real, verified, and found wherever a learner may have them."""

import gzip
import pickle
import runpy
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from lepton_kit import datasets
from lepton_kit.datasets import catalogue

FULL = Path("/usr/share/datasets/fashion-mnist")


@pytest.fixture
def offline(monkeypatch, tmp_path):
    """A machine without a full copy and without a network."""
    monkeypatch.setattr(catalogue, "_places", lambda about: iter([tmp_path / "nowhere"]))
    monkeypatch.setattr(catalogue, "fetch", lambda files, base, folder: "no network")


@pytest.fixture
def copied(monkeypatch, tmp_path):
    """A copy of datasets/ that a test may spoil."""
    root = tmp_path / "datasets"
    shutil.copytree(catalogue._ROOT, root)
    monkeypatch.setattr(catalogue, "_ROOT", root)
    return root / "fashion_mnist"


def flip_one_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_the_subset_is_stratified_real_images():
    data = datasets.load("fashion_mnist")
    assert data.x_train.shape == (10_000, 28, 28) and data.x_test.shape == (2_000, 28, 28)
    assert data.x_train.dtype == np.uint8 and data.x_train.max() == 255
    assert np.bincount(data.y_train).tolist() == [1_000] * 10
    assert np.bincount(data.y_test).tolist() == [200] * 10
    assert len(data.class_names) == 10 and not data.full


def test_no_test_image_is_a_training_image():
    """Fashion-MNIST has a few duplicates within its parts; across the subset's parts there must be none."""
    data = datasets.load("fashion_mnist")
    train = {image.tobytes() for image in data.x_train}
    assert not [i for i, image in enumerate(data.x_test) if image.tobytes() in train]


def test_what_a_learner_prints_says_what_it_is():
    data = datasets.load("fashion_mnist")
    for text in (repr(data), data._repr_html_()):
        for fact in ("real data", "Zalando", "MIT", "10,000", "2,000", "Trouser"):
            assert fact in text
    assert str(data.card) == data.card._repr_markdown_() == (data.card.folder / "CARD.md").read_text(encoding="utf-8")


def test_licence_text_ships():
    assert "Zalando SE" in (datasets.card("fashion_mnist").folder / "LICENSE").read_text(encoding="utf-8")


def test_unknown_name_lists_the_names():
    for wrong in ("mnist", "", None, 3, ["fashion_mnist"]):
        with pytest.raises(ValueError, match="'fashion_mnist'"):
            datasets.load(wrong)


def test_a_flipped_bit_in_the_shipped_file_is_found(copied):
    flip_one_bit(copied / "fashion_mnist.npz")
    with pytest.raises(datasets.DataError, match=r"fashion_mnist.npz is damaged.*expected 5fc7acf.*To mend it"):
        datasets.load("fashion_mnist")
    [check] = [check for check in datasets.verify() if check.name == "fashion_mnist"]
    assert not check.ok and "git checkout -- datasets/fashion_mnist/fashion_mnist.npz" in check.message


def test_a_missing_file_and_a_broken_card_say_how_to_mend_them(copied):
    (copied / "fashion_mnist.npz").unlink()
    with pytest.raises(datasets.DataError, match=r"No such file.*To mend it"):
        datasets.load("fashion_mnist")
    (copied / "CARD.md").write_text("nothing")
    with pytest.raises(datasets.DataError, match=r"CARD.md cannot be read.*To mend it"):
        datasets.load("fashion_mnist")


def test_installed_from_a_wheel_the_remedy_is_pip(copied, monkeypatch):
    monkeypatch.setattr(catalogue, "_INSTALLED", True)
    flip_one_bit(copied / "fashion_mnist.npz")
    with pytest.raises(datasets.DataError, match="pip install --force-reinstall"):
        datasets.load("fashion_mnist")


def test_offline_without_a_full_copy_one_line_and_the_subset(offline, capfd):
    data = datasets.load("fashion_mnist", full=True)
    printed = capfd.readouterr()
    assert len(data.x_train) == 10_000 and not data.full
    assert printed.out.count("\n") == 1 and "no network" in printed.out
    assert printed.err == ""


def test_a_folder_without_the_files_is_an_error(tmp_path):
    with pytest.raises(datasets.DataError, match=r"t10k-labels-idx1-ubyte.gz missing"):
        datasets.load("fashion_mnist", folder=tmp_path)


def test_the_order_of_places(monkeypatch, tmp_path):
    monkeypatch.setenv("LEPTON_DATA", str(tmp_path / "mine"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    assert list(catalogue._places(datasets.card("fashion_mnist"))) == [
        tmp_path / "mine",
        tmp_path / "mine" / "fashion-mnist",
        FULL,
        tmp_path / "keras" / "datasets" / "fashion-mnist",
    ]


@pytest.mark.fashion_mnist
def test_the_full_data():
    data = datasets.load("fashion_mnist", full=True)
    assert data.full and data.x_train.shape == (60_000, 28, 28) and data.x_test.shape == (10_000, 28, 28)
    assert np.bincount(data.y_train).tolist() == [6_000] * 10


def same_arrays(made, card):
    """A file holds the arrays of the shipped one; its own bytes differ between versions of Python's zipfile."""
    [name] = card.shipped
    with np.load(made, allow_pickle=False) as one, np.load(card.folder / name, allow_pickle=False) as other:
        assert one.files == other.files
        for part in one.files:
            assert one[part].dtype == other[part].dtype
            np.testing.assert_array_equal(one[part], other[part])


@pytest.mark.fashion_mnist
def test_the_subset_is_made_from_the_full_data_as_the_card_says(tmp_path):
    target = tmp_path / "subset.npz"
    make = runpy.run_path(str(datasets.card("fashion_mnist").folder / "make.py"))
    make["make"](target, datasets.load("fashion_mnist", full=True))
    same_arrays(target, datasets.card("fashion_mnist"))


@pytest.mark.fashion_mnist
def test_a_flipped_bit_in_a_full_file_is_found(tmp_path):
    for file in datasets.card("fashion_mnist").full:
        shutil.copy(FULL / file, tmp_path / file)
    flip_one_bit(tmp_path / "t10k-labels-idx1-ubyte.gz")
    with pytest.raises(
        datasets.DataError, match=r"t10k-labels-idx1-ubyte.gz is damaged.*expected 8d3605d1.*fetch it again"
    ):
        datasets.load("fashion_mnist", folder=tmp_path)


def test_the_silhouettes_are_all_there_as_collected():
    """animal-mnist 0.4: 10 x 1,000 images; 284 equal an earlier one, always of the same class."""
    data = datasets.load("animal_silhouettes")
    assert data.images.shape == (10_000, 28, 28) and data.images.dtype == np.uint8
    assert set(np.unique(data.images)) == set(range(0, 256, 17))
    assert np.bincount(data.labels).tolist() == [1_000] * 10 and len(data.class_names) == 10
    first = {}
    for image, label in zip(data.images, data.labels, strict=True):
        first.setdefault(image.tobytes(), []).append(int(label))
    assert len(first) == 10_000 - 284
    assert all(len(set(labels)) == 1 for labels in first.values())


def test_a_collection_says_that_it_is_neither_cleaned_nor_split():
    data = datasets.load("animal_silhouettes")
    for text in (repr(data), data._repr_html_()):
        for fact in ("10,000", "neither cleaned nor split", "not documented", "MIT", "Giraffe"):
            assert fact in text
    assert "SinaSR-6" in (data.card.folder / "LICENSE").read_text(encoding="utf-8")


def test_the_silhouettes_file_is_made_from_the_wheel_as_the_card_says(tmp_path):
    """A wheel with the package's layout and the shipped pixels gives what is shipped."""
    data = datasets.load("animal_silhouettes")
    make = runpy.run_path(str(data.card.folder / "make.py"))
    wheel, target = tmp_path / "a.whl", tmp_path / "made.npz"
    with zipfile.ZipFile(wheel, "w") as files:
        for what, array in (("data", data.images), ("label", data.labels.astype("<i8"))):
            files.writestr(make["INSIDE"].format(what), gzip.compress(pickle.dumps(array, protocol=4), 1))
    make["make"](wheel, target)
    same_arrays(target, data.card)
