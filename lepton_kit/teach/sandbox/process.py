"""One running sandbox: asked one question at a time, watched all the time, and ended with all that it started."""

import io
import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from lepton_kit.exercises.decoding import BYTES, WireError, pack, unpack
from lepton_kit.teach.sandbox import bubblewrap

__all__ = ["Box", "Died", "Tampered", "files_made"]

START = 60  # seconds; a loaded machine with a cold disk is slow
GRACE = 2  # seconds for the driver to end what the student's code did not, before the whole sandbox is ended
_LOOK = 0.2  # seconds between two looks at the processes
_BUFFER = 220_000  # bytes that the kernel may hold behind an open descriptor, in a socket: no limit counts them


class Died(Exception):
    """The sandbox ended, or had to be ended; the message says why, about "it"."""

    def __init__(self, why, *, late=False):
        super().__init__(why)
        self.late = late


class Tampered(Died):
    """The sandbox said what its driver never says: a student's code spoke in its place."""


class Box:
    """A fresh sandbox with the driver ``lepton_kit.teach.sandbox.driver`` in it, ready to be asked.

    Parameters
    ----------
    limits : Limits
    trusted : bool
        Run the driver without a sandbox, as oneself: for one's own code only.

    Raises
    ------
    SandboxError
        If there is no sandbox on this machine, or it does not start.
    """

    def __init__(self, limits, *, trusted=False):
        if sys.platform == "win32":
            raise bubblewrap.SandboxError("Copies cannot be marked on Windows itself. Use Linux, WSL 2 or a container.")
        if not trusted and (reason := bubblewrap.why_not()):
            raise bubblewrap.SandboxError(reason)
        self._limits, self._asked, self._ended_because = limits, 0, ""
        self._folder = tempfile.mkdtemp(prefix="lepton-") if trusted else None
        self._output, self._printed = bytearray(), 0
        self._channel, theirs = socket.socketpair()
        printed, out = os.pipe()
        self._out = io.FileIO(printed)
        try:
            self._start(theirs.fileno(), out, trusted)
        finally:
            theirs.close()
            os.close(out)
        for end in (self._channel, self._out):
            os.set_blocking(end.fileno(), False)
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()
        try:
            self.ask("hello", START)
        except Died as death:
            self.close()
            said = " ".join(self.output().split()[-40:]) or str(death)
            raise bubblewrap.SandboxError(f"The sandbox did not start: {said}") from None

    def _start(self, channel, out, trusted):
        settings = {"channel": channel, "limits": asdict(self._limits), "trusted": trusted}
        settings["user"] = None if trusted else bubblewrap.user()
        module = "lepton_kit.teach.sandbox.driver"
        driver = [sys.executable, "-I", "-B", "-X", "utf8", "-m", module, json.dumps(settings)]
        streams = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out, "start_new_session": True}
        if trusted:
            own = os.environ | bubblewrap.environment() | {"HOME": self._folder, "TMPDIR": self._folder}
            self._process = subprocess.Popen(driver, pass_fds=[channel], env=own, cwd=self._folder, **streams)
        else:
            with bubblewrap.rules() as rules:
                line = bubblewrap.command(rules, self._limits) + driver
                self._process = subprocess.Popen(line, pass_fds=[channel, rules], env={}, **streams)
        self._first = psutil.Process(self._process.pid)  # knows when its number has passed to another process

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._ended_because and self._process.poll() is None

    def ask(self, what: str, seconds: float, **request: Any) -> dict[str, Any]:
        """The driver's reply, a mapping, to a request, for which it has ``seconds``.

        Raises
        ------
        Died
            If there is none in time, or the sandbox ended meanwhile. It cannot be asked again.
        """
        self._asked += 1
        until, received = time.monotonic() + seconds + min(seconds, GRACE), bytearray()
        to_send = memoryview(pack({"id": self._asked, "ask": what, "seconds": seconds, **request}))
        self._printed = 0
        self._output.clear()
        try:
            with selectors.DefaultSelector() as ready:
                ready.register(self._out, selectors.EVENT_READ)
                ready.register(self._channel, selectors.EVENT_READ | selectors.EVENT_WRITE)
                while not received.endswith(b"\n"):
                    if time.monotonic() > until:
                        self.end(f"did not end within {seconds:g} s, and would not be interrupted")
                        raise Died(self._ended_because, late=True)
                    for key, events in ready.select(0.1):  # short, so that an interrupt of this thread is seen
                        if key.fileobj == self._out:
                            if not self._read_output():
                                ready.unregister(self._out)
                        elif events & selectors.EVENT_READ:
                            self._receive(received)
                        else:
                            to_send = to_send[self._channel.send(to_send) :]
                            if not to_send:
                                ready.modify(self._channel, selectors.EVENT_READ)
            while self._read_output():
                pass
            return self._checked(received, bool(to_send))
        except OSError:  # the other end is gone
            raise Died(self._how_it_ended()) from None
        except BaseException as problem:  # also if this thread was interrupted: no late reply must meet a new request
            self.end(str(problem) or "was interrupted")
            raise

    def _receive(self, received):
        chunk = self._channel.recv(1 << 20)
        if not chunk:
            raise Died(self._how_it_ended())
        received += chunk
        if len(received) > 2 * BYTES:
            raise Tampered("sent more than its driver ever sends")
        if b"\n" in chunk[:-1]:
            raise Tampered("sent more than it was asked for")

    def _checked(self, received, unread):
        try:
            reply = unpack(bytes(received))
        except WireError as problem:
            raise Tampered(f"sent what its driver never sends ({problem})") from None
        if unread or reply.pop("id", None) != self._asked:
            raise Tampered("answered what it was not asked")
        return reply

    def _read_output(self):
        """Read a piece of what was printed; False if there is none now, or never more."""
        chunk = self._out.read(1 << 16) or b""  # None where there is none now
        self._printed += len(chunk)
        self._output += chunk
        del self._output[:-20_000]
        if self._printed > self._limits.output:
            self.end(f"printed more than {self._limits.output:,} characters")
            raise Died(self._ended_because)
        return bool(chunk)

    def output(self) -> str:
        """The end of what was printed since the last request."""
        return self._output.decode(errors="replace")

    def _watch(self):
        """End the sandbox when its processes together take too much; runs beside everything else."""
        while not self._over.wait(_LOOK):
            taken, running = 0, self._family()
            for process in running:
                with suppress(psutil.Error):  # ended meanwhile
                    taken += process.memory_info().rss
                    taken += _BUFFER * process.num_fds()
            if len(running) > self._limits.processes:
                self.end(f"started more than {self._limits.processes} processes")
            elif self._files_made() > self._limits.files:
                self.end(f"made more than {self._limits.files:,} files")
            elif taken > self._limits.memory:
                self.end(f"took more than {self._limits.memory / (1 << 30):.2g} GB of memory")

    def _files_made(self) -> int:
        """How many files there are in the folders that it may write to: each takes memory that no limit counts."""
        if self._folder:
            return 0
        for process in self._family()[1:]:
            with suppress(OSError):
                return files_made(process.pid)
        return 0

    def _how_it_ended(self):
        if not self._ended_because:
            try:
                status = self._process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                self.end("cut the line to the program that runs it")
                return self._ended_because
            number = -status if status < 0 else status - 128
            known = number in set(signal.Signals)
            said = f"signal {signal.Signals(number).name}" if known else f"exit status {status}"
            self.end(f"ended the process that ran it ({said})")
        return self._ended_because

    def end(self, why: str) -> None:
        """End every process of the sandbox. The first reason is the one that is kept."""
        self._ended_because = self._ended_because or why
        self._over.set()
        first, *others = self._family() or [self._process]
        # The first of the others is the sandbox's process 1: it takes all along, and bubblewrap, which awaits it, ends.
        for process in [*others, first] if self._folder else others or [first]:
            with suppress(psutil.Error, OSError):
                process.kill()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _family(self):
        """Every process of the sandbox, the one that was started first."""
        try:
            return [self._first, *self._first.children(recursive=True)]
        except psutil.Error:  # it has ended, and all others with it
            return []

    def close(self) -> None:
        """End the sandbox and forget what it left."""
        self.end("was closed")
        self._channel.close()
        self._out.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


def files_made(pid: int) -> int:
    """The files in /tmp and /dev/shm as a process sees them; none as long as it sees those of this machine.

    A sandbox that is being set up does so for a moment, and they are no doing of the copy.
    """
    made = 0
    for place in ("/tmp", "/dev/shm"):
        own = Path(f"/proc/{pid}/root{place}")
        if own.stat().st_dev != Path(place).stat().st_dev:
            counts = os.statvfs(own)
            made += counts.f_files - counts.f_ffree
    return made
