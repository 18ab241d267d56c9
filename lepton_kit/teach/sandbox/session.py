"""A student's cells, run one after another in a sandbox, and what they made: values, functions and models by name.

Where a cell ends its process, or has to be ended with it, a new sandbox runs the other cells again, so that what works
still counts.
"""

import base64
import time
from collections.abc import Iterable, Mapping
from typing import Any

from lepton_kit.exercises.decoding import WireError, decode, named
from lepton_kit.exercises.encoding import encode
from lepton_kit.exercises.plain_text import clean
from lepton_kit.exercises.timeouts import TooLong
from lepton_kit.teach.marking_result import CellRun
from lepton_kit.teach.sandbox.bubblewrap import Limits
from lepton_kit.teach.sandbox.process import Box, Died, Tampered

__all__ = ["Missing", "RemoteError", "RemoteFunction", "RemoteModel", "Session", "Spent", "Unreadable"]

RESTARTS = 8
_FOR_READING = 0.2  # of the copy's time, kept for reading answers however long the cells took


class Missing(LookupError):
    """No variable of that name exists."""


class Unreadable(ValueError):
    """The value exists and cannot be brought out; the message says why."""


class Spent(RuntimeError):
    """The copy has used up its time or its fresh starts; the message says which."""


class RemoteError(Exception):
    """A student's own exception; ``type(error).__name__`` is the name of its kind."""


class Session:
    """The cells of one copy in their sandbox. Close it, or use it in a ``with`` statement.

    Parameters
    ----------
    limits : Limits, optional
    trusted : bool
        Without a sandbox, for one's own code only.
    files : mapping, optional
        Data files by their path; they lie in the folder in which the cells run.

    Attributes
    ----------
    restarts : int
        How many times the sandbox had to be started anew.
    tampered : bool
        Whether anything spoke in the driver's place.

    Raises
    ------
    SandboxError
        If there is no sandbox on this machine, or it does not start.
    """

    def __init__(
        self, limits: Limits | None = None, *, trusted: bool = False, files: Mapping[str, bytes] | None = None
    ) -> None:
        self.limits, self.trusted, self._files = limits or Limits(), trusted, dict(files or {})
        self.restarts, self.tampered, self._asked = 0, False, 0
        self._until = time.monotonic() + self.limits.seconds_total
        self._left_for_reading = _FOR_READING * self.limits.seconds_total
        self._cells: list[tuple[str, float]] = []  # source and seconds that worked
        self._box = self._started()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self) -> None:
        """End the sandbox."""
        self._box.close()

    def run(self, source: str) -> CellRun:
        """Run a cell. Never raises for what the cell does.

        Returns
        -------
        CellRun
        """
        self._asked += 1
        start = time.monotonic()
        try:
            seconds = self._at_most(self.limits.seconds_cell, keep=self._left_for_reading)
            reply = self._ask("run", seconds, source=source)
        except Spent as spent:
            return CellRun(self._asked, f"Not run: {spent}", fate="not run")
        except Died as death:
            fate = "tampered" if isinstance(death, Tampered) else "late" if death.late else "killed"
            return self._outcome(f"The cell {death}.", start, fate)
        if reply.get("late") is True:
            self._cells.append((source, self.limits.seconds_cell / 10))  # what it did before, again, and no longer
            return self._outcome(f"The cell did not end within {seconds:.3g} s.", start, "late")
        self._cells.append((source, self.limits.seconds_cell))
        return self._outcome(_error(reply)[0], start, "")

    def _outcome(self, error, start, fate):
        seconds, output = round(time.monotonic() - start, 3), clean(self._box.output()[-2000:])
        return CellRun(self._asked, clean(error, 500), seconds, output, fate)

    def read(self, name: str) -> Any:
        """The value of a variable: a plain value, an array, a RemoteFunction or a RemoteModel.

        Raises
        ------
        Missing, Unreadable, Spent
        """
        try:
            reply = self._ask("read", self.limits.seconds_call, name=name)
            if reply.get("missing") is True:
                raise Missing(f"There is no `{name}`.")
            return self._value(reply)
        except TooLong:
            raise Unreadable(f"`{name}` could not be read within {self.limits.seconds_call:g} s.") from None
        except RemoteError as problem:
            raise Unreadable(f"Reading `{name}` failed with {type(problem).__name__}: {problem}") from None
        except Died as death:
            raise Unreadable(f"Reading `{name}` failed: it {death}.") from None

    def use(self, what: str, box: Box, **request: Any) -> Any:
        """Call a function or a model of the sandbox ``box`` and return its value.

        Raises
        ------
        TooLong, RemoteError, Unreadable
        """
        if box is not self._box or not box.alive:
            raise RemoteError("An earlier call ended the process in which it lived.")
        try:
            return self._value(self._ask(what, self.limits.seconds_call, **request))
        except Died as death:
            if death.late:
                raise TooLong(f"{self.limits.seconds_call:g} s were not enough") from None
            raise named(RemoteError, "ProcessEnded")(f"The call {death}.") from None

    def _value(self, reply):
        if reply.get("late") is True:
            raise TooLong(f"{self.limits.seconds_call:g} s were not enough")
        if "unsendable" in reply:
            raise Unreadable(clean(reply["unsendable"], 300))
        error, kind, message = _error(reply)
        if error:
            raise named(RemoteError, kind)(message)
        try:
            return decode(reply["value"], self._remote)
        except (KeyError, WireError) as problem:
            self.tampered = True
            self._box.end("sent what its driver never sends")
            raise Unreadable(f"What came for it is no value ({clean(problem, 200)}).") from None

    def _remote(self, kind, handle, *facts):
        made = RemoteFunction if kind == "function" else RemoteModel
        return made(self, self._box, handle, *facts)

    def _ask(self, what, seconds, **request):
        self._revive()
        try:
            return self._box.ask(what, self._at_most(seconds), **request)
        except Tampered:
            self.tampered = True
            raise

    def _at_most(self, seconds, keep=0):
        left = self._until - time.monotonic() - keep
        if left <= 0:
            raise Spent(f"The {self.limits.seconds_total:g} s for the whole copy were used up.")
        return min(seconds, left)

    def _started(self) -> Box:
        """A fresh sandbox with the data files in it."""
        box = Box(self.limits, trusted=self.trusted)
        for path, content in self._files.items():
            box.ask("put", self.limits.seconds_call + 10, path=path, content=base64.b64encode(content).decode())
        return box

    def _revive(self):
        """Where the sandbox has ended, start another one and run the cells that did not end it."""
        while not self._box.alive:
            self._at_most(0)
            if self.restarts == RESTARTS:
                raise Spent(f"Its process ended {RESTARTS + 1} times.")
            self.restarts += 1
            self._box.close()
            self._box = self._started()
            for place, (source, seconds) in enumerate(self._cells):
                try:
                    self._box.ask("run", self._at_most(seconds), source=source)
                except Died as death:
                    self.tampered |= isinstance(death, Tampered)
                    del self._cells[place]
                    break


