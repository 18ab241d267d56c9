"""A network that runs from a file, in Keras, onnxruntime or LiteRT: what it takes, what it gives, how large it is."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lepton_kit.backend import held_stderr, load_keras
from lepton_kit.vision.classifier import Classifier, as_classifier, patterns, probe

__all__ = ["TARGETS", "Runtime", "needs", "open_runtime"]

TARGETS = {"keras": ".keras", "onnx": ".onnx", "litert": ".tflite", "int8": ".tflite"}
"""What a network can be exported to, and how such files are called."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Runtime:
    """A network that is ready to run: the file it came from, and ``predict``.

    Attributes
    ----------
    target : str
        A key of ``TARGETS``.
    content : bytes
        The whole file.
    classifier : Classifier
        What it takes and gives, as a trial has shown.
    """

    target: str
    content: bytes = field(repr=False)
    classifier: Classifier

    @property
    def classes(self) -> int:
        """How many there are."""
        return self.classifier.classes

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self.content)

    @property
    def version(self) -> str:
        """Twelve digits of the file's SHA-256: two files with the same version are the same network."""
        return hashlib.sha256(self.content).hexdigest()[:12]

    def predict(self, images: ArrayLike) -> NDArray[np.float32]:
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
        return self.classifier.predict(images)

    def save(self, path: str | Path) -> Path:
        """Write the file; the ending is added if the path has none. Returns the path."""
        path, ending = Path(path).expanduser(), TARGETS[self.target]
        path = path if path.suffix else path.with_suffix(ending)
        if path.suffix != ending:
            raise ValueError(f"{path.name!r} should end in {ending!r}, as files for {self.target!r} do")
        path.write_bytes(self.content)
        return path

    def __repr__(self) -> str:
        shape = " x ".join("any" if side is None else str(side) for side in self.classifier.shape or ())
        read = {"logits": " (softmax of its logits)", "logit": " (sigmoid of its logit)"}
        gives = f"{self.classes} probabilities out{read.get(self.classifier.output, '')}"
        return f"{self.target}: {shape} in, {gives}, {self.size:,} bytes, {self.version}"


def open_runtime(source: str | Path | bytes) -> Runtime:
    """Open a network from its file, of ``export`` or of somebody else. Keras is needed for ``.keras`` only.

    Keras files are opened in safe mode: code that travels inside a file is refused. ONNX and LiteRT files hold no code.
    ONNX and LiteRT run on one processor core. A few images are sent through, so that what is no classifier of images is
    told here and not when it is used.

    Parameters
    ----------
    source : path or bytes

    Returns
    -------
    Runtime

    Raises
    ------
    ValueError
        If it is none of these files, is damaged, is not safe to open, or does not classify images.
    """
    if isinstance(source, (bytes, bytearray)):
        name, content = "The file", bytes(source)
    else:
        path = Path(source).expanduser()
        if not path.is_file():
            raise ValueError(f"{str(path)!r} is no file; give the path of a .keras, .onnx or .tflite file")
        name, content = path.name, path.read_bytes()
        if path.suffix == ".onnx" and path.with_name(f"{name}.data").exists():  # weights, as PyTorch puts them
            content = needs("onnx")[0].load(path).SerializeToString()
    opened = _keras if content[:2] == b"PK" else _litert if content[4:8] == b"TFL3" else _onnx
    try:
        target, run, *about = opened(content)
    except ImportError:
        raise
    except Exception as problem:  # each runtime has errors of its own for a broken file
        told = f"{name} cannot be opened as a Keras, ONNX or LiteRT network: {_first_line(problem)}"
        raise ValueError(f"{told} {_way_on(content, problem)}") from problem
    try:
        return Runtime(target, content, as_classifier(run) if target == "keras" else _tried(run, *about))
    except Exception as problem:
        raise ValueError(f"{name} opens, but does not classify images: {_first_line(problem)}") from problem


def _way_on(content: bytes, problem: Exception) -> str:
    """What to do about a file that is none of ours, or not whole."""
    if content[:4] == b"\x89HDF":
        return "This is Keras' older format, or weights alone: load it in Keras, and export(model) makes one of these."
    if content[:1] == b"\x80" or b"data.pkl" in content:
        return "This is a pickle, as PyTorch and scikit-learn write it: export it to ONNX where it was made."
    if "Could not locate" in f"{problem}{problem.__context__}":
        return "It has layers of somebody's own: run what defines and registers them first, or ask for it as ONNX."
    return "Was it copied whole, and made from a network that takes images and gives probabilities?"


def _first_line(problem: Exception) -> str:
    return next(iter(str(problem).strip().splitlines()), type(problem).__name__)


