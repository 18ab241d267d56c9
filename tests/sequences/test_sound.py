"""Sound: closed forms of spectrograms, what each change does, and .wav files of every kind that people send."""

import io
import struct
import wave as wave_file

import numpy as np
import pytest
from scipy.io import wavfile

from lepton_kit.sequences.sound import BANDS, FLOOR, FRAMES, HOP, RATE, alter, centres, log_mel, read_wav, trim


def tone(hertz, seconds=1.0, rate=RATE):
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def dot(band=10, frame=20):
    clip = np.full((1, BANDS, FRAMES), FLOOR)
    clip[0, band, frame] = 0
    return clip


def wav(samples, rate=RATE):
    file = io.BytesIO()
    wavfile.write(file, rate, samples)
    return file.getvalue()


@pytest.mark.parametrize("hertz", [150, 440, 1000, 2500, 3500])
def test_a_tone_is_loudest_in_its_band(hertz):
    band = log_mel(tone(hertz))[:, 10:40].mean(axis=1).argmax()
    assert abs(band - np.interp(hertz, centres(), np.arange(BANDS))) < 0.7


def test_bands_are_evenly_spaced_in_mel():
    """O'Shaughnessy's formula: m = 2595 log10(1 + f / 700)."""
    steps = np.diff(2595 * np.log10(1 + centres() / 700))
    assert np.allclose(steps, steps[0])
    assert centres()[0] > 60 and centres()[-1] < RATE / 2


def test_a_tenth_of_the_power_is_ten_decibels_below():
    halves = np.r_[tone(1000, 0.5), tone(1000, 0.5) * np.sqrt(0.1)]
    loudest = log_mel(halves).max(axis=0)
    assert loudest[12] == pytest.approx(0, abs=0.1) and loudest[38] == pytest.approx(-10, abs=0.1)


def test_loudness_does_not_matter_and_silence_is_the_floor():
    assert np.allclose(log_mel(0.001 * tone(700)), log_mel(tone(700)), atol=1e-6)
    assert (log_mel(np.zeros(500)) == FLOOR).all()


def test_a_short_clip_stands_in_the_middle_and_of_a_long_one_the_middle_is_taken():
    loud = np.flatnonzero(log_mel(tone(500, 0.2)).max(axis=0) > -3)
    assert loud.mean() == pytest.approx(FRAMES / 2, abs=1)
    long = np.r_[np.zeros(8000), tone(500), np.zeros(8000)]
    assert np.allclose(log_mel(long)[:, 5:45], log_mel(tone(500))[:, 5:45], atol=0.1)
    assert log_mel(tone(500, 0.3)).shape == (BANDS, FRAMES)


@pytest.mark.parametrize("wrong", [np.zeros((2, 100)), [], [1.0, np.nan], "seven"])
def test_what_is_no_wave_is_told(wrong):
    with pytest.raises(ValueError, match="wave"):
        log_mel(wrong)


def test_nothing_altered_is_the_same():
    clips = np.random.default_rng(0).uniform(-50, 0, (3, BANDS, FRAMES))
    clips[:, 3, 4] = 0
    assert np.allclose(alter(clips), clips, atol=1e-3)
    assert alter(clips[0]).shape == (BANDS, FRAMES)


def test_later_is_to_the_right_and_nothing_comes_back():
    assert np.argwhere(alter(dot(frame=45), shift=-3)[0] == 0).tolist() == [[10, 42]]
    two = np.maximum(dot(frame=10), dot(frame=48))
    moved = alter(two, shift=5)[0]
    assert np.argwhere(moved > FLOOR + 1).tolist() == [[10, 15]]


def test_twice_as_fast_takes_half_as_long_and_keeps_the_middle():
    clip = np.full((1, BANDS, FRAMES), FLOOR)
    clip[0, 5, 15:35] = 0
    loud = np.flatnonzero(alter(clip, speed=2.0)[0, 5] > -10)
    assert len(loud) == 10 and loud.mean() == 24.5


def test_a_higher_pitch_moves_a_tone_to_its_frequency():
    band = alter(log_mel(tone(1000)), pitch=1.4)[:, 25].argmax()
    assert abs(band - np.interp(1400, centres(), np.arange(BANDS))) < 1


def test_an_echo_comes_later_and_softer():
    after = alter(dot(), echo=0.1)[0, 10]
    assert after[20] == 0 and after[19] == FLOOR
    assert after[[24, 28, 32]] == pytest.approx([-10, -20, -30], abs=0.01)


def test_a_telephone_passes_300_to_3400_hertz():
    clip = np.zeros((1, BANDS, FRAMES))
    through = alter(clip, telephone=True)[0, :, 0] > -1
    assert (through == ((centres() >= 300) & (centres() <= 3400))).all()


def test_noise_has_the_level_that_was_asked_for():
    after = alter(dot(), noise=-20, rng=0)[0]
    assert 10 * np.log10((10 ** (after / 10)).mean()) == pytest.approx(-20, abs=1.5)
    assert not np.array_equal(after, alter(dot(), noise=-20, rng=1)[0])


def test_a_mask_silences_bands_and_frames_in_a_row():
    after = alter(np.zeros((1, BANDS, FRAMES)), mask=4, rng=0)[0]
    bands, frames = (np.flatnonzero((after == FLOOR).all(axis=axis)) for axis in (1, 0))
    for places in (bands, frames):
        assert len(places) == 4 and np.ptp(places) == 3


def test_each_clip_has_its_own_change():
    moved = alter(np.repeat(dot(), 3, axis=0), shift=[0, 2, -2])
    assert [clip[10].argmax() for clip in moved] == [20, 22, 18]


def test_silent_ends_are_cut_off_and_silence_alone_is_told():
    word = np.r_[np.zeros(2400), tone(300, 0.4), 1e-4 * tone(300, 0.5)]
    assert len(trim(word)) == pytest.approx(3200, abs=80)
    with pytest.raises(ValueError, match="silence only"):
        trim(np.zeros(100))


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
    with wave_file.open(file, "wb") as target:
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


def test_a_frame_is_20_milliseconds():
    assert HOP / RATE == 0.02 and FRAMES * HOP == RATE
