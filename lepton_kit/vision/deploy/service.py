"""A small HTTP service around a network, in a process of its own: started, asked, and stopped for sure."""

import json
import subprocess
import sys
import tempfile
import threading
import weakref
from typing import Any

from lepton_kit.validate import number
from lepton_kit.vision.deploy.runtime import Runtime, needs
from lepton_kit.vision.inputs import Names, as_names

__all__ = ["Service"]

_START_SECONDS = 60


class Service:
    """Classifies pictures that are sent to it, on this machine only (127.0.0.1).

    It runs in a process of its own: what crashes or takes memory there leaves the notebook alone, and a process can be
    ended for certain where a thread cannot. It also ends when the notebook's kernel does, however that ends.

    ``POST /classify`` takes the bytes of one PNG, JPEG or WebP picture and gives probabilities in JSON, ``GET /health``
    says whether it is well, ``GET /`` how to use it. What cannot be classified is answered with the status code that
    fits and a sentence that says what to do. Nothing that is sent is kept or logged.

    Parameters
    ----------
    runtime : Runtime
        From ``export`` or ``open_runtime``. With anything but "keras", the service needs no Keras.
    class_names : sequence of str, or dict of int to str
        One name a class.
    seconds : float
        How long a sender may take for a whole picture.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn
    >>> from lepton_kit.vision.deploy import export
    >>> with Service(export(article_cnn(rng=0), "litert"), "0123456789") as service:
    ...     service.running, service.url.startswith("http://127.0.0.1:")
    (True, True)
    >>> service.running
    False
    """

    def __init__(self, runtime: Runtime, class_names: Names, *, seconds: float = 5.0) -> None:
        if not isinstance(runtime, Runtime):
            raise TypeError(f"runtime must be a Runtime: export(model, 'onnx') gives one; got {type(runtime).__name__}")
        self.class_names = as_names(class_names, runtime.classes)
        if len(set(self.class_names)) != runtime.classes:
            raise ValueError("class_names holds a name twice; each class needs a name of its own")
        if runtime.classifier.size is None:
            raise ValueError(
                f"The network takes images of shape {runtime.classifier.shape}; a service has to know the size to "
                "bring pictures to. Export keras.Sequential([keras.Input((64, 64, 3)), model]), at its size"
            )
        self.runtime = runtime
        self.seconds = number("seconds", seconds, low=0.1)
        self.url: str | None = None
        self._process: Any = None
        self._end: Any = None

    @property
    def running(self) -> bool:
        """Whether it answers."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The number of its process, or None."""
        return self._process.pid if self.running else None

    def start(self) -> "Service":
        """Start it and wait until it answers. Returns the service."""
        if self.running:
            return self
        needs("fastapi", "uvicorn")
        task = {"class_names": self.class_names, "version": self.runtime.version, "seconds": self.seconds}
        with tempfile.TemporaryFile() as said:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "lepton_kit.vision.deploy.serving"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                start_new_session=True,  # the interrupt that stops a cell is not for the service
            )
            self._end = weakref.finalize(self, _end, self._process)
            late = threading.Timer(_START_SECONDS, self._process.kill)
            late.start()
            try:
                head = json.dumps(task | {"bytes": self.runtime.size}).encode()
                self._process.stdin.write(head + b"\n" + self.runtime.content)
                self._process.stdin.flush()
                port = self._process.stdout.readline()
            except OSError:  # it has ended; its last words say why
                port = b""
            except BaseException:  # an interrupt, say, while it is starting
                self.stop()
                raise
            finally:
                late.cancel()
            if not port:
                self.stop()
                said.seek(0)
                last = said.read().decode(errors="replace").strip().rpartition("\n")[2]
                raise RuntimeError(f"The service did not start: {last or f'no answer within {_START_SECONDS} s'}")
        self.url = f"http://127.0.0.1:{int(port)}"
        return self

    def stop(self) -> None:
        """Stop it; a request that is being answered is broken off. Does nothing if it does not run."""
        if self._end is not None:
            self._end()
        self.url, self._process, self._end = None, None, None

    def __enter__(self) -> "Service":
        return self.start()

    def __exit__(self, *problem: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = f"answers at {self.url}" if self.running else "is not running"
        return f"The service {state}: {self.runtime.target}, version {self.runtime.version}"


def _end(process: Any) -> None:
    """Close its standard input, which tells it to end, and see to it that it does."""
    try:
        process.stdin.close()
        process.wait(0.5)
    except (OSError, subprocess.TimeoutExpired):
        process.kill()
        process.wait()
    process.stdout.close()
