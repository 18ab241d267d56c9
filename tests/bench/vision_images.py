"""How long a learner waits for a folder of photos: ours against Keras' own reader."""

import io
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from tests.bench.engine import Row

__all__ = ["ROWS"]

PHOTOS, SIZE = 1000, 64


@cache
def _folder(width, height):
    """A folder of drawn photos in two classes, full of detail as a camera's; it goes with the process."""
    from PIL import Image

    place = tempfile.TemporaryDirectory(prefix="lepton-bench-")
    rng = np.random.default_rng(0)
    for drawn in range(PHOTOS // 25):
        coarse = Image.fromarray(rng.integers(0, 256, (12, 16, 3), dtype=np.uint8))
        grain = Image.effect_noise((width, height), 20).convert("RGB")
        photo, content = Image.blend(coarse.resize((width, height), Image.Resampling.BICUBIC), grain, 0.2), io.BytesIO()
        photo.save(content, "JPEG", quality=88)
        for number in range(25):  # drawing costs far more than reading, so each is stored 25 times
            file = Path(place.name, f"class{number % 2}", f"{drawn}-{number}.jpg")
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content.getvalue())
    return place


def _readers(width, height):
    from lepton_kit.backend import load_keras
    from lepton_kit.vision import read_folder

    keras, folder = load_keras(), _folder(width, height).name

    def ours():
        photos = read_folder(folder, size=SIZE)
        assert photos.images.shape == (PHOTOS, SIZE, SIZE, 3), photos

    def theirs():
        read = keras.utils.image_dataset_from_directory
        batches = read(folder, image_size=(SIZE, SIZE), crop_to_aspect_ratio=True, shuffle=False, verbose=False)
        images = np.concatenate([x.numpy() for x, _ in batches])
        assert images.shape == (PHOTOS, SIZE, SIZE, 3), images.shape

    return {"read_folder": ours, "image_dataset_from_directory": theirs}


ROWS = [
    Row(
        key=key,
        title=f"read {PHOTOS:,} photos of {width} x {height} at {SIZE} x {SIZE}",
        goal="at least as fast as Keras",
        contenders=lambda width=width, height=height: _readers(width, height),
        rounds=3,
    )
    for key, width, height in (("folder", 1024, 768), ("folder-small", 320, 240))
]
