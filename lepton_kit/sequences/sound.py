"""Sound as a picture: a .wav file becomes samples, samples become a log-mel spectrogram, and a spectrogram is altered.

A spectrogram here has 32 mel bands, from low to high, and 50 frames of 20 ms, in decibels below the clip's loudest
place: 0 there, and -50 for all that is 50 dB below it or deeper. People and machines are trimmed and centred alike.
"""

import io
import struct
import warnings
from math import gcd

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.validate import generator, vector

__all__ = ["BANDS", "FLOOR", "FRAMES", "HOP", "RATE", "alter", "centres", "log_mel", "middle", "read_wav", "trim"]

RATE, WINDOW, HOP = 8000, 256, 160  # samples: in a second, in a window, from one window to the next
BANDS, FRAMES, FLOOR = 32, 50, -50.0
LONGEST = 2.0  # seconds that one spoken digit may take, without its silent ends
_LATE = 4  # frames until an echo comes back
_TELEPHONE, _CUT = (300, 3400), 1e-3  # hertz that a telephone lets through, and what is left of the power elsewhere


def centres(bands: int = BANDS) -> NDArray:
    """The middle of each mel band in hertz, shape (bands,).

    Examples
    --------
    >>> centres()[[0, -1]].round().tolist()
    [103.0, 3748.0]
    """
    return _corners(bands)[1:-1]


