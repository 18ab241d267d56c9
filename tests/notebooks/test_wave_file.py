"""Files with the ending .wav of every kind that people send: they are read alike, or it is told why not."""

import io
import struct
import wave

import numpy as np
import pytest
from scipy.io import wavfile

from lepton_kit.exercises.content import content_module
from lepton_kit.sequences.sound import BANDS, RATE, centres, log_mel, trim

read_wav = content_module("19", "wave_file").read_wav


def tone(hertz, seconds=1.0, rate=RATE):
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def wav(samples, rate=RATE):
    file = io.BytesIO()
    wavfile.write(file, rate, samples)
    return file.getvalue()


WORD = np.r_[np.zeros(800), tone(500, 0.5), np.zeros(800)]


@pytest.mark.parametrize(
    ("kind", "samples"),
    [
        ("16 bit", (WORD * 20_000).astype(np.int16)),
        ("32 bit", (WORD * 2e9).astype(np.int32)),
        ("8 bit", (WORD * 100 + 128).astype(np.uint8)),
        ("float", WORD.astype(np.float32)),
        ("stereo", np.stack([WORD, 0.5 * WORD], axis=1).astype(np.float32)),
    ],
)
def test_depths_and_channels_are_read_alike(kind, samples):
    read = read_wav(wav(samples))
    assert np.abs(read).max() == 1
    assert np.allclose(read, trim(WORD), atol=0.03), kind


def test_24_bit_is_read():
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setparams((1, 3, RATE, 0, "NONE", ""))
        target.writeframes(b"".join(int(value * 8e6).to_bytes(3, "little", signed=True) for value in WORD))
    assert np.allclose(read_wav(file.getvalue()), trim(WORD), atol=0.03)


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
def test_another_rate_becomes_8000(rate):
    read = read_wav(wav((np.r_[np.zeros(rate // 5), tone(500, 0.5, rate)] * 20_000).astype(np.int16), rate))
    assert len(read) == pytest.approx(4000, abs=160)
    band = log_mel(read)[:, 25].argmax()
    assert abs(band - np.interp(500, centres(), np.arange(BANDS))) < 0.7


SHORT = wav((WORD * 20_000).astype(np.int16))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no .wav file"),
        (b"ID3\x04 and so on", "no .wav file but mp3"),
        (b"OggS and so on and on", "but ogg"),
        (b"\x1aE\xdf\xa3webm", "but webm"),
        (b"\0\0\0\x20ftypM4A ", "but m4a"),
        (SHORT[:30], "cannot be read"),
        (SHORT[:20] + struct.pack("<H", 7) + SHORT[22:], "cannot be read"),  # mu-law
        (wav(np.zeros(0, dtype=np.int16)), "no sound"),
        (wav(np.zeros(4000, dtype=np.int16)), "silence only"),
        (wav((tone(300, 1, 4000) * 9000).astype(np.int16), 4000), "4,000 samples a second; 8,000 or more"),
        (wav((tone(300, 3) * 9000).astype(np.int16)), "3.0 s of sound, more than one digit"),
        (wav((tone(300, 40) * 9000).astype(np.int16)), "lasts 40 s"),
        (wav(np.full(800, np.nan, dtype=np.float32)), "must be a finite number"),
    ],
)
def test_what_cannot_be_heard_is_told(content, said):
    with pytest.raises(ValueError, match=said):
        read_wav(content)


def test_every_cut_of_a_file_is_read_or_told():
    for end in range(0, 60):
        try:
            read_wav(SHORT[:end])
        except ValueError as problem:
            assert str(problem).strip()