def _error(reply):
    """What the reply says went wrong, as "NameError: ...", and its two parts; three empty texts for nothing."""
    if "error" not in reply:
        return "", "", ""
    error = reply["error"] if isinstance(reply["error"], dict) else {}
    kind, message = (clean(error.get(key, ""), length) for key, length in (("type", 80), ("message", 500)))
    return f"{kind or 'Error'}: {message}".removesuffix(": "), kind, message


class RemoteFunction:
    """A student's function, called as any other; its arguments and what it returns are copies."""

    def __init__(self, session, box, handle, name, habit):
        self._session, self._box, self._handle = session, box, handle
        self.__name__, self.habit = name, habit
        self.seconds_allowed = session.limits.seconds_call

    def __call__(self, *args, **options):
        sent = {key: encode(value, _refuse) for key, value in (("args", args), ("options", options))}
        return self._session.use("call", self._box, handle=self._handle, **sent)

    def __repr__(self):
        return f"the function {self.__name__}"


def _refuse(thing):
    raise TypeError(f"A function or model cannot be an argument of a student's function; got {thing!r}")


class RemoteModel:
    """A student's Keras model: what it does, and what it gives."""

    def __init__(self, session, box, handle):
        self._session, self._box, self._handle = session, box, handle

    def predict(self, x: object, *, shuffled: bool = False) -> Any:
        """What :func:`~lepton_kit.vision.model_outputs.outputs_of` says that it gives for the inputs ``x``."""
        return self._session.use("predict", self._box, handle=self._handle, x=encode(x, _refuse), shuffled=shuffled)

    def anatomy(self, shape: Iterable[int]) -> Any:
        """What :func:`~lepton_kit.vision.behaviour.anatomy` says of it, as far as its process can be believed."""
        return self._session.use("anatomy", self._box, handle=self._handle, shape=list(shape))

    def __repr__(self):
        return "a Keras model"
