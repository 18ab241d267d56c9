"""The one door through which Keras and TensorFlow come in: late, quietly, or with a helpful error."""

import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from threading import RLock
from types import ModuleType

__all__ = ["held_stderr", "load_keras", "load_tensorflow"]

_ONE = RLock()  # two at once would give the streams back crosswise


@cache
def load_keras() -> ModuleType:
    """Keras, imported at the first call, without a word on stderr; on TensorFlow unless ``KERAS_BACKEND`` is set.

    Building, training and judging networks works on each of Keras' backends; what takes gradients or exports asks
    :func:`load_tensorflow`.

    Raises
    ------
    ImportError
        If Keras or its backend is not installed; the message says how to install them.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # what matters is raised; read once, when TensorFlow loads
    try:
        with held_stderr():
            import keras

            if keras.backend.backend() == "tensorflow":
                import tensorflow

                tensorflow.get_logger().setLevel("ERROR")  # else it warns when a learner builds many models
    except ImportError as error:
        from lepton_kit.doctor import install_command

        told = f"This part of the kit needs Keras and TensorFlow: {install_command('vision')} ({error})"
        raise ImportError(told) from error
    return keras


def load_tensorflow() -> ModuleType:
    """TensorFlow, for gradients and for export.

    Raises
    ------
    ImportError
        If it is not installed.
    RuntimeError
        If Keras runs on another backend in this process.
    """
    name = load_keras().backend.backend()
    if name != "tensorflow":
        raise RuntimeError(
            f"Keras runs on {name!r} in this session; gradients and export need 'tensorflow'. "
            "Unset the environment variable KERAS_BACKEND and restart."
        )
    import tensorflow

    return tensorflow


@contextmanager
def held_stderr(*, python: bool = False) -> Iterator[None]:
    """Hold back what is written to file descriptor 2; let it out only if the block fails.

    TensorFlow's C++ log speaks before its level can be set, so ``sys.stderr`` is too late a place to catch it. With
    ``python``, what the block writes on descriptor 1, prints, warns and logs is dropped too: for converters, which talk
    whatever they are asked. It holds for the whole process, other threads included: put it around one call.
    """
    with _ONE, ExitStack() as stack:
        held = stack.enter_context(tempfile.TemporaryFile())
        for stream, descriptor in ((sys.stdout, 1), (sys.stderr, 2)) if python else ((sys.stderr, 2),):
            stream.flush()
            original = os.dup(descriptor)
            stack.callback(os.close, original)
            stack.callback(os.dup2, original, descriptor)
            os.dup2(held.fileno(), descriptor)
        if python:
            stack.callback(logging.disable, logging.root.manager.disable)
            logging.disable(logging.CRITICAL)
            stack.enter_context(warnings.catch_warnings(action="ignore"))
            stack.enter_context(redirect_stdout(StringIO()))
            stack.enter_context(redirect_stderr(StringIO()))
        try:
            yield
        except BaseException:
            if not python:
                held.seek(0)
                os.write(original, held.read())
            raise
