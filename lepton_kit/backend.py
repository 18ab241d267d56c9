"""The one door through which Keras and TensorFlow come in: late, quietly, or with a helpful error."""

import os
import sys
import tempfile
from contextlib import contextmanager
from functools import cache

__all__ = ["held_stderr", "load_keras", "load_tensorflow"]


def load_keras():
    """Keras on TensorFlow, imported at the first call without a word on stderr.

    Returns
    -------
    module

    Raises
    ------
    ImportError
        If Keras or TensorFlow is not installed; the message says how to install them.
    RuntimeError
        If Keras already runs on another backend in this process.
    """
    return _load()[0]


def load_tensorflow():
    """TensorFlow, by the same door as :func:`load_keras`."""
    return _load()[1]


@cache
def _load():
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # errors only; read once, when TensorFlow loads
    try:
        with held_stderr():
            import keras
            import tensorflow
    except ImportError as error:
        raise ImportError(
            f'This part of the kit needs Keras and TensorFlow: pip install "lepton-kit[vision]" ({error})'
        ) from error
    if keras.backend.backend() != "tensorflow":
        raise RuntimeError(
            f"Keras runs on {keras.backend.backend()!r} in this session; the kit needs 'tensorflow'. "
            "Unset the environment variable KERAS_BACKEND and restart."
        )
    tensorflow.get_logger().setLevel("ERROR")  # else it warns about retracing when a learner builds many models
    return keras, tensorflow


@contextmanager
def held_stderr():
    """Hold back what is written to file descriptor 2; let it out only if the block fails.

    TensorFlow's C++ log speaks before its level can be set, so ``sys.stderr`` is too late a place to catch it.
    """
    sys.stderr.flush()
    with tempfile.TemporaryFile() as held:
        original = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            os.dup2(original, 2)
            held.seek(0)
            os.write(2, held.read())
            raise
        finally:
            os.dup2(original, 2)
            os.close(original)
