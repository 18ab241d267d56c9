"""A network that runs from a file, in Keras, onnxruntime or LiteRT: what it takes, what it gives, how large it is."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.validate import whole
from lepton_kit.vision.deploy.quiet import quiet
from lepton_kit.vision.inputs import as_images, class_count, unit

__all__ = ["TARGETS", "Runtime", "needs", "open_runtime"]

TARGETS = {"keras": ".keras", "onnx": ".onnx", "litert": ".tflite", "int8": ".tflite"}
"""What a network can be exported to, and how such files are called."""

_CHUNK = 500  # images at once: bounds the memory that a large batch takes


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Runtime:
    """A network that is ready to run: the file it came from, and ``predict``.

    Attributes
    ----------
    target : str
        A key of ``TARGETS``.
    content : bytes
        The whole file.
    input_shape : tuple
        (None, height, width, channels), None being the number of images.
    classes : int
    """

    target: str
    content: bytes = field(repr=False)
    input_shape: tuple
    classes: int
    run: Callable = field(repr=False)

    @property
    def size(self):
        """Bytes of the file."""
        return len(self.content)

    @property
    def version(self):
        """Twelve digits of the file's SHA-256: two files with the same version are the same network."""
        return hashlib.sha256(self.content).hexdigest()[:12]

    def predict(self, images):
        """Class probabilities, ``float32``, shape (n, classes).

        Parameters
        ----------
        images : array_like, shape (n, height, width) or (n, height, width, channels)
            ``uint8`` from 0 to 255 or floats from 0 to 1.

        Raises
        ------
        ValueError
            If the images do not have the network's shape or are on another scale.
        """
        images = as_images(images, self, "images")
        parts = [self.run(unit(images[start : start + _CHUNK])) for start in range(0, len(images), _CHUNK)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def save(self, path):
        """Write the file; the ending is added if the path has none. Returns the path."""
        path, ending = Path(path).expanduser(), TARGETS[self.target]
        path = path if path.suffix else path.with_suffix(ending)
        if path.suffix != ending:
            raise ValueError(f"{path.name!r} should end in {ending!r}, as files for {self.target!r} do")
        path.write_bytes(self.content)
        return path

    def __repr__(self):
        shape = " x ".join(map(str, self.input_shape[1:]))
        return f"{self.target}: {shape} in, {self.classes} probabilities out, {self.size:,} bytes, {self.version}"


def open_runtime(source, *, threads=1):
    """Open a network from its file, as ``export`` makes it. Keras is needed for ``.keras`` only.

    Keras files are opened in safe mode: code that travels inside a file is refused. ONNX and LiteRT files hold no code.

    Parameters
    ----------
    source : path or bytes
    threads : int

    Returns
    -------
    Runtime

    Raises
    ------
    ValueError
        If it is none of these files, is damaged, or is not safe to open.
    """
    threads = whole("threads", threads, low=1)
    if isinstance(source, (bytes, bytearray)):
        name, content = "The file", bytes(source)
    else:
        path = Path(source).expanduser()
        if not path.is_file():
            raise ValueError(f"{str(path)!r} is no file; give the path of a .keras, .onnx or .tflite file")
        name, content = path.name, path.read_bytes()
    opened = _keras if content[:2] == b"PK" else _litert if content[4:8] == b"TFL3" else _onnx
    try:
        return opened(content, threads)
    except ImportError:
        raise
    except Exception as problem:  # each runtime has errors of its own for a broken file
        told = next(iter(str(problem).strip().splitlines()), type(problem).__name__)
        raise ValueError(
            f"{name} cannot be opened as a Keras, ONNX or LiteRT network: {told} "
            "Was it copied whole, and made from a network that takes images and gives probabilities?"
        ) from problem


def _keras(content, threads):
    keras = load_keras()
    with TemporaryDirectory() as place, quiet():
        path = Path(place, "model.keras")
        path.write_bytes(content)
        model = keras.saving.load_model(path, compile=False, safe_mode=True)

    def run(images):
        return model.predict(images, batch_size=_CHUNK, verbose=0)

    return Runtime("keras", content, model.input_shape, class_count(model), run)


def _onnx(content, threads):
    [onnxruntime] = needs("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = threads, 4
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    [given], [made] = session.get_inputs(), session.get_outputs()

    def run(images):
        return session.run(None, {given.name: images})[0]

    return Runtime("onnx", content, (None, *given.shape[1:]), made.shape[-1], run)


def _litert(content, threads):
    [litert] = needs("ai_edge_litert.interpreter")
    with quiet():  # it announces its delegate on stderr
        interpreter = litert.Interpreter(model_content=content, num_threads=threads)
        interpreter.allocate_tensors()
    [given], [made] = interpreter.get_input_details(), interpreter.get_output_details()
    (scale, zero), (out_scale, out_zero) = given["quantization"], made["quantization"]
    in_8_bits, busy = given["dtype"] == np.int8, Lock()  # an interpreter serves one caller at a time

    def run(images):
        with busy:
            if tuple(interpreter.get_input_details()[0]["shape"]) != images.shape:
                interpreter.resize_tensor_input(given["index"], images.shape)
                interpreter.allocate_tensors()
            numbers = np.clip(np.rint(images / scale + zero), -128, 127).astype(np.int8) if in_8_bits else images
            interpreter.set_tensor(given["index"], numbers)
            interpreter.invoke()
            P = interpreter.get_tensor(made["index"])
        return (P.astype(np.float32) - out_zero) * np.float32(out_scale) if in_8_bits else P

    shape = (None, *map(int, given["shape"][1:]))
    return Runtime("int8" if in_8_bits else "litert", content, shape, int(made["shape"][-1]), run)


def needs(*names):
    """The modules of these names, or an error that says how to install them."""
    try:
        return [import_module(name) for name in names]
    except ImportError as error:
        raise ImportError(
            f'This part of the kit needs more runtimes: pip install "lepton-kit[deploy]" ({error})'
        ) from error
