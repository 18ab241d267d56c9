"""How sound is packed into the shipped files of voices, and unpacked."""

from collections.abc import Mapping

import numpy as np


def packed_waves(waves: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Waves from -1 to 1 in one byte a sample (mu-law: fine steps where it is soft), end to end, and their lengths."""
    samples = np.concatenate(waves)
    loudness = np.log1p(255 * np.abs(samples)) / np.log(256)
    return {
        "samples": np.rint(127 * np.copysign(loudness, samples)).astype(np.int8),
        "lengths": np.array([len(wave) for wave in waves]),
    }


def unpacked_waves(arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    """The waves that were packed, an array of arrays."""
    loudness = arrays["samples"] / 127
    samples = np.copysign(np.expm1(np.abs(loudness) * np.log(256)) / 255, loudness).astype(np.float32)
    waves = np.empty(len(arrays["lengths"]), dtype=object)
    waves[:] = np.split(samples, np.cumsum(arrays["lengths"])[:-1])
    return waves


def said(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What is said, by whom, and in which accent or language."""
    return {name: arrays[name] for name in ("labels", "speakers", "accents")}