def _tried(
    run: Callable, shape: list, batch: int | None, kind: type, outputs: list[str], inputs: list[str]
) -> Classifier:
    """A file's network as a classifier, if a trial shows that it is one."""
    if len(inputs) > 1:
        raise ValueError(f"It takes {len(inputs)} inputs ({', '.join(inputs)}); images are one")
    if len(outputs) > 1:
        made = f"{len(outputs)} outputs ({', '.join(outputs)})"
        raise ValueError(f"It gives {made}; export it with the probabilities alone")
    if len(shape) not in (1, 2, 3):
        raise ValueError(f"It takes shape {('n', *shape)}, and images have (n, height, width, channels)")
    sides, white = tuple(shape), 255.0 if kind == np.uint8 else 1.0
    some, last = patterns(sides), None
    for size in [batch] if batch else [None, 1]:  # some say that any batch will do, and take one image only
        try:
            made = probe(run, sides, some * np.float32(white), white=white, batch=size)
        except Exception as problem:
            last = last or problem
            continue
        return _brighter(made, some) if white == 1 and kind != np.int8 else made
    raise last or ValueError("It does not run")


def _brighter(made: Classifier, some: NDArray[np.float32]) -> Classifier:
    """The same for pixels from 0 to 255, if from 0 to 1 it cannot tell black from white: it scales by itself."""
    dim, bright = (float(np.ptp(made.read(some, white), axis=0).max()) for white in (1, 255))
    return replace(made, white=255) if dim < 0.01 and bright > 0.2 else made


def _keras(content: bytes) -> tuple:
    keras = load_keras()
    with TemporaryDirectory() as place, held_stderr(python=True):
        path = Path(place, "model.keras")
        path.write_bytes(content)
        return "keras", keras.saving.load_model(path, compile=False, safe_mode=True)


def _onnx(content: bytes) -> tuple:
    [onnxruntime] = needs("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 4
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    given, made = session.get_inputs(), session.get_outputs()
    kinds = {"tensor(uint8)": np.uint8, "tensor(double)": np.float64, "tensor(float16)": np.float16}
    kind = kinds.get(given[0].type, np.float32)

    def run(images: NDArray) -> NDArray:
        return session.run(None, {given[0].name: _cast(images, kind)})[0]

    batch, *shape = (side if isinstance(side, int) and side > 0 else None for side in given[0].shape)
    return "onnx", run, shape, batch, kind, [each.name for each in made], [each.name for each in given]


def _litert(content: bytes) -> tuple:
    [litert] = needs("ai_edge_litert.interpreter")
    with held_stderr(python=True):  # it announces its delegate on stderr
        interpreter = litert.Interpreter(model_content=content, num_threads=1)
        interpreter.allocate_tensors()
    inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
    given, made = inputs[0], outputs[0]
    (scale, zero), (out_scale, out_zero) = given["quantization"], made["quantization"]
    busy = Lock()  # an interpreter serves one caller at a time

    def run(images: NDArray) -> NDArray:
        with busy:
            if tuple(interpreter.get_input_details()[0]["shape"]) != images.shape:
                interpreter.resize_tensor_input(given["index"], images.shape)
                interpreter.allocate_tensors()
            interpreter.set_tensor(given["index"], _cast(images / scale + zero if scale else images, given["dtype"]))
            interpreter.invoke()
            P = interpreter.get_tensor(made["index"])
        return (P.astype(np.float32) - out_zero) * np.float32(out_scale) if out_scale else P

    signature = given.get("shape_signature", given["shape"])
    shape = [int(side) if side > 0 else None for side in signature[1:]]
    kind = np.int8 if scale else given["dtype"]  # what is quantised takes pixels from 0 to 1 here, and no others
    names = ([each["name"] for each in details] for details in (outputs, inputs))
    return "int8" if given["dtype"] == np.int8 else "litert", run, shape, None, kind, *names


def _cast(images: NDArray, kind: Any) -> NDArray:
    """Numbers in the type that a network takes, kept within its range."""
    if np.issubdtype(kind, np.integer):
        limits = np.iinfo(kind)
        images = np.clip(np.rint(images), limits.min, limits.max)
    return np.ascontiguousarray(images, kind)


def needs(*names: str) -> list[ModuleType]:
    """The modules of these names, or an error that says how to install them."""
    try:
        return [import_module(name) for name in names]
    except ImportError as error:
        from lepton_kit.doctor import install_command

        told = f"This part of the kit needs more runtimes: {install_command('deploy')} ({error})"
        raise ImportError(told) from error
