"""Spoken digits: what machines and people say, who they are, and the set that is fetched."""

import hashlib
import io
import runpy
import wave
from dataclasses import replace
from html import escape
from pathlib import Path

import numpy as np
import pytest

from lepton_kit import datasets
from lepton_kit.datasets import catalogue
from lepton_kit.exercises.content import run_file
from lepton_kit.sequences.sound import log_mel, trim

TRIED = Path(__file__).parents[3] / "shared" / "data" / "spoken_digits"


@pytest.fixture(scope="module")
def machines():
    return datasets.load("spoken_digits")


@pytest.fixture(scope="module")
def people():
    return datasets.load("spoken_digits_people")


def test_each_voice_says_each_digit_and_no_clip_twice(machines):
    assert machines.spectrograms.shape == (3_150, 32, 50)
    assert machines.spectrograms.min() == -50 and (machines.spectrograms.max(axis=(1, 2)) == 0).all()
    said = set(zip(machines.speakers, machines.labels, strict=True))
    assert len(said) == 305 * 10 and len(np.unique(machines.speakers)) == 305
    assert len({clip.tobytes() for clip in machines.spectrograms}) == 3_150


def test_an_accent_is_no_voice_and_a_voice_has_one_accent(machines):
    assert len(np.unique(machines.accents[:3000])) == 7
    assert len(set(zip(machines.speakers, machines.accents, strict=True))) == 305


def test_the_sound_that_ships_is_that_of_its_spectrogram(machines):
    heard = [k for k, sound in enumerate(machines.waves) if sound is not None]
    assert len(heard) == 20
    for k in heard:
        loud = machines.spectrograms[k] > -30
        assert np.abs(log_mel(machines.waves[k]) - machines.spectrograms[k])[loud].mean() < 1


def test_six_tens_of_people_in_five_languages(people):
    assert len(people.waves) == 60
    assert sorted(set(people.accents)) == ["English", "French", "Italian", "Russian", "Spanish"]
    assert np.bincount(people.labels).tolist() == [6] * 10
    assert all(0.99 <= np.abs(sound).max() <= 1 and 800 < len(sound) < 12_000 for sound in people.waves)


def test_what_is_printed_says_what_speaks_and_names_the_authors(machines, people):
    assert "generated" in repr(machines) and "nobody speaks" in repr(machines)
    for author in ("Allison Smith", "June Wallack", "Carlo Flora", "Menardi and Paola Dal Zot", "Maxim Topal"):
        assert author in repr(people) and author.split()[-1] in people.card.text
    for site in ("www.voip.ammdomus.it", "www.theivrvoice.com", "www.segreterietelefoniche.it", "www.ivrvoice.ru"):
        assert site in people.card.text
    for data in (machines, people):
        assert escape(data.card.licence) in data._repr_html_()
        assert (data.card.folder / "LICENSE").read_text(encoding="utf-8").strip()


def test_a_packed_wave_comes_back_as_it_was():
    """Mu-law keeps the ratio of signal to noise at about 38 dB whatever the loudness."""
    rng = np.random.default_rng(0)
    waves = [rng.normal(0, level, n).clip(-1, 1) for level, n in ((0.3, 50), (0.02, 800))]
    packing = run_file(catalogue.card("spoken_digits").folder.parent / "packing.py")
    for sent, come in zip(waves, packing.unpacked_waves(packing.packed_waves(waves)), strict=True):
        assert len(sent) == len(come)
        assert 10 * np.log10(np.mean(sent**2) / np.mean((sent - come) ** 2)) > 30


def _recording(samples):
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setparams((1, 2, 8000, 0, "NONE", ""))
        target.writeframes((np.asarray(samples) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def test_recordings_are_read_by_their_names():
    reader = run_file(datasets.card("free_spoken_digits").folder / "read.py")
    read = reader.read({"7_ann_0.wav": _recording([0, 0.5]), "0_ben_12.wav": _recording([1, 0, -1])})
    assert read["labels"].tolist() == [7, 0] and read["speakers"].tolist() == ["ann", "ben"]
    assert read["waves"][1].round(3).tolist() == [1, 0, -1]


def test_the_fetched_set_is_pinned_and_told_where_it_is_not(monkeypatch, tmp_path):
    about = datasets.card("free_spoken_digits")
    assert len(about.full) == 600 and "/v1.0.10/" in about.details["fetched_from"]
    assert all(len(expected) == 64 for expected in about.full.values())
    monkeypatch.setattr(catalogue, "_places", lambda about: iter([tmp_path]))
    monkeypatch.setattr(catalogue, "fetch", lambda files, base, folder: "no network")
    with pytest.raises(datasets.DataError, match=r"not shipped.*no network.*folder=\.\.\."):
        datasets.load("free_spoken_digits")
    with pytest.raises(datasets.DataError, match=r"does not hold .*0_george_0.wav, .* and 596 more missing"):
        datasets.load("free_spoken_digits", folder=tmp_path)


def test_a_folder_in_the_form_of_the_fetched_set_is_read_and_each_file_checked(monkeypatch, tmp_path):
    """Recordings as they lie in the repository of the set, all of 8,000 samples a second, no two alike."""
    rng, pinned = np.random.default_rng(0), {}
    for name in (f"{digit}_{man}_{take}.wav" for digit in (3, 9) for man in ("ann", "ben") for take in (0, 15)):
        content = _recording(rng.uniform(-0.5, 0.5, int(rng.integers(2000, 9000))))
        (tmp_path / name).write_bytes(content)
        pinned[name] = hashlib.sha256(content).hexdigest()
    about = replace(datasets.card("free_spoken_digits"), full=pinned)
    monkeypatch.setattr(catalogue, "card", lambda name: about)
    clips = datasets.load("free_spoken_digits", folder=tmp_path)
    assert clips.labels.tolist() == [3] * 4 + [9] * 4 and clips.speakers.tolist() == ["ann", "ann", "ben", "ben"] * 2
    assert log_mel(trim(clips.waves[0])).shape == (32, 50)
    (tmp_path / "9_ben_15.wav").write_bytes(content[:-2])
    with pytest.raises(datasets.DataError, match=r"9_ben_15\.wav is damaged"):
        datasets.load("free_spoken_digits", folder=tmp_path)


@pytest.mark.skipif(not TRIED.is_dir(), reason="the 600 clips of people are not at hand")
def test_the_recordings_of_six_men():
    men = datasets.load("free_spoken_digits", folder=TRIED)
    assert np.bincount(men.labels).tolist() == [60] * 10
    names, clips = np.unique(men.speakers, return_counts=True)
    assert names.tolist() == ["george", "jackson", "lucas", "nicolas", "theo", "yweweler"]
    assert clips.tolist() == [100] * 6


SOUNDS = Path("/usr/share/asterisk/sounds")


@pytest.mark.skipif(not (SOUNDS / "ru_RU_f_IvrvoiceRU").is_dir(), reason="Debian's asterisk sounds are not installed")
def test_the_file_of_people_is_made_from_the_packages_as_the_card_says(people, tmp_path):
    make = runpy.run_path(str(people.card.folder / "make.py"))
    make["main"](SOUNDS, tmp_path / "made.npz")
    [expected] = people.card.shipped.values()
    assert hashlib.sha256((tmp_path / "made.npz").read_bytes()).hexdigest() == expected
