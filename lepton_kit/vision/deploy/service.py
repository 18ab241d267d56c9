"""A small HTTP service around a network, in a process of its own: started, asked, and stopped for sure."""

import json
import subprocess
import sys
import tempfile
import threading
import weakref
from html import escape

from lepton_kit.validate import number, whole
from lepton_kit.vision.deploy.runtime import Runtime, needs

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
    class_names : sequence of str
        One name a class.
    most_bytes, most_pixels : int
        Larger pictures are refused; pixels are read from the picture's head, before it is unpacked.
    seconds : float
        How long a sender may take for a whole request.

    Examples
    --------
    >>> from lepton_kit.vision import article_cnn, export
    >>> with Service(export(article_cnn(rng=0), "litert"), "0123456789") as service:
    ...     service.running, service.url.startswith("http://127.0.0.1:")
    (True, True)
    >>> service.running
    False
    """

    def __init__(self, runtime, class_names, *, most_bytes=5_000_000, most_pixels=16_000_000, seconds=5.0):
        if not isinstance(runtime, Runtime):
            raise TypeError(f"runtime must be a Runtime: export(model, 'onnx') gives one; got {type(runtime).__name__}")
        self.class_names = tuple(str(name) for name in class_names)
        if len(self.class_names) != runtime.classes:
            raise ValueError(
                f"class_names has {len(self.class_names)} names; the network has {runtime.classes} classes"
            )
        if len(set(self.class_names)) != runtime.classes:
            raise ValueError("class_names holds a name twice; each class needs a name of its own")
        self.runtime = runtime
        self.limits = {
            "most_bytes": whole("most_bytes", most_bytes, low=1),
            "most_pixels": whole("most_pixels", most_pixels, low=1),
            "seconds": number("seconds", seconds, low=0.1),
        }
        self.url, self._process, self._end = None, None, None

    @property
    def running(self):
        """Whether it answers."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self):
        """The number of its process, or None."""
        return self._process.pid if self.running else None

    def start(self):
        """Start it and wait until it answers. Returns the service."""
        if self.running:
            return self
        needs("fastapi", "uvicorn")
        task = {"class_names": self.class_names, "version": self.runtime.version, **self.limits}
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
                port = _hand_over(self._process, task, self.runtime.content)
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

    def stop(self):
        """Stop it; a request that is being answered is broken off. Does nothing if it does not run."""
        if self._end is not None:
            self._end()
        self.url, self._process, self._end = None, None, None

    def __enter__(self):
        return self.start()

    def __exit__(self, *problem):
        self.stop()

    def __repr__(self):
        state = f"answers at {self.url}" if self.running else "is not running"
        return f"The service {state}: {self.runtime.target}, version {self.runtime.version}"

    def _repr_html_(self):
        return f"<p>{escape(repr(self))}</p>"


def _hand_over(process, task, content):
    """Give the process its network on its standard input; the port that it answers with, or nothing if it ended."""
    try:
        process.stdin.write(json.dumps(task | {"bytes": len(content)}).encode() + b"\n" + content)
        process.stdin.flush()
    except OSError:  # it has ended; its last words say why
        return b""
    return process.stdout.readline()


def _end(process):
    """Close its standard input, which tells it to end, and see to it that it does."""
    try:
        process.stdin.close()
        process.wait(0.5)
    except (OSError, subprocess.TimeoutExpired):
        process.kill()
        process.wait()
    process.stdout.close()
