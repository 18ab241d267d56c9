"""Recordings of the Free Spoken Digit Dataset, as they lie in its repository."""

import io
import wave

import numpy as np

from lepton_kit.datasets.containers import Clips

KIND = Clips


def read(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    """Files that are called DIGIT_SPEAKER_TAKE.wav, 16 bit in one channel: their sound, digit and speaker."""
    waves = np.empty(len(files), dtype=object)
    for k, content in enumerate(files.values()):
        with wave.open(io.BytesIO(content)) as file:
            waves[k] = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    labels, speakers = np.array([name.split("_")[:2] for name in files]).T
    return {"waves": waves, "labels": labels.astype(np.uint8), "speakers": speakers}