def log_mel(wave: ArrayLike) -> NDArray:
    """The log-mel spectrogram of one second of sound.

    Parameters
    ----------
    wave : array_like, shape (samples,)
        8,000 a second; its middle second is taken, or silence is put around it.

    Returns
    -------
    ndarray of float, shape (32, 50)
        Decibels below the loudest place, from -50 to 0; a silent clip is -50 throughout.

    Raises
    ------
    ValueError
        If it is no row of finite numbers.

    Examples
    --------
    >>> tone = np.sin(2 * np.pi * 1000 * np.arange(8000) / 8000)
    >>> loudest = log_mel(tone).mean(axis=1).argmax()
    >>> bool(abs(centres()[loudest] - 1000) < 60)
    True
    """
    wave = middle(vector("wave", wave), FRAMES * HOP)
    wave = np.pad(wave, WINDOW // 2)
    windows = np.lib.stride_tricks.sliding_window_view(wave, WINDOW)[::HOP][:FRAMES]
    power = np.abs(np.fft.rfft(windows * np.hanning(WINDOW), 2 * WINDOW)) ** 2
    corners, hertz = _corners(BANDS), np.fft.rfftfreq(2 * WINDOW, 1 / RATE)
    filters = [np.interp(hertz, corners[k : k + 3], (0, 1, 0)) for k in range(BANDS)]
    return _decibels(power @ np.transpose(filters)).T


def alter(
    spectrograms: ArrayLike,
    *,
    shift: ArrayLike = 0,
    speed: ArrayLike = 1.0,
    pitch: ArrayLike = 1.0,
    echo: ArrayLike = 0.0,
    telephone: ArrayLike = False,
    noise: ArrayLike = FLOOR,
    mask: ArrayLike = 0,
    rng: np.random.Generator | int | None = None,
) -> NDArray:
    """Spectrograms as they would be of another moment, speaker, room, line and street, in this order.

    Parameters
    ----------
    spectrograms : array_like, shape (n, bands, frames) or (bands, frames)
        Decibels from -50 to 0.
    shift : array_like, shape () or (n,)
        Frames to the right. So with the others: one value for all, or one for each.
    speed, pitch : array_like
        How many times as fast, and how many times as high every frequency is.
    echo : array_like
        The share of the power that comes back 80 ms later, and again, and again.
    telephone : array_like of bool
        Whether only 300 to 3,400 Hz come through.
    noise : array_like
        Even noise, in decibels below the loudest place; -50 is none.
    mask : array_like of int
        How many bands in a row, and as many frames, are silenced at a place drawn by chance (SpecAugment).
    rng : None, int or Generator
        For noise and mask.

    Returns
    -------
    ndarray of float32, same shape

    Examples
    --------
    >>> clip = np.full((1, 32, 50), -50.0)
    >>> clip[0, 3, 10] = 0
    >>> np.argwhere(alter(clip, shift=5)[0] == 0).tolist()
    [[3, 15]]
    """
    given, rng = np.asarray(spectrograms, dtype=np.float32), generator(rng)
    levels = given.reshape(-1, *given.shape[-2:])
    power = np.where(levels > FLOOR, 10 ** (levels / 10), np.float32(0))
    n, bands, frames = power.shape
    shift, speed, pitch, echo, telephone, noise, mask = (
        np.broadcast_to(np.asarray(values, dtype=np.float32), n)[:, None]
        for values in (shift, speed, pitch, echo, telephone, noise, mask)
    )
    middle, places = (frames - 1) / 2, np.arange(frames)
    power = power @ _linear(middle + (places - shift - middle) * speed, frames).transpose(0, 2, 1)
    hertz = centres(bands)
    power = _linear(np.interp(hertz / pitch, hertz, np.arange(bands), left=-1, right=bands), bands) @ power
    said = power.copy()
    for _ in range(4):
        later = echo[:, :, None] * power[:, :, :-_LATE]
        power[:, :, _LATE:] = said[:, :, _LATE:] + later
    outside = (hertz < _TELEPHONE[0]) | (hertz > _TELEPHONE[1])
    power *= np.where((telephone > 0) & outside, np.float32(_CUT), np.float32(1))[:, :, None]
    power /= power.max(axis=(1, 2), keepdims=True) + 1e-9
    level = np.where(noise > FLOOR, 10 ** (noise / 10), 0).astype(np.float32)
    power += level[:, :, None] * rng.standard_exponential(power.shape, dtype=np.float32)
    keep = [_gap(mask, size, rng) for size in (bands, frames)]
    return _decibels(power * keep[0][:, :, None] * keep[1][:, None, :]).reshape(given.shape)


def trim(wave: ArrayLike) -> NDArray:
    """A wave without its ends where every 10 ms are more than 30 decibels below the loudest 10 ms.

    Examples
    --------
    >>> len(trim(np.r_[np.zeros(800), np.ones(1600), np.zeros(4000)]))
    1600
    """
    wave = vector("wave", wave)
    block = RATE // 100
    power = np.add.reduceat(wave**2, np.arange(0, len(wave), block))
    if not power.max():
        raise ValueError("There is silence only. Is the microphone on, or muted?")
    loud = np.flatnonzero(power >= power.max() * 1e-3)
    return wave[loud[0] * block : (loud[-1] + 1) * block]


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
            warnings.simplefilter("ignore", wavfile.WavFileWarning)  # chunks that hold titles, not sound
            rate, samples = wavfile.read(io.BytesIO(content))
    except (ValueError, EOFError, LookupError, ArithmeticError, NameError, struct.error) as problem:
        said = str(problem).split(". ")[0].split("\n")[0]
        raise ValueError(f"This .wav file cannot be read ({said}). Save it as PCM, 16 bit, and try again.") from None
    if not samples.size:
        raise ValueError("This .wav file holds no sound: 0 samples. Record again.")
    if rate < RATE:
        wanted = "8,000 or more are wanted. Record again at a higher rate."
        raise ValueError(f"This has {rate:,} samples a second; {wanted}")
    if len(samples) > 30 * rate:
        raise ValueError(f"This lasts {len(samples) / rate:.0f} s. Record one digit, a second or two in all.")
    wave = samples.astype(float).reshape(len(samples), -1)
    wave = (wave - 128 if samples.dtype == np.uint8 else wave).mean(axis=1)
    up, down = RATE // (factor := gcd(RATE, rate)), rate // factor
    wave = trim(resample_poly(wave - wave.mean(), up, down))
    if len(wave) > LONGEST * RATE:
        seconds = len(wave) / RATE
        raise ValueError(f"There are {seconds:.1f} s of sound, more than one digit. Say one, with silence around it.")
    return wave / np.abs(wave).max()


def _corners(bands: int) -> NDArray:
    """The corners of the triangles in hertz, evenly spaced in mel from 60 Hz to half the rate, shape (bands + 2,)."""
    low, high = 2595 * np.log10(1 + np.array([60, RATE / 2]) / 700)
    return 700 * (10 ** (np.linspace(low, high, bands + 2) / 2595) - 1)


def middle(wave: NDArray, size: int) -> NDArray:
    """The middle ``size`` samples, or zeros around fewer."""
    spare = len(wave) - size
    if spare > 0:
        return wave[spare // 2 : spare // 2 + size]
    return np.pad(wave, (-spare // 2, -spare - -spare // 2))


def _decibels(power: NDArray) -> NDArray:
    """Power, shape (..., a, b), in decibels below the largest of each a x b, not below the floor."""
    peak = power.max(axis=(-2, -1), keepdims=True)
    share = np.divide(power, peak, out=np.zeros_like(power), where=peak > 0)
    return np.maximum(10 * np.log10(np.maximum(share, power.dtype.type(1e-9))), power.dtype.type(FLOOR))


def _linear(places: NDArray, size: int) -> NDArray:
    """What reads a row of ``size`` values at places between them, and nothing outside: shape (n, len(places), size)."""
    return np.maximum(0, 1 - np.abs(places[:, :, None] - np.arange(size))).astype(np.float32)


def _gap(width: NDArray, size: int, rng: np.random.Generator) -> NDArray:
    """1 where a row of ``size`` is kept, 0 in ``width`` places side by side, drawn by chance; shape (n, size)."""
    start = rng.random((len(width), 1)) * (size - width)
    places = np.arange(size)
    return ((places < start) | (places >= start + width)).astype(np.float32)


def _known(content: bytes) -> str:
    """What else a file is, by its first bytes."""
    webm, m4a = b"\x1aE\xdf\xa3", content[4:8] == b"ftyp"
    starts = {b"ID3": "mp3", b"\xff\xfb": "mp3", b"OggS": "ogg", b"fLaC": "flac", b"FORM": "aiff", webm: "webm"}
    kind = next((kind for start, kind in starts.items() if content.startswith(start)), "m4a" if m4a else "")
    return f" but {kind}" if kind else ""
