"""Lesson 19: the samples of one spoken word out of a .wav file of any kind that people send."""

import io
import struct
import warnings
from math import gcd

import numpy as np
from numpy.typing import NDArray

from lepton_kit.sequences.sound import RATE, trim

__all__ = ["read_wav"]

LONGEST = 2.0  # seconds that one spoken digit may take, without its silent ends


def read_wav(content: bytes) -> NDArray:
    """The samples of one spoken word out of the bytes of a .wav file, as the networks of the course want it.

    Several channels are averaged, another rate becomes 8,000 a second, 8 to 32 bits and floats are understood, and the
    silent ends are cut off.

    Returns
    -------
    ndarray of float, shape (samples,)
        The loudest is 1 or -1.

    Raises
    ------
    ValueError
        If it is no .wav file or a damaged or compressed one, has fewer than 8,000 samples a second, holds silence, or
        is longer than one word; the message says what to do.
    """
    from scipy.io import wavfile
    from scipy.signal import resample_poly

    if content[:4] not in (b"RIFF", b"RIFX", b"RF64") or content[8:12] != b"WAVE":
        way = "Save or export it as .wav (PCM), then choose it again."
        raise ValueError(f"This is no .wav file{_known(content)}. {way}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", wavfile.WavFileWarning
            )  # chunks that hold titles, not sound
            rate, samples = wavfile.read(io.BytesIO(content))
    except (
        ValueError,
        EOFError,
        LookupError,
        ArithmeticError,
        NameError,
        struct.error,
    ) as problem:
        said = str(problem).split(". ")[0].split("\n")[0]
        raise ValueError(
            f"This .wav file cannot be read ({said}). Save it as PCM, 16 bit, and try again."
        ) from None
    if not samples.size:
        raise ValueError("This .wav file holds no sound: 0 samples. Record again.")
    if rate < RATE:
        wanted = "8,000 or more are wanted. Record again at a higher rate."
        raise ValueError(f"This has {rate:,} samples a second; {wanted}")
    if len(samples) > 30 * rate:
        raise ValueError(
            f"This lasts {len(samples) / rate:.0f} s. Record one digit, a second or two in all."
        )
    wave = samples.astype(float).reshape(len(samples), -1)
    wave = (wave - 128 if samples.dtype == np.uint8 else wave).mean(axis=1)
    up, down = RATE // (factor := gcd(RATE, rate)), rate // factor
    wave = trim(resample_poly(wave - wave.mean(), up, down))
    if len(wave) > LONGEST * RATE:
        seconds = len(wave) / RATE
        raise ValueError(
            f"There are {seconds:.1f} s of sound, more than one digit. Say one, with silence around it."
        )
    return wave / np.abs(wave).max()


def _known(content: bytes) -> str:
    """What else a file is, by its first bytes."""
    webm, m4a = b"\x1aE\xdf\xa3", content[4:8] == b"ftyp"
    starts = {
        b"ID3": "mp3",
        b"\xff\xfb": "mp3",
        b"OggS": "ogg",
        b"fLaC": "flac",
        b"FORM": "aiff",
        webm: "webm",
    }
    kind = next(
        (kind for start, kind in starts.items() if content.startswith(start)),
        "m4a" if m4a else "",
    )
    return f" but {kind}" if kind else ""
