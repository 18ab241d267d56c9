"""Lesson 10: the disk that a shop sends, with the surprises that real folders hold; and its customers' pictures."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw
from sklearn.neighbors import KNeighborsClassifier

from lepton_kit import datasets
from lepton_kit.vision import augment, scale

__all__ = ["fill", "gains", "rows"]


def fill(folder):
    """Write sixteen files, mugs and plates and what passes for them, into two class folders."""
    for number, kind in enumerate(["mug", "plate"] * 5):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        _photo(kind, number).save(folder / kind / f"{number}.jpg", quality=90)
    turned = Image.Exif()
    turned[0x0112] = 6  # "turn me a quarter to the right"
    mug = _photo("mug", 20).transpose(Image.Transpose.ROTATE_90)
    mug.save(folder / "mug" / "turned.jpg", exif=turned)
    _photo("plate", 21).convert("CMYK").save(folder / "plate" / "press.jpg")
    _photo("mug", 22).convert("P").save(folder / "mug" / "palette.png", transparency=0)
    whole = (folder / "mug" / "0.jpg").read_bytes()
    (folder / "mug" / "interrupted.jpg").write_bytes(whole[:700])
    (folder / "plate" / "letter.png").write_text("Dear Lepton, find our photos enclosed.")
    Image.new("1", (10_000, 10_000)).save(folder / "plate" / "wall.png")


def _photo(kind, number):
    """A drawn mug or plate on a coloured table."""
    rng = np.random.default_rng(number)
    image = Image.new("RGB", (96, 72), tuple(int(c) for c in rng.integers(90, 200, 3)))
    draw, x = ImageDraw.Draw(image), int(rng.integers(24, 40))
    if kind == "mug":
        draw.ellipse([x + 20, 26, x + 42, 50], outline="white", width=5)
        draw.rectangle([x, 18, x + 30, 58], fill="white", outline="black")
    else:
        draw.ellipse([x - 16, 8, x + 42, 66], fill="white", outline="black")
        draw.ellipse([x - 4, 20, x + 30, 54], outline="grey")
    return image


def rows(images):
    """Pictures as rows of 196 numbers from 0 to 1, for a classifier that knows nothing of pictures."""
    return scale(images, 14).reshape(len(images), -1) / 255


@cache
def _trial(seed):
    """500 training pictures drawn by chance, the shop's test pictures, the customers', and which a plain one gets."""
    data = datasets.load("fashion_mnist")
    mine = np.random.default_rng(seed).choice(len(data.x_train), 500, replace=False)
    few, labels = data.x_train[mine], data.y_train[mine]
    tests = (
        rows(data.x_test),
        rows(augment(data.x_test, rotate=15, shift=3, rng=100 + seed)),
    )
    plain = _right(rows(few), labels, tests, data.y_test)
    return few, labels, tests, data.y_test, plain


def _right(x, y, tests, truth):
    nearest = KNeighborsClassifier(1).fit(x, y)
    return [(nearest.predict(test) == truth).astype(float) for test in tests]


def gains(seed, variants=6, **changes):
    """What augmenting 500 pictures brings, paired picture by picture: one array for the shop's, one for customers'."""
    few, labels, tests, truth, plain = _trial(seed)
    more = [augment(few, rng=1000 * seed + k, **changes) for k in range(variants)]
    x = rows(np.concatenate([few, *more]))
    return [
        after - before
        for after, before in zip(
            _right(x, np.tile(labels, variants + 1), tests, truth), plain, strict=True
        )
    ]
