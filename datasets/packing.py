"""How sound is packed into the shipped files of voices; ``lepton_kit.datasets.readers`` unpacks it."""

import numpy as np


def packed_waves(waves: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Waves from -1 to 1 in one byte a sample (mu-law: fine steps where it is soft), end to end, and their lengths."""
    samples = np.concatenate(waves)
    loudness = np.log1p(255 * np.abs(samples)) / np.log(256)
    return {
        "samples": np.rint(127 * np.copysign(loudness, samples)).astype(np.int8),
        "lengths": np.array([len(wave) for wave in waves]),
    }
